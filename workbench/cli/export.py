"""`workbench export`: pairs of the corpus as a file for other tools, or several."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.cli.options import (
    KINDS,
    PAIR_FORMATS,
    SUMMARY,
    FileFormat,
    chosen_kinds,
    completed_document,
    completed_file,
    pair_format,
)
from workbench.domain import Relation, Severity, Status
from workbench.errors import UsageError
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.packing import parts_of

if TYPE_CHECKING:
    from workbench.config import Settings
    from workbench.exchange.formats import Format
    from workbench.pipeline.exporting import Exported
    from workbench.pipeline.selection import Selection
    from workbench.store.corpus import Corpus
    from workbench.store.queries import PairQuery

RELATIONS = (Relation.TRANSLATION.value, Relation.SAME_LANGUAGE.value, "any")
STATUSES: dict[str, tuple[Status | None, bool | None]] = {
    **{status.value: (status, None) for status in Status},
    "read": (Status.CONFIRMED, False),
    "by-estimate": (Status.CONFIRMED, True),
    "any": (None, None),
}
"""Status, and whether it was confirmed by an estimate, by the name --status takes."""
_WITHOUT_ATTRIBUTION = ("moses", "tsv-plain")
SCRIPTS = ("as-is", "simplified", "traditional-tw", "traditional-hk")


@click.command(
    "export",
    help="""Write pairs of the corpus to a file: confirmed translations, unless --status and --relation say otherwise.
Pairs whose sides have the same form but other facts (--kind form) stay behind unless they are asked for. What is left
out is counted by filter. With --split the parts become NAME.train.SUFFIX and so on.

