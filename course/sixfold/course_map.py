"""The course at a glance, with what this trainee has already passed."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from sixfold.journal import passed_checks
from sixfold.language import t


class LessonEntry(TypedDict):
    """A lesson as the builder writes it into the start page; `checks` counts its self-checks."""

    path: str
    title: str
    minutes: int
    checks: int


class ModuleEntry(TypedDict):
    """A module as the builder writes it: `needs` are titles, `assignment` is empty where there is none."""

    title: str
    needs: list[str]
    lessons: list[LessonEntry]
    assignment: str


@dataclass(frozen=True)
class CourseMap:
    """The modules in order, and how many self-checks of each lesson have been passed.

    Attributes
    ----------
    passed
        Lesson path -> self-checks passed, at most those that the lesson has.
    """

    modules: Sequence[ModuleEntry]
    passed: dict[str, int]

    @property
    def next_lesson(self) -> LessonEntry | None:
        """The first lesson with a self-check that is not passed yet."""
        lessons = (lesson for module in self.modules for lesson in module["lessons"])
        return next((lesson for lesson in lessons if self._passed(lesson) < lesson["checks"]), None)

    def __repr__(self) -> str:
        lines = [t("map.plain_head", **self._totals())]
        for module in self.modules:
            lines.append(self._headline(module))
            lines += [
                f"  {'✓' if self._passed(each) >= each['checks'] else '·'} {each['title']}"
                for each in module["lessons"]
            ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = "".join(f"<th {_LEFT}>{html.escape(t(f'map.{name}'))}</th>" for name in _COLUMNS)
        rows = "".join(self._row(module) for module in self.modules)
        return (
            f'<p role="status">{html.escape(t("map.plain_head", **self._totals()))}{self._next()}</p>'
            f'<table style="width: 100%; table-layout: auto"><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )

    def _passed(self, lesson: LessonEntry) -> int:
        return min(self.passed.get(lesson["path"], 0), lesson["checks"])

    def _totals(self) -> dict[str, int]:
        lessons = [lesson for module in self.modules for lesson in module["lessons"]]
        return {"done": sum(map(self._passed, lessons)), "checks": sum(each["checks"] for each in lessons)}

    def _headline(self, module: ModuleEntry) -> str:
        done = sum(map(self._passed, module["lessons"]))
        checks = sum(each["checks"] for each in module["lessons"])
        return t("map.module", title=module["title"], minutes=_minutes(module), done=done, checks=checks)

    def _next(self) -> str:
        if self.next_lesson is None:
            return ""
        return f" {html.escape(t('map.next'))}{_link(self.next_lesson)}"

    def _row(self, module: ModuleEntry) -> str:
        done = sum(map(self._passed, module["lessons"]))
        checks = max(1, sum(each["checks"] for each in module["lessons"]))
        bar = f'<progress max="{checks}" value="{done}" style="width: 6em"></progress> {done}/{checks}'
        lessons = "<br>".join(
            f"{'✓' if self._passed(each) >= each['checks'] else '○'} {_link(each)} "
            f"<small>{each['minutes']}′ · {self._passed(each)}/{each['checks']}</small>"
            for each in module["lessons"]
        )
        name = f"<strong>{html.escape(module['title'])}</strong>"
        if module["assignment"]:
            name += f"<br><small>{html.escape(module['assignment'])}</small>"
        needs = html.escape(t("map.and").join(module["needs"]) or t("map.nothing"))
        cells = (name, lessons, f"{_minutes(module)}′", needs, bar)
        return f"<tr>{''.join(f'<td {_LEFT}>{cell}</td>' for cell in cells)}</tr>"


_COLUMNS = ("what", "lessons", "minutes", "needs", "done")
_LEFT = 'style="text-align: left; vertical-align: top"'


def course_map(modules: Sequence[ModuleEntry]) -> CourseMap:
    """The map of the course, drawn anew whenever the cell is run; the builder writes the call."""
    return CourseMap(modules, passed_checks())


def _minutes(module: ModuleEntry) -> int:
    return sum(lesson["minutes"] for lesson in module["lessons"])


def _link(lesson: LessonEntry) -> str:
    return f'<a href="../{html.escape(lesson["path"])}.ipynb">{html.escape(lesson["title"])}</a>'
