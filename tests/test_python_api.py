"""The way in from Python: what is public keeps its word, page by page and name by name."""

from __future__ import annotations

import doctest
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

import workbench
from workbench.store.corpus import Corpus

PAGE = Path(__file__).resolve().parent.parent / "docs" / "python.md"
FILES = {
    "zh.txt": "天津市代表团7日访问吉林。\n双方举行了座谈会。\n",
    "en.txt": "A delegation from Tianjin visited Jilin on the 7th.\nThe two sides held a symposium.\n",
    "article.txt": "Jing Junhai attended the meeting in Changchun and delivered a speech.\n"
    "The weather was fine and everybody went for a walk by the river.\n"
    "Seven departments of the two sides signed cooperation agreements.\n",
    "paper1.txt": "双方7个部门分别签署合作协议。\n记者昨天从会上获悉。\n景俊海出席在长春召开的会议并讲话。\n",
    "paper2.txt": "他说，这本书卖得很好。\n昨天的足球比赛没有分出胜负。\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the files that the page's examples name."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_examples_of_the_page_hold() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == len(workbench.__all__)
    example = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, PAGE.name, str(PAGE), 0)
    said: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=said.append)
    assert results.failed == 0, "".join(said)


def test_every_public_name_has_its_section() -> None:
    assert re.findall(r"^## `(\w+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE) != []
    sections = set(re.findall(r"^## `(\w+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert sections == set(workbench.__all__)


def test_public_names_are_no_packages() -> None:
    """A package of that name would take the function's place as soon as anything imported it."""
    here = Path(workbench.__path__[0])
    assert not {path.stem for path in here.iterdir()} & set(workbench.__all__)
    assert set(workbench.__all__) <= set(dir(workbench))
    for name in workbench.__all__:
        assert callable(getattr(workbench, name))
    with pytest.raises(AttributeError, match="no_such_name"):
        workbench.no_such_name  # noqa: B018


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("workbench.encode('text')", "texts must be a list"),
        ("workbench.encode(['text', 3])", "texts must hold strings, not int"),
        ("workbench.mine('article.txt', 'paper1.txt')", "papers must be a list"),
        ("workbench.align(b'zh', ['en'])", "source must be a list"),
        ("workbench.align(['zh'], {'en': 1})", "target must be a list, not dict"),
        ("workbench.align(None, ['en'])", "source must be a list, not NoneType"),
        ("workbench.check(['津吉合作'], ['cooperation'])", "zh must be one text, not list"),
    ],
)
def test_a_string_is_not_a_list_of_characters(call: str, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        eval(call)


def test_listed_sentences_stay_as_they_are() -> None:
    bitext = workbench.align(
        ["", "天津市代表团7日\n访问吉林。", "双方举行了座谈会。"],
        ["A delegation from Tianjin visited Jilin on the 7th.", "The two sides held a symposium."],
    )
    assert [(list(bead.source), list(bead.target)) for bead in bitext.beads if bead.target] == [([1], [0]), ([2], [1])]
    assert [pair.source.text for pair in bitext] == ["天津市代表团7日\n访问吉林。", "双方举行了座谈会。"]
    assert [pair.source.segments for pair in bitext] == [(0,), (1,)]


def test_a_bitext_added_twice_adds_nothing(folder: Path) -> None:
    made = [
        workbench.align("zh.txt", "en.txt"),
        workbench.align("zh.txt", "en.txt", lines=True),
        workbench.mine("article.txt", ["paper1.txt", "paper2.txt", "paper1.txt"]),
        workbench.align([FILES["zh.txt"]], [FILES["en.txt"]]),
    ]
    with workbench.open_corpus("corpus.db") as corpus:
        for bitext in made:
            assert corpus.add(bitext) > 0
            assert corpus.add(bitext) == 0
        assert "corpus.db" in repr(corpus)
    with Corpus.read(folder / "corpus.db") as store:
        assert len(store.documents()) == 9


def test_what_is_added_is_checked() -> None:
    bitext = workbench.align(["津吉合作深化。"], ["Cooperation between Tianjin and Kyrgyzstan deepened."])
    assert [pair.flags for pair in bitext] == [()]
    assert "Kyrgyzstan" in {flag.found for pair in bitext.checked() for flag in pair.flags}
    with workbench.open_corpus("corpus.db") as corpus:
        corpus.add(bitext)
        assert "Kyrgyzstan" in {flag.found for pair in corpus for flag in pair.flags}


@pytest.mark.parametrize("name", ["out.beads", "out.tsv", "out.jsonl", "out.tmx", "out.csv", "out.xliff"])
def test_the_name_decides_the_format(name: str, folder: Path) -> None:
    assert workbench.align("zh.txt", "en.txt").write(folder / name) == 2
    assert (folder / name).stat().st_size > 0


def test_an_output_of_no_format_is_refused_and_nothing_written(folder: Path) -> None:
    with pytest.raises(workbench.WorkbenchError, match="format"):
        workbench.align("zh.txt", "en.txt").write("out.png")
    with pytest.raises(workbench.WorkbenchError, match="no beads"):
        workbench.mine("article.txt", ["paper1.txt"]).write("out.beads")
    assert not list(folder.glob("out.*"))


def test_a_data_frame_has_a_row_for_each_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = ModuleType("pandas")
    pandas.DataFrame = lambda rows, columns: (rows, columns)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    rows, columns = workbench.align("zh.txt", "en.txt").to_pandas()
    assert [row["target_text"] for row in rows] == FILES["en.txt"].splitlines()
    assert all(list(row) == columns for row in rows)


def test_without_pandas_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        workbench.align("zh.txt", "en.txt").to_pandas()
