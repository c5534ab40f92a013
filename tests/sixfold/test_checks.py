import pandas as pd
import pytest

import sixfold as sf

CASES = [sf.case(args=(100.0, 50.0), expect=2.0), sf.case(args=(100.0, 0.0), expect=None)]


def right(gmv: float, spend: float) -> float | None:
    return gmv / spend if spend else None


def test_a_right_function_passes_and_says_why():
    result = sf.check_function("roas", right, CASES, because="Zero spend has no ROI.")
    assert result.passed
    assert "Zero spend has no ROI." in repr(result)
    assert "2 tried" in repr(sf.check_function("roas", right, CASES))


def test_a_wrong_function_is_told_call_return_expectation_and_hint():
    result = sf.check_function("roas", lambda gmv, spend: spend / gmv, CASES, hint="Which one is below?")
    assert not result.passed
    for part in ("roas(100.0, 50.0)", "It returned: 0.5", "Expected: 2.0", "Hint: Which one is below?"):
        assert part in repr(result)


def test_the_same_in_chinese():
    sf.start("zh")
    shown = repr(sf.check_function("roas", lambda gmv, spend: 0.5, CASES, hint="谁除以谁？"))
    for part in ("还不对", "调用：roas(100.0, 50.0)", "返回：0.5", "应为：2.0", "提示：谁除以谁？"):
        assert part in shown


def test_an_error_becomes_a_line_with_its_place_and_no_traceback():
    source = "def roas(gmv, spend):\n    ratio = gmv / spend\n    return ratio\n"
    cell: dict[str, object] = {}
    exec(compile(source, "<cell>", "exec"), cell)
    shown = repr(sf.check_function("roas", cell["roas"], CASES))
    assert "ZeroDivisionError" in shown
    assert "line 2 of your cell" in shown
    assert "Traceback" not in shown


def test_wrong_number_of_arguments_and_exit_are_survived():
    assert "TypeError" in repr(sf.check_function("roas", lambda: 1, CASES))
    assert "SystemExit" in repr(sf.check_function("roas", lambda gmv, spend: exit_now(), CASES))


def exit_now() -> None:
    raise SystemExit(3)


def stub(gmv: float, spend: float) -> float | None: ...


def todo(gmv: float, spend: float) -> float | None:
    raise NotImplementedError


@pytest.mark.parametrize("function", [None, ..., stub, todo])
def test_an_untouched_function_is_open_not_wrong(function: object):
    result = sf.check_function("roas", function, CASES)
    assert result.state == "open"
    assert "not answered yet" in repr(result)


def test_a_function_may_spoil_its_arguments_only_for_itself():
    table = pd.DataFrame({"spend": [1.0]})

    def greedy(ads: pd.DataFrame) -> float:
        ads["spend"] = 0.0
        return 1.0

    assert sf.check_function("greedy", greedy, [sf.case(args=(table,), expect=1.0)]).passed
    assert table["spend"].tolist() == [1.0]


def test_tables_are_shown_small():
    table = pd.DataFrame({"spend": range(500)})
    shown = repr(sf.check_function("f", lambda ads: ads, [sf.case(args=(table,), expect=table.head(2))]))
    assert "f(dataframe_1)" in shown
    assert "DataFrame 500 × 1" in shown
    assert len(shown) < 1_500


def test_a_value_instead_of_a_function_is_explained():
    assert "without parentheses" in repr(sf.check_function("roas", 2.0, CASES))


def test_a_case_may_bring_its_own_hint():
    cases = [sf.case(kwargs={"x": 1}, expect=1), sf.case(kwargs={"x": 0}, expect=5, hint="And at zero?")]
    shown = repr(sf.check_function("f", lambda x: x, cases, hint="general"))
    assert "f(x=0)" in shown
    assert "And at zero?" in shown and "general" not in shown


def test_a_recognised_wrong_value_gets_its_own_explanation():
    why = {1.65: "That adds where it must multiply."}
    known = sf.check_value("q1", 1.65, expect=3.51, why_wrong=why, hint="Think of refunds.", tolerance=0.005)
    other = sf.check_value("q1", 9.0, expect=3.51, why_wrong=why, hint="Think of refunds.", tolerance=0.005)
    assert "must multiply" in repr(known) and "refunds" not in repr(known)
    assert "refunds" in repr(other) and "must multiply" not in repr(other)
    assert sf.check_value("q1", 3.509, expect=3.51, tolerance=0.005).passed


@pytest.mark.parametrize(
    ("answer", "state"), [("B", "passed"), (" b ", "passed"), ("a", "wrong"), ("z", "wrong")]
)
def test_choice(answer: str, state: str):
    result = sf.check_choice(
        "q2", answer, right="b", because="It is the ratio of sums.", wrong={"a": "A mean."}
    )
    assert result.state == state
    reason = {"a": "A mean.", "z": "Choose one of: a, b"}.get(answer, "ratio of sums")
    assert reason in repr(result)


@pytest.mark.parametrize("answer", [None, ..., ""])
def test_an_open_choice(answer: object):
    assert sf.check_choice("q2", answer, right="b", because="x").state == "open"


def test_what_the_trainee_wrote_is_escaped():
    evil = "<script>alert(1)</script>```</code>"
    result = sf.check_value("q<1>", evil, expect="x")
    assert "<script>" not in result._repr_html_() and "&lt;script&gt;" in result._repr_html_()
    assert "<1>" not in result._repr_html_()
    assert "````\n" in result._repr_markdown_()


def test_a_hint_may_quote_code():
    assert "<code>sum</code>" in sf.check_value("q", 1, expect=2, hint="Use `sum` < twice")._repr_html_()
