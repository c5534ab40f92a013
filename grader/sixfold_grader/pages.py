"""Pages with everything inside: no request leaves them."""

from __future__ import annotations

import json
from typing import Any, cast

import altair as alt
import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined

from sixfold import charts


def render(template: str, **facts: Any) -> str:
    """Return a page from a template of this package; the template finds Vega-Embed as `vega`."""
    environment = Environment(
        loader=PackageLoader("sixfold_grader"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(template).render(vega=_vega(), **facts)


def inline(chart: alt.TopLevelMixin) -> str:
    """Return a chart's specification, safe inside a script element."""
    return json.dumps(charts.spec(chart)).replace("</", "<\\/")


def _vega() -> str:
    """Return Vega-Embed with everything it needs, safe inside a script element."""
    bundle: str = cast(Any, vl_convert).javascript_bundle(vl_version=charts.VL_VERSION)
    return bundle.replace("</script", "<\\/script")
