from odoo import fields, models

from ...sync.digest import is_same
from ...sync.kept import get_mark
from ...sync.list_looks import ListLook, compare_list_prices, differs
from ..core.number import show_number
from .times import read_time

# What a list that is gone is told by; the next push makes it again.
GONE = "price_list"
# Rows that still say something.
LIVE = ("open", "kept", "taking")


class MedusaPriceList(models.Model):
    """What the store showed of a price list when it was last compared."""

    _inherit = "medusa.price.list"

    prices_seen = fields.Char(
        readonly=True, copy=False, help="When the newest of its prices was written, as Medusa says."
    )
    others_count = fields.Integer(
        readonly=True, copy=False, help="Prices of others that it had at the last comparison."
    )
    drift_ids = fields.One2many("medusa.drift", "price_list_id", "Differences", readonly=True)

    def _forget_store(self):
        """Override of `medusa.price.list`: of what is made anew nothing was changed."""
        self.prices_seen = False
        self.drift_ids.filtered(lambda row: row.field != GONE).unlink()
        return super()._forget_store()


class MedusaDriftLists(models.AbstractModel):
    """Which price lists are compared with the store, and what is written down of it."""

    _name = "medusa.drift.lists"
    _description = "Comparing Price Lists with Medusa"

    def _find_lists(self, backend):
        """Return the lists that are in the store, and of which is known what was pushed last."""
        lists = self.env["medusa.price.list"].search([("backend_id", "=", backend.id)], order="id")
        return lists.filtered(lambda price_list: price_list._is_pushable())

    def _prepare_looks(self, lists, is_whole):
        """Return what to look at of some lists.

        :param bool is_whole: at all of their prices, not only at what was written since
        :rtype: list[ListLook]
        """
        looks = []
        for price_list in lists:
            header = price_list._prepare_header()
            # What Odoo has to send of it goes first.
            is_pushed = is_same(header, price_list.header_hash or None)
            newest = "" if is_whole else price_list.prices_seen or ""
            looks.append(ListLook(price_list.medusa_id, header if is_pushed else None, newest))
        return looks

    def _find_shrunk(self, lists, found):
        """Return the ids in the store of the lists that lack prices which were there before.

        :param dict found: {list in the store: `ListFound`}
        """
        prices = self.env["medusa.price.list.price"]
        groups = prices._read_group(
            [("price_list_id", "in", lists.ids)], ["price_list_id"], ["__count"]
        )
        counts = {price_list.medusa_id: count for price_list, count in groups}
        others = {price_list.medusa_id: price_list.others_count for price_list in lists}
        ids = [row["id"] for each in found.values() for row in each.rows]
        mine = [("price_list_id", "in", lists.ids), ("medusa_id", "in", ids)]
        known = set(prices.search(mine).mapped("medusa_id"))
        shrunk = set()
        for key, each in found.items():
            if each.header is None or each.is_whole:
                continue
            new = sum(row["id"] not in known for row in each.rows)
            if each.count != counts.get(key, 0) + others.get(key, 0) + new:
                shrunk.add(key)
        return shrunk

    # === AFTER === #

    def _keep(self, price_list, look, found):
        """Write down what differs of a list; what doesn't any more is forgotten.

        :param ListFound found: see `sync.list_looks`
        :return: its rows that are new, or differ otherwise than before
        """
        if found.header is None:
            return self._keep_gone(price_list)
        news = self._keep_header(price_list, found) if look.header else self.env["medusa.drift"]
        news |= self._keep_prices(price_list, found)
        known = self.env["medusa.price.list.price"].search_count(
            [("price_list_id", "=", price_list.id)]
        )
        vals = {"prices_seen": found.newest, "others_count": found.count - known}
        price_list.write({name: vals[name] for name in vals if price_list[name] != vals[name]})
        return news

    def _keep_gone(self, price_list):
        """Note that somebody deleted a list: the next push makes it again."""
        price_list.drift_ids.unlink()
        vals = self._prepare_vals(GONE, None, price_list.name)
        return self._create(price_list, {**vals, "state": "taking"})

    def _keep_header(self, price_list, found):
        rows = price_list.drift_ids.filtered(lambda row: not row.variant and row.field != GONE)
        present = {row.field: row for row in rows}
        drifts = news = self.env["medusa.drift"]
        for difference in found.header:
            row = present.pop(difference.field, drifts)
            vals = self._prepare_vals(difference.field, difference.store, difference.odoo)
            vals["since"] = read_time(found.changed_at) or vals["since"]
            news |= self._keep_row(price_list, row, vals)
        gone = drifts.concat(*present.values()).filtered(lambda row: row.state in LIVE)
        gone.unlink()
        return news

    def _keep_prices(self, price_list, found):
        bindings = self._get_variants(price_list, found)
        known = self._read_known(price_list, None if found.is_whole else bindings)
        regions = self.env["medusa.price.list.push"]._get_own_regions(price_list)
        prices = compare_list_prices(found, known, bindings, regions)
        rows = {(row.field, row.variant): row for row in price_list.drift_ids}
        drifts = self.env["medusa.drift"]
        news = gone = drifts
        for key, price in prices.items():
            variant = bindings[key[0]]
            field = name_key(key)
            row = rows.get((field, variant.external_id), drifts)
            vals = self._prepare_vals(field, price.store, price.odoo)
            vals["since"] = read_time(price.changed_at) or vals["since"]
            if row.state in LIVE and (
                row.odoo_mark == vals["store_mark"]
                or (not differs(price) and row.store_mark != vals["store_mark"])
            ):
                gone |= row
            elif row.state in LIVE or differs(price):
                vals |= {
                    "variant": variant.external_id,
                    "product_tmpl_id": variant.product_binding_id.product_tmpl_id.id,
                }
                news |= self._keep_row(price_list, row, vals)
        gone.unlink()
        return news

    def _keep_row(self, price_list, row, vals):
        """Return the row if it is news."""
        if not row:
            return self._create(price_list, vals)
        if row.state in LIVE and row.store_mark == vals["store_mark"]:
            return row.browse()
        if row.state in LIVE:
            # A reading may have taken what is there for what was pushed.
            vals = {name: value for name, value in vals.items() if not name.startswith("odoo")}
        row.write({**vals, "state": "open", "done_at": False})
        return row

    def _create(self, price_list, vals):
        own = {"price_list_id": price_list.id, "backend_id": price_list.backend_id.id}
        return self.env["medusa.drift"].create({**vals, **own})

    def _prepare_vals(self, field, store, odoo):
        shorten = self.env["medusa.drift"]._shorten
        return {
            "field": field,
            "store": shorten(store),
            "odoo": shorten(odoo),
            "store_mark": mark_value(field, store),
            "odoo_mark": mark_value(field, odoo),
            "since": fields.Datetime.now(),
        }

    def _get_variants(self, price_list, found):
        """Return {Medusa id: variant's binding} of those that are looked at.

        Of products that are about to be pushed, prices may be gone with a variant.
        """
        known = [("backend_id", "=", price_list.backend_id.id)]
        if not found.is_whole:
            ids = list({row["variant_id"] for row in found.rows if row["variant_id"]})
            known.append(("medusa_id", "in", ids))
        variants = self.env["medusa.variant.binding"].search(
            [*known, ("product_binding_id.state", "=", "synced")]
        )
        return {variant.medusa_id: variant for variant in variants}

    def _read_known(self, price_list, bindings):
        """Return {id of a price: (what it is, amount)} as it was pushed.

        :param bindings: {Medusa id: variant's binding} of those of which it is wanted; None: all
        """
        domain = [("price_list_id", "=", price_list.id)]
        if bindings is not None:
            ids = [variant.id for variant in bindings.values()]
            domain.append(("variant_binding_id", "in", ids))
        records = self.env["medusa.price.list.price"].search(domain)
        return {record.medusa_id: (record._get_key(), record.amount) for record in records}


def name_key(key):
    """Return what a price of a list is called in `sync.differences`, without its variant."""
    _variant, currency, quantity, region = key
    text = f"price {currency} {region}".strip()
    return f"{text} from {show_number(quantity)}" if quantity else text


def mark_value(field, value):
    """Return the fingerprint of a value of a price list; amounts are one number, however read."""
    is_amount = field.startswith("price ") and value is not None
    return get_mark(field, float(value) if is_amount else value)
