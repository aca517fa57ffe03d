import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatSeconds } from "../live/words";

/** How long it took until a shopper saw what was saved, in the last day. */
export class MedusaFreshnessField extends Component {
    static template = "medusa_connector.FreshnessField";
    static props = { ...standardFieldProps };

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    format(seconds) {
        return formatSeconds(seconds);
    }
}

registry.category("fields").add("medusa_freshness", {
    component: MedusaFreshnessField,
    supportedTypes: ["json"],
});
