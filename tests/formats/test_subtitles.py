"""Subtitles: what is said, by whom it is said apart, with its time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.formats.laws import check, inline_texts, shown, texts
from workbench.documents.formats.subtitles import read
from workbench.domain import BlockKind

SRT = """1
00:00:01,000 --> 00:00:03,500
<i>Where are you
going?</i>

2
00:00:04,000 --> 00:00:06,000 X1:10 X2:20
{\\an8}- To the port.
- Tom & I too.

3
01:00:00,5 --> 01:00:02,040
你要去
哪里？
Where to?

4
00:00:07,000 --> 00:00:08,000
<i></i>
"""

VTT = """WEBVTT - a title

STYLE
::cue { color: red }

NOTE 00:01 is not a cue

intro
00:01.000 --> 00:03.000 align:start
<v Tom>Tom &amp; I <b>really</b> ran.</v>

00:04.000 --> 00:05.000
- <00:00:04.500><c.loud>Stop!</c>
"""


def test_srt_has_a_block_for_what_one_speaker_says_in_one_language() -> None:
    text = read(SRT.encode(), "a.srt", None)
    check(text)
    assert text.text == SRT
    assert texts(text) == ["Where are you going?", "To the port.", "Tom & I too.", "你要去哪里？", "Where to?"]
    assert {block.kind for block in text.blocks} == {BlockKind.CUE}
    assert [block.place.time for block in text.blocks] == [
        (1000, 3500),
        (4000, 6000),
        (4000, 6000),
        (3_600_500, 3_602_040),
        (3_600_500, 3_602_040),
    ]
    assert inline_texts(text, text.blocks[0]) == [("emphasis", "Where are you\ngoing?", "")]


def test_a_sentence_over_several_cues_is_one_block() -> None:
    cues = ["I have been waiting", "for the <i>train</i>", "since noon.", "Nobody came.", "我从中午起，", "就在等车"]
    body = "".join(
        f"{number}\n00:00:{number:02},000 --> 00:00:{number:02},900\n{words}\n\n"
        for number, words in enumerate(cues, 1)
    )
    text = read(body.encode(), "a.srt", None)
    check(text)
    assert texts(text) == ["I have been waiting for the train since noon.", "Nobody came.", "我从中午起，就在等车"]
    assert [block.place.time for block in text.blocks] == [(1000, 3900), (4000, 4900), (5000, 6900)]
    assert inline_texts(text, text.blocks[0]) == [("emphasis", "train", "")]


def test_vtt_without_its_styles_notes_and_tags() -> None:
    text = read(VTT.replace("\n", "\r\n").encode(), "a.vtt", None)
    check(text)
    assert texts(text) == ["Tom & I really ran.", "Stop!"]
    assert text.blocks[0].place.time == (1000, 3000)
    assert inline_texts(text, text.blocks[0]) == [("strong", "really", "")]


LINES = st.text(st.sampled_from("ab 好，.<>i/{}\\&;-12:"), max_size=30)


@given(st.lists(st.lists(LINES, min_size=1, max_size=3), max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_any_cues_are_read_within_their_file(cues: list[list[str]], end: str) -> None:
    body = end.join(
        f"{number}{end}00:00:0{number},000 --> 00:00:0{number},900{end}{end.join(lines)}{end}"
        for number, lines in enumerate(cues)
    )
    text = read(("\ufeff" + body).encode(), "a.srt", None)
    check(text)
    assert text.text == body
    for block in text.blocks:
        assert "\n" not in shown(text, block)
        assert "0,900" not in shown(text, block)
        assert block.place.time is not None
