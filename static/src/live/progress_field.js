import { Component, onWillRender, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { applyMessage, useLive } from "./live_service";
import { MedusaRunLine } from "./run_line";

/**
 * Shows the runs of a store, or one run, as they go on.
 *
 * Its field is `live` of medusa.backend, medusa.sync.run and the settings.
 */
export class MedusaProgressField extends Component {
    static template = "medusa_connector.ProgressField";
    static components = { MedusaRunLine };
    static props = {
        ...standardFieldProps,
        isNamed: { type: Boolean, optional: true },
        canCancel: { type: Boolean, optional: true },
    };
    static defaultProps = { isNamed: true, canCancel: true };

    setup() {
        this.state = useState({ runs: [] });
        this.listen = useLive((message) => this.onMessage(message));
        // Reads the field before each rendering: the record may have been read anew.
        onWillRender(() => this.read());
    }

    get data() {
        return this.props.record.data[this.props.name];
    }

    read() {
        const data = this.data;
        if (data && data !== this.known) {
            this.known = data;
            this.words = data.words;
            this.mayCancel = data.may_cancel && this.props.canCancel;
            this.state.runs = data.runs.map((run) => ({ ...run }));
            this.listen([data.backend_id]);
        }
    }

    onMessage(message) {
        const runId = this.known.run_id;
        // A plan is told of in the same way, and is no run of the store.
        const isMine = (run) => (runId ? run.id === runId : Number.isInteger(run.id));
        const hasEnded = applyMessage(this.state.runs, message, isMine);
        if (hasEnded) {
            this.reload();
        }
    }

    /** Show what came of it in the rest of the view; nothing that somebody typed is lost. */
    async reload() {
        const { record } = this.props;
        if (record.resId && !(await record.isDirty())) {
            await record.load();
        }
    }
}

export const medusaProgressField = {
    component: MedusaProgressField,
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({
        // On the run's own form and row, all that is said beside it.
        isNamed: !options.no_name,
        canCancel: !options.no_cancel,
    }),
};

registry.category("fields").add("medusa_progress", medusaProgressField);
