"""What ``dev/bench`` measures, and how.

``inside`` and the modules that it names run in Odoo, ``replay`` runs in a Python that has only
``requests``, and all others run in the command itself.
"""
