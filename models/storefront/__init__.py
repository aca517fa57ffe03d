"""Telling the shop's own site what changed in the store, so that it makes its pages anew."""

from . import (
    change,
    store,
    notice,
    products,
    collecting,
)
