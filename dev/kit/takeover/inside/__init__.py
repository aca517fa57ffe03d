"""Tasks inside Odoo."""
