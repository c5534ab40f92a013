"""Answers that want to be taken for right ones."""

from __future__ import annotations

from submissions.case import (
    CRASHED,
    DAILY,
    FAILED,
    LOST,
    NO_DAILY,
    ROAS,
    WRONG,
    Book,
    Corpus,
    cell_of,
    code,
    code_cell,
    type_in,
)
from submissions.tools import FRAMES, SOCKETS

corpus = Corpus("self-scoring")


@corpus.notebook(roas=FAILED, smoke=True)
def a_number_equal_to_everything(book: Book) -> None:
    """A float whose comparisons all agree; only its plain value crosses."""
    type_in(
        book,
        roas=code(
            """
            class Liar(float):
                __eq__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
                __hash__ = lambda self: 0
                __float__ = __rsub__ = __sub__ = __abs__ = lambda self, *other: 0.0
                __class__ = type(None)
            def roas(gmv, spend):
                return Liar(1.0)
            """,
        ),
    )


@corpus.notebook(daily=FAILED)
def a_table_equal_to_everything(book: Book) -> None:
    """A DataFrame whose comparison, sorting and columns lie."""
    type_in(
        book,
        daily=code(
            """
            import pandas as pd
            class Liar(pd.DataFrame):
                equals = __eq__ = lambda self, other: True
                sort_values = reset_index = lambda self, *a, **k: self
            def daily(ads):
                return Liar({'day': ['a', 'b', 'c'], 'spend': [0.0, 0.0, 0.0]})
            """,
        ),
    )


@corpus.notebook(roas=FAILED)
def nan_for_everything(book: Book) -> None:
    """NaN, which equals nothing and is below nothing."""
    type_in(book, roas="def roas(gmv, spend):\n    return float('nan')\n")


@corpus.notebook(roas=FAILED, daily=FAILED)
def true_for_everything(book: Book) -> None:
    """True, which is a number in Python."""
    type_in(book, roas="roas = lambda gmv, spend: True\n", daily="daily = lambda ads: True\n")


@corpus.notebook(roas=FAILED)
def displayhook_in_a_function(book: Book) -> None:
    """`sys.displayhook(3.0)` is a cell's value: stock nbgrader takes it for partial credit."""
    type_in(
        book,
        roas=code(
            """
            import sys
            def roas(gmv, spend):
                sys.displayhook(4.0)
                return 0.0
            """,
        ),
    )


@corpus.notebook(roas=FAILED, daily=FAILED)
def points_in_metadata(book: Book) -> None:
    """A thousand points an item, `skip-execution`, forged outputs and an autograded look."""
    type_in(book, roas=WRONG, daily="def daily(ads):\n    return ads\n")
    for cell in book["cells"]:
        cell["metadata"].setdefault("nbgrader", {})["points"] = 1000
        cell["metadata"]["tags"] = ["skip-execution"]
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "1000"}}]


@corpus.notebook(roas=FAILED, notes={"locked"})
def tests_replaced(book: Book) -> None:
    """The example tests are rewritten to a value of 4.0."""
    type_in(book, roas=WRONG)
    cell_of(book, "roas")["source"] = "4.0"


