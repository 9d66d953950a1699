"""Damage made on purpose in good pairs: what a careless translator or a machine does, one slip a pair."""

from __future__ import annotations

import calendar
import random
import re
from collections.abc import Callable

from workbench.language import gazetteer
from workbench.language.analysed_text import analyse
from workbench.language.quantities.finding import quantities
from workbench.language.romanisation import is_romanised, spell_name
from workbench.language.words import is_known_word
from workbench.script import HAN

Pair = tuple[str, str]
Damage = Callable[[Pair, random.Random], Pair | None]
"""The damaged pair, None where there is nothing to damage."""

_HAN_WORDS = re.compile(f"[{HAN}]{{4,}}")
_NAMES = ["王建国", "李晓红", "张志强", "陈文静", "赵国栋", "孙丽华", "周海涛", "吴秀兰", "郑永刚", "冯雪梅"]


def _replaced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _other_digits(text: str, chance: random.Random) -> str:
    places = [place for place, character in enumerate(text) if character.isdigit()]
    place = chance.choice(places)
    digit = chance.choice([d for d in "123456789" if d != text[place]])
    return _replaced(text, place, place + 1, digit)


def english_digit(pair: Pair, chance: random.Random) -> Pair | None:
    """One digit of a number in the English becomes another."""
    found = [q for q in quantities(pair[1]) if q.text[:1].isdigit() and q.kind != "code"]
    if not found:
        return None
    chosen = chance.choice(found)
    return pair[0], _replaced(pair[1], chosen.start, chosen.end, _other_digits(chosen.text, chance))


def chinese_digit(pair: Pair, chance: random.Random) -> Pair | None:
    """One digit of a number in the Chinese becomes another."""
    found = [q for q in quantities(pair[0]) if q.text[:1].isdigit() and q.kind != "code"]
    if not found:
        return None
    chosen = chance.choice(found)
    return _replaced(pair[0], chosen.start, chosen.end, _other_digits(chosen.text, chance)), pair[1]


def scale(pair: Pair, chance: random.Random) -> Pair | None:
    """Million becomes billion, and the reverse: what machines make of 亿."""
    found = list(re.finditer(r"\b(million|billion)\b", pair[1]))
    if not found:
        return None
    chosen = chance.choice(found)
    return pair[0], _replaced(pair[1], *chosen.span(), "billion" if chosen[0] == "million" else "million")


def month(pair: Pair, chance: random.Random) -> Pair | None:
    """Another month, where the Chinese names one."""
    months = [name for name in calendar.month_name if name not in ("", "May")]
    found = list(re.finditer(rf"\b(?:{'|'.join(months)})\b", pair[1]))
    if not found or "月" not in pair[0]:
        return None
    chosen = chance.choice(found)
    return pair[0], _replaced(pair[1], *chosen.span(), chance.choice([m for m in months if m != chosen[0]]))


