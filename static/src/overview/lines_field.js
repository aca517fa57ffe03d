import { Component } from "@odoo/owl";
import { formatInteger } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Lines of a store's card, each of which leads to what it is about.
 *
 * The field holds [{key, text, count, kind, icon}]; what a click opens the store says.
 */
export class MedusaLinesField extends Component {
    static template = "medusa_connector.LinesField";
    static props = {
        ...standardFieldProps,
        about: String,
        title: { type: String, optional: true },
        isTiled: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }

    format(count) {
        return formatInteger(count);
    }

    async open(line) {
        const { resModel, resId } = this.props.record;
        const args = [[resId], this.props.about, line.key];
        const action = await this.orm.call(resModel, "action_open_line", args);
        if (action) {
            await this.action.doAction(action);
        }
    }
}

export const medusaLinesField = {
    component: MedusaLinesField,
    supportedTypes: ["json"],
    extractProps: ({ options, string }) => ({
        about: options.about,
        title: options.title ? string : "",
        isTiled: Boolean(options.tiles),
    }),
};

registry.category("fields").add("medusa_lines", medusaLinesField);
