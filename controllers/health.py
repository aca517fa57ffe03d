from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..models.alert.health import find_by_token, is_late


class MedusaHealth(http.Controller):
    """The address of a store for a monitor outside Odoo."""

    @http.route(
        "/medusa/health/<string:token>",
        type="http",
        auth="none",
        methods=["GET", "HEAD"],
        csrf=False,
        save_session=False,
        readonly=True,
    )
    def get_health(self, token):
        """Answer “ok” (200) or “late” (503); a wrong token is not found (404).

        The token is all that is needed: a monitor doesn't log in, and learns nothing but the word.
        """
        # Superuser: nobody is logged in.
        env = request.env(user=SUPERUSER_ID)
        backend = find_by_token(env, token)
        if not backend:
            return self._answer("not found", 404)
        return self._answer("late", 503) if is_late(backend) else self._answer("ok", 200)

    def _answer(self, word, status):
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
        return request.make_response(word, headers=headers, status=status)
