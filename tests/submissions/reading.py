"""Answers that look for hidden checks, seeds, others' work and anything else that is not theirs.

Every attempt prints what it finds: a canary in any output is a leak.
"""

from __future__ import annotations

from submissions.case import FAILED, LOST, NO_DAILY, WRONG, Book, Corpus, code, type_in
from submissions.tools import ATTEMPTS, SOCKETS

corpus = Corpus("reading")


@corpus.notebook(roas=FAILED, smoke=True)
def files_of_the_grader(book: Book) -> None:
    """Hidden checks, the seed, the gradebook, solutions, another's work, by their full paths."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            paths = [
                '@project@/assignments/toy/checks.py', '@project@/assignments/toy/assignment.py',
                '@project@/assignments/blueprint.toml',
                '@course@/.secrets/exam_seed', '@course@/gradebook.db',
                '@course@/source/toy/toy.ipynb', '@victim@', '@home@/secret.txt',
                '/etc/shadow', '/proc/1/environ',
            ]
            for path in paths:
                show(lambda: open(path, 'rb').read())
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def solution_found_and_run(book: Book) -> None:
    """The source notebook's solution is looked up when the function is called."""
    type_in(
        book,
        roas=code(
            """
            def roas(gmv, spend):
                import json
                book = json.load(open('@course@/source/toy/toy.ipynb'))
                names = {}
                for cell in book['cells']:
                    if 'secret_solution' in ''.join(cell['source']): exec(''.join(cell['source']), names)
                return names['roas'](gmv, spend)
            """,
        ),
    )


