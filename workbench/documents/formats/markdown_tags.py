"""Tags and components in Markdown: `<div>`, `<Tip>`, `<Banner items={[…]} />`, `{#if …}`.

CommonMark takes everything after a tag, up to a blank line, for HTML. Here only the tags are markup, since components
and tables hold text; and a tag of JSX may have braces and run over several lines.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_inline import StateInline

INLINE_TAGS = frozenset(
    [
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "input"),
        *("ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub"),
        *("sup", "time", "u", "var", "wbr"),
    ]
)
"""Tags that are inside a sentence; any other one parts blocks."""

_TAG = re.compile(r"</?([A-Za-z][\w.:-]*)(?=[\s/>])")
_RAW = re.compile(r"<(?:!--|\?|![A-Za-z]|!\[CDATA\[|(?:script|pre|style|textarea)(?:[\s>]|$))", re.IGNORECASE)
_DIRECTIVE = re.compile(r"\{(?:[#:/@].*|%.*%)\}\s*$")
_STEP = re.compile(r"""[^"'`{}<>\\]+|"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'|`[^`]*`|\\.|.""", re.DOTALL)

_LONGEST_INLINE = 2_000
_LONGEST_BLOCK = 50_000
"""Characters of a tag."""
_FAILURES = 1_000_000
"""Characters that may be searched in vain for the ends of tags; beyond that, no more are looked for."""


def use_tags(md: MarkdownIt) -> None:
    """Have a parser take tags, not what is between them, for markup."""
    ends = RuleOptionsType(alt=["paragraph", "reference", "blockquote"])
    md.block.ruler.before("code", "tags", _tags, ends)
    md.block.ruler.before("tags", "directive", _directive, ends)
    md.block.ruler.at("html_block", _raw, ends)
    md.inline.ruler.at("html_inline", _inline_tag)


def tag_name(tag: str) -> str:
    """The name of a tag in lower case; empty for a comment."""
    match = _TAG.match(tag)
    return match[1].lower() if match else ""


def _tag_end(text: str, start: int, longest: int, env: MutableMapping[str, Any]) -> int | None:
    """Offset after the tag that begins at an offset; None where no tag does."""
    match = _TAG.match(text, start)
    if match is None or env.get("failures", 0) > _FAILURES:
        return None
    depth, at, last = 0, match.end(), min(start + longest, len(text))
    while at < last:
        step = _STEP.match(text, at, last)
        assert step is not None
        at = step.end()
        match step[0]:
            case "{":
                depth += 1
            case "}":
                depth -= 1
            case ">" if depth <= 0:
                return at
            case "<" if depth <= 0:
                break
    env["failures"] = env.get("failures", 0) + at - start
    return None


def _inline_tag(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "<":
        return False
    end = _tag_end(state.src, state.pos, _LONGEST_INLINE, state.env)
    if end is None and state.src.startswith("<!--", state.pos):
        end = (state.src.find("-->", state.pos) + 3) if "-->" in state.src[state.pos :] else None
    if end is None or end > state.posMax:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


def _raw(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Comments, scripts and the like, as CommonMark has them."""
    begin = state.bMarks[first] + state.tShift[first]
    return bool(_RAW.match(state.src, begin, state.eMarks[first])) and html_block(state, first, last, silent)


def _tags(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Lines that begin with a tag that parts blocks; their text is parsed as that of a paragraph."""
    begin, stop = state.bMarks[first] + state.tShift[first], state.eMarks[first]
    match = _TAG.match(state.src, begin, stop)
    if match is None or match[1].lower() in INLINE_TAGS or _RAW.match(state.src, begin, stop):
        return False
    end = _tag_end(state.src, begin, _LONGEST_BLOCK, state.env)
    if end is None or end > state.eMarks[last - 1]:
        return False
    if silent:
        return True
    following = first + 1
    while following < last and state.bMarks[following] < end:
        following += 1
    while following < last and _goes_on(state, following):
        following += 1
    token = state.push("inline", "", 0)
    token.content = state.getLines(first, following, 0, False)
    token.map = [first, following]
    token.children = []
    state.line = following
    return True


def _directive(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A line of a template: {#if …}, {% raw %}."""
    if not _DIRECTIVE.match(state.src, state.bMarks[first] + state.tShift[first], state.eMarks[first]):
        return False
    if not silent:
        state.line = first + 1
        state.push("html_block", "", 0).map = [first, first + 1]
    return True


def _goes_on(state: StateBlock, line: int) -> bool:
    """Whether a line belongs to the tags or the text before it."""
    begin = state.bMarks[line] + state.tShift[line]
    if state.isEmpty(line) or _RAW.match(state.src, begin):
        return False
    before = state.src[state.bMarks[line - 1] : state.eMarks[line - 1]].rstrip()
    # What is set further in belongs to the tag around it: it is not a listing.
    return not before.endswith((">", "}")) or state.src[begin] == "<" or state.is_code_block(line)
