"""Who is told when a store falls silent, and how."""

from . import store
