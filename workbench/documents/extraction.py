"""Text taken out of a file that is not text: running text with its inline elements, and blocks one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbench.documents.draft import joiner
from workbench.domain import Block, BlockKind, Inline, InlineKind, Place

BETWEEN = "\n\n"
"""What is between two blocks."""

_SPACE = re.compile("[ \t\r\n\f]+")
_MARGIN = " \t\r\n\f"


class Extraction:
    """Blocks put one after the other into a text."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []

    @property
    def text(self) -> str:
        """The texts of the blocks with a blank line between them."""
        return BETWEEN.join(self._pieces)

    def add(self, kind: BlockKind, text: str, place: Place, *, level: int = 0, inlines: Sequence[Inline] = ()) -> None:
        """Add a block; its inline elements have offsets into its own text. A blank one is passed over."""
        if not text.strip():
            return
        start = self._length + (len(BETWEEN) if self._pieces else 0)
        shifted = tuple(Inline(each.kind, start + each.start, start + each.end, each.data) for each in inlines)
        self._pieces.append(text)
        self._length = start + len(text)
        self.blocks.append(Block(kind, start, self._length, place, level, shifted))


def under_headings(text: str, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with the headings above each of them in their places; footnotes stand under none."""
    above: list[tuple[int, str]] = []
    found = []
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            above = [(level, title) for level, title in above if level < block.level]
        titles = () if block.kind is BlockKind.FOOTNOTE else tuple(title for _, title in above)
        found.append(replace(block, place=replace(block.place, headings=titles)) if titles else block)
        if block.kind is BlockKind.HEADING:
            above.append((block.level, " ".join(text[block.start : block.end].split())))
    return tuple(found)


class Flow:
    """The running text of one block while it is read: white space is one space, inline elements know their span."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._last = ""
        """The end of what was added, to decide about a line end."""
        self._space = ""
        """White space that waits for what follows it."""
        self._open: list[tuple[InlineKind, int, str]] = []
        self._inlines: list[Inline] = []

    def add(self, text: str) -> None:
        """Add text in which white space is only a place to break lines."""
        bare = text.strip(_MARGIN)
        lead = text[: len(text) - len(text.lstrip(_MARGIN))]
        if lead:
            self._wait(lead)
        if not bare:
            return
        if _SPACE.search(bare):
            bare = _SPACE.sub(_one_space, bare)
        self._put(self._joint(bare) + bare)
        tail = text[len(text.rstrip(_MARGIN)) :]
        if tail:
            self._wait(tail)

    def add_verbatim(self, text: str) -> None:
        """Add text of which every character counts."""
        self._space = ""
        self._put(text)

    def line_break(self) -> None:
        """End a line that the text itself ends."""
        self._space = ""
        if self._length and not self._last.endswith("\n"):
            self._put("\n")

    def begin(self, kind: InlineKind, data: str = "") -> None:
        """Begin an inline element."""
        self._open.append((kind, self._length, data))

    def end(self) -> None:
        """End the inline element begun last."""
        kind, start, data = self._open.pop()
        if start < self._length:
            self._inlines.append(Inline(kind, start, self._length, data))

    def image(self, data: str) -> None:
        """Note an image, which covers no characters."""
        self._inlines.append(Inline(InlineKind.IMAGE, self._length, self._length, data))

    def take(self) -> tuple[str, tuple[Inline, ...]]:
        """The text so far, without white space at its margins, and its inline elements; then begin anew.

        Elements still open go on in what follows.
        """
        pending = [(kind, data) for kind, _, data in self._open]
        while self._open:
            self.end()
        text = "".join(self._pieces).rstrip(_MARGIN)
        inlines = sorted((_trimmed(each, text) for each in self._inlines), key=lambda each: (each.start, -each.end))
        kept = tuple(each for each in inlines if each.start < each.end or each.kind is InlineKind.IMAGE)
        self._clear()
        for kind, data in pending:
            self.begin(kind, data)
        return text, kept

    def _wait(self, space: str) -> None:
        self._space = "\n" if "\n" in space or self._space == "\n" else " "

    def _joint(self, following: str) -> str:
        """What the white space before some text comes to."""
        space, self._space = self._space, ""
        if not space or not self._length or self._last.endswith("\n"):
            return ""
        return joiner(self._last, following[:8]) if space == "\n" else " "

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
        self._last = (self._last + text)[-8:]


def _one_space(match: re.Match[str]) -> str:
    if "\n" not in match[0]:
        return " "
    text, start, end = match.string, match.start(), match.end()
    return joiner(text[max(start - 8, 0) : start], text[end : end + 8])


def _trimmed(inline: Inline, text: str) -> Inline:
    """An inline element without white space at its margins."""
    start, end = min(inline.start, len(text)), min(inline.end, len(text))
    while start < end and text[start] in _MARGIN:
        start += 1
    while start < end and text[end - 1] in _MARGIN:
        end -= 1
    return Inline(inline.kind, start, end, inline.data)
