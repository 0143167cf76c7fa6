"""PDF: written by hand, since no library writes files as broken as these."""

import zlib
from collections.abc import Callable, Mapping

from fpdf import FPDF

from tests.hostile.case import Case, case

BROKEN = r"is a broken PDF"
NO_TEXT = "holds pictures of pages and no text"
NO_REMARKS = "holds no remarks"
TOO_MUCH = "takes more than"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SAID = b"BT /F 12 Tf 50 700 Td (1. Energy is needed.) Tj ET"
SOUND: Mapping[int, str | bytes] = {
    1: "<< /Type /Catalog /Pages 2 0 R >>",
    2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    3: PAGE,
    4: b"",
    5: FONT,
}


def stream(content: bytes, entries: str = "") -> bytes:
    """A stream object."""
    return f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def pdf(changed: Mapping[int, str | bytes], trailer: str = "") -> bytes:
    """A PDF of the sound objects, some of them changed or added."""
    objects = {**SOUND, 4: stream(SAID), **changed}
    out = b"%PDF-1.7\n"
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += (
            f"{number} 0 obj\n".encode() + (content.encode() if isinstance(content, str) else content) + b"\nendobj\n"
        )
    start = len(out)
    out += f"xref\n0 {max(places) + 1}\n0000000000 65535 f \n".encode()
    for number in range(1, max(places) + 1):
        out += f"{places[number]:010} 00000 n \n".encode() if number in places else b"0000000000 65535 f \n"
    out += f"trailer\n<< /Size {max(places) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return out


def _of(changed: Mapping[int, str | bytes], trailer: str = "") -> Callable[[], bytes]:
    return lambda: pdf(changed, trailer)


def _locked() -> bytes:
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica")
    document.cell(text="secret")
    document.set_encryption(owner_password="o", user_password="u")
    return bytes(document.output())


def _bomb(unit: bytes, times: int, end: bytes = b"", layers: int = 1) -> Callable[[], bytes]:
    """A page's content that unpacks to a unit many times over."""

    def make() -> bytes:
        packed = b"BT /F 1 Tf " + unit * times + end
        for _ in range(layers):
            packed = zlib.compress(packed)
        return pdf({4: stream(packed, f"/Filter [{'/FlateDecode ' * layers}]")})

    return make


def _table_loop() -> bytes:
    """A table of objects that names itself as the one before it."""
    start = pdf({}).rsplit(b"startxref\n", 1)[1].split()[0].decode()
    return pdf({}, f"/Prev {start}")


def self_form() -> bytes:
    form = "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X 6 0 R >> >>"
    page = PAGE.replace("<< /Font", "<< /XObject << /X 6 0 R >> /Font")
    return pdf({3: page, 4: stream(b"/X Do /X Do"), 6: stream(b"/X Do /X Do", form)})


def doubling() -> bytes:
    """Forms each of which is drawn twice by the next: 2^30 drawings."""
    form = "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X {} 0 R >> >>"
    forms = {i: stream(b"/X Do /X Do", form.format(i + 1)) for i in range(6, 36)}
    page = PAGE.replace("<< /Font", "<< /XObject << /X 6 0 R >> /Font")
    return pdf({3: page, 4: stream(b"/X Do /X Do"), **forms, 36: stream(SAID, form.format(36))})


def _many(pages: int) -> str:
    return f"<< /Type /Pages /Kids [{'3 0 R ' * pages}] /Count {pages} >>"


def mapped() -> bytes:
    """A font whose letters stand for halves of characters and for NUL."""
    table = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
    table += b"1 beginbfrange <00> <ff> <d800> endbfrange endcmap end"
    return pdf({5: FONT.replace(">>", "/ToUnicode 6 0 R >>"), 6: stream(table)})


def _catalog(entry: str) -> Callable[[], bytes]:
    return _of({1: f"<< /Type /Catalog /Pages 2 0 R {entry} >>"})


