"""The weights' file, the names in Latin letters, the training itself in small, and floors on the gold data."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from workbench.alignment.aligner import align
from workbench.alignment.bead_features import feature_names
from workbench.alignment.measured_text import measure
from workbench.alignment.model import Calibration, Model, bundled_model
from workbench.alignment.name_matches import match_names
from workbench.encoders.registry import bundled
from workbench.errors import InputError
from workbench.evaluation.gold import read_gold
from workbench.evaluation.scoring import Counts, count, link


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


def test_training_learns(tmp_path: Path) -> None:
    from workbench.training.aligner.train import train

    zh = [
        "他早上去了学校。",
        "老师在教室里等他。",
        "雨下得很大。",
        "他们读了一本关于历史的书。",
        "下课以后，他回家吃饭。",
        "母亲做了鱼。",
    ]
    en = [
        "In the morning he went to school.",
        "The teacher was waiting in the classroom.",
        "It rained hard.",
        "They read a book about history.",
        "After class he went home to eat.",
        "His mother had cooked fish.",
    ]
    for part in ("zh", "en", "gold"):
        (tmp_path / part).mkdir()
    for number in range(4):
        order = [(number + at) % len(zh) for at in range(len(zh))]
        (tmp_path / "zh" / str(number)).write_text("\n".join(zh[at] for at in order) + "\n", encoding="utf-8")
        (tmp_path / "en" / str(number)).write_text("\n".join(en[at] for at in order) + "\n", encoding="utf-8")
        (tmp_path / "gold" / str(number)).write_text(
            "".join(f"[{at}]:[{at}]\n" for at in range(len(zh))), encoding="utf-8"
        )
    model = train([tmp_path], groups=2)
    assert model.record["cross_validated"][0]["strict"]["f1"] == 1.0
    assert np.isfinite(model.weights).all()
    path = tmp_path / "aligner.json"
    model.save(path)
    beads = align(zh, en, bundled(), model=Model.load(path))
    assert [link(bead) for bead in beads] == [((at,), (at,)) for at in range(len(zh))]


def test_training_says_what_is_wrong(tmp_path: Path) -> None:
    from workbench.training.aligner.train import train

    with pytest.raises(InputError, match="not a folder of aligned documents"):
        train([tmp_path])
