"""Building the bundled encoder: texts to pieces, pieces to rows, rows to a sentence-transformers folder."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix

from workbench import resources
from workbench.arrays import Float32Matrix, Float32Vector, Int64Vector
from workbench.domain import Progress
from workbench.encoders.static import ROWS_FILE, TOKENIZER_FILE, StaticEncoder
from workbench.i18n import N_, gettext
from workbench.training.contrast import groups
from workbench.training.encoder import data as encoder_data
from workbench.training.encoder import vocabulary as encoder_vocabulary
from workbench.training.encoder.data import Example
from workbench.training.encoder.learning import Bags, Learner, LearningRecipe, Order
from workbench.training.encoder.rows import mean_of, spread, weigh
from workbench.training.encoder.vocabulary import START, UNKNOWN, Vocabulary, VocabularyRecipe

_TABLES = ("places.tsv", "counties.tsv")
"""Of db/terms: names of places in both languages."""

_LETTER_RARITY = 1.0

_RAREST = 14.0
"""Rarity of anything rarer than one word in a million."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what comes out, but the data and the seed."""

    vocabulary: VocabularyRecipe = field(default_factory=VocabularyRecipe)
    learning: LearningRecipe = field(default_factory=LearningRecipe)
    rarity_exponent: float = 0.2
    """Rows are multiplied by this power of their pieces' rarity once they are learnt …"""
    whitening: float = 0.18
    """… and mapped so that texts vary more evenly in all directions: 0 changes nothing, 0.5 evens out all."""
    dimension: int = 412
    """Directions kept of those learnt, the ones in which texts vary most; 64 MB on disk are the bound."""
    entry_share: float = 0.5
    """Share of the dictionary entries an epoch comes past."""
    seeds: int = 2
    """Rows are the mean of those learnt from so many seeds."""
    closing: LearningRecipe = field(
        default_factory=lambda: LearningRecipe(epochs=4, rate=0.0006, last_rate=0.00006, dropout=0.3, averaged=1)
    )
    """How the evened rows, of mean length 1, are learnt on from sentences alone; its dimension is not used."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What was built."""

    pieces: int
    pairs: int
    signature: str


def train_encoder(
    data: Sequence[Path],
    folder: Path,
    *,
    seed: int = 1,
    epochs: int | None = None,
    dimension: int | None = None,
    recipe: Recipe | None = None,
    progress: Progress | None = None,
) -> Trained:
    """Learn from the dictionaries and the TSV files of the data folders, and write the encoder to a folder.

    Raises InputError for a data folder without pairs.
    """
    recipe = recipe or Recipe()
    learning = recipe.learning
    if epochs:
        learning = replace(learning, epochs=epochs)
    if dimension:
        learning, recipe = replace(learning, dimension=dimension), replace(recipe, dimension=dimension)
    if progress:
        progress(N_("reading"), 0, 0)
    examples = list(gather(data))
    if progress:
        progress(N_("vocabulary"), 0, 0)
    vocabulary = encoder_vocabulary.build(examples, recipe.vocabulary)
    texts = TrainingTexts.of(vocabulary, examples)
    rows = learn(vocabulary, texts, replace(recipe, learning=learning), seed, progress)
    if progress:
        progress(N_("writing"), 0, 0)
    write_model(folder, vocabulary, rows)
    pairs = len(texts.sentences) + len(texts.entries)
    return Trained(len(vocabulary.pieces), pairs, StaticEncoder.load(folder).signature)


@dataclass(frozen=True, slots=True)
class TrainingTexts:
    """Examples as pieces."""

    zh: Bags
    en: Bags
    groups: Int64Vector
    """(examples,) the group of each, see `contrast.groups`."""
    sentences: Int64Vector
    """Those of the examples that are sentences and have known words on both sides …"""
    entries: Int64Vector
    """… and those that are entries of a dictionary or table."""

    @classmethod
    def of(cls, vocabulary: Vocabulary, examples: Sequence[Example]) -> TrainingTexts:
        """Cut both sides."""
        zh = tokens_of(vocabulary, [example.zh for example in examples])
        en = tokens_of(vocabulary, [example.en for example in examples])
        known = np.array([any(i > 1 for i in a) and any(i > 1 for i in b) for a, b in zip(zh, en, strict=True)])
        sentence = np.array([example.sentence for example in examples])
        grouped = np.array(groups((one.zh, one.en) for one in examples), dtype=np.int64)
        sentences, entries = np.flatnonzero(known & sentence), np.flatnonzero(known & ~sentence)
        return cls(Bags.of(zh), Bags.of(en), grouped, sentences, entries)


def learn(
    vocabulary: Vocabulary, texts: TrainingTexts, recipe: Recipe, seed: int, progress: Progress | None
) -> Float32Matrix:
    """The rows that are stored: learnt from several seeds, their mean evened, and closed."""
    zh, en = texts.zh, texts.en
    order = Order(texts.sentences, texts.entries, recipe.entry_share)
    features = token_features(vocabulary)
    runs = []
    for number in range(recipe.seeds):
        learner = Learner(features, recipe.learning, seed + number)
        stage = gettext("seed {number}").format(number=seed + number)
        runs.append(learner.learn(zh, en, texts.groups, order, progress and partial(progress, stage)))
    sentences = [side.counts(texts.sentences, len(vocabulary.pieces)) for side in (zh, en)]
    evened = even(vocabulary, mean_of(runs, sentences), sentences, recipe)
    learner = Learner(_own_features(vocabulary), recipe.closing, seed, evened)
    order = Order(texts.sentences, texts.entries, 0.0)
    return learner.learn(zh, en, texts.groups, order, progress and partial(progress, N_("closing")))


