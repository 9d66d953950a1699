"""Tables are read right by the programs people have, with their defaults, whatever the texts hold."""

from __future__ import annotations

import csv
import importlib
import io
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import Language, Pair, PairSide, Relation
from workbench.exchange.formats import FORMATS

Texts = list[tuple[str, str]]

awkward = st.sampled_from(
    ['"Yes," he said.', '"', '""', '"""x"""', "a\tb", "a\nb", "a\r\nb", "a\rb", "\n", "\\n", "\\", " x ", ",", ";",
     "a,b", "'=x", "=1+1", "-5 °C", "@a", "#x", "1", "1.5", "true", "2024-01-01", "他说：“好，”\n走了。", "「『」』",
     "👩\u200d👩\u200d👧", "吉林\U00020000", "\ufeffx", "\u2028x\x0b\x0c\x85", "e\u0301", "\u202ex", "a\x00b"]
)  # fmt: skip
# What pandas takes for a missing value by default is no text to it, and neither is an empty cell.
MISSING = frozenset(
    ["", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
     "NULL", "NaN", "None", "n/a", "nan", "null"]
)  # fmt: skip
any_text = st.one_of(st.text(alphabet=st.characters(codec="utf-8"), max_size=30), awkward)
texts = any_text.filter(lambda text: bool(text.strip()) and text not in MISSING)
many = st.lists(st.tuples(texts, texts), min_size=1, max_size=5)


def written(form: str, rows: Texts) -> bytes:
    pairs = [
        Pair(
            PairSide.whole("d", Language.EN, (n,), en),
            PairSide.whole("d", Language.ZH_HANS, (n, n + 1), zh),
            Relation.TRANSLATION,
        )
        # The first row keeps a column of texts that are numbers from being one of numbers.
        for n, (zh, en) in enumerate([("中文", "English"), *rows])
    ]
    stream = io.BytesIO()
    FORMATS[form].write(pairs, stream)
    return stream.getvalue()


def program(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        pytest.skip(f"{name} is not installed")


def by_csv(data: bytes, delimiter: str) -> Texts:
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return [(row["zh"], row["en"]) for row in csv.DictReader(text, delimiter=delimiter)]


def by_pandas(data: bytes, delimiter: str) -> Texts:
    frame: Any = program("pandas").read_csv(io.BytesIO(data), sep=delimiter)
    return list(zip(frame["zh"], frame["en"], strict=True))


def by_polars(data: bytes, delimiter: str) -> Texts:
    return list(program("polars").read_csv(data, separator=delimiter)["zh", "en"].rows())


def by_pyarrow(data: bytes, delimiter: str) -> Texts:
    module: Any = program("pyarrow.csv")
    options = module.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    return [(row["zh"], row["en"]) for row in module.read_csv(io.BytesIO(data), parse_options=options).to_pylist()]


@pytest.mark.parametrize("read", [by_csv, by_pandas, by_polars, by_pyarrow])
@pytest.mark.parametrize(("form", "delimiter"), [("tsv", "\t"), ("csv", ",")])
@given(rows=many)
def test_defaults_read_the_texts(form: str, delimiter: str, read: Callable[[bytes, str], Texts], rows: Texts) -> None:
    assert read(written(form, rows), delimiter)[1:] == rows


@pytest.mark.parametrize("read", [by_pandas, by_polars])
def test_types_hold_beyond_the_rows_they_are_inferred_from(read: Callable[[bytes, str], Texts]) -> None:
    rows = [(f"第{number}句", f"Sentence {number}") for number in range(300)]
    assert read(written("tsv", rows), "\t")[1:] == rows


def test_datasets_read_the_texts(tmp_path: Any) -> None:
    datasets: Any = program("datasets")
    rows = [('他说"好"', '"Yes," he\nsaid.\tTwice.'), ("二", "2")]
    path = tmp_path / "pairs.tsv"
    path.write_bytes(written("tsv", rows))
    found = datasets.load_dataset("csv", data_files=str(path), sep="\t", cache_dir=str(tmp_path / "cache"))["train"]
    assert [(row["zh"], row["en"]) for row in found][1:] == rows
