"""Segment: minutes of any format and layout to one row per remark."""

from pipeline.segment.cache import DocumentCache
from pipeline.segment.document import Segmentation, segment_file

__all__ = ["DocumentCache", "Segmentation", "segment_file"]
