"""Sentences of either language, and switches between them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from workbench import resources
from workbench.documents import english_sentences
from workbench.documents.cleaning import clean
from workbench.documents.languages import language_runs
from workbench.documents.sentence_rules import sentence_ends
from workbench.documents.sentences import segment
from workbench.domain import Document, Language


def sentences(text: str) -> list[str]:
    return [each.text for each in segment(clean(Document("test", text, "utf-8", "")))]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. economy grew 3.5 percent in Jan. 2023, Mr. J. K. Smith said.|He left at 5 p.m. on Monday.|So.",
        '"Stop!" he said.|"Why?" John Smith asked.|"No."|She left.',
        "He lives in the U.S.|The city is big.",
        "He works for Acme Inc.|It is big.",
        "Use tools, e.g. this, i.e. that, vs. the other.|Done.",
        "1. First item.|2. Second item.",
        "He said, “I am tired.”|Then he left…|And so on...|Well... I think so.",
        "George W. Bush met Dr. Wang Jr. in Washington D.C.|They talked.",
        "It cost $3.5 million.|No. 5 is alive.|No.|I will not.",
        "She smiled bravely.|Then she left.",
        "The delegation (led by Mr. Li. He is old.) visited Tianjin.",
        "BEIJING, Nov. 7 (Xinhua) --|China said so.|It did.",
        "(Reporter Yu Chunfeng, Liu Guodong Mizhe)|On November 6-7 they came.",
        "(He left. She stayed.)|Nobody came.",
        "What?!|No!!|Yes... maybe.|OK",
        "It is metastatic disease.14|However, in the context of use.5-9|The end.",
        "Vitamin C. is good.|It was I.|She knew.",
        'He asked, "Who are you?"|"I am John."|They shook hands.',
        "Tasly Holding Group Co., Ltd. to learn.|Ph.D. students came.|He has a Ph.D.|He is smart.",
    ],
)
def test_english(text: str) -> None:
    assert sentences(text.replace("|", " ").replace("bravely. Then", "bravely.Then")) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "他说：“你好！”她笑了。",
        "“你好！”他说。|“再见。”",
        "“你好。”|“再见。”",
        "“谁？”|“我。”她答。",
        "他问：“叫什么？”|韦小宝道：“不知。”|海老公道：“哦。”",
        "“但愿如此。”|他说，天色晚了。",
        "博览会开幕 。 ”|会后离开。",
        "条件如下：年龄十八岁以上并且自愿参加；组织学证实患有此病；既往未接受治疗。",
        "我……我不知道。|你呢？！|好！！！",
        "（记者张三）|今天下雨。",
        "吉林日報5月29日訊(記者任勝章):|28日至29日,代表團來吉林。",
        "《你好！中国》很好看。|是吗？",
        "他买了3.5公斤苹果；她买了2公斤梨子。",
        "会议要求，要加强党的领导，落实各方责任；|要深化改革开放，推动经济社会发展。",
        "他说：“要加强党的全面领导，落实责任；要深化改革开放推动发展。”|大家同意。",
        "他说“‘好’。”|然后走了。",
        "结束了.他走了.|好的",
        "（他来了。她走了。）|之后没人。",
        "网址是https://a.b/c?d=e！很好。".replace("！", "，"),
    ],
)
def test_chinese(text: str) -> None:
    joined = text.replace(".|", ". ").replace("|", "")
    assert sentences(joined) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "深化“津粮吉储”“津肉吉供”，|Let more Jilin high-quality food enter the kitchen. Fourth, work together.",
        "Hello there. |你好。",
        "我爱你。|I love you.",
        "He arrived in Tianjin (2023). |陈敏尔说，好。",
        "10月27日，会议召开了。 |The meeting was held.",
        "The meeting was held. |10月27日，会议召开了。",
        "中国加入WTO已经20年。iPhone 15很贵。",
        "「Hello」他说。",
        "双方签署“1+9”合作协议",
        "根据World Health Organization（WHO）的报告",
        'The phrase "一带一路" means Belt and Road.',
        "the Belt and Road Initiative (一带一路) was proposed by Xi Jinping (习近平) in 2013.",
        "2023",
    ],
)
def test_a_paragraph_is_cut_at_a_switch_and_not_at_a_foreign_word(text: str) -> None:
    paragraph = text.replace("|", "")
    assert [paragraph[run.start : run.end] for run in language_runs(paragraph)] == text.split("|")


def test_script_is_judged_on_the_document() -> None:
    found = segment(clean(Document("a", "天津與吉林淵源深厚。\n一是合作。\nHello.", "utf-8", "")))
    assert [each.language for each in found] == [Language.ZH_HANT, Language.ZH_HANT, Language.EN]


def test_paragraphs_and_headings_are_recognised() -> None:
    found = segment(
        clean(Document("a", "# 标题：一\n\n一是合作。二是发展。\n\n两份协议\n\n目的为——\n\n2023", "utf-8", ""))
    )
    assert [(each.paragraph, each.heading) for each in found] == [
        (0, True),
        (1, False),
        (1, False),
        (2, True),
        (3, False),
        (4, True),
    ]


def test_a_sentence_without_end_is_cut() -> None:
    assert max(map(len, sentences("汉字，" * 5000))) <= 2000
    assert max(map(len, sentences("a" * 5000))) <= 2000
    assert all(text.endswith("，") for text in sentences("汉字，" * 5000))


def test_a_blank_text_has_no_segments() -> None:
    assert segment(clean(Document("a", " \n\u3000\x07", "utf-8", ""))) == ()


WORDS = resources.table("sentence-words")


@pytest.mark.parametrize("row", WORDS, ids=lambda row: f"{row['list']}: {row['word']}")
def test_words_of_the_table_decide_where_sentences_end(row: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row's example is split as its bars say, and would not be without the row."""
    expected = row["example"].split(" | ")
    assert split(row["example"]) == expected
    monkeypatch.setattr(resources, "table", lambda _: [each for each in WORDS if each != row])
    monkeypatch.setattr(english_sentences, "_WORDS", resources.WordLists("sentence-words"))
    monkeypatch.setattr(english_sentences, "_speaker", english_sentences._speaker.__wrapped__)
    assert split(row["example"]) != expected


def test_an_abbreviation_is_in_one_list_only() -> None:
    abbreviations = [row["word"] for row in WORDS if row["list"] not in ("starter", "saying")]
    assert len(abbreviations) == len(set(abbreviations))


def split(example: str) -> list[str]:
    text = example.replace(" | ", " ")
    ends = [0, *sentence_ends(text, english_sentences.RULES), len(text)]
    return [text[start:end].strip() for start, end in pairwise(ends)]
