"""What ``dev/chaos`` has done in Odoo: the catalogue, who acts on it, and what it came to."""
