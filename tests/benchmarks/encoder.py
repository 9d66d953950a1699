"""The bundled encoder's figures: accuracy, size, speed beside a neural encoder, and memory.

Run it: python -m tests.benchmarks.encoder [--held-out [FOLDER]]

--held-out trains the recipe without 1,000 everyday pairs and without XQuAD, and measures on them; it takes a while.
FOLDER holds what tests.benchmarks.encoder_corpora writes.
"""

from __future__ import annotations

import csv
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from tests.benchmarks.scale import scaled
from tests.conftest import SHARED
from workbench import resources
from workbench.encoders.registry import BUNDLED
from workbench.encoders.static import StaticEncoder
from workbench.evaluation.retrieval import evaluate_retrieval
from workbench.evaluation.signature import signature

LINE = "吉林省委书记出席会议并讲话强调要推动东北全面振兴取得新的突破"
"""About 30 characters, as a sentence of the news has."""

_VARIED = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后"
    "多定行学法所民得经"
)


def lines(count: int) -> list[str]:
    """Different lines of 30 characters: half a fixed sentence, half drawn, so that nothing is merely remembered."""
    generator = np.random.default_rng(1)
    drawn = generator.choice(list(_VARIED), size=(count, 15))
    starts = generator.integers(0, len(LINE) - 15, size=count)
    return [LINE[start : start + 15] + "".join(row) for start, row in zip(starts, drawn, strict=True)]


def best(run: Callable[[], object], repeats: int = 5) -> tuple[float, float]:
    """Best and median seconds of several runs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times), statistics.median(times)


_ENGLISH_NEWS = SHARED / "checks-dev" / "human-news2021.en-zh.tsv"
RETRIEVAL = {
    "news 2019": (SHARED / "checks-dev" / "human-news2019.zh-en.tsv", "zh"),
    "flores dev": (SHARED / "retrieval-dev" / "flores-dev.zh-en.tsv", "zh"),
    "English news 2021": (_ENGLISH_NEWS, "zh"),
    "… second": (_ENGLISH_NEWS, "zh_second"),
}
"""By name, the file and the column of the Chinese; the English news have two translations."""


def sets() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The retrieval sets beside this checkout: name, (zh, en) pairs, without repeated texts."""
    for name, (path, chinese) in RETRIEVAL.items():
        if not path.is_file():
            continue
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
        seen: set[str] = set()
        pairs = []
        for row in rows:
            if not {row[chinese], row["en"]} & seen:
                seen |= {row[chinese], row["en"]}
                pairs.append((row[chinese], row["en"]))
        yield name, pairs[: scaled(len(pairs), 100)]


def print_accuracy(encoder: StaticEncoder, tests: Iterable[tuple[str, list[tuple[str, str]]]]) -> None:
    from opencc import OpenCC

    traditional = OpenCC("s2twp").convert
    print(f"{'retrieval':<28} {'pairs':>6}  margin zh>en  en>zh   mean   cosine mean")
    for name, pairs in tests:
        for script, convert in (("Simplified", str), ("Traditional", traditional)):
            scores = evaluate_retrieval(encoder, [convert(zh) for zh, _ in pairs], [en for _, en in pairs])
            print(
                f"{name + ', ' + script:<28} {scores.pairs:>6}         {scores.margin_zh_en:.3f}"
                f"  {scores.margin_en_zh:.3f}  {scores.margin:.4f}  {scores.cosine:.4f}"
            )


