"""Faults that befall real processes: each is done to a small project, and what was lost is counted."""
