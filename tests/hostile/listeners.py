"""Sockets that wait for whoever gets out of a box."""

from __future__ import annotations

import secrets
import socket
from contextlib import ExitStack
from pathlib import Path


class Listeners:
    """TCP, UDP, abstract and named Unix sockets, open to everybody on this machine.

    Parameters
    ----------
    folder : Path
        A folder for the named ones, which everybody may enter.
    """

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self.abstract = f"sixfold-{secrets.token_hex(8)}"
        inet, unix = socket.AF_INET, socket.AF_UNIX
        stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
        self.tcp = self._open(inet, stream, ("127.0.0.1", 0))
        self.udp = self._open(inet, datagram, ("127.0.0.1", 0))
        named = (
            self._open(unix, stream, f"\0{self.abstract}"),
            self._open(unix, datagram, f"\0{self.abstract}.d"),
            self._open(unix, stream, str(folder / "stream")),
            self._open(unix, datagram, str(folder / "datagram")),
        )
        for name in ("stream", "datagram"):
            (folder / name).chmod(0o777)
        self._all = (self.tcp, self.udp, *named)

    def heard(self) -> list[str]:
        """Return the addresses at which somebody called, each once."""
        return [str(sock.getsockname()) for sock in self._all if self._was_called(sock)]

    def close(self) -> None:
        """Close them all."""
        self._stack.close()

    def _open(self, family: int, kind: int, address: tuple[str, int] | str) -> socket.socket:
        sock = self._stack.enter_context(socket.socket(family, kind))
        sock.bind(address)
        if kind == socket.SOCK_STREAM:
            sock.listen(64)
        sock.setblocking(False)
        return sock

    @staticmethod
    def _was_called(sock: socket.socket) -> bool:
        try:
            if sock.type == socket.SOCK_STREAM:
                sock.accept()[0].close()
            else:
                sock.recv(1)
        except BlockingIOError:
            return False
        return True
