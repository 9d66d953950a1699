"""The bundled articles, as seeds/SOURCES.toml lists them."""

from __future__ import annotations

import dataclasses
import tomllib

from workbench import resources
from workbench.documents.reading import read_document
from workbench.domain import Document, Language, Role
from workbench.errors import InputError
from workbench.i18n import gettext as _


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """Where a bundled article comes from. All rights in it stay with its publisher."""

    file: str
    title: str
    publisher: str
    date: str
    """Of publication, or else of the event reported; ISO 8601."""
    languages: tuple[Language, ...]
    """The main one first."""
    role: Role
    checksum: str
    """SHA-256 of the file, hexadecimal."""


def seed_sources() -> list[Source]:
    """The entries of SOURCES.toml, in its order: the article first."""
    with (resources.seeds() / "SOURCES.toml").open("rb") as stream:
        entries = tomllib.load(stream)["source"]
    return [
        Source(
            entry["file"],
            entry["title"],
            entry["publisher"],
            entry["date"],
            tuple(Language(language) for language in entry["languages"]),
            Role(entry["role"]),
            entry["sha256"],
        )
        for entry in entries
    ]


def seed_documents() -> list[Document]:
    """The bundled articles with their roles and titles, the article first.

    Raises InputError where a file is missing or is not the one that is listed.
    """
    documents = []
    for source in seed_sources():
        path = resources.seeds() / source.file
        document = read_document(path, encoding="utf-8", role=source.role, title=source.title)
        if document.checksum != source.checksum:
            raise InputError(
                _("{path} is not the file SOURCES.toml lists.").format(path=path),
                hint=_("Install the workbench again."),
            )
        documents.append(document)
    return documents
