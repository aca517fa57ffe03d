import { registry } from "@web/core/registry";
import { applyMessage } from "@medusa_connector/live/live_service";
import { describeCounts, describeDoing, formatSeconds } from "@medusa_connector/live/words";
import { getResultColor } from "@medusa_connector/log/result_color";

function assertEqual(found, expected) {
    if (JSON.stringify(found) !== JSON.stringify(expected)) {
        throw new Error(`${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
    }
}

function testLengthsOfTime() {
    const said = {
        "0.2": "1 s", "59.4": "59 s", "59.7": "1 min", "89": "1 min", "3569": "59 min",
        "3599": "1 h 0 min", "5400": "1 h 30 min",
    };
    for (const [seconds, text] of Object.entries(said)) {
        assertEqual(formatSeconds(Number(seconds)).toString(), text);
    }
}

function testWordsOfARun() {
    const words = {
        state: { queued: "Queued" }, phase: { products: "Pushing" }, count: { created: "Created", failed: "Failed" },
    };
    assertEqual(describeDoing({ state: "queued", phase: "products" }, words), "Queued");
    const running = { state: "running", phase: "products" };
    assertEqual(describeDoing(running, words), "Pushing");
    // More may come out than was counted before.
    assertEqual(describeDoing({ ...running, done: 7, total: 6 }, words).toString(), "Pushing: 6 of 6");
    assertEqual(describeCounts({ created: 3, failed: 0 }, words), "Created 3");
    assertEqual(describeCounts({ created: 3, failed: 1 }, words), "Created 3 · Failed 1");
}

function testMessages() {
    const isMine = (run) => run.id < 10;
    const tell = (runs, message) => {
        const hasEnded = applyMessage(runs, message, isMine);
        return [hasEnded, runs.map(({ id, state, progress }) => [id, state, progress])];
    };
    const runs = [{ id: 1, state: "running", progress: 40 }, { id: 2, state: "queued", progress: 0 }];
    // An old message doesn't move a bar back; another store's run isn't taken in.
    const news = [{ id: 1, state: "running", progress: 30 }, { id: 3, state: "queued", progress: 0 },
        { id: 99, state: "queued", progress: 0 }];
    assertEqual(tell(runs, { runs: news }),
        [false, [[1, "running", 40], [2, "queued", 0], [3, "queued", 0]]]);
    // All that is under way was told: what is missing left no trace. One that ended stays.
    assertEqual(tell(runs, { runs: [{ id: 1, state: "done", progress: 100 }], is_all: true }),
        [true, [[1, "done", 100]]]);
}

function testColours() {
    const of = (...domains) => getResultColor({ domains }, "bright");
    const [day, failed, done] = [["create_date", ">=", "x"], ["result", "=", "failure"], ["result", "=", "success"]];
    assertEqual(of([], ["&", day, failed]), "#d44c59");
    assertEqual(of([done]), "#28a745");
    assertEqual(getResultColor({ domains: [[failed]] }, "dark"), "#ff7c80");
    assertEqual(of([day]), undefined);
    assertEqual(of([failed], [done]), undefined);
}

// What the other tours don't reach: no page is needed, only the modules as a browser loads them.
registry.category("web_tour.tours").add("medusa_units_tour", {
    steps: () => [
        {
            trigger: "body",
            run() {
                [testLengthsOfTime, testWordsOfARun, testMessages, testColours].forEach((test) => test());
            },
        },
    ],
});
