"""The codebook: the themes a remark can carry and their definitions."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from pipeline.errors import InputError


class Theme(BaseModel):
    """One policy theme. `include` holds wordings that count for it, `exclude` what does not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    ja: str
    en: str
    definition: str
    include: list[str]
    exclude: str


class Codebook(BaseModel):
    """All themes in their fixed order; `version` moves whenever a remark would be coded differently."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    themes: list[Theme]

    @field_validator("themes")
    @classmethod
    def _ids_are_unique(cls, themes: list[Theme]) -> list[Theme]:
        ids = [theme.id for theme in themes]
        if len(set(ids)) != len(ids):
            raise ValueError(f"theme ids stand twice: {sorted({i for i in ids if ids.count(i) > 1})}")
        return themes

    @property
    def theme_ids(self) -> list[str]:
        """Theme ids in codebook order."""
        return [theme.id for theme in self.themes]

    def in_order(self, themes: set[str]) -> list[str]:
        """The given theme ids in codebook order."""
        return [theme for theme in self.theme_ids if theme in themes]


def load_codebook(path: Path) -> Codebook:
    """Read a codebook file.

    Raises:
        InputError: the file is missing, is no YAML, or lacks a field.

    """
    try:
        return Codebook.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise InputError(path, "does not exist", "Restore it from version control.") from error
    except (yaml.YAMLError, ValidationError) as error:
        raise InputError(path, f"is no codebook: {error}", "Correct the named field.") from error
