"""The values every stage takes and returns: frozen, standard library only.

Offsets are code points, start inclusive, end exclusive. Probabilities are 0 to 1. Times are UTC, ISO 8601, with "Z".
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

Progress = Callable[[str, int, int], None]
"""What long work calls: the stage's name, how much is done and how much there is (0 where unknown)."""


class Language(StrEnum):
    """What a piece of text is written in, as BCP 47 tags it."""

    EN = "en"
    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"

    @property
    def is_chinese(self) -> bool:
        """Simplified or Traditional."""
        return self is not Language.EN

    @property
    def side(self) -> str:
        """Return "en" or "zh", the name checks and TSV columns use."""
        return "zh" if self.is_chinese else "en"

    @property
    def joint(self) -> str:
        """What is between two sentences on one line where the text itself has nothing: English wants a space."""
        return "" if self.is_chinese else " "

    def concatenate(self, *texts: str) -> str:
        """Texts that follow each other as one, empty ones left out."""
        return self.joint.join(filter(None, texts))


class Side(StrEnum):
    """A side of a pair: the text under work, or what faces it."""

    SOURCE = "source"
    TARGET = "target"

    @property
    def other(self) -> Side:
        """The side that faces this one."""
        return Side.TARGET if self is Side.SOURCE else Side.SOURCE

    @classmethod
    def named(cls, name: str, source: Language) -> Side:
        """Return the side that a name means: "source", "target", or the side's language, "en" or "zh".

        Raises ValueError for any other name.
        """
        if name in ("en", "zh"):
            return cls.SOURCE if source.side == name else cls.TARGET
        return cls(name)


class Role(StrEnum):
    """What a document is in a bitext: the text under work, or what it is compared with."""

    ARTICLE = "article"
    COVERAGE = "coverage"


class Relation(StrEnum):
    """How the two sides of a pair belong together."""

    TRANSLATION = "translation"
    SAME_LANGUAGE = "same-language"
    """The same statement in another paper, in the same language."""
    UNALIGNED = "unaligned"
    """One side only: a segment without a counterpart, kept as a row so that it can be reviewed and flagged."""


class MatchKind(StrEnum):
    """What the two sides of a pair have in common."""

    SAME = "same"
    """They say the same."""
    PART = "part"
    """One says a part of what the other says, or both say more than they share."""
    FORM = "form"
    """The same form with other facts: a template for a translation, never one itself."""
    UNRELATED = "unrelated"


STATED = frozenset({MatchKind.SAME, MatchKind.PART})
"""Kinds of pairs whose sides state the same, at least in part: what is exported unless something else is asked for."""


LIKELY = 0.4
"""Probability from which on two statements may well say the same: a reviewer should see them."""


class FactKind(StrEnum):
    """What a fact is by which statements of one form differ."""

    PERSON = "person"
    PLACE = "place"
    DATE = "date"
    NUMBER = "number"


class Status(StrEnum):
    """Where a pair is in review."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    NEEDS_REVIEW = "needs-review"
    REJECTED = "rejected"


OPEN = frozenset({Status.PROPOSED, Status.NEEDS_REVIEW})
"""Statuses of pairs nobody has decided about."""


class TermKind(StrEnum):
    """Whether the English of a term must, should or must not stand for its Chinese."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    FORBIDDEN = "forbidden"


