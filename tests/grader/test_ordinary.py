"""An author's test cells in the checker, a trainee's names behind the wire; here without walls."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sixfold_grader.box.lookup import Lookup
from sixfold_grader.checker.paper import AuthorCell, Paper, points_for
from sixfold_grader.checker.testcells import CellScore, run_tests
from sixfold_grader.checking import Failed
from sixfold_grader.limits import Limits
from sixfold_grader.wire import Channel, decode_frame, encode


@dataclass
class OpenBox:
    """Keeps a trainee's namespace in this process; requests and answers still go over the wire."""

    namespace: dict[str, Any]
    limits: Limits = field(default_factory=lambda: Limits(call_seconds=2.0))
    dead: Failed | None = None

    def __post_init__(self) -> None:
        self.lookup = Lookup(self.namespace)

    def broken(self, _item: str) -> Failed | None:
        return self.dead

    def ask(self, _item: str, request: bytes) -> Any:
        if self.dead:
            raise self.dead
        ours, theirs = (Channel(sock) for sock in socket.socketpair())
        try:
            ours.sock.sendall(request)
            head: Any = theirs.recv(1)
            for place in head["t"]:
                head["a"][place] = theirs.recv(1)
        finally:
            ours.close()
            theirs.close()
        return decode_frame(encode(self.lookup.answer(head)))


def cells(*sources: tuple[str, str]) -> tuple[AuthorCell, ...]:
    return tuple(
        AuthorCell(f"c{n}", role, source, 2.0 if role == "test" else 0.0)  # type: ignore[arg-type]
        for n, (role, source) in enumerate(sources)
    )


def scores(answer: str, *sources: tuple[str, str], box: OpenBox | None = None) -> list[CellScore]:
    """Return what the test cells say about a trainee's code; tests may earn 2 points each."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(answer, names)
    paper = Paper("p", Path("p.ipynb"), Path(), cells(*sources))
    return list(run_tests(paper, box or OpenBox(names), 5.0).values())  # type: ignore[arg-type]


def points(answer: str, *sources: tuple[str, str]) -> list[float]:
    return [score.points for score in scores(answer, *sources)]


SQUARES = """
def squares(n):
    if n < 1:
        raise ValueError("n")
    return [i * i for i in range(1, n + 1)]
"""


def test_plain_values_and_calls_are_compared_here() -> None:
    test = "assert squares(3) == [1, 4, 9]\nassert limit == 5"
    assert points(f"{SQUARES}\nlimit = 5", ("test", test)) == [2.0]
    assert points(f"{SQUARES}\nlimit = 6", ("test", test)) == [0.0]
    assert points("limit = 5", ("test", test)) == [0.0]


@pytest.mark.parametrize(
    "test",
    [
        "try:\n    squares(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError",
        "import unittest\nwith unittest.TestCase().assertRaises(ValueError):\n    squares(-1)",
        "try:\n    squares('3')\nexcept TypeError as error:\n    assert 'not supported' in str(error)",
    ],
)
def test_an_exception_keeps_its_builtin_class(test: str) -> None:
    assert points(SQUARES, ("test", test)) == [2.0]


def test_an_exception_class_of_the_trainees_can_be_caught() -> None:
    answer = (
        "class Empty(LookupError): pass\ndef first(x):\n    if not x: raise Empty('nothing')\n    return x[0]"
    )
    test = "try:\n    first([])\nexcept {}:\n    pass\nelse:\n    raise AssertionError"
    assert points(answer, ("test", test.format("Empty"))) == [2.0]
    assert points(answer, ("test", test.format("LookupError"))) == [2.0]
    assert points(answer, ("test", test.format("ValueError"))) == [0.0]


def test_objects_are_asked_by_name_and_answer_with_plain_data() -> None:
    answer = """
class Stack:
    def __init__(self, *items): self.items = list(items)
    def push(self, x): self.items.append(x)
    def pop(self): return self.items.pop()
    def __len__(self): return len(self.items)
    def __str__(self): return f"Stack of {len(self)}"
