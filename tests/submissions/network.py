"""Answers that want to talk to somebody; listeners of the runner hear whoever gets through."""

from __future__ import annotations

from submissions.case import FAILED, FULL, ROAS, WRONG, Book, Corpus, code, type_in
from submissions.tools import ATTEMPTS

corpus = Corpus("network")


@corpus.notebook(roas=FAILED, smoke=True)
def sockets_of_every_family(book: Book) -> None:
    """TCP, UDP, IPv6, abstract and named Unix sockets, streams and datagrams."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            r"""
            import socket as s
            targets = [
                (s.AF_INET, s.SOCK_STREAM, ('127.0.0.1', @tcp@)),
                (s.AF_INET, s.SOCK_DGRAM, ('127.0.0.1', @udp@)), (s.AF_INET6, s.SOCK_STREAM, ('::1', @tcp@)),
                (s.AF_UNIX, s.SOCK_STREAM, '\0@abstract@'), (s.AF_UNIX, s.SOCK_DGRAM, '\0@abstract@.d'),
                (s.AF_UNIX, s.SOCK_STREAM, '@outside@/stream'),
                (s.AF_UNIX, s.SOCK_DGRAM, '@outside@/datagram'),
            ]
            def call(family, kind, address):
                sock = s.socket(family, kind)
                sock.settimeout(0.2)
                sock.connect(address)
                sock.send(b'escaped')
            for target in targets: show(lambda: call(*target))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def libraries_that_connect(book: Book) -> None:
    """urllib, http, pandas and asyncio to a listener on loopback, and names to be resolved."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import asyncio, http.client, pandas as pd, socket, urllib.request
            url = 'http://127.0.0.1:@tcp@/escaped'
            show(lambda: urllib.request.urlopen(url, timeout=0.2).read())
            show(lambda: pd.read_csv(url))
            plain = http.client.HTTPConnection('127.0.0.1', @tcp@, timeout=0.2)
            show(lambda: plain.request('GET', '/escaped'))
            loop = asyncio.new_event_loop()
            show(lambda: loop.run_until_complete(asyncio.open_connection('127.0.0.1', @tcp@)))
            show(lambda: socket.getaddrinfo('escaped.example.org', 80))
            show(lambda: socket.gethostbyname('escaped.example.org'))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def pairs_and_raw_packets(book: Book) -> None:
    """A pair of datagram sockets that sends elsewhere, raw packets, netlink, vsock; a server of our own."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            r"""
            import socket as s
            show(lambda: s.socketpair(s.AF_UNIX, s.SOCK_DGRAM)[0].sendto(b'escaped', '\0@abstract@.d'))
            show(lambda: s.socketpair()[0].sendto(b'escaped', '\0@abstract@.d'))
            show(lambda: s.socketpair()[0].connect('\0@abstract@'))
            for family, number in ((s.AF_PACKET, 3), (s.AF_INET, 1), (s.AF_NETLINK, 0), (40, 0)):
                show(lambda: s.socket(family, s.SOCK_RAW, number))
            show(lambda: s.socket(40, s.SOCK_STREAM))
            show(lambda: s.create_server(('127.0.0.1', 0)))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def programs_that_connect(book: Book) -> None:
    """curl, bash's /dev/tcp, ping and Python itself, started every way there is."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import os, subprocess, sys
            for line in (
                ['curl', 'http://127.0.0.1:@tcp@'], ['bash', '-c', 'echo escaped > /dev/tcp/127.0.0.1/@tcp@'],
                [sys.executable, '-c', 'pass'], ['/lib64/ld-linux-x86-64.so.2', '/bin/true'],
            ):
                show(lambda: subprocess.run(line, timeout=1))
                show(lambda: os.posix_spawn(line[0], line, {}))
                show(lambda: os.system(' '.join(line)))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FULL)
def descriptors_that_speak_already(book: Book) -> None:
    """`connect` and `sendto` on the sockets that the box was given."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            r"""
            import os, socket
            for fd in range(3, 20):
                show(lambda: socket.socket(fileno=os.dup(fd)).connect('\0@abstract@'))
                show(lambda: socket.socket(fileno=os.dup(fd)).sendto(b'escaped', '\0@abstract@.d'))
            """,
            ROAS,
        ),
    )
