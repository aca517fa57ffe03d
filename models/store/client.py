"""What a client of a store is made of."""

from dataclasses import dataclass, field

from odoo.exceptions import UserError

from ...medusa.client import MedusaClient
from ...medusa.keeping import KeepingClient, StandIn
from ...medusa.recording import Recorder
from ..core.sentence import keep
from ..core.trial import get_trial

# After so many seconds without an answer, a person's test of the connection gives up.
TEST_SECONDS = 10


@dataclass(frozen=True)
class ClientSettings:
    """Where a store is, what opens it, and how long it may take to answer.

    :param int timeout: in seconds
    :param StandIn stand_in: takes what would be written, see `medusa.keeping`; None: it is sent
    :param Recorder diary: keeps what is asked by whoever has none of his own
    """

    url: str
    key: str
    timeout: int
    stand_in: StandIn | None = field(default=None, compare=False)
    diary: Recorder | None = field(default=None, compare=False, repr=False)

    def __repr__(self):
        # The key is in no log and no traceback.
        return f"ClientSettings({self.url!r})"

    def make_client(self, recorder=None):
        """Return a new client; whoever makes one closes it.

        :param Recorder recorder: keeps what it asks and what is answered
        :rtype: MedusaClient
        """
        timeout = (10.0, float(self.timeout))
        if self.stand_in is not None:
            return KeepingClient(self.url, self.key, self.stand_in, timeout=timeout)
        return MedusaClient(self.url, self.key, timeout=timeout, recorder=recorder or self.diary)


def get_client_settings(backend, most=None):
    """Return what is set now.

    :param backend: `medusa.backend`
    :param int most: seconds to wait for an answer at most, whatever the store's setting
    :rtype: ClientSettings
    :raise UserError: if no key is set
    """
    key = backend._read_api_keys_sudo().get(backend.id)
    if not key:
        raise UserError(
            keep(backend.env)._(
                "%s has no secret API key. Make one in Medusa's admin under Settings, Secret "
                "API Keys, and paste it into the store's settings.",
                backend.name,
            )
        )
    trial = get_trial(backend.env)
    timeout = min(backend.timeout, most or backend.timeout)
    diary = None if trial else backend.env["medusa.recording"]._open_diary(backend)
    return ClientSettings(backend.url, key, timeout, trial and trial.stand_in, diary)
