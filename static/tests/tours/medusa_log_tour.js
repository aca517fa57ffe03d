import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("medusa_log_tour", {
    steps: () => [
        {
            content: "How many there are of each result, in its colour",
            trigger: ".o_switch_view.o_graph",
            run: "click",
        },
        {
            trigger: ".o_graph_renderer canvas",
        },
        {
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "Two products were pushed, one was refused",
            trigger: ".o_data_row:contains(was created in the store)",
        },
        {
            content: "Filter the failed ones",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_filter_menu .o_menu_item:contains(Failed)",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains(was created in the store)))",
        },
        {
            content: "Open the failed line",
            trigger: ".o_data_row .o_data_cell[name=message]",
            run: "click",
        },
        {
            content: "It says how to mend it",
            trigger: ".o_form_view .alert-danger:contains(another internal reference)",
        },
        {
            content: "Try again",
            trigger: ".o_statusbar_buttons button[name=action_retry]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(already exists)",
        },
        {
            content: "And go to the product",
            trigger: ".o-form-buttonbox button[name=action_open_product]",
            run: "click",
        },
        {
            trigger: ".o-form-buttonbox button[name=action_medusa_view_bindings]:contains(Failed)",
        },
    ],
});
