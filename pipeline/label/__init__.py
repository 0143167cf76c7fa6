"""Label: themes, scores and evidence for every remark."""

from pipeline.label.rows import label_remarks, labeled_rows

__all__ = ["label_remarks", "labeled_rows"]
