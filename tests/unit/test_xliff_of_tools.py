"""XLIFF as other tools write it. Each file was made by hand from the tool's documentation; none is a tool's own."""

from __future__ import annotations

import io

import pytest

from workbench.domain import Inline, InlineKind, Language, Pair, PairSide, Relation, Status
from workbench.exchange.formats import FORMATS
from workbench.exchange.xliff_states import STATES, WRITTEN_1, WRITTEN_2, status_of

HEAD = 'xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"'


def file(units: str, more: str = "", attributes: str = "") -> str:
    return (
        f'<xliff {HEAD} {more}><file original="a.docx" datatype="x-docx" source-language="en-US"'
        f' target-language="zh-CN" {attributes}><body>{units}</body></file></xliff>'
    )


def read(data: str, said: list[str] | None = None) -> list[Pair]:
    return list(FORMATS["xliff"].read(io.BytesIO(data.encode()), (said if said is not None else []).append))


def texts(data: str, said: list[str] | None = None) -> list[tuple[str, str, str]]:
    return [(pair.source.text, pair.target.text, pair.status.value) for pair in read(data, said)]


TRADOS = file(
    """
<group><sdl:cxts><sdl:cxt id="1"/></sdl:cxts>
<trans-unit id="t1">
 <source>First one. <g id="5">Second</g> one. Third.</source>
 <seg-source><mrk mtype="seg" mid="1">First one.</mrk> <mrk mtype="seg" mid="2"><g id="5">Second</g> one.</mrk>
  <mrk mtype="seg" mid="3">Third.</mrk></seg-source>
 <target><mrk mtype="seg" mid="1">第一<mrk mtype="x-sdl-comment" sdl:cid="c1">句</mrk>。</mrk><mrk mtype="seg"
  mid="2"><g id="5">第二</g><mrk mtype="x-sdl-deleted" sdl:revid="r1">个</mrk><mrk mtype="x-sdl-added"
  sdl:revid="r2">句</mrk>。</mrk></target>
 <sdl:seg-defs><sdl:seg id="1" conf="ApprovedSignOff" origin="tm" percent="100"/><sdl:seg id="2" conf="Translated"/>
  <sdl:seg id="3"/></sdl:seg-defs>
</trans-unit></group>
<trans-unit id="lockTU_1" translate="no"><source>123</source></trans-unit>""",
    'xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" sdl:version="1.0"',
)


def test_segments_of_trados() -> None:
    said: list[str] = []
    assert texts(TRADOS, said) == [
        ("First one.", "第一句。", "confirmed"),
        ("Second one.", "第二句。", "proposed"),
    ]
    assert said == [
        "Unit 1 (line 3), segment 3 has an empty side.",
        "Unit 2 (line 13) is marked as not to be translated.",
    ]


MEMOQ = file(
    """
<trans-unit id="1" mq:status="Proofread" mq:percent="100"><source xml:space="preserve">One <bpt
 id="1" ctype="bold">{}</bpt>two<ept id="1">{}</ept><ph id="2">&lt;br/&gt;</ph></source><target
 xml:space="preserve">一<bpt id="1" ctype="bold">{}</bpt>二<ept id="1">{}</ept></target>
 <mq:minorversions><mq:historical-unit><source>Old</source><target>旧</target></mq:historical-unit></mq:minorversions>
</trans-unit>
<trans-unit id="2" mq:status="ManuallyConfirmed"><source>Two</source><target>二</target></trans-unit>
<trans-unit id="3" mq:status="Rejected"><source>Three</source><target>三</target><note>wrong</note></trans-unit>""",
    'xmlns:mq="MQXliff"',
)


def test_units_of_memoq_with_their_codes_and_notes() -> None:
    found = read(MEMOQ)
    assert [(pair.source.text, pair.target.text, pair.status, pair.note) for pair in found] == [
        ("One two", "一二", Status.CONFIRMED, ""),
        ("Two", "二", Status.PROPOSED, ""),
        ("Three", "三", Status.NEEDS_REVIEW, "wrong"),
    ]
    assert found[0].source.inlines == (
        Inline(InlineKind.STRONG, 4, 7, "{}"),
        Inline(InlineKind.PLACEHOLDER, 7, 7, "<br/>"),
    )


@pytest.mark.parametrize(("level", "status"), [("1", "proposed"), ("2", "confirmed")])
def test_segments_that_phrase_confirmed_in_a_later_step_are_confirmed(level: str, status: str) -> None:
    unit = '<trans-unit id="x:0" m:confirmed="1"><source>One{1}</source><target>一{1}</target></trans-unit>'
    data = file(unit, 'xmlns:m="http://www.memsource.com/mxlf/2.0"', f'm:level="{level}"')
    assert texts(data) == [("One{1}", "一{1}", status)]


