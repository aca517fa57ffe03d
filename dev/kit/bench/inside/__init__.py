"""What ``dev/bench`` has done in Odoo, by ``odoo shell``. Only ``addon`` knows the addon."""
