import json
from pathlib import Path

import pandas as pd
import pytest

import sixfold as sf

FIELDS = [
    {"name": "ts", "type": "datetime", "description": "hour", "sixfold:zh": "小时", "sixfold:unit": "UTC"},
    {"name": "plan_id", "type": "string", "description": "plan", "sixfold:zh": "计划"},
    {"name": "clicks", "type": "integer", "constraints": {"minimum": 0}},
    {"name": "orders", "type": "integer", "constraints": {"minimum": 0, "maximum": 9}},
    {"name": "spend", "type": "number"},
    {"name": "treated", "type": "boolean"},
]
ROWS = """ts,plan_id,clicks,orders,spend,treated
2026-03-01T16:00:00,007,3,,1.5,True
2026-03-01T17:00:00,NA,4,2,,False
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "datasets"
    (home / "data" / "traffic_buying").mkdir(parents=True)
    (home / "data" / "traffic_buying" / "ad_hourly.csv").write_text(ROWS, encoding="utf-8")
    resource = {
        "name": "ad_hourly",
        "path": "data/traffic_buying/ad_hourly.csv",
        "description": "One row an hour.",
        "sixfold:zh": "每小时一行。",
        "sixfold:rows": 2,
        "schema": {"fields": FIELDS},
    }
    (home / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    monkeypatch.setenv("SIXFOLD_DATA", str(home))
    return home


def test_columns_have_the_described_types(folder: Path):
    table = sf.dataset("ad_hourly")
    assert list(table["plan_id"]) == ["007", "NA"]
    assert table["ts"][0] == pd.Timestamp("2026-03-01 16:00")
    assert [str(table[c].dtype) for c in ("clicks", "orders", "spend", "treated")] == [
        "int64",
        "Int64",
        "float64",
        "bool",
    ]
    assert table["orders"].isna().tolist() == [True, False]


def test_found_from_a_folder_below_the_course(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SIXFOLD_DATA")
    below = folder.parent / "course" / "en"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert len(sf.dataset("ad_hourly")) == 2


def test_unknown_name_is_answered_with_the_nearest(folder: Path):
    with pytest.raises(sf.DataSetNotFound) as error:
        sf.dataset("ad_hourley")
    for part in ("'ad_hourley'", "Did you mean 'ad_hourly'?", str(folder), "sf.datasets()"):
        assert part in str(error.value)


def test_no_folder_says_where_it_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SIXFOLD_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(sf.DataSetNotFound, match=r"nowhere.*SIXFOLD_DATA"):
        sf.dataset("ad_hourly")


@pytest.mark.parametrize("damage", ["ts,clicks\nyesterday,3\n", ROWS.replace(",3,", ",three,"), None])
def test_a_damaged_file_is_named(folder: Path, damage: str | None):
    path = folder / "data" / "traffic_buying" / "ad_hourly.csv"
    path.write_text(damage, encoding="utf-8") if damage else path.unlink()
    with pytest.raises(sf.DataSetDamaged, match=r"ad_hourly\.csv"):
        sf.dataset("ad_hourly")


def test_a_damaged_description_is_named(folder: Path):
    (folder / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(sf.DataSetDamaged, match=r"datapackage\.json"):
        sf.datasets()


def test_dictionary_speaks_both_languages(folder: Path):
    assert sf.datasets().to_dict("records") == [
        {"name": "ad_hourly", "rows": 2, "meaning": "One row an hour."}
    ]
    assert list(sf.fields("ad_hourly")["range"][2:4]) == ["0 …", "0 … 9"]
    sf.start("zh")
    assert sf.fields("ad_hourly").iloc[0].to_dict() == {
        "字段": "ts",
        "类型": "datetime",
        "含义": "小时",
        "单位": "UTC",
        "取值范围": "",
    }


def test_every_published_data_set_reads_as_described(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SIXFOLD_DATA", str(Path(__file__).parents[2] / "datasets"))
    listed = sf.datasets()
    assert len(listed) >= 1
    for name, rows in zip(listed["name"], listed["rows"], strict=True):
        table = sf.dataset(name)
        assert len(table) == rows
        assert list(table.columns) == list(sf.fields(name)["field"])
