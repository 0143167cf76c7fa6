"""params.yaml: one typed object that refuses what it does not know."""

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import PROJECT, Settings, load_settings


def test_the_committed_file_names_every_setting() -> None:
    import yaml

    stated = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))
    assert stated == load_settings().model_dump()


def test_absent_sections_take_their_defaults(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text("segment:\n  max_chars: 300\n", encoding="utf-8")
    settings = load_settings(tmp_path / "params.yaml")
    assert (settings.segment.max_chars, settings.train) == (300, Settings().train)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("segment: {max_char: 300}", r"segment\.max_char: Extra inputs"),
        ("sement: {}", "sement: Extra inputs"),
        ("segment: {max_chars: 3}", r"segment\.max_chars: Input should be greater"),
        ("segment: {max_chars: many}", r"segment\.max_chars: Input should be a valid integer"),
        ("segment: [", "is not valid YAML"),
        ("run: {backend: dask}", r"run: Value error, the backend dask needs run\.scheduler"),
        ("run: {backend: dask, scheduler: localhost}", r"run\.scheduler: String should match pattern"),
        ("run: {backend: spark}", r"run\.backend: Input should be 'loky' or 'dask'"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "params.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        load_settings(tmp_path / "params.yaml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"params\.yaml: does not exist"):
        load_settings(tmp_path / "params.yaml")