def print_held_out(more: Path | None) -> None:
    """Accuracy of the same recipe on pairs of the kinds it learns from, none of them nor their like learnt."""
    from workbench.training.encoder.data import read_table
    from workbench.training.encoder.train import train_encoder

    source = SHARED / "train"
    everyday = [(one.zh, one.en) for one in read_table(source / "tatoeba-train.zh-en.tsv")]
    random.Random(7).shuffle(everyday)
    held: list[tuple[str, str]] = []
    seen: set[str] = set()
    for zh, en in everyday:
        if len(held) < 1000 and zh not in seen and en.lower() not in seen:
            held.append((zh, en))
            seen |= {zh, en.lower()}
    with (source / "xquad.zh-en.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    questions = list({row["en"]: (row["zh"], row["en"]) for row in rows if row["kind"] == "question"}.values())
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        data.mkdir()
        for file in ("cow-oewn.en-zh.tsv", "tico19.zh-en.tsv"):
            shutil.copy(source / file, data)
        # Another translation of a held-out sentence would give it away, and the paragraphs are what XQuAD asks about.
        for path in sorted(more.glob("*.tsv")) if more else ():
            if path.name == "paragraphs.tsv":
                continue
            kept = [one for one in read_table(path) if one.zh not in seen and one.en.lower() not in seen]
            (data / path.name).write_text("".join(f"{one.zh}\t{one.en}\n" for one in kept), encoding="utf-8")
        rest = (f"{zh}\t{en}\n" for zh, en in everyday if zh not in seen and en.lower() not in seen)
        (data / "everyday.tsv").write_text("".join(rest), encoding="utf-8")
        trained = train_encoder([data], Path(name) / "model", progress=lambda *step: print(*step, end="\r"))
        print(f"trained on {trained.pairs:,} pairs: {trained.signature}")
        encoder = StaticEncoder.load(Path(name) / "model")
    print_accuracy(encoder, [("everyday, held out", held), ("XQuAD questions", questions), *sets()])


def print_size(folder: Path) -> None:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"folder on disk               {size / 1e6:.1f} MB ({size / 2**20:.1f} MiB)")
    code = (
        "import time; from pathlib import Path; from workbench.encoders.static import StaticEncoder\n"
        f"start = time.perf_counter(); StaticEncoder.load(Path({str(folder)!r}))\n"
        "print(time.perf_counter() - start, time.process_time())"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True) for _ in range(5)]
    times, used = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    print(
        f"loading, fresh process       {min(times):.3f} s best of 5, median {statistics.median(times):.3f} s;"
        f" {min(used):.2f} s of processor time with Python's start and imports"
    )


def print_speed(encoder: StaticEncoder) -> None:
    texts = lines(scaled(100_000, 2_000))
    fastest, median = best(lambda: encoder.encode(texts))
    cores = len(os.sched_getaffinity(0))
    rates = len(texts) / fastest, len(texts) / median
    print(f"encoding on {cores} cores          {rates[0]:,.0f} lines/s best of 5, median {rates[1]:,.0f}")
    start = time.process_time()
    encoder.encode(texts)
    # On a busy machine this is the figure that holds.
    print(f"per core's processor time    {len(texts) / (time.process_time() - start):,.0f} lines/s")
    neural = neural_baseline()
    some = texts[: scaled(128, 8)]
    fastest, _ = best(lambda: neural(some), repeats=2)
    print(f"12 layers, 768 wide, same    {len(some) / fastest:,.1f} lines/s")


def neural_baseline() -> Callable[[Sequence[str]], object]:
    """A transformer of LaBSE's size with random weights, which take as long as trained ones."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(1)
    model = BertModel(BertConfig(vocab_size=30_000, num_hidden_layers=12, hidden_size=768)).eval()  # type: ignore[no-untyped-call]

    def encode(texts: Sequence[str]) -> object:
        with torch.inference_mode():
            for start in range(0, len(texts), 32):
                some = texts[start : start + 32]
                # A multilingual tokenizer makes about a token of each character, and two marks.
                ids = torch.randint(0, 30_000, (len(some), max(map(len, some)) + 2))
                model(input_ids=ids)
        return None

    return encode


def print_memory() -> None:
    with tempfile.TemporaryDirectory() as name:
        source, target = Path(name) / "lines.txt", Path(name) / "vectors.npy"
        source.write_text("\n".join(lines(scaled(100_000, 2_000))) + "\n", encoding="utf-8")
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "workbench", "encode", str(source), "-o", str(target)], check=True)
        taken = time.perf_counter() - start
        resident = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        shape = np.load(target, mmap_mode="r").shape
    print(f"workbench encode, {shape[0]:,} lines: {taken:.1f} s, at most {resident:.0f} MiB resident, {shape[1]} wide")


def print_parity(encoder: StaticEncoder, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text for _, pairs in sets() for pair in pairs[:300] for text in pair] or lines(300)
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    difference = np.abs(model.encode(texts) - encoder.encode(texts)).max()
    print(f"largest difference to SentenceTransformer(folder): {difference:.1e}")


def main() -> None:
    """Print every figure."""
    if "--held-out" in sys.argv:
        print_held_out(next((Path(one) for one in sys.argv[1:] if one != "--held-out"), None))
        return
    folder = resources.models() / BUNDLED
    # Memory first: the largest child counts, and the other measurements start large ones.
    print_memory()
    encoder = StaticEncoder.load(folder)
    print(encoder.signature)
    print_size(folder)
    print_accuracy(encoder, sets())
    for path in dict.fromkeys(path for path, _ in RETRIEVAL.values()):
        if path.is_file():
            print(signature(path, {}, encoder.signature))
    print_speed(encoder)
    print_parity(encoder, folder)


if __name__ == "__main__":
    main()