OKAPI = file(
    """<group translate="no"><trans-unit id="1"><source>Off</source><target>关</target></trans-unit>
<trans-unit id="2" translate="yes"><source>On</source><target state="final">开</target></trans-unit></group>
<trans-unit id="3" approved="yes"><source>A <x id="1" equiv-text="{name}"/> <bx id="2" rid="1"/>b<ex id="3"
 rid="1"/></source><target xml:lang="zh-TW">這 <x id="1" equiv-text="{name}"/></target>
<alt-trans><source>x</source><target>y</target></alt-trans></trans-unit>""",
    'xmlns:okp="okapi-framework:xliff-extensions"',
)


def test_units_of_okapi() -> None:
    said: list[str] = []
    on, codes = read(OKAPI, said)
    assert (on.source.text, on.status) == ("On", Status.CONFIRMED)
    assert (codes.source.text, codes.target.language, codes.status) == ("A  b", Language.ZH_HANT, Status.CONFIRMED)
    assert codes.source.inlines == (
        Inline(InlineKind.PLACEHOLDER, 2, 2, "{name}"),
        Inline(InlineKind.EMPHASIS, 3, 4, ""),
    )
    assert len(said) == 1


def test_units_of_weblate() -> None:
    unit = '<trans-unit id="a" resname="a" approved="no"><source>Hi</source><target state="{}">嗨</target></trans-unit>'
    data = file(unit.format("translated") + unit.format("needs-adaptation") + unit.format("final"))
    assert [status for *_, status in texts(data)] == ["proposed", "needs-review", "confirmed"]


VERSION_2 = """<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh">
<file id="f" translate="yes"><group id="g"><unit id="u"><notes><note id="1">first</note><note>second</note></notes>
<originalData><data id="d1">&lt;b></data></originalData>
<segment id="s1" state="reviewed"><source>One <pc id="1" type="fmt" subType="xlf:b" dataRefStart="d1">bold</pc></source>
<target>一<pc id="1" type="fmt" subType="xlf:b">粗</pc></target></segment><ignorable><source> </source></ignorable>
<segment id="s2" state="translated"><source>Two<cp hex="0007"/></source><target>二<mrk id="m"
 type="term">词</mrk></target></segment></unit>
<unit id="v" translate="no"><segment><source>No</source><target>不</target></segment></unit></group></file></xliff>"""


def test_segments_of_version_2() -> None:
    said: list[str] = []
    one, two = read(VERSION_2, said)
    assert (one.source.text, one.target.text, one.status, one.note) == (
        "One bold",
        "一粗",
        Status.CONFIRMED,
        "first; second",
    )
    assert one.source.inlines == (Inline(InlineKind.STRONG, 4, 8, "<b>"),)
    assert (two.source.text, two.target.text, two.status) == ("Two\x07", "二词", Status.PROPOSED)
    assert [sentence.partition(" is ")[2] for sentence in said] == ["marked as not to be translated."]


EVERY_KIND = (*(Inline(kind, 0, 3, "a>") for kind in InlineKind), Inline(InlineKind.IMAGE, 4, 4, "x.png"))
CODES = Pair(
    PairSide("", Language.EN, (), "one two", EVERY_KIND),
    PairSide("", Language.ZH_HANS, (), "一二", (Inline(InlineKind.STRONG, 0, 1),)),
    Relation.TRANSLATION,
)


@pytest.mark.parametrize("form", ["tmx", "xliff", "xliff-2"])
def test_inline_elements_come_back(form: str) -> None:
    stream = io.BytesIO()
    FORMATS[form].write([CODES], stream)
    stream.seek(0)
    (pair,) = FORMATS[form].read(stream)
    assert pair.source.inlines == CODES.source.inlines
    assert pair.target.inlines == CODES.target.inlines


@pytest.mark.parametrize("ours", Status)
@pytest.mark.parametrize("written", [WRITTEN_1, WRITTEN_2])
def test_a_state_that_nobody_changed_is_ours(written: dict[Status, str], ours: Status) -> None:
    approved = "yes" if ours is Status.CONFIRMED else "no"
    assert status_of((written[ours],), approved, ours) == ours


def test_what_somebody_translated_is_not_confirmed() -> None:
    named = {state.name: state.status for states in STATES.values() for state in states}
    assert {named[name] for name in ("translated", "Translated", "ManuallyConfirmed")} == {Status.PROPOSED}
    assert status_of(("translated",), "", Status.CONFIRMED) == Status.PROPOSED
    assert status_of(("final",), "", Status.REJECTED) == Status.CONFIRMED
    assert status_of(("x-own",), "", "") == ""
