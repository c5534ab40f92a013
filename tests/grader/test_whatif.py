"""`sixfold score`: decisions from a CSV of raw scores, and one clear message for each wrong one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sixfold_grader.cli import main

RAW = """\
candidate,traffic_buying,account_ops,livestream,short_video,store_ops,fulfilment
c1,41,26,33,22,30,25
c2,,26,33,22,30,25
"""
BLUEPRINT = """\
[capabilities]
traffic_buying = { maximum = 50, cut = 30 }
account_ops = { maximum = 40, cut = 22 }
livestream = { maximum = 45, cut = 27 }
short_video = { maximum = 40, cut = 24 }
store_ops = { maximum = 40, cut = 24 }
fulfilment = { maximum = 35, cut = 21 }
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    raw, blueprint = tmp_path / "raw.csv", tmp_path / "blueprint.toml"
    raw.write_text(RAW, encoding="utf-8-sig")
    blueprint.write_text(BLUEPRINT, encoding="utf-8")
    return raw, blueprint


def score(raw: Path, blueprint: Path, *more: str) -> int:
    return main(["score", "--from", str(raw), "--blueprint", str(blueprint), "--track", "brand", *more])


def test_json_of_worked_example_a(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert score(*files, "--json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert list(first["scaled"].values()) == pytest.approx([82, 68.889, 73.333, 55, 75, 71.429], abs=5e-4)
    assert (first["composite"], first["sem"]) == pytest.approx((72.143, 2.139), abs=5e-4)
    assert first["composite"] == pytest.approx(505 / 7, abs=1e-12)  # unrounded
    assert (first["decision"], first["level"], first["status"]) == ("pass", "pass", "review")
    assert [reason["key"] for reason in first["reasons"]] == ["level_band", "floor_band"]
    assert (second["status"], second["decision"], second["composite"]) == ("blocked", None, None)
    assert second["scaled"]["traffic_buying"] is None
    assert second["reasons"][0]["zh"] == "流量投放：未参加"


def test_the_table_shows_truncated_scores_and_why(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert score(*files) == 0
    printed = capsys.readouterr().out
    assert "68.8" in printed and "72.1  ± 2.1  Pass, review" in printed
    assert "Short video: floor 50 within 0.9 SEM" in printed
    assert score(*files, "--language", "zh") == 0
    assert "流量投放：未参加" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("c1,41", "c1,many", "raw.csv:2: traffic_buying 'many' is not a number"),
        ("c1,41", "c1,nan", "raw.csv:2: traffic_buying 'nan' is not a number"),
        ("c1,41", "c1,51", "raw.csv:2: traffic_buying 51 is outside 0 to 50"),
        ("c1,41", "c1,-1", "raw.csv:2: traffic_buying -1 is outside 0 to 50"),
        ("c2,", "c1,", "raw.csv:3: candidate 'c1' stands in line 2 already"),
        ("c2,", ",", "raw.csv:3: candidate is empty"),
        ("c2,", "c2,1,", "raw.csv:3: the row has more cells than the heading has columns"),
        ("fulfilment", "dancing", "raw.csv:1: the columns fulfilment are missing"),
        ("fulfilment", "fulfilment,dancing", "raw.csv:1: unknown columns 'dancing'; there are: candidate,"),
        ("fulfilment", "fulfilment,fulfilment", "raw.csv:1: the columns fulfilment stand there twice"),
    ],
)
def test_a_wrong_table_is_one_message(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], old: str, new: str, message: str
) -> None:
    files[0].write_text(RAW.replace(old, new, 1), encoding="utf-8")
    assert score(*files, "--json") == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert message in error and error.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("livestream.weights = { brand = 0.3 }", "weights of track 'brand' sum to 1.1, not 1"),
        (
            "livestream.floor = 61\nstore_ops.floor = 61\nfulfilment.floor = 61",
            "has 3 floors at or above the cut 60 (capabilities.livestream 61, capabilities.store_ops 61,",
        ),
        ("livestream.floor = 61", "capabilities.livestream.floor is 61 in track 'brand'"),
        ("livestream.floors = { china = 60 }", "capabilities.livestream.floors: there is no tracks.china"),
        ("livestream.reliability = 1.5", "capabilities.livestream.reliability is 1.5"),
        ("livestream.sd = 0", "capabilities.livestream.sd is 0"),
        (
            "livestream.maximum = 45\nlivestream.cut = 60",
            "capabilities.livestream.cut is 60; it must lie between 0 and its 45",
        ),
        ("[policy]\nlevel = 3", "policy.level is not known; there are: scaled_cut, levels,"),
        ("[policy.levels]\nmerit = 50", "it must give pass, merit, distinction rising"),
        ("[policy.retake]\nwait_days = [14, -1]", "policy.retake.wait_days is [14, -1]"),
        ("[policy.review]\nminimum_n = 30.5", "policy.review.minimum_n is 30.5; it must be a whole number"),
        ("[policy.review]\ncomposite_sems = -1", "policy.review.composite_sems is -1; it must be above 0"),
        ("[policy]\nteam = 3", "policy.team is 3; it must be a table"),
    ],
)
def test_a_wrong_blueprint_names_file_and_key(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], more: str, message: str
) -> None:
    files[1].write_text(more if more.startswith("[") else f"[capabilities]\n{more}\n", encoding="utf-8")
    assert score(*files) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert error.startswith(f"sixfold: {files[1]}: ") and message in error and error.count("\n") == 1


def test_two_floors_may_be_raised_to_the_cut(files: tuple[Path, Path]) -> None:
    files[1].write_text("[capabilities]\nlivestream.floors.brand = 60\nstore_ops.floor = 60\n")
    assert score(*files) == 0
