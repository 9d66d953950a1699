"""The rules of cleaning by name, as edits and reports call them."""

from __future__ import annotations

from enum import StrEnum

from workbench.i18n import N_


class CleaningRule(StrEnum):
    """Why a stretch of a text was edited, in plain words."""

    IMAGE_LINKS = N_("image links")
    INVISIBLE_CHARACTERS = N_("invisible characters")
    BROKEN_CHARACTERS = N_("broken characters")
    MARGINS = N_("margins")
    HEADING_MARKS = N_("heading marks")
    BOLD_MARKS = N_("bold marks")
    LINKS = N_("links")
    RULES = N_("rules")
    """Rows of dashes or stars between paragraphs."""
    STUCK_PINYIN = N_("stuck pinyin")
    LINK_SPAM = N_("link spam")
    NOTICES = N_("notices")
    CREDITS = N_("credits")
    CONTACT_LINES = N_("contact lines")
    NAVIGATION = N_("navigation")
    PAGE_NUMBERS = N_("page numbers")
    REPEATED_TITLES = N_("repeated titles")
    TITLE_LABELS = N_("title labels")
    LINE_BREAKS = N_("line breaks")
    LEADING_BLANK_LINES = N_("leading blank lines")
    CODE = N_("code")
    FORMULAS = N_("formulas")
    MARKUP = N_("markup")
    """Front matter, comments, components: whole lines that no reader of the text sees."""
    PAGE_FURNITURE = N_("page furniture")
    BLOCK_MARKS = N_("block marks")
    """What sets blocks apart: marks of headings and lists, borders of tables."""
    INLINE_MARKS = N_("inline marks")
    """What formats words: emphasis, links, references, backticks around code, escapes."""
