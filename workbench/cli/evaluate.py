"""`workbench evaluate`: alignments against gold ones, or retrieval of translations."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench import files
from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.errors import InputError
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.encoders.protocol import Encoder
    from workbench.evaluation.gold import GoldDocument
    from workbench.evaluation.scoring import Calibration, Counts, Score


@dataclass(frozen=True, slots=True)
class Row:
    """One document's figures."""

    name: str
    counts: Counts


@click.command(
    "evaluate",
    help="""Score the aligner on FOLDER, which holds zh/NAME, en/NAME and gold/NAME (lines like [0]:[1, 2], zh first):
strict and lax precision, recall and F1 as Vecalign counts them, the calibration of the probabilities, and how many
beads can be accepted unread at 99 % precision. FILE is a TSV with columns zh and en: how often a text finds its
translation among all the others.

Example: workbench evaluate gold-alignments --format json""",
)
@click.argument("path", metavar="FOLDER|FILE", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def command(options: Options, path: Path, form: str) -> None:
    # As in `align`: many small products are faster with one thread.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from workbench.cli import encoders

    if not path.exists():
        raise InputError(f"There is no {path}.", hint="Name a folder with zh/, en/ and gold/, or a TSV.")
    encoder = encoders.load(options.encoder)
    if path.is_dir():
        _evaluate_alignment(path, encoder, form)
    else:
        _evaluate_retrieval(path, encoder, form)


def _evaluate_alignment(folder: Path, encoder: Encoder, form: str) -> None:
    from workbench.evaluation.gold import read_gold
    from workbench.evaluation.scoring import Counts, calibration

    rows: list[Row] = []
    probabilities: list[float] = []
    hits: list[bool] = []
    documents = list(read_gold(folder))
    with diagnostics.ProgressBar() as progress:
        for number, document in enumerate(documents):
            progress("aligning", number, len(documents))
            counts, found = _score(document, encoder)
            rows.append(Row(document.name, counts))
            probabilities += [probability for probability, _ in found]
            hits += [hit for _, hit in found]
    total = sum((row.counts for row in rows), Counts())
    honest = calibration(probabilities, hits)
    if form == "json":
        output.line(json.dumps(_as_json(rows, total, honest), ensure_ascii=False, indent=2))
    else:
        output.write(_as_table(rows, total, honest))


def _score(document: GoldDocument, encoder: Encoder) -> tuple[Counts, list[tuple[float, bool]]]:
    """Counts, and for every bead proposed its probability and whether it is a gold one."""
    from workbench.alignment.aligner import align
    from workbench.evaluation.scoring import count, link
    from workbench.script import mostly_chinese

    if mostly_chinese(document.en) and not mostly_chinese(document.zh):
        diagnostics.say(f"{document.name}: zh/ holds English and en/ holds Chinese; scored as the folders say.")
    beads = align(document.zh, document.en, encoder)
    gold = set(document.links)
    return count(document.links, map(link, beads)), [(bead.probability, link(bead) in gold) for bead in beads]


def _score_json(score: Score) -> dict[str, float]:
    return {name: round(getattr(score, name), 4) for name in ("precision", "recall", "f1")}


def _as_json(rows: Sequence[Row], total: Counts, honest: Calibration) -> dict[str, Any]:
    def figures(counts: Counts) -> dict[str, Any]:
        return {"gold": counts.gold, "strict": _score_json(counts.strict), "lax": _score_json(counts.lax)}

    return {
        "documents": [{"name": row.name, **figures(row.counts)} for row in rows],
        "total": figures(total),
        "mean_strict_f1": round(sum(row.counts.strict.f1 for row in rows) / len(rows), 4),
        "calibration": {
            "expected_calibration_error": round(honest.error, 4),
            "beads": honest.beads,
            "acceptable_at_99": honest.acceptable,
            "threshold": round(honest.threshold, 4),
        },
    }


def _as_table(rows: Sequence[Row], total: Counts, honest: Calibration) -> str:
    width = max(len("document"), *(len(row.name) for row in rows))
    lines = [f"{'document':<{width}}   gold  strict P      R     F1   lax P      R     F1"]
    for name, counts in [*((row.name, row.counts) for row in rows), ("total", total)]:
        strict, lax = counts.strict, counts.lax
        lines.append(
            f"{name:<{width}}  {counts.gold:>5}     {strict.precision:.3f}  {strict.recall:.3f}  {strict.f1:.3f}"
            f"   {lax.precision:.3f}  {lax.recall:.3f}  {lax.f1:.3f}"
        )
    mean = sum(row.counts.strict.f1 for row in rows) / len(rows)
    lines += [
        f"mean strict F1 of documents {mean:.4f}",
        f"expected calibration error {honest.error:.4f}",
        f"acceptable unread at 99 % precision: {honest.acceptable:,} of {honest.beads:,} beads"
        f" (probability {honest.threshold:.3f} or more)",
    ]
    return printable("\n".join(lines)) + "\n"


def _evaluate_retrieval(path: Path, encoder: Encoder, form: str) -> None:
    from dataclasses import asdict

    from workbench.evaluation.retrieval import evaluate_retrieval
    from workbench.exchange.formats import FORMATS

    with files.reading(path) as stream:
        pairs = [(pair.side("zh").text, pair.side("en").text) for pair in FORMATS["tsv"].read(stream)]
    if not pairs:
        raise InputError(f"{path} holds no pairs.", hint="Its header should name columns zh and en.")
    scores = asdict(evaluate_retrieval(encoder, [zh for zh, _ in pairs], [en for _, en in pairs]))
    if form == "json":
        output.line(json.dumps(scores, indent=2))
    else:
        for name, value in scores.items():
            output.line(
                f"{name.replace('_', ' '):<24} {value:.4f}" if isinstance(value, float) else f"{name:<24} {value}"
            )
