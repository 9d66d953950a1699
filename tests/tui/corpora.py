"""Corpora for the tests of the app: a small one with everything in it, and one of any size."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from workbench.domain import (
    CleanText,
    Coverage,
    Document,
    Flag,
    Language,
    MatchKind,
    Pair,
    PairSide,
    Relation,
    Role,
    Segment,
    Severity,
    Side,
)
from workbench.store.corpus import Corpus

ENGLISH = (
    "On November 6-7, the party and government delegation of Jilin Province visited Tianjin.",
    "Jing Junhai, secretary of the Jilin Provincial Party Committee, attended and delivered a speech.",
    "Hu Yuting, Deputy Secretary of Jilin Provincial Party Committee and Governor, and Zhang Gong introduced the "
    "economic and social development of the two provinces and deepened cooperation between Tianjin and Kyrgyzstan.",
    "CPPCC Chairman Wang Changsong attended.",
    "Seven departments of both sides signed agreements. They cover 12 fields.",
    "The delegation visited the port, the free trade zone and a biomedical park.",
    "Zhang Enhui, Li Wei, Li Guoqiang and Wang Zhiwei took part.",
    "The total investment is 3.5 billion yuan.",
    "Nobody else reported this sentence.",
    "Cooperation will go on in 2021.",
)
CHINESE = (
    "11月6日至7日，吉林省党政代表团到天津学习考察。",
    "吉林省委书记、省人大常委会主任景俊海出席会议并讲话。",
    "吉林省委副书记、省长胡玉亭，天津市委副书记、市长张工分别介绍两地经济社会发展情况，深化津吉合作。",
    "市政协主席王常松出席。",
    "双方7个部门单位分别签署合作协议，涉及12个领域。",
    "代表团考察了港口、自贸区和生物医药产业园。",
    "张恩惠、李伟、李国强、王志伟参加。",
    "总投资35亿元。",
    "会前，双方代表合影留念。",
    "2021年合作将继续。",
)
TRICKY = ("[bold red]not markup[/] \x1b[31mred\x1b[0m", "标签<b>不是标记</b>\u202e反向[@click=app.quit]点[/]")


def small(path: Path) -> list[int]:
    """An article and its coverage of ten sentences each, paired; ids of the rows in document order."""
    with Corpus.create(path) as corpus:
        source = _document(corpus, "tianjin-visit", ENGLISH, Language.EN, Role.ARTICLE)
        target = _document(corpus, "sichuan-forum", CHINESE, Language.ZH_HANS, Role.COVERAGE)
        corpus.add_pairs(_small_pairs(source, target))
        return list(corpus.pair_ids())


def tricky(path: Path) -> list[int]:
    """One row whose texts try to be markup and to send escape sequences."""
    with Corpus.create(path) as corpus:
        source = _document(corpus, "tricky [b]", TRICKY[:1], Language.EN, Role.ARTICLE)
        target = _document(corpus, "诡计", TRICKY[1:], Language.ZH_HANS, Role.COVERAGE)
        flag = Flag(
            "places", Severity.ERROR, Side.SOURCE, 0, 10, TRICKY[0][:10], "[@click=quit]x", "[red]why[/] \x1b]0;x\x07"
        )
        side = PairSide.whole(source, Language.EN, (0,), TRICKY[0])
        other = PairSide.whole(target, Language.ZH_HANS, (0,), TRICKY[1])
        corpus.add_pairs([Pair(side, other, Relation.TRANSLATION, probability=0.5, flags=(flag,))])
        return list(corpus.pair_ids())


def large(path: Path, rows: int) -> None:
    """Rows as an imported memory has them, without documents."""
    with Corpus.create(path) as corpus:
        corpus.add_pairs(_many(rows))


def _many(rows: int) -> Iterator[Pair]:
    for number in range(rows):
        english = f"{ENGLISH[number % len(ENGLISH)]} Item {number}."
        chinese = f"{CHINESE[number % len(CHINESE)]}第{number}项。"
        flags: tuple[Flag, ...] = ()
        if number % 17 == 0:
            flags = (Flag("numbers", Severity.WARNING, Side.SOURCE, 0, 2, english[:2], None, "A number differs."),)
        yield Pair(
            PairSide("memory", Language.EN, (), english),
            PairSide("memory", Language.ZH_HANS, (), chinese),
            Relation.TRANSLATION,
            probability=(number * 37 % 100) / 100,
            flags=flags,
        )


def _document(corpus: Corpus, name: str, sentences: Sequence[str], language: Language, role: Role) -> str:
    gap = "" if language.is_chinese else " "
    text = gap.join(sentences)
    segments, start = [], 0
    for position, sentence in enumerate(sentences):
        end = start + len(sentence)
        last = position == len(sentences) - 1
        segments.append(Segment(position, sentence, "" if last else gap, position // 3, start, end, language))
        start = end + len(gap)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    document = Document(name, text, "utf-8", checksum, role)
    return corpus.add_document(document, CleanText(document, text, ()), segments)


def _small_pairs(source: str, target: str) -> list[Pair]:
    kyrgyzstan = ENGLISH[2].index("Kyrgyzstan")
    places = Flag(
        "places", Severity.ERROR, Side.SOURCE, kyrgyzstan, kyrgyzstan + 10, "Kyrgyzstan", "Jilin",
        "吉 is Jilin here: the article itself says 津吉 and 吉林, nothing says 吉尔吉斯.",
    )  # fmt: skip
    zhang = ENGLISH[2].index("Zhang Gong")
    people = Flag(
        "people", Severity.WARNING, Side.SOURCE, zhang, zhang + 10, "Zhang Gong", None,
        "Zhang Gong is 张工 here; nobody in the coverage writes the name so.",
    )  # fmt: skip
    facing = {i: i for i in range(10) if i != 8}
    pairs = [
        Pair(
            PairSide.whole(source, Language.EN, (i,), ENGLISH[i]),
            PairSide.whole(target, Language.ZH_HANS, (j,), CHINESE[j]),
            Relation.TRANSLATION,
            probability=round(0.98 - 0.04 * i, 2),
            flags=(people, places) if i == 2 else (),
        )
        for i, j in facing.items()
    ]
    none = PairSide("", Language.ZH_HANS, (), "")
    pairs.append(Pair(PairSide.whole(source, Language.EN, (8,), ENGLISH[8]), none, Relation.UNALIGNED, probability=0.6))
    no_source = PairSide("", Language.EN, (), "")
    lone = PairSide.whole(target, Language.ZH_HANS, (8,), CHINESE[8])
    pairs.append(Pair(no_source, lone, Relation.UNALIGNED, probability=0.5))
    return pairs


ARTICLE = (
    "吉林省党政代表团到天津学习考察，两地召开合作交流座谈会。",
    "双方签署了7个合作协议。",
)
PAPERS = {
    "daily": ("11月6日，吉林省党政代表团到天津学习考察，两地召开合作交流座谈会。", "双方签署9个合作协议。"),
    "evening": ("两地召开合作交流座谈会，共商发展大计，会后代表们参观了港口和博物馆。",),
}


def comparable(path: Path) -> list[int]:
    """Two sentences of an article: one that two papers state, and one whose form a paper has with another number."""
    with Corpus.create(path) as corpus:
        article = _document(corpus, "article", ARTICLE, Language.ZH_HANS, Role.ARTICLE)
        papers = {
            name: _document(corpus, name, texts, Language.ZH_HANS, Role.COVERAGE) for name, texts in PAPERS.items()
        }
        stated = (
            ("daily", 0, 0, 0.9, MatchKind.SAME, Coverage(1.0, 0.85)),
            ("evening", 0, 0, 0.6, MatchKind.PART, Coverage(0.45, 0.4)),
            ("daily", 1, 1, 0.1, MatchKind.FORM, Coverage(0.9, 0.9)),
        )
        corpus.add_pairs(
            Pair(
                PairSide.whole(article, Language.ZH_HANS, (source,), ARTICLE[source]),
                PairSide.whole(papers[name], Language.ZH_HANS, (target,), PAPERS[name][target]),
                Relation.SAME_LANGUAGE,
                probability=probability,
                kind=kind,
                coverage=coverage,
            )
            for name, source, target, probability, kind, coverage in stated
        )
        return list(corpus.pair_ids())
