"""Stage `segment`: every document of data/raw to remarks and meetings; unreadable ones are set aside with a reason."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import InputError, on_one_line
from pipeline.parquet import writing
from pipeline.segment import DocumentCache
from pipeline.settings import load_settings
from pipeline.stages import command, paths
from pipeline.stages.paths import among
from pipeline.storage import Location, replacing_stream
from pipeline.tables import MEETINGS, REMARKS, to_table

PROVENANCE = "provenance"
"""Folder of data/raw that holds records of the documents and no document."""


def run(tables: Location | None = None) -> None:
    """Read all documents in the order of their names, one at a time.

    Args:
        tables: folder or URL where the tables are written; the project's own when absent.
    """
    documents = DocumentCache(paths.DOCUMENT_CACHE, load_settings().segment)
    count = 0
    refused: list[dict[str, str]] = []
    with (
        writing(among(tables, paths.REMARKS_TABLE), REMARKS) as remarks,
        writing(among(tables, paths.MEETINGS_TABLE), MEETINGS) as meetings,
    ):
        for path, source in _documents():
            count += 1
            try:
                found = documents.segment_file(path, source)
            except InputError as error:
                refused.append({"source": on_one_line(source), "reason": error.reason, "remedy": error.remedy})
                sys.stderr.write(f"set aside: {error}\n")
            else:
                remarks.write(to_table(found.remarks, REMARKS))
                meetings.write(to_table(found.meetings, MEETINGS))
    with replacing_stream(among(tables, paths.QUARANTINE)) as handle:
        handle.writelines((json.dumps(entry, ensure_ascii=False) + "\n").encode() for entry in refused)
    sys.stderr.write(f"{count} documents, {documents.computed} of them read anew\n")


def _documents() -> Iterator[tuple[Path, str]]:
    """Path and name of every document."""
    for path in sorted(paths.RAW.rglob("*")):
        source = path.relative_to(paths.RAW)
        if path.is_file() and not path.name.startswith(".") and source.parts[0] != PROVENANCE:
            yield path, source.as_posix()


if __name__ == "__main__":
    command(run)
