"""Answers that use up time, memory, processes, files, or the patience of what reads them."""

from __future__ import annotations

from submissions.case import (
    CRASHED,
    ENDED,
    FAILED,
    FULL,
    LOST,
    NO_DAILY,
    ROAS,
    TIMEOUT,
    WRONG,
    Book,
    Corpus,
    code,
    type_in,
)
from submissions.tools import FRAMES

corpus = Corpus("exhausting")


@corpus.notebook(roas=LOST, daily=LOST, smoke=True)
def fork_bomb(book: Book) -> None:
    """Every process forks until the system refuses, and goes on."""
    type_in(
        book,
        roas=code(
            """
            import os
            while True:
                try: os.fork()
                except OSError: break
            """,
            WRONG,
        ),
        daily=NO_DAILY,
    )


@corpus.notebook(roas=FULL)
def processes_left_behind(book: Book) -> None:
    """Children in sessions of their own, orphaned twice, asleep and busy, and a thread."""
    type_in(
        book,
        roas=code(
            """
            import os, signal, threading, time
            for busy in (False, True):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        for number in (1, 2, 3, 15): signal.signal(number, signal.SIG_IGN)
                        while busy: pass
                        time.sleep(60)
                    os._exit(0)
            threading.Timer(30, print).start()
            """,
            ROAS,
        ),
    )


@corpus.notebook(roas=FAILED)
def memory_at_once(book: Book) -> None:
    """Ten gigabytes in one piece: a MemoryError of the answer's own."""
    type_in(book, roas="x = bytearray(10**10)\n" + ROAS)


@corpus.notebook(roas=LOST)
def memory_piece_by_piece(book: Book) -> None:
    """A list that grows until something gives, in the function."""
    type_in(
        book,
        roas=code(
            """
            def roas(gmv, spend):
                kept = []
                while True: kept.append(bytearray(1 << 20))
            """,
        ),
    )


@corpus.notebook(roas=LOST, daily=LOST)
def memory_in_many_processes(book: Book) -> None:
    """Each process stays within its own limit; six of them hold it at once."""
    type_in(
        book,
        roas=code(
            """
            import os, time
            for _ in range(6):
                if os.fork() == 0:
                    kept = bytearray(200 << 20)
                    kept[::4096] = bytes([1]) * len(kept[::4096])
                    time.sleep(1)
                    os._exit(0)
            time.sleep(1)
            """,
            WRONG,
        ),
        daily=NO_DAILY,
    )


@corpus.notebook(roas=FULL)
def files_without_end(book: Book) -> None:
    """Files as large and as many as the folder takes."""
    type_in(
        book,
        roas=code(
            """
            for number in range(3000):
                try:
                    with open(f'f{number}', 'wb') as stream:
                        stream.write(bytes(20 << 20 if number < 8 else 1))
                except OSError: pass
            """,
            ROAS,
        ),
    )


@corpus.notebook(roas=FAILED)
def descriptors_without_end(book: Book) -> None:
    """Descriptors and pipes until there are no more, and none for the answer."""
    type_in(
        book,
        roas=code(
            """
            import os
            kept = []
            while True: kept.append(os.pipe())
            """,
            ROAS,
        ),
    )


@corpus.notebook(roas=LOST)
def threads_without_end(book: Book) -> None:
    """Threads until the system refuses."""
    type_in(
        book,
        roas=code(
            """
            import threading, time
            while True: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            """,
            ROAS,
        ),
    )


@corpus.notebook(roas=TIMEOUT)
def cell_without_end(book: Book) -> None:
    """A loop that swallows every interrupt."""
    type_in(
        book,
        roas=code(
            """
            while True:
                try:
                    while True: pass
                except BaseException: pass
            """,
        ),
    )


@corpus.notebook(roas=TIMEOUT)
def number_without_end(book: Book) -> None:
    """One operation that no signal handler interrupts."""
    type_in(book, roas="def roas(gmv, spend):\n    return 9 ** 9 ** 9\n")


