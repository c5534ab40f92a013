"""`sixfold lint`: would an assignment's hidden checks give points for nothing, or break?

Dynamic rules answer every call without solving anything, and grade the samples; static rules read
`checks.py`. Everything here is the author's own code, so it runs in this process.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sixfold_grader.blueprint import Form, load_blueprint
from sixfold_grader.build.percent import read_cells
from sixfold_grader.checker.worker import load_checks
from sixfold_grader.checking import Failed, Part, Trial, derive_seeds, parts_of
from sixfold_grader.project import Project
from sixfold_grader.samples import load_samples
from sixfold_grader.wire import Unsendable, decode_frame, encode

EXAMS = ("lint 1", "lint 2")
_WAIVED = "# lint: "  # followed by the reason


@dataclass(frozen=True)
class Finding:
    """One thing to mend: where, what, and why it matters."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


def lint(project: Project, assignment: str) -> list[Finding]:
    """Return what is wrong with an assignment's checks and samples.

    Raises
    ------
    SourceError
        The assignment cannot be read at all.
    """
    form = load_blueprint(project.blueprint).form(assignment)
    folder = project.assignments / assignment
    checks = folder / "checks.py"
    parts = parts_of(load_checks(checks))
    lines = {(p.item, p.name): p.check.__code__.co_firstlineno for p in parts.values()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # wrong answers may well warn
        found = [
            Finding(checks, lines[part], text)
            for part, text in (*_points_for_nothing(form, parts), *_wrong_samples(folder, form, parts))
        ]
    tree = ast.parse(checks.read_text(encoding="utf-8"))
    return [*found, *_static(checks, tree)]


# ---- dynamic -------------------------------------------------------------------------------------------


def _frame(value: object) -> Callable[[Sequence[Any]], object]:
    """Answer with a table shaped like the first table that was given, every cell the same."""

    def answer(args: Sequence[Any]) -> object:
        table = next((arg for arg in args if isinstance(arg, pd.DataFrame)), pd.DataFrame({"a": [0]}))
        return pd.DataFrame({name: [value] * len(table) for name in table.columns})

    return answer


def _sorted_copy(args: Sequence[Any]) -> object:
    first = args[0] if args else None
    if isinstance(first, pd.DataFrame) and len(first.columns):
        return first.sort_values(first.columns[0], key=lambda column: column.astype(str))
    return sorted(first) if isinstance(first, list) else first


RESPONDERS: Mapping[str, Callable[[Sequence[Any]], object]] = {
    "always None": lambda _args: None,
    "always True": lambda _args: True,
    "always NaN": lambda _args: float("nan"),
    "always infinity": lambda _args: float("inf"),
    "always 0": lambda _args: 0,
    "always 1": lambda _args: 1.0,
    "always -1": lambda _args: -1.0,
    "always 10**9": lambda _args: 1e9,
    "always an empty text": lambda _args: "",
    "always []": lambda _args: [],
    "always {}": lambda _args: {},
    "always an empty table": lambda _args: pd.DataFrame(),
    "always an empty table with the input's columns": lambda args: _frame(None)(args).head(0),  # type: ignore[attr-defined]
    "a table of True": _frame(True),
    "a table of NaN": _frame(float("nan")),
    "a table of 0": _frame(0),
    "an array of NaN": lambda _args: np.full(24, np.nan),
    "the first argument": lambda args: args[0] if args else None,
    "the last argument": lambda args: args[-1] if args else None,
    "all arguments": lambda args: list(args) if not any(isinstance(a, pd.DataFrame) for a in args) else None,
    "a sorted copy of the first argument": _sorted_copy,
}


@dataclass
class _Caller:
    """Answers calls in this process; arguments and answers go over the wire format as in a box."""

    answer: Callable[[str, Sequence[Any], dict[str, Any]], Any]

    def call(self, function: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        copies = [decode_frame(encode(arg)) for arg in args]
        try:
            with np.errstate(all="ignore"):
                return decode_frame(encode(self.answer(function, copies, kwargs)))
        except Unsendable as error:
            raise Failed("unsendable", got=str(error)) from None
        except Exception as error:
            raise Failed("raised", error=type(error).__name__) from None


def _points_for_nothing(
    form: Form, parts: Mapping[tuple[str, str], Part]
) -> Iterator[tuple[tuple[str, str], str]]:
    for name, respond in RESPONDERS.items():
        caller = _Caller(lambda _function, args, _kwargs, respond=respond: respond(args))  # type: ignore[misc]
        for part in parts:
            outcome = _outcome(parts[part], caller, form, EXAMS[0])
            if outcome == "":
                yield part, f"{part[0]}/{part[1]} gives its points to an answer that is {name}"
            elif outcome.startswith("broke"):
                yield part, f"{part[0]}/{part[1]} {outcome} at an answer that is {name}; compare by the trial"
    refusing = _Caller(_refuse)
    for part in parts:
        if _outcome(parts[part], refusing, form, EXAMS[0]) == "":
            yield part, f"{part[0]}/{part[1]} gives its points to a function that always raises ValueError"


def _refuse(_function: str, _args: Sequence[Any], _kwargs: dict[str, Any]) -> Any:
    raise ValueError


def _outcome(part: Part, caller: _Caller, form: Form, exam: str) -> str:
    """Return an empty text if the part is passed, the reason otherwise."""
    try:
        part.check(Trial(caller, derive_seeds(exam, f"{form.id}/{part.item}")))
    except Failed as failed:
        return failed.key
    except Exception as error:  # it would block a trainee
        return f"broke with {type(error).__name__}"
    return ""


def _wrong_samples(
    folder: Path, form: Form, parts: Mapping[tuple[str, str], Part]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Grade every sample's functions, each with just the setup cells, on several exams."""
    setup = [c.source for c in read_cells(folder / "assignment.py") if not c.markdown and not c.options]
    for sample in load_samples(folder, form).values():
        for item in form.of_kind("function"):
            if item.id not in sample.answers:
                continue
            names: dict[str, Any] = {}
            exec("\n".join([*setup, sample.answers[item.id]]), names)
            caller = _Caller(lambda function, args, kwargs, names=names: names[function](*args, **kwargs))  # type: ignore[misc]
            for exam in EXAMS:
                wrong = {n: _outcome(parts[item.id, n], caller, form, exam) for n in item.parts}
                earned = sum(points for name, points in item.parts.items() if wrong[name] == "")
                if earned != sample.scores[item.id]:
                    said = (
                        f"sample {sample.name} earns {earned} in {item.id}, stated {sample.scores[item.id]:g}"
                    )
                    yield (
                        (item.id, next(iter(item.parts))),
                        f"{said} ({ {k: v for k, v in wrong.items() if v} })",
                    )


# ---- static --------------------------------------------------------------------------------------------

_IMPURE = {"time", "random", "socket", "requests", "urllib", "subprocess", "datetime.now"}


def _static(path: Path, tree: ast.Module) -> Iterator[Finding]:
    text = path.read_text(encoding="utf-8").splitlines()
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for line, said in (*_swallows(function), *_globals(function), *_tolerance(function)):
            yield from _unless_waived(path, text, line, f"{function.name}: {said}")
        if _is_part(function):
            if not _reads_seeds(function):
                said = "uses no fresh data (t.seeds): fixed inputs can be hard-coded"
                yield from _unless_waived(path, text, function.lineno, f"{function.name}: {said}")
        elif (
            function.name.startswith(("fresh_", "ref_"))
            and _takes_seed(function)
            and not _is_cached(function)
        ):
            said = "depends on its seed only: cache it (lru_cache), or every submission pays for it"
            yield from _unless_waived(path, text, function.lineno, f"{function.name}: {said}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None) or node.names[0].name
            if module.split(".")[0] in _IMPURE:
                yield from _unless_waived(
                    path, text, node.lineno, f"imports {module}: a check draws by its seeds only"
                )


def _unless_waived(path: Path, text: list[str], line: int, said: str) -> Iterator[Finding]:
    if _WAIVED not in text[line - 1]:
        yield Finding(path, line, said)


def _swallows(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    for node in ast.walk(function):
        if isinstance(node, ast.ExceptHandler):
            name = getattr(node.type, "id", None)
            if node.type is None or name in ("Exception", "BaseException", "Failed"):
                yield node.lineno, f"`except {name or ''}` may swallow a failed call".replace(" `", "`")


def _globals(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield (
                node.lineno,
                f"assigns {', '.join(node.names)} that it also reads: one submission changes the next",
            )


def _tolerance(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    for node in ast.walk(function):
        called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
        if called in ("equals", "assert_frame_equal", "assert_series_equal", "array_equal"):
            yield node.lineno, f"`{called}` has no tolerance policy: use t.close or t.frame_equal"  # type: ignore[attr-defined]
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
            sides = (node.left, *node.comparators)
            if any(isinstance(side, ast.Constant) and isinstance(side.value, float) for side in sides):
                yield node.lineno, "compares a float exactly: use t.close"


def _is_part(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(d, ast.Call) and getattr(d.func, "id", "") == "part" for d in function.decorator_list
    )


def _reads_seeds(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "seeds" for node in ast.walk(function))


def _takes_seed(function: ast.FunctionDef) -> bool:
    return any(argument.arg == "seed" for argument in function.args.args)


def _is_cached(function: ast.FunctionDef) -> bool:
    return any("cache" in ast.unparse(decorator) for decorator in function.decorator_list)
