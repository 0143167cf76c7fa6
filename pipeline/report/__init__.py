"""The report: labelled remarks, metrics and model to one self-contained HTML page."""

from pipeline.report.material import Material
from pipeline.report.page import render

__all__ = ["Material", "render"]
