import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { SHOWN_STATES } from "./live_service";
import { describeCounts, describeDoing, formatSeconds } from "./words";

/** One run as it goes on: what it does, how far it is, how long it takes yet. */
export class MedusaRunLine extends Component {
    static template = "medusa_connector.RunLine";
    static props = {
        run: Object,
        words: Object,
        mayCancel: { type: Boolean, optional: true },
        // Whether it says what the run is about, and leads to it.
        isNamed: { type: Boolean, optional: true },
    };
    static defaultProps = { mayCancel: false, isNamed: true };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get isOpen() {
        return SHOWN_STATES.includes(this.props.run.state);
    }

    get doing() {
        return describeDoing(this.props.run, this.props.words);
    }

    /** Where the run isn't named, its state stands beside: only what it does is told. */
    get isDoingTold() {
        return this.props.isNamed || this.props.run.state === "running";
    }

    get counts() {
        return describeCounts(this.props.run.counts, this.props.words);
    }

    get icon() {
        return this.props.words.icon[this.props.run.scope];
    }

    get scope() {
        return this.props.words.scope[this.props.run.scope];
    }

    get percent() {
        return Math.floor(this.props.run.progress || 0);
    }

    get timeLeft() {
        const { state, seconds_left: seconds } = this.props.run;
        if (state !== "running" || !seconds) {
            return "";
        }
        return _t("about %s left", formatSeconds(seconds));
    }

    get barClass() {
        return {
            queued: "bg-secondary",
            running: "bg-primary progress-bar-striped progress-bar-animated",
            waiting: "bg-warning",
            done: "bg-success",
            errors: "bg-warning",
            failed: "bg-danger",
            cancelled: "bg-secondary",
        }[this.props.run.state];
    }

    async open() {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "medusa.sync.run",
            res_id: this.props.run.id,
            views: [[false, "form"]],
        });
    }

    async cancel() {
        await this.orm.call("medusa.sync.run", "action_cancel", [[this.props.run.id]]);
    }
}
