"""`workbench read`: what the workbench makes of a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.layout import block as paragraph
from workbench.cli.options import ENCODING, LINES, OUTPUT, output_format
from workbench.domain import PreparedDocument, Role
from workbench.i18n import gettext, ngettext
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.documents.outline import OutlinedBlock

LONGEST_SHOWN = 60
"""Characters of a skipped block that are shown."""


@click.command(
    "read",
    help="""Show what the workbench makes of a file: its blocks (headings, paragraphs, cells, listings …) and the
segments in them, with their places; at last what was skipped and why.

Formats: text; jsonl, one block a line: block, kind, level, start, end, page, headings, cell ([row, column]), time
([start, end] in milliseconds), key, element, text (of a skipped block) and segments (position, start, end, lang, text,
inlines with kind, start, end and data). start and end are offsets in code points: of blocks and segments into the text
of the file, of inlines into the segment's text. Fields that a format does not have are left out.

FILE may be "-", stdin.

Example: workbench read page.md --format jsonl""",
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@LINES
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), help="text, or that of the output's name.")
@OUTPUT
@ENCODING
def command(file: Path, lines: bool, form: str | None, out: str, encoding: str | None) -> None:
    from workbench.documents.outline import as_json, outline
    from workbench.documents.prepare import read_prepared

    form = output_format(form, out, ("jsonl",), "text")
    prepared = read_prepared(
        Path("/dev/stdin") if str(file) == "-" else file, Role.ARTICLE, lines=lines, encoding=encoding
    )
    text = prepared.document.text
    with output.opened(out) as stream:
        for each in outline(prepared):
            if form == "jsonl":
                shown = json.dumps(as_json(each, text), ensure_ascii=False)
            else:
                shown = printable("\n".join(_block_lines(each, text)))
            stream.write((shown + "\n").encode("utf-8", "backslashreplace"))
    diagnostics.say(_summary(file, prepared))


def _block_lines(outlined: OutlinedBlock, text: str) -> Iterator[str]:
    from workbench.documents.outline import place_line

    block = outlined.block
    kind = f"{block.kind.value} {block.level}" if block.level else block.kind.value
    head = f"{outlined.number:>5}  {kind:<12}"
    place = place_line(block.place)
    if not block.kind.is_text:
        source = " ".join(text[block.start : block.end][:200].split())
        cut = source if len(source) <= LONGEST_SHOWN else source[: LONGEST_SHOWN - 1] + "…"
        yield "  ".join(filter(None, (head, f"({cut})", place)))
        return
    yield "  ".join(filter(None, (head, f"{block.start}–{block.end}", place)))
    for segment in outlined.segments:
        yield f"{segment.position:>11}  " + paragraph(segment.text, " " * 13).lstrip()


def _summary(file: Path, prepared: PreparedDocument) -> str:
    from workbench.documents.outline import outline, skipped

    blocks = sum(1 for _ in outline(prepared))
    segments = len(prepared.segments)
    found = gettext("{file}: {languages}, {encoding}; {blocks}, {segments}.").format(
        file=file,
        languages=" + ".join(prepared.languages) or gettext("no text"),
        encoding=prepared.document.encoding,
        blocks=ngettext("{count:,} block", "{count:,} blocks", blocks).format(count=blocks),
        segments=ngettext("{count:,} segment", "{count:,} segments", segments).format(count=segments),
    )
    left_out = "; ".join(skipped(prepared))
    return found + " " + gettext("Skipped: {what}.").format(what=left_out) if left_out else found
