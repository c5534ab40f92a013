"""What Sixfold notebooks import: data sets, charts, self-checks, predictions, widgets; in two languages."""

from sixfold import widgets
from sixfold.charts import MAX_ROWS, PALETTE, caption
from sixfold.checks import Case, case, check_choice, check_function, check_value
from sixfold.course_map import CourseMap, course_map
from sixfold.data import dataset, datasets, fields
from sixfold.errors import (
    DataSetDamaged,
    DataSetNotFound,
    LabelMissing,
    LanguageUnknown,
    SixfoldError,
    TermUnknown,
    TooManyRows,
)
from sixfold.journal import progress
from sixfold.language import t, text
from sixfold.prediction import predict
from sixfold.result import Result
from sixfold.session import start
from sixfold.terms import term, tooltip
from sixfold.units import to_shanghai, yuan

__all__ = [
    "MAX_ROWS",
    "PALETTE",
    "Case",
    "CourseMap",
    "DataSetDamaged",
    "DataSetNotFound",
    "LabelMissing",
    "LanguageUnknown",
    "Result",
    "SixfoldError",
    "TermUnknown",
    "TooManyRows",
    "caption",
    "case",
    "check_choice",
    "check_function",
    "check_value",
    "course_map",
    "dataset",
    "datasets",
    "fields",
    "predict",
    "progress",
    "start",
    "t",
    "term",
    "text",
    "to_shanghai",
    "tooltip",
    "widgets",
    "yuan",
]
