"""Word documents: bombs, broken packages, document types, and lists made to be slow."""

import io
import zipfile
from collections.abc import Callable

import docx
from docx.oxml.ns import nsmap

from tests.hostile.case import Case, case
from tests.hostile.markup import laughs

DOCUMENT, TYPES, RELATIONS = "word/document.xml", "[Content_Types].xml", "_rels/.rels"
NUMBERING = "word/numbering.xml"
LINKS = "word/_rels/document.xml.rels"
W = f'xmlns:w="{nsmap["w"]}"'
SAID = "<w:p><w:r><w:t>・電力の供給が重要である。</w:t></w:r></w:p>"

BROKEN = "is a broken archive"
UNREADABLE = "is no readable Word document"
TYPE = "declares a document type in"
Parts = dict[str, bytes]


def parts() -> Parts:
    """The files of a sound Word document."""
    made = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("第1回 検討会 議事要旨")
    for text in ("電力の供給が重要である。", "人材の育成が重要である。"):
        document.add_paragraph(text, style="List Bullet")
    document.save(made)
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(files: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def with_parts(changed: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A Word document with some of its files changed or added."""
    return pack(parts() | changed, method)


def body(content: str, before: str = "") -> bytes:
    """The main part of a Word document."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}{before}<w:document {W}><w:body>{content}</w:body></w:document>".encode()


def _replaced(part: str, old: str, new: str) -> Callable[[], bytes]:
    def make() -> bytes:
        changed = parts()[part].replace(old.encode(), new.encode(), 1)
        assert changed != parts()[part]
        return with_parts({part: changed})

    return make


def _without(part: str) -> Callable[[], bytes]:
    return lambda: pack({name: content for name, content in parts().items() if name != part})


def _typed(part: str, declared: str) -> Callable[[], bytes]:
    """A document type put in front of a part's root."""

    def make() -> bytes:
        content = parts()[part].decode()
        head, _, rest = content.partition("?>")
        return with_parts({part: f"{head}?>{declared}{rest}".encode()})

    return make


def _patched(signature: bytes, offset: int, value: bytes) -> Callable[[], bytes]:
    """Every record of a kind changed in one place."""

    def make() -> bytes:
        data = bytearray(with_parts({}))
        at = data.find(signature)
        while at >= 0:
            data[at + offset : at + offset + len(value)] = value
            at = data.find(signature, at + 1)
        return bytes(data)

    return make


def _encrypted() -> bytes:
    data = bytearray(_patched(b"PK\x01\x02", 8, b"\x01\x00")())
    return bytes(data)


def _overlapping() -> bytes:
    """A hundred names for one file."""
    data = with_parts({})
    at, end = data.rfind(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    record, tail = data[at:end], bytearray(data[end:])
    count = data.count(b"PK\x01\x02") + 100
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (int.from_bytes(tail[12:16], "little") + 100 * len(record)).to_bytes(4, "little")
    return data[:end] + record * 100 + bytes(tail)


def _nested() -> bytes:
    bomb = pack({"zeros": bytes(5_000_000)})
    return with_parts({f"word/embeddings/{i}.zip": pack({"a.zip": bomb, "b.zip": bomb}) for i in range(20)})


def _chain() -> bytes:
    """Parts each of which leads to the next."""
    relation = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    link = '<Relationship Id="r" Type="http://x/{}" Target="{}.xml"/>'
    files = {f"word/{i}.xml": b"<a/>" for i in range(2_000)}
    for i in range(2_000):
        files[f"word/_rels/{i}.xml.rels"] = relation.format(link.format("next", i + 1)).encode()
    known = parts()[LINKS].decode()
    files[LINKS] = known.replace("<Relationship ", f"{link.format('first', 0)}<Relationship ", 1).encode()
    return with_parts(files)


def numbering(levels: str, numbers: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> bytes:
    lists = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{numbers}'
    return f"<w:numbering {W}>{lists}</w:numbering>".encode()


def item(text: str = "あ") -> str:
    listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return f"<w:p>{listed}<w:r><w:t>{text}</w:t></w:r></w:p>"


def _long_label() -> bytes:
    level = f'<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="{"%1" * 20_000}"/></w:lvl>'
    return with_parts({NUMBERING: numbering(level), DOCUMENT: body(item() * 2_000)})


def _many_lists() -> bytes:
    levels = "".join(f'<w:lvl w:ilvl="{i}"/>' for i in range(20_000))
    numbers = "".join(f'<w:num w:numId="{i}"><w:abstractNumId w:val="0"/></w:num>' for i in range(20_000))
    return with_parts({NUMBERING: numbering(levels, numbers), DOCUMENT: body(SAID)}, zipfile.ZIP_STORED)


def _stored(content: str) -> Callable[[], bytes]:
    """Not packed, so that the ratio is that of any file."""
    return lambda: with_parts({DOCUMENT: body(content)}, zipfile.ZIP_STORED)


def _utf16() -> bytes:
    content = body(SAID, "<!DOCTYPE d>").decode().replace("UTF-8", "UTF-16")
    return with_parts({DOCUMENT: content.encode("utf-16")})


def _odd_name() -> bytes:
    return with_parts({"word/x.bin": b"<" + b"x" * 51_000_000}, zipfile.ZIP_STORED)


def _nested_tables() -> bytes:
    deep = "<w:tbl><w:tr><w:tc>" * 60 + SAID + "</w:tc></w:tr></w:tbl>" * 60
    return with_parts({DOCUMENT: body(SAID + deep)})


CASES: list[Case] = [
    case("cut.docx", lambda: with_parts({})[:3_000], BROKEN),
    case("middle.docx", lambda: with_parts({})[:2_000] + with_parts({})[2_100:], BROKEN),
    case("head-only.docx", b"PK\x03\x04", BROKEN),
    case("other.docx", lambda: pack({"a.txt": b"x"}), "is an archive and no Word document"),
    case("bomb.docx", lambda: with_parts({"word/media/a.bin": bytes(30_000_000)}), "unpacks to 3[01] MB"),
    case("spaces.docx", lambda: with_parts({DOCUMENT: body(" " * 30_000_000)}), "unpacks to 3[01] MB"),
    case("nested.docx", _nested),
    case("many-files.docx", lambda: with_parts({f"x/{i}": b"" for i in range(6_000)}), "is an archive of more th"),
    case("sizes-too-small.docx", _patched(b"PK\x01\x02", 24, b"\x01\x00\x00\x00"), BROKEN),
    case("sizes-huge.docx", _patched(b"PK\x01\x02", 24, b"\xf0\xff\xff\xff"), r"unpacks to [0-9,]+ MB"),
    case("checksums.docx", _patched(b"PK\x01\x02", 16, bytes(4)), BROKEN),
    case("method.docx", _patched(b"PK\x01\x02", 10, b"\x63\x00"), BROKEN),
    case("places.docx", _patched(b"PK\x01\x02", 42, b"\xff\xff\xff\x7f"), "is an archive whose files lie over"),
    case("overlapping.docx", _overlapping, "is an archive whose files lie over"),
    case("encrypted.docx", _encrypted, "is encrypted"),
    case("password.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "is an encrypted or old Office file"),
    case("traversal.docx", lambda: with_parts({"../../../../tmp/x.txt": b"x", "/etc/x": b"x", "a\\..\\b": b"x"})),
    case("no-types.docx", _without(TYPES), UNREADABLE),
    case("no-relations.docx", _without(RELATIONS), UNREADABLE),
    case("no-styles.docx", _without("word/styles.xml"), UNREADABLE),
    case("no-numbering.docx", _without(NUMBERING), UNREADABLE),
    case("empty-document.docx", lambda: with_parts({DOCUMENT: b""}), UNREADABLE),
    case("no-body.docx", lambda: with_parts({DOCUMENT: f"<w:document {W}/>".encode()}), "is a Word document without"),
    case("other-root.docx", lambda: with_parts({DOCUMENT: b"<a/>"}), UNREADABLE),
    case("macro.docx", _replaced(TYPES, "document.main+xml", "macroEnabled.main+xml"), UNREADABLE),
    case("cycle.docx", _replaced(LINKS, "styles.xml", "document.xml"), UNREADABLE),
    case("outside.docx", _replaced(RELATIONS, "word/document.xml", "../../etc/passwd"), UNREADABLE),
    case("chain.docx", _chain, UNREADABLE),
    case("external-entity.docx", _typed(DOCUMENT, '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), TYPE),
    case("laughs.docx", _typed(DOCUMENT, laughs("d")), TYPE),
    case("laughs-styles.docx", _typed("word/styles.xml", laughs("d")), TYPE),
    case("laughs-types.docx", _typed(TYPES, laughs("d")), TYPE),
    case("laughs-relations.docx", _typed(RELATIONS, laughs("d")), TYPE),
    case("type-behind-comment.docx", _typed(DOCUMENT, f"<!--{'x' * 100_000}--><!DOCTYPE d>"), TYPE),
    case("type-utf16.docx", _utf16, TYPE),
    case("encoding.docx", lambda: with_parts({DOCUMENT: body(SAID).replace(b"UTF-8", b"EUC-JP")}), BROKEN),
    case("deep.docx", lambda: with_parts({DOCUMENT: body("<w:sdt>" * 100_000)}), UNREADABLE),
    case("tags.docx", _stored("<w:p/>" * 2_100_000), "holds over 2,000,000 tags"),
    case("odd-name.docx", _odd_name, "holds over 50 MB of XML"),
    case("paragraphs.docx", _stored("<w:p/>" * 300_000), "has more than 200,000 lines"),
    case("long-label.docx", _long_label, "holds more than 7,000,000 characters"),
    case("many-lists.docx", _many_lists),
    case("nested-tables.docx", _nested_tables),
    case("self-style.docx", _replaced("word/styles.xml", 'basedOn w:val="Normal"', 'basedOn w:val="ListBullet"')),
    case("reference.docx", lambda: with_parts({DOCUMENT: body("<w:p><w:r><w:t>&#0;</w:t></w:r></w:p>")}), UNREADABLE),
]
