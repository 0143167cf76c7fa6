"""Label: themes, scores and evidence for every remark."""

from pipeline.label.rows import label_remarks, labeled_rows
from pipeline.label.tables import Labeller, label_tables

__all__ = ["Labeller", "label_remarks", "label_tables", "labeled_rows"]
