import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("medusa_product_tour", {
    steps: () => [
        {
            content: "The product waits for its first push",
            trigger: ".o-form-buttonbox button[name=action_medusa_view_bindings]:contains(Pending)",
        },
        {
            trigger: ".o_notebook a[name=medusa]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=medusa_waiting_stores]:contains(Shop)",
        },
        {
            content: "Push it now",
            trigger: ".o_notebook button[name=action_medusa_sync]",
            run: "click",
        },
        {
            content: "The toast says what happened",
            trigger: ".o_notification:contains(was created in the store)",
        },
        {
            trigger: ".o-form-buttonbox button[name=action_medusa_view_bindings]:contains(Synced)",
        },
        {
            content: "The store's card links to Medusa's admin",
            trigger:
                ".o_field_widget[name=medusa_binding_ids] a[href*='medusa.test/app/products/prod_']",
        },
        {
            content: "Open what the store has of it",
            trigger: ".o-form-buttonbox button[name=action_medusa_view_bindings]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Synced)",
        },
    ],
});
