"""Texts in further languages: Medusa's translations."""

from . import (
    backend,
    records,
    source,
    phase_translations,
)
