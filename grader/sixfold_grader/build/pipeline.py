"""Build everything under `out/build`, or say what is stale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sixfold_grader.blueprint import LANGUAGES, load_blueprint
from sixfold_grader.build import notebook as nb
from sixfold_grader.build.assemble import assignment_notebook, lesson_notebook, self_checks
from sixfold_grader.build.glossary import PAGE, Glossary, load_glossary, page
from sixfold_grader.build.outline import START, load_outline
from sixfold_grader.build.percent import SourceCell, read_cells
from sixfold_grader.build.start import start_notebook
from sixfold_grader.errors import SourceError
from sixfold_grader.project import Project

_LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")


def render(project: Project) -> Iterator[tuple[Path, bytes]]:
    """Yield every built file with its bytes.

    Raises
    ------
    SourceError
        The first thing wrong in a source, with file and line.
    """
    yield from _lessons(project)
    yield from _assignments(project)


def build(project: Project) -> tuple[int, int]:
    """Write what differs; remove what has no source any more. Return (files, files written)."""
    files = dict(render(project))
    written = [path for path, content in files.items() if _write(path, content)]
    for stray in _strays(project, files):
        stray.unlink()
    return len(files), len(written)


def stale(project: Project) -> list[Path]:
    """Return the built files that are missing, differ from their source, or have none."""
    files = dict(render(project))
    differing = [
        path for path, content in files.items() if not path.is_file() or path.read_bytes() != content
    ]
    return sorted([*differing, *_strays(project, files)])


def wrong_words(project: Project) -> list[SourceError]:
    """Return what is wrong in prose: terms that the glossary lacks, links that lead nowhere."""
    glossary = load_glossary(project.glossary)
    found: list[SourceError] = []
    for path in sorted(project.lessons.glob("*/*.py")):
        cells = read_cells(path)
        found += glossary.unknown_in(cells)
        found += _dead_links(cells, glossary)
    return found


def _dead_links(cells: list[SourceCell], glossary: Glossary) -> Iterator[SourceError]:
    for cell in cells:
        for target in _LINK.findall(cell.source) if cell.markdown else ():
            file, _, place = target.partition("#")
            if file == f"../{PAGE}":
                fine = not place or place in glossary.terms
            else:
                fine = not file or (cell.path.parent / file).with_suffix(".py").is_file()
            if not fine:
                yield cell.error(f"the link to {target} leads nowhere")


def _lessons(project: Project) -> Iterator[tuple[Path, bytes]]:
    outline = load_outline(project.outline, project.lessons)
    glossary = load_glossary(project.glossary)
    for language in LANGUAGES:
        yield project.built_course / language / PAGE, nb.to_bytes(page(glossary, language))
    checks = {}
    for lesson in outline.lessons:
        cells = read_cells(project.lessons / f"{lesson.path}.py")
        checks[lesson.path] = self_checks(cells)
        for language in LANGUAGES:
            book = lesson_notebook(cells, outline, glossary, lesson, language)
            yield project.built_course / language / f"{lesson.path}.ipynb", nb.to_bytes(book)
    cells, blueprint = read_cells(project.lessons / f"{START}.py"), load_blueprint(project.blueprint)
    for language in LANGUAGES:
        book = start_notebook(cells, outline, blueprint, checks, language)
        yield project.built_course / language / f"{START}.ipynb", nb.to_bytes(book)


def _assignments(project: Project) -> Iterator[tuple[Path, bytes]]:
    blueprint = load_blueprint(project.blueprint)
    sources = {path.parent.name: path for path in project.assignments.glob("*/assignment.py")}
    for name in sources.keys() - blueprint.forms.keys():
        raise SourceError(sources[name], 0, f"the blueprint has no [forms.{name}]")
    for form in blueprint.forms.values():
        if form.id not in sources:
            raise SourceError(
                project.blueprint, 0, f"[forms.{form.id}] has no assignments/{form.id}/assignment.py"
            )
        cells = read_cells(sources[form.id])
        for language in LANGUAGES:
            book = assignment_notebook(sources[form.id], cells, form, language)
            yield project.built_source(form.id, language), nb.to_bytes(book)


def _strays(project: Project, files: dict[Path, bytes]) -> list[Path]:
    return [path for path in project.built.rglob("*.ipynb") if path not in files]


def _write(path: Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True
