"""A corpus with everything a report shows: two documents, decisions, corrections, flags, gaps, hostile texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.conftest import Workbench
from workbench.domain import (
    ActionKind,
    Change,
    Correction,
    Flag,
    Language,
    Pair,
    PairSide,
    Relation,
    Severity,
    Side,
)
from workbench.review.operations import Stamp, judge
from workbench.store import history
from workbench.store.corpus import Corpus

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> & \x1b[31m \x00\u202e\ufffe"
ENGLISH = "Tianjin and Kyrgyzstan agreed."
CHINESE = "津吉达成一致。"


def pair(number: int, probability: float, target: int | None = None, **fields: Any) -> Pair:
    """A row between two documents, the texts of which name their sentences."""
    return Pair(
        PairSide.whole("visit", Language.EN, [number], f"Sentence number {number} of the visit."),
        PairSide.whole("访问", Language.ZH_HANS, [number if target is None else target], f"访问的第{number}句。"),
        Relation.TRANSLATION,
        probability=probability,
        **fields,
    )


def flagged() -> Pair:
    """A row whose source names a wrong place."""
    flag = Flag("places", Severity.ERROR, Side.SOURCE, 12, 22, "Kyrgyzstan", "Jilin", "吉 stands for Jilin here.")
    made = pair(3, 0.55, flags=(flag,))
    return replace(made, source=replace(made.source, text=ENGLISH), target=replace(made.target, text=CHINESE))


@pytest.fixture
def rich(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the corpus: 30 rows of two documents, 24 decided by two people on two days, and a hostile one."""
    path = tmp_path / "rich.db"
    rows = [pair(number, round(0.35 + number / 50, 2)) for number in range(30) if number not in (3, 7)]
    hostile = Pair(
        PairSide("<b>doc</b>", Language.EN, (), HOSTILE),
        PairSide("", Language.ZH_HANS, (), f"文字{HOSTILE}"),
        Relation.TRANSLATION,
        probability=0.4,
        note=HOSTILE,
    )
    alone = Pair(
        PairSide.whole("visit", Language.EN, [7], "Alone."), PairSide.missing(Language.ZH_HANS), Relation.UNALIGNED
    )
    with Corpus.create(path) as corpus:
        corpus.add_pairs([*rows[:3], flagged(), *rows[3:], alone, hostile])
        for number, row in enumerate(list(corpus.iter_pairs())[4:28]):
            moment = f"2026-11-{20 + number // 12}T09:{number:02}:00Z"
            monkeypatch.setattr(history, "now", lambda moment=moment: moment)
            reviewer = "An Na" if number % 3 else "李雷"
            kind = ActionKind.REJECT if number % 5 == 0 else ActionKind.CONFIRM
            corpus.act(kind, judge(row, kind, Stamp(reviewer, moment)), reviewer)
        correct(corpus, corpus.pair(6), "Sentence number 5 of their visit.")
    return path


def correct(corpus: Corpus, row: Pair, text: str) -> None:
    """Change the text of a row's source as an edit does."""
    correction = Correction(Side.SOURCE, row.source.text, text, "edit", "An Na", "2026-11-21T10:00:00Z")
    after = replace(row, source=replace(row.source, text=text), corrections=(*row.corrections, correction))
    corpus.act(ActionKind.EDIT, [Change(row, after)], "An Na")


Report = Callable[..., Any]


@pytest.fixture
def report(workbench: Workbench, tmp_path: Path) -> Report:
    """Runs `workbench report` and returns the page as a tree."""

    def run(*arguments: str | Path) -> Any:
        done = workbench(*arguments, "-o", "page.html")
        assert done.code == 0, done.stderr
        return html.document_fromstring((tmp_path / "page.html").read_text(encoding="utf-8"))

    return run