def gather(data: Sequence[Path]) -> Iterator[Example]:
    """All examples: CC-CEDICT, place names, personal names, numbers, and the folders' pairs."""
    yield from encoder_data.cedict()
    for name in _TABLES:
        path = resources.db() / "terms" / name
        if path.is_file():
            yield from encoder_data.read_table(path)
    yield from encoder_data.names()
    yield from encoder_data.numbers()
    for folder in data:
        yield from encoder_data.read_folder(folder)


def tokens_of(vocabulary: Vocabulary, texts: Sequence[str]) -> list[list[int]]:
    """Token ids per text."""
    found: list[list[int]] = []
    for start in range(0, len(texts), 10_000):
        encodings = vocabulary.tokenizer.encode_batch_fast(
            list(texts[start : start + 10_000]), add_special_tokens=False
        )
        found.extend(encoding.ids for encoding in encodings)
    return found


def token_features(vocabulary: Vocabulary) -> csr_matrix:
    """Pieces by features: how often a feature is in a piece's row."""
    composed = [vocabulary.features[own] for own in vocabulary.alias]
    starts = np.zeros(len(composed) + 1, dtype=np.int64)
    np.cumsum([len(features) for features in composed], out=starts[1:])
    columns = np.fromiter((one for features in composed for one in features), np.int64, int(starts[-1]))
    counts = np.ones(len(columns), dtype=np.float32)
    return csr_matrix((counts, columns, starts), shape=(len(composed), len(vocabulary.feature_names)))


def _own_features(vocabulary: Vocabulary) -> csr_matrix:
    """Pieces by pieces: each that has features is one of its own, which its aliases share."""
    has_features = np.array([bool(features) for features in vocabulary.features], dtype=np.float32)
    size = len(vocabulary.alias)
    return csr_matrix((has_features[vocabulary.alias], vocabulary.alias, np.arange(size + 1)), shape=(size, size))


def even(vocabulary: Vocabulary, rows: Float32Matrix, sentences: Sequence[csr_matrix], recipe: Recipe) -> Float32Matrix:
    """Rare words weighed more, directions evened out, the slightest left out; rows have mean length 1."""
    rarity = -np.array([vocabulary.scores[own] for own in vocabulary.alias], dtype=np.float32)
    rows = spread(weigh(rows, rarity, recipe.rarity_exponent), sentences, recipe.whitening, recipe.dimension)
    evened: Float32Matrix = rows / np.linalg.norm(rows, axis=1).mean()
    return evened


def write_model(folder: Path, vocabulary: Vocabulary, rows: Float32Matrix) -> None:
    """Write tokenizer, int8 rows and the files that make the folder a sentence-transformers model."""
    alias = np.array(vocabulary.alias)
    own = np.flatnonzero(alias == np.arange(len(alias)))
    place = np.zeros(len(alias), dtype=np.int32)
    place[own] = np.arange(len(own), dtype=np.int32)
    largest = np.abs(rows[own]).max(axis=1) / 127
    table = np.rint(rows[own] / np.where(largest > 0, largest, 1)[:, None]).astype(np.int8)
    # Rounding changes lengths; a factor restores them.
    stored = np.linalg.norm(table.astype(np.float32), axis=1)[place[alias]]
    factors = np.divide(np.linalg.norm(rows, axis=1), stored, out=np.zeros(len(alias), np.float32), where=stored > 0)
    tensors = {
        "embeddings": table,
        "weights": factors.astype(np.float32),
        "mapping": place[alias],
        "rarity": _rarity(vocabulary),
    }
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        partial = Path(name)
        vocabulary.tokenizer.save(str(partial / TOKENIZER_FILE), pretty=False)
        save_file(tensors, partial / ROWS_FILE)
        modules = [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
            {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
        ]
        (partial / "modules.json").write_text(json.dumps(modules, indent=2) + "\n", encoding="utf-8")
        settings = {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"}
        (partial / "config_sentence_transformers.json").write_text(
            json.dumps(settings, indent=2) + "\n", encoding="utf-8"
        )
        for path in partial.iterdir():
            path.chmod(0o644)
            path.replace(folder / path.name)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    (folder / "1_Normalize" / "config.json").write_text("{}\n", encoding="utf-8")


def _rarity(vocabulary: Vocabulary) -> Float32Vector:
    """Minus the natural logarithm of each piece's frequency; marks, the unknown piece and the start mark have none."""
    rarity = np.minimum(-np.array(vocabulary.scores, dtype=np.float32), np.float32(_RAREST))
    for number, piece in enumerate(vocabulary.pieces):
        if piece in (UNKNOWN, START, START + "?", START + "!"):
            rarity[number] = 0
        elif len(piece) == 1 and piece.isascii():
            # What is left of a word cut into parts carries next to no meaning.
            rarity[number] = _LETTER_RARITY
    return rarity
