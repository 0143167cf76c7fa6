"""Tables: what is written comes back, equal tables give equal bytes, and another schema is refused."""

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import parquet
from pipeline.errors import InputError, SchemaError
from pipeline.tables import (
    ANNOTATIONS,
    MEETINGS,
    REMARKS,
    Annotation,
    Entity,
    Keyword,
    Remark,
    Term,
    labeled_schema,
    read_annotations,
    read_remarks,
    read_table,
    to_table,
    write_table,
)

REMARK = Remark(
    "r1",
    "m",
    "第1回 会議",
    1,
    date(2023, 10, 12),
    "論点①",
    None,
    None,
    1,
    "remark",
    "電力が課題。",
    "m.txt",
    None,
    3,
    9,
    1.0,
)
ANNOTATION = Annotation(
    "r1",
    [Keyword("電力", "電力", 0, 2, 0.5, "electric_power")],
    [Entity("電力", 0, 2, "concept", "electric_power")],
    [Term("電力", 0, 2)],
    ["電力", "が", "課題", "。"],
    [0, 2, 3, 5],
    [2, 3, 5, 6],
    "test",
)


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_table(to_table([REMARK], REMARKS), tmp_path / "r.parquet", REMARKS)
    write_table(to_table([ANNOTATION], ANNOTATIONS), tmp_path / "a.parquet", ANNOTATIONS)
    assert read_remarks(tmp_path / "r.parquet") == [REMARK]
    assert read_annotations(tmp_path / "a.parquet") == [ANNOTATION]


def test_equal_tables_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_table(to_table([REMARK], REMARKS), tmp_path / name, REMARKS)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("portion", [1, 3, 7, 20])
def test_bytes_do_not_tell_in_what_portions_rows_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP", 5)
    table = to_table([replace(REMARK, remark_id=f"r{i}", page=i or None) for i in range(17)], REMARKS)
    write_table(table, tmp_path / "whole", REMARKS)
    parquet.write_tables((table.slice(at, portion) for at in range(0, 17, portion)), tmp_path / "portions", REMARKS)
    assert (tmp_path / "whole").read_bytes() == (tmp_path / "portions").read_bytes()
    assert pq.ParquetFile(tmp_path / "whole").num_row_groups == 4
    chunks = list(parquet.read_chunks(tmp_path / "whole", REMARKS, 4))
    assert [len(chunk) for chunk in chunks] == [4, 4, 4, 4, 1]
    assert pa.concat_tables(chunks) == table
    assert [row.remark_id for row in read_remarks(tmp_path / "whole", only={"r3", "r16"})] == ["r3", "r16"]


def test_named_columns_are_read_alone_and_the_others_are_checked_all_the_same(tmp_path: Path) -> None:
    write_table(to_table([ANNOTATION], ANNOTATIONS), tmp_path / "a.parquet", ANNOTATIONS)
    table = read_table(tmp_path / "a.parquet", ANNOTATIONS, ["terms", "remark_id"])
    assert table.equals(to_table([ANNOTATION], ANNOTATIONS).select(["terms", "remark_id"]))
    with pytest.raises(SchemaError, match="text: expected string, received nothing"):
        read_table(tmp_path / "a.parquet", REMARKS, ["remark_id"])


def test_a_table_without_rows_is_a_table(tmp_path: Path) -> None:
    parquet.write_tables([], tmp_path / "r.parquet", REMARKS)
    assert read_remarks(tmp_path / "r.parquet") == []
    assert parquet.count_rows(tmp_path / "r.parquet", REMARKS) == 0


def test_a_failed_write_leaves_the_old_table_and_no_scrap(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write_table(to_table([REMARK], REMARKS), path, REMARKS)
    before = path.read_bytes()
    with pytest.raises(SchemaError, match="columns are not those"):
        write_table(pa.table({"x": [1]}), path, REMARKS)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["r.parquet"]


def test_another_schema_is_shown_side_by_side(tmp_path: Path) -> None:
    table = to_table([REMARK], REMARKS).drop_columns(["text"]).append_column("colour", pa.array(["red"]))
    pq.write_table(table, tmp_path / "r.parquet")
    with pytest.raises(SchemaError, match=r"(?s)text: expected string, received nothing.*colour: expected nothing"):
        read_table(tmp_path / "r.parquet", REMARKS)


@pytest.mark.parametrize(
    ("content", "message"), [(None, r"does not exist\. Run `make repro`"), (b"x", "is not a readable")]
)
def test_a_table_that_cannot_be_read_names_the_remedy(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "r.parquet"
    if content:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_table(path, REMARKS)


def test_every_column_of_the_labelled_table_is_described() -> None:
    schema = labeled_schema(["energy", "talent"])
    assert [name for name in schema.names if name.startswith(("theme_", "score_"))] == [
        "theme_energy",
        "theme_talent",
        "score_energy",
        "score_talent",
    ]
    assert all(field.metadata[b"description"] for field in schema)
    assert set(asdict(REMARK)) < set(schema.names)


@pytest.mark.parametrize("schema", [REMARKS, MEETINGS, ANNOTATIONS, labeled_schema(["energy"])])
def test_the_file_itself_describes_its_columns(tmp_path: Path, schema: pa.Schema) -> None:
    write_table(to_table([], schema), tmp_path / "r.parquet", schema)
    read = pq.read_schema(tmp_path / "r.parquet")
    described = {field.name: field.metadata[b"description"].decode() for field in read}
    assert described == {field.name: field.metadata[b"description"].decode() for field in schema}
    assert [name for name, text in described.items() if not text] == []
