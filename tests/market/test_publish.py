"""The committed samples are what the generator writes, and the descriptor says what the files hold."""

import hashlib
import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from sixfold_market import publish as publishing
from sixfold_market.publish import MetadataError, publish, stale
from sixfold_market.traffic_buying import GEO_START_DAY

DATASETS = Path(__file__).parents[2] / "datasets"
CAPABILITY_OF = {
    name: capability for capability, tables in publishing.capabilities().items() for name in tables
}
TABLES = list(CAPABILITY_OF)
TRAFFIC = "data/traffic_buying/metadata.toml"


@pytest.fixture(scope="module")
def drawn():
    """Draw every sample table once."""
    every = publishing.capabilities().values()
    return {name: draw(publishing.SAMPLE_SEED) for tables in every for name, draw in tables.items()}


@pytest.fixture
def folder(tmp_path, drawn, monkeypatch):
    """An empty data folder with the real metadata and the first rows of each table."""
    mine = publishing.capabilities()["traffic_buying"]
    tables = {name: lambda _seed, name=name: drawn[name].head(100) for name in mine}
    monkeypatch.setattr(publishing, "capabilities", lambda: {"traffic_buying": tables})
    (tmp_path / TRAFFIC).parent.mkdir(parents=True)
    for name in ("metadata.toml", TRAFFIC):
        (tmp_path / name).write_bytes((DATASETS / name).read_bytes())
    return tmp_path


def edit(folder, old, new):
    sources = [folder / "metadata.toml", folder / TRAFFIC]
    (source,) = [path for path in sources if old in path.read_text(encoding="utf-8")]
    text = source.read_text(encoding="utf-8")
    assert text.count(old) == 1
    source.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def descriptor():
    return json.loads((DATASETS / "datapackage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def metadata():
    files = [DATASETS / "data" / capability / "metadata.toml" for capability in publishing.capabilities()]
    read = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return {"table": {name: table for tables in read for name, table in tables["table"].items()}}


def test_committed_files_are_fresh():
    assert stale(DATASETS) == []


def test_publishing_twice_gives_the_same_bytes(folder):
    before = {path: path.read_bytes() for path in publish(folder)}
    assert {path: path.read_bytes() for path in publish(folder)} == before


def test_samples_are_small_and_have_unix_line_ends(descriptor):
    contents = [(DATASETS / resource["path"]).read_bytes() for resource in descriptor["resources"]]
    assert max(map(len, contents)) < 6_000_000
    assert not any(b"\r" in content for content in contents)


def test_stale_names_missing_and_changed_files(folder):
    paths = publish(folder)
    assert stale(folder) == []
    paths[0].unlink()
    paths[1].write_bytes(paths[1].read_bytes() + b"x\n")
    assert stale(folder) == paths[:2]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("bid = {", "offer = {", "ad_hourly.field] lacks the column 'bid'"),
        (
            "[table.plan_daily.field]",
            "[table.plan_daily.field]\nextra = { type = 'integer', unit = '1', en = 'x', zh = 'x' }",
            "describes 'extra'",
        ),
        ("[table.geo_daily]\n", "[table.geo]\n", "[table] lacks 'geo_daily'"),
        ("[table.plan_daily]\n", "[table.spare]\n[table.plan_daily]\n", "[table.spare] describes"),
        ("license = {", "licence = {", "[package] lacks 'license'"),
        (
            'spend = { type = "number", unit = "¥", en = "ad spend in',
            'spend = { type = "number", en = "',
            "[table.geo_daily.field] 'spend' lacks 'unit'",
        ),
        ('title = { en = "Geo experiment", ', "title = { ", "[table.geo_daily] 'title' lacks 'en'"),
        ("[package]", "[package", "not valid TOML"),
    ],
)
def test_metadata_errors_name_file_and_place(folder, old, new, said):
    if old == "[table.geo_daily]\n":
        edit(folder, "[table.geo_daily.field]", "[table.geo.field]")
    edit(folder, old, new)
    with pytest.raises(MetadataError) as raised:
        publish(folder)
    assert said in str(raised.value)
    assert "metadata.toml" in str(raised.value)
    assert not (folder / "datapackage.json").exists()


def test_missing_metadata_is_said(tmp_path):
    with pytest.raises(MetadataError, match="not found"):
        stale(tmp_path)


def test_descriptor_states_bytes_hash_and_rows(descriptor):
    assert [resource["name"] for resource in descriptor["resources"]] == TABLES
    for resource in descriptor["resources"]:
        content = (DATASETS / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert resource["sixfold:rows"] == content.count(b"\n") - 1


def test_descriptor_is_bilingual_and_licensed(descriptor):
    assert [each["name"] for each in descriptor["licenses"]] == ["CC-BY-4.0"]
    for resource in descriptor["resources"]:
        assert resource["sixfold:zh"]["title"] != resource["title"]
        assert all(field["sixfold:zh"] and field["description"] for field in resource["schema"]["fields"])


def test_truth_is_nowhere_published():
    text = "".join((DATASETS / name).read_text("utf-8") for name in (TRAFFIC, "datapackage.json"))
    for secret in ("incrementality", "half_life", "half-life", "trap", "next_day", "hill", "floor"):
        assert secret not in text.lower()


@pytest.mark.parametrize("name", TABLES)
def test_values_agree_with_metadata(drawn, metadata, name):
    table, described = drawn[name], metadata["table"][name]
    if "key" in described:
        assert not table.duplicated(described["key"]).any()
    for column, field in described["field"].items():
        assert table[column].isna().any() == field.get("nullable", False), column
        if "range" in field:
            assert table[column].dropna().between(*field["range"]).all(), column
        if "values" in field:
            assert set(table[column].dropna()) == set(field["values"]), column


@pytest.mark.parametrize("name", TABLES)
def test_csv_reads_back_as_drawn(drawn, name):
    table = drawn[name]
    times = list(table.select_dtypes("datetime"))
    read = pd.read_csv(
        DATASETS / f"data/{CAPABILITY_OF[name]}/{name}.csv",
        parse_dates=times,
        keep_default_na=False,
        na_values=[""],
    )
    pd.testing.assert_frame_equal(read, table, check_dtype=False)


def test_geo_start_in_metadata_is_the_simulators(metadata):
    day = pd.Timestamp("2026-03-02") + pd.Timedelta(days=GEO_START_DAY)
    meaning = metadata["table"]["geo_daily"]["meaning"]
    assert f"{day:%Y-%m-%d}" in meaning["en"]
    assert f"{day:%Y-%m-%d}" in meaning["zh"]


@pytest.mark.slow
def test_frictionless_finds_nothing_to_report():
    from frictionless import Package  # heavy; only this test needs it

    report = Package(str(DATASETS / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type"])[:5]
