"""Which places a Chinese text names, the one-character names read from what stands around them.

吉 is Jilin in 津吉 and Kyrgyzstan in 中吉乌: the neighbours in the compound, the words after it, and the names that the
text and its document spell out decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain

from workbench.domain import PlaceKind
from workbench.language import gazetteer
from workbench.language.analysed_text import AnalysedText, analyse, analyse_all
from workbench.language.conversion import simplify
from workbench.language.gazetteer import Place
from workbench.resources import WordLists, table
from workbench.script import HAN_RE

_WORDS = WordLists("place-words")


def is_strong(character: str) -> bool:
    """Whether a character stands for a place as soon as something around it says so; others only beside such a one."""
    return _WORDS.has("strong", character)


@cache
def _neighbours() -> dict[tuple[str, str], str]:
    """For a character with several Chinese places and each of them: the characters usually beside it."""
    return {(row["character"], row["place"]): row["neighbours"] for row in table("place-neighbours")}


@cache
def _groups() -> tuple[tuple[str, frozenset[str]], ...]:
    """Countries that are named together, by their characters and in full."""
    return tuple((row["characters"], frozenset(row["places"].split(";"))) for row in table("place-groups"))


@cache
def _pairs() -> dict[str, tuple[str, ...]]:
    """Two characters that are always the same two places when they stand together, and which."""
    return {row["characters"]: tuple(row["places"].split(";")) for row in table("place-pairs")}


_LONGEST_RUN = 8
"""More such characters in a row name no places."""


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """A place a Chinese text names."""

    start: int
    end: int
    text: str
    places: tuple[Place, ...]
    """What it can be, the likeliest first."""
    sure: bool
    """Whether the first of `places` is what is meant (for a full name: always)."""
    meant: bool = True
    """Whether a place is meant at all, though not sure which."""
    compound: str = ""
    """For a one-character name: the compound it is in (津吉), or itself."""
    members: tuple[Place, ...] = ()
    """For a one-character name: the places of the compound in order."""

    @property
    def place(self) -> Place:
        """The likeliest."""
        return self.places[0]


@dataclass(frozen=True)
class SpelledOut:
    """How often a document and its companions spell places out, in either language."""

    zh: Mapping[str, int]
    """By Place.zh, names in Chinese."""
    en: Mapping[str, int]

    def weight(self, place: Place) -> float:
        """0 where nothing names the place, up to 2.5 where the Chinese does so often."""
        chinese = self.zh.get(place.zh, 0)
        return (1.5 if chinese else 0.0) + (0.5 if chinese > 2 else 0.0) + (0.5 if self.en.get(place.zh, 0) else 0.0)


NOTHING_SPELLED_OUT = SpelledOut({}, {})


@lru_cache(maxsize=16)
def spelled_out(texts: tuple[str, ...]) -> SpelledOut:
    """What places whole texts, of either language or both, spell out."""
    chinese: Counter[str] = Counter()
    english: Counter[str] = Counter()
    for text in texts:
        english.update(place.zh for mention in gazetteer.find_english(text) for place in mention.places)
        # Only lines that may name a place are divided into words: most of what that costs in a document.
        lines = [line for line in simplify(text).splitlines() if HAN_RE.search(line) and gazetteer.find_chinese(line)]
        mentions = chain.from_iterable(line.chinese_places for line in analyse_all(lines, chinese=True))
        chinese.update(place.zh for mention in mentions for place in mention.places)
    return SpelledOut(chinese, english)


def read_places(analysed: AnalysedText, texts: tuple[str, ...] = ()) -> list[PlaceReading]:
    """Return all places that a Chinese text names, in order; `texts` are the documents the reading may lean on."""
    text = analysed.simplified
    spelled = [PlaceReading(m.start, m.end, m.text, m.places, sure=True) for m in analysed.chinese_places]
    taken = {place for named in spelled for place in range(named.start, named.end)}
    runs = list(_runs(analysed, taken))
    if not runs:
        return spelled
    here = {place.zh for named in spelled for place in named.places}
    # A city of a country or province speaks for it: 吉 beside 长春 is Jilin.
    here |= {parent for named in spelled for place in named.places for parent in place.parent.split(";") if parent}
    known = spelled_out(texts) if texts else NOTHING_SPELLED_OUT
    for start, end in runs:
        if end - start <= _LONGEST_RUN:
            spelled += _read_run(text, start, end, here, known)
    return sorted(spelled, key=lambda named: named.start)


def _runs(analysed: AnalysedText, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Spans of one-character names side by side that may be places: whole words, or words made of such names alone."""
    text = analysed.simplified
    characters = gazetteer.abbreviations()
    if characters.isdisjoint(text):
        return
    run_start = run_end = -1
    for start, end in analysed.spans:
        # Such a name is the first or the last character of its word.
        may_fit = text[start] in characters or text[end - 1] in characters
        core = _core(text[start:end]) if may_fit else (0, 0)
        start, end = start + core[0], start + core[1]
        fits = start < end and taken.isdisjoint(range(start, end))
        fits = fits and not (text[start] == "日" and text[:start].rstrip()[-1:].isdigit())
        if fits and start == run_end:
            run_end = end
            continue
        if run_end > run_start:
            yield _without_direction(text, run_start, run_end)
        run_start, run_end = (start, end) if fits else (-1, -1)
    if run_end > run_start:
        yield _without_direction(text, run_start, run_end)


def _without_direction(text: str, start: int, end: int) -> tuple[int, int]:
    """赣南 is the south of Jiangxi, not Jiangxi and Nanning, whatever follows."""
    if text[start + 1 : start + 2] in ("西", "南") and end > start + 1 and not text.startswith(_WORDS["railway"], end):
        return start, start + 1
    return start, end


