"""Names of documents and their ids in the corpus."""

from __future__ import annotations

from workbench.errors import CorpusError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.store.columns import Columns
from workbench.store.connection import Connection

_NAME = Columns(N_("A document's name"), str)


class DocumentNames:
    """Names and ids of documents, remembered; "" stands for none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ids: dict[str, int] = {}
        self._names: dict[int, str] = {}
        # An id of a document that was rolled back may be given to another.
        connection.on_rollback.append(self.forget)

    def forget(self) -> None:
        """Read them again from now on."""
        self._ids.clear()
        self._names.clear()

    def id(self, name: str) -> int | None:
        """Return the id of a document, made for a new name (while writing); None for ""."""
        if not name:
            return None
        found = self.find(name)
        if found is None:
            found = self._insert(name)
            self._remember(found, name)
        return found

    def _insert(self, name: str) -> int:
        made = self._connection.execute("INSERT INTO documents (name) VALUES (?)", (name,)).lastrowid
        assert made is not None
        return made

    def find(self, name: str) -> int | None:
        """Return the id of a document, None where there is none of that name."""
        if name not in self._ids:
            row = self._connection.execute("SELECT id FROM documents WHERE name = ?", (name,)).fetchone()
            if row is None:
                return None
            self._remember(row[0], name)
        return self._ids[name]

    def name(self, document_id: int | None) -> str:
        """Name of a document; "" for none. Raises CorpusError for an id that is not there."""
        if not document_id:
            return ""
        if document_id not in self._names:
            row = self._connection.execute("SELECT name FROM documents WHERE id = ?", (document_id,)).fetchone()
            if row is None:
                raise CorpusError(
                    _("A row names document {document_id}, which does not exist.").format(document_id=document_id),
                    hint=_("`workbench doctor` shows more."),
                )
            self._remember(document_id, *_NAME(row))
        return self._names[document_id]

    def _remember(self, document_id: int, name: str) -> None:
        self._ids[name] = document_id
        self._names[document_id] = name
