"""Labels: what coders, and the writers of the training corpus, said of remarks."""

from pipeline.labels.gold import gold_labels, written_remarks
from pipeline.labels.records import Label, read_labels, read_written, remark_key, write_labels

__all__ = ["Label", "gold_labels", "read_labels", "read_written", "remark_key", "write_labels", "written_remarks"]
