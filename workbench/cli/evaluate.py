"""`workbench evaluate`: alignments against gold ones, or retrieval of translations."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench import files
from workbench.cli import diagnostics, output
from workbench.cli.main import Options, use_one_thread
from workbench.errors import InputError
from workbench.i18n import N_, gettext
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.encoders.protocol import Encoder
    from workbench.evaluation.calibration import Reliability
    from workbench.evaluation.gold import GoldDocument
    from workbench.evaluation.scoring import Counts


@dataclass(frozen=True, slots=True)
class AlignmentScores:
    """How well a folder of documents was aligned."""

    documents: dict[str, Counts]
    total: Counts
    reliability: Reliability
    signature: str

    @property
    def mean(self) -> float:
        """Mean strict F1 of the documents."""
        return sum(counts.strict.f1 for counts in self.documents.values()) / len(self.documents)


@click.command(
    "evaluate",
    help="""Score the aligner on FOLDER, which holds zh/NAME, en/NAME and gold/NAME (lines like [0]:[1, 2], zh first):
strict and lax precision, recall and F1 as Vecalign counts them, the calibration of the probabilities, and how many
beads can be accepted unread at 99 % precision. FILE is a TSV with columns zh and en: how often a text finds its
translation among all the others. The last line is the signature: figures are comparable where it is the same.

Example: workbench evaluate gold-alignments --format json""",
)
@click.argument("path", metavar="FOLDER|FILE", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def command(options: Options, path: Path, form: str) -> None:
    use_one_thread()
    from workbench.cli import encoders

    if not path.exists():
        raise InputError(
            gettext("{path} does not exist.").format(path=path),
            hint=gettext("Name a folder with zh/, en/ and gold/, or a TSV."),
        )
    encoder = encoders.load(options.encoder)
    if path.is_dir():
        scores = _score_alignments(path, encoder)
        figures, table = _as_json(scores), _as_table(scores)
    else:
        figures = _score_retrieval(path, encoder)
        table = "".join(
            f"{name.replace('_', ' '):<24} {f'{value:.4f}' if isinstance(value, float) else value}\n"
            for name, value in figures.items()
        )
    if form == "json":
        output.line(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        output.write(table)


def _score_alignments(folder: Path, encoder: Encoder) -> AlignmentScores:
    from workbench import resources
    from workbench.alignment.model import MODEL_FILE
    from workbench.evaluation.calibration import measure_reliability
    from workbench.evaluation.gold import read_gold
    from workbench.evaluation.scoring import Counts
    from workbench.evaluation.signature import signature

    documents: dict[str, Counts] = {}
    probabilities: list[float] = []
    hits: list[bool] = []
    gold = list(read_gold(folder))
    with diagnostics.ProgressBar() as progress:
        for number, document in enumerate(gold):
            progress(N_("aligning"), number, len(gold))
            documents[document.name], found = _score(document, encoder)
            probabilities += [probability for probability, _ in found]
            hits += [hit for _, hit in found]
    total = sum(documents.values(), Counts())
    counts = {"documents": len(gold), "beads": total.gold}
    line = signature(folder, counts, encoder.signature, resources.models() / MODEL_FILE)
    return AlignmentScores(documents, total, measure_reliability(probabilities, hits), line)


def _score(document: GoldDocument, encoder: Encoder) -> tuple[Counts, list[tuple[float, bool]]]:
    """Counts, and for every bead proposed its probability and whether it is a gold one."""
    from workbench.alignment.aligner import align
    from workbench.evaluation.scoring import count, link
    from workbench.script import mostly_chinese

    if mostly_chinese(document.en) and not mostly_chinese(document.zh):
        diagnostics.say(
            gettext("{name}: zh/ holds English and en/ holds Chinese; scored as the folders say.").format(
                name=document.name
            )
        )
    beads = align(document.zh, document.en, encoder)
    gold = set(document.links)
    return count(document.links, map(link, beads)), [(bead.probability, link(bead) in gold) for bead in beads]


def _as_json(scores: AlignmentScores) -> dict[str, Any]:
    def figures(counts: Counts) -> dict[str, Any]:
        return {"gold": counts.gold, "strict": counts.strict.as_json(), "lax": counts.lax.as_json()}

    return {
        "documents": [{"name": name, **figures(counts)} for name, counts in scores.documents.items()],
        "total": figures(scores.total),
        "mean_strict_f1": round(scores.mean, 4),
        "calibration": scores.reliability.as_json(),
        "signature": scores.signature,
    }


def _as_table(scores: AlignmentScores) -> str:
    width = max(map(len, ("document", *scores.documents)))
    lines = [f"{'document':<{width}}   gold  strict P      R     F1   lax P      R     F1"]
    for name, counts in [*scores.documents.items(), ("total", scores.total)]:
        strict, lax = counts.strict, counts.lax
        lines.append(
            f"{name:<{width}}  {counts.gold:>5}     {strict.precision:.3f}  {strict.recall:.3f}  {strict.f1:.3f}"
            f"   {lax.precision:.3f}  {lax.recall:.3f}  {lax.f1:.3f}"
        )
    reliability = scores.reliability
    lines += [
        gettext("mean strict F1 of documents {figure:.4f}").format(figure=scores.mean),
        gettext("expected calibration error {figure:.4f}").format(figure=reliability.error),
        gettext(
            "acceptable unread at 99 % precision: {count:,} of {total:,} beads (probability {threshold:.3f} or more)"
        ).format(count=reliability.acceptable, total=reliability.beads, threshold=reliability.threshold),
        gettext("signature {signature}").format(signature=scores.signature),
    ]
    return printable("\n".join(lines)) + "\n"


def _score_retrieval(path: Path, encoder: Encoder) -> dict[str, Any]:
    from workbench.evaluation.retrieval import evaluate_retrieval
    from workbench.evaluation.signature import signature
    from workbench.exchange.formats import FORMATS

    with files.reading(path) as stream:
        pairs = [(pair.side("zh").text, pair.side("en").text) for pair in FORMATS["tsv"].read(stream)]
    if not pairs:
        raise InputError(
            gettext("{path} holds no pairs.").format(path=path),
            hint=gettext("Its header should name columns zh and en."),
        )
    scores = evaluate_retrieval(encoder, [zh for zh, _ in pairs], [en for _, en in pairs])
    return asdict(scores) | {"signature": signature(path, {"pairs": len(pairs)}, encoder.signature)}