@corpus.notebook(daily=TIMEOUT)
def expression_without_end(book: Book) -> None:
    """A regular expression that backtracks for ever."""
    type_in(
        book,
        daily=code(
            """
            import re
            def daily(ads):
                return re.match('(a+)+$', 'a' * 60 + 'b')
            """,
        ),
    )


@corpus.notebook(roas=FAILED)
def recursion(book: Book) -> None:
    """A function that calls itself for ever."""
    type_in(book, roas="def roas(gmv, spend):\n    return roas(gmv, spend)\n")


@corpus.notebook(roas=LOST)
def recursion_without_limit(book: Book) -> None:
    """The recursion limit is lifted first: the stack itself overflows."""
    type_in(
        book,
        roas=code(
            """
            import sys
            sys.setrecursionlimit(10**9)
            def roas(gmv, spend):
                return roas(*[gmv, spend])
            """,
        ),
    )


@corpus.notebook(roas=CRASHED, smoke=True)
def segmentation_fault(book: Book) -> None:
    """The interpreter reads address 0, in a cell."""
    type_in(book, roas="import ctypes\nctypes.string_at(0)\n" + ROAS)


@corpus.notebook(roas=FULL, daily=CRASHED)
def abort_when_called(book: Book) -> None:
    """A function that aborts the process costs its item only."""
    type_in(
        book,
        daily=code(
            """
            import os
            def daily(ads):
                os.abort()
            """,
        ),
    )


@corpus.notebook(roas=FULL)
def flood_of_text(book: Book) -> None:
    """Fifty megabytes on stdout and stderr, and past Python to the descriptors."""
    type_in(
        book,
        roas=code(
            """
            import os, sys
            for _ in range(50):
                print('x' * 500_000)
                print('y' * 500_000, file=sys.stderr)
                os.write(1, bytes(500_000)); os.write(2, bytes(500_000))
            """,
            ROAS,
        ),
    )


@corpus.notebook(roas=FULL)
def flood_of_displays(book: Book) -> None:
    """Five thousand outputs of one cell."""
    type_in(
        book,
        roas=code(
            """
            from IPython.display import display
            for number in range(5000): display(number)
            """,
            ROAS,
        ),
    )


@corpus.notebook(roas=LOST)
def error_of_ten_megabytes(book: Book) -> None:
    """An exception with a giant name, text and traceback."""
    type_in(
        book,
        roas=code(
            """
            def fall(n):
                if n: fall(n - 1)
                raise type('E' * 2_000_000, (Exception,), {})('x' * 10_000_000)
            fall(500)
            """,
        ),
    )


@corpus.notebook(roas=FAILED)
def a_giant_returned(book: Book) -> None:
    """A table above the size that may cross."""
    type_in(
        book,
        roas=code(
            """
            import numpy as np
            def roas(gmv, spend):
                return np.zeros(10**7)
            """,
        ),
    )


@corpus.notebook(roas=LOST)
def a_long_list_returned(book: Book) -> None:
    """Ten million numbers in a list: encoding them takes longer than a call may."""
    type_in(book, roas="def roas(gmv, spend):\n    return list(range(10**7))\n")


@corpus.notebook(roas=LOST)
def a_reply_in_drops(book: Book) -> None:
    """A valid reply, one byte each third of a second."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            import time
            def roas(gmv, spend):
                for byte in frame(told('ok', 1.0)):
                    shout(bytes([byte]))
                    time.sleep(0.3)
            """,
        ),
    )


@corpus.notebook(roas=LOST)
def a_reply_that_never_ends(book: Book) -> None:
    """A header announces 64 MiB; a part of it comes, then nothing."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            import time
            def roas(gmv, spend):
                shout(struct.pack('!II', 4 << 20, 64 << 20) + bytes(1 << 16))
                time.sleep(60)
            """,
        ),
    )


@corpus.notebook(roas=LOST)
def a_reply_of_impossible_size(book: Book) -> None:
    """A header announces 8 GiB."""
    type_in(
        book,
        roas=code(
            FRAMES,
            r"""
            def roas(gmv, spend):
                shout(b'\xff' * 4096)
                return 0.0
            """,
        ),
    )


