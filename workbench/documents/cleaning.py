"""Document to CleanText: named rules take out what belongs to the page, not to the text; every edit can be undone."""

from __future__ import annotations

from collections import Counter

from workbench.documents import boilerplate, markup, unwrap
from workbench.documents.blocks import clean_blocks
from workbench.documents.cleaning_rules import CleaningRule
from workbench.documents.draft import Draft
from workbench.domain import CleanText, Document, Edit
from workbench.i18n import NN_, counted, ngettext
from workbench.i18n import gettext as _

_WITHIN: dict[str, tuple[str, str]] = {
    CleaningRule.LINE_BREAKS: NN_("joined {count} broken line", "joined {count} broken lines"),
    CleaningRule.STUCK_PINYIN: NN_(
        "took {count} stuck reading out of the words", "took {count} stuck readings out of the words"
    ),
    CleaningRule.HEADING_MARKS: NN_("took off {count} heading mark", "took off {count} heading marks"),
    CleaningRule.BOLD_MARKS: NN_("took off {count} bold mark", "took off {count} bold marks"),
    CleaningRule.TITLE_LABELS: NN_("took off {count} title label", "took off {count} title labels"),
    CleaningRule.INVISIBLE_CHARACTERS: NN_(
        "took out {count} run of invisible characters",
        "took out {count} runs of invisible characters",
    ),
    CleaningRule.BROKEN_CHARACTERS: NN_("replaced {count} broken character", "replaced {count} broken characters"),
    CleaningRule.LINKS: NN_("took off {count} link address", "took off {count} link addresses"),
    CleaningRule.BLOCK_MARKS: NN_("took off the marks of {count} block", "took off the marks of {count} blocks"),
    CleaningRule.INLINE_MARKS: NN_("took off {count} mark inside lines", "took off {count} marks inside lines"),
}
"""How the report describes the rules that change lines without taking them out: for one edit, and for several."""


def clean(document: Document) -> CleanText:
    """The document without the page around it. An ordinary plain text loses only white space at its margins.

    A text that is nothing but boilerplate keeps it: better a menu than nothing. Where the format says what is text,
    nothing is guessed.
    """
    if document.blocks:
        return clean_blocks(document)
    draft = _tidied(document.text)
    boilerplate.remove(draft)
    if not draft.left():
        draft = _tidied(document.text)
    unwrap.join_wrapped(draft)
    return draft.finish(document)


def _tidied(text: str) -> Draft:
    draft = Draft(text)
    markup.drop_image_links(draft)
    markup.drop_invisible(draft)
    markup.trim(draft)
    markup.unmark(draft)
    markup.unstick_pinyin(draft)
    return draft


def removed_lines(clean_text: CleanText) -> dict[str, int]:
    """Number of lines that are not blank which each rule took out, in order of first use."""
    lines: dict[str, int] = {}
    for edit in clean_text.edits:
        count = _lines(edit) if _is_removal(edit) else 0
        if count:
            lines[edit.rule] = lines.get(edit.rule, 0) + count
    return lines


def _is_removal(edit: Edit) -> bool:
    """Whether an edit takes out whole lines."""
    return edit.rule not in _WITHIN or (edit.rule == CleaningRule.LINKS and edit.before.endswith("\n"))


def _lines(edit: Edit) -> int:
    return sum(bool(line.strip()) for line in edit.before.splitlines())


def cleaning_report(clean_text: CleanText) -> str:
    """What cleaning did, in one line: "removed 9 lines: image links 3 (5 lines), notices 1; joined 90 broken lines"."""
    removed = removed_lines(clean_text)
    parts = []
    if removed:
        total = sum(removed.values())
        named = ", ".join(_removed_lines(clean_text, rule, lines) for rule, lines in removed.items())
        parts.append(
            ngettext("removed {count} line: {rules}", "removed {count} lines: {rules}", total).format(
                count=total, rules=named
            )
        )
    counts = Counter(edit.rule for edit in clean_text.edits if edit.rule in _WITHIN and not _is_removal(edit))
    parts += [counted(_WITHIN[rule], count) for rule, count in counts.items()]
    return "; ".join(parts) or _("nothing to clean")


def _removed_lines(clean_text: CleanText, rule: str, lines: int) -> str:
    if rule != CleaningRule.IMAGE_LINKS:
        return f"{_(rule)} {lines}"
    # One link may be broken over several lines.
    images = sum("![" in edit.before for edit in clean_text.edits if edit.rule == rule)
    if images == lines:
        return f"{_(rule)} {images}"
    return ngettext("{rule} {images} ({count} line)", "{rule} {images} ({count} lines)", lines).format(
        rule=_(rule), images=images, count=lines
    )
