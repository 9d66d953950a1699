"""What each format looks like, byte for byte, and what is read from other tools' files."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version

import pytest

from workbench.domain import (
    Correction,
    Coverage,
    Flag,
    Language,
    MatchKind,
    Pair,
    PairSide,
    Relation,
    Severity,
    Side,
    Status,
)
from workbench.errors import InputError, UsageError
from workbench.exchange.formats import FORMATS, format_of
from workbench.exchange.jsonl import flag_as_json

FLAG = Flag("places", Severity.ERROR, Side.SOURCE, 6, 16, "Kyrgyzstan", "Jilin", "吉 stands for Jilin here.")
CORRECTION = Correction(Side.SOURCE, "Tianjin", "Tianjin <b>", "edit", "李", "2026-11-21T05:19:00Z")
TRANSLATION = Pair(
    PairSide.whole("tianjin-visit", Language.EN, (5,), 'He said: "1 < 2"\tand left.'),
    PairSide.whole("sichuan-forum", Language.ZH_HANS, (1, 2), "=他说：“一小于二”，\n走了。"),
    Relation.TRANSLATION,
    Status.NEEDS_REVIEW,
    0.93,
    (FLAG,),
    (CORRECTION,),
    "李",
    "look again",
    True,
    "2026-11-21T05:19:00Z",
    12,
    kind=MatchKind.PART,
    coverage=Coverage(0.5, 1.0),
)
SAME = Pair(
    PairSide("tianjin-visit", Language.ZH_HANS, (), "吉林"),
    PairSide("", Language.ZH_HANT, (), "吉林\x01省"),
    Relation.SAME_LANGUAGE,
    Status.CONFIRMED,
    1.0,
)
ALONE = Pair(
    PairSide.whole("tianjin-visit", Language.EN, (6,), "Alone."),
    PairSide("", Language.ZH_HANS, (), ""),
    Relation.UNALIGNED,
)
PAIRS = [TRANSLATION, ALONE, SAME]

TMX = f"""<?xml version='1.0' encoding='utf-8'?>
<tmx version="1.4">
 <header creationtool="Alignment Workbench" creationtoolversion="{version("alignment-workbench")}" segtype="sentence" \
o-tmf="alignment-workbench" adminlang="en" srclang="*all*" datatype="plaintext"/>
 <body>
  <tu srclang="en" tuid="12" changedate="20261121T051900Z" changeid="李">
   <note>look again</note>
   <prop type="x-status">needs-review</prop>
   <prop type="x-probability">0.93</prop>
   <prop type="x-relation">translation</prop>
   <prop type="x-kind">part</prop>
   <prop type="x-source-coverage">0.5</prop>
   <prop type="x-target-coverage">1</prop>
   <prop type="x-bookmarked">yes</prop>
   <tuv xml:lang="en">
    <prop type="x-document">tianjin-visit</prop>
    <prop type="x-segments">5</prop>
    <seg>He said: "1 &lt; 2"\tand left.</seg>
   </tuv>
   <tuv xml:lang="zh-Hans">
    <prop type="x-document">sichuan-forum</prop>
    <prop type="x-segments">1 2</prop>
    <seg>=他说：“一小于二”，
走了。</seg>
   </tuv>
  </tu>
  <tu srclang="zh-Hans">
   <prop type="x-status">confirmed</prop>
   <prop type="x-probability">1</prop>
   <prop type="x-relation">same-language</prop>
   <prop type="x-kind">same</prop>
   <tuv xml:lang="zh-Hans">
    <prop type="x-document">tianjin-visit</prop>
    <seg>吉林</seg>
   </tuv>
   <tuv xml:lang="zh-Hant">
    <seg>吉林\ufffd省</seg>
   </tuv>
  </tu>
 </body>
</tmx>
"""

XLIFF = """<?xml version='1.0' encoding='utf-8'?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:wb="urn:alignment-workbench" version="1.2">
 <file original="tianjin-visit" source-language="en" target-language="zh-Hans" datatype="plaintext" \
