"""Turn read cells into lesson and assignment notebooks in one language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from sixfold_grader.blueprint import Form, Language
from sixfold_grader.build import notebook as nb
from sixfold_grader.build.glossary import Glossary, links
from sixfold_grader.build.outline import Lesson, Outline, footer, header
from sixfold_grader.build.percent import SourceCell
from sixfold_grader.errors import SourceError

ANSWER_SUFFIX = "-answer"
_CHECK = "sf.check_"
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\.(points|title)\s*\}\}")
_SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")


def lesson_notebook(
    cells: list[SourceCell], outline: Outline, glossary: Glossary, lesson: Lesson, language: Language
) -> nb.Notebook:
    """Return a lesson: opening prose, the language switch, cells of one language, terms, what follows."""
    for cell in cells:
        graded = set(cell.options) - {"lang"}
        if graded:
            raise cell.error(
                f"a lesson cannot have graded cells ({', '.join(graded)}); use sixfold's self-checks"
            )
    start = f'import sixfold as sf\n\nsf.start("{language}", lesson="{lesson.path}")'
    spoken = [cell for cell in cells if cell.options.get("lang", language) == language]
    terms = links(glossary, "\n".join(cell.source for cell in spoken if cell.markdown), language)
    body = [_lesson_cell(cell) for cell in spoken]
    return nb.notebook(
        [
            nb.markdown(header(outline, lesson, language)),
            nb.code(start),
            *body,
            nb.markdown(footer(outline, lesson, language, terms)),
        ],
        language,
    )


def self_checks(cells: list[SourceCell]) -> int:
    """Return how many self-checks a lesson has: progress counts them by name, their first argument."""
    trees = [ast.parse(cell.source) for cell in cells if not cell.markdown and _CHECK in cell.source]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return len({ast.unparse(call.args[0]) for call in calls if ast.unparse(call.func).startswith(_CHECK)})


def _lesson_cell(cell: SourceCell) -> nb.Cell:
    if cell.markdown:
        return nb.markdown(cell.source)
    # A self-check's source holds its answer: JupyterLab folds it, and shows it when asked.
    return nb.code(cell.source, **({"jupyter": {"source_hidden": True}} if _CHECK in cell.source else {}))


def assignment_notebook(path: Path, cells: list[SourceCell], form: Form, language: Language) -> nb.Notebook:
    """Return an assignment's source notebook with nbgrader's metadata; solutions are still in it."""
    check_against_form(cells, form, path)
    setup = nb.code(
        f'import sixfold as sf\n\nsf.start("{language}")', nbgrader=nb.nbgrader("setup-start", locked=True)
    )
    built = [setup]
    for cell in cells:
        if cell.options.get("lang", language) == language:
            built.append(_graded_cell(cell, form, language, len(built)))
    title = nb.markdown(f"# {form.title[language]}")
    return nb.notebook([title, *built], language)


def _graded_cell(cell: SourceCell, form: Form, language: Language, position: int) -> nb.Cell:
    if item := cell.options.get("item"):
        return nb.code(cell.source, nbgrader=nb.nbgrader(item + ANSWER_SUFFIX, solution=True))
    if item := cell.options.get("tests"):
        points = form.items[item].points
        return nb.code(cell.source, nbgrader=nb.nbgrader(item, points=points, locked=True))
    if item := cell.options.get("response"):
        points = form.items[item].points
        return nb.markdown(cell.source, nbgrader=nb.nbgrader(item, points=points, solution=True))
    if cell.markdown:
        return nb.markdown(fill(cell, form, language))
    return nb.code(cell.source, nbgrader=nb.nbgrader(f"setup-{position:02}", locked=True))


def fill(cell: SourceCell, form: Form, language: Language) -> str:
    """Replace `{{item.points}}`, `{{item.title}}` and `{{form.points}}` from the blueprint."""

    def value(match: re.Match[str]) -> str:
        name, field = match.groups()
        target = form if name == "form" else form.items.get(name)
        if target is None:
            raise cell.error(f"{match[0]}: the blueprint has no item {name!r}")
        return str(target.points) if field == "points" else target.title[language]

    return _PLACEHOLDER.sub(value, cell.source)


def check_against_form(cells: list[SourceCell], form: Form, path: Path) -> None:
    """Every item stands once in the text and in the blueprint, with the cells its kind needs."""
    seen: dict[tuple[str, str], SourceCell] = {}
    for cell in cells:
        for option in ("item", "tests", "response"):
            item = cell.options.get(option)
            if item is None:
                continue
            if item not in form.items:
                raise cell.error(f"item {item!r} is not in the blueprint ([forms.{form.id}.items.{item}])")
            if (option, item) in seen:
                first = seen[option, item].line
                raise cell.error(f"duplicate item id {item!r}: {option} is already at line {first}")
            seen[option, item] = cell
            if option == "item" and not all(marker in cell.source for marker in _SOLUTION):
                raise cell.error(f"the answer cell of {item!r} needs {' and '.join(_SOLUTION)}")
    for wanted in form.items.values():
        for option in ("item", "tests") if wanted.kind == "function" else ("response",):
            if (option, wanted.id) not in seen:
                message = (
                    f'item {wanted.id!r} is in the blueprint but the text has no cell {option}="{wanted.id}"'
                )
                raise SourceError(path, 0, message)
