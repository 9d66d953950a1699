"""Where the marks inside a paragraph of Markdown stand: the parser keeps no offsets, so its rules are followed.

Every rule that finds something moves the parser's position; what lies between the positions before and after is noted
on the tokens it made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from workbench.documents.cleaning_rules import CleaningRule
from workbench.documents.formats.markdown_tags import INLINE_TAGS, tag_name, use_tags
from workbench.domain import InlineKind

Rule = Callable[[StateInline, bool], bool]

_IMAGE_ADDRESS = re.compile(r"""\ssrc\s*=\s*["']([^"']{1,2000})["']""", re.IGNORECASE)
_BARE_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”‘’，。；：！？、（）《》【】\u4e00-\u9fff]{2,2000}", re.IGNORECASE
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,100}\]")
_VARIABLE = re.compile(r"\{\{[^{}\n]{1,200}\}\}")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a paragraph's source that formats it, and what replaces it."""

    start: int
    end: int
    after: str = ""
    rule: CleaningRule = CleaningRule.INLINE_MARKS


@dataclass(frozen=True, slots=True)
class Element:
    """An inline element by its stretch of the source, marks left out."""

    kind: InlineKind
    start: int
    end: int
    data: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that parts blocks."""

    start: int
    end: int
    name: str
    closing: bool


Part = Mark | Element | Tag


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables, strikethrough, footnotes, formulas and front matter, its tokens with their spans."""
    md = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    front_matter_plugin(md)
    footnote_plugin(md, inline=False, move_to_end=False, always_match_refs=True)
    dollarmath_plugin(md, allow_space=False, allow_digits=False, double_inline=True, allow_labels=False)
    # The plugin's own rule looks for the bracket's end in all of the paragraph.
    md.inline.ruler.at("footnote_ref", _footnote)
    use_tags(md)
    # They would merge tokens and so lose where each stood.
    md.disable(["text_join", "fragments_join"])
    for rule in md.inline.ruler.__rules__:
        if rule.name not in ("text", "linkify"):
            rule.fn = _followed(rule.name, rule.fn)
    return md


def _footnote(state: StateInline, silent: bool) -> bool:
    match = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("footnote_ref", "", 0)
    state.pos = match.end()
    return True


def _followed(name: str, rule: Rule) -> Rule:
    def follow(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            _note(name, state, state.tokens[known:], start)
        return True

    return follow


def _note(name: str, state: StateInline, tokens: list[Token], start: int) -> None:
    end = state.pos
    if name in ("emphasis", "strikethrough"):
        at = end
        for token in reversed(tokens):
            if at <= start:
                break
            token.meta["span"] = (at - len(token.content), at)
            at -= len(token.content)
    elif name == "link":
        label_end = state.md.helpers.parseLinkLabel(_at(state, start), start, True)
        state.pos = end
        opening = next(token for token in tokens if token.type == "link_open")
        opening.meta["span"], tokens[-1].meta["span"] = (start, start + 1), (label_end, end)
    elif name == "autolink":
        opening = next(token for token in tokens if token.type == "link_open")
        opening.meta["span"], tokens[-1].meta["span"] = (start, start + 1), (end - 1, end)
    elif tokens:
        tokens[-1].meta["span"] = (start, end)


def _at(state: StateInline, position: int) -> StateInline:
    state.pos = position
    return state


def parts(token: Token) -> Iterator[Part]:
    """The marks, elements and tags of an inline token, as spans of its content; in no order."""
    source = token.content
    opened: list[tuple[str, int, str]] = []
    covered: list[tuple[int, int]] = []
    stars: list[int] = []
    for child in token.children or ():
        span = child.meta.get("span")
        if span is None:
            continue
        start, end = span
        if child.type == "text" and child.content == "*":
            stars.append(start)
        elif child.type in _PAIRED_OPEN:
            opened.append((child.type, end, str(child.attrs.get("href", ""))))
            yield Mark(start, end)
        elif child.type in _PAIRED_CLOSE:
            _, begin, data = opened.pop() if opened else ("", start, "")
            yield Element(_PAIRED_CLOSE[child.type], begin, start, data)
            yield Mark(start, end)
            if child.type == "link_close":
                covered.append((begin, end))
        else:
            if child.type in ("code_inline", "math_inline", "math_inline_double", "html_inline"):
                covered.append((start, end))
            yield from _single(child, source, start, end)
    yield from _bare(source, covered)
    yield from _left_over(stars)


_PAIRED_OPEN = frozenset({"em_open", "strong_open", "s_open", "link_open"})
_PAIRED_CLOSE = {
    "em_close": InlineKind.EMPHASIS,
    "strong_close": InlineKind.STRONG,
    "s_close": InlineKind.EMPHASIS,
    "link_close": InlineKind.LINK,
}


def _single(child: Token, source: str, start: int, end: int) -> Iterator[Part]:
    """The parts that a token with one span stands for."""
    match child.type:
        case "text" if not child.content:
            yield Mark(start, end)
        case "text_special":
            yield Mark(start, end, child.content)
        case "hardbreak":
            # The spaces before a line end belong to it.
            yield Mark(len(source[:start].rstrip(" \t")), end, "\n", CleaningRule.LINE_BREAKS)
        case "code_inline":
            width = len(child.markup)
            inner = source[start + width : end - width]
            padding = int(inner[:1].isspace() and inner[-1:].isspace() and not inner.isspace())
            yield from _framed(InlineKind.CODE, start, end, width + padding)
        case "math_inline" | "math_inline_double":
            yield from _framed(InlineKind.FORMULA, start, end, 1 if child.type == "math_inline" else 2)
        case "image":
            yield Mark(start, end)
            yield Element(InlineKind.IMAGE, start, start, str(child.attrs.get("src", "")))
        case "footnote_ref":
            yield Mark(start, end)
            yield Element(InlineKind.PLACEHOLDER, start, start, source[start:end])
        case "html_inline":
            yield from _tag(child.content, start, end)


def _left_over(stars: list[int]) -> Iterator[Part]:
    """Pairs of ** that are not emphasis by the rules, which know no language without spaces: **注意：**下面."""
    doubled = [one for one, two in pairwise(stars) if two == one + 1]
    for opening, closing in zip(doubled[::2], doubled[1::2], strict=False):
        if closing > opening + 2:
            yield Mark(opening, opening + 2)
            yield Element(InlineKind.STRONG, opening + 2, closing)
            yield Mark(closing, closing + 2)


def _framed(kind: InlineKind, start: int, end: int, width: int) -> Iterator[Part]:
    """What is between two marks of the same width."""
    yield Mark(start, start + width)
    yield Element(kind, start + width, end - width)
    yield Mark(end - width, end)


def _tag(content: str, start: int, end: int) -> Iterator[Part]:
    name = tag_name(content)
    if name and name not in INLINE_TAGS:
        yield Tag(start, end, name, content.startswith("</"))
        return
    yield Mark(start, end)
    if name == "img":
        address = _IMAGE_ADDRESS.search(content)
        yield Element(InlineKind.IMAGE, start, start, address[1] if address else "")


def _bare(source: str, covered: list[tuple[int, int]]) -> Iterator[Part]:
    """Addresses and variables that are in the text as they are."""
    for pattern, kind in ((_BARE_LINK, InlineKind.LINK), (_VARIABLE, InlineKind.PLACEHOLDER)):
        for match in pattern.finditer(source):
            start, end = match.start(), match.start() + len(match[0].rstrip(".,;:!?)]'*_"))
            if not any(one < end and start < other for one, other in covered):
                yield Element(kind, start, end, match[0][: end - start] if kind is InlineKind.LINK else "")
