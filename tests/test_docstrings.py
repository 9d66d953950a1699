"""Docstrings name what exists: a name in backticks in a class's docstrings is one of the class or its module."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_NAME = re.compile(r"`([A-Za-z_]\w*)(?:\(\))?`")


def _classes() -> Iterator[tuple[Path, ast.ClassDef, set[str]]]:
    """Every class with the names its module defines or imports."""
    for path in sorted((ROOT / "workbench").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                yield path, node, _module_names(tree)


def _module_names(tree: ast.Module) -> set[str]:
    names = set(dir(builtins))
    for node in tree.body:
        match node:
            case ast.Import() | ast.ImportFrom():
                names.update((alias.asname or alias.name).rsplit(".", 1)[-1] for alias in node.names)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign() | ast.AnnAssign():
                names.update(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
    return names


def _documentation(node: ast.ClassDef) -> str:
    """The class's docstring and those below its fields."""
    return "\n".join(
        each.value.value
        for each in node.body
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) and isinstance(each.value.value, str)
    )


def _attributes(node: ast.ClassDef) -> set[str]:
    """Fields, methods, properties and what methods assign to self."""
    return {
        each.attr if isinstance(each, ast.Attribute) else each.name if isinstance(each, ast.FunctionDef) else each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute | ast.FunctionDef)
        or (isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))
    } | {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}


def test_names_in_class_docstrings_exist() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {name}"
        for path, node, known in _classes()
        for name in _NAME.findall(_documentation(node))
        if name not in _attributes(node) | known
    ]
    assert not wrong, "\n".join(wrong)
