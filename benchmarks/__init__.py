"""Measurements that are no tests: they take minutes, or need text from outside the project."""