class Severity(StrEnum):
    """How sure a flag is: an error is what a reader of both languages would call wrong."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class BlockKind(StrEnum):
    """What a block of a document is, as its format says."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list-item"
    TABLE_CELL = "table-cell"
    CAPTION = "caption"
    QUOTE = "quote"
    FOOTNOTE = "footnote"
    CUE = "cue"
    """A subtitle."""
    MESSAGE = "message"
    """An entry of a message catalogue."""
    CODE = "code"
    FORMULA = "formula"
    MARKUP = "markup"
    """Front matter, comments, components, bare links: what no reader of the text sees."""
    BOILERPLATE = "boilerplate"
    """Page headers and footers, navigation."""

    @property
    def is_text(self) -> bool:
        """Whether its text is segmented and aligned; other blocks are kept and skipped."""
        return self not in (BlockKind.CODE, BlockKind.FORMULA, BlockKind.MARKUP, BlockKind.BOILERPLATE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands, in the terms of its format."""

    page: int | None = None
    """From 1."""
    headings: tuple[str, ...] = ()
    """The headings above it, outermost first."""
    cell: tuple[int, int] | None = None
    """Row and column in its table, from 1."""
    time: tuple[int, int] | None = None
    """Start and end of a subtitle, milliseconds."""
    key: str = ""
    """A message's identifier."""
    element: str = ""
    """The part of a packaged or marked-up file it comes from, such as "chapter2.xhtml" or "word/footnotes.xml"."""


class InlineKind(StrEnum):
    """What an element inside a sentence is."""

    CODE = "code"
    FORMULA = "formula"
    LINK = "link"
    IMAGE = "image"
    EMPHASIS = "emphasis"
    STRONG = "strong"
    PLACEHOLDER = "placeholder"
    """A variable of a message, such as "{name}" or "%s"."""


@dataclass(frozen=True, slots=True)
class Inline:
    """An element inside running text, and the characters it covers."""

    kind: InlineKind
    start: int
    end: int
    data: str = ""
    """A link's or image's address, as written."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document with a place and a kind: a paragraph, a heading, a table cell, a listing."""

    kind: BlockKind
    start: int
    """Offset into the document's text."""
    end: int
    place: Place = Place()
    level: int = 0
    """Of a heading, from 1; nesting of a list item or quote, from 1; otherwise 0."""
    inlines: tuple[Inline, ...] = ()
    """In order of their start, offsets into the document's text; one may lie inside another."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of cleaning: what stood at [start, end) of the text as read, and what the cleaned text has instead."""

    start: int
    end: int
    before: str
    after: str
    rule: str
    """Name of the cleaning rule, in plain words; new ones are documents.cleaning_rules.CleaningRule."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read; nothing ever changes it."""

    name: str
    text: str
    """Decoded, without the byte order mark; line ends as they were."""
    encoding: str
    """What it was decoded from: "utf-8", "utf-16", "gb18030", "big5"."""
    checksum: str
    """SHA-256 of the bytes, hexadecimal."""
    role: Role = Role.ARTICLE
    title: str = ""
    blocks: tuple[Block, ...] = ()
    """In order, never overlapping; what lies between them is markup. Empty for plain text, whose form is guessed."""
    markup: tuple[Edit, ...] = ()
    """Inside blocks of text, what the syntax puts there (marks, escapes, line breaks), sorted; cleaning makes them."""
    notes: tuple[str, ...] = ()
    """What of the file is not in the text, and why, a clause each: "2 pictures"."""
    date: str = ""
    """When it is from, ISO 8601: a year, a month or a day; empty where nobody has said it."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """A cleaned view of a document; the text as read comes back by undoing the edits."""

    document: Document
    text: str
    edits: tuple[Edit, ...]
    """Sorted by start, never overlapping."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, headline or clause run that is paired as one."""

    position: int
    """Place in the document as segmented, from 0."""
    text: str
    """From the cleaned text, never blank."""
    gap: str
    """White space between this segment and the next one in the cleaned text."""
    paragraph: int
    """From 0."""
    start: int
    """Offset into the text as read."""
    end: int
    language: Language
    heading: bool = False
    block: int | None = None
    """Number of its block in the document; None in plain text. No segment reaches over the border of a block."""
    inlines: tuple[Inline, ...] = ()
    """In order of their start, offsets into its text."""


@dataclass(frozen=True, slots=True, repr=False)
class PreparedDocument:
    """A document ready to be paired: its cleaned view and its segments."""

    clean: CleanText
    segments: tuple[Segment, ...]
    """In order; empty only for a file of blank lines."""
    language: Language
    """What most of it is written in."""
    lines: tuple[int | None, ...] | None = None
    """Where the lines of the file are the units as they are: each line's segment, None for a blank line."""

    @property
    def document(self) -> Document:
        """The text as read."""
        return self.clean.document

    @property
    def name(self) -> str:
        """The document's name."""
        return self.clean.document.name

    def __repr__(self) -> str:
        languages = " + ".join(self.languages) or "no text"
        return f"<PreparedDocument {self.name}: {len(self.segments):,} segments, {languages}>"

    @property
    def units(self) -> tuple[str, ...]:
        """What an aligner sees: the segments' texts, with an empty one for each blank line."""
        if self.lines is None:
            return tuple(segment.text for segment in self.segments)
        return tuple("" if position is None else self.segments[position].text for position in self.lines)

    @property
    def languages(self) -> tuple[Language, ...]:
        """What its segments are in, each language once, in the order they come."""
        return tuple(dict.fromkeys(segment.language for segment in self.segments))

    def in_language(self, *, chinese: bool) -> tuple[Segment, ...]:
        """The Chinese segments, or the English ones."""
        return tuple(segment for segment in self.segments if segment.language.is_chinese == chinese)

    def segments_of(self, units: range) -> tuple[Segment, ...]:
        """The segments of consecutive units; blank lines have none."""
        if self.lines is None:
            return self.segments[units.start : units.stop]
        return tuple(self.segments[position] for unit in units if (position := self.lines[unit]) is not None)

    @property
    def unit_numbers(self) -> tuple[int, ...]:
        """Each segment's unit, from 0: lines are counted with the blank ones between them."""
        units = range(len(self.segments)) if self.lines is None else self.lines
        return tuple(number for number, position in enumerate(units) if position is not None)


@dataclass(frozen=True, slots=True)
class Bead:
    """Consecutive source segments facing consecutive target ones; one side may be empty, never both."""

    source: range
    target: range
    probability: float
    """Posterior that exactly these segments face each other, given both documents."""
    crossing: bool = False
    """Whether it is of a block that stands elsewhere in the target: its target is out of order."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a check found in a pair."""

    rule: str
    """Named by family: "places", "numbers", "people" …"""
    severity: Severity
    side: Side
    start: int
    """Offset into that side's text."""
    end: int
    found: str
    suggestion: str | None
    """What [start, end) should read; None where no correction is sure, "" where it should go."""
    message: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A change a person made or accepted; texts are whole sides, so the text as read can be recovered."""

    side: Side
    before: str
    after: str
    rule: str
    """The flag's rule, or "edit" for a change by hand."""
    reviewer: str
    at: str


class DismissalScope(StrEnum):
    """Where a flag that was dismissed is not shown again."""

    ROW = "row"
    """In its row."""
    TEXT = "text"
    """Wherever the flagged side has the same text."""
    WORD = "word"
    """Wherever the rule finds the same words."""


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A person's decision that what a rule found is right as it is."""

    scope: DismissalScope
    rule: str
    found: str
    text: str
    """Of the flagged side, whole; empty unless the scope is TEXT."""
    reviewer: str
    at: str

    @property
    def key(self) -> tuple[str, ...]:
        """What it covers: equal to one of the `Pair.dismissal_keys` of the flag."""
        return self.scope, self.rule, self.found.casefold(), self.text


@dataclass(frozen=True, slots=True)
class SegmentSpan:
    """A stretch of a segment, or the whole of it: what a side of a pair holds of its document."""

    position: int
    """The segment's, in its document."""
    start: int = 0
    """Offset into the segment's text; 0 where nothing but blanks comes before."""
    end: int | None = None
    """Exclusive; None for the end of the segment, also where nothing but blanks follows."""

    def __str__(self) -> str:
        """The span as files hold it: "5:0-12", "5:12-" where it goes to the end of its segment."""
        return f"{self.position}:{self.start}-{'' if self.end is None else self.end}"

    @classmethod
    def read(cls, text: str) -> SegmentSpan:
        """Return the span that a text stands for: "5" is a whole segment. Raises ValueError for anything else."""
        match = _SPAN.fullmatch(text)
        if match is None or (match[3] and int(match[3]) <= int(match[2])):
            raise ValueError(text)
        return cls(int(match[1]), int(match[2] or 0), int(match[3]) if match[3] else None)

    @property
    def is_whole(self) -> bool:
        """Whether it is all of its segment."""
        return not self.start and self.end is None

    @property
    def begin(self) -> tuple[int, int]:
        """Where it begins; what begins further on in the document is greater."""
        return self.position, self.start

    @property
    def stop(self) -> float:
        """Its end; infinite where that is the segment's."""
        return math.inf if self.end is None else self.end

    def overlaps(self, other: SegmentSpan) -> bool:
        """Whether two spans of one document have characters in common."""
        return self.position == other.position and self.start < other.stop and other.start < self.stop


_SPAN = re.compile(r"([0-9]{1,9})(?::([0-9]{1,9})-([0-9]{1,9})?)?")


@dataclass(frozen=True, slots=True)
class PairSide:
    """One side of a pair: consecutive or linked segments of one document, or stretches of them."""

    document: str
    """The document's name; empty on the missing side of an unaligned row."""
    language: Language
    spans: tuple[SegmentSpan, ...]
    """In document order, never overlapping; empty for an unaligned row's other side and for imported units.

    They refer to the text as it was read, whatever was corrected since.
    """
    text: str
    """As corrected so far."""
    inlines: tuple[Inline, ...] = field(default=(), compare=False)
    """In order, offsets into the text; known only on the way into a file."""

    @property
    def segments(self) -> tuple[int, ...]:
        """Positions of its segments in the document, ascending, also of those it holds a part of."""
        return tuple(dict.fromkeys(span.position for span in self.spans))

    @property
    def lang(self) -> str:
        """The language as a BCP 47 tag: "en", "zh-Hans" or "zh-Hant"."""
        return self.language.value

    def shares(self, other: PairSide) -> bool:
        """Whether two sides hold characters of one document in common."""
        return self.document == other.document and any(
            one.overlaps(another) for one in self.spans for another in other.spans
        )

    @classmethod
    def of(cls, document: str, segments: Sequence[Segment], language: Language | None = None) -> PairSide:
        """Segments of a document, at least one, as one side; `language` where it is not the first segment's."""
        language = language or segments[0].language
        return cls.whole(document, language, [each.position for each in segments], joined(segments))

    @classmethod
    def whole(cls, document: str, language: Language, segments: Iterable[int], text: str) -> PairSide:
        """A side of whole segments, by their positions in the document, ascending."""
        return cls(document, language, tuple(map(SegmentSpan, segments)), text)

    @classmethod
    def missing(cls, language: Language) -> PairSide:
        """The empty side of an unaligned row."""
        return cls("", language, (), "")


def joined(segments: Sequence[Segment]) -> str:
    """Segments as one text.

    White space that stood between two of them on a line stays; where there was none, a line ended, or something was
    left out between them, they are joined as the language of the first joins sentences.
    """
    return "".join(_parts(segments))


def clipped(segment: Segment, span: SegmentSpan) -> Segment:
    """What a span holds of its segment, as a segment."""
    if span.is_whole:
        return segment
    end = len(segment.text) if span.end is None else span.end
    inlines = [
        replace(each, start=max(each.start, span.start) - span.start, end=min(each.end, end) - span.start)
        for each in segment.inlines
        if each.start < end and (span.start <= each.start or span.start < each.end)
    ]
    gap = segment.gap if span.end is None else ""
    return replace(segment, text=segment.text[span.start : end], gap=gap, inlines=tuple(inlines))


def placed(segments: Sequence[Segment]) -> Iterator[tuple[Segment, int]]:
    """Segments with the offset of each in the text that they make together."""
    at = 0
    parts = _parts(segments)
    for number, segment in enumerate(segments):
        at += len(parts[2 * number - 1]) if number else 0
        yield segment, at
        at += len(parts[2 * number])


def _parts(segments: Sequence[Segment]) -> list[str]:
    """The texts of segments with what is between them."""
    parts = [segment.text.strip() for segment in segments[:1]]
    for before, after in pairwise(segments):
        parts += [gap_between(before, after), after.text.strip()]
    return parts


def gap_between(before: Segment, after: Segment) -> str:
    """What is between two segments of one text."""
    adjoining = after.position == before.position + 1 and before.gap.splitlines() == [before.gap]
    return before.gap if adjoining else before.language.joint


def relation_of(source: PairSide, target: PairSide) -> Relation:
    """How two sides belong together, by what is there and in which languages."""
    if not source.text or not target.text:
        return Relation.UNALIGNED
    return Relation.SAME_LANGUAGE if source.language.side == target.language.side else Relation.TRANSLATION


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of each side of a pair is in the other, 0 to 1."""

    source: float
    target: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the corpus: what was proposed, found, decided and corrected about two sides."""

    source: PairSide
    target: PairSide
    relation: Relation
    status: Status = Status.PROPOSED
    probability: float = 0.0
    flags: tuple[Flag, ...] = ()
    corrections: tuple[Correction, ...] = ()
    reviewer: str | None = None
    note: str = ""
    bookmarked: bool = False
    updated_at: str | None = None
    id: int | None = None
    """Set by the store; None before it is stored."""
    revision: int = 0
    """Counts the changes the store made to the row, so that two people do not overwrite each other."""
    dismissals: tuple[Dismissal, ...] = ()
    """Made in this row; those of other rows may reach it as well."""
    dismissed: tuple[Flag, ...] = ()
    """What checks found and somebody dismissed; not among `flags`. The store settles which flags these are."""
    kind: MatchKind = MatchKind.SAME
    """What the sides have in common; what aligning and importing pair is meant to say the same."""
    coverage: Coverage | None = None
    """None where it was not measured."""
    scored: bool = True
    """Whether the probability was computed; it is 0 where not, as in an import that has none."""
    by_estimate: bool = False
    """Confirmed because a random sample of such rows was right, not because somebody read this one."""
    corpus: str = field(default="", compare=False)
    """Identity of the corpus that `id` and `revision` are of; empty where a file does not say."""
    unstated: frozenset[str] = field(default=frozenset(), compare=False)
    """Of "status" and "note", those about which the file it was read from says nothing."""
    attribution: str = field(default="", compare=False)
    """Where its texts are from, and under which license; known only on the way into a file."""

    @property
    def is_translation(self) -> bool:
        """Whether one side is meant to translate the other, or a part of it; another text of the same form does not."""
        return self.relation is Relation.TRANSLATION and self.kind in STATED

    def dismissal_keys(self, flag: Flag) -> frozenset[tuple[str, ...]]:
        """Keys of all dismissals that would cover a flag of this row."""
        rule, found, text = flag.rule, flag.found.casefold(), self.side(flag.side).text
        return frozenset((scope, rule, found, text if scope is DismissalScope.TEXT else "") for scope in DismissalScope)

    @property
    def is_human(self) -> bool:
        """Whether a person wrote one of its sides, where nothing was read."""
        return any(not correction.before for correction in self.corrections)

    def side(self, name: str) -> PairSide:
        """Return the side of that name: a Side, or the language "en" or "zh"."""
        return self.source if self.side_name(name) is Side.SOURCE else self.target

    def side_name(self, name: str) -> Side:
        """Return the same as a Side."""
        return Side.named(name, self.source.language)

    def side_label(self, side: Side) -> str:
        """Return what output calls a side: "en" or "zh"; "source" or "target" where both are in one language."""
        both = self.source.language.side, self.target.language.side
        return side.value if both[0] == both[1] else self.side(side).language.side


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after an action: None before is a new row, None after a removed one."""

    before: Pair | None
    after: Pair | None


class ActionKind(StrEnum):
    """What a person can do to rows."""

    CONFIRM = "confirm"
    REJECT = "reject"
    NEEDS_REVIEW = "needs-review"
    REOPEN = "reopen"
    BOOKMARK = "bookmark"
    NOTE = "note"
    EDIT = "edit"
    APPLY = "apply"
    REPLACE = "replace"
    """The same words replaced in the rows of a list."""
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    LINK = "link"
    UNLINK = "unlink"
    REALIGN = "realign"
    DISMISS = "dismiss"
    """A flag is dismissed."""
    RESTORE = "restore"
    """A dismissed flag is shown again."""
    RETIRE = "retire"
    """A flag is dismissed, and the learnt rule that made it is no longer in force."""
    RULE = "rule"
    """A correction made in a row again becomes a rule of the corpus; the row stays as it is."""
    UPDATE = "update"
    """Texts, states and notes taken from a file."""
    JOIN = "join"
    """Rows that two merged corpora have are made one."""
    UNDO = "undo"
    REDO = "redo"
    LOST = "lost"
    """An action of which a damaged corpus kept only the changes."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a person did, as history keeps it."""

    id: int
    kind: ActionKind
    pair_ids: tuple[int, ...]
    reviewer: str
    at: str
    undone: bool = False
    reverts: Action | None = None
    """Of an undo or redo: the action it took back or did again, on the same rows."""


class QuantityKind(StrEnum):
    """What a number is or counts."""

    NUMBER = "number"
    PERCENT = "percent"
    FRACTION = "fraction"
    MULTIPLE = "multiple"
    ORDINAL = "ordinal"
    YEAR = "year"
    HALF_YEAR = "half year"
    QUARTER = "quarter"
    """Of a year, as HALF_YEAR is: the first, the second."""
    MONTH = "month"
    DAY = "day"
    WEEKDAY = "weekday"
    HOUR = "hour"
    MINUTE = "minute"
    DECADE = "decade"
    CENTURY = "century"
    MONEY = "money"
    AREA = "area"
    LENGTH = "length"
    MASS = "mass"
    VOLUME = "volume"
    POWER = "power"
    ENERGY = "energy"
    TEMPERATURE = "temperature"
    AGE = "age"
    DURATION = "duration"
    CODE = "code"
    """A digit inside a name, such as 5G."""


class PlaceKind(StrEnum):
    """What a place of the gazetteer is."""

    PROVINCE = "province"
    MUNICIPALITY = "municipality"
    REGION = "region"
    SPECIAL = "special"
    """Hong Kong and Macao."""
    CITY = "city"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    COUNTRY = "country"
    FOREIGN = "foreign"
    """A city or state abroad."""
    AREA = "area"
    """A continent, sea, river or group of places."""


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the term base."""

    zh: str
    en: str
    kind: TermKind = TermKind.PREFERRED
    note: str = ""
    source: str = "user"


LEARNT = "learnt"
"""The rule named by flags and corrections that repeat what somebody did by hand."""


@dataclass(frozen=True, slots=True)
class RecurringCorrection:
    """A correction that reviewers made again and again, as a rule of their corpus."""

    found: str
    """Words that should read otherwise, of one language."""
    replacement: str
    beside: str
    """Words of the other side that ask for the replacement; "" where nothing there does."""
    place: str
    """Chinese name of the place that these are read as; "" for none."""
    chinese: bool
    """Whether the words are Chinese."""


@dataclass(frozen=True, slots=True)
class DocumentPair:
    """Two documents that face each other, by name."""

    source: str
    target: str
