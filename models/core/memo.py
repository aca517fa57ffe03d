"""What a leg of a run works out once, and not before each of its steps."""


class Memo:
    """Values by name, each with the version that it was made of."""

    def __init__(self):
        self._known = {}

    def get(self, name, version, make):
        """Return the value of a name; it is made anew when its version is another one."""
        known = self._known.get(name)
        if known is None or known[0] != version:
            known = self._known[name] = version, make()
        return known[1]


def with_memo(records):
    """Return records in an environment that remembers; it must not live longer than a leg."""
    return records.with_context(medusa_memo=Memo())


def once(record, name, version, make):
    """Return what `make` returns, in a leg only once for each version.

    :param record: the record that it is worked out for
    :param version: plain values that say whether it still holds
    :param make: a function without arguments; it returns no records, for these belong to a
        transaction
    """
    memo = record.env.context.get("medusa_memo")
    # Whoever calls from outside can put anything into a context.
    if not isinstance(memo, Memo):
        return make()
    return memo.get((record._name, record.id, name), version, make)
