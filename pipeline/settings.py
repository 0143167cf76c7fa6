"""`params.yaml` as one typed object, and where the project's files stand."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent
"""Root of the project: the folder that holds `params.yaml`, `data/` and `models/`."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SegmentSettings(_Section):
    """Bounds of a remark and of a readable document."""

    max_chars: int = Field(600, ge=50, description="longest remark of a verbatim turn, in characters")
    min_quality: float = Field(0.6, ge=0, le=1, description="cleanliness under which a document is set aside")


class AnnotateSettings(_Section):
    """How remarks go through GiNZA and what is kept of it."""

    batch_size: int = Field(64, ge=1)
    max_keywords: int = Field(12, ge=1)


class RunSettings(_Section):
    """How the work is spread. No value here changes any output."""

    workers: int = Field(2, ge=1, description="local processes; a Dask cluster has its own number")
    backend: Literal["loky", "dask"] = Field("loky", description="local processes, or a Dask cluster")
    scheduler: str | None = Field(None, pattern=r"^(tcp|tls|ws|wss)://", description="address of the Dask scheduler")

    @model_validator(mode="after")
    def _dask_has_a_scheduler(self) -> "RunSettings":
        if self.backend == "dask" and not self.scheduler:
            raise ValueError("the backend dask needs run.scheduler, such as tcp://127.0.0.1:8786")
        return self


class TrainSettings(_Section):
    """How the theme classifier is fitted."""

    seed: int = 0
    folds: int = Field(5, ge=2, description="parts of the corpus, by meeting, for held-out scores")
    strength: float = Field(0.02, gt=0, description="inverse of the regularisation, scikit-learn's C")
    lemma_scale: float = Field(4.0, ge=0, description="length of a remark's row of lemmas")
    lexicon_scale: float = Field(0.5, ge=0, description="factor of the lexicon's sums")
    vector_scale: float = Field(4.0, ge=0, description="length of a remark's mean word vector")
    term_weight: float = Field(0.3, ge=0, description="weight of a lexicon term of grade 3 against a remark")
    threshold_factor: float = Field(0.5, gt=0, description="real remarks score lower than written ones of equal truth")
    review_margin: float = Field(0.4, ge=0, description="log-odds between score and threshold that are unsure")


class EvaluateSettings(_Section):
    """How the scores are measured."""

    bootstrap: int = Field(2000, ge=100)
    measured_meetings: list[str] = Field(
        default=[], description="real meetings whose coded remarks are measured by and never learned from"
    )


class LabelSettings(_Section):
    """What the labelled table holds."""

    include_procedure: bool = False


class Settings(_Section):
    """All of `params.yaml`."""

    segment: SegmentSettings = SegmentSettings()
    annotate: AnnotateSettings = AnnotateSettings()
    run: RunSettings = RunSettings()
    train: TrainSettings = TrainSettings()
    evaluate: EvaluateSettings = EvaluateSettings()
    label: LabelSettings = LabelSettings()


def load_settings(path: Path = PROJECT / "params.yaml") -> Settings:
    """Read and check `params.yaml`.

    Raises:
        SettingsError: the file is missing or no YAML, a key is unknown, or a value is out of range.

    """
    try:
        return Settings.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except FileNotFoundError as error:
        raise SettingsError(f"{path}: does not exist. Restore it from version control.") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}: is not valid YAML: {error}. Correct the named line.") from error
    except ValidationError as error:
        found = "\n".join(f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"{path}: these settings cannot be used; correct or remove them:\n{found}") from error
