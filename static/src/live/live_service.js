import { onWillDestroy, reactive } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

// What models/live/teller.py sends.
const MESSAGE = "medusa_connector/runs";
// As long as a run is in one of them, it is shown.
export const SHOWN_STATES = ["queued", "running", "waiting"];

/**
 * Listens to what goes on in stores, as long as anything on the page shows it.
 *
 * The server lets a user listen to the stores that they may read, and tells all that is under way
 * whenever somebody begins to listen, or does so again after the line was cut.
 */
export const liveService = {
    dependencies: ["bus_service"],
    start(env, { bus_service: bus }) {
        const listeners = new Set();
        const counts = new Map();
        const followed = reactive([]);

        bus.subscribe(MESSAGE, (message) => {
            for (const listener of [...listeners]) {
                if (listener.backendIds.includes(message.backend_id)) {
                    listener.callback(message);
                }
            }
        });

        function count(backendId, step) {
            const number = (counts.get(backendId) || 0) + step;
            counts.set(backendId, number);
            if (step > 0 && number === 1) {
                bus.addChannel(`medusa.backend_${backendId}`);
            } else if (!number) {
                bus.deleteChannel(`medusa.backend_${backendId}`);
            }
        }

        return {
            // Runs that are shown at the edge of the screen, see `follower`.
            followed,
            /**
             * @param {number[]} backendIds
             * @param {(message: {backend_id: number, runs: Object[], is_all: boolean}) => void}
             *     callback
             * @returns {() => void} stops listening
             */
            listen(backendIds, callback) {
                const listener = { backendIds: [...new Set(backendIds)], callback };
                listeners.add(listener);
                listener.backendIds.forEach((id) => count(id, 1));
                return () => {
                    if (listeners.delete(listener)) {
                        listener.backendIds.forEach((id) => count(id, -1));
                    }
                };
            },
        };
    },
};

registry.category("services").add("medusa_live", liveService);

/**
 * Put what a message tells into a list of runs.
 *
 * @param {Object[]} runs as they are shown
 * @param {{runs: Object[], is_all: boolean}} message
 * @param {(run: Object) => boolean} isWanted whether a run that isn't shown yet is to be
 * @returns {boolean} whether a run ended that was shown
 */
export function applyMessage(runs, message, isWanted) {
    let hasEnded = false;
    const told = new Map(message.runs.map((run) => [run.id, run]));
    for (const run of runs) {
        const news = told.get(run.id);
        const wasShown = SHOWN_STATES.includes(run.state);
        if (news) {
            // A message may overtake what the page has read: the bar never goes back.
            const progress = Math.max(run.progress || 0, news.progress || 0);
            Object.assign(run, news, { progress });
        } else if (message.is_all && wasShown && Number.isInteger(run.id)) {
            run.state = "gone";
        }
        hasEnded = hasEnded || (wasShown && !SHOWN_STATES.includes(run.state));
        told.delete(run.id);
    }
    for (const run of told.values()) {
        if (SHOWN_STATES.includes(run.state) && isWanted(run)) {
            runs.push(run);
        }
    }
    const left = runs.filter((run) => run.state !== "gone");
    runs.splice(0, runs.length, ...left);
    return hasEnded;
}

/**
 * Listen to stores as long as the component lives.
 *
 * @returns {(backendIds: number[]) => void} says which stores; it may be called again
 */
export function useLive(callback) {
    const live = useService("medusa_live");
    let stop = () => {};
    let known = "";
    onWillDestroy(() => stop());
    return (backendIds) => {
        const wanted = JSON.stringify(backendIds);
        if (wanted !== known) {
            const former = stop;
            stop = live.listen(backendIds, callback);
            former();
            known = wanted;
        }
    };
}
