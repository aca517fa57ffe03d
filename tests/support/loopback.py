"""A server on this machine that a test writes the answers of."""

import socket
import threading


class LoopbackServer:
    """Accepts connections one after the other; a concrete class says by `_meet` what each gets."""

    def __init__(self):
        self._over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self):
        """Refuse connections from now on."""
        self._over.set()
        self._thread.join(10)
        self._socket.close()

    def _serve(self):
        while not self._over.is_set():
            try:
                connection, _address = self._socket.accept()
            except OSError:
                continue
            with connection:
                connection.settimeout(5)
                self._meet(connection)

    def _meet(self, connection):
        """Answer one connection."""
        raise NotImplementedError
