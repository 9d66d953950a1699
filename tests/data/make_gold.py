"""Make the gold set from FLORES-200 dev: python -m tests.data.make_gold FLORES.tsv (columns zh and en).

Runs of neighbouring sentences become documents; at random, sentences are cut at a comma, joined with their neighbour,
or left out on one side. What is left of the sentences becomes pairs.tsv.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent / "gold"
SEED = 20
DOCUMENTS, SENTENCES, PAIRS = 4, 45, 170
_CUT = {"zh": re.compile("(?<=[，；])"), "en": re.compile("(?<=[,;]) ")}
_JOINT = {"zh": "", "en": " "}


def main(source: Path) -> None:
    """Write zh/, en/, gold/ and pairs.tsv."""
    with source.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    rng = random.Random(SEED)
    for number in range(DOCUMENTS):
        document(f"flores-{number + 1}", rows[number * SENTENCES : (number + 1) * SENTENCES], rng)
    pairs = rows[DOCUMENTS * SENTENCES :][:PAIRS]
    lines = ["zh\ten", *(f"{row['zh']}\t{row['en']}" for row in pairs)]
    (HERE / "pairs.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def document(name: str, rows: list[dict[str, str]], rng: random.Random) -> None:
    """Write one document and its beads."""
    sides: dict[str, list[str]] = {"zh": [], "en": []}
    beads: list[str] = []
    at = 0
    while at < len(rows):
        change, side = rng.random(), rng.choice(("zh", "en"))
        texts = {one: [rows[at][one]] for one in sides}
        at += 1
        if change < 0.2 and at < len(rows):
            # Two sentences, which one side has in one segment.
            for one in sides:
                texts[one].append(rows[at][one])
            texts[side] = [_JOINT[side].join(texts[side])]
            at += 1
        elif change < 0.6:
            for one in sides if rng.random() < 0.3 else (side,):
                pieces = _CUT[one].split(texts[one][0])
                place = rng.randint(1, len(pieces))
                texts[one] = [_JOINT[one].join(part) for part in (pieces[:place], pieces[place:]) if part]
        elif change < 0.75:
            texts[side] = []
        bead = []
        for one, segments in sides.items():
            bead.append(str(list(range(len(segments), len(segments) + len(texts[one])))))
            segments += texts[one]
        beads.append(":".join(bead))
    for folder, lines in (*sides.items(), ("gold", beads)):
        (HERE / folder).mkdir(exist_ok=True)
        (HERE / folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
