"""What can go wrong in a lesson, said to a trainee.

SixfoldError
├── LanguageUnknown   `start` was given something else than "en" or "zh"
├── LabelMissing      a key or a placeholder is not in labels.toml
├── DataSetNotFound   no such data set, or no data folder
├── DataSetDamaged    a data file does not match its description
└── TooManyRows       a chart would send too many rows to the browser
"""


class SixfoldError(Exception):
    """An error whose message is all that a trainee needs to read."""

    def _render_traceback_(self) -> list[str]:
        """IPython shows these lines instead of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class LanguageUnknown(SixfoldError):
    """The language is neither English nor Chinese."""


class LabelMissing(SixfoldError):
    """labels.toml lacks the key, or the call lacks a value for a placeholder."""


class DataSetNotFound(SixfoldError):
    """No data set of that name, or no folder of data sets."""


class DataSetDamaged(SixfoldError):
    """A data file cannot be read as its description says."""


class TooManyRows(SixfoldError):
    """The table behind a chart is too long for a browser."""


class TermUnknown(SixfoldError):
    """The glossary has no such term."""
