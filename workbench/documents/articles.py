"""Which blocks of a web page are its article: what extraction found of it, and what stands among that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workbench.domain import Block, BlockKind, InlineKind

_SHORTEST_PART = 12
"""Characters of a line that is looked for inside a longer one of the article."""
_MOST_LINKED = 0.5
"""Share of a block's characters in links from which it is a menu."""
_LONGEST_MENU = 80
"""Characters; longer blocks are prose with links."""
_HELD = 0.9
"""Share of the article's characters that its element holds."""
_LEAST = 0.3
"""Share of the page's prose that is found, at least; less is a mistake."""
_FURNITURE = re.compile(r"/(?:nav|aside|footer)\[")
_SENTENCE = re.compile(r"[。！？，]|[.!?,](?:\s|$)")
_NOT_WORDS = re.compile(r"[\W_]+")


def with_boilerplate(text: str, blocks: Sequence[Block], article: str) -> list[Block]:
    """The blocks, those outside the article as boilerplate.

    `article` is what extraction took for it, an element or row of a table a line. Where that is nothing, or too little
    of the page's prose, all is article but menus and what the page itself calls navigation, asides and footer; where
    nothing would be left, the blocks stay as they are.
    """
    words = [_bare(text[block.start : block.end]) for block in blocks]
    furniture = [bool(_FURNITURE.search(block.place.element)) or _is_menu(block) for block in blocks]
    found = [inside and not around for inside, around in zip(_found(text, blocks, article), furniture, strict=True)]
    prose = sum(
        len(bare)
        for block, bare, around in zip(blocks, words, furniture, strict=True)
        if not around and block.kind.is_text and _SENTENCE.search(text, block.start, block.end)
    )
    if sum(len(bare) for bare, inside in zip(words, found, strict=True) if inside) > _LEAST * prose:
        found = _among(blocks, words, found, furniture)
    else:
        found = [not around for around in furniture]
    if not any(inside and block.kind.is_text for inside, block in zip(found, blocks, strict=True)):
        return list(blocks)
    return [
        block if inside or not block.kind.is_text else replace(block, kind=BlockKind.BOILERPLATE, level=0)
        for block, inside in zip(blocks, found, strict=True)
    ]


def _found(text: str, blocks: Sequence[Block], article: str) -> Iterator[bool]:
    """Whether at least half of each block is in what extraction found."""
    # The cells of a row are between bars.
    parts = {_bare(part) for line in article.splitlines() for part in (line, *line.split("|"))}
    whole = _bare(article)
    for block in blocks:
        lines = [_bare(line) for line in text[block.start : block.end].split("\n")]
        held = sum(len(line) for line in lines if line in parts or (len(line) >= _SHORTEST_PART and line in whole))
        yield held * 2 >= sum(map(len, lines)) > 0


def _among(
    blocks: Sequence[Block], words: Sequence[str], found: Sequence[bool], furniture: Sequence[bool]
) -> list[bool]:
    """What was found in the article's own element, with what stands among it and the headings above it."""
    container = _container(blocks, words, found)
    inside = [block.place.element.startswith(f"{container}/") for block in blocks]
    held = [number for number, (a, b) in enumerate(zip(found, inside, strict=True)) if a and b]
    first, last = held[0], held[-1]
    return [
        (inside[number] and not furniture[number] and (first <= number <= last or block.kind is BlockKind.HEADING))
        or (number < first and found[number] and block.kind is BlockKind.HEADING)
        for number, block in enumerate(blocks)
    ]


def _container(blocks: Sequence[Block], words: Sequence[str], found: Sequence[bool]) -> str:
    """The innermost element that holds nearly all that was found."""
    held: Counter[str] = Counter()
    for block, bare, inside in zip(blocks, words, found, strict=True):
        path = block.place.element if inside else ""
        while path := path.rpartition("/")[0]:
            held[path] += len(bare)
    total = sum(len(bare) for bare, inside in zip(words, found, strict=True) if inside)
    return max((path for path, count in held.items() if count >= _HELD * total), key=len, default="")


def _is_menu(block: Block) -> bool:
    length = block.end - block.start
    linked = sum(each.end - each.start for each in block.inlines if each.kind is InlineKind.LINK)
    return length <= _LONGEST_MENU and linked > _MOST_LINKED * length


def _bare(text: str) -> str:
    """Letters and digits alone: extraction changes spaces and marks."""
    return _NOT_WORDS.sub("", text)
