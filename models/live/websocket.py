import re

from odoo import models

from .teller import tell_all

# How a page asks for what goes on in a store.
CHANNEL = re.compile(r"medusa\.backend_([1-9][0-9]{0,17})")


class IrWebsocket(models.AbstractModel):
    """Lets people listen to the stores that they may read."""

    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Replace the stores that a page asks for by those that its user may read."""
        ids, rest = [], []
        for channel in channels:
            # Other addons put records and tuples among the names.
            match = isinstance(channel, str) and CHANNEL.fullmatch(channel)
            if match:
                ids.append(int(match[1]))
            else:
                rest.append(channel)
        # Nobody else can write to the channel of a record, nor ask for it by its name.
        stores = self.env["medusa.backend"].browse(ids).exists()._filtered_access("read")
        return super()._build_bus_channel_list([*rest, *stores])

    def _after_subscribe_data(self, data):
        """Tell who begins to listen, or does so again, what they missed."""
        result = super()._after_subscribe_data(data)
        for channel in data["channels"]:
            if isinstance(channel, models.Model) and channel._name == "medusa.backend":
                tell_all(channel)
        return result
