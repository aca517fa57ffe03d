"""The shopper's proof: after a run, what it pushed is looked at as a shopper sees it."""

from . import (
    store,
    wanted,
    texts,
    phase_proof,
)