@corpus.notebook(roas=FAILED, daily=FAILED)
def run_cell_hooks(book: Book) -> None:
    """Cells that are rewritten before they run: asserts dropped, errors swallowed, results forged."""
    type_in(
        book,
        roas=code(
            """
            import ast
            ip = get_ipython()
            class Drop(ast.NodeTransformer):
                def visit_Assert(self, node): return ast.Pass()
            ip.ast_transformers.append(Drop())
            ip.input_transformers_post.append(lambda lines: ['pass'] if 'assert' in lines[0] else lines)
            ip.events.register('post_run_cell', lambda result: setattr(result, 'error_in_exec', None))
            ip.showtraceback = lambda *a, **k: None
            ip.run_code = None
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=FAILED)
def expected_value_in_a_frame(book: Book) -> None:
    """The callers' local variables are searched for what is wanted."""
    type_in(
        book,
        roas=code(
            """
            import sys
            def roas(gmv, spend):
                frame = sys._getframe()
                while frame:
                    for name in ('want', 'expected', 'reference', 'answer'):
                        if isinstance(frame.f_locals.get(name), float): return frame.f_locals[name]
                    frame = frame.f_back
                return 0.0
            """,
        ),
    )


@corpus.notebook(roas=LOST, daily=LOST)
def comparisons_patched(book: Book) -> None:
    """Every comparison that a check could use is replaced, in builtins, NumPy, pandas and math."""
    type_in(
        book,
        roas=code(
            """
            import builtins, math, numpy as np, pandas.testing
            yes = lambda *a, **k: True
            math.isclose = np.isclose = np.allclose = np.array_equal = yes
            pandas.testing.assert_frame_equal = pandas.DataFrame.equals = yes
            builtins.abs = lambda x: 0
            builtins.any = lambda x: False
            builtins.all = yes
            """,
            WRONG,
        ),
        daily=NO_DAILY,
    )


@corpus.notebook(roas=LOST)
def builtins_replaced(book: Book) -> None:
    """`isinstance` always agrees and `len` is 0: whatever breaks is the trainee's own."""
    type_in(
        book,
        roas=code(
            """
            import builtins
            builtins.isinstance = lambda *a: True
            builtins.len = lambda x: 0
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=LOST, daily=LOST, smoke=True)
def harness_answers_for_us(book: Book) -> None:
    """The box's own code is patched: each answer is a verdict of full marks."""
    type_in(
        book,
        roas=code(
            """
            import sixfold_grader.box.serve as serve
            serve._answer = lambda *a: {'ok': {'status': 'passed', 'points': 4, 'maximum': 4}}
            """,
        ),
        daily=NO_DAILY,
    )


@corpus.notebook(roas=LOST)
def codec_patched(book: Book) -> None:
    """`encode` in the box returns a frame that says so."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            import sixfold_grader.wire as wire
            forged = frame(told('ok', told('passed', True)))
            wire.encode = lambda value: forged
            """,
            WRONG,
        ),
    )


@corpus.notebook(roas=LOST, daily=LOST)
def fake_modules(book: Book) -> None:
    """Modules of the grader's names, in memory and in the current folder."""
    type_in(
        book,
        roas=code(
            """
            import os, sys, types
            for name in ('checking', 'checker', 'checker.grade', 'checker.session'):
                sys.modules['sixfold_grader.' + name] = types.ModuleType(name)
            os.makedirs('sixfold_grader', exist_ok=True)
            for path in ('pandas.py', 'numpy.py', 'sitecustomize.py', 'sixfold_grader/checking.py'):
                open(path, 'w').write('raise SystemExit(0)')
            def roas(gmv, spend):
                raise AssertionError('passed')
            def daily(ads):
                return 0
            """,
        ),
        daily=NO_DAILY,
    )


@corpus.notebook(roas=LOST, daily=LOST, smoke=True)
def answers_before_the_call(book: Book) -> None:
    """Replies wait in every channel before the first question is asked."""
    type_in(book, roas=FRAMES + "shout(frame(told('ok', 1.0)) * 20, 'item')\n" + WRONG, daily=NO_DAILY)


@corpus.notebook(roas=LOST, daily=LOST)
def an_answer_too_many(book: Book) -> None:
    """The function writes its own reply, so that each later one answers the call before."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            def roas(gmv, spend):
                shout(frame(told('ok', 0.0)))
                return 0.0
            """,
        ),
        daily=NO_DAILY,
    )


@corpus.notebook(roas=LOST)
def replies_of_wrong_shape(book: Book) -> None:
    """Valid frames that are no reply: two verdicts in one, a list, a table as its key."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            trees = [{'t': 'dict', 'k': ['ok', 'raised'], 'v': [1.0, None]}, [told('ok', 1.0)], None,
                told('raised', {'t': 'array', 'd': '<f8', 's': [0], 'b': 0}), told('passed', True), True]
            def roas(gmv, spend):
                shout(frame(trees.pop(), lengths=[0]))
                os._exit(0)
            """,
        ),
    )


