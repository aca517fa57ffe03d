"""The story that ``dev/demo`` tells.

A chapter is a function that takes the stage; the first line of its docstring is its title. What
goes wrong it gives to ``Stage.trouble``; the story goes on.
"""

from .content import categories, pictures
from .doctor import doctor
from .explain import explain
from .languages import languages
from .markets import markets
from .mistakes import by_hand, wrong_import
from .nights import connection, first_night, one_price, second_night, shoppers
from .options import options
from .plans import before_the_first_night
from .prices import prices
from .stock import stock
from .takeover import adopted, already_there, take_over

CHAPTERS = (
    *(already_there, connection, take_over, before_the_first_night, first_night, adopted),
    *(second_night, one_price, shoppers, options),
    *(prices, markets, stock, pictures, categories, languages),
    *(explain, by_hand, wrong_import, doctor),
)
