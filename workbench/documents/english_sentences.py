"""Where English sentences end."""

from __future__ import annotations

import re

from workbench.documents.sentence_rules import Rules

_CLOSERS = "\"'”’)\\]»」』）"
_END = re.compile(
    rf"(?:[.!?…]+|[。！？]+)(?:[{_CLOSERS}]| [”’])*(?=\s|$|[“‘(\[\"])"
    rf"|(?<=[a-z]{{3}})\.(?=[A-Z][a-z]+\s)"  # "bravely.She": a page that lost a space
    rf"|[。！？]+[{_CLOSERS}]*"
    r"|(?<=[a-z)%\]])\.\d{1,3}(?:[-–,]\d{1,3})*(?=\s+[A-Z])"  # "disease.14 However": a note's number
)
_KEPT_WHOLE = re.compile(r"\([^()\n]{0,300}\)|\[[^\[\]\n]{0,120}\]")

_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z.]*$")
_NEXT_WORD = re.compile(r"[\s\"'“‘(\[«「—–-]*([^\s\"'“‘(\[«「—–-]\S*)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER_LAST = _words(
    "mr mrs ms messrs mme mlle dr prof rev hon fr st mt gen col lt cmdr capt maj sgt cpl adm gov sen rep pres supt "
    "insp e.g i.e viz cf vs v al approx dept ft fig figs eq vol vols ed eds pp p ch sec art arts para tel ext est"
)
"""Abbreviations that never end a sentence."""
_BEFORE_NUMBER = _words("no nos jan feb mar apr jun jul aug sep sept oct nov dec fig pp p vol ch sec art op")
"""Abbreviations that do not end a sentence where a number follows."""
_MAYBE_LAST = _words(
    "inc ltd co corp plc bros jr sr etc esq ph.d m.d d.c u.s u.k u.n e.u u.s.a p.r.c a.m p.m b.c a.d llc l.p st ave "
    "blvd rd jan feb mar apr jun jul aug sep sept oct nov dec no dist prov calif"
)
"""Abbreviations that may end a sentence: the next word decides."""
_STARTERS = _words(
    "the a an this that these those he she it they we i you his her its their our my your in on at by for from to with "
    "and but or so yet if when while after before as since although though because however therefore moreover "
    "meanwhile according during under over about there here then now what who which where why how all some many most "
    "more no not one two both each every another other such it's he's she's they're i'm we're don't let also still "
    "only even"
)
"""Words that begin sentences, and that seldom follow an abbreviation otherwise."""

_TAG = re.compile(
    r"\s*(?:[A-Z][\w.'’-]*\s+){1,3}(?:said|asked|replied|answered|cried|shouted|whispered|exclaimed|muttered|added|"
    r"called|went on|continued|thought|screamed|yelled|remarked|observed|laughed|sighed)\b"
)
"""After a quotation that ends with ! or ?: "John said" belongs to it."""

_BYLINE = re.compile(
    r"\s*(?:\((?:(?:staff |by |our )*(?:reporters?|correspondents?|journalists?|editors?|photo|by)\b)"
    r"[^()\n]{0,200}\)\s*"
    r"|[A-Z][A-Z .,'’-]{2,40}(?:,?\s*[A-Z][a-z]{2,8}\.?\s+\d{1,2})?"
    r"\s*\((?:Xinhua|Reuters|AP|AFP|CNN|China Daily)\)\s*(?:--|—|–|-)+\s*)",
    re.IGNORECASE,
)
"""(Reporter …) or BEIJING, Nov. 7 (Xinhua) -- at the beginning: a segment of its own."""


def _is_end(text: str, match: re.Match[str], start: int) -> bool:
    found = match[0]
    following = _NEXT_WORD.match(text, match.end(), match.end() + 80)
    word = following[1] if following else ""
    if word[:1].islower() or word[:1] in ",;:":
        return False
    if found[0] == "." and not found.startswith(".."):
        return _is_full_stop(text, match, start, word)
    if found.startswith("..") or found[0] == "…":
        return not re.match(r"I\b", word)
    if found[0] in "!?" and found[-1] in "\"'”’":
        return _TAG.match(text, match.end(), match.end() + 80) is None
    return True


def _is_full_stop(text: str, match: re.Match[str], start: int, following: str) -> bool:
    before = _WORD_BEFORE.search(text, max(start, match.start() - 24), match.start())
    if before is None:
        # "1." or "(3)." at the beginning numbers what follows.
        return bool(text[start : match.start()].strip(" \t()（）0123456789"))
    word = before[0].lower()
    plain = re.sub(r"\W", "", following).lower()
    closed = match[0][-1] != "."
    if closed:
        return True
    if word in _NEVER_LAST and not (word in _MAYBE_LAST and plain in _STARTERS):
        return False
    if word in _BEFORE_NUMBER and following[:1].isdigit():
        return False
    if word in _MAYBE_LAST:
        return plain in _STARTERS
    if len(word) == 1 and before[0].isupper():
        return _ends_after_initial(text, before, start, plain)
    if "." in word:
        return plain in _STARTERS
    return True


def _ends_after_initial(text: str, before: re.Match[str], start: int, following: str) -> bool:
    """Whether "I." or "vitamin C." ends a sentence, where "J. K." and "George W." do not."""
    if not text[start : before.start()].strip():
        return False
    if before[0] == "I":
        return following in _STARTERS
    return following in _STARTERS and following not in ("a", "i", "in")


RULES = Rules(_BYLINE, _END, _KEPT_WHOLE, _is_end)
