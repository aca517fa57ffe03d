"""The words of each kind of finding, in the reader's language: made when they are read."""


def get_kind_texts(env):
    """Return {kind: (what is wrong, what a shopper sees of it, why it can't be mended here)}.

    The last one is False where a button mends it.
    """
    return {
        **_get_texts_of_twins(env),
        **_get_texts_of_leftovers(env),
        **_get_texts_of_sale(env),
        **_get_texts_of_markets(env),
        **_get_texts_of_work(env),
    }


def _get_texts_of_twins(env):
    _ = env._
    rename = _("Which of the two is right, only a person knows: correct one of them in Medusa.")
    return {
        "duplicate_id": (
            _("Several products of the store carry the number of the same product of Odoo."),
            _("They see it twice, and the one that Odoo doesn't push shows what it was long ago."),
            False,
        ),
        "duplicate_mark": (
            _("Odoo's mark of the same product stands in the metadata of several products."),
            _("They see it twice, and the one that Odoo doesn't push shows what it was long ago."),
            False,
        ),
        "duplicate_handle": (
            _("Handles of products differ in nothing but capitals or spaces."),
            _("The shop's site may show the one in the place of the other."),
            rename,
        ),
        "duplicate_sku": (
            _("SKUs of variants differ in nothing but capitals or spaces."),
            _("Nothing, until the wrong article is packed."),
            False,
        ),
        "duplicate_item": (
            _("Variants share an inventory item, or inventory items a SKU."),
            _("What sells of the one is missing at the other: stock that isn't there is sold, or "
              "stock that is there isn't."),
            _("Which variant the stock belongs to, only a person knows: put it right in Medusa, "
              "under Inventory."),
        ),
    }  # fmt: skip


def _get_texts_of_leftovers(env):
    _ = env._
    return {
        "orphan_product": (
            _("A product that Odoo pushed was deleted in Odoo, and is still sold."),
            _("They can buy what nobody keeps any more."),
            False,
        ),
        "orphan_item": (
            _("An inventory item is sold by no variant. A SKU that it has, no other can have."),
            _("Nothing, but a variant that needs the SKU may not be counted."),
            False,
        ),
        "leftover_option": (
            _("An option was made for a product, and no product has it."),
            _("Nothing."),
            False,
        ),
        "leftover_file": (
            _("Uploaded files are shown by no product."),
            _("Nothing: they only take room."),
            _("Medusa has no list of its files: those whose upload had no answer can't be found "
              "from here. Who runs Medusa can look for them in its storage."),
        ),
        "foreign_mark": (
            _("Products of the store carry the mark of another Odoo database."),
            _("Perhaps the same product twice, once from each database."),
            False,
        ),
        "binding_gone": (
            _("A product that Odoo pushed isn't in the store any more: somebody deleted it there."),
            _("They can't find it."),
            False,
        ),
    }  # fmt: skip


def _get_texts_of_sale(env):
    _ = env._
    return {
        "no_channel": (
            _("A published product is in no sales channel."),
            _(
                "They don't see it: no shop shows it. In a store with a single channel they see it "
                "in lists, but its own page doesn't open."
            ),
            False,
        ),
        "no_price": (
            _("A published product, or a variant of it, has no price."),
            _("They see it, but can't buy it."),
            False,
        ),
        "no_picture": (
            _("A published product has no picture."),
            _("They see an empty place, and rarely buy."),
            False,
        ),
        "setting": (
            _("A setting of the store is wrong: its checklist says which."),
            _("What the checklist says."),
            False,
        ),
    }  # fmt: skip


def _get_texts_of_markets(env):
    _ = env._
    return {
        "region_no_price": (
            _("Products have no price in the currency of a region."),
            _("In this region they see these products, but can't buy them."),
            False,
        ),
        "currency_no_price": (
            _("The store has a currency in which no product has a price."),
            _("Nothing as yet: a region that is sold to in it could buy nothing."),
            False,
        ),
        "location_no_channel": (
            _("No sales channel sells from a stock location."),
            _("What lies there counts as sold out."),
            False,
        ),
        "list_undercuts": (
            _("A price list that isn't Odoo's has lower prices than Odoo."),
            _("They pay less than Odoo says."),
            False,
        ),
    }


def _get_texts_of_work(env):
    _ = env._
    stays = _("The shop goes on selling as it is, also what sold out in Odoo.")
    return {
        "run_hangs": (
            _("A run hasn't moved for more than an hour."),
            stays,
            False,
        ),
        "cron_off": (
            _("Scheduled jobs that the store needs are off."),
            stays,
            False,
        ),
        "no_cron_worker": (
            _("No scheduled job of this Odoo ran when it was due: the server seems to have no "
              "process for them."),
            stays,
            _("Ask who runs the Odoo server: max_cron_threads must be 1 or more, and one server "
              "with this database must be up."),
        ),
        "clock": (
            _("The clocks of Odoo's server and of the store differ."),
            _("Sales begin and end too early or too late."),
            _("Ask who runs the two servers: both should set their clocks by the network (NTP)."),
        ),
        "slow": (
            _("The store takes long to answer even the shortest request."),
            _("The shop may be slow for them as well, and changes reach it late."),
            _("Ask who runs the Medusa server. Fewer connections (page “Runs and Logs” of the "
              "store) leave more of it to shoppers."),
        ),
    }  # fmt: skip


def get_mend_texts(env):
    """Return {mend: (its button, what it will do)}."""
    return {**_get_texts_of_writing(env), **_get_texts_of_buttons(env), **_get_texts_of_ways(env)}


def _get_texts_of_writing(env):
    _ = env._
    return {
        "draft": (_("Make It a Draft"), _("It becomes a draft in the store: no shopper sees it.")),
        "unmark": (
            _("Keep Odoo's"),
            _("The one that Odoo pushes stays. The others become drafts, and lose Odoo's mark."),
        ),
        "delete_item": (
            _("Delete It"),
            _("The inventory item is deleted in the store, unless open orders hold some of it."),
        ),
        "delete_option": (_("Delete It"), _("The option is deleted in the store.")),
        "delete_file": (
            _("Delete Them"),
            _("The files that no product shows any more are deleted in the store."),
        ),
        "link_channel": (
            _("Sell From It"),
            _("The sales channels of this store sell from the location, too."),
        ),
        "hide_list": (
            _("Make It a Draft"),
            _(
                "The price list becomes a draft in the store: its prices count no more. They stay "
                "there, for who publishes it again."
            ),
        ),
    }


def _get_texts_of_buttons(env):
    _ = env._
    return {
        "resync": (_("Resync"), _("The product is pushed again, whether or not it changed.")),
        "cancel_run": (
            _("Cancel the Run"),
            _("The run ends; what it did stays. The next one does the rest."),
        ),
        "switch_on": (_("Switch On"), _("The scheduled jobs that the store needs are on again.")),
    }


def _get_texts_of_ways(env):
    _ = env._
    return {
        "product": (_("Open the Product"), _("Correct it in Odoo; the next run brings it there.")),
        "store": (_("Open the Store"), _("Decide on the form of the store.")),
        "channel": (
            _("Open the Store"),
            _("The store's products go into no sales channel: choose one on the form of the store "
              "first, and examine again."),
        ),
        "prices": (_("Open the Prices"), _("Add a price list line for it on the page “Prices”, or "
                                           "take it out of the store's settings in Medusa.")),
        "step": (_("Open the Checklist"), _("The checklist of the store leads to the setting.")),
        "admin": (_("Open in Medusa"), _("Correct it in Medusa: Odoo doesn't push it.")),
    }  # fmt: skip
