from odoo import api, models
from odoo.exceptions import AccessError, ValidationError


class MedusaGuardedMixin(models.AbstractModel):
    """What a manager configures for a store, and may neither forge nor move to another store.

    Odoo checks the rules of companies before a write; here they hold after it as well, so that
    nothing is carried into what the person couldn't have written.
    """

    _name = "medusa.guarded.mixin"
    _description = "Settings of a Medusa Store"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_own_fields({name for name, value in vals.items() if value})
        return super().create(vals_list)

    def write(self, vals):
        self._check_own_fields(vals)
        self._check_store_stays(vals)
        result = super().write(vals)
        if not self.env.su:
            # Not where the write itself deleted the record: a line that lost its owner.
            self.exists().check_access("write")
        return result

    def _check_own_fields(self, names):
        """Refuse to write what the connector alone records: ids, states, whose it is.

        :raise AccessError: unless the environment is the superuser's
        """
        if self.env.su:
            return
        forged = sorted(name for name in names if self._is_connectors_own(name))
        if forged:
            raise AccessError(
                self.env._(
                    "%(fields)s of “%(record)s” can't be changed by hand: the connector records "
                    "what it knows of the store there. Use the buttons of the store.",
                    fields=", ".join(self._fields[name].string for name in forged),
                    record=self[:1].display_name or self._description,
                )
            )

    def _is_connectors_own(self, name):
        """Tell whether a field is one that no person writes."""
        field = self._fields.get(name)
        return bool(field and field.store and field.readonly and not field.compute)

    def _check_store_stays(self, vals):
        """:raise ValidationError: if a record would become another store's."""
        if "backend_id" not in vals or "backend_id" not in self._fields:
            return
        if any(record.backend_id.id != vals["backend_id"] for record in self):
            raise ValidationError(
                self.env._(
                    "“%s” belongs to its store and can't be moved to another one. Make a new one "
                    "there, and delete this one.",
                    self[:1].display_name,
                )
            )
