"""What a push decides and sends, as plain Python: no ORM, no database, no clock.

`job` says what goes in and comes out, `matching` finds what is already in the store, `plan`
compares it with what Odoo wants, `push` and `withdraw` carry it out in as few calls as possible.
"""
