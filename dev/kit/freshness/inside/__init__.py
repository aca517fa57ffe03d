"""What is done inside Odoo."""
