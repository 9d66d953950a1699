"""Putting a suggestion into a text so that it still reads well."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from workbench.domain import Flag, PlaceKind
from workbench.errors import NotPossible
from workbench.i18n import gettext as _
from workbench.language import gazetteer
from workbench.resources import WordLists
from workbench.script import HAN_RE

_WORDS = WordLists("english-words")

_ARTICLE_BEFORE = re.compile(r"\b([Aa]n?|AN?)(\s+)$")
_THE_BEFORE = re.compile(r"\b[Tt]he\s+$")
_BARE_AFTER = re.compile(
    r"\s*(?:$|[.,;:!?)\]”\"'’]|(?:and|or|of|in|on|to|at|by|for|with|from|is|was|has|had|will|would)\b)"
)
_PROVINCE_AFTER = re.compile(r" (?:Province|Municipality|City)\b")
_CONSONANT_START = re.compile(
    r"(?:u[bcfgkmrst][aeiou]|uni(?![mn])|unan|ukr|uk\b|u\.|us\b|uae\b|eu|one\b|once\b|ü?$)", re.IGNORECASE
)
_VOWEL_START = re.compile(r"(?:[aeiouüÅ]|hour|honest|honou?r|heir)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextEdit:
    """text[start:end] becomes `after`."""

    start: int
    end: int
    after: str

    def applied(self, text: str) -> str:
        """The text with the edit made."""
        return text[: self.start] + self.after + text[self.end :]


def edit_for(text: str, flag: Flag) -> TextEdit:
    """What to change for a flag's suggestion: its span, and around it what grammar asks for.

    Raises NotPossible when the flag has no suggestion or its span does not hold what was found.
    """
    if flag.suggestion is None:
        raise NotPossible(_("This flag has no suggestion."), hint=_("Edit the text."))
    if text[flag.start : flag.end] != flag.found:
        raise NotPossible(_("The text has changed since it was checked."), hint=_("Check it again, then apply."))
    edit = TextEdit(flag.start, flag.end, flag.suggestion)
    if not flag.suggestion:
        return _removed(text, edit)
    if HAN_RE.search(flag.suggestion) or (HAN_RE.search(flag.found) and HAN_RE.search(_around(text, edit))):
        return edit
    edit = replace(edit, after=_with_case(text, flag.start, flag.found, edit.after))
    return _with_space(text, _with_articles(text, _with_endings(text, edit, flag.suggestion), flag))


def apply_suggestion(text: str, flag: Flag) -> str:
    """Return the text with a flag's suggestion in it; case, articles and possessives follow.

    Raises NotPossible when the flag has no suggestion or its span does not hold what was found.
    """
    return edit_for(text, flag).applied(text)


def _around(text: str, edit: TextEdit) -> str:
    return text[max(0, edit.start - 1) : edit.start] + text[edit.end : edit.end + 1]


def _removed(text: str, edit: TextEdit) -> TextEdit:
    """With a deletion goes one of the spaces beside it."""
    before, after = text[: edit.start], text[edit.end :]
    if before.endswith(" ") and (not after or after[0] in " .,;:!?)"):
        return replace(edit, start=edit.start - 1)
    if after.startswith(" ") and not before:
        return replace(edit, end=edit.end + 1)
    return edit


def _with_case(text: str, start: int, found: str, after: str) -> str:
    if found.isupper() and len(found) > 3 and any(letter.islower() for letter in after):
        return after.upper()
    before = text[:start].rstrip(" \"“‘'([")
    at_start = not before or before[-1] in ".!?。！？\n"
    if at_start and found[:1].isupper() and after[:1].islower():
        return after[0].upper() + after[1:]
    return after


def _with_endings(text: str, edit: TextEdit, suggestion: str) -> TextEdit:
    """Possessives, and "Province" after what is now a country."""
    following = text[edit.end : edit.end + 2].replace("’", "'")
    if (
        following[:1] == "'"
        and following != "'s"
        and not edit.after.endswith("s")
        and text[edit.end - 1 : edit.end] == "s"
    ):
        return TextEdit(edit.start, edit.end + 1, edit.after + text[edit.end] + "s")
    named = gazetteer.english_names().get(suggestion, ())
    after = _PROVINCE_AFTER.match(text, edit.end)
    if after and named and named[0].kind is PlaceKind.COUNTRY and suggestion not in named[0].adjectives:
        return replace(edit, end=after.end())
    return edit


def _with_articles(text: str, edit: TextEdit, flag: Flag) -> TextEdit:
    """Choose "a" or "an" by sound; "the" for countries that have one."""
    before = text[: edit.start]
    article = _ARTICLE_BEFORE.search(before)
    if article:
        right = _indefinite(edit.after)
        if right != article.group(1).lower():
            shown = right.upper() if len(article.group(1)) > 1 and article.group(1).isupper() else right
            shown = shown.capitalize() if article.group(1)[0].isupper() and not shown.isupper() else shown
            return TextEdit(article.start(), edit.end, shown + article.group(2) + edit.after)
        return edit
    bare = bool(_BARE_AFTER.match(text, edit.end))
    the = _THE_BEFORE.search(before)
    if the and bare and _WORDS.has("with the", flag.found) and not _WORDS.has("with the", flag.suggestion or ""):
        return TextEdit(the.start(), edit.end, edit.after)
    if (
        not the
        and bare
        and _WORDS.has("with the", flag.suggestion or "")
        and not _WORDS.has("with the", flag.found)
        and not before.endswith("-")
    ):
        return replace(edit, after=f"the {edit.after}" if before.strip() else f"The {edit.after}")
    return edit


def _indefinite(words: str) -> str:
    return "an" if _VOWEL_START.match(words) and not _CONSONANT_START.match(words) else "a"


def _with_space(text: str, edit: TextEdit) -> TextEdit:
    """Latin letters keep a space between them and the words beside them."""
    after = edit.after
    if edit.start and text[edit.start - 1].isalnum() and after[:1].isalnum() and not text[edit.start].isspace():
        after = " " + after
    if edit.end < len(text) and text[edit.end].isalnum() and after[-1:].isalnum():
        after += " "
    return replace(edit, after=after)
