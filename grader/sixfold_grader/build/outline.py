"""`course/outline.toml`: modules and lessons in order, with titles, objectives and minutes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sixfold_grader.blueprint import Language, Text, read_toml
from sixfold_grader.errors import SourceError

START = "00_start/start"  # the page before the first lesson; no lesson itself


@dataclass(frozen=True)
class Lesson:
    """One lesson: a file of the module's folder."""

    module: str
    name: str
    title: Text
    minutes: int
    objectives: tuple[Text, ...]
    needs: Text

    @property
    def path(self) -> str:
        """Path below the lessons folder, without extension."""
        return f"{self.module}/{self.name}"


@dataclass(frozen=True)
class Module:
    """A module: a capability's lessons; `needs` are the capabilities to be learnt before."""

    folder: str
    capability: str
    title: Text
    lessons: tuple[Lesson, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """The syllabus."""

    modules: tuple[Module, ...]

    @property
    def lessons(self) -> list[Lesson]:
        """All lessons in order."""
        return [lesson for module in self.modules for lesson in module.lessons]


def load_outline(path: Path, lessons_dir: Path) -> Outline:
    """Read the outline and compare it with the files under `lessons_dir`.

    Raises
    ------
    SourceError
        A key is missing, a listed lesson has no file, or a file is not listed.
    """
    try:
        outline = Outline(tuple(_module(entry) for entry in read_toml(path)["module"]))
    except KeyError as error:
        raise SourceError(path, 0, f"the key {error.args[0]!r} is missing in a module or lesson") from None
    except TypeError:
        message = "write modules as [[module]], lessons as [[module.lesson]], texts as { en = …, zh = … }"
        raise SourceError(path, 0, message) from None
    listed = {f"{lesson.path}.py" for lesson in outline.lessons}
    found = {file.relative_to(lessons_dir).as_posix() for file in lessons_dir.glob("*/*.py")} - {
        f"{START}.py"
    }
    for name in sorted(listed - found):
        raise SourceError(path, 0, f"lesson {name} is listed but there is no such file under {lessons_dir}")
    for name in sorted(found - listed):
        raise SourceError(lessons_dir / name, 0, f"not listed in {path.name}; add a [[module.lesson]] entry")
    known = {module.capability for module in outline.modules}
    for module in outline.modules:
        if strange := set(module.needs) - known:
            raise SourceError(path, 0, f"{module.folder} needs {sorted(strange)}, which no module teaches")
    return outline


def _module(entry: dict[str, Any]) -> Module:
    lessons = tuple(_lesson(entry["folder"], lesson) for lesson in entry["lesson"])
    needs = tuple(entry.get("needs", ()))
    return Module(entry["folder"], entry["capability"], _text(entry["title"]), lessons, needs)


def _lesson(folder: str, entry: dict[str, Any]) -> Lesson:
    return Lesson(
        module=folder,
        name=entry["file"],
        title=_text(entry["title"]),
        minutes=entry["minutes"],
        objectives=tuple(_text(objective) for objective in entry["objectives"]),
        needs=_text(entry["needs"]),
    )


def _text(entry: dict[str, str]) -> Text:
    return Text(entry["en"], entry["zh"])


def header(outline: Outline, lesson: Lesson, language: Language) -> str:
    """Return the opening prose of a lesson: title, time, prerequisites, objectives."""
    module = next(module for module in outline.modules if module.folder == lesson.module)
    words = {
        "en": ("minutes", "Needs", "After this lesson you can"),
        "zh": ("分钟", "需要先学", "学完本课你能够"),
    }[language]
    goals = "\n".join(f"- {goal[language]}" for goal in lesson.objectives)
    return (
        f"# {lesson.title[language]}\n\n"
        f"*{module.title[language]} · {lesson.minutes} {words[0]} · {words[1]}: {lesson.needs[language]}*\n\n"
        f"**{words[2]}**\n\n{goals}"
    )


def footer(outline: Outline, lesson: Lesson, language: Language, terms: str = "") -> str:
    """Return the close of a lesson: its terms, what follows, and that the data is synthetic."""
    opening = f"---\n{terms}\n\n" if terms else "---\n"
    lessons = outline.lessons
    after = lessons[lessons.index(lesson) + 1 :]
    note = {
        "en": "All data is synthetic. Sixfold's certificate is its own, not an official Douyin credential.",
        "zh": "本课所有数据均为模拟数据。Sixfold 证书由本项目自行颁发，并非抖音官方认证。",
    }[language]
    if not after:
        done = {
            "en": "This was the last lesson of the course so far: now the assignment.",
            "zh": "这是目前课程的最后一课，接下来请完成认证作业。",
        }[language]
        return f"{opening}{done} {_to_map(language)}\n\n<small>{note}</small>"
    label = {"en": "Next", "zh": "下一课"}[language]
    link = f"[{after[0].title[language]}](../{after[0].path}.ipynb)"
    return f"{opening}**{label}**: {link} · {_to_map(language)}\n\n<small>{note}</small>"


def _to_map(language: Language) -> str:
    return f"[{ {'en': 'Map of the course', 'zh': '课程地图'}[language] }](../{START}.ipynb)"
