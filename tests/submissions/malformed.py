"""Submissions whose file is broken, odd, huge, or not the one that was asked for.

Right answers in a file that can be read earn their points; what cannot be read is rejected by
name, for a person to decide, and never a silent zero.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from pathlib import Path

from submissions.case import (
    FAILED,
    ROAS,
    UNANSWERED,
    WRONG,
    Book,
    Corpus,
    Scene,
    cell_of,
    code_cell,
    type_in,
)

corpus = Corpus("malformed")


@corpus.raw(refused="toy.ipynb: the file is empty")
def an_empty_file(_raw: bytes) -> bytes:
    """No byte at all."""
    return b""


@corpus.raw(refused="toy.ipynb: not UTF-8 at byte 0")
def a_picture(_raw: bytes) -> bytes:
    """Another kind of file under the name of the notebook."""
    return b"\x89PNG\r\n\x1a\n" + bytes(100)


@corpus.raw(refused="toy.ipynb: not UTF-8")
def compressed(raw: bytes) -> bytes:
    """The right notebook, gzipped."""
    return gzip.compress(raw)


@corpus.raw(refused="toy.ipynb: not JSON")
def cut_off(raw: bytes) -> bytes:
    """An upload that broke off."""
    return raw[: len(raw) // 2]


@corpus.raw(refused="toy.ipynb: not JSON")
def conflict_markers(raw: bytes) -> bytes:
    """A merge that was not resolved."""
    return b"<<<<<<< HEAD\n" + raw + b"\n=======\n" + raw + b"\n>>>>>>> mine\n"


@corpus.raw(refused="toy.ipynb: JSON, but not a notebook")
def other_json(_raw: bytes) -> bytes:
    """JSON that is no notebook."""
    return b'{"cells": {"hello": [1, 2]}}'


@corpus.raw(refused="toy.ipynb: not JSON")
def brackets(_raw: bytes) -> bytes:
    """Two hundred thousand brackets."""
    return b"[" * 200_000


@corpus.raw(refused="toy.ipynb: not JSON")
def a_number_of_a_million_digits(raw: bytes) -> bytes:
    """A count that takes for ever to convert."""
    return raw.replace(b'"execution_count": null', b'"execution_count": ' + b"9" * 10**6, 1)


@corpus.raw(refused="above the limit of 2000")
def a_hundred_thousand_cells(raw: bytes) -> bytes:
    """More cells than anybody types."""
    book = json.loads(raw)
    book["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": ""}] * 100_000
    return json.dumps(book).encode()


@corpus.raw(refused="above the limit of 20971520")
def thirty_megabytes_of_source(raw: bytes) -> bytes:
    """One cell of thirty megabytes."""
    return raw.replace(b"A memo", b"x" * (30 << 20), 1)


@corpus.raw()
def metadata_that_unfolds(raw: bytes) -> bytes:
    """Two million empty lists beside the cells: small to send, large in memory."""
    return raw.rstrip().removesuffix(b"}") + b', "x": [' + b"[]," * 2_000_000 + b"[]]}"


@corpus.raw(refused="toy.ipynb: not UTF-8")
def utf_16(raw: bytes) -> bytes:
    """Saved by an editor as UTF-16."""
    return raw.decode().encode("utf-16")


@corpus.raw()
def a_byte_order_mark(raw: bytes) -> bytes:
    """Saved by an editor with a mark in front, and with Windows line ends."""
    return b"\xef\xbb\xbf" + json.dumps(json.loads(raw), indent=1).replace("\n", "\r\n").encode()


@corpus.raw()
def keys_twice(raw: bytes) -> bytes:
    """Two lists of cells: the last one counts, as in Jupyter."""
    return b'{"cells": [{"cell_type": "code", "source": "1/0"}], "cells": [], ' + raw.lstrip()[1:]


@corpus.raw()
def numbers_that_are_no_json(raw: bytes) -> bytes:
    """NaN and Infinity, which Python writes and JSON does not know."""
    return raw.replace(b'"metadata": {"', b'"metadata": {"x": [NaN, -Infinity], "', 1)


@corpus.notebook(notes={"cleaned"}, smoke=True)
def characters_that_break_files(book: Book) -> None:
    """NUL bytes and a lone surrogate, pasted from elsewhere."""
    type_in(book, roas=ROAS + "# \0\ud800\n", memo="A memo\0 with \udfff.")


@corpus.notebook(notes={"cleaned"})
def an_endless_answer(book: Book) -> None:
    """A right answer before half a million characters of comment."""
    type_in(book, roas=ROAS + "# x\n" * 125_000)


@corpus.notebook(roas=FAILED)
def an_answer_too_deep_to_parse(book: Book) -> None:
    """A hundred thousand minus signs, and as many brackets."""
    type_in(book, roas="roas = " + "-" * 90_000 + "1\n" + "(" * 90_000)


@corpus.raw(refused="toy.ipynb: JSON, but not a notebook")
def notebook_format_3(raw: bytes) -> bytes:
    """Cells in worksheets, as before 2015."""
    return json.dumps({"nbformat": 3, "worksheets": [{"cells": json.loads(raw)["cells"]}]}).encode()


@corpus.notebook()
def no_format_and_equal_ids(book: Book) -> None:
    """No format version, no metadata, the same id in every cell."""
    type_in(book)
    for name in ("nbformat", "nbformat_minor", "metadata"):
        del book[name]
    for cell in book["cells"]:
        cell["id"] = "same"


@corpus.notebook(notes={"added", "deleted"})
def parts_of_wrong_type(book: Book) -> None:
    """Cells that are no objects, metadata that is a list, sources that are numbers."""
    type_in(book)
    cell_of(book, "roas")["metadata"] = ["nbgrader", "roas"]
    own = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": ["x"]}}, "source": [1, None, "2"]}
    book["cells"] += [None, 5, [], "text", own, {"cell_type": ["code"], "source": {"a": 1}}, {}]
    book["metadata"] = []


@corpus.notebook()
def answers_of_another_type(book: Book) -> None:
    """Answer cells that were turned into Markdown and raw by a slip of the key."""
    type_in(book)
    cell_of(book, "roas-answer")["cell_type"] = "markdown"
    cell_of(book, "daily-answer")["cell_type"] = "raw"
    cell_of(book, "memo")["cell_type"] = "code"


@corpus.notebook(notes={"duplicated", "reordered", "deleted", "locked"})
def rearranged(book: Book) -> None:
    """Cells deleted, duplicated, moved, and a locked one changed."""
    type_in(book)
    cell_of(book, "roas")["source"] = "print('my own tests')"
    book["cells"].remove(cell_of(book, "daily"))
    book["cells"].reverse()
    book["cells"].append(dict(cell_of(book, "roas-answer")))


@corpus.notebook(notes={"duplicated"})
def duplicated_with_a_mistake(book: Book) -> None:
    """An answer cell was copied; the copy below holds an older, wrong try."""
    type_in(book)
    place = book["cells"].index(cell_of(book, "roas-answer"))
    book["cells"].insert(place + 1, {**cell_of(book, "roas-answer"), "source": WRONG})


@corpus.notebook(notes=None)
def answer_cell_renamed(book: Book) -> None:
    """The grade id of an answer cell was lost to another name."""
    type_in(book)
    cell_of(book, "roas-answer")["metadata"]["nbgrader"]["grade_id"] = "roas-answer-copy"


@corpus.notebook(roas=UNANSWERED, daily=UNANSWERED, memo=UNANSWERED, notes={"deleted"})
def no_cells(book: Book) -> None:
    """An empty notebook is an unanswered one."""
    book["cells"] = []


@corpus.notebook(notes={"added"})
def more_helpers_than_kept(book: Book) -> None:
    """Two hundred and fifty helper cells; the answer needs the last one."""
    type_in(book, roas="def roas(gmv, spend):\n    return h249(gmv, spend)\n")
    helpers = [code_cell(f"def h{n}(g, s):\n    return None if s == 0 else g / s\n") for n in range(250)]
    book["cells"][1:1] = helpers


@corpus.folder(notes=None)
def renamed_file(own: Path, _scene: Scene) -> None:
    """The browser saved a second copy, and the extension in capitals."""
    (own / "toy.ipynb").rename(own / "toy (1).IPYNB")
    (own / "toy.zh.ipynb").unlink()


@corpus.folder(refused="toy.ipynb: there is no such file")
def nested_folder(own: Path, _scene: Scene) -> None:
    """The whole folder lies in a folder of the same name."""
    (own / "toy").mkdir()
    (own / "toy.ipynb").rename(own / "toy" / "toy.ipynb")
    (own / "toy.zh.ipynb").unlink()


@corpus.folder(refused="toy.ipynb: is not a regular file")
def folder_named_like_the_notebook(own: Path, _scene: Scene) -> None:
    """A folder with the notebook's name and the notebook in it."""
    (own / "toy.ipynb").rename(own / "book")
    (own / "toy.ipynb").mkdir()
    (own / "book").rename(own / "toy.ipynb" / "toy.ipynb")
    (own / "toy.zh.ipynb").unlink()