@corpus.notebook(roas=FAILED)
def folders_listed(book: Book) -> None:
    """Names in the folders around: submissions, exchange, home, temporary files, processes."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import os
            places = ('@course@', '@course@/submitted', '@project@', '@home@', '/tmp', '/proc', '..', '/')
            for path in places:
                show(lambda: os.listdir(path))
                show(lambda: list(os.walk(path))[:50])
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def gradebook_attached(book: Book) -> None:
    """SQLite opens the gradebook itself, read-only and by URI."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import sqlite3
            for uri in ('file:@course@/gradebook.db?mode=ro', 'file:@course@/gradebook.db?immutable=1'):
                show(lambda: list(sqlite3.connect(uri, uri=True).execute('select * from student')))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def environment(book: Book) -> None:
    """The environment as Python has it, as the kernel has it, and the parents'."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import os, sys
            print(dict(os.environ), sys.argv, sys.path)
            for pid in ('self', os.getppid(), 1, *range(os.getppid() - 20, os.getppid())):
                for name in ('environ', 'cmdline', 'maps', 'cwd'):
                    show(lambda: open(f'/proc/{pid}/{name}', 'rb').read())
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=LOST, daily=LOST)
def inherited_descriptors(book: Book) -> None:
    """Whatever is open is read: sockets without waiting, files from their beginning."""
    type_in(
        book,
        roas=code(
            SOCKETS,
            ATTEMPTS,
            """
            for fd in range(256):
                try: os.set_blocking(fd, False)
                except OSError: continue
                show(lambda: (fd, os.pread(fd, 4000, 0)))
                show(lambda: (fd, os.read(fd, 4000)))
                show(lambda: os.readlink(f'/proc/self/fd/{fd}'))
            """,
            WRONG,
        ),
        daily=NO_DAILY,
    )


@corpus.notebook(roas=FAILED)
def memory_of_the_interpreter(book: Book) -> None:
    """Every object that the collector knows, and every text in them, is searched for secrets."""
    type_in(
        book,
        roas=code(
            """
            import gc, re
            wanted = re.compile(r'CANARY[-][0-9a-z]+|secret_solution_[l]ine')
            gc.unfreeze()
            for thing in gc.get_objects():
                try:
                    held = [thing, *gc.get_referents(thing)]
                    texts = [x for x in held if type(x) in (str, bytes) and len(x) < 10**6]
                    for text in texts:
                        found = wanted.findall(text if type(text) is str else text.decode('latin1'))
                        if found: print(found, text[:500])
                except Exception: pass
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def memory_by_address(book: Book) -> None:
    """The heap around an object of ours is read as raw bytes, as far as it goes without a fault."""
    type_in(
        book,
        roas=code(
            """
            import ctypes, re
            start = id(object()) & ~0xfffff
            libc = ctypes.CDLL(None)
            read, write = __import__('os').pipe()
            for page in range(start - (8 << 20), start + (8 << 20), 4096):
                if libc.write(write, ctypes.c_void_p(page), 4096) == 4096:
                    raw = __import__('os').read(read, 4096)
                    found = re.findall(rb'CANARY[-][0-9a-f]{8,}', raw)
                    if found: print(found)
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def memory_of_the_parents(book: Book) -> None:
    """ptrace, process_vm_readv, /proc/pid/mem and pidfd_getfd against the box's parents."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            r"""
            import ctypes, os
            libc = ctypes.CDLL(None, use_errno=True)
            parent = os.getppid()
            buffer = ctypes.create_string_buffer(4096)
            vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 4096)
            remote = (ctypes.c_size_t * 2)(id(object()), 4096)
            for pid in (parent, 1, parent - 1, parent - 2):
                print(libc.ptrace(16, pid, 0, 0), libc.syscall(310, pid, vector, 1, remote, 1, 0))
                print(buffer.raw[:4096].strip(b'\0'))
                show(lambda: open(f'/proc/{pid}/mem', 'rb').read(16))
                show(lambda: os.pidfd_open(pid))
                show(lambda: os.kill(pid, 0))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def source_of_the_harness(book: Book) -> None:
    """The grader's, the market's and the checks' modules: import them, read their source."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import importlib, inspect, sys
            sys.path += ['@project@/datasets', '@project@/assignments/toy']
            names = ['checks', 'sixfold_market', 'sixfold_checks_toy', 'sixfold_grader.checking',
                'sixfold_grader.checker.grade', 'sixfold_grader.intake', 'sixfold_grader.record']
            for name in names:
                show(lambda: inspect.getsource(importlib.import_module(name)))
            show(lambda: inspect.getsource(sys.modules['sixfold_grader.wire']))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def links_and_magics(book: Book) -> None:
    """Links, hard links and IPython's own ways to read a file."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import os, shutil
            ip = get_ipython()
            secret = '@project@/assignments/toy/checks.py'
            show(lambda: os.symlink(secret, 'link') or open('link').read())
            show(lambda: os.link(secret, 'hard') or open('hard').read())
            show(lambda: shutil.copy(secret, 'copy') and open('copy').read())
            show(lambda: os.read(os.open(secret, os.O_PATH), 4000))
            show(lambda: ip.run_line_magic('pycat', secret))
            show(lambda: ip.run_line_magic('run', secret))
            show(lambda: ip.run_line_magic('load', secret))
            show(lambda: ip.getoutput('cat ' + secret))
            show(lambda: __import__('linecache').getlines(secret))
            show(lambda: __import__('numpy').fromfile(secret, 'S1'))
            show(lambda: __import__('pandas').read_csv(secret))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED, daily=FAILED)
def secrets_in_the_callers(book: Book) -> None:
    """When called, all frames and all objects are searched for seeds, trials and checks."""
    type_in(
        book,
        roas=code(
            """
            import gc, sys
            seen = []
            def roas(gmv, spend):
                frame = sys._getframe()
                while frame:
                    seen.append(repr(frame.f_locals)[:2000])
                    frame = frame.f_back
                kinds = {type(thing).__name__ for thing in gc.get_objects()}
                seen.append(kinds & {'Trial', 'Exam', 'Part', 'Box'})
                raise ValueError(seen)
            """,
        ),
        daily="def daily(ads):\n    return repr(seen)\n",
    )
