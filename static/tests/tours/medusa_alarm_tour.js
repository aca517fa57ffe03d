import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("medusa_alarm_tour", {
    steps: () => [
        {
            content: "The card of the store says that somebody should look",
            trigger: ".o_kanban_record button[name=action_view_alarms]:contains(1)",
            run: "click",
        },
        {
            content: "The alarm is listed",
            trigger: ".o_data_row .o_data_cell[name=name]:contains(refuses the secret API key)",
            run: "click",
        },
        {
            content: "It says what a shopper sees, and what to do",
            trigger: ".o_form_view .o_field_widget[name=shopper]:contains(goes on selling)",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=mend]:contains(Make a new secret key)",
        },
        {
            content: "The store's form shows it, too, and the activity",
            trigger: ".o_statusbar_buttons button[name=action_store]",
            run: "click",
        },
        {
            trigger: "[name=alarms] .o_kanban_record:contains(goes on selling)",
        },
        {
            trigger: ".o-mail-Activity:contains(refuses the secret API key)",
        },
        {
            content: "The key is right again: the form says once how that is found out",
            trigger: ".o_statusbar_buttons button[name=action_test_connection]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(is connected)",
        },
    ],
});

registry.category("web_tour.tours").add("medusa_alarm_over_tour", {
    steps: () => [
        {
            content: "It closed itself: nothing is open on the store",
            trigger: ".o_form_view:not(:has([name=alarms])) .oe_title",
        },
        {
            content: "The store's chatter says since when it is over",
            trigger: ".o-mail-Message:contains(It is over since)",
        },
        {
            trigger: ".o-mail-Chatter:not(:has(.o-mail-Activity))",
        },
    ],
});
