"""Right answers in unusual dress: each earns all its points."""

from __future__ import annotations

from submissions.case import DAILY, FULL, ROAS, UNANSWERED, Book, Corpus, cell_of, code, code_cell, type_in

corpus = Corpus("honest-but-odd")


@corpus.notebook(smoke=True)
def noise(book: Book) -> None:
    """Prints, warnings on stderr, logging and progress, in the cell and when called."""
    type_in(
        book,
        roas=code(
            """
            import logging, sys, warnings
            logging.warning('careful')
            warnings.warn('old')
            print('done', file=sys.stderr)
            def roas(gmv, spend):
                print('called', gmv)
                warnings.warn('called')
                return None if spend == 0 else gmv / spend
            roas(1, 2)
            """,
        ),
    )


@corpus.notebook(notes={"added"})
def helpers_and_imports_elsewhere(book: Book) -> None:
    """Imports at the top, a helper above, constants below its use."""
    type_in(book, roas="def roas(gmv, spend):\n    return ratio(gmv, spend, places)\n")
    book["cells"].insert(1, code_cell("import math\nplaces = 12\n"))
    at = book["cells"].index(cell_of(book, "roas-answer"))
    source = "def ratio(a, b, digits):\n    return None if math.isclose(b, 0) else round(a / b, digits)\n"
    book["cells"].insert(at + 1, code_cell(source))


@corpus.notebook(notes=None)
def answer_in_a_cell_of_ones_own(book: Book) -> None:
    """The stub was left as it was; the answer stands in a new cell below it."""
    stub = cell_of(book, "roas-answer")["source"]
    type_in(book, roas=stub)
    book["cells"].insert(book["cells"].index(cell_of(book, "roas-answer")) + 1, code_cell(ROAS))


@corpus.notebook()
def state_and_recursion(book: Book) -> None:
    """Global state, recursion, caches, generators and nested functions."""
    type_in(
        book,
        roas=code(
            """
            import functools
            calls = {'n': 0}
            @functools.lru_cache
            def depth(n):
                return 0 if n == 0 else 1 + depth(n - 1)
            def roas(gmv, spend):
                global calls
                calls = {'n': calls['n'] + depth(50)}
                def inner():
                    yield None if spend == 0 else gmv / spend
                return next(inner())
            """,
        ),
    )


@corpus.notebook()
def other_callables(book: Book) -> None:
    """A lambda, a partial, a method, an object with `__call__`, a class."""
    type_in(
        book,
        roas=code(
            """
            from functools import partial
            ratio = lambda unit, gmv, spend: None if not spend else unit * gmv / spend
            roas = partial(ratio, 1)
            """,
        ),
        daily=code(
            """
            class Daily:
                def __call__(self, ads):
                    return ads.groupby('day', as_index=False)['spend'].sum()
            daily = Daily().__call__
            """,
        ),
    )


@corpus.notebook()
def a_class_and_an_alias(book: Book) -> None:
    """A dataclass does the work; the function asked for is another name."""
    type_in(
        book,
        roas=code(
            """
            from __future__ import annotations
            from dataclasses import dataclass
            @dataclass
            class Ratio:
                gmv: float
                spend: float
                def value(self) -> float | None:
                    return None if self.spend == 0 else self.gmv / self.spend
            def my_roas(gmv: float, spend: float) -> float | None:
                return Ratio(gmv, spend).value()
            roas = my_roas
            """,
        ),
    )


@corpus.notebook(file="toy.zh.ipynb")
def chinese_identifiers(book: Book) -> None:
    """Names, comments and text in Chinese, full-width characters in strings."""
    type_in(
        book,
        roas=code(
            """
            def 支付回报(成交额, 消耗):
                '''成交额 ÷ 消耗；消耗为零时返回 None。'''
                return None if 消耗 == 0 else 成交额 / 消耗
            roas = lambda gmv, spend: 支付回报(gmv, spend)
            print('结果：', roas(4.0, 2.0))
            """,
        ),
        memo="出价过高的计划应先降价，再观察三天。",
    )


