"""Memory of the calling process, in a module that workers can import."""

import resource


def peak_mb(_: int = 0) -> float:
    """Largest memory that the calling process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
