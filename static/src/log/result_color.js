import { getCustomColor } from "@web/core/colors/colors";

// As the badges of the list; Odoo's own would give "Done" a red that looks like a failure.
const COLORS = {
    success: ["#28a745", "#3dc15d"],
    warning: ["#ffac00", "#ffb52a"],
    failure: ["#d44c59", "#ff7c80"],
};

/**
 * Return the colour of what one dataset counts.
 *
 * @param {{domains: Array[]}} dataset of the graph's model
 * @param {string} scheme "dark", or anything else
 * @returns {string | undefined} nothing where it counts lines of all results
 */
export function getResultColor(dataset, scheme) {
    const conditions = (dataset.domains || []).flat().filter(Array.isArray);
    const results = new Set(
        conditions.filter(([name]) => name === "result").map(([, , value]) => value)
    );
    const [result] = results;
    return results.size === 1 && COLORS[result] ? getCustomColor(scheme, ...COLORS[result]) : undefined;
}
