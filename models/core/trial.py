"""A run on trial: it goes through everything, sends nothing, and what it writes down is its own."""

# What the context holds for all that belongs to it.
TRIAL = "medusa_trial"


class Trial:
    """One run on trial.

    :param str name: no other has it
    :param stand_in: takes the place of a store's writes, see `medusa.keeping`
    :param dict keys: {id of a store: its secret key}
    """

    def __init__(self, name, stand_in, keys):
        self.name = name
        self.stand_in = stand_in
        self.keys = keys

    def __repr__(self):
        # The key is in no log and no traceback.
        return f"Trial({self.name!r})"


def get_trial(env):
    """Return the trial that an environment belongs to, None of a real run.

    :rtype: Trial
    """
    trial = env.context.get(TRIAL)
    # Whoever calls from outside can put anything into a context.
    return trial if isinstance(trial, Trial) else None
