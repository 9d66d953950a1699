"""The wrong script in a text: Chinese left in English and English in Chinese, mixed variants, broken encodings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.checks.rule import Example, PairText, RuleInfo, SegmentExample, SegmentText, flag
from workbench.domain import Flag, Language, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.conversion import chinese_variant
from workbench.language.romanisation import divisions
from workbench.language.words import is_known_word
from workbench.resources import WordLists
from workbench.script import HAN, HAN_RE, latin_count

_WORDS = WordLists("english-words")

_HAN_RUN = re.compile(f"[{HAN}][{HAN}，、·“”‘’《》]*(?<=[{HAN}])|[{HAN}]")
_OPENING = "([（【《“\"'‘"
_CLOSING = ")]）】》”\"'’"
_OPEN_BRACKET = re.compile(r"[(（][^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*$")
_CLOSED_BRACKET = re.compile(r"[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）]")
_BRACKETED = 100
"""Most characters between a bracket and what is in it."""
_LETTER = "[A-Za-z\u00c0-\u024f]"
_LATIN_WORD = f"{_LETTER}[A-Za-z\u00c0-\u024f'’-]*"
_LATIN_RUN = re.compile(
    rf"(?<![A-Za-z\u00c0-\u024f@./_-])(?<![A-Za-z][!+&]){_LATIN_WORD}(?:\s+{_LATIN_WORD})*(?![A-Za-z0-9@/_-]|\.[A-Za-z0-9])"
)
_LOWER = re.compile("[a-z\u00df-\u024f]")
_TONED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńň]")
_SYLLABLES = f"{_LETTER}*[āǎēěīǐōǒūǔǖǘǚǜ]{_LETTER}*|[a-zü]*[àèìòùáéíóú](?:ng?|[aiou]{{1,2}})?(?!{_LETTER})"
_TONED_WORDS = re.compile(rf"\b(?:{_SYLLABLES})(?:[ -](?:{_SYLLABLES}))+")
_MOJIBAKE = re.compile(
    "\ufffd|锟斤拷|烫烫烫|屯屯屯"
    "|(?:Ã[\u0080-\u00bf©¨ªª¤¶¼])|â€[\u0080-\u02dcœ™“”¦]|ï¼[\u0080-\u00bfŒš]|ã€[\u0080-\u02dc‚]|(?:[äåæçèé][\u0080-\u00bf‚-›œžŸ¡-¿]){2,}"
)
_WESTERN = dict(zip("，。；：？！、（）【】", ",.;:?!,()[]", strict=True))
_CHINESE_MARKS = re.compile(f"[{''.join(_WESTERN)}]")


class ChineseLeft:
    """Chinese characters in an English text."""

    name = "script"
    family = "script"
    severity = Severity.ERROR
    explanation = N_(
        "Chinese characters are in the English text: a word or half a sentence was left untranslated. In brackets or "
        "quotes beside its English they are taken for a deliberate quotation."
    )
    examples = (
        Example("以人民币计价，下同", "priced in yuan (人民币，下同) as below", ("人民币，下同",)),
        Example("中新网记者报道", "a report by the 中新网 reporter", ("中新网",)),
        Example("首都西安", "the ancient capital Xi'an"),
    )
    segment_examples = (
        SegmentExample("The delegation visited 天津港 and left.", Language.EN, ("天津港",)),
        SegmentExample("景俊海出席会议。", Language.ZH_HANS),
    )

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag each run of characters; nothing where the whole side is Chinese (that is another rule's)."""
        whole = pair.en.han > 1 and latin_count(pair.en.text) < 3 * pair.en.han
        return iter(()) if whole else self._runs(pair.en)

    def check_segment(self, segment: SegmentText) -> Iterator[Flag]:
        """The same in an English segment."""
        return iter(()) if segment.chinese else self._runs(segment)

    def _runs(self, segment: SegmentText) -> Iterator[Flag]:
        text = segment.text
        if not segment.han or latin_count(text) < 3:
            return
        for run in _HAN_RUN.finditer(text):
            quoted = _is_enclosed(text, *run.span())
            yield flag(
                self, segment, run.span(), _("{words} is left in Chinese.").format(words=run[0]),
                severity=Severity.WARNING if quoted and len(run[0]) <= 4 else Severity.ERROR,
            )  # fmt: skip


