import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { deserializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import {
    JournalDashboardGraphField,
    journalDashboardGraphField,
} from "@web/views/fields/journal_dashboard_graph/journal_dashboard_graph_field";

/** Return a day in the reader's language, without its year. */
function formatDay(text) {
    return deserializeDate(text).toLocaleString({ day: "numeric", month: "short" });
}

/** What was pushed each day, and on top of it what failed. */
export class MedusaChartField extends JournalDashboardGraphField {
    getBarChartConfig() {
        const scheme = cookie.get("color_scheme");
        const [{ key, failed_key: failedKey, values }] = this.data;
        const datasets = [
            { label: key, data: values.map((day) => day.pushed), backgroundColor: getColor(3, scheme, "odoo") },
            {
                label: failedKey,
                data: values.map((day) => day.failed),
                backgroundColor: getCustomColor(scheme, "#d44c59", "#ff7c80"),
            },
        ];
        const config = super.getBarChartConfig();
        const { x, y } = config.options.scales;
        config.data = { labels: values.map(({ day }) => formatDay(day)), datasets };
        config.options.scales = {
            x: { ...x, stacked: true, ticks: { ...x.ticks, maxTicksLimit: 5, maxRotation: 0 } },
            y: { ...y, stacked: true },
        };
        return config;
    }
}

registry.category("fields").add("medusa_chart", {
    ...journalDashboardGraphField,
    component: MedusaChartField,
});
