"""What ``dev/bench`` measures, and how.

``inside`` runs in Odoo, ``replay`` runs by itself, and all others run in the command.
"""
