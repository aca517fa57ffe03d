import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { describeCounts, formatSeconds } from "../live/words";

const { DateTime } = luxon;

// Colours of how a run ended, see the badges of the list of runs.
const KINDS = { done: "success", errors: "warning", failed: "danger", cancelled: "muted" };

/** The last and the next run of a store, of each kind: when, how long, and what it did. */
export class MedusaLastRunsField extends Component {
    static template = "medusa_connector.LastRunsField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get data() {
        return this.props.record.data[this.props.name] || { rows: [], words: {} };
    }

    /** Return a day only where it isn't today. */
    formatTime(text) {
        const time = deserializeDateTime(text);
        const hour = time.toFormat(localization.timeFormat.replace(":ss", ""));
        if (time.hasSame(DateTime.local(), "day")) {
            return hour;
        }
        return `${time.toLocaleString({ day: "numeric", month: "short" })}, ${hour}`;
    }

    getState(last) {
        return this.data.words.state[last.state];
    }

    getKind(last) {
        return KINDS[last.state];
    }

    /** Return what a run did, and how long it took. */
    describe(last) {
        const counts = { ...last.counts };
        const did = describeCounts({ ...counts, unchanged: 0 }, this.data.words);
        const parts = [last.cause || did || describeCounts(counts, this.data.words)];
        if (last.seconds) {
            parts.push(formatSeconds(last.seconds));
        }
        return parts.filter(Boolean).join(" · ");
    }

    getNext(row) {
        return row.next ? _t("next: %s", this.formatTime(row.next)) : "";
    }

    async open(last) {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "medusa.sync.run",
            res_id: last.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("medusa_last_runs", {
    component: MedusaLastRunsField,
    supportedTypes: ["json"],
});
