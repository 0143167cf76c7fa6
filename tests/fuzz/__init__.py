"""Whatever is read from outside, given anything at all: only the project's own errors may come of it."""
