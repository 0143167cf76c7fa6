"""Tables in an object store: the same code, the same bytes as on local disk, and never half an object."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
import s3fs
from moto.server import ThreadedMotoServer

from pipeline.codebook import load_codebook
from pipeline.errors import InputError
from pipeline.parquet import read_chunks, write_tables
from pipeline.settings import TrainSettings
from pipeline.stages import annotate, label, paths
from pipeline.storage import Location, reading, replacing_stream, within
from pipeline.tables import REMARKS, read_remarks, to_table, to_tables
from pipeline.train.classifier import train
from pipeline.train.model import save_model
from tests.corpora import training_set
from tests.test_tables import REMARK

BUCKET = "s3://minutes"
ROWS = [replace(REMARK, remark_id=f"r{i}", text=f"{i}番目の電力の課題と人材の育成。") for i in range(30)]


@pytest.fixture(scope="module")
def store() -> Iterator[object]:
    """A bucket in a local S3 server, whose address and keys stand where AWS's tools expect them."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        client = boto3.client("s3")
        client.create_bucket(Bucket="minutes")
        yield client
        s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def _content(location: Location) -> bytes:
    with reading(location) as handle:
        return handle.read()


@pytest.mark.usefixtures("store")
def test_a_table_is_the_same_in_either_place(tmp_path: Path) -> None:
    for folder in (BUCKET, tmp_path):
        write_tables(to_tables(ROWS, REMARKS), within(folder, "remarks.parquet"), REMARKS)
    assert _content(f"{BUCKET}/remarks.parquet") == _content(tmp_path / "remarks.parquet")
    assert read_remarks(f"{BUCKET}/remarks.parquet", only={"r3"}) == [ROWS[3]]
    assert [len(chunk) for chunk in read_chunks(f"{BUCKET}/remarks.parquet", REMARKS, 20)] == [20, 10]


def test_a_failed_upload_leaves_the_old_object_and_no_parts(store: "boto3.client") -> None:
    url = f"{BUCKET}/large"
    with replacing_stream(url) as handle:
        handle.write(b"old")
    with pytest.raises(TypeError, match="bytes-like"), replacing_stream(url) as handle:
        handle.writelines([b"\0" * 60_000_000, "no bytes"])  # more than one part, and then an error
    assert _content(url) == b"old"
    assert "Uploads" not in store.list_multipart_uploads(Bucket="minutes")


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("url", "message"),
    [
        (f"{BUCKET}/absent.parquet", r"absent\.parquet: does not exist"),
        ("s3://absent/remarks.parquet", r"remarks\.parquet: does not exist"),
        ("nowhere://remarks.parquet", "is of no known kind of store"),
        ("gs://minutes/remarks.parquet", "is in a store that needs a package"),
    ],
)
def test_a_place_that_cannot_be_read_is_named(url: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_remarks(url)


@pytest.mark.ginza
@pytest.mark.usefixtures("store")
def test_the_stages_work_in_a_bucket_as_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = train(training_set(tuple(load_codebook(paths.CODEBOOK).theme_ids)), TrainSettings(folds=3), 1)
    monkeypatch.setattr(paths, "MODEL", tmp_path / "themes.safetensors")
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    save_model(model, paths.MODEL)
    for folder in (f"{BUCKET}/stages", tmp_path):
        write_tables([to_table(ROWS, REMARKS)], within(folder, "remarks.parquet"), REMARKS)
        annotate.run(folder)
        label.run(folder)
    for name in ("annotations.parquet", "labeled_remarks.parquet"):
        assert _content(f"{BUCKET}/stages/{name}") == _content(tmp_path / name)