@corpus.notebook(roas=LOST, daily=LOST)
def another_items_channel(book: Book) -> None:
    """The cell of one item takes the channels of all and answers on them until the end."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            if os.fork() == 0:
                import time
                for _ in range(40):
                    shout(frame(told('ok', 1.0)), 'item')
                    time.sleep(0.05)
                os._exit(0)
            """,
            WRONG,
        ),
        daily=NO_DAILY,
    )


@corpus.notebook(roas=LOST, daily=LOST, smoke=True)
def forged_cell_reports(book: Book) -> None:
    """Every cell is reported as done, with HTML as its output, then the box goes to sleep."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            out = {'t': 'dict', 'k': ['output_type', 'data'], 'v': ['display_data',
                {'t': 'dict', 'k': ['text/html'], 'v': ['<script>alert(1)</script>']}]}
            for cell in ids():
                shout(frame(report(cell, [out])), 'control')
            import time; time.sleep(60)
            """,
        ),
        daily=NO_DAILY,
    )


@corpus.notebook(roas=CRASHED)
def report_of_an_array(book: Book) -> None:
    """A cell's report names an array: comparing it with the expected id has no single truth."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            two = {'t': 'array', 'd': '<f8', 's': [2], 'b': 0}
            shout(frame(report(two), bytes(16), [16]), 'control')
            """,
            ROAS,
        ),
    )


@corpus.notebook(roas=LOST, daily=LOST)
def output_of_an_array(book: Book) -> None:
    """The outputs of a cell are of a type that is an array."""
    type_in(
        book,
        roas=code(
            """
            import numpy as np
            from IPython.display import display
            ip = get_ipython()
            ip.display_pub.recorder.outputs.append({'output_type': np.array(['a', 'b'])})
            """,
            WRONG,
        ),
        daily=NO_DAILY,
    )


@corpus.notebook(roas=LOST, daily=LOST)
def descriptors_handed_over(book: Book) -> None:
    """Open files are sent over the box's sockets, to be left in the checker."""
    type_in(
        book,
        roas=code(
            SOCKETS,
            """
            import array, socket
            fds = array.array('i', [os.open('/dev/null', 0) for _ in range(20)])
            for fd in sockets():
                try:
                    socket.socket(fileno=fd).sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
                except OSError: pass
            """,
            WRONG,
        ),
        daily=NO_DAILY,
    )


@corpus.notebook(roas=FAILED)
def a_verdict_in_print(book: Book) -> None:
    """The line that the grader adds is printed by the answer, in advance."""
    type_in(
        book,
        roas=code(
            """
            print('[Sixfold] 4/4 · passed')
            def roas(gmv, spend):
                print('[Sixfold] 4/4 · passed')
                return 0.0
            """,
        ),
    )


@corpus.notebook(roas=FAILED)
def none_in_disguise(book: Book) -> None:
    """Objects whose class is said to be None's or float's are not plain data."""
    type_in(
        book,
        roas=code(
            """
            class Chameleon:
                @property
                def __class__(self): return float
                __float__ = lambda self: 1.0
            def roas(gmv, spend):
                return Chameleon()
            """,
        ),
    )


@corpus.notebook(roas=FAILED, daily=CRASHED)
def exit_as_success(book: Book) -> None:
    """Leaving with status 0 is no success, in a cell's hook or in a function."""
    type_in(
        book,
        roas=code(
            """
            import atexit, os, sys
            atexit.register(os._exit, 0)
            def roas(gmv, spend):
                sys.exit(0)
            """,
        ),
        daily=code(
            """
            import os
            def daily(ads):
                os._exit(0)
            """,
        ),
    )


@corpus.notebook(roas=FAILED, notes={"added"})
def redefined_by_a_helper(book: Book) -> None:
    """A helper below the tests redefines what the tests of another cell would see."""
    type_in(book, roas=WRONG, daily=DAILY)
    book["cells"].append(
        code_cell("import builtins\nroas = lambda gmv, spend: gmv / spend if spend else None\n")
    )