@corpus.notebook()
def cells_of_ipython(book: Book) -> None:
    """Top-level await, `%time`, `%timeit`, `%%time`, `?` and `_`."""
    type_in(
        book,
        roas="%%time\n" + ROAS,
        daily=code(
            """
            import asyncio
            await asyncio.sleep(0)
            """,
            DAILY,
            """
            %timeit -n 2 -r 2 daily(pd.DataFrame({'day': ['a'], 'spend': [1.0]}))
            %time 1 + 1
            len?
            %who
            """,
        ),
    )


@corpus.notebook()
def async_inside(book: Book) -> None:
    """A function that runs its own event loop and its own threads."""
    type_in(
        book,
        roas=code(
            """
            import asyncio
            from concurrent.futures import ThreadPoolExecutor
            async def work(gmv, spend):
                return None if spend == 0 else gmv / spend
            def roas(gmv, spend):
                with ThreadPoolExecutor(2) as pool:
                    return pool.submit(lambda: asyncio.run(work(gmv, spend))).result()
            """,
        ),
    )


@corpus.notebook()
def threads_of_a_cell(book: Book) -> None:
    """A pool of threads that a cell started is used in the function."""
    type_in(
        book,
        roas=code(
            """
            from concurrent.futures import ThreadPoolExecutor
            pool = ThreadPoolExecutor(2)
            list(pool.map(abs, [1, 2]))
            def roas(gmv, spend):
                return pool.submit(lambda: None if spend == 0 else gmv / spend).result()
            """,
        ),
    )


@corpus.notebook()
def commands_of_a_shell(book: Book) -> None:
    """`!ls` and `%pip install` above the answer, as on one's own machine."""
    type_in(book, roas="!ls\n%pip install pandas\n" + ROAS)


@corpus.notebook()
def rich_displays(book: Book) -> None:
    """Charts, tables and deep or odd data in outputs."""
    type_in(
        book,
        roas=code(
            """
            import altair as alt, pandas as pd
            from IPython.display import HTML, JSON, Markdown, display
            frame = pd.DataFrame({'a': [1, 2], 'b': [3, 4]})
            display(frame, frame.style, HTML('<b>x</b>'), Markdown('**x**'))
            display(alt.Chart(frame).mark_bar().encode(x='a', y='b'))
            deep = {}
            for _ in range(40): deep = {'a': deep}
            display(JSON(deep), JSON({'a': [1, 2]}))
            display({'application/json': {'a': object()}}, raw=True)
            """,
            ROAS,
        ),
    )


@corpus.notebook()
def indented_with_tabs(book: Book) -> None:
    """Tabs, Windows line ends, trailing blanks, form feeds, no newline at the end."""
    type_in(
        book,
        roas="def roas(gmv, spend):\r\n\tif spend == 0:\r\n\t\treturn None  \r\n\x0c\r\n\treturn gmv / spend",
    )


@corpus.notebook()
def line_ends_everywhere(book: Book) -> None:
    """Every cell with Windows line ends, as some editors save: nothing was changed."""
    type_in(book)
    for cell in book["cells"]:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        cell["source"] = source.replace("\n", "\r\n")


@corpus.notebook()
def input_changed(book: Book) -> None:
    """The answer changes the table that it is given."""
    type_in(
        book,
        daily=code(
            """
            def daily(ads):
                ads['spend'] = ads['spend'] * 1
                ads.drop(ads.index[ads['spend'] < 0], inplace=True)
                ads.sort_values('day', inplace=True)
                ads.attrs['seen'] = object()
                return ads.groupby('day')['spend'].sum().reset_index()
            """,
        ),
    )


@corpus.notebook()
def other_types_of_numbers(book: Book) -> None:
    """NumPy scalars, nullable and categorical columns, another order, an index of one's own."""
    type_in(
        book,
        roas=code(
            """
            import numpy as np
            def roas(gmv, spend):
                return np.float64(gmv) / np.float64(spend) if spend else None
            """,
        ),
        daily=code(
            """
            def daily(ads):
                out = ads.groupby('day')['spend'].sum().reset_index()[['spend', 'day']]
                out = out.astype({'spend': 'Float64', 'day': 'category'}).iloc[::-1]
                return out.set_index(pd.Index([10 * n for n in range(len(out))], name='day'))
            """,
        ),
    )


