"""What of a text may be a term or a name: runs of words, and names whose spelling or sound agrees in a pair."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from workbench.i18n import N_
from workbench.language import name_matches
from workbench.language.analysed_text import AnalysedText
from workbench.language.romanisation import is_romanised
from workbench.language.words import is_common_word, is_function_word
from workbench.script import HAN_RE

_LONGEST_RUN = 4
"""Words of a candidate."""


class HarvestKind(StrEnum):
    """What was harvested."""

    TERM = N_("term")
    PERSON = N_("person")
    PLACE = N_("place")
    ORGANISATION = N_("organisation")


_WORD = re.compile(r"[A-Za-z\u00c0-\u024f][\w\u00c0-\u024f]*(?:['’-][\w\u00c0-\u024f]+)*")
_ENDINGS = ("", "d", "ed", "ied", "ing", "ly", "ness")
"""Endings without which an English word may be an ordinary one."""
_INSIDE = frozenset({"of", "and", "the", "for", "to", "in", "on"})
"""Function words that may be inside an English candidate."""
_COUNTED = re.compile("[零〇一二三四五六七八九十百千万亿两几多数第每各某年月日时分秒天个种些次名位只件项条]+")
"""Numbers and measures: what has them is not a term."""
_HAN_OR_LETTERS = re.compile(r"[^\W_]+")


def english_candidates(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the candidates of an English text: as compared, as written, and whether a sentence begins with it."""
    words = list(_WORD.finditer(text))
    function = [is_function_word(word[0]) or word[0].endswith(("n't", "n’t")) for word in words]
    for start, word in enumerate(words):
        if function[start]:
            continue
        before = text[: word.start()].rstrip(" \"'“‘(*_#-")
        begins = not before or before[-1] in ".!?:”"
        for end in range(start, min(start + _LONGEST_RUN, len(words))):
            if end > start and text[words[end - 1].end() : words[end].start()] not in (" ", "'s "):
                break
            if function[end]:
                if words[end][0].lower() not in _INSIDE:
                    break
                continue
            run = [each[0].casefold() for each in words[start : end + 1]]
            yield " ".join([*run[:-1], singular(run[-1])]), text[word.start() : words[end].end()], begins


def is_ordinary(word: str) -> bool:
    """Whether an English word, or what it is formed from, is an ordinary one."""
    return any(is_common_word(word.removesuffix(end) + more) for end in _ENDINGS for more in ("", "e", "y"))


def singular(word: str) -> str:
    """A word in small letters without the ending of the plural."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def chinese_candidates(text: AnalysedText) -> Iterator[str]:
    """Yield the candidates of a Chinese text, words joined by a space."""
    plain = text.simplified
    words = [plain[start:end] for start, end in text.spans]
    usable = [_is_usable(word) for word in words]
    for start in range(len(words)):
        for end in range(start, min(start + _LONGEST_RUN, len(words))):
            if not usable[end] or (end > start and text.spans[end - 1][1] != text.spans[end][0]):
                break
            run = words[start : end + 1]
            if len("".join(run)) > 1 and HAN_RE.search("".join(run)):
                yield " ".join(run)


def _is_usable(word: str) -> bool:
    return not (is_function_word(word) or _COUNTED.fullmatch(word)) and _HAN_OR_LETTERS.fullmatch(word) is not None


_SURNAME = re.compile(r"\b([A-Z][a-z]+) $")


def shared_names(zh: AnalysedText, en: AnalysedText) -> Iterator[tuple[str, str, HarvestKind, bool]]:
    """Yield the names that the gazetteer does not know: Chinese, English, kind, whether it is spelled in pinyin."""
    known = {span for _, span in name_matches.places(en, zh)}
    people = [span for _, span in name_matches.people(en, zh)]
    for (start, end), span in name_matches.people(en, zh):
        yield zh.simplified[slice(*span)], en.text[start:end], HarvestKind.PERSON, True
    for (start, end), span in name_matches.romanised(en, zh):
        inside = any(span[0] < stop and first < span[1] for first, stop in (*people, *known))
        if inside or not {*span}.isdisjoint(zh.inside_words):
            continue
        surname = _SURNAME.search(en.text, 0, start)
        if surname and span[0] and is_romanised(surname[1], zh.simplified[span[0] - 1], variants=False):
            yield zh.simplified[span[0] - 1 : span[1]], en.text[surname.start() : end], HarvestKind.PERSON, True
        else:
            yield zh.simplified[slice(*span)], en.text[start:end], HarvestKind.PLACE, False
    for (start, end), span in name_matches.foreign_names(en, zh):
        if not any(span[0] < stop and first < span[1] for first, stop in known):
            yield zh.simplified[slice(*span)], en.text[start:end], HarvestKind.PERSON, False


_ORGANISATION = re.compile(
    "(?:公司|集团|组织|协会|委员会|大学|学院|医院|研究所|研究院|中心|联盟|基金会|银行|部|局|署|院|党)$"
)
_PLACE = re.compile("(?:省|市|县|区|镇|乡|村|州|国|岛|山|河|江|湖|海|路|街)$")


def kind_of(zh: str, en: str) -> HarvestKind:
    """What a link is, by the capitals of the English and the end of the Chinese."""
    if not all(word[:1].isupper() for word in en.split() if word.lower() not in _INSIDE):
        return HarvestKind.TERM
    if _ORGANISATION.search(zh):
        return HarvestKind.ORGANISATION
    return HarvestKind.PLACE if _PLACE.search(zh) else HarvestKind.TERM