def _kids(entry: str) -> Callable[[], bytes]:
    return _of({2: f"<< /Type /Pages {entry} >>"})


def _sized(box: str) -> Callable[[], bytes]:
    return _of({3: PAGE.replace("/MediaBox [0 0 600 800]", box)})


ANY = rf"{BROKEN}|{NO_TEXT}|{NO_REMARKS}"
"""What of these a broken PDF gets is pdfium's affair."""

CASES: list[Case] = [
    case("empty.pdf", b"%PDF-1.7\n", BROKEN),
    case("cut.pdf", lambda: pdf({})[:200], BROKEN),
    case("no-table.pdf", lambda: pdf({}).split(b"xref")[0], ANY),
    case("locked.pdf", _locked, "is encrypted"),
    case("page-cycle.pdf", _kids("/Kids [2 0 R 2 0 R] /Count 2"), ANY),
    case("parent-cycle.pdf", _of({1: "<< /Type /Catalog /Pages 1 0 R >>"}), ANY),
    case("inherit-cycle.pdf", _kids("/Parent 2 0 R /Kids [3 0 R] /Count 1"), ANY),
    case("table-loop.pdf", _table_loop, ANY),
    case("self-object.pdf", _of({1: "1 0 R"}), BROKEN),
    case("self-length.pdf", _of({4: b"<< /Length 4 0 R >>\nstream\n" + SAID + b"\nendstream"}), ANY),
    case("self-array.pdf", _of({4: "[4 0 R 4 0 R]"}), NO_TEXT),
    case("self-form.pdf", self_form, TOO_MUCH),
    case("doubling-forms.pdf", doubling, rf"{ANY}|{TOO_MUCH}"),
    case("billion-pages.pdf", _kids("/Kids [3 0 R] /Count 1000000000"), ANY),
    case("negative-pages.pdf", _kids("/Kids [3 0 R] /Count -5"), ANY),
    case("6000-pages.pdf", lambda: pdf({2: _many(6_000)}), "has more than 5,000 pages"),
    case("huge-page.pdf", _sized("/MediaBox [0 0 1e30 -1e30]"), ANY),
    case("nan-page.pdf", _sized("/MediaBox [0 0 nan inf]"), ANY),
    case("no-page-size.pdf", _sized(""), ANY),
    case("turned.pdf", _sized("/MediaBox [0 0 600 800] /Rotate 37"), ANY),
    case("bomb.pdf", _bomb(b"q ", 50_000_000), rf"{ANY}|{TOO_MUCH}"),
    case("double-bomb.pdf", _bomb(b"\0", 200_000_000, layers=2), rf"{ANY}|{TOO_MUCH}"),
    case("deep-states.pdf", _bomb(b"q ", 2_000_000, SAID), rf"{ANY}|{TOO_MUCH}"),
    case("letters.pdf", _bomb(b"(a) Tj ", 4_000_000), rf"holds more than|{ANY}|{TOO_MUCH}"),
    case("deep-arrays.pdf", _catalog(f"/X {'[' * 100_000}"), ANY),
    case("contents.pdf", _of({3: PAGE.replace("4 0 R", f"[{'4 0 R ' * 20_000}]")}), rf"{ANY}|{TOO_MUCH}"),
    case("fonts.pdf", _of({5: FONT.replace("Type1", "TrueType /FontDescriptor 5 0 R")}), ANY),
    case("halves.pdf", mapped, rf"can be read to only|{ANY}"),
    case("script.pdf", _catalog("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), NO_REMARKS),
    case("launch.pdf", _catalog("/OpenAction << /S /Launch /F (/bin/sh) >>"), NO_REMARKS),
    case("late-head.pdf", lambda: b"x" * 1_000 + pdf({}), ANY),
    case("only-a-name.pdf", "第1回 検討会\n%PDF-1.7 について\n・電力。\n", BROKEN),
]