@corpus.notebook()
def subclasses(book: Book) -> None:
    """Subclasses of float and DataFrame that do no harm."""
    type_in(
        book,
        roas=code(
            """
            class Yuan(float):
                unit = '元'
            def roas(gmv, spend):
                return Yuan(gmv / spend) if spend else None
            """,
        ),
        daily=code(
            """
            class Table(pd.DataFrame):
                @property
                def _constructor(self): return Table
            def daily(ads):
                return Table(ads).groupby('day', as_index=False)['spend'].sum()
            """,
        ),
    )


@corpus.notebook()
def files_of_ones_own(book: Book) -> None:
    """Files, folders and a database in the work folder, written in a cell and read when called."""
    type_in(
        book,
        roas=code(
            """
            import json, pathlib, sqlite3, tempfile
            pathlib.Path('notes').mkdir()
            pathlib.Path('notes/unit.json').write_text(json.dumps({'unit': 1}))
            base = sqlite3.connect('own.db')
            base.execute('create table t (x)'); base.commit()
            open(tempfile.mkstemp()[1], 'w').write('x')
            def roas(gmv, spend):
                unit = json.loads(pathlib.Path('notes/unit.json').read_text())['unit']
                return None if spend == 0 else unit * gmv / spend
            """,
        ),
    )


@corpus.notebook()
def a_class_that_changes_what_was_before(book: Book) -> None:
    """A later cell's class body changes a list that the first answer reads: the state at its item counts."""
    type_in(
        book,
        roas=code(
            """
            seen = []
            def roas(gmv, spend):
                return None if spend == 0 else gmv / spend if not seen else 0.0
            """,
        ),
        daily="class Later:\n    seen.append(1)\n" + DAILY,
    )


@corpus.notebook()
def errors_after_the_answer(book: Book) -> None:
    """The cell defines the function and then fails, exits or asks for input."""
    type_in(
        book,
        roas=ROAS + "print(undefined_name)\n",
        daily=code(
            """
            def daily(ads):
                return ads.groupby('day', as_index=False)['spend'].sum()
            if __name__ == '__main__':
                exit()
            """,
        ),
    )


@corpus.notebook()
def everything_imported(book: Book) -> None:
    """All that the course uses, seeded random numbers, options set, a style chosen."""
    type_in(
        book,
        roas=code(
            """
            import random
            import altair as alt
            import numpy as np
            import pandas as pd
            import scipy.optimize, scipy.stats
            import sixfold as sf
            random.seed(1); np.random.seed(1)
            pd.options.display.max_rows = 5
            alt.data_transformers.disable_max_rows()
            np.seterr(all='raise')
            """,
            ROAS,
        ),
    )


@corpus.notebook(notes={"deleted"})
def example_tests_deleted(book: Book) -> None:
    """The cells with example tests were in the way."""
    type_in(book)
    for name in ("roas", "daily"):
        book["cells"].remove(cell_of(book, name))


@corpus.notebook(daily=UNANSWERED, memo=UNANSWERED)
def only_one_item(book: Book) -> None:
    """One item is answered; the others stay as they were released."""
    cell_of(book, "roas-answer")["source"] = ROAS


@corpus.notebook(roas=FULL)
def slow_but_in_time(book: Book) -> None:
    """A cell and calls that take a good part of their time."""
    type_in(
        book,
        roas=code(
            """
            import time
            time.sleep(0.5)
            def roas(gmv, spend):
                time.sleep(0.2)
                return None if spend == 0 else gmv / spend
            """,
        ),
    )


@corpus.notebook()
def long_output(book: Book) -> None:
    """A table printed whole, above the limit of one cell's output."""
    type_in(book, roas="for n in range(20_000): print('row', n, '数据')\n" + ROAS)
