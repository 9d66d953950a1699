"""What is written is valid by the published schemas, where a folder of them is given in WORKBENCH_SCHEMAS.

The schemas are not ours to ship: xliff-core-1.2-strict.xsd and xliff_core_2.0.xsd (of XLIFF 2.1) from OASIS, tmx14.dtd
from LISA, TBXcoreStructV03.rng from LTAC. They are looked for by name, at any depth.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import ROOT
from tests.unit.test_exchange_outputs import PAIRS
from workbench.domain import Inline, InlineKind, Language, Pair, PairSide, Relation, Status, Term, TermKind
from workbench.exchange.formats import FORMATS
from workbench.exchange.tbx import write_tbx
from workbench.exchange.xliff_units import OURS

XSD = "http://www.w3.org/2001/XMLSchema"

KINDS = list(InlineKind)
MARKED = [
    Pair(
        PairSide("d", Language.EN, (), "one two three", (Inline(kind, 0, 3, "a"), Inline(kind, 4, 4, "b<"))),
        PairSide("e", Language.ZH_HANS, (), "一二三", (Inline(kind, 0, 3), Inline(kind, 1, 2, "c"))),
        Relation.TRANSLATION,
        status,
        note="see & check",
        id=number,
        corpus="abc",
    )
    for number, (kind, status) in enumerate(zip(KINDS, [*Status, *Status], strict=False), 1)
]


def schema(name: str, inside: str = "") -> Path:
    folder = os.environ.get("WORKBENCH_SCHEMAS")
    found = [path for path in Path(folder or os.devnull).rglob(name) if inside in str(path)]
    if not found:
        pytest.skip(f"{name} is not in the folder WORKBENCH_SCHEMAS")
    return found[0]


def written(form: str) -> etree._Element:
    stream = io.BytesIO()
    FORMATS[form].write([*PAIRS, *MARKED], stream)
    return etree.fromstring(stream.getvalue())


def terms() -> etree._Element:
    stream = io.BytesIO()
    found = [Term(f"词{kind}", f"word {kind}", kind, "a note", "here") for kind in TermKind]
    write_tbx([*found, Term("術語", "term")], stream)
    return etree.fromstring(stream.getvalue())


class _Local(etree.Resolver):
    """Finds the schema of xml:lang and xml:space in the folder, not on the network."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:  # type: ignore[override]
        if not system_url.endswith("xml.xsd"):
            return None
        return self.resolve_filename(str(schema("xml.xsd")), context)  # type: ignore[attr-defined]


def xml_schema(path: str) -> etree.XMLSchema:
    """A published schema together with that of our own attributes."""
    target = etree.parse(path).getroot().get("targetNamespace", "")
    known = {target: path, OURS: ROOT / "docs" / "xliff-attributes.xsd"}
    both = etree.Element(f"{{{XSD}}}schema")
    for namespace, location in known.items():
        etree.SubElement(both, f"{{{XSD}}}import", namespace=namespace, schemaLocation=str(location))
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return etree.XMLSchema(etree.fromstring(etree.tostring(both), parser, base_url=f"{path}.both"))


CASES: dict[str, tuple[Callable[[], etree._Element], str, str, Callable[[str], object]]] = {
    "xliff": (lambda: written("xliff"), "xliff-core-1.2-strict.xsd", "", xml_schema),
    "xliff-2": (lambda: written("xliff-2"), "xliff_core_2.0.xsd", "2.1", xml_schema),
    "tmx": (lambda: written("tmx"), "tmx14.dtd", "", lambda path: etree.DTD(path)),
    "tbx": (terms, "TBXcoreStructV03.rng", "", lambda path: etree.RelaxNG(file=path)),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_is_valid(name: str) -> None:
    make, file, inside, load = CASES[name]
    known = load(str(schema(file, inside)))
    assert isinstance(known, etree._Validator)
    known.assertValid(make())
