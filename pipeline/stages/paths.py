"""Where the stages' inputs and outputs stand, each named once, relative to the project's root."""

from pathlib import Path

from pipeline.settings import PROJECT
from pipeline.storage import Location, within

RAW = PROJECT / "data/raw"
LABELS = PROJECT / "data/labels"
CODEBOOK = LABELS / "codebook.yaml"
WRITTEN = LABELS / "written"
CODED = LABELS / "coded"
LEXICON = LABELS / "lexicon.tsv"
CONCEPTS = LABELS / "concepts.tsv"

PROCESSED = PROJECT / "data/processed"
REMARKS_TABLE = PROCESSED / "remarks.parquet"
MEETINGS_TABLE = PROCESSED / "meetings.parquet"
QUARANTINE = PROCESSED / "quarantine.jsonl"
ANNOTATIONS_TABLE = PROCESSED / "annotations.parquet"
WRITTEN_TABLE = PROCESSED / "written_remarks.parquet"
WRITTEN_ANNOTATIONS_TABLE = PROCESSED / "written_annotations.parquet"
TERM_ANNOTATIONS_TABLE = PROCESSED / "term_annotations.parquet"
LEARNED_TABLE = PROCESSED / "learned_remarks.parquet"
LEARNED_ANNOTATIONS_TABLE = PROCESSED / "learned_annotations.parquet"
MEASURED_TABLE = PROCESSED / "measured_remarks.parquet"
MEASURED_ANNOTATIONS_TABLE = PROCESSED / "measured_annotations.parquet"
HELD_OUT_TABLE = PROCESSED / "held_out.parquet"
LABELED_TABLE = PROCESSED / "labeled_remarks.parquet"

MODEL = PROJECT / "models/themes.safetensors"
CHALLENGER = PROJECT / "models/challenger.safetensors"
CHAMPION = PROJECT / "models/champion.safetensors"
CHAMPIONS = PROJECT / "models/champions.jsonl"
MODEL_CARD = PROJECT / "models/README.md"
METRICS = PROJECT / "metrics"
DECISION = METRICS / "champion.json"
CACHE = PROJECT / ".cache/parses"
DOCUMENT_CACHE = PROJECT / ".cache/documents"


def among(tables: Location | None, own: Path) -> Location:
    """Where a stage finds or puts a table: in its own place, or under its name in a folder or URL of tables."""
    return own if tables is None else within(tables, own.name)
