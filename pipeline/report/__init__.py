"""The report: labelled remarks, metrics and model to one self-contained HTML page.

`pipeline.report.page` draws it; it does not stand here, because the libraries of charts take a second and the explorer,
which shows remarks as the report does, needs none of them.
"""

from pipeline.report.material import Material

__all__ = ["Material"]
