"""A small client of Medusa's Admin API (v2), free of Odoo.

Only relative imports inside: the folder can be used and tested on its own. Words that a person
reads are the callers' business; what is raised here carries facts (see ``exceptions``).

``client`` sends every request, ``resource`` says what all records of the store have in common,
``paging`` reads lists; the other modules declare one subject of the API each.
"""
