from odoo import models

from ...sync.option_job import OptionJob, ValueJob
from ..product.selected import search_free
from .option import SHARED


class MedusaOptionSource(models.AbstractModel):
    """Says which attributes and values a store needs as options, and what they are there."""

    _name = "medusa.option.source"
    _description = "Medusa Option Source"

    def _get_used(self, backend, products=None, with_held=False):
        """Return {attribute id: ids of its values} that selected products make variants of.

        :param backend: `medusa.backend`
        :param products: `product.template` records, all that are selected by default
        :param bool with_held: also of those that wait, for a person's decision for one: the store
            may have them already
        """
        if backend.option_scope != SHARED:
            return {}
        chosen = [] if products is None else [("id", "in", products.ids)]
        selected = backend._search_selection(chosen) if with_held else search_free(backend, chosen)
        # sudo: as the selection, whoever starts the run.
        groups = (
            self.env["product.template.attribute.value"]
            .sudo()
            ._read_group(
                [
                    ("ptav_active", "=", True),
                    ("attribute_line_id.active", "=", True),
                    ("attribute_id.create_variant", "!=", "no_variant"),
                    ("product_tmpl_id", "in", selected),
                ],
                ["attribute_id", "product_attribute_value_id"],
            )
        )
        used = {}
        for attribute, value in groups:
            used.setdefault(attribute.id, set()).add(value.id)
        return used

    def _get_known(self, backend):
        """Return {attribute id: (Medusa id, title, {value id: (Medusa id, title)})}.

        Those that are in the store alone.
        """
        there = [("backend_id", "=", backend.id), ("medusa_id", "!=", False)]
        fields = ["external_id", "medusa_id", "name"]
        values = self.env["medusa.option.value"].search_fetch(there, [*fields, "option_id"])
        by_option = {}
        for value in values:
            key = int(value.external_id)
            by_option.setdefault(value.option_id.id, {})[key] = (value.medusa_id, value.name)
        return {
            int(option.external_id): (option.medusa_id, option.name, by_option.get(option.id, {}))
            for option in self.env["medusa.option"].search_fetch(there, fields)
        }

    # === JOBS === #

    def _prepare_jobs(self, backend, used):
        """Return ({attribute key: record}, jobs) of the attributes that are needed.

        Values that are in the store already are part of it, whether or not they are needed now:
        the order is that of all.

        :param dict used: see `_get_used`
        """
        options = self._ensure_options(backend, used)
        attributes = self.env["product.attribute"].sudo().with_context(lang=backend.lang)
        attributes = attributes.browse(used).exists()
        values = self.env["product.attribute.value"].sudo().with_context(lang=backend.lang)
        values = values.with_context(active_test=False).search(
            [("attribute_id", "in", attributes.ids)]
        )
        in_order = values.grouped("attribute_id")
        jobs = [
            self._prepare_job(
                options[attribute.id],
                attribute,
                in_order.get(attribute, values.browse()),
                used[attribute.id],
            )
            for attribute in attributes
        ]
        return {str(key): option for key, option in options.items()}, jobs

    def _prepare_job(self, option, attribute, values, needed):
        """Return what is wanted of an attribute.

        :param values: all of its values, in Odoo's order
        :param set needed: ids of those that the store needs
        """
        known = {value.external_id: value._get_known() for value in option.value_ids}
        job = OptionJob(
            key=str(attribute.id),
            title=attribute.name,
            values=[
                ValueJob(
                    str(value.id), value.name, self._get_display(value), known.get(str(value.id))
                )
                for value in values
                if value.id in needed or known.get(str(value.id))
            ],
            display={"display_type": attribute.display_type or ""},
            known=option._get_known(),
            payload_hash=option.payload_hash or None,
        )
        if not job.is_settled():
            # Until it is recorded: what is taken back by then is sent all the same.
            option.payload_hash = False
        return job

    def _get_display(self, value):
        """Return what the shop shows a value by, as metadata; "" where there is nothing.

        Override it to tell more of a value.
        """
        return {"html_color": value.html_color or ""}

    def _ensure_options(self, backend, used):
        """Return {attribute id: `medusa.option`}, with a record of each value."""
        records = self.env["medusa.option"]
        options = {int(option.external_id): option for option in backend.option_ids}
        names = {row.id: row.name for row in self.env["product.attribute"].sudo().browse(used)}
        options |= {
            int(option.external_id): option
            for option in records.create(
                [
                    {"backend_id": backend.id, "external_id": str(key), "name": names[key]}
                    for key in used
                    if key not in options
                ]
            )
        }
        missing = []
        for key, value_ids in used.items():
            present = set(options[key].value_ids.mapped("external_id"))
            missing += [
                {"option_id": options[key].id, "external_id": str(value_id)}
                for value_id in sorted(value_ids)
                if str(value_id) not in present
            ]
        self.env["medusa.option.value"].create(missing)
        return {key: options[key] for key in used}
