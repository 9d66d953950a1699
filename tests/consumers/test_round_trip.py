"""A corpus that went to a translator's tool and to a spreadsheet holds every change that was made on the way."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Workbench
from tests.consumers.conftest import Texts
from tests.consumers.omegat import Project
from workbench.domain import ActionKind, Pair, Status
from workbench.store.corpus import Corpus

pytestmark = pytest.mark.slow


def _rows(db: Path) -> dict[str, Pair]:
    """The pairs by their English as it was read."""
    with Corpus.read(db) as corpus:
        assert corpus.check() == []
        return {
            next((each.before for each in pair.corrections if each.side == "source"), pair.source.text): pair
            for pair in corpus.iter_pairs()
        }


def _edit_csv(path: Path, edit: Any) -> None:
    """Change the rows of a CSV, as a spreadsheet would."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for number, row in enumerate(rows):
        edit(number, row)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_every_change_made_in_omegat_and_in_a_spreadsheet_comes_home(
    workbench: Workbench, db: Path, texts: Texts, tmp_path: Path
) -> None:
    project = Project.create(tmp_path / "project")
    workbench("export", "-o", project.memories / "pairs.tmx")
    lines = [(zh, en) for zh, en in texts if en == en.strip() and len(en.splitlines()) == 1]
    project.write_source("dialogue.txt", [en for _, en in lines])
    typed = {en: f"{zh}（改）" for zh, en in lines[::5]}
    project.edit(typed)
    project.translate()
    workbench("export", "-o", "sheet.csv")

    def edit(number: int, row: dict[str, str]) -> None:
        if number % 9 == 1:
            row["note"] = f"see, {number}\n“again”"
        # What two people decide differently about one row is a conflict, and another test's.
        if number % 9 == 2 and row["en"] not in typed:
            row["status"] = "rejected"
        if number % 11 == 3 and row["en"] not in typed:
            row["en"] += " (edited)"

    _edit_csv(Path("sheet.csv"), edit)
    before = {pair.source.text: pair for pair in _rows(db).values()}
    for path in (project.saved, "sheet.csv"):
        assert "conflict" not in workbench("import", path, "--update", "--reviewer", "an").stderr
    after = _rows(db)
    assert after.keys() == before.keys()
    for number, (zh, en) in enumerate(texts):
        row = after[en]
        assert row.target.text == typed.get(en, zh)
        edited = number % 11 == 3 and en not in typed
        assert row.source.text == (f"{en} (edited)" if edited else en)
        assert row.status is (Status.REJECTED if number % 9 == 2 and en not in typed else Status.CONFIRMED)
        assert row.note == (f"see, {number}\n“again”" if number % 9 == 1 else before[en].note)
    with Corpus.open(db) as corpus:
        assert [action.kind for action in corpus.history()] == [ActionKind.UPDATE] * 2
        assert corpus.undo() is not None
        assert corpus.undo() is not None
        assert [(pair.target.text, pair.source.text) for pair in corpus.iter_pairs()] == texts


def test_every_change_made_in_a_workbook_comes_home(workbench: Workbench, db: Path, texts: Texts) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    assert workbench("export", "-o", "sheet.xlsx").code == 0
    book = openpyxl.load_workbook("sheet.xlsx")
    sheet = book.active
    column = {cell.value: cell.column for cell in sheet[1]}
    edited = {}
    for number, row in enumerate(range(2, sheet.max_row + 1)):
        if number % 6 == 0:
            cell = sheet.cell(row, column["zh"])
            edited[sheet.cell(row, column["en"]).value] = cell.value = f"{cell.value}（改）"
        if number % 6 == 1:
            sheet.cell(row, column["status"]).value = "needs-review"
    book.save("edited.xlsx")
    outcome = workbench("import", "edited.xlsx", "--update")
    assert "Changed 200 rows." in outcome.stderr, outcome.stderr
    after = _rows(db)
    assert [after[en].target.text for _, en in texts] == [edited.get(en, zh) for zh, en in texts]
    assert [pair.status for pair in after.values()].count(Status.NEEDS_REVIEW) == 100
