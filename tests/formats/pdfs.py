"""PDF files with a text layer, written by hand: text at given places, one object a line.

The font is not embedded; characters are 0.5 em wide where they are ASCII and 1 em elsewhere, and a map gives the
Unicode of each, as word processors write it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842
"""Points: A4."""

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


@dataclass(frozen=True)
class Text:
    """Text on a page, in points from the lower left."""

    x: float
    y: float
    text: str
    size: float = 10.0
    scale: float = 1.0
    """By what the page scales a font of a smaller size, as some programs write all text."""
    turned: bool = False
    """Whether it runs upwards."""


def width(text: str, size: float = 10.0) -> float:
    """Points that a text takes."""
    return sum(0.5 if character.isascii() else 1.0 for character in text) * size


def pdf(pages: Sequence[Iterable[Text]], title: str = "", trailer: str = "") -> bytes:
    """A PDF of these pages."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [4 0 R] "
        b"/ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /FontDescriptor 6 0 R /DW 1000 /W [32 126 500] "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(_TO_UNICODE),
        b"<< /Type /FontDescriptor /FontName /Test /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 "
        b"/Descent -200 /CapHeight 700 /StemV 80 >>",
        f"<< /Title <FEFF{title.encode('utf-16-be').hex()}> >>".encode(),
    ]
    kids = []
    for texts in pages:
        objects.append(_stream(b"\n".join(map(_shown, texts))))
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {len(objects)} 0 R "
        objects.append(f"{page}/Resources << /Font << /F1 3 0 R >> >> >>".encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    return _file(objects, trailer)


def _shown(text: Text) -> bytes:
    shown = text.text.encode("utf-16-be").hex()
    scale = f"{text.scale:g}"
    matrix = f"0 {scale} -{scale} 0" if text.turned else f"{scale} 0 0 {scale}"
    size = f"{text.size / text.scale:g}"
    return f"BT /F1 {size} Tf {matrix} {text.x:.2f} {text.y:.2f} Tm <{shown}> Tj ET".encode()


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    data = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    entries = f"/Size {len(objects) + 1} /Root 1 0 R /Info 7 0 R {trailer}"
    data += f"trailer << {entries} >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(data)


def column(x: float, top: float, lines: Iterable[str], size: float = 10.0, leading: float = 1.5) -> list[Text]:
    """Lines under each other from the top."""
    return [Text(x, top - number * size * leading, line, size) for number, line in enumerate(lines)]


def wrapped(text: str, measure: float, size: float = 10.0, indent: float = 0.0) -> list[str]:
    """A paragraph in lines of a measure in points, as a word processor breaks it; the first may be indented."""
    lines, line, room = [], "", measure - indent
    for word in _words(text):
        if line and width(line + word.rstrip(), size) > room:
            lines.append(line.rstrip())
            line, room = "", measure
        line += word
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    """What no line is broken in: English words with their space, Chinese characters with the marks after them."""
    words: list[str] = []
    for character in text:
        joined = bool(words) and character.isascii() and words[-1][-1].isascii() and words[-1][-1] != " "
        glued = joined or (bool(words) and character in "，。、；：！？”）》")
        if glued or (words and character == " "):
            words[-1] += character
        else:
            words.append(character)
    return words
