"""Bytes to text: the encoding of a file is detected from its bytes alone.

UTF-8 and UTF-16 can be recognised for certain; GB18030 and Big5 both decode most of each other's text, so the one that
gives more common characters wins. No file is opened here.
"""

from __future__ import annotations

import codecs
import re

from workbench.errors import InputError
from workbench.i18n import N_
from workbench.i18n import gettext as _

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

_COMMON = frozenset(
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起"
    "还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种"
    "声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却"
    "代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或"
    "司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六"
    "功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻"
    "程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网"
    "香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏省府席团振兴吉津协议"
    # The same in Traditional characters, where they differ.
    "這來個國說們為時學對著過後麼沒於還發當開見經頭長動兩樣現將與進實點種聲話兒問機給業間電門東聽氣關並內產萬體別處總場師書員華報"
    "馬張難數車應調許覺題請愛認論義術結極連遠資隊帶條變聯權領傳達辦運歷強區轉輕語滿寫識黃臉錢黨設雙廣議單據導網專誰讀飛觀爭組視濟"
    "離雖壞團興協歡係從無軍樂節風頁"
)

_LEAST = 0.25
"""Lowest mean score of the characters beyond ASCII of a plausible text; real Chinese scores about 0.7."""


def decode(data: bytes, name: str, encoding: str | None = None, *, markup: bool = False) -> tuple[str, str]:
    """The text and the encoding it was in; `name` is what messages call the file.

    Web pages and XML are refused unless `markup` is expected. Raises InputError for bytes that are not text.
    """
    if encoding is not None:
        return _decode_as(data, name, encoding)
    for mark, found in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], name, found)
    wide = _unmarked_utf16(data)
    if wide is not None:
        return wide, "utf-16"
    _refuse_binary(data, name)
    if not markup:
        _refuse_markup(data, name)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(data, name, error)
    legacy = _best_legacy(data)
    if legacy is None:
        raise InputError(
            _("{name} is not text in UTF-8, UTF-16, GB18030 or Big5.").format(name=name),
            hint=_("Name its encoding with --encoding, or save it as UTF-8."),
        )
    return legacy


def _decode_as(data: bytes, name: str, encoding: str) -> tuple[str, str]:
    try:
        known = codecs.lookup(encoding)
        text = data.decode(encoding)
    except LookupError as error:
        raise InputError(
            _("There is no text encoding {encoding!r}.").format(encoding=encoding),
            hint=_("Try utf-8, utf-16, gb18030, big5 or windows-1252."),
        ) from error
    except ValueError as error:
        raise InputError(
            _("{name} is not text in {encoding}.").format(name=name, encoding=encoding),
            hint=_("Leave --encoding out: the workbench detects it."),
        ) from error
    return text.removeprefix("\ufeff"), known.name


