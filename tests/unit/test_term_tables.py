"""The tables of db/terms: well formed, and every example shows what its row does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workbench import resources
from workbench.language.analysed_text import AnalysedText
from workbench.language.organisations import find_in_english
from workbench.language.place_reading import read_places
from workbench.language.quantities.units import unit_after, unit_before
from workbench.language.transcription import may_transcribe

TABLES = sorted(path.stem for path in (resources.db() / "terms").glob("*.tsv"))
_MARKED = re.compile("［([^［］=]+)(?:=([^［］]+))?］")


def people_words(text: str) -> list[tuple[str, str]]:
    analysed = AnalysedText(text, chinese=True)
    return [(text[name.start : name.end], "") for name in analysed.chinese_people]


def place_words(text: str) -> list[tuple[str, str]]:
    readings = read_places(AnalysedText(text, chinese=True))
    return [(reading.text, reading.place.en) for reading in readings if reading.compound and reading.sure]


def english_words(text: str) -> list[tuple[str, str]]:
    analysed = AnalysedText(text, chinese=False)
    return [(text[name.start : name.end], "") for name in analysed.english_people]


def quantity_words(text: str) -> list[tuple[str, str]]:
    found = AnalysedText(text).quantities
    return [(each.text, str(each.value)) for each in found if not each.weak and each.value is not None]


RECOGNISERS = {
    "people-words": people_words,
    "place-words": place_words,
    "english-words": english_words,
    "quantity-words": quantity_words,
}


@pytest.mark.parametrize("table", RECOGNISERS)
def test_an_example_shows_all_that_is_recognised(table: str) -> None:
    examples = [row["example"] for row in resources.table(table) if row["example"]]
    wrong = []
    for example in examples:
        expected = [(match[1], match[2] or "") for match in _MARKED.finditer(example)]
        found = RECOGNISERS[table](_MARKED.sub(r"\1", example))
        if found != expected:
            wrong.append((example, found))
    assert len(examples) > 50
    assert not wrong


def test_the_sounds_of_a_character_are_chances() -> None:
    for row in resources.table("transcription"):
        sounds = dict(sound.split("=") for sound in row["sounds"].split())
        assert all(sound == "-" or (sound.isascii() and sound.islower() and len(sound) <= 4) for sound in sounds)
        assert 0 < sum(map(float, sounds.values())) < 1.05


TRANSCRIBED = (
    "乔治=George 吉尔伯特=Gilbert 基辛格=Kissinger 马歇尔=Marshall 西蒙斯=Simmons 武契奇=Vucic 希克斯=Hicks "
    "夏皮罗=Shapiro 齐默尔曼=Zimmermann 戴维杰=Davidge 辛格=Singh"
)


@pytest.mark.parametrize("pair", TRANSCRIBED.split())
def test_a_name_transcribes_a_word(pair: str) -> None:
    name, _, word = pair.partition("=")
    assert may_transcribe(name, word)


@pytest.mark.parametrize(
    "pair", ["李国强=Liaoning", "王毅=Foreign", "张建军=Johnson", "戴维杰=Simmons", "基辛格=Marshall"]
)
def test_a_name_does_not_transcribe_another_word(pair: str) -> None:
    name, _, word = pair.partition("=")
    assert not may_transcribe(name, word)


@pytest.mark.parametrize("row", resources.table("units"), ids=lambda row: row["name"])
def test_every_spelling_of_a_unit_is_read(row: dict[str, str]) -> None:
    for spelling in filter(None, [*row["chinese"].split(";"), *row["english"].split(";")]):
        found = unit_after(f"37{spelling} of it", 2)
        assert found is not None
        assert (found[0].name, found[1]) == (row["name"], 2 + len(spelling))
    for sign in filter(None, row["sign"].split(";")):
        found = unit_before(f"{sign}37", len(sign))
        assert found is not None
        assert (found[0].name, found[1]) == (row["name"], 0)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_well_formed_and_described(name: str) -> None:
    path = resources.db() / "terms" / f"{name}.tsv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    columns = header.split("\t")
    assert all(len(line.split("\t")) == len(columns) for line in lines)
    assert len(set(lines)) == len(lines)
    readme = Path(resources.db() / "terms" / "README.md").read_text(encoding="utf-8")
    assert f"`{name}`" in readme
    keys = [(row["list"], row["word"]) for row in resources.table(name)] if "list" in columns else []
    assert len(set(keys)) == len(keys)


def test_every_list_is_described() -> None:
    readme = (resources.db() / "terms" / "README.md").read_text(encoding="utf-8")
    described = {name.strip() for line in re.findall(r"^\| ([^|]+) \|", readme, re.M) for name in line.split(",")}
    lists = {row["list"] for table in RECOGNISERS for row in resources.table(table)}
    assert lists <= described


def test_every_english_name_of_an_organisation_is_found() -> None:
    rows = resources.table("organisations")
    names = [(row["zh"], name) for row in rows for name in (row["en"], *row["other"].split(";"))]
    names = [(zh, name) for zh, name in names if not name[:1].islower()]
    found = {zh: find_in_english(f"a {name}, b") for zh, name in names if name}
    assert [
        zh for zh, there in found.items() if zh not in {each.zh[0] for n in there for each in n.organisations}
    ] == []


def test_a_chinese_name_is_of_one_organisation() -> None:
    names = [name for row in resources.table("organisations") for name in (row["zh"], *row["short"].split(";")) if name]
    assert len(names) == len(set(names))