xml:space="preserve" wb:source-document="tianjin-visit" wb:target-document="sichuan-forum">
  <body>
   <trans-unit id="1" approved="no" wb:id="12" wb:status="needs-review" wb:probability="0.93" \
wb:relation="translation" wb:kind="part" wb:source-coverage="0.5" wb:target-coverage="1" \
wb:source-segments="5" wb:target-segments="1 2" wb:reviewer="李" \
wb:updated-at="2026-11-21T05:19:00Z" wb:bookmarked="yes">
    <source>He said: "1 &lt; 2"\tand left.</source>
    <target state="needs-adaptation">=他说：“一小于二”，
走了。</target>
    <note>look again</note>
   </trans-unit>
  </body>
 </file>
 <file original="tianjin-visit" source-language="zh-Hans" target-language="zh-Hant" datatype="plaintext" \
xml:space="preserve" wb:source-document="tianjin-visit" wb:target-document="">
  <body>
   <trans-unit id="2" approved="yes" wb:status="confirmed" wb:probability="1" \
wb:relation="same-language" wb:kind="same">
    <source>吉林</source>
    <target state="final">吉林\ufffd省</target>
   </trans-unit>
  </body>
 </file>
</xliff>
"""

PLAIN_TSV = (
    "zh\ten\tid\trelation\tstatus\tprobability\tsource_document\tsource_segments\tsource_lang\ttarget_document\t"
    "target_segments\ttarget_lang\treviewer\tupdated_at\tbookmarked\tnote\tflags\tsource_text\ttarget_text\torigin\t"
    "kind\tsource_coverage\ttarget_coverage\tconfirmed_by\n"
    '=他说：“一小于二”，\\n走了。\tHe said: "1 < 2"\\tand left.\t12\ttranslation\tneeds-review\t0.93\t'
    "tianjin-visit\t5\ten\t"
    "sichuan-forum\t1 2\tzh-Hans\t李\t2026-11-21T05:19:00Z\tyes\tlook again\t"
    "error places: 吉 stands for Jilin here.\t\t\t\tpart\t0.5\t1\t\n"
    "\t\t\tsame-language\tconfirmed\t1\ttianjin-visit\t\tzh-Hans\t\t\tzh-Hant\t\t\t\t\t\t吉林\t吉林\x01省\t\tsame\t\t\t\n"
)

TSV = (
    "zh\ten\tid\trelation\tstatus\tprobability\tsource_document\tsource_segments\tsource_lang\ttarget_document\t"
    "target_segments\ttarget_lang\treviewer\tupdated_at\tbookmarked\tnote\tflags\tsource_text\ttarget_text\torigin\t"
    "kind\tsource_coverage\ttarget_coverage\tconfirmed_by\tcorpus\trevision\tattribution\n"
    '"=他说：“一小于二”，\n走了。"\t"He said: ""1 < 2""\tand left."\t12\ttranslation\tneeds-review\t0.93\t'
    "tianjin-visit\t[5]\ten\t"
    "sichuan-forum\t[1, 2]\tzh-Hans\t李\t2026-11-21T05:19:00Z\tyes\tlook again\t"
    "error places: 吉 stands for Jilin here.\t\t\t\tpart\t0.5\t1.0\t\t\t0\t\n"
    "\t\t\tsame-language\tconfirmed\t1.0\ttianjin-visit\t\tzh-Hans\t\t\tzh-Hant\t\t\t\t\t\t吉林\t吉林\x01省\t"
    "\tsame\t\t\t\t\t\t\n"
)

CSV = (
    "\ufeffzh,en,id,relation,status,probability,source_document,source_segments,source_lang,target_document,"
    "target_segments,target_lang,reviewer,updated_at,bookmarked,note,flags,source_text,target_text,origin,"
    "kind,source_coverage,target_coverage,confirmed_by,corpus,revision,attribution\r\n"
    '"=他说：“一小于二”，\n走了。","He said: ""1 < 2""\tand left.",12,translation,needs-review,0.93,tianjin-visit,'
    "[5],en,"
    'sichuan-forum,"[1, 2]",zh-Hans,李,2026-11-21T05:19:00Z,yes,look again,error places: 吉 stands for Jilin here.,,,,'
    "part,0.5,1.0,,,0,\r\n"
    ",,,same-language,confirmed,1.0,tianjin-visit,,zh-Hans,,,zh-Hant,,,,,,吉林,吉林\x01省,,same,,,,,,\r\n"
)

SAFE_CSV = (
    CSV.replace("attribution\r\n", "attribution,apostrophes\r\n")
    .replace('"=他', "\"'=他")
    .replace(",0,\r\n", ",0,,zh\r\n")
    .replace(",,,,,,\r\n", ",,,,,,,\r\n")
)

JSONL = (
    '{"id": 12, "relation": "translation", "status": "needs-review", "probability": 0.93, '
    '"kind": "part", "coverage": {"source": 0.5, "target": 1.0}, '
    '"source": {"document": "tianjin-visit", "lang": "en", "segments": [5], '
    '"text": "He said: \\"1 < 2\\"\\tand left."}, '
    '"target": {"document": "sichuan-forum", "lang": "zh-Hans", "segments": [1, 2], '
    '"text": "=他说：“一小于二”，\\n走了。"}, '
    '"flags": [{"rule": "places", "severity": "error", "side": "en", "start": 6, "end": 16, "found": "Kyrgyzstan", '
    '"suggestion": "Jilin", "message": "吉 stands for Jilin here."}], '
    '"corrections": [{"side": "source", "before": "Tianjin", "after": "Tianjin <b>", "rule": "edit", "reviewer": "李", '
    '"at": "2026-11-21T05:19:00Z"}], '
    '"reviewer": "李", "updated_at": "2026-11-21T05:19:00Z", "note": "look again", "bookmarked": true}\n'
    '{"id": null, "relation": "same-language", "status": "confirmed", "probability": 1.0, '
    '"kind": "same", "coverage": null, '
    '"source": {"document": "tianjin-visit", "lang": "zh-Hans", "segments": [], "text": "吉林"}, '
    '"target": {"document": "", "lang": "zh-Hant", "segments": [], "text": "吉林\\u0001省"}, '
    '"flags": [], "corrections": [], "reviewer": null, "updated_at": null}\n'
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tmx", TMX),
        ("xliff", XLIFF),
        ("tsv", TSV),
        ("tsv-plain", PLAIN_TSV),
        ("csv", CSV),
        ("csv-safe", SAFE_CSV),
        ("jsonl", JSONL),
    ],
    ids=lambda value: value if len(value) < 20 else "",
)
def test_every_format_byte_for_byte(name: str, expected: str) -> None:
    stream = io.BytesIO()
    assert FORMATS[name].write(PAIRS, stream) == 2
    assert stream.getvalue().decode() == expected


def read(name: str, data: str | bytes) -> list[tuple[str, str, str, str, str]]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return [
        (pair.source.language.value, pair.source.text, pair.target.language.value, pair.target.text, pair.status.value)
        for pair in FORMATS[name].read(stream, lambda sentence: None)
    ]


def tmx(units: str, header: str = "<header/>") -> str:
    return f'<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4">{header}<body>{units}</body></tmx>'


def tu(*variants: str) -> str:
    return "<tu>" + "".join(f"<tuv {tag}><seg>{text}</seg></tuv>" for tag, text in map(str.split, variants)) + "</tu>"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (tmx(tu('xml:lang="EN-US" Hello', 'xml:lang="zh-CN" 你好')), ("en", "Hello", "zh-Hans", "你好", "proposed")),
        (tmx(tu('lang="zh_TW" 你好', 'lang="en" Hello')), ("zh-Hant", "你好", "en", "Hello", "proposed")),
        (tmx(tu('lang="zh" 學習', 'lang="de" Ja', 'lang="en" Hi')), ("zh-Hant", "學習", "en", "Hi", "proposed")),
        (
            tmx(tu('lang="zh-CN" 你好', 'lang="en-GB" Hi'), '<header srclang="en-GB"/>'),
            ("en", "Hi", "zh-Hans", "你好", "proposed"),
        ),
        (tmx(tu('lang="zh-CN" 发展', 'lang="zh-TW" 發展')), ("zh-Hans", "发展", "zh-Hant", "發展", "proposed")),
        (
            tmx(tu('lang="en" a<bpt>&lt;b></bpt>b<ept>x</ept><hi>c<ph>y</ph></hi>d', 'lang="zh" 你好')),
            ("en", "abcd", "zh-Hans", "你好", "proposed"),
        ),
        (
            tmx(tu('lang="en" a<!--no-->b', 'lang="zh" <![CDATA[<你好>]]>')),
            ("en", "ab", "zh-Hans", "<你好>", "proposed"),
        ),
    ],
)
def test_units_of_other_tools_are_read_from_tmx(data: str, expected: tuple[str, ...]) -> None:
    assert read("tmx", data) == [expected]
    utf16 = f'<?xml version="1.0" encoding="utf-16"?>{data}'.encode("utf-16")
    assert read("tmx", utf16) == [expected]


def test_units_in_other_languages_are_left_out_and_reported() -> None:
    reported: list[str] = []
    units = tu('lang="fr" Oui', 'lang="de" Ja') + tu('lang="en" Hi', 'lang="zh" 你好') + tu('lang="en" Hi')
    found = list(FORMATS["tmx"].read(io.BytesIO(tmx(units).encode()), reported.append))
    assert len(found) == 1
    assert [sentence.split(" (")[0] for sentence in reported[:2]] == ["Unit 1", "Unit 3"]
    assert reported[2:] == [f"The file has 1 variant in “{tag}”, neither English nor Chinese." for tag in ("fr", "de")]


BODY = tmx(tu('lang="en" a&x;b', 'lang="zh" 你好')).removeprefix('<!DOCTYPE tmx SYSTEM "tmx14.dtd">')


def test_entities_that_a_file_declares_are_expanded() -> None:
    declared = '<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY x "&#8211;<hi>x</hi>">]>'
    assert read("tmx", declared + BODY) == [("en", "a–xb", "zh-Hans", "你好", "proposed")]


@pytest.mark.parametrize(
    "start", ['<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/hostname">]>', '<!DOCTYPE tmx SYSTEM "tmx14.dtd">', ""]
)
def test_other_entities_are_named(start: str) -> None:
    with pytest.raises(InputError, match="not a well-formed TMX: Entity 'x' not defined, line 1"):
        read("tmx", start + BODY)


def test_entities_that_grow_without_bound_are_refused() -> None:
    bomb = '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    with pytest.raises(InputError, match="amplification"):
        read("tmx", bomb + "]>" + BODY.replace("&x;", "&h;" * 10))


@pytest.mark.parametrize("text", ["&#1;", "\x0b"])
def test_characters_that_xml_forbids_are_refused_by_line(text: str) -> None:
    with pytest.raises(InputError, match=r"not a well-formed TMX: .*line 1"):
        read("tmx", BODY.replace("&x;", text))


@pytest.mark.parametrize(("name", "count"), [("tmx", 8), ("xliff", 7)])
def test_characters_that_xml_forbids_are_counted_when_written(name: str, count: int) -> None:
    said: list[str] = []
    source, target = replace(TRANSLATION.source, text="a\x00b\x1b"), replace(TRANSLATION.target, document="x\x01")
    FORMATS[name].write(
        [replace(TRANSLATION, source=source, target=target, note="\x02")] * 2, io.BytesIO(), said.append
    )
    assert said == [f"{count} control characters that XML cannot hold were replaced by “\ufffd”."]
    FORMATS[name].write([TRANSLATION], io.BytesIO(), said.append)
    assert len(said) == 1


@pytest.mark.parametrize("text", ['"""x"""', '"', '"a" "b"', '""', "\\n", '"\t"'])
@pytest.mark.parametrize("name", FORMATS)
def test_quotes_come_back_as_they_are(name: str, text: str) -> None:
    stream = io.BytesIO()
    FORMATS[name].write([replace(TRANSLATION, source=replace(TRANSLATION.source, text=text))], stream)
    stream.seek(0)
    assert [pair.source.text for pair in FORMATS[name].read(stream)] == [text]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            '<xliff version="1.2"><file source-language="en" target-language="zh-TW"><body><group><trans-unit id="1">'
            '<source>Hello <g id="1">w</g><x id="2"/></source><seg-source>no</seg-source><target>你好</target>'
            "<alt-trans><source>x</source><target>y</target></alt-trans></trans-unit></group></body></file></xliff>",
            ("en", "Hello w", "zh-Hant", "你好", "proposed"),
        ),
        (
            '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh-CN"><file>'
            '<unit><segment state="final"><source>Hello <pc id="1">w</pc></source><target>你<ph id="2"/>好</target>'
            "</segment></unit></file></xliff>",
            ("en", "Hello w", "zh-Hans", "你好", "confirmed"),
        ),
        (
            XLIFF.replace('approved="no"', 'approved="yes"')
            .replace("needs-adaptation", "signed-off")
            .partition(' <file original="tianjin-visit" source-language="zh')[0]
            + "</xliff>",
            ("en", 'He said: "1 < 2"\tand left.', "zh-Hans", "=他说：“一小于二”，\n走了。", "confirmed"),
        ),
    ],
)
def test_units_of_other_tools_are_read_from_xliff(data: str, expected: tuple[str, ...]) -> None:
    assert read("xliff", data) == [expected]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("tsv", "zh\ten\n你好\tHello\n", ("zh-Hans", "你好", "en", "Hello", "proposed")),
        ("tsv", "\ufeffEN \tzh\tx\r\nHello\t學習\ty\r\n", ("en", "Hello", "zh-Hant", "學習", "proposed")),
        ("tsv", 'en\tzh\n"Hello," he said.\t他说\\n\n', ("en", '"Hello," he said.', "zh-Hans", "他说\\n", "proposed")),
        ("tsv", 'en\tzh\n"""Hello,"" he said."\t他\n', ("en", '"Hello," he said.', "zh-Hans", "他", "proposed")),
        ("tsv", "en\tzh\tstatus\nHi\u2028x\t他\tconfirmed\n", ("en", "Hi\u2028x", "zh-Hans", "他", "confirmed")),
        ("tsv", "zh\ten\n你好\tHello\n".encode("utf-16"), ("zh-Hans", "你好", "en", "Hello", "proposed")),
        ("csv", 'zh,en\r\n"你,好",\'=x\r\n', ("zh-Hans", "你,好", "en", "'=x", "proposed")),
        (
            "jsonl",
            '{"source": [1], "target": [1, 2], "source_text": "Hello", "target_text": "你好", "probability": 0.97}',
            ("en", "Hello", "zh-Hans", "你好", "proposed"),
        ),
    ],
)
def test_tables_and_lines_of_other_tools_are_read(name: str, data: str | bytes, expected: tuple[str, ...]) -> None:
    assert read(name, data) == [expected]


