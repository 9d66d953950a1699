"""Places: the wrong reading of a one-character name, one place for another, a place left out or added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from workbench.checks.place_pairing import Sides, compare, facing, same_character, texts_of
from workbench.checks.rule import Example, PairText, Rule, SegmentExample, SegmentRule, SegmentText, flag
from workbench.domain import Flag, Language, PlaceKind, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language import gazetteer
from workbench.language.gazetteer import Mention, Place
from workbench.language.place_reading import PlaceReading, is_strong, readings_in, spelled_out


class PlacesRule:
    """The wrong place: a one-character name misread, or one place where the other side has another."""

    name = "places"
    family = "places"
    severity = Severity.ERROR
    explanation = N_(
        "One side names another place than the other. Often a one-character name was misread: 吉 is Jilin in 津吉 and "
        "Kyrgyzstan in 中吉乌; or two like names were confused, as Henan and Hainan."
    )
    examples = (
        Example("津吉两地合作", "cooperation between Tianjin and Kyrgyzstan", ("Kyrgyzstan",), suggestion="Jilin"),
        Example(
            "吉林省省长胡玉亭介绍深化津吉交流情况",
            "Hu Yuting, Governor of Jilin, spoke about exchanges between Tianjin and Kyrgyzstan.",
            ("Kyrgyzstan",),
            suggestion="Jilin",
        ),
        Example("中吉乌铁路", "China-Jilin-Uzbekistan railway", ("Jilin",), suggestion="Kyrgyzstan"),
        Example(
            "吉尔吉斯斯坦代表团", "The delegation of Jilin", ("吉尔吉斯斯坦",), side=Side.SOURCE, suggestion="吉林"
        ),
        Example("河南省省长", "Governor of Hainan Province", ("Hainan",), suggestion="Henan"),
        Example("陕西与广东", "Shaanxi and Guangxi", ("Guangxi",), suggestion="Guangdong"),
        Example("津长对口合作", "counterpart cooperation between Tianjin and Changchun"),
        Example("吉祥物在黑板上", "The mascot is on the blackboard."),
        Example("台湾海峡", "the Taiwan Strait"),
    )
    segment_examples = (
        SegmentExample(
            "It deepened cooperation and exchanges between Tianjin and Kyrgyzstan.",
            Language.EN,
            ("Kyrgyzstan",),
            "Jilin",
            document="吉林省党政代表团来津考察。我们将进一步加强津吉全方位协作。",
        ),
        SegmentExample(
            "It deepened cooperation between China and Kyrgyzstan.",
            Language.EN,
            document="吉尔吉斯斯坦总统访华，中吉两国元首会谈。吉林省代表出席。",
        ),
        SegmentExample(
            "加强天津和吉尔吉斯斯坦的合作",
            Language.ZH_HANS,
            ("吉尔吉斯斯坦",),
            "吉林",
            others=("Tianjin and Jilin strengthen their cooperation.",),
        ),
    )

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        sides = compare(pair)
        if sides is None:
            return
        misread = list(_misread(pair, sides))
        yield from (self._misread_flag(pair, mention, named) for mention, named in misread)
        done = {mention for mention, __ in misread}
        yield from self._swaps(pair, sides, done)

    def check_segment(self, segment: SegmentText) -> Iterable[Flag]:
        """See SegmentRule.check_segment."""
        texts = texts_of(segment.context)
        if texts and segment.chinese:
            yield from self._chinese_segment(segment, texts)
        elif texts:
            yield from self._english_segment(segment, texts)

    def _english_segment(self, segment: SegmentText, texts: tuple[str, ...]) -> Iterator[Flag]:
        mentions = segment.english_places
        here = {place.zh for mention in mentions for place in mention.places}
        for mention in mentions:
            named = _document_reading(mention, here, texts)
            if named is not None:
                message = _misread_message(named, mention.place)
                suggestion = english_form(named.place, mention)
                yield flag(self, segment, (mention.start, mention.end), message, suggestion=suggestion)

    def _chinese_segment(self, segment: SegmentText, texts: tuple[str, ...]) -> Iterator[Flag]:
        known = spelled_out(texts)
        for mention in segment.chinese_places:
            if known.en.get(mention.place.zh):
                continue
            for character in mention.place.abbreviations[:1]:
                for place in gazetteer.abbreviated(character):
                    if same_character(place, mention.place) and known.en.get(place.zh):
                        message = _("The English has {words}, which is {meant}; {other} is {name}.").format(
                            words=place.en, meant=place.name, other=mention.text, name=mention.place.en
                        )
                        span = (mention.start, mention.end)
                        yield flag(self, segment, span, message, suggestion=place.name)
                        return

    def _misread_flag(self, pair: PairText, mention: Mention, named: PlaceReading) -> Flag:
        wrong = next(place for place in mention.places if place in named.places)
        message = _misread_message(named, wrong)
        if pair.machine is pair.zh.side:
            span = (named.start, named.end)
            return flag(self, pair.zh, span, message, suggestion=wrong.name)
        span = (mention.start, mention.end)
        return flag(self, pair.en, span, message, suggestion=english_form(named.place, mention))

    def _swaps(self, pair: PairText, sides: Sides, done: set[Mention]) -> Iterator[Flag]:
        en_left = [mention for mention in sides.en_left if mention not in done]
        for mention, named, sure in facing(sides.zh_left, en_left):
            yield self._swap_flag(pair, mention, named, sure=sure)

    def _swap_flag(self, pair: PairText, mention: Mention, named: PlaceReading, *, sure: bool) -> Flag:
        severity = Severity.ERROR if sure else Severity.WARNING
        if _wrong_text(pair, mention, named) is pair.zh:
            message = _("The English has {words}, which is {meant}; the Chinese has {other}.")
            message = message.format(words=mention.text, meant=mention.place.name, other=named.text)
            span = (named.start, named.end)
            return flag(self, pair.zh, span, message, suggestion=mention.place.name, severity=severity)
        message = _("The Chinese has {words} ({meant}){note}; {other} would be {name}.").format(
            words=named.text,
            meant=named.place.en,
            note=compound_note(named),
            other=mention.text,
            name=mention.place.name,
        )
        suggestion = english_form(named.place, mention)
        return flag(self, pair.en, (mention.start, mention.end), message, suggestion=suggestion, severity=severity)


class PlaceLeftOutRule:
    """A place one side names and the other does not."""

    name = "places-missing"
    family = "places"
    severity = Severity.WARNING
    explanation = N_("A place that one side names has nothing on the other side that stands for it.")
    examples = (
        Example("景俊海率团到天津、河北考察", "Jing Junhai led a delegation to Tianjin.", ("河北",), side=Side.SOURCE),
        Example("代表团到天津考察", "The delegation visited Tianjin in Hebei.", ("Hebei",)),
        Example("我国经济增长", "China's economy grows."),
        Example("中国经济增长", "The country's economy grows."),
        Example("央行宣布", "The Bank of China announced"),
    )

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        sides = compare(pair)
        if sides is None or (not sides.zh_left and not sides.en_left):
            return
        swapped = facing(sides.zh_left, sides.en_left)
        flagged = {each.place.zh for mention, named, __ in swapped for each in (mention, named)}
        for named in sides.zh_left:
            if named.place.zh not in flagged and not (named.compound and named.text in "中华"):
                flagged.add(named.place.zh)
                message = _("Nothing in the English stands for {words} ({meant}).")
                message = message.format(words=named.text, meant=named.place.en)
                # Translators often leave out whose newspaper or bank it is.
                spelled = named.place.kind is PlaceKind.COUNTRY and not named.compound
                weak = spelled or not sides.is_confirmed(named) or sides.stands_for_near(named)
                severity = Severity.INFO if weak else self.severity
                yield flag(self, pair.zh, (named.start, named.end), message, severity=severity)
        known = spelled_out(texts_of(pair.context))
        for mention in sides.en_left:
            if mention.place.zh not in flagged and mention.place.zh != "中国":
                flagged.add(mention.place.zh)
                message = _("Nothing in the Chinese stands for {words} ({meant}).")
                message = message.format(words=mention.text, meant=mention.place.name)
                # Translators add what the text around names, or where a place lies.
                added = bool(known.zh.get(mention.place.zh)) or sides.lies_near(mention)
                weak = added or (mention.place.kind is PlaceKind.COUNTRY and not mention.adjective)
                yield flag(
                    self, pair.en, (mention.start, mention.end), message,
                    severity=Severity.INFO if weak else self.severity,
                )  # fmt: skip


def _misread(pair: PairText, sides: Sides) -> Iterator[tuple[Mention, PlaceReading]]:
    """English places that are another reading of a character than the one meant, with that character."""
    for mention in sides.en:
        places = {place.zh for place in mention.places}
        explained = [named for named in sides.zh if places & {place.zh for place in named.places}]
        if not explained or any(not named.compound or (named.sure and named.place.zh in places) for named in explained):
            continue
        named = explained[0] if all(named.sure for named in explained) else _rival(mention, explained[0], pair, sides)
        if named is not None:
            yield mention, named


def _rival(mention: Mention, named: PlaceReading, pair: PairText, sides: Sides) -> PlaceReading | None:
    """The character read as the place that the texts spell out, where they never spell the English one out."""
    known = spelled_out(texts_of(pair.context))
    spelled = {place.zh for other in sides.zh if not other.compound for place in other.places}
    if any(place.zh in spelled or known.zh.get(place.zh) for place in mention.places):
        return None
    for place in named.places:
        if same_character(place, mention.place) and (place.zh in spelled or known.zh.get(place.zh)):
            others = tuple(other for other in named.places if other.zh != place.zh)
            return replace(named, places=(place, *others), compound=named.text, members=())
    return None


def _document_reading(mention: Mention, here: set[str], texts: tuple[str, ...]) -> PlaceReading | None:
    """How the document reads the one-character name of a place that it never spells out; None where it agrees."""
    known = spelled_out(texts)
    if any(known.zh.get(place.zh) for place in mention.places):
        return None
    readings = readings_in(texts)
    for character in mention.place.abbreviations[:1]:
        found = [named for named in readings.get(character, ()) if same_character(mention.place, named.place)]
        found = [named for named in found if known.zh.get(named.place.zh)]
        if found:
            return max(
                found, key=lambda named: sum(place.zh in here for place in named.members) - len(named.members) / 9
            )
    return None


def _wrong_text(pair: PairText, mention: Mention, named: PlaceReading) -> SegmentText:
    """Which text to correct: the machine's, if known; Chinese where only a machine writing Chinese gets there."""
    if pair.machine is None and not named.compound:
        known = spelled_out(texts_of(pair.context))
        if same_character(mention.place, named.place) and known.weight(named.place) <= known.weight(mention.place):
            return pair.zh
    return pair.suspect


def english_form(place: Place, mention: Mention) -> str:
    """How English names a place where it named another one: the adjective for an adjective, if there is one."""
    if mention.adjective and place.kind is PlaceKind.COUNTRY and place.adjectives:
        return place.adjectives[0]
    return place.en


def _misread_message(named: PlaceReading, wrong: Place) -> str:
    return _("{words} stands for {meant} here{note}; {other} would be {name}.").format(
        words=named.text, meant=named.place.en, note=compound_note(named), other=wrong.en, name=wrong.name
    )


def compound_note(named: PlaceReading) -> str:
    """Return " (津吉: Tianjin and Jilin)" for a character of a compound, else an empty string."""
    clean = len(named.compound) < 4 and all(is_strong(one) or one == "中" for one in named.compound)
    if len(named.members) < 2 or not (clean or len(named.compound) == 2):
        return ""
    members = [place.en for place in named.members]
    note = _(" ({compound}: {places} and {last})")
    return note.format(compound=named.compound, places=_(", ").join(members[:-1]), last=members[-1])


RULES: tuple[Rule, ...] = (PlacesRule(), PlaceLeftOutRule())
SEGMENT_RULES: tuple[SegmentRule, ...] = (PlacesRule(),)
