import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatSelection } from "@web/views/fields/formatters";

/** What a run is about: a word, and the icon of its kind. */
export class MedusaScopeField extends Component {
    static template = "medusa_connector.ScopeField";
    static props = { ...standardFieldProps };

    get icon() {
        return this.props.record.data.scope_icon || "";
    }

    get word() {
        const { record, name } = this.props;
        return formatSelection(record.data[name], { selection: record.fields[name].selection });
    }
}

registry.category("fields").add("medusa_scope", {
    component: MedusaScopeField,
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "scope_icon", type: "char", readonly: true }],
});
