"""Answers that carry hidden inputs out of a call, or anything from one submission into a later one.

Two functions of a pair share a name but for `sends` and `reads`; whoever sends is graded first.
Hidden inputs are numbers that the runner knows; in what a trainee gets to see none may appear.
Timing alone (how long a call takes) is outside the promise and not tried here.
"""

from __future__ import annotations

from submissions.case import FAILED, FULL, LOST, ROAS, Book, Corpus, code, type_in
from submissions.tools import ATTEMPTS, FRAMES

corpus = Corpus("covert")
KEEP = """\
kept = []
def roas(gmv, spend):
    kept.append((gmv, spend))
    keep(repr(kept))
    return None if spend == 0 else gmv / spend
"""


@corpus.notebook()
def arguments_printed_later(book: Book) -> None:
    """The function keeps what it is called with; later cells, threads and exit hooks print it."""
    type_in(
        book,
        roas=code(
            """
            import atexit, threading, time
            keep = print
            """,
            KEEP,
            """
            atexit.register(lambda: print(kept))
            def later():
                for _ in range(20): time.sleep(0.1); print(kept)
            threading.Thread(target=later, daemon=True).start()
            """,
        ),
        daily=code(
            """
            print(kept)
            def daily(ads):
                return ads.groupby('day', as_index=False)['spend'].sum()
            """,
        ),
    )


@corpus.notebook()
def arguments_through_a_file(book: Book) -> None:
    """The function writes them to the work folder, where a process of an earlier cell waits for them."""
    type_in(
        book,
        roas=code(
            """
            import os, time
            def keep(text): open('kept', 'w').write(text)
            """,
            KEEP,
            """
            if os.fork() == 0:
                for _ in range(20):
                    time.sleep(0.1)
                    if os.path.exists('kept'): print(open('kept').read())
                os._exit(0)
            """,
        ),
    )


@corpus.notebook(roas=FAILED)
def arguments_in_an_error(book: Book) -> None:
    """The class of the exception is named after the arguments."""
    type_in(
        book,
        roas=code(
            """
            def roas(gmv, spend):
                raise type(f'E {gmv!r} {spend!r}', (Exception,), {})(gmv, spend)
            """,
        ),
    )


@corpus.notebook(roas=FAILED)
def arguments_in_a_type(book: Book) -> None:
    """The class of the result is named after the arguments."""
    type_in(book, roas="def roas(gmv, spend):\n    return type(f'T {gmv!r} {spend!r}', (), {})()\n")


@corpus.notebook(roas=LOST)
def arguments_in_a_missing_name(book: Book) -> None:
    """A forged reply says that the function of that name is missing."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            def roas(gmv, spend):
                shout(frame(told('missing', f'{gmv!r} {spend!r}')))
                os._exit(0)
            """,
        ),
    )


@corpus.notebook(daily=FAILED)
def arguments_in_a_table(book: Book) -> None:
    """Column names, types, zones and values of a result that is compared."""
    type_in(
        book,
        daily=code(
            """
            def daily(ads):
                out = ads.head(3).rename(columns={'day': repr(ads['spend'].iloc[0])})
                return out.astype({'spend': 'category'})
            """,
        ),
    )


@corpus.notebook()
def arguments_in_a_late_report(book: Book) -> None:
    """After the last cell, reports of cells are forged with the arguments as their output."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            wire = channels().get('control', [])
            wire = [os.dup(fd) for fd in wire]
            def keep(text):
                out = {'t': 'dict', 'k': ['output_type', 'name', 'text'], 'v': ['stream', 'stdout', text]}
                for fd in wire:
                    for n in range(12): os.write(fd, frame(report(f'c{n:03d}', [out])))
            """,
            KEEP,
        ),
    )


