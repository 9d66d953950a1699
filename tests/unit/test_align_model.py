"""The weights' file, the names in Latin letters, the training itself in small, and floors on the gold data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.align_cases import second_translations
from workbench.alignment.aligner import align
from workbench.alignment.bead_features import feature_names
from workbench.alignment.measured_text import measure
from workbench.alignment.model import Calibration, Model, bundled_model, model_for, weights_file
from workbench.alignment.name_matches import match_names
from workbench.arrays import Vectors
from workbench.encoders.registry import bundled
from workbench.errors import InputError
from workbench.evaluation.gold import read_gold
from workbench.evaluation.scoring import Counts, count, link
from workbench.training.aligner.revision import revised

GOLD = Path(__file__).parents[1] / "data" / "gold"


def test_weights_survive_a_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "aligner.json"
    model = bundled_model()
    model.save(path)
    again = Model.load(path)
    assert np.allclose(again.weights, model.weights, atol=1e-4)
    assert (again.cost, again.pairs, again.singles, again.record) == (
        model.cost, model.pairs, model.singles, model.record,
    )  # fmt: skip
    assert sorted(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("damage", ["", "{}", "[]", "null", '{"weights": {}}'])
def test_damaged_weights_are_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "aligner.json"
    path.write_text(damage, encoding="utf-8")
    with pytest.raises(InputError, match="damaged"):
        Model.load(path)


def test_weights_of_another_version_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "aligner.json"
    bundled_model().save(path)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["weights"]["phase of the moon"] = 1.0
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError, match="another version"):
        Model.load(path)


def test_names_of_features_are_unique() -> None:
    assert len(set(feature_names())) == len(feature_names())


def test_calibration_keeps_order_and_range() -> None:
    values = np.linspace(0.0, 1.0, 11)
    changed = Calibration(0.7, -0.2)(values)
    assert (np.diff(changed) > 0).all()
    assert changed.min() >= 0.0
    assert changed.max() <= 1.0
    assert np.allclose(Calibration()(values), values, atol=1e-6)


def test_names_are_found_by_their_reading() -> None:
    lexicon = bundled()
    zh = measure(["汪淼驱车到了密云县。", "王琦瑶笑了。"], True, lexicon)
    en = measure(["Wang Miao drove to Miyun County.", "Wang Qiyao laughed and he left."], False, lexicon)
    keys = match_names(zh, en, lexicon.rarity)
    found = {number for number in np.unique(keys.rows) if number and number in keys.columns}
    assert len(found) >= 3
    assert not match_names(zh, zh, lexicon.rarity).rows.any()


def test_a_small_bitext() -> None:
    zh = ["天津市代表团7日访问吉林。", "双方举行了座谈会。", "陈敏尔说，两地合作前景广阔，要深化务实合作。"]
    en = [
        "A delegation from Tianjin visited Jilin on the 7th.",
        "The two sides held a symposium.",
        "Chen Min'er spoke.",
        "He said prospects for cooperation are broad and practical cooperation should be deepened.",
    ]
    beads = align(zh, en, bundled())
    assert [link(bead) for bead in beads] == [((0,), (0,)), ((1,), (1,)), ((2,), (2, 3))]
    assert min(bead.probability for bead in beads) > 0.5


@pytest.mark.parametrize(
    ("folder", "names", "floor"),
    [
        ("mac-dev", {"001"}, 0.93),
        ("paramed-dev", {"doc2", "doc4", "doc5"}, 0.97),
        ("news-dev", {"n20-03", "n20-07"}, 0.95),
    ],
)
def test_gold_documents(shared_data: Path, folder: str, names: set[str], floor: float) -> None:
    total = Counts()
    for document in read_gold(shared_data / folder):
        if document.name in names:
            total += count(document.links, map(link, align(document.zh, document.en, bundled())))
    assert total.strict.f1 >= floor


@pytest.mark.parametrize(
    ("folder", "floor", "error"),
    [("mac-dev", 0.925, 0.02), ("paramed-dev", 0.985, 0.02), ("news-dev", 0.99, 0.02)],
)
def test_weights_that_ship_are_as_right_as_the_card_says(folder: str, floor: float, error: float) -> None:
    record = bundled_model().record
    (own,) = [data for data in record["cross_validated"] if data["folder"] == folder]
    assert own["strict"]["f1"] >= floor
    assert own["calibration"]["expected_calibration_error"] <= error
    assert record["two_versions"]["strict"]["f1"] >= 0.985
    assert record["encoder"].split("|")[0] == bundled().signature.split("|")[0]


def test_two_translations_into_one_language(shared_data: Path) -> None:
    total = Counts()
    for case in second_translations(shared_data / "checks-dev" / "human-news2021.en-zh.tsv")[:3]:
        beads = [bead for bead in align(case.zh, case.en, bundled()) if bead.source and bead.target]
        total += count(case.links, map(link, beads))
    assert total.strict.f1 >= 0.97


@pytest.mark.parametrize("side", ["zh", "en"])
def test_two_versions_of_one_text(side: str) -> None:
    total = Counts()
    for document in read_gold(GOLD):
        copy = revised(document, side, seed=2)
        assert revised(document, side, seed=2) == copy
        total += count(copy.links, map(link, align(copy.zh, copy.en, bundled())))
    assert total.strict.f1 >= 0.97


ZH = [
    "他早上去了学校。",
    "老师在教室里等他。",
    "雨下得很大。",
    "他们读了一本关于历史的书。",
    "下课以后，他回家吃饭。",
    "母亲做了鱼。",
]
EN = [
    "In the morning he went to school.",
    "The teacher was waiting in the classroom.",
    "It rained hard.",
    "They read a book about history.",
    "After class he went home to eat.",
    "His mother had cooked fish.",
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A folder of four small gold documents."""
    folder = tmp_path / "gold"
    for part in ("zh", "en", "gold"):
        (folder / part).mkdir(parents=True)
    for number in range(4):
        order = [(number + at) % len(ZH) for at in range(len(ZH))]
        (folder / "zh" / str(number)).write_text("\n".join(ZH[at] for at in order) + "\n", encoding="utf-8")
        (folder / "en" / str(number)).write_text("\n".join(EN[at] for at in order) + "\n", encoding="utf-8")
        (folder / "gold" / str(number)).write_text(
            "".join(f"[{at}]:[{at}]\n" for at in range(len(ZH))), encoding="utf-8"
        )
    return folder


