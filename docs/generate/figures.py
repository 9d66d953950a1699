"""docs/figures.md and the table of figures in both READMEs, from what the benchmarks printed (docs/figures/)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.__main__ import PARTS, RECORDS

PRECISION = RECORDS.with_name("precision.tsv")

_INTRO = """# Figures

What the program reaches, how fast it is and what it needs. Every figure is printed by a benchmark. `make figures` runs
all of them, keeps what they print in `docs/figures/` and makes this page and the tables of the READMEs from it;
`python -m tests.benchmarks --record align && make docs` renews one part. Nothing was learnt from a text it is measured
on, unless the line says so. The texts are not part of the project (see
[where they come from](../models/aligner.md)): without them the parts that need them are skipped.
"""

ROOT = RECORDS.parents[1]
READMES = {"README.md": 0, "README.zh-CN.md": 1}
"""Each README with the place of its language in a Figure's texts."""

START, END = "<!-- figures -->", "<!-- /figures -->"
"""Between them stands the table of a README."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure stands: what a part printed, and a pattern whose groups are the values."""

    part: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table, in English and in Chinese.

    `value` has a field for each group of the sources' patterns; `beside` is what it is to be compared with.
    """

    what: tuple[str, str]
    value: tuple[str, str]
    sources: tuple[Source, ...]
    beside: tuple[str, str] = ("", "")
    headline: bool = False


def _same(text: str) -> tuple[str, str]:
    return text, text


def _good(direction: str) -> Source:
    pattern = rf"Good human translations, {direction}: (?s:.*?)held out +\d+ pairs: +([\d.]+)% of all, +([\d.]+)% of"
    return Source("checks", pattern)


FIGURES = (
    Figure(
        ("Aligning novels, each by weights that have not seen it: strict F1", "小说对齐（权重未见过该书）：严格 F1"),
        _same("{}"),
        (Source("align", r"^ +mac-dev +([\d.]+)"),),
        (
            "Bertalign .915, Vecalign .886, hunalign .627, as published on other chapters of the same novels",
            "Bertalign .915，Vecalign .886，hunalign .627（同一批小说其他章节上已发表的结果）",
        ),
        headline=True,
    ),
    Figure(
        ("Beads that need no reading at 99 % precision", "精确率 99 % 时无需人工审阅的对齐单元"),
        ("{} of {}", "{}/{}"),
        (Source("align", r"acceptable unread at 99 % precision: ([\d,]+) of ([\d,]+) beads"),),
        headline=True,
    ),
    Figure(
        ("Medical articles; news with glued and missing lines: strict F1", "医学文章；有合并与缺行的新闻：严格 F1"),
        _same("{}; {}"),
        (Source("align", r"^ +paramed-dev +([\d.]+)"), Source("align", r"^ +news-dev +([\d.]+)")),
    ),
    Figure(
        ("Expected calibration error of the aligner's probabilities", "对齐概率的期望校准误差"),
        _same("{}"),
        (Source("align", r"expected calibration error ([\d.]+)"),),
    ),
    Figure(
        ("A chapter of 200 × 300 segments after loading; the whole command", "200 × 300 句段的一章：加载后；整条命令"),
        ("{} s; {} s", "{} 秒；{} 秒"),
        (
            Source("align", r"A chapter of .*: ([\d.]+) s after loading"),
            Source("align", r"the whole command: ([\d.]+) s"),
        ),
    ),
    Figure(
        ("30,000 × 43,000 segments", "30,000 × 43,000 句段"),
        ("{} s, {} GB", "{} 秒，{} GB"),
        (Source("align", r"30,000 x 43,000 segments: ([\d.]+) s, ([\d.]+) GB"),),
    ),
    Figure(
        (
            "Finding the translation among 1,999 news sentences, Simplified; Traditional",
            "在 1,999 句新闻中找到译文：简体；繁体",
        ),
        _same("{}; {}"),
        (
            Source("encoder", r"^news 2019, Simplified +\d+ +[\d.]+ +[\d.]+ +([\d.]+)"),
            Source("encoder", r"^news 2019, Traditional +\d+ +[\d.]+ +[\d.]+ +([\d.]+)"),
        ),
    ),
    Figure(
        ("The same among 1,000 everyday sentences that were not learnt from", "同上，1,000 句未参与训练的日常句子"),
        _same("{}"),
        (Source("encoder-held-out", r"^everyday, held out, Simplified +\d+ +[\d.]+ +[\d.]+ +([\d.]+)"),),
    ),
    Figure(
        (
            "Sentences encoded a second; by a network of LaBSE's size, which is a download of 1.8 GB",
            "每秒编码句数；LaBSE 大小的网络（需下载 1.8 GB）",
        ),
        ("{}; {}", "{}；{}"),
        (
            Source("encoder", r"^encoding on .* median ([\d,]+)"),
            Source("encoder", r"^12 layers, 768 wide, same +([\d.]+) lines"),
        ),
        headline=True,
    ),
    Figure(
        (
            "Good human translations with an error flag; of those with digits: from Chinese",
            "优质人工译文中带“错误”标记者；其中含数字者：中译英",
        ),
        ("{} %; {} %", "{} %；{} %"),
        (_good("Chinese into English"),),
        headline=True,
    ),
    Figure(
        ("The same into Chinese, two translations of each text", "同上，英译中，每篇两种译文"),
        ("{} %; {} % and {} %; {} %", "{} %；{} % 与 {} %；{} %"),
        (_good("English into Chinese"), _good("English into Chinese, second translation")),
    ),
    Figure(
        (
            "Error flags that are right, on translations that raters judged, with the 95 % interval",
            "评审员评判过的译文中，“错误”标记的准确率（95 % 区间）",
        ),
        ("{} ({} to {})", "{}（{} 至 {}）"),
        (Source("precision", r"^all\terror\t\d+\t([\d.]+)\t([\d.]+)\t([\d.]+)"),),
        headline=True,
    ),
    Figure(
        ("Pairs checked a minute, on all cores", "每分钟检查的句对数（全部核心）"),
        _same("{}"),
        (Source("checks", r"pairs a minute in one process, ([\d,]+) on all cores"),),
    ),
    Figure(
        (
            "Mining 400 translations among 1,200 news sentences a side: F1 at probability .5",
            "在每侧 1,200 句新闻中挖掘 400 对译文：概率 .5 时的 F1",
        ),
        _same("{}"),
        (Source("mining", r"400 translations among 1,200 a side +F1 ([\d.]+)"),),
    ),
    Figure(
        ("The same in English news, 200 among 600, two translations", "同上，英文新闻，600 句中 200 对，两种译文"),
        ("{}; {}", "{}；{}"),
        (
            Source("mining", r"^English news 2021: 200 among 600 +F1 ([\d.]+)"),
            Source("mining", r"^English news 2021, second translation: 200 among 600 +F1 ([\d.]+)"),
        ),
    ),
    Figure(
        (
            "Review of 100,000 rows: opening; key to repaint, 95th percentile",
            "审阅 100,000 行：打开；按键到重绘（95 百分位）",
        ),
        ("{} s; {} ms", "{} 秒；{} 毫秒"),
        (Source("app", r"open ([\d.]+) s"), Source("app", r"p95 ([\d.]+) ms")),
        headline=True,
    ),
    Figure(
        ("Its memory; after the first merge", "所需内存；首次合并之后"),
        ("{} MB; {} MB", "{} MB；{} MB"),
        (Source("app", r"peak memory (\d+) MB before the first merge, (\d+) MB after it"),),
    ),
    Figure(
        ("A million pairs: import; on the disk", "一百万句对：导入；占用磁盘"),
        ("{} s; {} MB", "{} 秒；{} MB"),
        (Source("store", r"^import of 1,000,000 pairs +([\d.]+) s"), Source("store", r"^size on disk +(\d+) MB")),
    ),
    Figure(
        (
            "A book of 300 pages read and segmented: PDF, EPUB, HTML, DOCX",
            "读取并切分 300 页的书：PDF、EPUB、HTML、DOCX",
        ),
        ("{} s, {} s, {} s, {} s", "{} 秒、{} 秒、{} 秒、{} 秒"),
        tuple(Source("documents", rf"pages of {suffix} .*: ([\d.]+) s,") for suffix in ("pdf", "epub", "html", "docx")),
    ),
    Figure(
        ("`workbench run` on the bundled articles; memory", "`workbench run` 处理随附文章；内存"),
        ("{} s; {} MB", "{} 秒；{} MB"),
        (Source("main_job", r"run \(the seeds\) +([\d.]+) s .* peak +(\d+) MB"),),
    ),
    Figure(
        ("`workbench --help`", "`workbench --help`"),
        ("{} s", "{} 秒"),
        (Source("main_job", r"workbench --help +([\d.]+) s"),),
    ),
)

_TITLES = (("what", "figure", "for comparison"), ("内容", "数值", "对照"))


def files() -> dict[Path, bytes]:
    """Return the page and both READMEs, by their places."""
    readmes = {ROOT / name: _readme((ROOT / name).read_text(encoding="utf-8"), at) for name, at in READMES.items()}
    return {path: text.encode() for path, text in {RECORDS.with_suffix(".md"): _page(), **readmes}.items()}


def _page() -> str:
    parts = [_INTRO, _table(FIGURES, 0), "## What the benchmarks printed\n"]
    for name in PARTS:
        if text := _printed(name):
            circumstances, _, output = text.partition("\n")
            parts.append(f"### {name}\n\n{circumstances}\n\n```\n{output.strip(chr(10))}\n```\n")
    return "\n".join(parts)


def _readme(text: str, language: int) -> str:
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{_table([one for one in FIGURES if one.headline], language)}\n{END}{after}"


def _table(figures: Sequence[Figure], language: int) -> str:
    rows = ["| " + " | ".join(_TITLES[language]) + " |", "| --- | --- | --- |"]
    for figure in figures:
        values = [_values(source) for source in figure.sources]
        if all(values):
            value = figure.value[language].format(*(each for found in values for each in found))
            rows.append(f"| {figure.what[language]} | {value} | {figure.beside[language]} |")
    return "\n".join(rows) + "\n"


def _values(source: Source) -> tuple[str, ...]:
    """The groups of a pattern; none where the part has not been measured. Raises ValueError where it is not found."""
    printed = _printed(source.part)
    if not printed:
        return ()
    found = re.search(source.pattern, printed, re.MULTILINE)
    if found is None:
        raise ValueError(f"{source.part} printed nothing like {source.pattern}")
    return found.groups()


def _printed(part: str) -> str:
    path = PRECISION if part == "precision" else RECORDS / f"{part}.txt"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