@corpus.notebook()
def places_sends(book: Book) -> None:
    """A message is left wherever a later submission might look."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import builtins, os, sys, time
            message = 'covert@' + 'message'
            builtins.covert = sys.covert = message
            sys.modules['pandas'].covert = message
            os.environ['COVERT'] = message
            for place in ('.', '..', '../..', '/tmp', '/dev/shm', '/var/tmp', '@outside@', '@home@'):
                show(lambda: open(place + '/covert', 'w').write(message))
            from multiprocessing import shared_memory
            show(lambda: shared_memory.SharedMemory('covert', True, 64).buf)
            import ctypes
            print(ctypes.CDLL(None).shmget(4711, 4096, 0o1666), ctypes.CDLL(None).msgget(4711, 0o1666))
            show(lambda: os.memfd_create('covert'))
            if os.fork() == 0:
                os.setsid()
                time.sleep(30)
                os._exit(0)
            """,
            ROAS,
        ),
    )


@corpus.notebook()
def places_reads(book: Book) -> None:
    """All those places are searched; the work folder must be empty."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import builtins, ctypes, gc, os, sys
            print(getattr(builtins, 'covert', 0), getattr(sys, 'covert', 0))
            print(os.environ.get('COVERT'), getattr(sys.modules['pandas'], 'covert', 0))
            print('in the folder:', os.listdir('.'))
            for place in ('.', '..', '../..', '/tmp', '/dev/shm', '/var/tmp', '@outside@', '@home@'):
                show(lambda: open(place + '/covert').read())
                show(lambda: os.stat(place + '/covert'))
                show(lambda: os.listdir(place))
            from multiprocessing import shared_memory
            show(lambda: bytes(shared_memory.SharedMemory('covert').buf))
            print('ids', ctypes.CDLL(None).shmget(4711, 4096, 0), ctypes.CDLL(None).msgget(4711, 0))
            """,
            ROAS,
        ),
    )


CACHE = """\
import glob, os, sysconfig
bits = [int(bit) for byte in b'covert' for bit in f'{byte:08b}']
files = [f for f in sorted(glob.glob(sysconfig.get_path('stdlib') + '/*/*.py')) if os.path.getsize(f) > 8192]
files = files[-len(bits):]
"""


@corpus.notebook()
def page_cache_sends(book: Book) -> None:
    """Library files are dropped from the page cache where a bit is 0."""
    type_in(
        book,
        roas=code(
            CACHE,
            """
            for file, bit in zip(files, bits):
                open(file, 'rb').read()
                if not bit:
                    fd = os.open(file, os.O_RDONLY)
                    try: os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
                    except OSError as error: print(error)
                    os.close(fd)
            """,
            ROAS,
        ),
    )


@corpus.notebook()
def page_cache_reads(book: Book) -> None:
    """Which of those files are in memory is asked without reading them."""
    type_in(
        book,
        roas=code(
            CACHE,
            """
            def cached(file):
                fd = os.open(file, os.O_RDONLY)
                try:
                    return os.preadv(fd, [bytearray(16)], 0, os.RWF_NOWAIT) > 0
                except OSError: return False
                finally: os.close(fd)
            found = ''.join(str(int(cached(file))) for file in files)
            print(bytes(int(found[n:n + 8], 2) for n in range(0, len(found), 8)) + b'@' + b'message')
            """,
            ROAS,
        ),
    )


@corpus.notebook()
def access_times_sends(book: Book) -> None:
    """Times of access and change of files that all boxes read."""
    type_in(
        book,
        roas=code(
            CACHE,
            """
            for file, bit in zip(files, bits):
                if bit: open(file, 'rb').read()
                try: os.utime(file)
                except OSError: pass
            """,
            ROAS,
        ),
    )


@corpus.notebook(daily=FULL)
def zygote_untouched(book: Book) -> None:
    """Nothing that an earlier submission did to libraries is left: pandas, NumPy and builtins are as new."""
    type_in(
        book,
        roas=code(
            """
            import builtins, numpy as np, pandas as pd
            assert len([1, 2]) == 2 and isinstance(1, int) and not isinstance(1, str)
            assert not np.isclose(1.0, 2.0) and not pd.DataFrame({'a': [1]}).equals(pd.DataFrame({'a': [2]}))
            """,
            ROAS,
        ),
    )