class EnglishLeft:
    """English words in a Chinese text."""

    name = "script-english"
    family = "script"
    severity = Severity.ERROR
    explanation = N_(
        "An English word stands untranslated in the Chinese text. Abbreviations, brands, units and foreign names (GDP, "
        "iPhone, Brian Kemp) belong there and are left alone."
    )
    examples = (
        Example("他们参观了天津的port。", "They visited the port of Tianjin.", ("port",), side=Side.SOURCE),
        Example("中国GDP增长，iPhone销量下降", "China's GDP grew, iPhone sales fell"),
        Example("候选人坎普(Brian Kemp)站台", "rally for Brian Kemp"),
        Example("一切如旧 (business as usual, BAU) 的情境", "in the business as usual scenario"),
        Example("悉尼机场的oOh!media广告牌", "oOh!media's billboard at Sydney Airport"),
        Example("全长5 km，重3 kg", "5 km long, 3 kg"),
        Example("年龄&lt;65岁", "aged &lt;65"),
    )
    segment_examples = (SegmentExample("会议on时召开。", Language.ZH_HANS, ("on",)),)

    def check(self, pair: PairText) -> Iterator[Flag]:
        """An error where the English side has the very word and it is a known one, else a warning."""
        for start, end in _plain_words(pair.zh.text):
            word = pair.zh.text[start:end]
            said = _says(pair.en.text, word)
            if not said and _is_pinyin(word):
                continue
            # A rare word that both sides have may well be a name, or a term nobody translates.
            message = _("“{words}” is left in English.").format(words=word)
            severity = Severity.ERROR if said and is_known_word(word) else Severity.WARNING
            yield flag(self, pair.zh, (start, end), message, severity=severity)

    def check_segment(self, segment: SegmentText) -> Iterator[Flag]:
        """A warning for each lower-case word in a Chinese segment."""
        if segment.chinese:
            for start, end in _plain_words(segment.text):
                word = segment.text[start:end]
                if _is_pinyin(word):
                    continue
                message = _("“{words}” is left in English.").format(words=word)
                yield flag(self, segment, (start, end), message, severity=Severity.WARNING)


def _is_enclosed(text: str, start: int, end: int) -> bool:
    """Whether a stretch is in quotes of its own, or in brackets with others: (renin-angiotensin system, RAS)."""
    if text[:start].rstrip()[-1:] in tuple(_OPENING) and text[end:].lstrip()[:1] in tuple(_CLOSING):
        return True
    opened = _OPEN_BRACKET.search(text[max(0, start - _BRACKETED) : start])
    return opened is not None and _CLOSED_BRACKET.match(text, end, end + _BRACKETED) is not None


def _plain_words(text: str) -> Iterator[tuple[int, int]]:
    """Lower-case English words in Chinese, other than units, addresses, bracketed originals and parts of names."""
    if not _LOWER.search(text) or not HAN_RE.search(text):
        return
    for run in _LATIN_RUN.finditer(text):
        entity = text[run.start() - 1 : run.start()] == "&" and text[run.end() : run.end() + 1] == ";"
        if (
            entity
            or _is_enclosed(text, *run.span())
            or (text[run.start() - 1 : run.start()].isdigit() and len(run[0]) < 4)
        ):
            continue
        words = re.split(r"\s+", run[0])
        if any(word[0].isupper() for word in words) and sum(word[0].isupper() for word in words) * 2 >= len(words):
            continue
        for word in re.finditer(r"[^\s]+", run[0]):
            if (
                len(word[0]) > 1
                and word[0].islower()
                and not _WORDS.has("sign", word[0])
                and not _TONED.search(word[0])
            ):
                yield run.start() + word.start(), run.start() + word.end()


def _says(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text) is not None


def _is_pinyin(word: str) -> bool:
    return len(word) > 4 and bool(divisions(word))


