"""What an answer may cost, in seconds and in bytes, whatever the server sends.

``requests`` knows a timeout between two bytes only: a server that sends one now and then, or one
that never stops, would hold the worker and fill its memory.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
import zlib
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3 import exceptions as urllib3_errors
from urllib3.connection import HTTPConnection, HTTPSConnection

# Bytes of one answer, as sent and as unpacked. The largest that a store has reason to send, 200
# products with a hundred variants each, has half of it.
ANSWER_LIMIT = 64 * 1024 * 1024
_PART = 64 * 1024
# What this client can unpack; it asks for nothing else.
ENCODINGS = frozenset({"gzip", "x-gzip"})


class AnswerTooLargeError(requests.RequestException):
    """The server sent more than any answer needs."""


class _BoundedReader(io.RawIOBase):
    """Reads a socket until its deadline, and no more than an answer may have.

    The deadline is as far away as the socket's timeout when the answer begins.
    """

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._sock = sock
        self._file = sock.makefile("rb", buffering=0)
        seconds = sock.gettimeout()
        self._deadline = None if seconds is None else time.monotonic() + seconds
        self._left = ANSWER_LIMIT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int | None:
        if self._deadline is not None:
            seconds = self._deadline - time.monotonic()
            if seconds <= 0:
                raise TimeoutError("no whole answer in time")
            self._sock.settimeout(seconds)
        if self._left <= 0:
            raise AnswerTooLargeError
        count = self._file.readinto(buffer)
        self._left -= count or 0
        return count

    def close(self) -> None:
        self._file.close()
        return super().close()


class _Answer(http.client.HTTPResponse):
    """An answer whose head is bounded as its body is."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_BoundedReader(sock))


class _Connection(HTTPConnection):
    response_class = _Answer


class _TLSConnection(HTTPSConnection):
    response_class = _Answer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


_POOLS = MappingProxyType({"http": _Pool, "https": _TLSPool})


class BoundedAdapter(HTTPAdapter):
    """Reads each answer whole, within its bounds, before anybody sees it."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        result = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS
        return result

    def proxy_manager_for(self, *args: Any, **kwargs: Any):
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def send(
        self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None
    ) -> requests.Response:
        """Send, and read what is answered.

        :raise AnswerTooLargeError: it has too many bytes, packed or unpacked
        """
        response = super().send(
            request, stream=True, timeout=timeout, verify=verify, cert=cert, proxies=proxies
        )
        try:
            response._content = _read(response)
        except BaseException:
            response.close()
            raise
        response._content_consumed = True
        return response


def _read(response: requests.Response) -> bytes:
    # As `requests` does it, but for the unpacking: urllib3 unpacks a part of 64 KB, which may be
    # 64 MB, or more by each further encoding, before it can be counted.
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in {"", "identity", *ENCODINGS}:
        raise requests.exceptions.ContentDecodingError("unknown encoding")
    parts = response.raw.stream(_PART, decode_content=False)
    try:
        return bytes(_unpack(parts) if encoding in ENCODINGS else _join(parts))
    except urllib3_errors.ReadTimeoutError as err:
        raise requests.exceptions.ConnectionError(err) from err
    except urllib3_errors.ProtocolError as err:
        raise requests.exceptions.ChunkedEncodingError(err) from err
    except zlib.error as err:
        raise requests.exceptions.ContentDecodingError("no gzip") from err


def _join(parts: Iterable[bytes]) -> bytearray:
    body = bytearray()
    for part in parts:
        body += part
        _check_size(body)
    return body


def _unpack(parts: Iterable[bytes]) -> bytearray:
    """Unpack gzip, counting what comes out as it comes out."""
    body, decoder, begun = bytearray(), zlib.decompressobj(31), False
    for packed in parts:
        part, begun = packed, True
        while part:
            if decoder.eof:
                decoder = zlib.decompressobj(31)
            body += decoder.decompress(part, ANSWER_LIMIT + 1 - len(body))
            _check_size(body)
            part = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    if begun and not decoder.eof:
        raise zlib.error("cut off")
    return body


def _check_size(body: bytearray) -> None:
    if len(body) > ANSWER_LIMIT:
        raise AnswerTooLargeError