FLAG_AS_JSON = flag_as_json(FLAG, "en")


def line(**fields: object) -> str:
    return json.dumps({"source_text": "a", "target_text": "b", **fields})


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("tsv", "", "The file is empty"),
        ("tsv", "a\tb\n", "does not name the columns zh and en, only 'a', 'b'"),
        ("tsv", "zh\ten\tzh\na\tb\tc\n", "names the column zh twice"),
        ("tsv", "zh\ten\n一\tb\n二\tb\tc\n", "Line 3 has 3 cells, but the first line names 2"),
        ("tsv", "zh\ten\tprobability\n一\tb\t1.5\n", "Line 2: '1.5' is not a probability"),
        ("tsv", "zh\ten\tstatus\n一\tb\tgood\n", "Line 2: 'good' is not a status"),
        ("tsv", "zh\ten\trelation\n一\tb\tgood\n", "Line 2: 'good' is not a relation"),
        ("tsv", "zh\ten\tsource_segments\n一\tb\tx\n", "Line 2: 'x' are not positions of segments"),
        ("tsv", b"zh\ten\n\xff\tb\n", "is not UTF-8"),
        ("csv", 'zh,en\n"一,b\n', "Line 2 is not valid CSV"),
        ("csv", b"zh,en\n\xff,b\n", "is not UTF-8"),
        ("jsonl", "{}\n[]\n", "Line 2: This is not a JSON object"),
        ("jsonl", '\n{"a": 1', "Line 2: This is not JSON"),
        ("jsonl", "[" * 100_000, "Line 1: This is not JSON"),
        ("jsonl", '{"source_text": "a", "target_text": "b", "probability": NaN}', "Line 1: 'nan' is not a probability"),
        ("jsonl", '{"source_text": "a\\ud800", "target_text": "b"}', "Line 1: A text holds half a character"),
        ("jsonl", line(flags=[FLAG_AS_JSON | {"side": "left"}]), "Line 1: the side of a flag"),
        ("jsonl", line(flags=[FLAG_AS_JSON | {"end": 2**64}]), "Line 1: end is not what it should be"),
        ("jsonl", line(flags=[FLAG_AS_JSON | {"start": -1}]), "Line 1: start is not what it should be"),
        ("jsonl", line(source={"document": "d", "segments": [2**64], "text": "a"}), "are not positions of segments"),
        ("jsonl", line(source={"document": "d", "segments": [True], "text": "a"}), "segments is not"),
        ("jsonl", '{"source": {"text": 1}, "target_text": "b"}', "Line 1: text is not what it should be"),
        ("jsonl", '{"source": {"text": "a", "lang": "fr"}, "target_text": "b"}', "'fr' is neither English nor Chinese"),
        ("tmx", "", "not a well-formed TMX"),
        ("tmx", "<html/>", "its root is <html>"),
        ("tmx", "<tmx><body><tu>", "not a well-formed TMX"),
        ("tmx", TMX.replace("0.93", "93"), "Unit 1 .line 5.: '93' is not a probability"),
        ("xliff", TMX, "its root is <tmx>"),
        ("xliff", XLIFF.replace("needs-review", "good"), "Unit 1 .line 5.: 'good' is not a status"),
    ],
)
def test_wrong_input_is_refused_naming_the_place(name: str, data: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        read(name, data)
    assert "\n" not in str(refused.value)


def test_the_name_decides_the_format() -> None:
    assert format_of("a/b.TMX", None) is FORMATS["tmx"]
    assert format_of("b.xlf", None) is FORMATS["xliff"]
    assert format_of("-", "csv") is FORMATS["csv"]
    for path in ("a.docx", "-", "tmx"):
        with pytest.raises(UsageError, match="--format"):
            format_of(path, None)


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.is_text])
def test_pairs_are_written_as_they_come(name: str) -> None:
    stream = io.BytesIO()
    seen: list[int] = []

    def many() -> Iterator[Pair]:
        for _ in range(5_000):
            seen.append(stream.tell())
            yield TRANSLATION

    assert FORMATS[name].write(many(), stream) == 5_000
    assert seen[-1] > stream.tell() * 0.9
