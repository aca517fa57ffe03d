import { registry } from "@web/core/registry";

const ROW = ".o_field_widget[name=field_map_ids] .o_selected_row";

registry.category("web_tour.tours").add("medusa_content_tour", {
    steps: () => [
        {
            content: "Switching the stock on is no change of the store yet",
            trigger: ".o_notebook .nav-link[name=stock]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=push_stock] input",
            run: "click",
        },
        {
            content: "What is missing is said at once",
            trigger: ".tab-pane.active .alert-warning:contains(stock location)",
        },
        {
            trigger: ".o_field_widget[name=push_stock] input",
            run: "click",
        },
        {
            content: "An extra field is found by its name",
            trigger: ".o_notebook .nav-link[name=ownership]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=field_map_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: `${ROW} [name=field_path] .o_model_field_selector`,
            run: "click",
        },
        {
            trigger: ".o_model_field_selector_popover_search input",
            run: "edit Barcode",
        },
        {
            trigger: ".o_model_field_selector_popover_item_name:contains(Barcode)",
            run: "click",
        },
        {
            trigger: `${ROW} [name=field_path]:contains(Barcode)`,
        },
        {
            trigger: `${ROW} [name=metadata_key] input`,
            run: "edit ean",
        },
        {
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            content: "A line that isn't edited names the field, too",
            trigger: ".o_field_widget[name=field_map_ids] .o_data_row:not(.o_selected_row) [name=field_path]:contains(Barcode)",
        },
    ],
});
