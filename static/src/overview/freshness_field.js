import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
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

    describe({ half, most }) {
        return _t("half within %(half)s, 95 % within %(most)s", {
            half: formatSeconds(half),
            most: formatSeconds(most),
        });
    }
}

registry.category("fields").add("medusa_freshness", {
    component: MedusaFreshnessField,
    supportedTypes: ["json"],
});