def spelled(pair: Pair, chance: random.Random) -> Pair | None:
    """A number in words becomes another: three, six."""
    words = ["three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    found = list(re.finditer(rf"(?<![\w-])(?:{'|'.join(words)})\b", pair[1]))
    if not found:
        return None
    chosen = chance.choice(found)
    return pair[0], _replaced(pair[1], *chosen.span(), chance.choice([w for w in words if w != chosen[0]]))


def place(pair: Pair, chance: random.Random) -> Pair | None:
    """A place that both sides name becomes another of its kind in the English."""
    there = {each.zh for mention in gazetteer.find_chinese(pair[0]) for each in mention.places}
    found = [
        mention
        for mention in gazetteer.find_english(pair[1])
        if not mention.adjective and any(each.zh in there for each in mention.places)
    ]
    if not found:
        return None
    chosen = chance.choice(found)
    others = [
        each.en
        for each in gazetteer.places()
        if each.kind == chosen.place.kind and each.en not in pair[1] and each.zh not in there
    ]
    return (pair[0], _replaced(pair[1], chosen.start, chosen.end, chance.choice(others))) if others else None


def person(pair: Pair, chance: random.Random) -> Pair | None:
    """A Chinese person that both sides name becomes another in the English."""
    hanzi = [name.text for name in analyse(pair[0], True).chinese_people]
    found = [
        name
        for name in analyse(pair[1], False).english_people
        if any(is_romanised(pair[1][name.start : name.end], zh) for zh in hanzi)
    ]
    if not found:
        return None
    chosen = chance.choice(found)
    other = chance.choice([zh for zh in _NAMES if zh not in pair[0]])
    return pair[0], _replaced(pair[1], chosen.start, chosen.end, spell_name(other))


_TRANSCRIBED = re.compile("[\u4e00-\u9fff]{2,}[·•][\u4e00-\u9fff]{2,}")
_FOREIGN = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+ [A-Z][a-z]+")
_FOREIGN_NAMES = ["Henrik Larsson", "Miguel Torres", "Ivan Petrov", "Fatima Hassan", "Olga Schmidt", "Kwame Mensah"]


def _foreign_name(pair: Pair) -> re.Match[str] | None:
    """The one foreign name of the English, where the Chinese has one that it writes with a dot."""
    there = _TRANSCRIBED.findall(pair[0])
    here = [name for name in _FOREIGN.finditer(pair[1]) if not is_known_word(name[0].split()[1].lower())]
    return here[0] if len(there) == len(here) == 1 else None


def foreigner(pair: Pair, chance: random.Random) -> Pair | None:
    """A foreign person, transcribed in the Chinese, becomes another in the English."""
    name = _foreign_name(pair)
    return name and (pair[0], _replaced(pair[1], *name.span(), chance.choice(_FOREIGN_NAMES)))


def nobody(pair: Pair, chance: random.Random) -> Pair | None:
    """A foreign person, transcribed in the Chinese, is not named in the English."""
    name = _foreign_name(pair)
    return name and (pair[0], _replaced(pair[1], *name.span(), "this person"))


def chinese_left(pair: Pair, chance: random.Random) -> Pair | None:
    """A word of the English stays in Chinese."""
    words = list(re.finditer(r"\b[A-Za-z]{4,}\b", pair[1]))
    runs = _HAN_WORDS.findall(pair[0])
    if not words or not runs:
        return None
    run, word = chance.choice(runs), chance.choice(words)
    start = chance.randrange(len(run) - 1)
    return pair[0], _replaced(pair[1], *word.span(), run[start : start + chance.randint(2, 4)])


def english_left(pair: Pair, chance: random.Random) -> Pair | None:
    """A word of the Chinese stays in English."""
    words = re.findall(r"\b[a-z]{4,}\b", pair[1])
    runs = list(_HAN_WORDS.finditer(pair[0]))
    if not words or not runs:
        return None
    start = chance.choice(runs).start()
    return _replaced(pair[0], start, start + 2, chance.choice(words)), pair[1]


def half_english(pair: Pair, chance: random.Random) -> Pair | None:
    """The second half of the English is missing."""
    words = pair[1].split()
    return (pair[0], " ".join(words[: len(words) // 2])) if len(words) >= 12 else None


def half_chinese(pair: Pair, chance: random.Random) -> Pair | None:
    """The second half of the Chinese is missing."""
    return (pair[0][: len(pair[0]) // 2], pair[1]) if len(pair[0]) >= 20 else None


_OTHERS = [
    "The striker scored twice before half-time and was carried off the field on a stretcher.",
    "Add the onions to the pan and fry them slowly in butter until they are golden.",
    "Whales that live in cold seas grow a thick layer of fat under their skin.",
    "She wore a long silk dress and her grandmother's earrings to the first night of the opera.",
    "The bridge was closed for three days while engineers looked for cracks in the cables.",
    "Children who read every evening know more words when they start school.",
    "The court found that the landlord had kept the tenants' deposit without a reason.",
    "A software update made thousands of phones restart in the middle of a call.",
]


def other_english(pair: Pair, chance: random.Random) -> Pair | None:
    """The English of another row."""
    return (pair[0], chance.choice(_OTHERS)) if len(pair[0]) >= 14 else None


def placeholder(pair: Pair, chance: random.Random) -> Pair | None:
    """A placeholder or a mark instead of the English."""
    return pair[0], chance.choice([".", "…", "N/A", "TODO", "-", "???"])


def run_together(pair: Pair, chance: random.Random) -> Pair | None:
    """Some words of the English stand twice without a space."""
    words = list(re.finditer(r"\b[A-Za-z]{4,}(?: [a-z]{2,}){0,4}", pair[1]))
    if not words:
        return None
    word = chance.choice(words)
    return pair[0], _replaced(pair[1], *word.span(), word[0] * 2)


def hole(pair: Pair, chance: random.Random) -> Pair | None:
    """The noun between "the" and "of" dropped out."""
    places = list(re.finditer(r"\b[Tt]he (?:[A-Za-z]+ ){1,3}(?=of )", pair[1]))
    if not places:
        return None
    chosen = chance.choice(places)
    return pair[0], _replaced(pair[1], *chosen.span(), "the ")


def doubled(pair: Pair, chance: random.Random) -> Pair | None:
    """A lower-case word of the English occurs twice."""
    words = list(re.finditer(r"(?<= )[a-z]{2,}(?= )", pair[1]))
    if not words:
        return None
    word = chance.choice(words)
    return pair[0], _replaced(pair[1], *word.span(), f"{word[0]} {word[0]}")


DAMAGES: dict[str, tuple[Damage, tuple[str, ...], str]] = {
    "number changed (en digits)": (english_digit, ("numbers",), ".95"),
    "number changed (zh digits)": (chinese_digit, ("numbers",), ".95"),
    "million for billion": (scale, ("numbers",), ".95"),
    "month changed": (month, ("numbers",), ".95"),
    "number changed (en words)": (spelled, ("numbers",), "–"),
    "place swapped": (place, ("places",), ".85"),
    "person swapped": (person, ("people",), ".85"),
    "foreign name replaced": (foreigner, ("people", "coverage"), ".75"),
    "foreign name removed": (nobody, ("people", "coverage"), ".75"),
    "Chinese left in English": (chinese_left, ("script", "coverage"), ".95"),
    "English left in Chinese": (english_left, ("script", "coverage"), "–"),
    "half the English missing": (half_english, ("coverage",), "–"),
    "half the Chinese missing": (half_chinese, ("coverage",), "–"),
    "word doubled": (doubled, ("coverage",), "–"),
    "words run together twice": (run_together, ("coverage",), "–"),
    "English of another row": (other_english, ("coverage",), ".98"),
    "placeholder for English": (placeholder, ("coverage",), ".98"),
    "noun missing before of": (hole, ("coverage",), "–"),
}
"""What is damaged, how, the families that should tell, and the target."""
