"""The story that ``dev/demo`` tells, a chapter a file.

A chapter is a module with a ``TITLE`` and a function ``tell``, which takes the stage. What goes
wrong it gives to ``Stage.trouble``; the story goes on.
"""

from . import (
    connection,
    content,
    first_night,
    languages,
    one_price,
    prices,
    second_night,
    shoppers,
    stock,
)

CHAPTERS = (
    connection,
    first_night,
    second_night,
    one_price,
    shoppers,
    prices,
    stock,
    content,
    languages,
)
