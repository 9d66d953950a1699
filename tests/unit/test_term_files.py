"""Terms as TSV and TBX, byte for byte, and what is read from other tools' files."""

from __future__ import annotations

import io

import pytest

from workbench.domain import Term, TermKind
from workbench.errors import InputError
from workbench.exchange.tbx import read_tbx, write_tbx
from workbench.exchange.terms import read_terms, write_terms

TERMS = [
    Term("津吉", "Tianjin and Jilin", TermKind.REQUIRED, "not <Kyrgyzstan>"),
    Term("發展", "development", TermKind.FORBIDDEN, "", "x"),
]


def test_terms_as_tsv() -> None:
    stream = io.BytesIO()
    write_terms(TERMS, stream)
    assert stream.getvalue().decode() == (
        "zh\ten\tkind\tnote\tsource\n"
        "津吉\tTianjin and Jilin\trequired\tnot <Kyrgyzstan>\tuser\n"
        "發展\tdevelopment\tforbidden\t\tx\n"
    )
    assert list(read_terms(io.BytesIO("zh\ten\n 吉 \tJilin\n\n".encode()))) == [Term("吉", "Jilin")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "The file is empty"),
        ("zh\ten\n吉\t\n", "Line 2 does not have a term"),
        ("zh\ten\tkind\n吉\tJ\tx\n", "'x' is not a kind of term"),
    ],
)
def test_wrong_terms_are_refused(data: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(read_terms(io.BytesIO(data.encode())))


def test_terms_as_tbx() -> None:
    stream = io.BytesIO()
    write_tbx(TERMS, stream)
    assert (
        stream.getvalue().decode()
        == """<?xml version='1.0' encoding='utf-8'?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca" xml:lang="en">
 <tbxHeader>
  <fileDesc>
   <sourceDesc>
    <p>Term base of the Alignment Workbench</p>
   </sourceDesc>
  </fileDesc>
 </tbxHeader>
 <text>
  <body>
   <conceptEntry id="t1">
    <admin type="source">user</admin>
    <note>not &lt;Kyrgyzstan&gt;</note>
    <langSec xml:lang="zh-Hans">
     <termSec>
      <term>津吉</term>
     </termSec>
    </langSec>
    <langSec xml:lang="en">
     <termSec>
      <term>Tianjin and Jilin</term>
      <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
      <admin type="projectSubset">required</admin>
     </termSec>
    </langSec>
   </conceptEntry>
   <conceptEntry id="t2">
    <admin type="source">x</admin>
    <langSec xml:lang="zh-Hant">
     <termSec>
      <term>發展</term>
     </termSec>
    </langSec>
    <langSec xml:lang="en">
     <termSec>
      <term>development</term>
      <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>
     </termSec>
    </langSec>
   </conceptEntry>
  </body>
 </text>
</tbx>
"""
    )


OLD_TBX = """<martif type="TBX-Basic" xml:lang="en"><text><body><termEntry id="t1"><note>not &lt;K></note>
<admin type="source">user</admin><langSet xml:lang="zh-Hans"><tig><term>津吉</term></tig></langSet>
<langSet xml:lang="en"><tig><term>Tianjin and Jilin</term>
<termNote type="administrativeStatus">standardizedTerm</termNote></tig></langSet></termEntry></body></text></martif>"""

DCT = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
<conceptEntry id="c1"><basic:definition>A province.</basic:definition><basic:source>atlas</basic:source>
<langSec xml:lang="en"><termSec><term>Kirin</term>
<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec></langSec>
<langSec xml:lang="zh-CN"><termSec><term>吉林</term></termSec></langSec></conceptEntry></body></text></tbx>"""

WEBLATE = """<!DOCTYPE martif PUBLIC "ISO 12200:1999A//DTD MARTIF core (DXFcdV04)//EN" "TBXcdv04.dtd">
<martif type="TBX" xml:lang="en"><text><body><termEntry id="1"><descrip>of the app</descrip>
<langSet xml:lang="en"><tig><term>stage</term></tig></langSet><langSet xml:lang="zh_Hans"><tig><term>阶段</term>
<termNote type="administrativeStatus">forbidden</termNote><note from="translator">no</note></tig></langSet>
</termEntry></body></text></martif>"""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (OLD_TBX, Term("津吉", "Tianjin and Jilin", TermKind.REQUIRED, "not <K>", "user")),
        (DCT, Term("吉林", "Kirin", TermKind.FORBIDDEN, "A province.", "atlas")),
        (WEBLATE, Term("阶段", "stage", TermKind.FORBIDDEN, "of the app; no", "user")),
    ],
    ids=["ours of before", "DCT", "Weblate"],
)
def test_other_styles_of_tbx_are_read(data: str, expected: Term) -> None:
    assert list(read_tbx(io.BytesIO(data.encode()))) == [expected]


@pytest.mark.parametrize("kind", TermKind)
def test_every_kind_of_term_comes_back_from_tbx(kind: TermKind) -> None:
    stream = io.BytesIO()
    write_tbx([Term("词", "word", kind)], stream)
    stream.seek(0)
    assert list(read_tbx(stream)) == [Term("词", "word", kind)]


def test_the_newer_edition_of_tbx_is_read() -> None:
    data = (
        '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>'
        '<conceptEntry id="c1"><langSec xml:lang="en"><termSec><term>Jilin</term></termSec><termSec><term>Kirin</term>'
        '<termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termSec></langSec>'
        '<langSec xml:lang="zh"><termSec><term>吉林</term></termSec></langSec></conceptEntry>'
        '<conceptEntry id="c2"><langSec xml:lang="en"><termSec><term>x</term></termSec></langSec></conceptEntry>'
        "</body></text></tbx>"
    )
    reported: list[str] = []
    found = list(read_tbx(io.BytesIO(data.encode()), reported.append))
    assert found == [Term("吉林", "Jilin"), Term("吉林", "Kirin", TermKind.FORBIDDEN)]
    assert len(reported) == 1
    with pytest.raises(InputError, match="its root is <tmx>"):
        list(read_tbx(io.BytesIO(b"<tmx/>")))
