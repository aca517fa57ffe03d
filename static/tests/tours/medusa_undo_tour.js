import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("medusa_undo_tour", {
    steps: () => [
        {
            content: "A run pushed wrong prices: look at what it changed",
            trigger: ".o-form-buttonbox button[name=action_view_changes]",
            run: "click",
        },
        {
            content: "Each field, before and after",
            trigger: ".o_data_row:contains('First lamp'):contains('Price'):contains('10.00'):contains('99.00')",
        },
        {
            content: "Back to the run",
            trigger: ".o_back_button, .breadcrumb-item.o_back_button a",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_undo]",
            run: "click",
        },
        {
            content: "It says what is brought back",
            trigger: ".modal .o_field_widget[name=summary]:contains('Prices'):contains('2')",
        },
        {
            content: "Only one of the two",
            trigger: ".modal .o_field_widget[name=which] .o_radio_item:contains('Chosen') input",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=product_tmpl_ids] input",
            run: "edit First",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('First lamp')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=summary]:contains('Prices'):contains('1')",
        },
        {
            trigger: ".modal footer button[name=action_undo]",
            run: "click",
        },
        {
            content: "It is queued",
            trigger: ".o_notification:contains('undone in the background')",
        },
    ],
});

registry.category("web_tour.tours").add("medusa_undone_tour", {
    steps: () => [
        {
            content: "The undo says that Odoo differs, and holds the product back",
            trigger: ".o_form_view .alert-warning:contains('held back')",
        },
        {
            content: "Release it",
            trigger: ".o_statusbar_buttons button[name=action_release_held]",
            run: "click",
        },
        {
            trigger: ".modal footer .btn-primary:contains('Release')",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('Released: First lamp')",
        },
    ],
});
