"""The story that ``dev/demo`` tells.

A chapter is a function that takes the stage; the first line of its docstring is its title. What
goes wrong it gives to ``Stage.trouble``; the story goes on.
"""

from .content import categories, pictures
from .languages import languages
from .markets import markets
from .nights import connection, first_night, one_price, second_night, shoppers
from .options import options
from .prices import prices
from .stock import stock

CHAPTERS = (
    *(connection, first_night, second_night, one_price, shoppers, options),
    *(prices, markets, stock, pictures, categories, languages),
)
