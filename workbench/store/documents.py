"""Documents as they were read, their cleaning and their segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace
from hashlib import blake2b

from workbench.domain import Block, BlockKind, CleanText, Document, Edit, Language, Role, Segment
from workbench.edits import apply_edits
from workbench.errors import CorpusError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.store.block_values import inlines, inlines_text, place, place_text
from workbench.store.columns import Columns
from workbench.store.connection import Connection
from workbench.store.document_ids import DocumentNames
from workbench.store.values import DocumentEntry

_SEGMENT = Columns(N_("Segment"), int, str, str, int, int, int, Language, bool, int | None, inlines)
_BLOCK = Columns(N_("A block at"), BlockKind, int, int, place, int, inlines)
_EDIT = Columns(N_("An edit at"), int, int, str, str, str)
_ENTRY = Columns(N_("A document"), str, Role, str, str, int, str)
_DOCUMENT = Columns(N_("A document"), str, str, str, str, Role, str, str)


class Documents:
    """The documents of one corpus."""

    def __init__(self, connection: Connection, names: DocumentNames) -> None:
        self._connection = connection
        self._names = names

    def add(self, document: Document, clean: CleanText, segments: Sequence[Segment]) -> str:
        """See Corpus.add_document."""
        if not document.name:
            raise ValueError("a document has a name")
        if apply_edits(document.text, clean.edits) != clean.text:
            raise ValueError("the edits do not make the cleaned text")
        segmentation = _segmentation(segments)
        with self._connection.writing():
            known = self._connection.execute(
                "SELECT name FROM documents WHERE checksum = ? AND segmentation = ?", (document.checksum, segmentation)
            ).fetchone()
            if known is not None:
                if document.date:
                    self._connection.execute("UPDATE documents SET date = ? WHERE name = ?", (document.date, *known))
                return str(known[0])
            name = self.free_name(document.name)
            document_id = self._names.id(name)
            self._connection.execute(
                "UPDATE documents SET role = ?, title = ?, text = ?, encoding = ?, checksum = ?, segmentation = ?,"
                " date = ? WHERE id = ?",
                (document.role.value, document.title, document.text, document.encoding, document.checksum, segmentation,
                 document.date, document_id),
            )  # fmt: skip
            self._connection.execute_many(
                "INSERT INTO edits VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((document_id, number, *astuple(edit)) for number, edit in enumerate(clean.edits)),
            )
            self._add_blocks(document_id, document.blocks, segments)
            self._connection.execute_many(
                "INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((document_id, s.position, s.text, s.gap, s.paragraph, s.start, s.end, s.language.value, int(s.heading))
                 for s in segments),
            )  # fmt: skip
        return name

    def _add_blocks(self, document_id: int | None, blocks: Sequence[Block], segments: Sequence[Segment]) -> None:
        self._connection.execute_many(
            "INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((document_id, number, b.kind.value, b.start, b.end, b.level, place_text(b.place), inlines_text(b.inlines))
             for number, b in enumerate(blocks)),
        )  # fmt: skip
        self._connection.execute_many(
            "INSERT INTO segment_blocks VALUES (?, ?, ?, ?)",
            ((document_id, s.position, s.block, inlines_text(s.inlines)) for s in segments if s.block is not None),
        )

    def free_name(self, wanted: str) -> str:
        """Return the name, or with a number where other text has it; one that only an import named may be taken."""
        name, number = wanted, 1
        while True:
            row = self._connection.execute("SELECT text IS NULL FROM documents WHERE name = ?", (name,)).fetchone()
            if row is None or row[0]:
                return name
            number += 1
            name = f"{wanted}-{number}"

    def entries(self) -> list[DocumentEntry]:
        """See Corpus.documents."""
        sql = (
            "SELECT name, role, title, checksum,"
            f" (SELECT count(*) FROM segments WHERE document = documents.id), {self._connection.date}"
            " FROM documents WHERE text IS NOT NULL ORDER BY id"
        )
        return [DocumentEntry(*entry) for entry in _ENTRY.read(self._connection.execute(sql))]

    def read(self, name: str) -> Document:
        """See Corpus.document."""
        row = self._connection.execute(
            f"SELECT name, text, encoding, checksum, role, title, {self._connection.date} FROM documents"
            " WHERE name = ?",
            (name,),
        ).fetchone()
        if row is None:
            raise CorpusError(
                _("There is no document “{name}” in the corpus.").format(name=name),
                hint=_("`workbench stats` lists them."),
            )
        if row[1] is None:
            raise CorpusError(_("Of the document “{name}” only pairs were imported, not its text.").format(name=name))
        *fields, date = _DOCUMENT(row)
        return replace(Document(*fields), blocks=self._blocks(name), date=date)

    def _blocks(self, name: str) -> tuple[Block, ...]:
        if not self._connection.has("blocks"):
            return ()
        sql = 'SELECT kind, "start", "end", place, level, inlines FROM blocks WHERE document = ? ORDER BY number'
        rows = self._connection.execute(sql, (self._names.find(name),))
        return tuple(Block(*block) for block in _BLOCK.read(rows))

    def edits(self, name: str) -> tuple[Edit, ...]:
        """See Corpus.edits."""
        sql = 'SELECT "start", "end", before, after, rule FROM edits WHERE document = ? ORDER BY number'
        rows = self._connection.execute(sql, (self._names.find(name),))
        return tuple(Edit(*edit) for edit in _EDIT.read(rows))

    def segments(self, name: str) -> tuple[Segment, ...]:
        """See Corpus.segments."""
        fields = 'position, text, gap, paragraph, "start", "end", language, heading'
        if self._connection.has("segment_blocks"):
            found = f"{fields}, block, ifnull(inlines, '[]') FROM segments LEFT JOIN segment_blocks"
            found += " USING (document, position)"
        else:
            found = f"{fields}, NULL, '[]' FROM segments"
        sql = f"SELECT {found} WHERE document = ? ORDER BY position"
        rows = self._connection.execute(sql, (self._names.find(name),))
        return tuple(Segment(*segment) for segment in _SEGMENT.read(rows))

    def has_inlines(self, name: str) -> bool:
        """See Corpus.has_inlines."""
        sql = "SELECT 1 FROM segment_blocks WHERE document = ? AND inlines <> '[]' LIMIT 1"
        has_blocks = self._connection.has("segment_blocks")
        return has_blocks and self._connection.execute(sql, (self._names.find(name),)).fetchone() is not None


def _segmentation(segments: Sequence[Segment]) -> str:
    digest = blake2b(digest_size=16)
    for segment in segments:
        digest.update(f"{segment.text}\x00{segment.gap}\x00".encode())
    return digest.hexdigest()