def _decode_marked(data: bytes, name: str, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding.removesuffix("-le").removesuffix("-be")
    except ValueError as error:
        raise InputError(
            _("{name} begins as {encoding} but continues as something else.").format(
                name=name, encoding=encoding.upper()
            ),
            hint=_("Save it again as UTF-8."),
        ) from error


_PLAUSIBLE = frozenset({*_COMMON, *map(chr, range(ord(" "), 0x7F)), *"\n\r，。"})
"""Characters that most of a text consists of."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f]")


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: one of both byte orders gives common characters nearly throughout."""
    if len(data) < 4 or len(data) % 2 or (data.isascii() and b"\x00" not in data):
        return None
    best, best_score = "", 0.6
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            sample = codecs.getincrementaldecoder(encoding)().decode(data[:40_000])
        except ValueError:
            continue
        if _CONTROL.search(sample):
            continue
        score = sum(map(_PLAUSIBLE.__contains__, sample)) / max(len(sample), 1)
        if score > best_score:
            best, best_score = encoding, score
    try:
        return data.decode(best) if best else None
    except ValueError:
        return None


_KINDS = (
    (b"%PDF-", N_("a PDF file"), N_("Read it without --lines.")),
    (b"PK\x03\x04", N_("a ZIP package"), N_("Save it as .docx or as plain text (UTF-8) first.")),
    (b"\xd0\xcf\x11\xe0", N_("an old Office file"), N_("Save it as .docx or as plain text (UTF-8) first.")),
    (b"{\\rtf", N_("an RTF file"), N_("Save it as .docx or as plain text (UTF-8) first.")),
    (b"SQLite format 3\x00", N_("a database"), N_("Name it with --db if it is a corpus.")),
    (b"\x89PNG", N_("a picture"), ""),
    (b"\xff\xd8\xff", N_("a picture"), ""),
    (b"GIF87a", N_("a picture"), ""),
    (b"GIF89a", N_("a picture"), ""),
    (b"\x1f\x8b", N_("a compressed file"), N_("Unpack it first.")),
    (b"BZh91AY", N_("a compressed file"), N_("Unpack it first.")),
    (b"\xfd7zXZ", N_("a compressed file"), N_("Unpack it first.")),
    (b"Rar!\x1a", N_("a compressed file"), N_("Unpack it first.")),
    (b"7z\xbc\xaf", N_("a compressed file"), N_("Unpack it first.")),
)
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<head")


def _refuse_binary(data: bytes, name: str) -> None:
    start = data[:64].lstrip()
    for magic, kind, hint in _KINDS:
        if start.startswith(magic):
            raise InputError(_("{name} is {kind}, not text.").format(name=name, kind=_(kind)), hint=_(hint))
    sample = data[:65_536]
    controls = len(sample) - len(sample.translate(None, bytes([*range(9), *range(14, 26)])))
    if b"\x00" in sample[:8192] or controls * 100 > len(sample):
        raise InputError(
            _("{name} is a binary file, not text.").format(name=name),
            hint=_("Save its text as a plain text file (UTF-8)."),
        )


def _refuse_markup(data: bytes, name: str) -> None:
    if data[:64].lstrip().lower().startswith(_MARKUP):
        raise InputError(
            _("{name} is a web page or XML, not plain text.").format(name=name),
            hint=_("Save the page as text, or copy its text into a file."),
        )


def _refuse_damaged_utf8(data: bytes, name: str, error: UnicodeDecodeError) -> None:
    """A UTF-8 file with a broken byte must not be read as something else."""
    beyond = sum(byte > 0x7F for byte in data[:200_000])
    broken = data[:200_000].decode("utf-8", "replace").count("\ufffd")
    if broken * 20 < beyond:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            _("{name} is UTF-8 with broken bytes, the first in line {line}.").format(name=name, line=line),
            hint=_("Save it again as UTF-8, or name another encoding with --encoding."),
        )


def _best_legacy(data: bytes) -> tuple[str, str] | None:
    best: tuple[str, str] | None = None
    best_score = _LEAST
    for codec, encoding in (("gb18030", "gb18030"), ("cp950", "big5"), ("big5hkscs", "big5")):
        try:
            text = data.decode(codec)
        except ValueError:
            continue
        score = _plausibility(text[:50_000])
        if score > best_score:
            best, best_score = (text, encoding), score
    return best


def _plausibility(text: str) -> float:
    """Mean over the characters beyond ASCII: 1 for a common one, less for rarer ones, negative for unlikely ones."""
    # Letters with accents (pinyin) say nothing either way.
    beyond = [character for character in text if character > "\x7f" and not "\xa0" <= character < "\u0250"]
    return sum(map(_likely, beyond)) / len(beyond) if beyond else 0.0


def _likely(character: str) -> float:
    if character in _COMMON or character in "，。、；：？！“”‘’（）《》「」『』—…·　":
        return 1.0
    if "\u4e00" <= character <= "\u9fff":
        return 0.3 if _in_both_standards(character) else -0.2
    if character in "〇～％０１２３４５６７８９" or "\uff21" <= character <= "\uff5a":
        return 0.3
    return -1.0


def _in_both_standards(character: str) -> bool:
    """Whether a character is of the first, common level of GB 2312 or of Big5."""
    try:
        return b"\xb0" <= character.encode("gb2312")[:1] <= b"\xd7"
    except UnicodeEncodeError:
        pass
    try:
        return b"\xa4" <= character.encode("big5")[:1] <= b"\xc6"
    except UnicodeEncodeError:
        return False