"""
    test = """
s = Stack(1)
s.push(2)
assert len(s) == 2 and str(s) == "Stack of 2" and s.items == [1, 2]
assert isinstance(s, Stack) and not isinstance(s, list)
assert s.pop() == 2
assert not hasattr(s, "peek")
"""
    assert points(answer, ("test", test)) == [2.0]


@pytest.mark.parametrize(
    "test",
    [
        "assert answer() == 42",
        "assert answer()",
        "assert answer() < 3",
        "assert answer() in (1, 2)",
        "sum([answer()])",
        "assert isinstance(answer(), int)",
        "import math\nassert math.isclose(answer(), 42)",
        "assert not (answer() != 42)",
        "try:\n    assert answer() == 42\nexcept Exception:\n    pass",
    ],
)
def test_an_object_that_lies_earns_nothing(test: str) -> None:
    liar = """
class Liar:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    def __bool__(self): return True
    def __hash__(self): return 42
    def __radd__(self, other): return 42
    def __float__(self): return 42.0
    __class__ = int
def answer(): return Liar()
"""
    (score,) = scores(liar, ("test", test))
    assert score.points == 0.0


def test_what_the_author_binds_is_never_the_trainees() -> None:
    forged = """
def check(got, want): pass
def expected(): return 1
def assert_allclose(*args): pass
def isinstance(*args): return True
def answer(): return 1
TOLERANCE = 1e9
"""
    author = [
        ("plain", "from numpy.testing import assert_allclose"),
        ("locked", "TOLERANCE = 1e-9\ndef check(got, want):\n    assert abs(got - want) < TOLERANCE"),
        ("test", "check(answer(), 2)"),
        ("test", "assert_allclose(answer(), 2)"),
        ("test", "assert isinstance(answer(), str)"),
        ("test", "def expected():\n    return 2\nassert answer() == expected()"),
        ("test", "assert answer() == expected()"),
    ]
    assert points(forged, *author) == [0.0] * 5
    assert points(forged.replace("return 1", "return 2"), *author) == [2.0, 2.0, 0.0, 2.0, 2.0]


def test_a_locked_cell_that_fails_leaves_its_names_unbound() -> None:
    locked = ("locked", "want = 6 / answer()")
    assert points("want = 1\ndef answer(): return 0", locked, ("test", "assert want == 1")) == [0.0]


def test_a_name_that_the_solution_binds_later_is_the_trainees_again() -> None:
    author = [
        ("solution", "x = 7"),
        ("test", "x = x + 1\nassert x == 8"),
        ("test", "assert x == 8"),
        ("solution", "x = 9"),
        ("test", "assert x == 9"),
    ]
    box = OpenBox({"x": 7})
    first = scores("", *author, box=box)
    assert [score.points for score in first] == [2.0, 2.0, 0.0]
    assert points("x = 9", *author) == [0.0, 0.0, 2.0]


def test_a_solution_may_bind_the_name_of_a_builtin() -> None:
    author = [("solution", "def max(xs):\n    return sorted(xs)[-1]"), ("test", "assert max([1, 3, 2]) == 3")]
    assert points("def max(xs):\n    return 0", *author) == [0.0]
    assert points("def max(xs):\n    return sorted(xs)[-1]", *author) == [2.0]


def test_a_test_may_take_a_function_away_and_give_it_back() -> None:
    test = """
kept = squares
del squares
try:
    total(1)
except NameError:
    pass
else:
    raise AssertionError
finally:
    squares = kept
assert total(2) == 5 and squares(2) == [1, 4]
"""
    author = [
        ("solution", SQUARES),
        ("solution", "def total(n):\n    return sum(squares(n))"),
        ("test", test),
    ]
    assert points(f"{SQUARES}\ndef total(n):\n    return sum(squares(n))", *author) == [2.0]
    assert points(f"{SQUARES}\ndef total(n):\n    return n * (n + 1) * (2 * n + 1) // 6", *author) == [0.0]


def test_functions_can_be_handed_to_functions_and_generators_be_listed() -> None:
    answer = """
