"""Where the stages' inputs and outputs stand, each named once, relative to the project's root."""

from pipeline.settings import PROJECT

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
WRITTEN_ANNOTATIONS_TABLE = PROCESSED / "written_annotations.parquet"
TERM_ANNOTATIONS_TABLE = PROCESSED / "term_annotations.parquet"
LABELED_TABLE = PROCESSED / "labeled_remarks.parquet"

MODEL = PROJECT / "models/themes.safetensors"
MODEL_CARD = PROJECT / "models/README.md"
METRICS = PROJECT / "metrics"
CACHE = PROJECT / ".cache/parses"
