"""Evaluate: how right the labels are, beside baselines and human agreement."""