@corpus.notebook(roas=LOST)
def a_reply_of_brackets(book: Book) -> None:
    """JSON nested a million deep."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            def roas(gmv, spend):
                raw = b'[' * 1_000_000
                for fd in sockets():
                    os.write(fd, struct.pack('!II', len(raw), 0)); os.write(fd, raw)
                os._exit(0)
            """,
        ),
    )


@corpus.notebook(roas=LOST)
def a_reply_slow_to_decode(book: Book) -> None:
    """Forty thousand empty tables, small to send and slow to build."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            empty = {'t': 'frame', 'c': [], 'i': {'t': 'range', 'v': [0, 0, 1], 'n': None}, 'v': []}
            raw = frame(told('ok', [empty] * 40_000))
            import socket
            def roas(gmv, spend):
                for fd in sockets(): socket.socket(fileno=os.dup(fd)).sendall(raw)
                os._exit(0)
            """,
        ),
    )


@corpus.notebook(roas=LOST)
def a_reply_of_one_buffer_many_times(book: Book) -> None:
    """One megabyte sent, two hundred arrays that all point to it."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            one = {'t': 'array', 'd': '|u1', 's': [1 << 20], 'b': 0}
            raw = frame(told('ok', [one] * 200), bytes(1 << 20), [1 << 20])
            import socket
            def roas(gmv, spend):
                for fd in sockets(): socket.socket(fileno=os.dup(fd)).sendall(raw)
                os._exit(0)
            """,
        ),
    )


@corpus.notebook(roas=ENDED)
def descriptors_closed(book: Book) -> None:
    """The cell closes everything that is open."""
    type_in(book, roas="import os\nos.closerange(3, 200)\n" + ROAS)


@corpus.notebook(roas=FAILED)
def everybody_killed(book: Book) -> None:
    """Signals to the parent, to the group and to everybody."""
    type_in(
        book,
        roas=code(
            """
            import os
            for pid in (os.getppid(), 0, -1, 1):
                try: os.kill(pid, 9)
                except OSError as e: print(e)
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=LOST)
def errors_that_cannot_be_told(book: Book) -> None:
    """Exceptions whose text leaves, and results whose length never ends."""
    type_in(
        book,
        roas=code(
            """
            class E(Exception):
                def __str__(self): raise SystemExit
            def roas(gmv, spend):
                raise E
            """,
        ),
    )


@corpus.notebook(roas=FAILED, daily=FAILED)
def results_that_never_end(book: Book) -> None:
    """Lists that hold themselves, and a nesting deeper than may cross."""
    type_in(
        book,
        roas=code(
            """
            def roas(gmv, spend):
                a = []; a.append(a)
                return a
            """,
        ),
        daily=code(
            """
            def daily(ads):
                a = []
                for _ in range(500): a = [a]
                return a
            """,
        ),
    )


@corpus.notebook(roas=LOST)
def memory_kept_for_ever(book: Book) -> None:
    """What a function takes it does not give back: out of memory costs that item alone."""
    type_in(
        book,
        roas=code(
            """
            kept = []
            def roas(gmv, spend):
                for size in (1 << 20, 1 << 14, 1 << 9):
                    try:
                        while True: kept.append(bytes(size))
                    except MemoryError: pass
                raise MemoryError
            """,
        ),
    )


@corpus.notebook(roas=FAILED)
def sys_exit_in_a_cell(book: Book) -> None:
    """The cell leaves before it has defined anything."""
    type_in(book, roas="import sys\nsys.exit(3)\n" + ROAS)


@corpus.notebook(roas=FAILED, daily=FAILED)
def surrogates_told(book: Book) -> None:
    """Lone surrogates printed, returned and raised: no file of ours could hold them."""
    type_in(
        book,
        roas="print('\\ud800 text')\ndef roas(gmv, spend):\n    return '\\ud800'\n",
        daily="def daily(ads):\n    raise ValueError('\\ud800')\n",
    )
