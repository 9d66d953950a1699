"""A data card: what an export holds and how it was made, in Markdown as Hugging Face wants it.

The fields of the front matter are those of https://huggingface.co/docs/hub/datasets-cards.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from workbench.domain import Pair, PairSide, Severity
from workbench.exchange.fields import is_exported
from workbench.packing import without_packing
from workbench.pipeline.selection import Chosen, Selection
from workbench.script import printable
from workbench.store.corpus import Corpus

_MOST_SOURCES = 200
"""Documents that a card lists."""

_SIZES = (
    (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"),
)  # fmt: skip
_SPLITS = {"": "train", "train": "train", "dev": "validation", "test": "test"}
"""What Hugging Face calls the parts."""

_LOADABLE = (".csv", ".tsv", ".jsonl", ".parquet")
"""Files whose columns its loaders show as they are."""


@dataclass
class Figures:
    """What is counted of the pairs of a file while they are written."""

    pairs: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    """Of sides, by tag."""
    relations: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    """"confirmed" is read and confirmed, "confirmed by estimate" is not read."""
    flagged: Counter[Severity] = field(default_factory=Counter)
    """Pairs by their worst flag."""
    documents: Counter[str] = field(default_factory=Counter)
    """Sides by the name of their document."""
    lengths: dict[tuple[str, str], Counter[int]] = field(default_factory=dict)
    """How many sides are so long, by "en" or "zh" and what is counted: characters, words, sentences."""

    def counting(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        """The pairs, counted as they pass."""
        for pair in pairs:
            if is_exported(pair):
                self._count(pair)
            yield pair

    def _count(self, pair: Pair) -> None:
        self.pairs += 1
        self.relations[pair.relation.value] += 1
        self.statuses["confirmed by estimate" if pair.by_estimate else pair.status.value] += 1
        worst = [severity for severity in Severity if any(flag.severity is severity for flag in pair.flags)]
        if worst:
            self.flagged[worst[0]] += 1
        for side in (pair.source, pair.target):
            self.languages[side.lang] += 1
            self.documents[side.document] += 1
            for unit, length in _lengths(side):
                self.lengths.setdefault((side.language.side, unit), Counter())[length] += 1

    def add(self, other: Figures) -> None:
        """Count what another one has counted, too."""
        self.pairs += other.pairs
        for name in ("languages", "relations", "statuses", "flagged", "documents"):
            getattr(self, name).update(getattr(other, name))
        for key, counts in other.lengths.items():
            self.lengths.setdefault(key, Counter()).update(counts)


def _lengths(side: PairSide) -> Iterator[tuple[str, int]]:
    yield "characters", len(side.text)
    if not side.language.is_chinese:
        yield "words", len(side.text.split())
    if side.segments:
        yield "sentences", len(side.segments)


@dataclass(frozen=True, slots=True)
class Card:
    """What a data card tells that is neither in the corpus nor in the selection."""

    made_by: tuple[str, ...] = ()
    """How the export was made, a line each: the encoder, the options of the command."""

    def page(
        self,
        corpus: Corpus,
        selection: Selection,
        chosen: Chosen,
        figures: Mapping[str, Figures],
        paths: Mapping[str, Path],
    ) -> str:
        """The card of files that were written, by the names of their parts."""
        whole = Figures()
        for each in figures.values():
            whole.add(each)
        files = [(f"`{paths[name].name}`", f"{each.pairs:,}") for name, each in figures.items()]
        sections = (
            _front_matter(selection.license, whole, paths),
            f"# {_title(paths)}\n",
            f"{whole.pairs:,} pairs of {' and '.join(sorted(whole.languages)) or 'no language'}.\n",
            _table("Files", ("file", "pairs"), files),
            _table("Review", ("status", "pairs"), _counts(whole.statuses)),
            _table("Relation of the sides", ("relation", "pairs"), _counts(whole.relations)),
            _table("Lengths", ("language", "unit", "in all", "median of a side", "longest"), _length_rows(whole)),
            _table("Checks", ("worst flag of a pair", "pairs"), _check_rows(whole)),
            _table("Sources", ("document", "title", "date", "sides"), _source_rows(corpus, whole)),
            *_imports(corpus),
            f"License: {_plain(selection.license) or 'not stated'}.\n",
            _made(self.made_by, chosen),
        )
        return "\n".join(sections)


def _front_matter(license_id: str, whole: Figures, paths: Mapping[str, Path]) -> str:
    """The fields as YAML; a JSON string is a YAML string."""
    languages = sorted({"zh" if tag.startswith("zh") else tag for tag in whole.languages})
    lines = ["---", *_yaml_list("language", languages)]
    if license_id:
        lines.append(f"license: {json.dumps(license_id)}")
    lines += _yaml_list("task_categories", ["translation"])
    size = next((name for limit, name in _SIZES if whole.pairs < limit), "n>10M")
    lines += _yaml_list("size_categories", [size])
    lines.append(f"pretty_name: {json.dumps(_title(paths), ensure_ascii=False)}")
    if all(without_packing(path)[0].suffix.lower() in _LOADABLE for path in paths.values()):
        lines += ["configs:", "- config_name: default", "  data_files:"]
        for name, path in paths.items():
            lines += [f"  - split: {_SPLITS[name]}", f"    path: {json.dumps(path.name, ensure_ascii=False)}"]
    return "\n".join([*lines, "---\n"])


def _yaml_list(name: str, values: Iterable[str]) -> list[str]:
    return [f"{name}:", *(f"- {json.dumps(value)}" for value in values)]


def _title(paths: Mapping[str, Path]) -> str:
    return next(iter(paths.values())).name.split(".")[0]


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A section with a table; what is in a cell is never markup."""
    lines = [f"| {' | '.join(columns)} |", f"| {' | '.join('---' for _ in columns)} |"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"## {title}\n", *lines, ""])


