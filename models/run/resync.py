from odoo import api, models
from odoo.fields import Domain

from ..core.locks import claim
from ..core.sentence import say_of
from ..core.toast import get_worst, make_toast
from ..core.transaction import new_env
from ..store.reasons import explain
from ..store.rights import check_may_push
from ..store.words import tell_no_store
from .idle import get_obstacle, leave_idle
from .leg import Leg
from .toast import get_log_links, get_product_links, get_run_links, make_run_toast

# A selection larger than this is left to the cron: a person waits for the answer of a button.
DIRECT_PUSH_LIMIT = 20


class MedusaResync(models.AbstractModel):
    """The Resync button: a push that a person waits for."""

    _name = "medusa.resync"
    _description = "Medusa Resync"

    @api.model
    def _resync(self, products, backends=None):
        """Push products now, whether or not anything changed, and say what happened.

        A large selection is queued for the cron instead.

        :param products: `product.template` records
        :param backends: the stores to push to, all that the user sees by default
        :return: a client action: a toast
        :raise AccessError: if the user is no Medusa user, or may not see the products.
        """
        stores = self.env["medusa.backend"]
        check_may_push(self.env)
        # Pushed as superuser, and the toast names them.
        products.check_access("read")
        if not products:
            return make_toast(self.env._("Choose the products to push first."), "warning")
        backends = backends or stores.search([])
        if not backends:
            return make_toast(tell_no_store(self.env), "warning")
        if len(products) > DIRECT_PUSH_LIMIT:
            return self._queue_going(products, backends)
        return self._push_now(products, backends)

    def _queue_going(self, products, backends):
        """Let the cron push products where it goes on with them, and say why it doesn't elsewhere.

        An automation may ask for it in a transaction in which a person saves something else:
        nothing is raised, and what is saved stays.
        """
        going, obstacles = leave_idle(backends)
        if not going:
            return make_toast("\n".join(obstacles), "warning")
        return self._queue(products, going, obstacles)

    def _queue(self, products, backends, obstacles=()):
        """Let the cron push a large selection.

        :param obstacles: sentences on why other stores don't get it
        :raise UserError: nothing would go on with it
        """
        runs, queued = self.env["medusa.sync.run"], set()
        for backend in backends:
            if wanted := self._find_wanted(backend, products):
                runs |= backend._queue_run("button", wanted, force=True).sudo(False)
                queued |= wanted
        backends._trigger_queue_sudo()
        text = self._tell_queued(len(queued), len(set(products.ids) - queued))
        if queued:
            return make_run_toast(text, runs, obstacles)
        return make_toast("\n".join([text, *obstacles]), "warning")

    def _tell_queued(self, queued, rest):
        _ = self.env._
        texts = []
        if queued == 1:
            texts.append(_("1 product is queued: it is pushed in the background, soon."))
        elif queued:
            texts.append(
                _(
                    "%s products are queued: they are pushed in the background, in the next "
                    "minutes.",
                    queued,
                )
            )
        if rest:
            texts.append(
                _(
                    "Not pushed, because no store gets them now: %s. Their tab “Medusa” says why.",
                    rest,
                )
            )
        return "\n".join(texts)

    def _find_wanted(self, backend, products):
        """Return the ids of those of some products that a run over them pushes to a store."""
        return set(backend._search_selection(Domain("id", "in", products.ids)))

    def _push_now(self, products, backends):
        """Push a few products to each store.

        It happens on a cursor of its own: what was pushed stays recorded whatever becomes of the
        caller's transaction. Products that this cursor can't see yet, because they were created in
        the caller's transaction, are queued until it is committed.
        """
        results = []
        for backend in backends:
            with new_env(self.env) as env:
                env = env(context={"lang": self.env.lang, "tz": self.env.context.get("tz")})
                results.append(
                    env[self._name]._push_visible(backend.id, products.ids, self.env.uid)
                )
        if None in results:
            return self._queue_going(products, backends)
        # What this transaction had read before is older than the push.
        self.env.invalidate_all(flush=True)
        kind = get_worst({kind for kind, _line, _links in results})
        links = [
            *get_product_links(products),
            *(link for *_told, found in results for link in found),
        ]
        return make_toast("\n".join(line for _kind, line, _links in results), kind, links=links)

    def _push_visible(self, backend_id, template_ids, user_id):
        """Push the products and return (kind of toast, text, links to the run and its failures).

        It returns None if they aren't there yet. The caller's transaction began before the run:
        there, it can't be seen.

        :param user_id: who asked for it
        """
        backend = self.env["medusa.backend"].browse(backend_id)
        products = self.env["product.template"].browse(template_ids)
        if not backend.exists() or products.exists() != products:
            return None
        if not backend.active:
            # Somebody archived it meanwhile, or it is one of an archived store that was asked for.
            return "warning", get_obstacle(backend), []
        obstacles = self._get_obstacles(backend, products)
        kinds, lines = {"warning"} if obstacles else set(), list(obstacles.values())
        links = []
        wanted = products.filtered(lambda product: product not in obstacles)
        if wanted:
            run = self._run_now(backend, wanted.ids, user_id)
            kind, texts = run._tell()
            kinds.add(kind)
            lines += texts
            links = [*get_run_links(run), *get_log_links(run.log_ids)]
        return (
            get_worst(kinds),
            "\n".join(say_of(self.env, backend.name, line) for line in lines),
            links,
        )

    def _get_obstacles(self, backend, products):
        """Return {product: sentence} on why some of the products aren't pushed to a store."""
        strangers = self._get_strangers(backend, products)
        reasons = explain(backend, strangers)
        return {
            product: self.env._(
                "%(product)s isn't among the products of this store. %(reason)s",
                product=product.display_name,
                reason=reasons[product.id],
            )
            for product in strangers
        }

    def _get_strangers(self, backend, products):
        """Return those of the products that the store neither selects nor has."""
        selected = list(backend._search_selection(Domain("id", "in", products.ids)))
        bindings = self.env["medusa.product.binding"].search(
            [
                ("backend_id", "=", backend.id),
                ("product_tmpl_id", "in", products.ids),
                ("state", "!=", "withdrawn"),
            ]
        )
        return products.filtered(lambda product: product.id not in selected) - (
            bindings.product_tmpl_id
        )

    def _run_now(self, backend, template_ids, user_id):
        """Return a finished run over these products."""
        # sudo: users make no runs but by this button, which checked their rights.
        run = (
            backend.with_user(user_id)
            .sudo()
            ._queue_run("button", template_ids, force=True, is_waited_for=False)
        )
        run = run.with_user(self.env.user)
        # A cron that sees it takes it up: it is held before it is seen.
        with claim(self.env, "run", [run.id], is_new=True):
            Leg(run).go()
        return run
