"""Files of a folder that belong together by their names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.pipeline.paired_names import distinct_names, paired_by_name

STEMS = st.text("abc019 _-第章", min_size=1, max_size=6).map(lambda text: text.strip(" _-")).filter(bool)
FORMS = st.sampled_from(
    (
        ("zh/{}.txt", "en/{}.txt"),
        ("zh-CN/{}.md", "en_GB/{}.docx"),
        ("book/Chinese/{}.txt", "book/English/{}.html"),
        ("{}.zh.md", "{}.en.md"),
        ("part/{}_zh-Hant.txt", "part/{}_en.pdf"),
        ("{}-cn.txt", "{}-eng.txt"),
        ("zh {}.txt", "en {}.txt"),
        ("{}.zh", "{}.en"),
        ("中文/{}.docx", "英文/{}.docx"),
        ("zh/{}.zh.txt.gz", "en/{}.en.txt"),
    )
)


@given(st.lists(st.tuples(STEMS, st.booleans(), st.booleans()), unique_by=lambda one: one[0].casefold()), FORMS)
def test_whatever_the_names_a_file_is_paired_with_its_counterpart_and_with_no_other(
    wanted: list[tuple[str, bool, bool]], form: tuple[str, str]
) -> None:
    chinese = {stem: Path(form[0].format(stem)) for stem, has_chinese, _ in wanted if has_chinese}
    english = {stem: Path(form[1].format(stem)) for stem, _, has_english in wanted if has_english}
    found = paired_by_name([*english.values(), *chinese.values()])
    assert set(found.pairs) == {(chinese[stem], english[stem]) for stem in chinese.keys() & english.keys()}
    lone = {chinese[stem] for stem in chinese.keys() - english.keys()}
    lone |= {english[stem] for stem in english.keys() - chinese.keys()}
    assert set(found.alone) == lone
    assert found.several == ()


@pytest.mark.parametrize(
    ("names", "pairs", "alone", "several"),
    [
        ("zh/a.txt zh/a.md en/a.txt en/a.md", "zh/a.md:en/a.md zh/a.txt:en/a.txt", "", ""),
        ("a.zh-CN.md a.zh-TW.md a.en.md", "a.zh-CN.md:a.en.md a.zh-TW.md:a.en.md", "", ""),
        ("zh/a.txt zh/a.docx en/a.txt", "zh/a.txt:en/a.txt", "", "zh/a.docx"),
        ("a.zh.txt b.en.txt notes.txt README.md", "", "a.zh.txt b.en.txt", ""),
        ("zen/garden.txt bench.txt frozen.txt", "", "", ""),
        ("a.zh-CN.md a.zh-TW.md a.en-GB.md a.en-US.md", "", "", "a.en-GB.md a.en-US.md a.zh-CN.md a.zh-TW.md"),
        ("report.en.zh.txt report.en.en.txt", "report.en.zh.txt:report.en.en.txt", "", ""),
    ],
)
def test_versions_suffixes_and_what_is_left(names: str, pairs: str, alone: str, several: str) -> None:
    found = paired_by_name(map(Path, names.split()))
    assert [f"{zh}:{en}" for zh, en in found.pairs] == pairs.split()
    assert list(map(str, found.alone)) == alone.split()
    assert list(map(str, found.several)) == several.split()


@given(st.lists(st.lists(st.sampled_from(("zh", "en", "a", "b", "001")), min_size=1, max_size=4), max_size=12))
def test_names_of_different_paths_differ(parts: list[list[str]]) -> None:
    paths = {Path(*each) for each in parts}
    names = distinct_names(paths)
    assert set(names) == paths
    assert len(set(names.values())) == len(paths)


def test_a_name_is_as_short_as_it_can_be() -> None:
    paths = [Path("x/zh/001.txt"), Path("x/en/001.txt"), Path("x/en/002.txt"), Path("x/en/002.md")]
    assert list(distinct_names(paths).values()) == ["zh/001", "en/001", "x/en/002.txt", "x/en/002.md"]
