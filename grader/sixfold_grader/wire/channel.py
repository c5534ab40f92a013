"""Frames over a socket, and arguments that are encoded once."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sixfold_grader.errors import ProtocolError
from sixfold_grader.wire.decoder import decode
from sixfold_grader.wire.encoder import encode
from sixfold_grader.wire.format import LENGTHS, MAX_BODY, MAX_HEADER

_TABLES = (pd.DataFrame, pd.Series, np.ndarray)


class Frames:
    """Encodes arguments; tables and arrays that are sent again are encoded once, so they must not change."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, bytes]] = {}

    def of(self, value: object) -> bytes:
        """Return the frame of a value; the value is kept, so that its identity stays its own."""
        if id(value) not in self._known:
            self._known[id(value)] = value, encode(value)
        return self._known[id(value)][1]

    def call(self, head: dict[str, object], args: Sequence[object]) -> bytes:
        """Return a call: its head with the plain arguments `a`, then a frame per table, at places `t`."""
        tables = [place for place, arg in enumerate(args) if isinstance(arg, _TABLES)]
        plain = [None if place in tables else arg for place, arg in enumerate(args)]
        return b"".join([encode({**head, "a": plain, "t": tables}), *(self.of(args[t]) for t in tables)])


class Channel:
    """Frames over one connected stream socket.

    Parameters
    ----------
    sock : socket.socket
        A connected stream socket, owned by the channel.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def send(self, value: object) -> None:
        """Send one value; raises `Unsendable`, or `OSError` if the peer is gone or does not read."""
        self.sock.sendall(encode(value))

    def recv(self, seconds: float | None = None) -> Any:
        """Receive one value.

        Raises
        ------
        TimeoutError
            Nothing complete arrived within `seconds`.
        EOFError
            The peer is gone.
        ProtocolError
            What arrived is not a frame.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        header_size, body_size = LENGTHS.unpack(self._read(LENGTHS.size, deadline))
        if header_size > MAX_HEADER or body_size > MAX_BODY:
            raise ProtocolError(f"a frame of {header_size}+{body_size} bytes is above the limit")
        whole = self._read(header_size + body_size, deadline)
        return decode(whole[:header_size], whole[header_size:])

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()

    def _read(self, size: int, deadline: float | None) -> bytes:
        chunks: list[bytes] = []
        while size:
            if deadline is not None:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                self.sock.settimeout(left)
            try:
                chunk = self.sock.recv(min(size, 1 << 20))
            except ConnectionError:
                raise EOFError from None
            if not chunk:
                raise EOFError
            chunks.append(chunk)
            size -= len(chunk)
        return b"".join(chunks)
