"""Tests of what not every Medusa can."""

from ...medusa.versions import FEATURES


def needs(*names):
    """Mark a test that needs what older Medusas lack: there it is left out, and says why.

    :param names: entries of `medusa.versions.FEATURES`
    """
    for name in names:
        FEATURES[name]

    def mark(test):
        test.needs = names
        return test

    return mark
