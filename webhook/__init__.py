"""Posts signed messages to addresses that a person entered, free of Odoo and of Medusa's API.

``address`` says which addresses are taken and fills in their placeholders, ``signature`` makes
what the receiver checks, ``sending`` sends one message and says what came of it.
"""