\b
Example: workbench export -o corpus.tmx --status any
         workbench export -o corpus.tsv --dedupe near --without-flags error --split 90/5/5 --card""",
)
@click.option(
    "-o",
    "--output",
    "path",
    required=True,
    metavar="FILE",
    shell_complete=completed_file,
    help="Where to write; - is stdout.",
)
@click.option("--format", "name", type=FileFormat(), help="Without it the file's name decides.")
@click.option(
    "--status",
    type=click.Choice(list(STATUSES)),
    default=Status.CONFIRMED.value,
    show_default=True,
    help="Which pairs, by where they are in review; confirmed ones are read, or confirmed by an estimate.",
)
@click.option(
    "--relation",
    type=click.Choice(RELATIONS),
    default=Relation.TRANSLATION.value,
    show_default=True,
    help="Which pairs, by how the two sides belong together.",
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    default=("same", "part"),
    show_default=True,
    help="Which pairs, by what the two sides have in common; may be given several times.",
)
@click.option(
    "--min-probability",
    type=click.FloatRange(0.0, 1.0),
    metavar="P",
    help="Only pairs at least so probable, 0 to 1.",
)
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="NAME",
    shell_complete=completed_document,
    help="Only pairs of this document; repeatable.",
)
@click.option(
    "--without-flags",
    "flags",
    multiple=True,
    metavar="SEVERITY|RULE",
    help="Leave out pairs with a flag so severe (error, warning, info) or of this rule or family; repeatable.",
)
@click.option(
    "--dedupe",
    type=click.Choice(["exact", "near"]),
    help="Of pairs that are the same, or nearly, keep the confirmed one, else the most probable, else the oldest.",
)
@click.option(
    "--text",
    type=click.Choice(["corrected", "original"]),
    default="corrected",
    show_default=True,
    help="Texts as corrected, or as they were read.",
)
@click.option(
    "--script",
    type=click.Choice(SCRIPTS),
    default="as-is",
    show_default=True,
    help="Characters for the Chinese; its words stay.",
)
@click.option(
    "--split",
    metavar="TRAIN/DEV/TEST",
    help="Divide the pairs, such as 90/5/5 or 90/10: documents stay whole, no part repeats another.",
)
@click.option("--seed", type=int, help="Another seed divides the pairs in another way; 0 without it.")
@click.option("--card", is_flag=True, help="Write a data card next to the file: NAME.card.md, for Hugging Face.")
@click.option("--attribution", "attributed", is_flag=True, help="State for each pair which documents it comes from.")
@click.option(
    "--license", "license_id", metavar="ID", help="The license that the card or attribution names, such as cc-by-4.0."
)
@click.option("--show-dismissed", is_flag=True, help="Write flags that were dismissed, too.")
@click.option("--codes", metavar="TAGS", help="Language codes in TMX and XLIFF: zh-CN, or zh, or en-US,zh-CN,zh-TW.")
@SUMMARY
@click.pass_context
def command(
    ctx: click.Context,
    path: str,
    name: str | None,
    status: str,
    relation: str,
    kinds: tuple[str, ...],
    min_probability: float | None,
    documents: tuple[str, ...],
    flags: tuple[str, ...],
    dedupe: str | None,
    text: str,
    script: str,
    split: str | None,
    seed: int | None,
    card: bool,
    attributed: bool,
    license_id: str | None,
    show_dismissed: bool,
    codes: str | None,
    summary: str,
) -> None:
    from workbench import files
    from workbench.exchange.formats import format_of, with_codes
    from workbench.language.conversion import ChineseScript
    from workbench.pipeline.data_card import Card
    from workbench.pipeline.exporting import export, export_files
    from workbench.pipeline.selection import TWO_SIDED, Dedupe, Selection, TextState
    from workbench.pipeline.splitting import Split
    from workbench.store.corpus import Corpus
    from workbench.store.queries import PairQuery

    options: Options = ctx.obj
    form = format_of(path, pair_format(name, path, PAIR_FORMATS, "", options.settings) or None)
    if codes is not None:
        form = with_codes(form, codes)
    _refuse_contradictions(path, split, seed, card, summary)
    _refuse_attribution(form, attributed, license_id, card)
    _refuse_unknown_rules(flags, options.settings)
    chosen, by_estimate = STATUSES[status]
    selection = Selection(
        PairQuery(
            statuses=None if chosen is None else frozenset({chosen}),
            by_estimate=by_estimate,
            relations=frozenset(TWO_SIDED) if relation == "any" else frozenset({Relation(relation)}),
            kinds=chosen_kinds(kinds),
            min_probability=min_probability,
        ),
        documents,
        frozenset(flags),
        Dedupe(dedupe) if dedupe else None,
        TextState(text),
        ChineseScript(script),
        Split.parse(split, seed or 0) if split else None,
        show_dismissed,
        attributed,
        license_id or "",
    )
    made = Card((f"encoder {options.encoder}, as set for this export", f"options {_as_given(ctx)}")) if card else None
    with Corpus.read(options.db) as corpus:
        with diagnostics.ProgressBar() as progress:
            if path == "-":
                with output.opened(path) as stream:
                    done = export(corpus, selection, form, stream, diagnostics.say, progress)
            else:
                files.sweep(Path(path).parent)
                done = export_files(corpus, selection, Path(path), form, diagnostics.say, progress, made)
        if summary == "json":
            output.line(_as_json(done))
        else:
            _say(corpus, selection, done)


def _refuse_contradictions(path: str, split: str | None, seed: int | None, card: bool, summary: str) -> None:
    """Raise UsageError for options that mean nothing together."""
    if seed is not None and split is None:
        raise UsageError(
            _("--seed is for --split, which is missing."), hint=_("Add --split 90/5/5, or leave --seed out.")
        )
    for option, given in (("--split", split is not None), ("--card", card), ("--summary json", summary == "json")):
        if given and path == "-":
            raise UsageError(_("{option} needs a file, not stdout.").format(option=option), hint=_("Name one with -o."))


def _refuse_attribution(form: Format, attributed: bool, license_id: str | None, card: bool) -> None:
    """Raise UsageError for a license that nothing names, and for attribution that a format has no place for."""
    if license_id is not None and not (card or attributed):
        raise UsageError(
            _("--license is for --card and --attribution, which are missing."),
            hint=_("Add one, or leave --license out."),
        )
    if attributed and form.name in _WITHOUT_ATTRIBUTION:
        raise UsageError(
            _("The format {name} has no place for --attribution.").format(name=form.name),
            hint=_("Leave one of them out."),
        )


def _refuse_unknown_rules(names: tuple[str, ...], settings: Settings) -> None:
    """Raise UsageError for what is neither a severity nor a rule; a person's own rules begin with own."""
    severities = {each.value for each in Severity}
    rules = [name for name in names if name not in severities and name.partition("-")[0] != "own"]
    if rules:
        from workbench.cli.rules import rule_set

        rule_set(settings, rules)


