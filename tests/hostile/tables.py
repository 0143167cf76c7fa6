"""Tables of remarks and model files for `ronten tag`."""

import io
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from safetensors.numpy import save

from pipeline.train.model_file import FORMAT
from tests.hostile.case import PATH, Case, Content, case

NO_TEXT = "has no `text`"
NO_MODEL = "is no model file"
THEMES = ["energy", "talent"]
HEADER = {
    "format": FORMAT,
    "theme_ids": THEMES,
    "codebook_version": 1,
    "review_margin": 0.5,
    "vocabulary": ["電力"],
    "grades": {"電力": {"energy": 3}},
    "scales": [1.0, 1.0, 1.0],
}
ARRAYS = {
    "coefficients": np.zeros((2, 303), np.float32),
    "idf": np.zeros(1, np.float32),
    **{name: np.zeros(2, np.float32) for name in ("intercepts", "slope", "offset", "threshold")},
}


def _table(file: str, content: Content, says: str) -> Case:
    return case(file, content, says, "tag", PATH)


def _parquet(columns: dict[str, Any], **options: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        made = io.BytesIO()
        pq.write_table(pa.table(columns), made, **options)
        return made.getvalue()

    return make


def _repeated(length: int, rows: int) -> Callable[[], bytes]:
    """One text many times over, which is stored once."""
    same = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array(["あ" * length]))
    return _parquet({"text": same})


def _model(name: str, content: Content, says: str) -> Case:
    """A model file beside a table that is sound."""
    made = case("m.safetensors", content, says)

    def make(folder: Path) -> Path:
        (folder / "sound.jsonl").write_text('{"text": "電力が要る。"}\n', encoding="utf-8")
        return made.make(folder)

    return Case(f"model: {name}", make, says, ("tag", "sound.jsonl", "--model", PATH))


def model(header: object, arrays: dict[str, Any]) -> bytes:
    """The bytes of a model file."""
    return bytes(save(arrays, metadata={"ronten": header if isinstance(header, str) else json.dumps(header)}))


class _Payload:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (exec, ("raise SystemExit('run')",))


CASES: list[Case] = [
    _table("broken.jsonl", '{"text": "電力"}\n{"text": ', "is no JSON"),
    _table("lists.jsonl", "[1]\n", "is no JSON object"),
    _table("number.jsonl", '{"text": 5}\n', NO_TEXT),
    _table("null.jsonl", '{"text": null}\n', NO_TEXT),
    _table("empty.jsonl", "\n\n", "is empty"),
    _table("surrogate.jsonl", '{"text": "\\udc00"}\n', "holds half of a character"),
    _table("huge-number.jsonl", f'{{"text": {"1" * 5_000}}}\n', "is no JSON"),
    _table("deep.jsonl", '{"text": ' + "[" * 200_000, "is no JSON"),
    _table("long.jsonl", lambda: json.dumps({"text": "あ" * 150_000}).encode(), "has a text of more than 100,000 char"),
    _table("objects.jsonl", lambda: b"{}\n" * 6_000_000, NO_TEXT),
    _table("column.csv", "a,b\n1,2\n", NO_TEXT),
    _table("short-rows.csv", "a,text\n1\n", NO_TEXT),
    _table("head.csv", "text\n", "has no rows"),
    _table("field.csv", "text\n" + "a" * 200_000, "is no CSV"),
    _table("quote.csv", 'text\n"' + "a\n" * 100_000, "is no CSV"),
    _table("nul.csv", "text\n\0\n", "is a binary file"),
    _table("cells.csv", lambda: b"text" + b"," * 15_000_000, "has no rows"),
    _table("broken.parquet", b"PAR1" + bytes(100) + b"PAR1", "is not a readable Parquet file"),
    _table("cut.parquet", lambda: _parquet({"text": ["電力"]})()[:-8], "is not a readable Parquet file"),
    _table("column.parquet", _parquet({"a": [1]}), NO_TEXT),
    _table("numbers.parquet", _parquet({"text": [1, 2]}), NO_TEXT),
    _table("lists.parquet", _parquet({"text": [["電力"]]}), "has lists or records in the column `text`"),
    _table("nothing.parquet", _parquet({"text": pa.array([], pa.string())}), "has no rows"),
    _table("one-text.parquet", _repeated(1_000_000, 100_000), "has a text of more than 100,000 characters"),
    _table("many-texts.parquet", _repeated(90_000, 100_000), "holds more than 100,000,000 characters"),
    _model("pickle", lambda: pickle.dumps(_Payload()), NO_MODEL),
    _model("empty", b"", NO_MODEL),
    _model("long header", b"\xff" * 8 + b"{}", NO_MODEL),
    _model("cut", lambda: model(HEADER, ARRAYS)[:-100], NO_MODEL),
    _model("no format", lambda: model({}, ARRAYS), "is of format None"),
    _model("list", lambda: model([], ARRAYS), "is of format None"),
    _model("no JSON", lambda: model("{", ARRAYS), "is no JSON"),
    _model("deep", lambda: model('{"a":' * 50_000, ARRAYS), "is no JSON"),
    _model("no words", lambda: model({**HEADER, "vocabulary": 5}, ARRAYS), NO_MODEL),
    _model("no scales", lambda: model({**HEADER, "scales": [1.0]}, ARRAYS), NO_MODEL),
    _model("NaN", lambda: model({**HEADER, "review_margin": float("nan")}, ARRAYS), NO_MODEL),
    _model("NaN in arrays", lambda: model(HEADER, {**ARRAYS, "idf": np.full(1, np.nan, np.float32)}), NO_MODEL),
    _model("shapes", lambda: model(HEADER, {**ARRAYS, "idf": np.zeros(9, np.float32)}), NO_MODEL),
    _model("no arrays", lambda: model(HEADER, {"x": np.zeros(1)}), NO_MODEL),
    _model("other themes", lambda: model(HEADER, ARRAYS), "was trained for other themes"),
    _model("60 MB", lambda: bytes(60_000_000), "is larger than 50 MB"),
]
