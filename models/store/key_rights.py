from odoo import api, fields, models

from .key_words import get_labels


class MedusaKeyRightsMixin(models.AbstractModel):
    """What the key of a store may do there, as far as it was tried.

    A person's test tries writes as well; a run's own test reads only, for a night without a
    change writes nothing.
    """

    _name = "medusa.key.rights.mixin"
    _description = "Rights of the Key of a Medusa Store"

    # {"read" or "write": {resource: whether the key may}}; what was not tried is not in.
    key_rights = fields.Json(readonly=True, copy=False)
    missing_rights = fields.Text(compute="_compute_missing_rights")

    @api.depends("key_rights")
    @api.depends_context("lang")
    def _compute_missing_rights(self):
        for backend in self:
            backend.missing_rights = "\n".join(backend._get_missing_rights()) or False

    def _get_rights(self, operation, is_allowed):
        """Return the words for what the key may, or may not, in the order in which it was tried.

        :param str operation: ``read`` or ``write``
        :rtype: list[str]
        """
        rights = (self.key_rights or {}).get(operation) or {}
        labels = get_labels(self.env)
        # As in the words, for a database keeps no order of keys.
        return [
            label for name, label in labels.items() if name in rights and rights[name] is is_allowed
        ]

    def _get_missing_rights(self):
        """Return a sentence on what the key may not read, one on what it may not write.

        :rtype: list[str]
        """
        _ = self.env._
        unread, unwritten = self._get_rights("read", False), self._get_rights("write", False)
        lines = []
        if unread:
            lines.append(_("The key may not read: %s.", ", ".join(unread)))
        if unwritten:
            lines.append(_("The key may not write: %s.", ", ".join(unwritten)))
        return lines

    def _keep_key_rights(self, rights):
        """Keep what was tried; what a person's test found of writes stays until the next one.

        :param Rights rights: see `medusa.exceptions`
        """
        former = (self.key_rights or {}).get("write") or {}
        # sudo: what a test found is kept, whoever may test.
        self.sudo().key_rights = {"read": rights.read, "write": rights.write or former}


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.key.rights.mixin"]
