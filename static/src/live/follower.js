import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { applyMessage, SHOWN_STATES, useLive } from "./live_service";
import { MedusaRunLine } from "./run_line";

// How long a run stays that went well.
const STAY = 10000;

/** Shows the runs that were asked for on this page, until they are over and somebody saw it. */
export class MedusaFollower extends Component {
    static template = "medusa_connector.Follower";
    static components = { MedusaRunLine };
    static props = {};

    setup() {
        const live = useService("medusa_live");
        this.followed = useState(live.followed);
        this.listen = useLive((message) => this.onMessage(message));
    }

    get lines() {
        this.listen(this.followed.map((line) => line.run.backend_id));
        return this.followed;
    }

    onMessage(message) {
        for (const line of [...this.followed]) {
            if (line.run.backend_id !== message.backend_id) {
                continue;
            }
            const runs = [line.run];
            const hasEnded = applyMessage(runs, message, () => false);
            if (!runs.length) {
                this.close(line);
            } else if (hasEnded && ["done", "cancelled"].includes(line.run.state)) {
                browser.setTimeout(() => this.close(line), STAY);
            }
        }
    }

    close(line) {
        const index = this.followed.findIndex((other) => other.run.id === line.run.id);
        if (index >= 0) {
            this.followed.splice(index, 1);
        }
    }
}

registry.category("main_components").add("MedusaFollower", { Component: MedusaFollower });

/**
 * Tell something about runs, and show how they go on.
 *
 * @param {{params: {run_ids: number[]}}} action a toast, see models/run/toast.py
 */
async function follow(env, action) {
    const { orm, medusa_live: live } = env.services;
    const next = registry.category("actions").get("display_notification")(env, action);
    const rows = await orm.read("medusa.sync.run", action.params.run_ids, ["live"]);
    for (const { live: data } of rows) {
        const run = data && data.runs[0];
        const isNew = run && !live.followed.some((line) => line.run.id === run.id);
        if (isNew && SHOWN_STATES.includes(run.state)) {
            live.followed.push({ run, words: data.words, mayCancel: data.may_cancel });
        }
    }
    return next;
}

registry.category("actions").add("medusa_follow", follow);