def double(x): return 2 * x
def each(f, xs):
    for x in xs: yield f(x)
def adder(n): return lambda x: x + n
"""
    test = "assert list(each(double, [1, 2])) == [2, 4]\nassert adder(3)(4) == 7\nassert callable(double)"
    assert points(answer, ("test", test)) == [2.0]


def test_a_function_of_the_checkers_cannot_cross() -> None:
    assert points(
        "def each(f, xs): return [f(x) for x in xs]", ("test", "assert each(abs, [-1]) == [1]")
    ) == [0.0]


def test_modules_are_ours_and_only_public_ones() -> None:
    assert points("import math as m", ("test", "assert m.sqrt(4) == 2")) == [2.0]
    assert points("import os as m", ("test", "assert m.sep == '/'")) == [0.0]


def test_a_dead_box_cannot_be_swallowed() -> None:
    box = OpenBox({}, dead=Failed("crashed"))
    test = "try:\n    answer()\nexcept Exception:\n    pass"
    assert scores("", ("test", test), box=box) == [CellScore(0.0, "crashed")]


@pytest.mark.parametrize("caught", ["except Exception:", "except:"])
def test_a_test_that_never_ends_is_stopped_even_if_it_catches_everything(caught: str) -> None:
    test = f"while more:\n    try:\n        more = more + 1\n    {caught}\n        pass"
    paper = Paper("p", Path("p.ipynb"), Path(), cells(("solution", "more = 1"), ("test", test)))
    found = run_tests(paper, OpenBox({"more": 1}), 0.2)  # type: ignore[arg-type]
    assert list(found.values()) == [CellScore(0.0, "timeout")]


@pytest.mark.parametrize(
    "attack", ["raise SystemExit(0)", "raise KeyboardInterrupt", "import os\n    os.sep.x"]
)
def test_whatever_the_answer_raises_costs_its_test_alone(attack: str) -> None:
    answer = f"def bad():\n    {attack}\ndef good():\n    return 1"
    assert points(answer, ("test", "bad()"), ("test", "assert good() == 1")) == [0.0, 2.0]


def test_magics_and_printing_mean_nothing_here() -> None:
    test = "%matplotlib inline\nimport sys\nprint('noise', file=sys.stderr)\nassert x == 1"
    assert points("x = 1", ("locked", "%load_ext whatever"), ("test", test)) == [2.0]


@pytest.mark.parametrize(
    ("value", "earned"),
    [
        ("1", 1),
        ("0.5", 0.5),
        ("-3", 0),
        ("9", 2),
        ("float('nan')", 0),
        ("float('inf')", 0),
        ("True", 2),
        ("None", 2),
        ("'text'", 2),
        ("1;", 2),
        ("__import__('numpy').float64(0.5)", 0.5),
        ("__import__('fractions').Fraction(1, 2)", 0.5),
    ],
)
def test_the_last_value_of_a_test_is_a_partial_score(value: str, earned: float) -> None:
    assert points("", ("test", value)) == [earned]


def test_the_value_of_a_trainees_call_is_bounded() -> None:
    assert points("def score():\n    return 10 ** 6", ("test", "score()")) == [2.0]
    assert points_for([1.0], 2.0) == 2.0


def test_a_mutable_value_is_the_same_object_within_a_test() -> None:
    assert points(
        "xs = [2, 1]", ("test", "xs.sort()\nassert xs == [1, 2]"), ("test", "assert xs == [2, 1]")
    ) == [2, 2]


def test_a_paper_survives_the_wire() -> None:
    paper = Paper("p", Path("/r/p.ipynb"), Path("/s"), cells(("locked", "x = 1"), ("test", "assert x")))
    assert Paper.from_json(paper.to_json()) == paper
    assert paper.authors_names == {"x"}
