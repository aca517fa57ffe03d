import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatSeconds } from "./words";

/** A number of seconds, as a person says it: "3 min". */
export class MedusaDurationField extends Component {
    static template = xml`<span t-esc="text"/>`;
    static props = { ...standardFieldProps };

    get text() {
        const seconds = this.props.record.data[this.props.name];
        return seconds ? formatSeconds(seconds) : "";
    }
}

registry.category("fields").add("medusa_duration", {
    component: MedusaDurationField,
    supportedTypes: ["float", "integer"],
});