def test_training_learns(gold: Path, tmp_path: Path) -> None:
    from workbench.training.aligner.train import train

    model = train([gold], groups=2)
    assert model.record["cross_validated"][0]["strict"]["f1"] == 1.0
    assert np.isfinite(model.weights).all()
    path = tmp_path / "aligner.json"
    model.save(path)
    beads = align(ZH, EN, bundled(), model=Model.load(path))
    assert [link(bead) for bead in beads] == [((at,), (at,)) for at in range(len(ZH))]


class SkewedEncoder:
    """Another encoder: the bundled one's vectors with fewer dimensions, much noise, and all of them much alike."""

    signature = "skewed|dim:96"
    dimension = 96

    def encode(self, texts: Sequence[str]) -> Vectors:
        projection = np.random.default_rng(1).normal(size=(bundled().dimension, self.dimension)).astype(np.float32)
        vectors: Vectors = bundled().encode(texts) @ projection / np.sqrt(self.dimension)
        for row, text in zip(vectors, texts, strict=True):
            row += np.random.default_rng(len(text)).normal(size=self.dimension) * 0.03
            row += 0.1 * bool(text.strip())
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1), 1e-9)[:, None]
        return vectors


def test_another_encoder_has_weights_of_its_own(gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.training.aligner.train import train

    encoder = SkewedEncoder()
    assert model_for(encoder) is bundled_model()
    model = train([gold], groups=2, encoder=encoder)
    assert model.record["encoder"] == encoder.signature
    assert model.record["cross_validated"][0]["strict"]["f1"] == 1.0
    monkeypatch.setattr("workbench.alignment.model.resources.models", lambda: tmp_path)
    model.save(weights_file(encoder.signature))
    assert np.allclose(model_for(encoder).weights, model.weights, atol=1e-4)
    document = next(read_gold(gold))
    assert [link(bead) for bead in align(document.zh, document.en, encoder)] == list(document.links)


def test_training_says_what_is_wrong(tmp_path: Path) -> None:
    from workbench.training.aligner.train import train

    with pytest.raises(InputError, match="not a folder of aligned documents"):
        train([tmp_path])
