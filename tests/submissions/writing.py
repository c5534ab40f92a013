"""Answers that want to change something outside their work folder, or to leave it in a bad state.

What gets out is named `escaped`, so that the runner finds it anywhere.
"""

from __future__ import annotations

from submissions.case import CRASHED, FAILED, FULL, ROAS, WRONG, Book, Corpus, code, type_in
from submissions.tools import ATTEMPTS

corpus = Corpus("writing")


@corpus.notebook(roas=FAILED, smoke=True)
def files_of_the_grader(book: Book) -> None:
    """Checks, gradebook, verdicts, seed, configuration and another's answers are overwritten."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import os
            for path in (
                '@project@/assignments/toy/checks.py', '@course@/gradebook.db',
                '@course@/verdicts/escaped.json',
                '@course@/.secrets/exam_seed', '@course@/nbgrader_config.py', '@victim@',
                '@course@/release/toy/toy.ipynb',
            ):
                show(lambda: open(path, 'ab').write(b'# escaped'))
                show(lambda: os.truncate(path, 0))
                show(lambda: os.unlink(path))
                show(lambda: os.rename(path, path + '.escaped'))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def scores_in_the_gradebook(book: Book) -> None:
    """An UPDATE of all grades, with SQLite's journal beside the database."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import sqlite3
            for path in ('@course@/gradebook.db', '../gradebook.db', '../../gradebook.db'):
                base = lambda: sqlite3.connect(path, timeout=0.1).execute('update grade set auto_score = 4')
                show(lambda: base().connection.commit())
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def open_folders(book: Book) -> None:
    """Folders that everybody may write to: temporary, shared memory, one that the runner offers."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import os
            for place in ('/tmp', '/var/tmp', '/dev/shm', '/run/lock', '@outside@', '@home@', '@exchange@',
                '@exchange@/sixfold/inbound', os.path.expanduser('~/..'), '..'):
                show(lambda: open(place + '/escaped', 'w').write('x'))
                show(lambda: os.mkdir(place + '/escaped.d'))
                show(lambda: os.symlink('/etc/passwd', place + '/escaped.l'))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def code_for_the_next_start(book: Book) -> None:
    """`.pth` files, `sitecustomize`, start-up scripts and compiled modules of the interpreter."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import glob, os, site, sys, sysconfig
            folders = [*site.getsitepackages(), sysconfig.get_path('stdlib'), sys.prefix + '/bin', '@home@']
            for folder in folders:
                for name in ('escaped.pth', 'sitecustomize.py', '.bashrc', '.ipython'):
                    show(lambda: open(f'{folder}/{name}', 'a').write('import escaped'))
            for path in glob.glob(sysconfig.get_path('stdlib') + '/__pycache__/json*')[:3]:
                show(lambda: open(path, 'r+b').write(b'escaped'))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def through_links(book: Book) -> None:
    """A link, a hard link or a moved folder in the work folder leads outside."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import os
            show(lambda: os.symlink('@outside@', 'out') or open('out/escaped', 'w'))
            show(lambda: os.link('@outside@/target', 'hard') or open('hard', 'w').write('escaped'))
            show(lambda: os.rename('@outside@/target', 'target'))
            show(lambda: os.mkfifo('pipe'))
            show(lambda: os.mknod('device', 0o20666, os.makedev(1, 1)))
            show(lambda: os.rename(os.getcwd(), os.path.dirname(os.getcwd()) + '/escaped'))
            show(lambda: open(os.open('@outside@', os.O_PATH | os.O_DIRECTORY)))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def modes_owners_times(book: Book) -> None:
    """Modes, owners, times and attributes of files that can be seen."""
    type_in(
        book,
        roas=code(
            ATTEMPTS,
            """
            import os
            for path in ('@outside@/target', '@outside@', '@course@', '@victim@', '@project@'):
                show(lambda: os.chmod(path, 0o777))
                show(lambda: os.chown(path, os.getuid(), -1))
                show(lambda: os.utime(path, (0, 0)))
                show(lambda: os.setxattr(path, 'user.escaped', b'x'))
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FULL)
def a_folder_nobody_can_clear(book: Book) -> None:
    """The work folder is left with deep folders, odd names and closed modes; the next starts clean."""
    type_in(
        book,
        roas=code(
            r"""
            import os
            here = os.getcwd()
            for name in ('a\n', '-rf', 'é' * 100, '\udcff', '.nfs'): open(name, 'w').close()
            os.mkdir('closed'); os.chmod('closed', 0)
            try:
                for _ in range(950):
                    os.mkdir('d'); os.chdir('d')
            except OSError: pass
            os.chdir(here)
            """,
            ROAS,
        ),
    )


@corpus.notebook(roas=CRASHED)
def rubbish_into_every_descriptor(book: Book) -> None:
    """Bytes that are no frame into each descriptor."""
    type_in(
        book,
        roas=code(
            r"""
            import os
            for fd in range(3, 200):
                try: os.write(fd, b'\xff' * 64)
                except OSError: pass
            """,
            WRONG,
        ),
    )
