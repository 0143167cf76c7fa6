"""PDF: written by hand, since no library writes files as broken as these."""

import zlib
from collections.abc import Callable, Mapping

from fpdf import FPDF

from tests.hostile.case import Case, case

BROKEN = r"is a broken PDF"
NO_TEXT = "holds pictures of pages and no text"
NO_REMARKS = "holds no remarks"
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


def _bomb(content: bytes, layers: int = 1) -> Callable[[], bytes]:
    def make() -> bytes:
        packed = content
        for _ in range(layers):
            packed = zlib.compress(packed, 9)
        filters = " ".join(["/FlateDecode"] * layers)
        return pdf({4: stream(packed, f"/Filter [{filters}]")})

    return make


def _prev_loop() -> bytes:
    sound = pdf({})
    start = int(sound.rsplit(b"startxref\n", 1)[1].split()[0])
    return pdf({}, f"/Prev {start + 6}") if start else sound


def _self_xobject() -> bytes:
    form = "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X 6 0 R >> >>"
    page = PAGE.replace("<< /Font", "<< /XObject << /X 6 0 R >> /Font")
    return pdf({3: page, 4: stream(b"/X Do /X Do"), 6: stream(b"/X Do /X Do", form)})


def _doubling() -> bytes:
    """Forms each of which is drawn twice by the next: 2^30 drawings."""
    form = "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X {} 0 R >> >>"
    forms = {i: stream(b"/X Do /X Do", form.format(i + 1)) for i in range(6, 36)}
    page = PAGE.replace("<< /Font", "<< /XObject << /X 6 0 R >> /Font")
    return pdf({3: page, 4: stream(b"/X Do /X Do"), **forms, 36: stream(SAID, form.format(36))})


def _pages(number: int) -> bytes:
    return pdf({2: f"<< /Type /Pages /Kids [{'3 0 R ' * number}] /Count {number} >>"})


def _mapped() -> bytes:
    """A font whose letters stand for halves of characters and for NUL."""
    table = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
    table += b"1 beginbfrange <00> <ff> <d800> endbfrange endcmap end"
    return pdf({5: FONT.replace(">>", "/ToUnicode 6 0 R >>"), 6: stream(table)})


CASES: list[Case] = [
    case("empty.pdf", b"%PDF-1.7\n", BROKEN),
    case("cut.pdf", lambda: pdf({})[:200], BROKEN),
    case("no-table.pdf", lambda: pdf({}).split(b"xref")[0], NO_REMARKS),
    case("locked.pdf", _locked, "is encrypted"),
    case("page-cycle.pdf", _of({2: "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"}), rf"{BROKEN}|{NO_TEXT}"),
    case("parent-cycle.pdf", _of({1: "<< /Type /Catalog /Pages 1 0 R >>"}), rf"{BROKEN}|{NO_TEXT}"),
    case("inherit-cycle.pdf", _of({2: "<< /Type /Pages /Parent 2 0 R /Kids [3 0 R] /Count 1 >>"}), NO_REMARKS),
    case("table-loop.pdf", _prev_loop, rf"{BROKEN}|{NO_REMARKS}"),
    case("self-object.pdf", _of({1: "1 0 R"}), BROKEN),
    case(
        "self-length.pdf",
        _of({4: b"<< /Length 4 0 R >>\nstream\n" + SAID + b"\nendstream"}),
        rf"{NO_TEXT}|{NO_REMARKS}",
    ),
    case("self-array.pdf", _of({4: "[4 0 R 4 0 R]"}), NO_TEXT),
    case("self-form.pdf", _self_xobject, NO_TEXT),
    case("doubling-forms.pdf", _doubling, rf"{NO_TEXT}|takes longer|{NO_REMARKS}"),
    case(
        "billion-pages.pdf",
        _of({2: "<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>"}),
        rf"has more than 5,?000 p|{BROKEN}",
    ),
    case(
        "negative-pages.pdf",
        _of({2: "<< /Type /Pages /Kids [3 0 R] /Count -5 >>"}),
        rf"{BROKEN}|{NO_TEXT}|{NO_REMARKS}",
    ),
    case("6000-pages.pdf", lambda: _pages(6_000), r"has more than 5,?000 pages"),
    case("huge-page.pdf", _of({3: PAGE.replace("600 800", "1e30 -1e30")}), rf"{NO_REMARKS}|{NO_TEXT}"),
    case("nan-page.pdf", _of({3: PAGE.replace("600 800", "nan inf")}), rf"{NO_REMARKS}|{NO_TEXT}"),
    case("no-page-size.pdf", _of({3: PAGE.replace("/MediaBox [0 0 600 800]", "")}), rf"{NO_REMARKS}|{NO_TEXT}"),
    case("turned.pdf", _of({3: PAGE.replace("/Parent", "/Rotate 37 /Parent")}), rf"{NO_REMARKS}|{NO_TEXT}"),
    case("bomb.pdf", _bomb(b"q " * 50_000_000), rf"{NO_TEXT}|unpacks"),
    case("double-bomb.pdf", _bomb(bytes(200_000_000), 2), rf"{NO_TEXT}|unpacks"),
    case("deep-states.pdf", _bomb(b"q " * 2_000_000 + SAID), rf"{NO_REMARKS}|{NO_TEXT}"),
    case(
        "deep-arrays.pdf",
        _of({1: f"<< /Type /Catalog /Pages 2 0 R /X {'[' * 100_000} >>"}),
        rf"{BROKEN}|{NO_TEXT}|{NO_REMARKS}",
    ),
    case(
        "contents.pdf",
        _of({3: PAGE.replace("4 0 R", f"[{'4 0 R ' * 20_000}]")}),
        rf"{NO_TEXT}|{NO_REMARKS}|holds more|tak",
    ),
    case("letters.pdf", _bomb(b"BT /F 1 Tf (" + b"a" * 4_000_000 + b") Tj ET"), r"holds more than|takes|needs"),
    case(
        "fonts.pdf",
        _of({5: "<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor 5 0 R >>"}),
        rf"{NO_REMARKS}|{NO_TEXT}",
    ),
    case("halves.pdf", _mapped, rf"can be read to only|{NO_TEXT}|{NO_REMARKS}"),
    case(
        "script.pdf",
        _of({1: "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"}),
        NO_REMARKS,
    ),
    case(
        "launch.pdf",
        _of({1: "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/sh) >> >>"}),
        NO_REMARKS,
    ),
    case("late-head.pdf", lambda: b"x" * 1_000 + pdf({}), rf"{BROKEN}|{NO_REMARKS}"),
    case("only-a-name.pdf", "第1回 検討会\n%PDF-1.7 について\n・電力。\n", BROKEN),
]