@lru_cache(maxsize=4096)
def _core(word: str) -> tuple[int, int]:
    """The part of a word that one-character names may be: all of 津吉, the second half of 访华, the first of 赣南."""
    end = len(word)
    characters = gazetteer.abbreviations()
    if len(word) == 1:
        return (0, end) if word in characters else (0, 0)
    if len(word) == 2 and _WORDS.has("direction", word[1]) and is_strong(word[0]):
        return 0, 1
    if len(word) <= 3 and not _WORDS.has("not places", word) and all(character in characters for character in word):
        return (0, end) if any(map(is_strong, word)) else (0, 0)
    if len(word) == 2 and _WORDS.has("prefix", word[0]) and is_strong(word[1]):
        return 1, end
    if len(word) == 2 and _WORDS.has("suffix", word[1]) and is_strong(word[0]):
        return 0, 1
    return 0, 0


def _read_run(text: str, start: int, end: int, here: set[str], known: SpelledOut) -> list[PlaceReading]:
    run = text[start:end]
    level = _level(text, start, end)
    pair = _pairs().get(run, ("",) * len(run))
    places: list[tuple[Place, ...]] = []
    margins: list[float] = []
    for character, fixed in zip(run, pair, strict=True):
        scored = sorted(
            ((_score(place, character, run, level, here, known) + (3.0 if place.zh == fixed else 0.0), -rank, place)
             for rank, place in enumerate(_distinct(character))),
            key=lambda item: item[:2], reverse=True,
        )  # fmt: skip
        places.append(tuple(place for _, _, place in scored))
        margins.append(scored[0][0] - scored[1][0] if len(scored) > 1 else 3.0)
    meant = _meant(text, start, end, level) or (run in _pairs() and _stands_as_place(text, start, end))
    members = tuple(options[0] for options in places)
    return [
        PlaceReading(start + i, start + i + 1, run[i], places[i], meant and margins[i] >= 1, meant, run, members)
        for i in range(len(run))
    ]


@lru_cache(maxsize=512)
def _distinct(character: str) -> tuple[Place, ...]:
    """The places of a character, one for each English name: the city of Jilin goes with the province."""
    return tuple({place.en: place for place in reversed(gazetteer.abbreviated(character))}.values())[::-1]


def is_foreign(place: Place) -> bool:
    """Whether a place is another country than China."""
    return place.kind is PlaceKind.COUNTRY and place.zh != "中国"


def _stands_as_place(text: str, start: int, end: int) -> bool:
    """Whether the characters beside a run of one-character names show that places are meant."""
    return _WORDS.has("before", text[start - 1 : start]) or text.startswith(_WORDS["after"], end)


def _has(wanted: str, text: str) -> bool:
    return any(word in text for word in _WORDS[wanted])


def _level(text: str, start: int, end: int) -> float:
    """How far the surroundings speak for countries (above 0) or for places in China (below 0)."""
    level = 0.0
    run = text[start:end]
    for position, character in enumerate(run):
        kinds = {is_foreign(place) for place in _distinct(character)}
        if character == "中" or character == "华":
            level += 1.5 if position == 0 and len(run) > 1 else 0.5
        elif len(kinds) == 1:
            level += 1.5 if True in kinds else -1.5
    around = text[max(0, start - 4) : start] + " " + text[end : end + 8]
    if len(run) > 1 or _stands_as_place(text, start, end):
        level += 1.0 if _has("abroad", around) else 0.0
        level -= 1.0 if _has("at home", around) else 0.0
    if text[end : end + 1] == "国" and len(run) == 1:
        level += 2.0
    if text[end : end + 1] == "方" and ("中方" in text or "两国" in text):
        level += 2.0
    return level


def _score(place: Place, character: str, run: str, level: float, here: set[str], known: SpelledOut) -> float:
    score = level if is_foreign(place) else -level
    score += 0.3 if place.kind in gazetteer.PROVINCIAL else 0.0
    score += 2.5 if place.zh in here or place.name in here else 0.0
    score += known.weight(place)
    if is_foreign(place):
        others = [neighbour for neighbour in run if neighbour not in (character, "中")]
        together = [whole for characters, whole in _groups() if others and all(c in characters for c in others)]
        score += 1.0 if any(place.zh in whole for whole in together) else 0.0
    near = _neighbours().get((character, place.name))
    if near and any(neighbour in near for neighbour in run if neighbour != character):
        score += 1.5
    return score


def _meant(text: str, start: int, end: int, level: float) -> bool:
    """Whether a run of such characters is meant as places at all."""
    run = text[start:end]
    if len(run) > 1:
        strong = sum(is_strong(character) or character == "中" for character in run)
        around = text.startswith(_WORDS["after"], end) or (level < 0 and text.startswith(_WORDS["railway"], end))
        if strong == len(run) or (level < 0 and around):
            return True
        # 新马泰 has one sure character of three; longer runs with others among them are words (澳大中华).
        return strong > 0 and (len(run) == 3 or (len(run) == 2 and bool(around)))
    return is_strong(run) and _stands_as_place(text, start, end)


@lru_cache(maxsize=16)
def readings_in(texts: tuple[str, ...]) -> Mapping[str, tuple[PlaceReading, ...]]:
    """The sure one-character names in whole texts, by character, each reading and compound once, commonest first."""
    counted: Counter[PlaceReading] = Counter()
    for text in texts:
        for named in read_places(analyse(text), texts):
            if named.compound and named.sure:
                counted[replace(named, start=0, end=0)] += 1
    found: dict[str, list[PlaceReading]] = {}
    for named, _ in counted.most_common():
        found.setdefault(named.text, []).append(named)
    return {character: tuple(readings) for character, readings in found.items()}
