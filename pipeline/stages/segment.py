"""Stage `segment`: every document of data/raw to remarks and meetings; unreadable ones are set aside with a reason."""

import json
import sys

from pipeline.errors import InputError
from pipeline.files import write_text
from pipeline.segment import DocumentCache, Segmentation
from pipeline.settings import load_settings
from pipeline.stages import paths
from pipeline.tables import MEETINGS, REMARKS, to_table, write_table

PROVENANCE = "provenance"
"""Folder of data/raw that holds records of the documents and no document."""


def run() -> None:
    """Read all documents in the order of their names."""
    documents = DocumentCache(paths.DOCUMENT_CACHE, load_settings().segment)
    read: list[Segmentation] = []
    refused: list[dict[str, str]] = []
    for path in sorted(paths.RAW.rglob("*")):
        source = path.relative_to(paths.RAW)
        if not path.is_file() or path.name.startswith(".") or source.parts[0] == PROVENANCE:
            continue
        try:
            read.append(documents.segment_file(path, source.as_posix()))
        except InputError as error:
            refused.append({"source": source.as_posix(), "reason": error.reason, "remedy": error.remedy})
            sys.stderr.write(f"set aside: {error}\n")
    write_table(to_table([row for found in read for row in found.remarks], REMARKS), paths.REMARKS_TABLE, REMARKS)
    write_table(to_table([row for found in read for row in found.meetings], MEETINGS), paths.MEETINGS_TABLE, MEETINGS)
    sys.stderr.write(f"{len(read) + len(refused)} documents, {documents.computed} of them read anew\n")
    write_text(paths.QUARANTINE, "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in refused))


if __name__ == "__main__":
    run()
