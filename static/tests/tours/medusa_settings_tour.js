import { registry } from "@web/core/registry";

const SETTINGS = ".app_settings_block[data-key=medusa_connector]:visible";

registry.category("web_tour.tours").add("medusa_settings_tour", {
    steps: () => [
        {
            content: "Without a store, the address and the key are asked for first",
            trigger: `${SETTINGS} .o_field_widget[name=medusa_url] input`,
            run: "edit http://medusa.test/",
        },
        {
            trigger: `${SETTINGS} .o_field_widget[name=medusa_api_key] input[type=password]`,
            run: "edit sk_wrong",
        },
        {
            content: "Connect with a wrong key",
            trigger: `${SETTINGS} button[name=action_medusa_test_connection]:contains(Connect)`,
            run: "click",
        },
        {
            content: "The cause is told, and stays",
            trigger: `${SETTINGS} .o_field_widget[name=medusa_connection_message]:contains("refuses the secret API key")`,
        },
        {
            content: "Paste the right key",
            trigger: `${SETTINGS} .o_field_widget[name=medusa_api_key] input[placeholder="Paste to replace it"]`,
            run: "edit sk_right",
        },
        {
            trigger: `${SETTINGS} button[name=action_medusa_test_connection]:contains(Test Connection)`,
            run: "click",
        },
        {
            content: "The store says its name, currencies and channel",
            trigger: `${SETTINGS} .o_field_widget[name=medusa_connection_message]:contains("Default sales channel")`,
        },
        {
            content: "The key is never shown again",
            trigger: `${SETTINGS} .o_field_widget[name=medusa_api_key] input`,
            run({ anchor }) {
                if (anchor.value) {
                    throw new Error("The secret key is shown");
                }
            },
        },
        {
            content: "Choose another schedule",
            trigger: `${SETTINGS} .o_field_widget[name=medusa_schedule] input`,
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Every day at noon)",
            run: "click",
        },
        {
            trigger: ".o_control_panel button.o_form_button_save",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The schedule is kept",
            trigger: `${SETTINGS} .o_field_widget[name=medusa_schedule] input:value(Every day at noon)`,
        },
    ],
});
