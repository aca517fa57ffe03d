import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("medusa_doctor_tour", {
    steps: () => [
        {
            content: "What is wrong is grouped by its kind, with the number",
            trigger:
                ".o_medusa_findings .o_group_header:contains('Inventory item without variant'):contains('1')",
            run: "click",
        },
        {
            content: "A finding says what a shopper sees of it; it is mended",
            trigger: ".o_medusa_findings .o_data_row:contains('LEFT') button[name=action_mend]",
            run: "click",
        },
        {
            content: "What will be done is said before",
            trigger: ".modal .o_field_widget[name=text]:contains('is deleted in the store')",
        },
        {
            trigger: ".modal footer button[name=action_mend]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('mended in the background')",
        },
        {
            content: "The whole store is examined again",
            trigger: "body:not(:has(.modal)) .o_control_panel button[name=action_examine_all]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('examined in the background')",
        },
    ],
});
