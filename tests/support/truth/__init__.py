"""Whether a plan said the truth: edits of all kinds, a store looked at, and what a plan expects.

`look` and `expect` know no Odoo, so that a program outside it can use them; it knows the folder.
"""
