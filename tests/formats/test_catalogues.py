"""Message catalogues: every message is what the format's own library reads, and stands where its block says."""

from __future__ import annotations

import json
from io import StringIO

import javaproperties
import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.laws import check, inline_texts, shown, texts
from workbench.documents.adapters import ReadText
from workbench.documents.formats import json as json_messages
from workbench.documents.formats import po, properties
from workbench.domain import BlockKind
from workbench.errors import InputError

PO = r"""# A translation.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

#: main.c:3
msgid "Open the file"
msgstr "打开文件"

msgctxt "menu"
msgid ""
"Save %s to "
"\"%s\"?\n"
msgstr ""
"将 %s 保存到"
"“%s”？\n"

msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d 个文件"

#, fuzzy, c-format
#| msgid "Old"
msgid "New"
msgstr "旧"

msgid "Close"
msgstr ""

#~ msgid "Gone"
#~ msgstr "没有了"
"""


def messages(text: ReadText) -> dict[str, str]:
    return {block.place.key: shown(text, block) for block in text.blocks}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_translated_po_file_is_its_translations(end: str) -> None:
    text = po.read(PO.replace("\n", end).encode(), "zh.po", None)
    check(text)
    assert messages(text) == {
        "Open the file": "打开文件",
        'menu|Save %s to "%s"?\n': "将 %s 保存到“%s”？",
        "%d file": "%d 个文件",
    }
    assert set(text.notes) == {"1 fuzzy message", "1 untranslated message", "1 obsolete message"}
    assert text.blocks[0].kind is BlockKind.MESSAGE
    assert inline_texts(text, text.blocks[1]) == [("placeholder", "%s", ""), ("placeholder", "%s", "")]


def test_a_template_is_its_messages_under_the_same_keys() -> None:
    entries = polib.pofile(PO)
    for entry in entries:
        entry.msgstr, entry.msgstr_plural = "", {}
    text = po.read(str(entries).encode(), "messages.pot", None)
    assert messages(text)["Open the file"] == "Open the file"
    assert messages(text)["%d file"] == "%d files"
    assert messages(text)["%d file[0]"] == "%d file"


TEXT = st.text(st.sampled_from('ab 好\\"\n\t{}%é'), min_size=1, max_size=20).filter(lambda text: "a" in text)


@settings(max_examples=30)
@given(st.dictionaries(TEXT, TEXT, min_size=1, max_size=6))
def test_messages_are_those_polib_writes(entries: dict[str, str]) -> None:
    catalogue = polib.POFile(wrapwidth=20)
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for msgid, msgstr in entries.items():
        catalogue.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    text = po.read(str(catalogue).encode(), "a.po", None)
    check(text)
    assert messages(text) == {msgid: msgstr.strip() for msgid, msgstr in entries.items()}


VALUES = st.recursive(
    TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xyz", max_size=3), inner, max_size=3)
)


def flat(value: object, path: tuple[str, ...] = ()) -> dict[str, str]:
    if isinstance(value, str):
        return {".".join(path): value.strip()}
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {key: text for step, inner in steps for key, text in flat(inner, (*path, str(step))).items()}


@given(
    st.dictionaries(st.text("klm", min_size=1, max_size=3), VALUES, max_size=4),
    st.booleans(),
    st.sampled_from([None, 2]),
)
def test_messages_are_the_strings_of_a_json_file(
    value: dict[str, object], ascii_only: bool, indent: int | None
) -> None:
    text = json_messages.read(json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode(), "a.json", None)
    check(text)
    assert sorted(messages(text).items()) == sorted(flat(value).items())


def test_metadata_in_json_is_no_text_and_chrome_messages_have_their_own_key() -> None:
    arb = '{"@@locale": "zh", "hello": "你好 {name}", "@hello": {"description": "A greeting"}, "url": "https://a.cn"}'
    text = json_messages.read(arb.encode(), "a.arb", None)
    assert texts(text, BlockKind.MESSAGE) == ["你好 {name}"]
    assert texts(text, BlockKind.MARKUP) == ["https://a.cn"]
    chrome = '{"title": {"message": "Ports", "description": "Of the app"}, "go": {"message": "Go \\ud83d\\ude00"}}'
    assert messages(json_messages.read(chrome.encode(), "a.json", None)) == {"title": "Ports", "go": "Go 😀"}


def test_branches_of_a_choice_are_text_and_what_parts_them_is_not() -> None:
    icu = '{"files": "{count, plural, one {# file in {place}} other {# files}} – <b>100%</b>"}'
    text = json_messages.read(icu.encode(), "a.json", None)
    assert [found for _, found, _ in inline_texts(text, text.blocks[0])] == [
        "{count, plural, one {",
        "{place}",
        "} other {",
        "}}",
        "<b>",
        "</b>",
    ]


def test_what_is_not_json_or_a_catalogue_is_refused() -> None:
    with pytest.raises(InputError, match=r"a\.json is not JSON"):
        json_messages.read(b'{"a": }', "a.json", None)
    with pytest.raises(InputError, match=r"a\.json is nested too deeply"):
        json_messages.read(b"[" * 100_000 + b"]" * 100_000, "a.json", None)
    with pytest.raises(InputError, match=r"a\.po has no messages"):
        po.read(b"Only text.", "a.po", None)


@given(st.dictionaries(TEXT, TEXT, max_size=6), st.sampled_from([" = ", ":", " "]))
def test_messages_are_those_javaproperties_writes(entries: dict[str, str], separator: str) -> None:
    written = javaproperties.dumps(entries, separator=separator, timestamp=False)
    text = properties.read(b"# A comment = x\\\n" + written.encode(), "a.properties", None)
    check(text)
    assert messages(text) == {key: value.strip() for key, value in entries.items()}


def test_lines_go_on_after_a_backslash() -> None:
    source = "! no = text\nwelcome = Welcome to \\\n    the port, {0}\nempty=\nnext:\\u6e2f\\u53e3\n"
    text = properties.read(source.encode(), "a.properties", None)
    assert messages(text) == {"welcome": "Welcome to the port, {0}", "next": "港口"}
    assert javaproperties.load(StringIO(source))["welcome"] == "Welcome to the port, {0}"
