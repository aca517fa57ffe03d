import { cookie } from "@web/core/browser/cookie";
import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";
import { getResultColor } from "./result_color";

/** The log lines of each day, in the colours of their results. */
export class MedusaLogGraphRenderer extends GraphRenderer {
    getBarChartData() {
        const data = super.getBarChartData();
        for (const dataset of this.model.data.datasets) {
            const color = getResultColor(dataset, cookie.get("color_scheme"));
            dataset.backgroundColor = color || dataset.backgroundColor;
        }
        return data;
    }
}

registry.category("views").add("medusa_log_graph", {
    ...graphView,
    Renderer: MedusaLogGraphRenderer,
});
