import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const CARD = ".o_medusa_overview .o_kanban_record:contains(Shop)";
const LINE = ".o_medusa_progress .o_medusa_run";

/** Let the run push its next batch, as its process does: the page is told by the bus alone. */
async function step() {
    await rpc("/web/dataset/call_kw", {
        model: "medusa.sync.run",
        method: "action_step_of_a_test",
        args: [[]],
        kwargs: {},
    });
}

registry.category("web_tour.tours").add("medusa_live_tour", {
    steps: () => [
        {
            content: "The app opens on the stores",
            trigger: `${CARD} [data-key=pending]:contains(6)`,
        },
        {
            content: "Push them",
            trigger: `${CARD} button[name=action_sync_now]`,
            run: "click",
        },
        {
            content: "The toast leads to the run",
            trigger: ".o_notification a[href*='medusa.sync.run']",
        },
        {
            content: "It is shown where it was asked for",
            trigger: ".o_medusa_follower .o_medusa_run[data-state=queued]",
        },
        {
            content: "And on the card, without a reload",
            trigger: `${CARD} ${LINE}[data-state=queued]`,
            run: step,
        },
        {
            content: "It moves with each batch",
            trigger: `${CARD} ${LINE} .o_medusa_doing:contains(Pushing: 2 of 6)`,
        },
        {
            content: "Here as well",
            trigger: ".o_medusa_follower .o_medusa_counts:contains(Created 2)",
        },
        {
            content: "Look at the run",
            trigger: `${CARD} ${LINE} a:contains(All products)`,
            run: "click",
        },
        {
            trigger: `.o_form_view ${LINE} .o_medusa_doing:contains(Pushing: 2 of 6)`,
            run: step,
        },
        {
            trigger: `.o_form_view ${LINE} .o_medusa_doing:contains(Pushing: 4 of 6)`,
        },
        {
            content: "The list of all runs shows it, too",
            trigger: ".o_menu_sections [data-menu-xmlid='medusa_connector.medusa_sync_run_menu']",
            run: "click",
        },
        {
            trigger: `.o_list_view .o_data_row ${LINE} .o_medusa_doing:contains(Pushing: 4 of 6)`,
        },
        {
            content: "Cancel it where it is followed",
            trigger: ".o_medusa_follower .o_medusa_cancel",
            run: "click",
        },
        {
            trigger: ".o_medusa_follower .o_medusa_run[data-state=cancelled]",
        },
        {
            content: "The list has read it anew",
            trigger: ".o_list_view .o_data_row .o_field_badge:contains(Cancelled)",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row .o_medusa_run))",
        },
    ],
});

registry.category("web_tour.tours").add("medusa_connect_tour", {
    steps: () => [
        {
            content: "Without a store it offers to connect one",
            trigger: ".o_view_nocontent a:contains(Connect a Store)",
            run: "click",
        },
        {
            trigger: ".settings .app_settings_block:not(.d-none) .o_field_widget[name=medusa_url]",
        },
    ],
});
