import { registry } from "@web/core/registry";

const points = ".o_medusa_points .o_kanban_record";

registry.category("web_tour.tours").add("medusa_explain_tour", {
    steps: () => [
        {
            trigger: ".o_notebook a[name=medusa]",
            run: "click",
        },
        {
            content: "Why isn't it in the store?",
            trigger: ".o_notebook button[name=action_medusa_explain]",
            run: "click",
        },
        {
            trigger: `${points}:contains(Does it belong into this store?):contains(Product Category)`,
        },
        {
            content: "Take it into the store",
            trigger: `${points} button[name=action_mend]:contains(Also in This Store)`,
            run: "click",
        },
        {
            trigger: `${points}:contains(Also in this store)`,
        },
        {
            content: "Push it",
            trigger: `${points}:contains(Is there something to push?) button[name=action_mend]:contains(Resync)`,
            run: "click",
        },
        {
            trigger: ".o_notification:contains(was created in the store)",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_look_again]",
            run: "click",
        },
        {
            content: "The store has it, and a shopper sees it",
            trigger: `${points}:contains(All that a push of the product sends is there)`,
        },
        {
            trigger: `${points}:contains(A shopper finds the product)`,
        },
    ],
});
