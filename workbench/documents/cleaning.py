"""Document to CleanText: what is the page's and not the text's goes, by named rules whose every edit can be undone."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from workbench.documents import boilerplate as furniture
from workbench.documents import markup as marks
from workbench.documents import unwrap as wrapping
from workbench.documents.draft import Draft
from workbench.domain import CleanText, Document, Edit

_WITHIN = {
    "line breaks": ("joined {} broken line", "joined {} broken lines"),
    "stuck pinyin": ("took {} stuck reading out of the words", "took {} stuck readings out of the words"),
    "heading marks": ("took off {} heading mark", "took off {} heading marks"),
    "bold marks": ("took off {} bold mark", "took off {} bold marks"),
    "title labels": ("took off {} title label", "took off {} title labels"),
    "invisible characters": ("took out {} run of invisible characters", "took out {} runs of invisible characters"),
    "broken characters": ("replaced {} broken character", "replaced {} broken characters"),
    "links": ("took off {} link address", "took off {} link addresses"),
}
"""How the report words the rules that work within lines."""


def clean(document: Document) -> CleanText:
    """The document without the page around it. An ordinary plain text loses only white space at its margins.

    A text that is nothing but page furniture keeps it: better a menu than nothing.
    """
    draft = _tidied(document.text)
    furniture.remove(draft)
    if not draft.left():
        draft = _tidied(document.text)
    wrapping.join_wrapped(draft)
    return draft.finish(document)


def _tidied(text: str) -> Draft:
    draft = Draft(text)
    marks.drop_image_links(draft)
    marks.drop_invisible(draft)
    marks.trim(draft)
    marks.unmark(draft)
    marks.unstick_pinyin(draft)
    return draft


def undo(clean_text: CleanText) -> str:
    """The text as read, from the cleaned text and its edits."""
    pieces, at, shift = [], 0, 0
    for edit in clean_text.edits:
        here = edit.start + shift
        pieces += [clean_text.text[at:here], edit.before]
        at = here + len(edit.after)
        shift += len(edit.after) - len(edit.before)
    return "".join([*pieces, clean_text.text[at:]])


class OffsetMap:
    """From offsets in the cleaned text to offsets in the text as read."""

    def __init__(self, clean_text: CleanText) -> None:
        self._cleaned: list[int] = [0]
        """Where a stretch of unchanged text begins in the cleaned text; the edit stands before it."""
        self._raw: list[int] = [0]
        shift = 0
        for edit in clean_text.edits:
            here = edit.start - shift
            if edit.after:
                self._add(here, edit.start)
            shift += len(edit.before) - len(edit.after)
            self._add(here + len(edit.after), edit.end)

    def _add(self, cleaned: int, raw: int) -> None:
        if self._cleaned[-1] == cleaned:
            self._raw[-1] = raw
        else:
            self._cleaned.append(cleaned)
            self._raw.append(raw)

    def raw(self, offset: int) -> int:
        """Where a character of the cleaned text stands in the text as read."""
        index = bisect_right(self._cleaned, offset) - 1
        return self._raw[index] + offset - self._cleaned[index]


def removed_lines(clean_text: CleanText) -> dict[str, int]:
    """How many lines with anything on them each rule took out, by rule, in order of first use."""
    lines: dict[str, int] = {}
    for edit in clean_text.edits:
        count = _lines(edit) if _is_removal(edit) else 0
        if count:
            lines[edit.rule] = lines.get(edit.rule, 0) + count
    return lines


def _is_removal(edit: Edit) -> bool:
    """Whether an edit takes out whole lines with something on them."""
    return edit.rule not in _WITHIN or (edit.rule == "links" and edit.before.endswith("\n"))


def _lines(edit: Edit) -> int:
    return sum(bool(line.strip()) for line in edit.before.splitlines())


def cleaning_report(clean_text: CleanText) -> str:
    """What cleaning did, in one line: "removed 9 lines: image links 3 (5 lines), notices 1; joined 90 broken lines"."""
    removed = removed_lines(clean_text)
    parts = []
    if removed:
        total = sum(removed.values())
        named = ", ".join(_counted(clean_text, rule, lines) for rule, lines in removed.items())
        parts.append(f"removed {total} {'line' if total == 1 else 'lines'}: {named}")
    counts = Counter(edit.rule for edit in clean_text.edits if edit.rule in _WITHIN and not _is_removal(edit))
    parts += [_WITHIN[rule][count > 1].format(count) for rule, count in counts.items()]
    return "; ".join(parts) or "nothing to clean"


def _counted(clean_text: CleanText, rule: str, lines: int) -> str:
    if rule != "image links":
        return f"{rule} {lines}"
    # One link may be broken over several lines.
    images = sum("![" in edit.before for edit in clean_text.edits if edit.rule == rule)
    return f"{rule} {images}" if images == lines else f"{rule} {images} ({lines} lines)"
