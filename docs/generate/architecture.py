"""docs/architecture.md: the packages, what they import, and a sentence's way through them, read from the source."""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "workbench"

_PURPOSES = {
    "alignment": "parallel documents: from two lists of segments to beads",
    "api": "the Python API: what `import workbench` offers",
    "arrays": "array types, each with its dtype and rank",
    "cells": "text measured and wrapped in terminal cells",
    "checks": "rules: from a pair to flags; how a suggestion is applied",
    "cli": "a file per command; output.py is all of stdout, diagnostics.py all of stderr",
    "config": "settings from file and environment",
    "documents": "from bytes to a prepared document: decoding, an adapter a format, cleaning, segmentation",
    "domain": "the values every stage takes and returns",
    "edits": "edits of a text: made, undone, followed by offsets",
    "encoders": "from texts to vectors: the bundled static encoder, any sentence-transformers model",
    "extras": "libraries of the package's extras, loaded when something needs them",
    "errors": "every error a person can act on",
    "evaluation": "gold alignments, scores, calibration, retrieval",
    "exchange": "one file per format: pairs to a stream and back",
    "files": "the one place that opens and replaces files people name",
    "i18n": "messages in the reader's language",
    "language": "what alignment, mining and checks know of a text: tokens, clauses, quantities, places, people",
    "mining": "comparable documents: neighbours, features, calibrated candidates",
    "packing": "compressed files, and files whose lines come in turn",
    "pipeline": "the only place where stages meet: the jobs both front ends call",
    "processes": "pools of worker processes",
    "reporting": "a corpus, two documents or a checked file as one page, and its plots as pictures",
    "resources": "where models, tables and seeds are",
    "review": "what a person does to pairs, as values; the session: order, filter, sample, estimate; no screen",
    "script": "Han, Latin and control characters",
    "store": "the one door to SQLite: pairs, history, search, maintenance",
    "adaptation": "what a corpus and its reviewer teach: order, weights, vectors, terms",
    "training": "from dictionaries, gold alignments and texts to models/",
    "tui": "the review app: screens, controllers, widgets",
    "user_folders": "where a person's config, cache and state are",
    "xml": "parsers for XML from anybody: no DTD, no network",
}

_WAY = (
    ("Document", "a file, decoded; its text never changes"),
    ("CleanText", "the document without boilerplate and markup, as a list of edits that can be undone"),
    ("Segment", "a sentence or heading of the cleaned text, with its offsets in the text as read"),
    ("PreparedDocument", "document, cleaned text and segments: what alignment and mining take"),
    ("AnalysedText", "what is known of one text, computed on first use"),
    ("Bead", "consecutive segments facing each other, with their posterior (parallel documents)"),
    ("Candidate", "segments that may say the same, with their probability (comparable documents)"),
    ("PairSide", "one side of a pair: segments of one document and their text"),
    ("Pair", "a row of the corpus: two sides, status, flags, corrections"),
    ("Flag", "what a check found in a pair"),
    ("Change", "a row before and after an action"),
    ("Action", "what a person did, as history keeps it"),
    ("Correction", "a change to one side's text"),
)

_PLACES = (
    (
        "[a check](how-to/check.md)",
        "workbench/checks/",
        "a class with examples in the file of its family, listed in that file's `RULES`",
    ),
    ("a table of words, places, titles", "db/terms/", "a row with its source; a new table also in db/terms/README.md"),
    (
        "[an exchange format](how-to/exchange-format.md)",
        "workbench/exchange/",
        "a file with a reader and a writer, and a line in `formats.py`",
    ),
    (
        "[a document format](how-to/document-format.md)",
        "workbench/documents/formats/",
        "an adapter: a module with `read`, listed in `adapters.py`",
    ),
    ("a key of the app", "workbench/tui/commands.py", "a line in the table; its method in `controllers/`"),
    (
        "[an encoder](how-to/encoder.md)",
        "workbench/encoders/",
        "a class that keeps the protocol, and its name in `registry.py`",
    ),
    ("a feature of the aligner", "workbench/alignment/bead_features.py", "a column with its name; train again"),
    ("a command", "workbench/cli/", "a file with a `command`, and its name in `main.py`"),
    ("a change to the database", "db/migrations/", "a new numbered file; none that exists is ever edited"),
)


