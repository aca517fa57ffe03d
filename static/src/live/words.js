import { _t } from "@web/core/l10n/translation";

/**
 * Return a length of time in words, as "3 min".
 */
export function formatSeconds(seconds) {
    const whole = Math.max(Math.round(seconds), 1);
    if (whole < 60) {
        return _t("%s s", whole);
    }
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) {
        return _t("%s min", minutes);
    }
    return _t("%(hours)s h %(minutes)s min", {
        hours: Math.floor(minutes / 60),
        minutes: minutes % 60,
    });
}

/**
 * Return what a run does now.
 *
 * @param {Object} run what is told of it, see models/live/facts.py
 * @param {Object} words of the server, in the reader's language
 */
export function describeDoing(run, words) {
    if (run.state !== "running" || !run.phase) {
        return words.state[run.state];
    }
    const doing = words.phase[run.phase];
    if (!run.total) {
        return doing;
    }
    return _t("%(doing)s: %(done)s of %(total)s", {
        doing,
        done: Math.min(run.done, run.total),
        total: run.total,
    });
}

/**
 * Return what a run did so far, as "Created 3 · Failed 1".
 *
 * @param {Object} counts {counter: number}
 */
export function describeCounts(counts, words) {
    return Object.entries(counts || {})
        .filter(([, number]) => number)
        .map(([name, number]) => `${words.count[name]} ${number}`)
        .join(" · ");
}
