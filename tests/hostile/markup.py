"""HTML, XML and JSON that define themselves to death, nest too deep, or are not what they say."""

from tests.hostile.case import Case, case

RECORD = "<speechRecord><speechOrder>1</speechOrder><speaker>甲</speaker><speech>{}</speech></speechRecord>"
SPEECH = '{"speechOrder": 1, "speech": "○甲君　電力の供給が重要である。"'
TYPE = "declares a document type, which the API never does"
OTHER_XML = "is XML of another kind"


def xml(speech: str, before: str = "", after: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<data>{RECORD.format(speech)}{after}</data>'


def laughs(name: str = "data") -> str:
    steps = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return f'<!DOCTYPE {name} [<!ENTITY l0 "lol">{steps}]>'


def _entity(value: str) -> str:
    return f"<!DOCTYPE data [<!ENTITY e {value}>]>"


def _page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body><p>・電力の供給が重要である。</p>{body}</body></html>"


def _attributes(number: int) -> str:
    return " ".join(f'a{i}="1"' for i in range(number))


def _declared(charset: str) -> Case:
    return case(f"charset-{charset}.html", _page("", f'<meta charset="{charset}">'))


def _ragged() -> bytes:
    wide = f"<tr>{'<td>原' * 70_000}</tr>"
    return _page(f"<table>{wide}{'<tr><td>原</td><td>反対です。</td></tr>' * 4_000}</table>").encode()


def _wide_rows() -> bytes:
    return ("# 会議\n" + "|原" * 200_000 + "\n" + "| 原 | 反対。 |\n" * 50_000).encode()


def _menus() -> bytes:
    """Menus in menus, each of which is weighed by all that stands in it."""
    said = "<p>重要である。必要である。" * 40_000
    return _page(f"{'<nav>' * 90}{said}{'</nav>' * 90}").encode()


def _tables() -> bytes:
    cells = "<tr><td>原</td><td>反対です。</td></tr>" * 6_000
    return _page(f"{'<table><tr><td>原</td><td>' * 80}<table>{cells}</table>").encode()


CASES: list[Case] = [
    case("laughs.xml", xml("&l9;", laughs()), TYPE),
    case("quadratic.xml", lambda: xml("&e;" * 20_000, _entity(f'"{"あ" * 50_000}"')).encode(), TYPE),
    case("external.xml", xml("&e;", _entity('SYSTEM "file:///etc/passwd"')), TYPE),
    case("external-dtd.xml", xml("x", '<!DOCTYPE data SYSTEM "http://127.0.0.1:9/x.dtd">'), TYPE),
    case("parameter.xml", xml("x", '<!DOCTYPE data [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'), TYPE),
    case("self-entity.xml", xml("&e;", _entity('"&e;"')), TYPE),
    case("undefined.xml", xml("&nothing;"), "is broken XML"),
    case("laughs-only.xml", f'<?xml version="1.0"?>{laughs("r")}<r>&l9;</r>', OTHER_XML),
    case("other.xml", '<?xml version="1.0"?><rss><item>・電力。</item></rss>', OTHER_XML),
    case("deep.xml", lambda: xml("<a>" * 20_000).encode(), "is broken XML"),
    case("attributes.xml", lambda: xml(f"○甲君　電力。<a {_attributes(20_000)}/>").encode()),
    case("one-attribute.xml", lambda: xml(f'<a b="{"x" * 11_000_000}"/>').encode(), "is broken XML"),
    case("tags.xml", lambda: xml("<a/>" * 2_100_000).encode(), "has more than 2,000,000 tags"),
    case("cut.xml", xml("電力")[:-20], "is broken XML"),
    case("include.xml", xml("x", "", '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>')),
    case("wrong-encoding.xml", xml("○甲君　電力。").replace('"1.0"', '"1.0" encoding="utf-16"')),
    case("cut.json", SPEECH, "is no JSON"),
    case("deep.json", lambda: (SPEECH + ', "a": ' + "[" * 1_000_000).encode(), "is no JSON"),
    case("other.json", '{"remarks": ["電力"]}', "is JSON of another kind"),
    case("not-a-number.json", SPEECH.replace("1", "NaN") + "}", "has a `speechOrder` that is no number"),
    case("huge-number.json", SPEECH.replace("1", "1" * 5_000) + "}", "is no JSON"),
    case("large-number.json", SPEECH.replace("1", "1" * 500) + "}", "has a `speechOrder` that is no number"),
    case("wrong-types.json", '{"speechOrder": 1, "speech": {"a": ["電力"]}}', "has a `speech` that is no text"),
    case("no-speech.json", f'[{SPEECH}}}, {{"speechOrder": 2}}]', "has records without `speech`"),
    case("no-record.json", '{"meetingRecord": [{"speech": "", "speechOrder": 1}]}', "has records without"),
    case("null-list.json", '{"speechRecord": null, "speech": 1, "speechOrder": 1}', "has records without"),
    case("twice.json", SPEECH + ', "speech": "○甲君　人材が要る。", "speechOrder": 2}'),
    case("surrogate.json", SPEECH.replace("電力", "\\ud800") + "}", "holds half of a character"),
    case("pair.json", SPEECH.replace("電力", "\\ud842\\udfb7") + "}"),
    case("escapes.json", SPEECH.replace("電力", "\\u0000\\u001b[2J\\u202e") + "}"),
    case("traversal.json", SPEECH + ', "issueID": "../../../tmp/x"}', "has an `issueID` that is none"),
    case("objects.json", lambda: (f"[{SPEECH}}}" + ",{}" * 3_000_000 + "]").encode(), "has records without `speech`"),
    case("deep.html", lambda: _page("<div>" * 100_000).encode(), "nests elements over 250 deep"),
    case("deep-lists.html", lambda: _page("<ul><li>" * 100_000).encode(), "nests elements over 250 deep"),
    case("tags.html", lambda: _page("<p>" * 310_000).encode(), "has more than 300,000 tags"),
    case("attributes.html", lambda: _page(f"<p {_attributes(20_000)}>").encode(), "has an element with"),
    case("scripts.html", "<html><body><script>alert(1)</script><p></p><p></p></body></html>", "is a page without text"),
    case("open-comment.html", lambda: _page("<!--" + "x" * 1_000_000).encode()),
    case("indents.html", lambda: _page("<ul>" * 100 + "<li>あ" * 100_000).encode(), "holds more than 7,000,000 char"),
    case("ragged-table.html", _ragged),
    case("menus.html", _menus),
    case("nested-tables.html", _tables),
    case("entities.html", _page("<p>・&#xD800;&#0;&#x110000;&#99999999999;&lol;電力。")),
    case("fetches.html", _page('<img src="http://127.0.0.1:9/x"><iframe src="file:///etc/passwd"></iframe>')),
    case("entity-type.html", laughs("html") + _page("<p>・&l9;が要る。")),
    case("nul.html", _page("<p>\0</p>"), "is a binary file"),
    *map(_declared, ("utf-7", "unicode_escape", "idna", "punycode", "undefined", "rot13", "zlib", "utf-16", "x" * 20)),
    case("table.md", _wide_rows, "has more than 200,000 lines"),
    case("headings.md", lambda: ("# あ\n" * 250_000).encode(), "has more than 200,000 lines"),
]
