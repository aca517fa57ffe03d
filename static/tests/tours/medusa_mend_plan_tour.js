import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("medusa_mend_plan_tour", {
    steps: () => [
        {
            trigger:
                ".o_medusa_findings .o_group_header:contains('Inventory item without variant')",
            run: "click",
        },
        {
            trigger: ".o_medusa_findings .o_data_row:contains('LEFT') button[name=action_mend]",
            run: "click",
        },
        {
            content: "What exactly would be written is asked before",
            trigger: ".modal footer button[name=action_plan]",
            run: "click",
        },
        {
            content: "The window goes, the plan is queued, with a bar",
            trigger: "body:not(:has(.modal)) .o_form_view h1:contains('Mending of')",
        },
        {
            trigger: ".o_form_view .o_medusa_run[data-state=queued]",
        },
    ],
});

registry.category("web_tour.tours").add("medusa_mend_planned_tour", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Mending of') .o_data_cell:first",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=summary]:contains('would be mended: 1')",
        },
        {
            content: "The thing, what is wrong with it, and what the store holds of it",
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:contains('LEFT'):contains('without variant')",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_view_lines]",
            run: "click",
        },
        {
            content: "Grouped by what is wrong",
            trigger: ".o_group_header:contains('Inventory item without variant')",
            run: "click",
        },
        {
            trigger: ".o_data_row .o_data_cell:contains('LEFT')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=changes_html] tr:contains('LEFT')",
        },
        {
            trigger:
                ".o_breadcrumb a:contains('Mending of'), .breadcrumb-item a:contains('Mending of')",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_run]",
            run: "click",
        },
        {
            trigger: ".modal footer .btn-primary:contains('Run It')",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('pushed in the background')",
        },
    ],
});
