import hashlib
import json

from odoo import models

from ...medusa.exceptions import MedusaError, MedusaNotFoundError, MedusaValidationError
from ...medusa.terms import TermApi
from ...sync.job import ConflictError, is_store_wide
from ...tools import commit


class MedusaTermSync(models.AbstractModel):
    """Brings categories, tags, types and collections into a store and keeps them there.

    There are few of them, and the store takes them one by one: the store's list of a kind is read
    once, then only what differs is written, parents before their children.
    """

    _name = "medusa.term.sync"
    _description = "Medusa Term Sync"

    def _sync_records(self, backend, client, wanted, run):
        """Make the terms of these records.

        :param backend: `medusa.backend`
        :param MedusaClient client: of this store
        :param dict wanted: {kind: records}, see `medusa.term.source`
        :param run: the `medusa.sync.run` that failures are recorded on
        :raise MedusaError: if the store as a whole fails
        """
        for kind, records in wanted.items():
            records = records.with_context(lang=backend.lang)
            self._sync_kind(backend, client, kind, records, run)

    def _sync_kind(self, backend, client, kind, records, run):
        """Create or change the terms of a kind that differ from what was pushed."""
        terms = self._get_terms(backend, kind, records)
        api = TermApi(client, kind)
        remote = None
        for record in records:
            term = terms.get((record._name, str(record.id)))
            parent = self._get_parent_id(terms, record) if kind == "category" else None
            values = self.env["medusa.term.source"]._prepare_term(backend, kind, record, parent)
            digest = self._hash(values)
            if term and term.medusa_id and term.payload_hash == digest:
                continue
            if remote is None:
                remote = api.list_all()
            term = term or self._create_term(backend, kind, record)
            terms[record._name, str(record.id)] = term
            self._push_term(backend, api, term, values, digest, remote, run)

    def _push_term(self, backend, api, term, values, digest, remote, run):
        try:
            self._write_term(backend, api, term, values, remote)
        except (MedusaError, ConflictError) as error:
            if isinstance(error, MedusaError) and is_store_wide(error):
                raise
            vals = term._prepare_failure_vals(error)
            term.write(vals)
            run._create_note("terms", term.name, "failure", vals)
        else:
            term.write(
                {
                    "name": values.get("name") or values.get("value") or values.get("title"),
                    "payload_hash": digest,
                    **term._clear_failure_vals(),
                }
            )
        commit(self.env)

    def _write_term(self, backend, api, term, values, remote):
        """Find the term in the store and change it, or create it.

        :raise ConflictError: if several terms of the store claim the record
        """
        known = {row["id"] for row in remote}
        if term.medusa_id not in known:
            term.medusa_id = self._find(backend, api, values, remote)
        if term.medusa_id:
            try:
                # The handle is the marketer's once the term exists, like a product's.
                api.update(term.medusa_id, {k: v for k, v in values.items() if k != "handle"})
                return
            except MedusaNotFoundError:
                term.medusa_id = False
        term.write({"medusa_id": api.create(values), "is_created": True})

    def _find(self, backend, api, values, remote):
        """Return the id of the store's term that is ours, or has the same unique value."""
        databases = backend._get_databases()
        ours = [
            row["id"]
            for row in remote
            if row.get("external_id") == values["external_id"]
            and (row.get("metadata") or {}).get("odoo_database") in databases
            and (row.get("metadata") or {}).get("odoo_model") == values["metadata"]["odoo_model"]
        ]
        if len(ours) > 1:
            raise ConflictError("candidates", ours)
        if ours:
            return ours[0]
        label = api.kind.label
        if label == "value":
            # Unique in the store: a marketer's own tag of this name is the same tag.
            return next((row["id"] for row in remote if row["value"] == values["value"]), False)
        return False

    def _get_parent_id(self, terms, record):
        parent = record.parent_id
        return terms[parent._name, str(parent.id)].medusa_id or None if parent else None

    def _get_terms(self, backend, kind, records):
        terms = self.env["medusa.term"].search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                ("external_id", "in", [str(key) for key in records.ids]),
            ]
        )
        return {(term.res_model, term.external_id): term for term in terms}

    def _create_term(self, backend, kind, record):
        return self.env["medusa.term"].create(
            {
                "backend_id": backend.id,
                "kind": kind,
                "res_model": record._name,
                "external_id": str(record.id),
                "name": record.name,
            }
        )

    def _hash(self, values):
        text = json.dumps(values, sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    # === WHAT IS GONE === #

    def _forget_lost(self, backend, client):
        """Let terms be made again that somebody deleted in Medusa.

        Their new ids change the payloads of the products that have them, which are pushed then.
        """
        terms = self.env["medusa.term"].search(
            [("backend_id", "=", backend.id), ("medusa_id", "!=", False)]
        )
        for kind, rows in terms.grouped("kind").items():
            known = {row["id"] for row in TermApi(client, kind).list_all()}
            lost = rows.filtered(lambda term, known=known: term.medusa_id not in known)
            lost.write({"medusa_id": False, "payload_hash": False})

    def _delete_unused(self, backend, client, wanted):
        """Delete the terms that no selected product needs any more, if Odoo made them.

        :param dict wanted: {kind: records} of all selected products
        """
        used = {
            (kind, record._name, str(record.id))
            for kind, records in wanted.items()
            for record in records
        }
        terms = self.env["medusa.term"].search([("backend_id", "=", backend.id)])
        gone = terms.filtered(
            lambda term: (term.kind, term.res_model, term.external_id) not in used
        )
        # Children were mostly made after their parents; what is refused goes at the next run.
        for term in gone.sorted("id", reverse=True):
            if term.medusa_id and term.is_created:
                try:
                    TermApi(client, term.kind).delete(term.medusa_id)
                except MedusaValidationError:
                    continue
            term.unlink()
            commit(self.env)