_STEPS = {
    "a check": "check",
    "an exchange format": "exchange-format",
    "a document format": "document-format",
    "an encoder": "encoder",
}
"""What has a page of its own in docs/how-to/."""


def page() -> str:
    """Return the page."""
    parts = [
        "# Architecture\n",
        "Generated from the source by `make docs`: the imports below are those the code has.\n",
        "Data flows one way: read, clean, segment, encode, align or mine, check, store, review, export. Imports point"
        " down only; packages on one line do not know each other. `make check` holds the project to it.\n",
        "![Packages in their layers, with their imports](architecture.svg)\n",
        "*Each line is an import, downwards. What a package also imports by way of another one is left out of the"
        " drawing; the table below has it.*\n",
        "## Where a new … goes\n",
        "| new | place | how |\n| --- | --- | --- |",
        *(f"| {_linked(what)} | `{_existing(place)}` | {how} |" for what, place, how in _PLACES),
        "\n## A sentence's way from bytes to export\n",
        "One type for each idea. Returned by: public functions whose result is or holds the type; used in: packages"
        " that import it.\n",
        "| type | what it is | defined in | returned by | used in |\n| --- | --- | --- | --- | --- |",
        *(_type_row(name, what) for name, what in _WAY),
        "\n## Packages and what they import\n",
        "| package | holds | imports |\n| --- | --- | --- |",
        *_package_rows(),
    ]
    return "\n".join(parts) + "\n"


@cache
def _trees() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name."""
    trees = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        trees[name] = ast.parse(path.read_text(encoding="utf-8"))
    return trees


def _package(module: str) -> str:
    """The package or top-level module that a module belongs to."""
    return module.split(".")[1] if "." in module else ""


@cache
def _imports(name: str) -> frozenset[tuple[str, str]]:
    """Module and name of every import that a module makes from the package, also inside functions."""
    return frozenset(_imported(_trees()[name]))


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("workbench"):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield (full, "") if full in _trees() else (str(node.module), alias.name)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name.startswith("workbench"))


def layers() -> list[list[str]]:
    """The layers as the import contracts have them, top first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    found = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[part.strip().removeprefix("workbench.") for part in layer.split("|")] for layer in found]


@cache
def imports_of_packages() -> dict[str, set[str]]:
    """Every package or top-level module with those of the others that it imports."""
    imports: dict[str, set[str]] = defaultdict(set)
    for name in _trees():
        if (package := _package(name)) and package != "__main__":
            imports[package] |= {_package(module) for module, _ in _imports(name)} - {package, ""}
    return dict(sorted(imports.items()))


def _package_rows() -> Iterator[str]:
    for package, used in imports_of_packages().items():
        yield f"| {package} | {_PURPOSES[package]} | {', '.join(sorted(used)) or '–'} |"


def _type_row(name: str, what: str) -> str:
    home = next(module for module, tree in _trees().items() if _defines(tree, name))
    users = {_package(module) for module in _trees() if (home, name) in _imports(module)} - {""}
    makers = sorted({f"`{maker}`" for module, tree in _trees().items() for maker in _makers(module, tree, name)})
    shown = ", ".join(makers[:4]) + (f" and {len(makers) - 4} more" if len(makers) > 4 else "")
    where = home.removeprefix("workbench.").replace(".", "/")
    return f"| {name} | {what} | {where} | {shown or '–'} | {', '.join(sorted(users)) or '–'} |"


def _defines(tree: ast.Module, name: str) -> bool:
    return any(isinstance(node, ast.ClassDef) and node.name == name for node in tree.body)


def _makers(module: str, tree: ast.Module, name: str) -> Iterator[str]:
    """Public top-level functions whose return annotation names the type."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns is not None:
            named = {part.id for part in ast.walk(node.returns) if isinstance(part, ast.Name)}
            if name in named:
                yield f"{module.removeprefix('workbench.')}.{node.name}"


def _existing(place: str) -> str:
    if not (ROOT / place).exists():
        raise FileNotFoundError(place)
    return place


def _linked(what: str) -> str:
    return f"[{what}](how-to/{_STEPS[what]}.md)" if what in _STEPS else what
