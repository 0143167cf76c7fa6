"""The shell: the only place of the project that prints and exits."""
