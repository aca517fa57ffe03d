"""The one table of what an examination may find. No ORM.

The words are in `texts`; how each is found, in `sync.checks` and `here`. To add a kind is an
entry here, its words, and what finds it; an addon of its own extends
`medusa.finding._get_kinds` and the methods that call `texts`.
"""

from dataclasses import dataclass

GRAVE, TROUBLE, NOTE = "1_grave", "2_trouble", "3_note"
SEVERITIES = [(GRAVE, "Shoppers notice it"), (TROUBLE, "Trouble"), (NOTE, "To know")]


@dataclass(frozen=True)
class Kind:
    """One entry of the table.

    :param label: what it is called where only a word fits
    :param severity: how much it matters to shoppers
    :param mend: an entry of `MENDS`, or None where nobody can mend it from here
    :param is_told_elsewhere: “To Do” has it from somewhere else
    """

    label: str
    severity: str
    mend: str | None = None
    is_told_elsewhere: bool = False


@dataclass(frozen=True)
class Mend:
    """A way to mend.

    :param record: what of the store is written, by a run in the background, see `sync.mending` and
        `sync.changed.CHANGED`; "" where nothing is, or by a run of another kind
    :param opens: it only leads to where a person mends it
    :param pushes: Odoo's product is pushed
    """

    record: str = ""
    opens: bool = False
    pushes: bool = False

    @property
    def writes(self):
        """Tell whether the store is written by a run that mends."""
        return bool(self.record)


MENDS = {
    "draft": Mend("product"),
    "unmark": Mend("product"),
    "delete_item": Mend("item"),
    "delete_option": Mend("option"),
    "link_channel": Mend("location"),
    "hide_list": Mend("price_list"),
    "delete_file": Mend("file"),
    "resync": Mend(pushes=True),
    "cancel_run": Mend(),
    "switch_on": Mend(),
    "product": Mend(opens=True),
    "store": Mend(opens=True),
    "channel": Mend(opens=True),
    "prices": Mend(opens=True),
    "step": Mend(opens=True),
    "admin": Mend(opens=True),
}

KINDS = {
    # Twice there
    "duplicate_id": Kind("Same product twice", GRAVE, "unmark"),
    "duplicate_mark": Kind("Same mark twice", GRAVE, "unmark"),
    "duplicate_handle": Kind("Same handle twice", NOTE, "admin"),
    "duplicate_sku": Kind("Same SKU twice", TROUBLE, "product"),
    "duplicate_item": Kind("Same inventory item twice", GRAVE, "admin"),
    # Left behind
    "orphan_product": Kind("Deleted in Odoo", GRAVE, "draft"),
    "orphan_item": Kind("Inventory item without variant", TROUBLE, "delete_item"),
    "leftover_option": Kind("Option without product", NOTE, "delete_option"),
    "leftover_file": Kind("Files that nobody shows", NOTE, "delete_file"),
    "foreign_mark": Kind("Another Odoo database", TROUBLE, "store", is_told_elsewhere=True),
    "binding_gone": Kind("Not in the store any more", GRAVE, "resync"),
    # Can't be bought, or not at Odoo's price
    "no_channel": Kind("No sales channel", GRAVE, "resync"),
    "no_price": Kind("No price", GRAVE, "product"),
    "no_picture": Kind("No picture", TROUBLE, "product"),
    "region_no_price": Kind("Region without prices", GRAVE, "prices"),
    "currency_no_price": Kind("Currency without prices", NOTE, "prices"),
    "location_no_channel": Kind("Location without sales channel", TROUBLE, "link_channel"),
    "list_undercuts": Kind("Lower price of others", GRAVE, "hide_list"),
    "setting": Kind("Setting", TROUBLE, "step", is_told_elsewhere=True),
    # Nothing moves
    "run_hangs": Kind("Run hangs", GRAVE, "cancel_run"),
    "cron_off": Kind("Schedule off", GRAVE, "switch_on"),
    "no_cron_worker": Kind("Odoo runs no scheduled jobs", GRAVE),
    "clock": Kind("Clocks differ", TROUBLE),
    "slow": Kind("Store answers slowly", NOTE),
}
