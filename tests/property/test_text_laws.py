"""Laws of cleaning and segmenting over any text at all."""

from __future__ import annotations

from hypothesis import assume, example, given
from hypothesis import strategies as st

from workbench.documents.cleaning import clean, cleaning_report
from workbench.documents.encodings import decode
from workbench.documents.languages import language_runs
from workbench.documents.sentences import segment
from workbench.documents.sources import seed_documents
from workbench.domain import CleanText, Document
from workbench.edits import OffsetMap, undo
from workbench.errors import InputError

PIECES = (
    "吉林省党政代表团到天津学习考察，两省市召开座谈会。", "他说：“好！”", "The U.S. grew 3.5%. ", "Mr. Li said so.",
    "Hello", "\n", "\n\n", "\r\n", " ", "\u3000\u3000", "\t", "**", "# ", "![](http://a/\nb)", "[a](http://b)",
    "網(wǎng)", "(chuàng)", "来源：新华社", "版权声明：", "首页 > 新闻", "|", "县|", "——", "……", "”", "“", "）",
    "（记者张三）", "；", "\x00", "\u2028", "\ud800", "😀", "1", ".", "a-",
)  # fmt: skip

anything = st.one_of(
    st.text(),
    st.text(alphabet=st.characters(codec=None)),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
)


def document(text: str) -> Document:
    return Document("any", text, "utf-8", "")


@given(anything)
def test_cleaning_can_be_undone(text: str) -> None:
    cleaned = clean(document(text))
    assert undo(cleaned) == text
    at = 0
    for edit in cleaned.edits:
        assert at <= edit.start < edit.end
        assert text[edit.start : edit.end] == edit.before
        at = edit.end
    assert "\n" not in cleaning_report(cleaned)


@given(anything)
@example("\n" * 50 + "a")
def test_a_cleaned_text_has_no_margins(text: str) -> None:
    cleaned = clean(document(text)).text
    assert cleaned == cleaned.strip()


@given(anything)
def test_segments_joined_give_the_cleaned_text(text: str) -> None:
    cleaned = clean(document(text))
    segments = segment(cleaned)
    assert "".join(each.text + each.gap for each in segments) == cleaned.text
    paragraphs = [each.paragraph for each in segments]
    assert paragraphs == sorted(paragraphs)
    for position, each in enumerate(segments):
        assert each.position == position
        assert each.text == each.text.strip() != ""
        assert not each.gap.strip()


@given(anything)
def test_segments_know_where_they_were_read(text: str) -> None:
    cleaned = clean(document(text))
    at = 0
    for each in segment(cleaned):
        assert at <= each.start < each.end <= len(text)
        at = each.end
    offsets = OffsetMap(cleaned)
    inserted = {edit.start for edit in cleaned.edits if edit.after}
    for place, character in enumerate(cleaned.text):
        where = offsets.raw(place)
        assert text[where] == character or any(start <= where for start in inserted)


@given(anything.filter(str.strip))
def test_a_text_not_cleaned_is_segmented_whole(text: str) -> None:
    segments = segment(CleanText(document(text), text, ()))
    assert "".join(each.text + each.gap for each in segments) == text
    assert all(text[each.start : each.end] == each.text for each in segments)


@given(anything)
def test_runs_cover_a_paragraph(text: str) -> None:
    found = language_runs(text)
    assert [run.start for run in found] == [0, *(run.end for run in found[:-1])]
    assert found[-1].end == len(text)


@given(st.data())
def test_a_mutilated_seed_is_still_read(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([each.text for each in seed_documents()]))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 400)))
        text = text[:start] + data.draw(st.sampled_from(("", text[end : end + 300], *PIECES))) + text[end:]
    cleaned = clean(document(text))
    assert undo(cleaned) == text
    assert "".join(each.text + each.gap for each in segment(cleaned)) == cleaned.text


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data, "any.txt")
    except InputError as refused:
        assert "\n" not in str(refused)
    else:
        assert encoding in ("utf-8", "utf-16", "utf-32", "gb18030", "big5")
        assert not text.startswith("\ufeff") or data.startswith(b"\xef\xbb\xbf\xef")


PROSE = (
    "吉林省党政代表团到天津学习考察，两省市召开合作交流座谈会，签署深化对口合作框架协议，共同开创新时代津吉合作的新局面"
)


@given(
    st.lists(
        st.lists(st.sampled_from(PROSE.split("，")), min_size=9, max_size=14).map("，".join), min_size=1, max_size=4
    ),
    st.integers(15, 30),
    st.sampled_from(["", "\u3000\u3000"]),
)
def test_wrapped_paragraphs_are_mended(paragraphs: list[str], width: int, indent: str) -> None:
    wrapped = []
    for paragraph in paragraphs:
        text = f"{indent}{paragraph}。"
        lines = [text[start : start + width] for start in range(0, len(text), width)]
        # Where most lines end at a mark it is verse.
        assume(sum(line.endswith("，") for line in lines) * 3 < len(lines))
        wrapped.append("\n".join(lines))
    cleaned = clean(document("\n\n".join(wrapped))).text
    assert cleaned.split("\n\n") == [f"{paragraph}。" for paragraph in paragraphs]
