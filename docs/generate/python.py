"""docs/api.md: signatures and docstrings of what `import workbench` offers, and of the values it returns."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import workbench

_PACKAGE = Path(__file__).resolve().parents[2] / "workbench"
_SOURCES = ("api", "pipeline/bitext", "errors", "domain", "encoders/protocol")
"""Modules in which public names are defined."""

VALUES = ("Pair", "PairSide", "Flag", "Bead", "PreparedDocument", "Document", "Segment", "Encoder")
"""Types that public functions return; what is listed of them is public as well."""
ENUMERATIONS = ("Status", "Relation", "MatchKind", "Severity", "Side")
ERRORS = ("InputError", "EncoderError", "CorpusError", "UsageError")
_INTERNAL = {"corpus", "unstated", "attribution", "dismissed", "dismissals", "dismissal_keys", "side", "with_side"}
"""Fields and methods of these types that serve the store and the formats."""

_HEAD = """# Python reference

Generated from the source by `make docs`: every public name with its signature. [From Python](python.md) introduces them
with examples. Everything else in the package may change. `Text` is the path of a file or a list of sentences; in
`check` and `encode` a text is a string.
"""


def page() -> str:
    """Return the page."""
    nodes = {node.name: node for node in _definitions()}
    parts = [_HEAD, "## Functions and classes"]
    parts += [_section(nodes[name]) for name in workbench.__all__]
    parts += ["## Values", *(_section(nodes[name]) for name in VALUES)]
    parts += ["## Enumerations", 'Each is a string as well: `pair.status == "confirmed"`.']
    parts += [_section(nodes[name]) for name in ENUMERATIONS]
    parts += [
        "## Errors",
        "In `workbench.errors`; all are a `WorkbenchError`.",
        *(_section(nodes[name]) for name in ERRORS),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _definitions() -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for source in _SOURCES:
        tree = ast.parse((_PACKAGE / f"{source}.py").read_text(encoding="utf-8"))
        yield from (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))


def _section(node: ast.FunctionDef | ast.ClassDef) -> str:
    heading = f"### {node.name}\n\n"
    if isinstance(node, ast.FunctionDef):
        return f"{heading}```python\n{_signature(node)}\n```\n\n{_doc(node)}"
    members = "\n".join(_members(node))
    return f"{heading}{_doc(node)}\n\n{members}"


def _members(node: ast.ClassDef) -> Iterator[str]:
    """Fields with the docstring below them, values of an enumeration, properties and methods."""
    for at, child in enumerate(node.body):
        match child:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation) if _is_public(name):
                yield _item(f"{name}: {ast.unparse(annotation)}", _text_at(node.body, at + 1))
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(value))):
                yield _item(f"{name} = {value!r}", _text_at(node.body, at + 1))
            case ast.FunctionDef(name=name) if _is_public(name):
                is_property = any(isinstance(each, ast.Name) and each.id == "property" for each in child.decorator_list)
                result = ast.unparse(child.returns) if child.returns else ""
                yield _item(f"{name}: {result}" if is_property else _signature(child, method=True), _doc(child))


def _is_public(name: str) -> bool:
    return not name.startswith("_") and name not in _INTERNAL


def _item(code: str, words: str) -> str:
    return f"- `{code}`" + (f": {' '.join(words.split())}" if words else "")


def _text_at(body: list[ast.stmt], at: int) -> str:
    """The docstring of a field, which stands below it."""
    match body[at : at + 1]:
        case [ast.Expr(value=ast.Constant(value=str(words)))]:
            return words
    return ""


def _signature(node: ast.FunctionDef, *, method: bool = False) -> str:
    """A call as it is written: a parameter a line where one line does not hold them, in methods always one line."""
    parameters = [each for each in _parameters(node.args) if each != "self"]
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"{node.name}({', '.join(parameters)}){result}"
    if method or len(line) <= 100:
        return line
    lines = "".join(f"    {each},\n" for each in parameters)
    return f"{node.name}(\n{lines}){result}"


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    """Every parameter with its type and default, and the star before those that have to be named."""
    first = len(arguments.args) - len(arguments.defaults)
    for at, argument in enumerate(arguments.args):
        yield ast.unparse(argument) + (f" = {ast.unparse(arguments.defaults[at - first])}" if at >= first else "")
    if arguments.kwonlyargs:
        yield "*"
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield ast.unparse(argument) + (f" = {ast.unparse(default)}" if default else "")


def _doc(node: ast.FunctionDef | ast.ClassDef) -> str:
    return ast.get_docstring(node) or ""
