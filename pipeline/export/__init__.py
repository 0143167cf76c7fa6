"""Exports of `labeled_remarks` for spreadsheets and for other tools."""

from pipeline.export.formats import FORMATS, export

__all__ = ["FORMATS", "export"]
