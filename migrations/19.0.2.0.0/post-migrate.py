"""Let the crons call the model that works through the queue now."""

from odoo import SUPERUSER_ID, api

CRONS = ("ir_cron_medusa_sync", "ir_cron_medusa_queue", "ir_cron_medusa_stock")


def migrate(cr, version):
    """Run once the new version's data are loaded; the crons are never updated by them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    model = env.ref("medusa_connector.model_medusa_queue")
    for name in CRONS:
        cron = env.ref(f"medusa_connector.{name}", raise_if_not_found=False)
        if cron:
            cron.model_id = model
    # Of a store that was reached, the words may be shown as before.
    cr.execute("UPDATE medusa_backend SET known_url = url WHERE connection_state = 'ok'")
    # Whether 19.0.1 was killed while it made them, nobody knows: a removal looks for their mark.
    cr.execute("UPDATE medusa_price_list SET is_begun = true WHERE medusa_id IS NULL")
