"""Ronten (論点): Japanese government meeting minutes as a labelled dataset of remarks."""

__version__ = "0.1.0"
