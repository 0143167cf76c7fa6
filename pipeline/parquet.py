"""Parquet files of one schema, checked at every read and write, a bounded number of rows at a time.

What is written is whole or not there at all. Equal rows give equal bytes, in whatever portions they come.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import InputError, SchemaError
from pipeline.storage import Location, reading, replacing_stream

ROW_GROUP = 8_192
"""Rows of a row group: what a writer keeps in memory, and a reader decompresses."""

CHUNK = 1_024
"""Rows read at a time."""


class Writer:
    """Takes tables of any number of rows; writes row groups of `ROW_GROUP` rows, the last one shorter."""

    def __init__(self, file: pq.ParquetWriter, schema: pa.Schema, name: str) -> None:
        self._file = file
        self._schema = schema
        self._name = name
        self._waiting: list[pa.Table] = []
        self._is_empty = True

    def write(self, table: pa.Table) -> None:
        """Add rows.

        Raises:
            SchemaError: the columns are not those of the schema.
        """
        check_schema(table.schema, self._schema, self._name)
        self._waiting.append(table.cast(self._schema))
        while sum(map(len, self._waiting)) >= ROW_GROUP:
            waiting = pa.concat_tables(self._waiting)
            self._write_group(waiting.slice(0, ROW_GROUP))
            self._waiting = [waiting.slice(ROW_GROUP)]

    def finish(self) -> None:
        """Write what waits for a full row group."""
        rest = pa.concat_tables([self._schema.empty_table(), *self._waiting])
        if len(rest) or self._is_empty:
            self._write_group(rest)

    def _write_group(self, group: pa.Table) -> None:
        # one piece of memory a column: where pieces meet, pages end, and bytes would tell how the rows came
        self._file.write_table(group.combine_chunks())
        self._is_empty = False


@contextmanager
def writing(location: Location, schema: pa.Schema) -> Iterator[Writer]:
    """A writer of `location`, which stays as it was unless the block ends without an error.

    Raises:
        SchemaError: the columns of a table are not those of `schema`.
        OutputError: the disk is full, or the place is not to be written to.
    """
    with (
        replacing_stream(location) as handle,
        pq.ParquetWriter(handle, schema, compression="zstd", store_schema=True) as file,
    ):
        writer = Writer(file, schema, str(location))
        yield writer
        writer.finish()


def write_table(table: pa.Table, location: Location, schema: pa.Schema) -> None:
    """Write one table; see `writing`."""
    with writing(location, schema) as writer:
        writer.write(table)


def write_tables(tables: Iterable[pa.Table], location: Location, schema: pa.Schema) -> None:
    """Write tables one after another as one; see `writing`."""
    with writing(location, schema) as writer:
        for table in tables:
            writer.write(table)


def read_table(location: Location, schema: pa.Schema, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a file that must have exactly the columns of `schema`: all of them, or the named `columns` in their order.

    Raises:
        InputError: the file is missing or is not Parquet.
        SchemaError: its columns are not those of `schema`.
    """
    with _opened(location, schema) as file:
        wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
        return file.read(wanted.names).select(wanted.names).cast(wanted)


def read_chunks(location: Location, schema: pa.Schema, rows: int = CHUNK) -> Iterator[pa.Table]:
    """Read a file as tables of `rows` rows, the last one shorter, one at a time.

    Raises:
        InputError: the file is missing or is not Parquet.
        SchemaError: its columns are not those of `schema`.
    """
    with _opened(location, schema) as file:
        rest = schema.empty_table()
        for batch in file.iter_batches(batch_size=rows):  # may give fewer where a row group ends
            rest = pa.concat_tables([rest, pa.Table.from_batches([batch]).cast(schema)])
            while len(rest) >= rows:
                yield rest.slice(0, rows).combine_chunks()
                rest = rest.slice(rows)
        if len(rest):
            yield rest.combine_chunks()


def count_rows(location: Location, schema: pa.Schema) -> int:
    """Number of rows, from the file's own record; raises as `read_table` does."""
    with _opened(location, schema) as file:
        return int(file.metadata.num_rows)


@contextmanager
def _opened(location: Location, schema: pa.Schema) -> Iterator[pq.ParquetFile]:
    with reading(location) as handle:
        try:
            file = pq.ParquetFile(handle)
        except pa.ArrowInvalid as error:
            raise InputError(location, "is not a readable Parquet file", "Delete it and run `make repro`.") from error
        check_schema(file.schema_arrow, schema, str(location))
        yield file


def check_schema(received: pa.Schema, expected: pa.Schema, name: str) -> None:
    """Refuse other columns, another order or other types.

    Raises:
        SchemaError: shows expected and received columns side by side.
    """
    if received.equals(expected, check_metadata=False):
        return
    names = sorted({*received.names, *expected.names}, key=[*expected.names, *received.names].index)
    lines = [f"{name}: the columns are not those of the schema. Rebuild it with `make repro`."]
    lines += [
        f"  {column}: expected {_type_of(expected, column)}, received {_type_of(received, column)}"
        for column in names
        if _type_of(expected, column) != _type_of(received, column)
    ]
    if len(lines) == 1:
        lines.append(f"  expected order {expected.names}, received {received.names}")
    raise SchemaError("\n".join(lines))


def _type_of(schema: pa.Schema, name: str) -> str:
    index = schema.get_field_index(name)
    return "nothing" if index < 0 else f"{schema.field(index).type}"
