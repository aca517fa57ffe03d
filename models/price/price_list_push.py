import hashlib
import json
import zlib
from contextlib import contextmanager

from odoo import fields, models
from odoo.tools import SQL

from ...medusa.exceptions import MedusaNotFoundError
from ...medusa.pricing import PricingApi
from ...sync.job import ConflictError
from ...tools import commit


class MedusaPriceListPush(models.AbstractModel):
    """Pushes the price lists themselves: found by identity, created, changed, deleted.

    It commits before it asks the store, so that no transaction is open while it waits.
    """

    _name = "medusa.price.list.push"
    _description = "Medusa Price List Push"

    @contextmanager
    def _hold(self, price_list):
        """Let nobody else push the price list meanwhile: two at once would double prices.

        The schedule and a button may meet. Whoever comes second waits for the other's request, no
        longer than the cursor's lock timeout.
        """
        space = zlib.crc32(b"medusa_connector.price_list") - 2**31
        self.env.execute_query(SQL("SELECT pg_advisory_lock(%s, %s)", space, price_list.id))
        # What the other one committed must be seen.
        commit(self.env)
        self.env.invalidate_all()
        try:
            yield
        except BaseException:
            # What an error left half done must not be committed with the release.
            self.env.cr.rollback()
            raise
        finally:
            self.env.execute_query(SQL("SELECT pg_advisory_unlock(%s, %s)", space, price_list.id))
            commit(self.env)

    def _push_header(self, price_list, client):
        """Find, create, change or delete the store's price list.

        :param price_list: `medusa.price.list`
        :return: what happened: create, update, delete or unchanged
        :raise ConflictError: if several price lists of the store claim the pricelist
        :raise MedusaError: of the client
        """
        api = PricingApi(client)
        if price_list._is_absent():
            return self._remove(price_list, api)
        header = price_list._prepare_header()
        digest = self._hash(header)
        commit(self.env)
        if price_list.medusa_id and not api.has_price_list(price_list.medusa_id):
            # Deleted in Medusa: its prices went with it.
            price_list._forget_store()
        operation = "unchanged"
        if not price_list.medusa_id:
            operation = self._find_or_create(price_list, api, header)
        elif price_list.header_hash != digest:
            api.update_price_list(price_list.medusa_id, header)
            operation = "update"
        if operation != "unchanged":
            price_list.write({"header_hash": digest, "last_push": fields.Datetime.now()})
        return operation

    def _find_or_create(self, price_list, api, header):
        """Adopt the price list that carries our mark, or create one.

        Titles aren't unique in Medusa and a creation is no upsert: after a lost answer only the
        mark tells that the list is there.
        """
        found = self._find(price_list, api)
        if len(found) > 1:
            raise ConflictError("candidates", found)
        if found:
            api.update_price_list(found[0], header)
            price_list.write({"medusa_id": found[0], "needs_reading": True})
            return "update"
        price_list.write({"medusa_id": api.create_price_list(header), "needs_reading": False})
        return "create"

    def _find(self, price_list, api):
        """Return the ids of the store's price lists that carry our mark."""
        databases = price_list.backend_id._get_databases()
        found = []
        for row in api.list_price_lists():
            mark = row.get("metadata") or {}
            if (
                str(mark.get("external_id")) == price_list.external_id
                and mark.get("odoo_database") in databases
            ):
                found.append(row["id"])
        return found

    def _remove(self, price_list, api):
        """Delete the store's list; ours as well, unless its pricelist may come back."""
        known = [price_list.medusa_id] if price_list.medusa_id else []
        if not known and price_list.tries:
            known = self._find(price_list, api)
        for list_id in known:
            try:
                api.delete_price_list(list_id)
            except MedusaNotFoundError:
                continue
        price_list._forget_store()
        if price_list._is_leaving():
            price_list.unlink()
        return "delete" if known else "unchanged"

    def _hash(self, header):
        text = json.dumps(header, sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
