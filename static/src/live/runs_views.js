import { onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { useLive } from "./live_service";

/** Shows runs that begin or end while the list is open: their bars move by themselves. */
const withLiveRuns = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            const orm = useService("orm");
            const states = new Map();
            const reload = debounce(() => this.reloadRuns(), 300);
            const listen = useLive(({ runs, is_all: isAll }) => {
                const changed = runs.filter(({ id, state }) => states.get(id) !== state);
                runs.forEach(({ id, state }) => states.set(id, state));
                // What is told to who begins to listen was read a moment ago.
                if (changed.length && !isAll) {
                    reload();
                }
            });
            onWillStart(async () => listen(await orm.search("medusa.backend", [])));
        }

        async reloadRuns() {
            if (!this.model.root.selection?.length) {
                await this.model.root.load();
            }
        }
    };

registry.category("views").add("medusa_runs_list", {
    ...listView,
    Controller: withLiveRuns(ListController),
});
registry.category("views").add("medusa_runs_kanban", {
    ...kanbanView,
    Controller: withLiveRuns(KanbanController),
});