def _as_given(ctx: click.Context) -> str:
    """The options on the command line that decide what is in the file, in the order of the help."""
    given = []
    for parameter in ctx.command.params:
        name = parameter.name or ""
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE and name not in ("path", "card", "summary"):
            value = ctx.params[name]
            option = max(parameter.opts, key=len)
            given += [f"{option} {each}" for each in (value if isinstance(value, tuple) else (value,))]
    return " ".join(given).replace(" True", "") or "none"


def _as_json(done: Exported) -> str:
    """What was written and left out, on one line."""
    chosen = done.chosen
    files = [
        {"path": str(path), "part": part or None, "pairs": count}
        for path, (part, count) in zip(done.paths, done.written.items(), strict=False)
    ]
    cards = done.paths[len(files) :]
    return json.dumps(
        {
            "pairs": done.count,
            "files": files,
            "card": str(cards[0]) if cards else None,
            "left_out": dict(chosen.left_out),
            "duplicates": [{"id": pair_id, "kept": kept} for pair_id, kept in chosen.replaced.items()],
        },
        ensure_ascii=False,
    )


def _say(corpus: Corpus, selection: Selection, done: Exported) -> None:
    """Say what was left out, by which filter, and what was written where."""
    left_out = done.chosen.left_out
    if left_out:
        reasons = _(", ").join(f"{_(name)} {count:,}" for name, count in left_out.items())
        diagnostics.say(_("Left out {pairs}: {reasons}.").format(pairs=_pairs(sum(left_out.values())), reasons=reasons))
    if done.chosen.replaced:
        diagnostics.say(_("Of duplicates the confirmed pair was kept, else the most probable, else the oldest."))
        for pair_id, kept in done.chosen.replaced.items():
            diagnostics.detail(_("Row {pair_id} is left out for row {kept}.").format(pair_id=pair_id, kept=kept))
    if done.count == 0:
        diagnostics.say(_nothing(corpus, selection.query))
        return
    for path, count in zip(done.paths, done.written.values(), strict=False):
        diagnostics.say(
            _("Wrote {pairs} to {names}.").format(pairs=_pairs(count), names=_(" and ").join(map(str, parts_of(path))))
        )
    for path in done.paths[len(done.written) :]:
        diagnostics.say(_("The data card is {path}.").format(path=path))


def _pairs(count: int) -> str:
    return ngettext("{count:,} pair", "{count:,} pairs", count).format(count=count)


def _nothing(corpus: Corpus, query: PairQuery) -> str:
    """What to say when no pair matches: which option would let some through."""
    from dataclasses import replace

    from workbench.pipeline.selection import TWO_SIDED

    if corpus.count(query):
        return _("Every pair that matches is left out, so there is none in the file.")
    looser = (
        ("--status any", replace(query, statuses=None, by_estimate=None)),
        ("--relation any", replace(query, relations=frozenset(TWO_SIDED))),
        ("--kind any", replace(query, kinds=None)),
        (_("a lower --min-probability"), replace(query, min_probability=None)),
        (
            "--status any --relation any",
            replace(query, statuses=None, by_estimate=None, relations=frozenset(TWO_SIDED)),
        ),
    )
    for option, other in looser:
        count = corpus.count(other)
        if count:
            return _("No pair matches, so there is none in the file. With {option} there would be {count:,}.").format(
                option=option, count=count
            )
    return _("The corpus has no such pairs, so there is none in the file. `workbench stats` shows what it holds.")
