"""Set up and run what the addon is developed against: Odoo, PostgreSQL, Medusa, a browser.

Standard library only: this package runs before any virtual environment exists.
"""
