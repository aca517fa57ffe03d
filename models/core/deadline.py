import time


class Deadline:
    """Tells, when it is called, whether the time is up that began when it was made.

    :param float seconds: how long it is
    """

    def __init__(self, seconds):
        self._end = time.monotonic() + seconds

    def __call__(self):
        return time.monotonic() > self._end
