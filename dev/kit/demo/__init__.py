"""The story that ``dev/demo`` tells, a chapter a file.

A chapter is a module with a ``TITLE`` and a function ``tell``, which takes the stage. What goes
wrong it gives to ``Stage.trouble``; the story goes on.
"""

from . import connection, first_night, one_price, second_night, shoppers

CHAPTERS = (connection, first_night, second_night, one_price, shoppers)