@corpus.folder(refused="toy.ipynb: is a link or cannot be opened", smoke=True)
def link_to_anothers_notebook(own: Path, scene: Scene) -> None:
    """The notebook is a link to somebody else's."""
    (own / "toy.zh.ipynb").unlink()
    (own / "toy.ipynb").unlink()
    (own / "toy.ipynb").symlink_to(scene.victim)


@corpus.folder(refused="toy.ipynb: is a link or cannot be opened")
def links_to_secrets(own: Path, scene: Scene) -> None:
    """Links to a secret under every name that anything reads."""
    (own / "toy.zh.ipynb").unlink()
    for name in ("toy.ipynb", "timestamp.txt", "submission_secret.txt"):
        (own / name).unlink(missing_ok=True)
        (own / name).symlink_to(scene.addresses["home"] + "/secret.txt")


@corpus.folder(refused="the submission is not a folder", late=True)
def link_in_place_of_the_folder(own: Path, scene: Scene) -> None:
    """The folder itself is a link to another's."""
    shutil.rmtree(own)
    own.symlink_to(scene.victim.parent)


@corpus.folder(refused="toy.ipynb: is not a regular file", late=True)
def a_pipe(own: Path, _scene: Scene) -> None:
    """Reading it would wait for ever."""
    (own / "toy.zh.ipynb").unlink()
    (own / "toy.ipynb").unlink()
    os.mkfifo(own / "toy.ipynb")