class Variant:
    """Traditional characters in Simplified text."""

    name = "script-variant"
    family = "script"
    severity = Severity.INFO
    explanation = N_(
        "A few Traditional characters are in a text that is otherwise Simplified, or the wrong one for the word."
    )
    examples = (
        Example(
            "吉林與天津渊源深厚，两地区联系频繁，经济总量很大，发展迅速",
            "Jilin and Tianjin",
            ("與",),
            side=Side.SOURCE,
            suggestion="与",
        ),
        Example("吉林與天津淵源深厚", "Jilin and Tianjin have deep ties"),
    )
    segment_examples = (SegmentExample("这个问题对于经济發展来说，还没有结论。", Language.ZH_HANS, ("發",), "发"),)

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag each odd character with the Simplified one."""
        return _variants(self, pair.zh)

    def check_segment(self, segment: SegmentText) -> Iterator[Flag]:
        """The same in a Chinese segment."""
        return _variants(self, segment) if segment.chinese else iter(())


def _variants(rule: RuleInfo, segment: SegmentText) -> Iterator[Flag]:
    text, plain = segment.text, segment.simplified
    if text == plain:
        return
    odd = [at for at, (a, b) in enumerate(zip(text, plain, strict=True)) if a != b and b != "\ufffd"]
    if len(odd) * 8 > len(text) or chinese_variant(text) is Language.ZH_HANT:
        return
    for place in odd:
        message = _("{words} is Traditional; the text is Simplified.").format(words=text[place])
        yield flag(rule, segment, (place, place + 1), message, suggestion=plain[place])


class Mojibake:
    """Bytes read in the wrong encoding."""

    name = "script-mojibake"
    family = "script"
    severity = Severity.ERROR
    explanation = N_("The text was read in the wrong encoding somewhere: these characters are the debris of others.")
    examples = (
        Example("会议在长春召开", "The city\u00e2\u20ac\u2122s mayor", ("\u00e2\u20ac\u2122",), suggestion="’"),
        Example("锟斤拷会议", "The meeting", ("锟斤拷",), side=Side.SOURCE),
        Example("他在café见面", "He met him in a café in Orléans"),
    )
    segment_examples = (SegmentExample("The \ufffd\ufffd meeting", Language.EN, ("\ufffd\ufffd",)),)

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flags runs on both sides."""
        yield from self.check_segment(pair.zh)
        yield from self.check_segment(pair.en)

    def check_segment(self, segment: SegmentText) -> Iterator[Flag]:
        """The same in one text."""
        text = segment.text
        if text.isascii():
            return
        end = -1
        for match in _MOJIBAKE.finditer(text):
            if match.start() < end:
                continue
            end = match.end()
            while following := _MOJIBAKE.match(text, end):
                end = following.end()
            span = (match.start(), end)
            debris = text[slice(*span)]
            message = _("“{words}” is text read in the wrong encoding.").format(words=debris)
            yield flag(self, segment, span, message, suggestion=_mended(debris))


def _mended(debris: str) -> str | None:
    try:
        return debris.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None


class Pinyin:
    """Pinyin instead of a translation or of characters."""

    name = "script-pinyin"
    family = "script"
    severity = Severity.WARNING
    explanation = N_(
        "Pinyin stands where a word should: with tone marks in English, or in lower case inside Chinese text."
    )
    examples = (
        Example("学习津吉经验", "learn from the jīn jí experience", ("jīn jí",)),
        Example("会议zhaokai以后", "after the meeting", ("zhaokai",), side=Side.SOURCE),
        Example("天津市委", "the Tianjin Municipal Party Committee"),
    )
    segment_examples = (SegmentExample("他在changchun讲话", Language.ZH_HANS, ("changchun",)),)

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flags words with tone marks in English, runs of syllables in Chinese."""
        yield from self._toned(pair.en)
        yield from (found for found in self._in_chinese(pair.zh) if not _says(pair.en.text, found.found))

    def check_segment(self, segment: SegmentText) -> Iterator[Flag]:
        """The same in one text."""
        return self._in_chinese(segment) if segment.chinese else self._toned(segment)

    def _toned(self, segment: SegmentText) -> Iterator[Flag]:
        if segment.text.isascii():
            return
        for match in _TONED_WORDS.finditer(segment.text):
            yield flag(self, segment, match.span(), _("“{words}” is pinyin, not English.").format(words=match[0]))

    def _in_chinese(self, segment: SegmentText) -> Iterator[Flag]:
        for start, end in _plain_words(segment.text):
            word = segment.text[start:end]
            if _is_pinyin(word):
                yield flag(self, segment, (start, end), _("“{words}” looks like pinyin.").format(words=word))


class Marks:
    """Chinese punctuation in English."""

    name = "script-marks"
    family = "script"
    severity = Severity.INFO
    explanation = N_("A full-width Chinese mark is in the English text.")
    examples = (
        Example("会议召开，大家出席。", "The meeting was held， everybody came.", ("，",), suggestion=","),
        Example("会议召开。", "The meeting was held."),
    )
    segment_examples = (SegmentExample("It was held。", Language.EN, ("。",), "."),)

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag each mark, with the Western one."""
        return self._marks(pair.en)

    def check_segment(self, segment: SegmentText) -> Iterator[Flag]:
        """The same in an English segment."""
        return iter(()) if segment.chinese else self._marks(segment)

    def _marks(self, segment: SegmentText) -> Iterator[Flag]:
        text = segment.text
        if text.isascii() or HAN_RE.search(text):
            return
        for match in _CHINESE_MARKS.finditer(text):
            message = _("{mark} is a Chinese mark.").format(mark=match[0])
            yield flag(self, segment, match.span(), message, suggestion=_WESTERN[match[0]])


RULES = (ChineseLeft(), EnglishLeft(), Variant(), Mojibake(), Pinyin(), Marks())
