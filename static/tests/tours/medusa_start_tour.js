import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

function step(code, state) {
    return `.o_medusa_steps .o_kanban_record:has([data-step=${code}][data-state=${state}])`;
}

function press(code, state) {
    return { trigger: `${step(code, state)} button[name=action_do]`, run: "click" };
}

registry.category("web_tour.tours").add("medusa_start_tour", {
    steps: () => [
        {
            content: "The store is in a test",
            trigger: ".o_widget_web_ribbon .ribbon:contains(Test)",
        },
        press("key", "todo"),
        { content: "The line ticks itself", trigger: step("key", "done") },
        { content: "A currency that the store lacks is no line of a green toast", ...press("currency", "warning") },
        { trigger: step("currency", "done") },
        { content: "Services are looked at", ...press("products", "todo") },
        { trigger: ".modal .o_field_widget[name=product_domain]" },
        { trigger: ".modal button[name=action_confirm_selection]", run: "click" },
        { trigger: step("products", "done") },
        { content: "Push the test products", ...press("trial", "todo") },
        {
            trigger: `${step("trial", "todo")}:contains(They are in the store)`,
            run() {
                // The page of the store's admin would open.
                browser.open = () => ({});
            },
        },
        press("trial", "todo"),
        { trigger: step("trial", "done") },
        { content: "Go live", ...press("schedule", "todo") },
        {
            content: "It says what will happen",
            trigger: ".modal :contains(2 products will be published: 1 good, 1 service.)",
        },
        {
            content: "What isn't meant for shoppers is taken out",
            trigger: ".modal .o_data_row:contains(Deposit) button[name=action_keep_out]",
            run: "click",
        },
        { trigger: ".modal :contains(1 product will be published: 1 good.)" },
        { trigger: ".modal footer button[name=action_go_live]", run: "click" },
        { trigger: ".modal h3:contains(The store is live.)" },
        { trigger: ".modal footer button[name=action_sync_now]", run: "click" },
        { trigger: ".o_notification:contains(are pushed in the background)" },
        { content: "All is done: the checklist has folded", trigger: "button[name=action_open_checklist]", run: "click" },
        { trigger: step("schedule", "done") },
    ],
});