@corpus.folder(refused="above the limit of 20971520")
def a_sparse_giant(own: Path, _scene: Scene) -> None:
    """Ninety megabytes of nothing."""
    (own / "toy.zh.ipynb").unlink()
    with (own / "toy.ipynb").open("wb") as stream:
        stream.truncate(90 << 20)


@corpus.folder(refused="toy.ipynb: there is no such file")
def nothing(own: Path, _scene: Scene) -> None:
    """An empty folder."""
    for path in own.glob("*.ipynb"):
        path.unlink()


@corpus.folder()
def files_beside_the_notebook(own: Path, _scene: Scene) -> None:
    """Modules, data and start-up files beside the notebook; none of them is read."""
    for name in (
        "pandas.py",
        "sitecustomize.py",
        "sixfold_grader.py",
        "conftest.py",
        "x.pth",
        "nbgrader_config.py",
    ):
        (own / name).write_text("raise SystemExit(1)", encoding="utf-8")


@corpus.notebook(file="toy.zh.ipynb")
def answered_in_chinese(book: Book) -> None:
    """The other language's notebook is answered, this one is not."""
    type_in(book)


@corpus.folder(notes={"merged"})
def answered_half_and_half(own: Path, scene: Scene) -> None:
    """One item in each language."""
    for name, other in (("toy.ipynb", "daily-answer"), ("toy.zh.ipynb", "roas-answer")):
        book = json.loads((own / name).read_text(encoding="utf-8"))
        cell_of(book, other)["source"] = cell_of(json.loads((scene.released / name).read_bytes()), other)[
            "source"
        ]
        (own / name).write_text(json.dumps(book), encoding="utf-8")


@corpus.folder(notes={"unreadable"})
def broken_beside_a_good_one(own: Path, _scene: Scene) -> None:
    """One language's notebook cannot be read, the other is answered."""
    (own / "toy.ipynb").write_bytes(b"{")


@corpus.folder(refused="toy.ipynb: not JSON")
def broken_beside_an_untouched_one(own: Path, scene: Scene) -> None:
    """The answered notebook cannot be read; the other was never opened."""
    (own / "toy.ipynb").write_bytes((own / "toy.ipynb").read_bytes()[:-100])
    (own / "toy.zh.ipynb").write_bytes((scene.released / "toy.zh.ipynb").read_bytes())
