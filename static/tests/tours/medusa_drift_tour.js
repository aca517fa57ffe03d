import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("medusa_drift_tour", {
    steps: () => [
        {
            content: "It waits under its cause",
            trigger: ".o_medusa_todo .o_data_row:contains('Changed in Medusa') button[name=action_open_drifts]",
            run: "click",
        },
        {
            content: "Both values stand beside each other",
            trigger: ".o_data_row:contains('Title'):contains('Theirs'):contains('Office chair')",
        },
        {
            content: "Odoo's title is taken",
            trigger: ".o_data_row:contains('Title') button[name=action_take_odoo]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('sent in the background')",
        },
        {
            content: "The description is left to Medusa",
            trigger: ".o_data_row:contains('Description') button[name=action_keep_medusa]",
            run: "click",
        },
        {
            content: "Nothing is left to decide",
            trigger: ".o_view_nocontent:contains('All is in Medusa as in Odoo')",
        },
    ],
});
