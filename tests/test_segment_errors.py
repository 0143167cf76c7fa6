"""Documents that cannot be used are refused with the reason; nothing is half-read."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF

from pipeline.errors import InputError
from pipeline.segment import segment_file
from pipeline.settings import SegmentSettings


def _pdf(text: str, *, locked: bool = False) -> bytes:
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica")
    if text:
        document.cell(text=text)
    if locked:
        document.set_encryption(owner_password="o", user_password="u")
    return bytes(document.output())


def _zip(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def _nested(depth: int) -> bytes:
    return ("<html><body>" + "<div>" * depth + "<p>深い。</p></body></html>").encode()


def _crammed(attributes: int) -> bytes:
    return f"<html><body><p {' '.join(f'a{i}=1' for i in range(attributes))}>多い。</p></body></html>".encode()


_ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE data [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    "]><data><speechRecord><speechOrder>1</speechOrder><speech>&b;</speech></speechRecord></data>"
)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", lambda: b"", "is empty"),
        ("blank.txt", lambda: b"\n \n", "is empty"),
        ("bom.txt", lambda: b"\xef\xbb\xbf\n", "holds no text"),
        ("binary.txt", lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "is a binary file"),
        ("program.pdf", lambda: b"\x7fELF\x02\x01\x01\x00" + b"\x00" * 64, "is a binary file"),
        ("locked.pdf", lambda: _pdf("secret", locked=True), "is encrypted"),
        ("broken.pdf", lambda: b"%PDF-1.7\n1 0 obj\n<< /Type", "is a broken PDF"),
        ("cut.pdf", lambda: _pdf("cut")[:300], "is a broken PDF"),
        ("scan.pdf", lambda: _pdf(""), "holds pictures of pages and no text"),
        ("other.docx", lambda: _zip(a=b"x"), "is an archive and no Word document"),
        ("cut.docx", lambda: _zip(**{"word__document.xml": b"<w/>"})[:60], "is a broken archive"),
        ("bomb.docx", lambda: _zip(**{"word__document.xml": b"\x20" * 300_000_000}), "unpacks to 300 MB"),
        ("hollow.docx", lambda: _zip(**{"word__document.xml": b"<w/>"}), "is no readable Word document"),
        ("deep.html", lambda: _nested(2_000), "nests elements over"),
        ("hollow.html", lambda: b"<html><body><p></p><p></p></body></html>", "is a page without text"),
        ("broken.json", lambda: b'{"speechRecord": [{"speechOrder": 1, "speech": "', "is no JSON"),
        ("deep.json", lambda: b'{"speechOrder": 1, "speech": ' + b"[" * 200_000, "is no JSON"),
        ("other.json", lambda: b'{"a": {"b": [1, 2, 3]}}', "is JSON of another kind"),
        ("order.json", lambda: b'{"speechRecord": [{"speech": "x", "speechOrder": "y"}]}', "has a `speechOrder`"),
        ("long.json", lambda: b'{"speechRecord": [{"speech": "x", "speechOrder": 1e999}]}', "has a `speechOrder`"),
        ("shape.json", lambda: b'{"meetingRecord": [{"speech": 1, "speechOrder": 2}]}', "has records without"),
        (
            "order.xml",
            lambda: b"<data><speechRecord><speech>x</speech><speechOrder>y</speechOrder></speechRecord></data>",
            "has a `speechOrder`",
        ),
        ("crammed.html", lambda: _crammed(20_000), "has an element with over"),
        ("entities.xml", lambda: _ENTITIES.encode(), "declares a document type"),
        ("broken.xml", lambda: b"<data><speechRecord><speech>x</data>", "is broken XML"),
        ("garbage.txt", lambda: ("○山田委員　" + "\ue001\ue002\ufffd" * 50).encode(), "can be read to only"),
    ],
)
def test_refused(tmp_path: Path, name: str, content: Callable[[], bytes], reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content())
    with pytest.raises(InputError, match=rf"{re.escape(name)}.*: {re.escape(reason)}"):
        segment_file(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.txt: does not exist"):
        segment_file(tmp_path / "nowhere.txt")


def test_a_folder_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is a folder. Name the files in it"):
        segment_file(tmp_path)


def test_text_without_remarks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "head.txt"
    path.write_text("第1回 検討会 議事要旨\n日時：令和6年7月30日\n場所：本館\n", "utf-8")
    with pytest.raises(InputError, match="holds no remarks"):
        segment_file(path)


def test_the_bound_of_quality_is_a_setting(tmp_path: Path) -> None:
    path = tmp_path / "some.txt"
    path.write_text("・電力の\ufffd安定\ufffd供給が重要である。\n・人材の育成が重要である。\n", "utf-8")
    assert 0.8 < segment_file(path).remarks[0].quality < 1
    with pytest.raises(InputError, match=r"min_quality is 99%"):
        segment_file(path, settings=SegmentSettings(min_quality=0.99))
