"""TMX as other tools write it, made by hand from the specification, and the codes that languages have in ours."""

from __future__ import annotations

import io

import pytest

from tests.unit.test_exchange_outputs import PAIRS, tmx
from workbench.domain import Language, Pair
from workbench.errors import UsageError
from workbench.exchange.codes import codes_of
from workbench.exchange.fields import language_of
from workbench.exchange.formats import FORMATS, with_codes


def read(data: str | bytes, said: list[str] | None = None) -> list[Pair]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(FORMATS["tmx"].read(stream, (said if said is not None else []).append))


def variants(*found: tuple[str, str]) -> str:
    return "<tu>" + "".join(f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in found) + "</tu>"


def test_every_variant_is_in_a_pair_or_counted() -> None:
    said: list[str] = []
    unit = variants(("en-US", "color"), ("en-GB", "colour"), ("zh-CN", "颜色"), ("zh-TW", "顏色"), ("fr", "couleur"))
    found = read(tmx(unit + unit, '<header srclang="en-US"/>'), said)
    assert [(pair.source.text, pair.target.text) for pair in found[:3]] == [
        ("color", "颜色"),
        ("color", "顏色"),
        ("colour", "颜色"),
    ]
    assert len(found) == 6
    assert said == ["The file has 2 variants in “fr”, neither English nor Chinese."]


def test_variants_of_one_language_face_the_first() -> None:
    found = read(tmx(variants(("zh-CN", "颜色"), ("zh-TW", "顏色"), ("zh-HK", "顏色呀"))))
    assert [(pair.source.text, pair.target.text) for pair in found] == [("颜色", "顏色"), ("颜色", "顏色呀")]


MEMORY = """<tu tuid="7" creationid="ANNA" creationdate="20190501T100000Z" changeid="BOB" changedate="20200101T000000Z"
 usagecount="3"><note>first</note><note>second</note><prop type="client">ACME</prop><prop type="x-origin">MT</prop>
 <tuv xml:lang="en"><prop type="x-context">title</prop><seg>Hello</seg></tuv>
 <tuv xml:lang="zh"><seg>你好</seg></tuv></tu>"""


def test_what_a_memory_says_about_a_unit_is_its_note() -> None:
    (pair,) = read(tmx(MEMORY))
    assert pair.note == (
        "first; second; created by: ANNA; created: 2019-05-01T10:00:00Z; changed by: BOB; client: ACME; origin: MT;"
        " context (en): title"
    )
    assert (pair.updated_at, pair.reviewer) == ("2020-01-01T00:00:00Z", None)
    stream = io.BytesIO()
    FORMATS["tmx"].write([pair], stream)
    (again,) = read(stream.getvalue())
    assert again == pair


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("", {"en", "zh-Hans", "zh-Hant"}),
        ("zh-CN", {"en", "zh-CN", "zh-Hant"}),
        ("zh-TW", {"en", "zh-Hans", "zh-TW"}),
        ("en-US, zh-CN,zh-HK", {"en-US", "zh-CN", "zh-HK"}),
        ("zh", {"en", "zh"}),
        ("en-GB,zh-Hant-TW", {"en-GB", "zh-Hans", "zh-Hant-TW"}),
    ],
)
def test_languages_are_called_as_one_likes(codes: str, expected: set[str]) -> None:
    for name in ("tmx", "xliff"):
        stream = io.BytesIO()
        form = with_codes(FORMATS[name], codes)
        form.write(PAIRS, stream)
        stream.seek(0)
        assert {side.text for pair in form.read(stream) for side in (pair.source, pair.target)} >= {"吉林"}
    assert set(codes_of(codes).values()) == expected
    known = codes_of(codes)
    assert known[Language.EN] in stream.getvalue().decode()


@pytest.mark.parametrize("codes", ["fr", "zh CN", "en,*", "chinese words", "zh-"])
def test_other_codes_are_refused(codes: str) -> None:
    with pytest.raises(UsageError, match="is not a code for English or Chinese"):
        codes_of(codes)


def test_tables_have_codes_of_their_own() -> None:
    with pytest.raises(UsageError, match="--codes is about TMX and XLIFF"):
        with_codes(FORMATS["tsv"], "zh-CN")


def test_one_language_for_both_scripts_fits_into_one_xliff_2() -> None:
    said: list[str] = []
    stream = io.BytesIO()
    assert with_codes(FORMATS["xliff-2"], "zh").write(PAIRS, stream, said.append) == 1
    assert 'srcLang="en" trgLang="zh"' in stream.getvalue().decode()
    assert said[0].startswith("Left out 1 pair that is not from en to zh")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        *((tag, "en") for tag in ("EN", "en_AU", "eng")),
        *((tag, "zh-Hans") for tag in ("zh-Hans-CN", "ZH-CN", "zh-SG", "zh-CHS", "cmn-Hans")),
        *((tag, "zh-Hant") for tag in ("zh_Hant", "zh-HK", "zh-CHT", "zho-TW", "yue-HK", "zh-MO")),
    ],
)
def test_common_codes_are_read(tag: str, expected: str) -> None:
    language = language_of(tag, "x")
    assert language is not None
    assert language.value == expected