def _plain(text: str) -> str:
    """Text of the corpus as Markdown that shows it as it is, on one line."""
    return re.sub(r"([\\`*_{}\[\]()<>#+!|&~-])", r"\\\1", printable(" ".join(text.split())))


def _counts(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    return ((name, f"{count:,}") for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _length_rows(whole: Figures) -> Iterator[tuple[str, ...]]:
    for (language, unit), counts in sorted(whole.lengths.items()):
        total = sum(length * count for length, count in counts.items())
        yield language, unit, f"{total:,}", f"{_median(counts):,}", f"{max(counts):,}"


def _median(counts: Mapping[int, int]) -> int:
    half, seen = sum(counts.values()) / 2, 0
    for length in sorted(counts):
        seen += counts[length]
        if seen >= half:
            break
    return length


def _check_rows(whole: Figures) -> Iterator[tuple[str, str]]:
    for severity in Severity:
        yield severity.value, f"{whole.flagged[severity]:,}"
    yield "none", f"{whole.pairs - whole.flagged.total():,}"


def _source_rows(corpus: Corpus, whole: Figures) -> Iterator[tuple[str, ...]]:
    known = {entry.name: (_plain(entry.title), _plain(entry.date)) for entry in corpus.documents()}
    for name, count in whole.documents.most_common(_MOST_SOURCES):
        yield _plain(name) or "(not stated)", *known.get(name, ("", "")), f"{count:,}"
    if len(whole.documents) > _MOST_SOURCES:
        yield f"{len(whole.documents) - _MOST_SOURCES:,} more documents", "", "", ""


def _imports(corpus: Corpus) -> Iterator[str]:
    names = dict.fromkeys(_plain(Path(record.source.name).name) for record in corpus.imports())
    if names:
        yield f"Files imported into the corpus: {', '.join(names)}.\n"


def _made(made_by: Iterable[str], chosen: Chosen) -> str:
    """How the export was made, and what it left out."""
    lines = [f"Alignment Workbench {version('alignment-workbench')}", *made_by]
    lines += [f"left out by {name}: {count:,} pairs" for name, count in chosen.left_out.items()]
    return "\n".join(["## How it was made\n", *(f"- {_plain(line)}" for line in lines), ""])
