"""Sides of flags: source and target since they have a type; "en" and "zh" in corpora written before."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.store import builders
from workbench.domain import Side
from workbench.store.corpus import Corpus


@pytest.mark.parametrize(("written", "read"), [("en", Side.SOURCE), ("zh", Side.TARGET), ("target", Side.TARGET)])
def test_a_flag_that_names_a_language_is_on_the_side_of_that_language(tmp_path: Path, written: str, read: Side) -> None:
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_pairs([builders.pair(0, flags=[builders.flag()])])
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE flags SET side = ?", (written,))
    connection.close()
    with Corpus.open(path) as corpus:
        (pair,) = corpus.iter_pairs()
    assert [flag.side for flag in pair.flags] == [read]
