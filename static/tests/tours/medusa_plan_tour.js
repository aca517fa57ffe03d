import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("medusa_plan_tour", {
    steps: () => [
        {
            content: "Ask what a run would do",
            trigger: ".o_statusbar_buttons button[name=action_plan]",
            run: "click",
        },
        {
            content: "It is queued, with a bar",
            trigger: ".o_form_view h1:contains('Plan of Shop')",
        },
        {
            trigger: ".o_form_view .o_medusa_run[data-state=queued]",
        },
    ],
});

registry.category("web_tour.tours").add("medusa_planned_tour", {
    steps: () => [
        {
            content: "In short",
            trigger: ".o_form_view .o_field_widget[name=summary]:contains('would be updated: 1')",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_view_lines]",
            run: "click",
        },
        {
            content: "Grouped by kind of change",
            trigger: ".o_group_header:contains('Update')",
            run: "click",
        },
        {
            trigger: ".o_data_row .o_data_cell:contains('First lamp')",
            run: "click",
        },
        {
            content: "Field by field",
            trigger:
                ".o_field_widget[name=changes_html] tr:contains('Price'):contains('10.00'):contains('99.00')",
        },
        {
            trigger: ".o_breadcrumb a:contains('Plan of Shop'), .breadcrumb-item a:contains('Plan of Shop')",
            run: "click",
        },
        {
            content: "Carry it out",
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
