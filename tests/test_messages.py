"""The catalogues of messages: what the code says, all of it, and nothing else."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from docs.generate import messages

FIELD = re.compile(r"\{(\w+)[^{}]*\}|%\((\w+)\)s")


def entries(path: Path) -> list[Message]:
    with path.open("rb") as stream:
        return [each for each in read_po(stream) if each.id]


def forms(texts: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts or ())


def fields(text: str) -> set[str]:
    return {match[1] or match[2] for match in FIELD.finditer(text)}


@pytest.mark.parametrize("path", messages.catalogues(), ids=lambda path: path.parts[-3])
def test_catalogue_has_every_message_and_no_other_and_is_compiled(path: Path) -> None:
    current = messages.files()
    assert path.read_bytes() == current[path], "run: make docs"
    assert path.with_suffix(".mo").read_bytes() == current[path.with_suffix(".mo")], "run: make docs"


@pytest.mark.parametrize("path", messages.catalogues(), ids=lambda path: path.parts[-3])
def test_translations_have_the_fields_of_their_messages(path: Path) -> None:
    for entry in entries(path):
        expected = fields(forms(entry.id)[-1])
        for translation in forms(entry.string):
            assert not translation or fields(translation) == expected, entry.id


@pytest.mark.parametrize("path", messages.catalogues(), ids=lambda path: path.parts[-3])
def test_every_message_is_translated_by_somebody_who_read_it(path: Path) -> None:
    assert [entry.id for entry in entries(path) if entry.fuzzy or not all(forms(entry.string) or [""])] == []


def test_no_message_stands_in_an_f_string_where_the_tool_does_not_see_it() -> None:
    hidden = [
        (path.name, call.lineno)
        for path in sorted(messages.PACKAGE.rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in messages.KEYWORDS
        if isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def test_clicks_messages_are_clicks() -> None:
    package = Path(inspect.getfile(click)).parent
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(package.glob("*.py")))
    for message in messages.CLICK:
        for form in [message] if isinstance(message, str) else message:
            assert form.replace("\n", "\\n").replace("\t", "\\t") in source, form
