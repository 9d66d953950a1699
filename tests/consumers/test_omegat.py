"""OmegaT reads what we export, and what it writes comes back: its memory, and the XLIFF it was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.consumers.conftest import Texts
from tests.consumers.omegat import Project
from workbench.store.corpus import Corpus

pytestmark = pytest.mark.slow


def _is_one_line(text: str) -> bool:
    """Whether a text stays a paragraph of a plain text, which ends at a line and begins without white space."""
    return text == text.strip() and len(text.splitlines()) == 1


def test_omegat_takes_every_pair_of_a_tmx_as_its_memory(
    workbench: Workbench, db: Path, texts: Texts, tmp_path: Path
) -> None:
    project = Project.create(tmp_path / "project")
    assert workbench("export", "-o", project.memories / "pairs.tmx").code == 0
    lines = [(zh, en) for zh, en in texts if _is_one_line(en)]
    project.write_source("dialogue.txt", [en for _, en in lines])
    project.translate()
    assert project.target("dialogue.txt").read_text(encoding="utf-8").split("\n\n") == [zh for zh, _ in lines]
    assert len(lines) > 500


def test_what_a_translator_types_into_omegat_comes_back_by_its_memory(
    workbench: Workbench, db: Path, texts: Texts, tmp_path: Path
) -> None:
    project = Project.create(tmp_path / "project")
    workbench("export", "-o", project.memories / "pairs.tmx")
    lines = [(zh, en) for zh, en in texts if _is_one_line(en)]
    project.write_source("dialogue.txt", [en for _, en in lines])
    edits = {en: f"改过：{zh} & <{number}>" for number, (zh, en) in enumerate(lines) if number % 7 == 0}
    project.edit(edits)
    project.translate()
    outcome = workbench("import", project.saved, "--update")
    assert f"Changed {len(edits)} rows." in outcome.stderr, outcome.stderr
    with Corpus.read(db) as corpus:
        rows = [(pair.target.text, pair.source.text) for pair in corpus.iter_pairs()]
    assert rows == [(edits.get(en, zh), en) for zh, en in texts]


def test_an_xliff_that_went_through_omegat_comes_back_with_its_changes(
    workbench: Workbench, db: Path, texts: Texts, tmp_path: Path
) -> None:
    project = Project.create(tmp_path / "project")
    workbench("export", "-o", project.folder / "source" / "pairs.xliff")
    # OmegaT translates the text in <target>, whatever language it is in, and leaves <source> alone. It knows a segment
    # with an ideographic space by a plain one.
    chosen = [zh for zh, _ in texts[::7] if _is_one_line(zh) and "\u3000" not in zh]
    edits = {zh: f"改过：{zh}" for zh in chosen}
    project.edit(edits)
    project.translate()
    outcome = workbench("import", project.target("pairs.xliff"), "--update")
    assert f"Changed {len(edits)} rows." in outcome.stderr, outcome.stderr
    with Corpus.read(db) as corpus:
        rows = [(pair.target.text, pair.source.text) for pair in corpus.iter_pairs()]
    assert rows == [(edits.get(zh, zh), en) for zh, en in texts]
