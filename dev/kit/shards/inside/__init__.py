"""What runs inside Odoo."""
