import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("medusa_todo_tour", {
    steps: () => [
        {
            content: "All that waits is one line for its cause, with its number",
            trigger: ".o_medusa_todo .o_data_row:contains('SKU, barcode or handle in use'):contains('2')",
        },
        {
            content: "Say who cares for it",
            trigger: ".o_medusa_todo .o_data_row:contains('SKU, barcode') button[name=action_care]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit Ask the warehouse",
        },
        {
            trigger: ".modal footer .btn-primary:contains('Save')",
            run: "click",
        },
        {
            content: "Open what waits for this cause",
            trigger: "body:not(:has(.modal)) .o_medusa_todo .o_data_row:contains('SKU, barcode') td[name=first_line]",
            run: "click",
        },
        {
            content: "Each of them has the note, and leads to what stands in its way",
            trigger: ".o_medusa_todo .o_data_row:contains('Second lamp'):contains('Ask the warehouse') button[name=action_open_other]",
            run: "click",
        },
        {
            content: "The other product is opened",
            trigger: ".o_form_view .o_field_widget[name=name] textarea:value(First lamp)",
        },
        {
            content: "Back to what waits",
            trigger: ".o_back_button, .breadcrumb-item.o_back_button a",
            run: "click",
        },
        {
            trigger: ".o_medusa_todo .o_data_row:contains('Second lamp') td[name=title]",
            run: "click",
        },
        {
            content: "The whole story is on its form",
            trigger: ".o_form_view .alert:contains('has this SKU'):contains('internal reference')",
        },
        {
            trigger: ".o_form_view button[name=action_retry]",
            run: "click",
        },
        {
            content: "It is tried again at once, and refused again",
            trigger: ".o_notification:contains('has this SKU')",
        },
    ],
});
