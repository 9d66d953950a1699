"""The rules of cleaning by name, as edits and reports call them."""

from __future__ import annotations

from enum import StrEnum


class CleaningRule(StrEnum):
    """Why a stretch of a text was edited, in plain words."""

    IMAGE_LINKS = "image links"
    INVISIBLE_CHARACTERS = "invisible characters"
    BROKEN_CHARACTERS = "broken characters"
    MARGINS = "margins"
    HEADING_MARKS = "heading marks"
    BOLD_MARKS = "bold marks"
    LINKS = "links"
    RULES = "rules"
    """Rows of dashes or stars between paragraphs."""
    STUCK_PINYIN = "stuck pinyin"
    LINK_SPAM = "link spam"
    NOTICES = "notices"
    CREDITS = "credits"
    CONTACT_LINES = "contact lines"
    NAVIGATION = "navigation"
    PAGE_NUMBERS = "page numbers"
    REPEATED_TITLES = "repeated titles"
    TITLE_LABELS = "title labels"
    LINE_BREAKS = "line breaks"
    LEADING_BLANK_LINES = "leading blank lines"
    CODE = "code"
    FORMULAS = "formulas"
    MARKUP = "markup"
    """Front matter, comments, components: whole lines that no reader of the text sees."""
    PAGE_FURNITURE = "page furniture"
    BLOCK_MARKS = "block marks"
    """What sets blocks apart: marks of headings and lists, borders of tables."""
    INLINE_MARKS = "inline marks"
    """What formats words: emphasis, links, references, backticks around code, escapes."""
