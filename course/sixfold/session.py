"""The first line of every notebook."""

from sixfold import charts, journal, language


def start(lang: str, lesson: str | None = None) -> None:
    """Set the notebook's language and charts; called by the first cell, which the builder writes.

    Parameters
    ----------
    lang
        ``"en"`` or ``"zh"``.
    lesson
        The lesson's name; progress is recorded under it.

    Raises
    ------
    LanguageUnknown
        For any other language.
    """
    language.use(lang)
    charts.enable()
    journal.open_lesson(lesson)
