"""Filters, the config file, the table of keys, the estimate."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.conftest import Started
from workbench.config import load
from workbench.domain import OPEN, Relation, Severity, Status
from workbench.errors import InputError, UsageError
from workbench.review.estimate import draw, sample_size, wilson
from workbench.review.filters import parse
from workbench.store.queries import PairQuery
from workbench.tui.app import unknown_rules
from workbench.tui.commands import REVIEW, Keymap, own_keys, problems


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("", PairQuery()),
        ("status:open", PairQuery(statuses=OPEN)),
        ("status:confirmed status:rejected", PairQuery(statuses=frozenset({Status.CONFIRMED, Status.REJECTED}))),
        ("flagged bookmarked", PairQuery(flagged=True, bookmarked=True)),
        ("rule:places p<0.8", PairQuery(rule="places", flagged=True, max_probability=0.8)),
        ("p>=.5", PairQuery(min_probability=0.5)),
        ("relation:unaligned", PairQuery(relations=frozenset({Relation.UNALIGNED}))),
        ("doc:tianjin 吉林 省长", PairQuery(document="tianjin", text="吉林 省长")),
        ('"doc:two words" x', PairQuery(document="two words", text="x")),
        ("/[0-9]+ yuan/ status:open", PairQuery(regex="[0-9]+ yuan", statuses=OPEN)),
        ("3.5:1", PairQuery(text="3.5:1")),
    ],
)
def test_filter_lines(line: str, query: PairQuery) -> None:
    assert parse(line) == query


@pytest.mark.parametrize("line", ["status:odd", "relation:odd", "/(/", 'a "b'])
def test_filter_lines_that_mean_nothing(line: str) -> None:
    with pytest.raises(UsageError):
        parse(line)


@given(st.text(max_size=40))
def test_any_filter_line_is_read_or_refused(line: str) -> None:
    try:
        parse(line)
    except UsageError as error:
        assert str(error)


def test_defaults_then_file_then_environment(tmp_path: Path) -> None:
    path = tmp_path / "workbench" / "config.toml"
    assert load({"XDG_CONFIG_HOME": str(tmp_path)}).theme == "dark"
    path.parent.mkdir()
    path.write_text('reviewer = "An Na"\ntheme = "light"\n[keys]\n"row.confirm" = "c,space"\n', encoding="utf-8")
    settings = load({"XDG_CONFIG_HOME": str(tmp_path)})
    assert (settings.reviewer, settings.theme, settings.keys) == ("An Na", "light", {"row.confirm": "c,space"})
    assert load({"XDG_CONFIG_HOME": str(tmp_path), "WORKBENCH_THEME": "plain"}).theme == "plain"
    assert load({"WORKBENCH_CONFIG": str(path), "WORKBENCH_REVIEWER": "Li"}).reviewer == "Li"


@pytest.mark.parametrize(
    "content",
    [
        *(b"theme = ", b"theme = 3", b"keys = 1", b"[keys]\na = 1", b"\xff\xfe"),
        *(b"reviewer = " + b"9" * 5000, b"a = " + b"[" * 5000),
    ],
    ids=range(7),
)
def test_a_config_file_that_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"config\.toml"):
        load({"WORKBENCH_CONFIG": str(path)})


@pytest.mark.parametrize("value", ["-1", "1001", "2.5", "true", '"often"', "[10]", "1" + 3000 * "0"])
def test_how_often_the_app_learns_is_a_whole_number(tmp_path: Path, value: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"learn_every = {value}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"config\.toml"):
        load({"WORKBENCH_CONFIG": str(path)})
    path.write_text("learn_every = 0\n", encoding="utf-8")
    assert load({"WORKBENCH_CONFIG": str(path)}).learn_every == 0
    assert load({"WORKBENCH_CONFIG": str(path), "WORKBENCH_LEARN_EVERY": "30"}).learn_every == 30
    with pytest.raises(InputError, match="WORKBENCH_LEARN_EVERY: learn_every must be a whole number"):
        load({"WORKBENCH_CONFIG": str(path), "WORKBENCH_LEARN_EVERY": "often"})


def test_keys_do_not_clash_and_own_keys_are_checked() -> None:
    assert problems({}) == []
    assert problems({"row.confirm": "x"}) == [
        "x is bound to row.confirm and to row.reject; give one of them another key."
    ]
    assert problems({"library.import": "?"}) == [
        "? is bound to library.import and to app.help; give one of them another key."
    ]
    assert problems({"row.confrim": "c"}) == ["There is no command “row.confrim”; did you mean “row.confirm”?"]
    assert problems({"row.confirm": "c,spcae"}) == ["There is no key “spcae”; did you mean “space”?"]
    assert Keymap(REVIEW, {"row.confirm": "f2,c"}).first("row.confirm") == "f2"


def test_keys_are_written_as_they_are_typed() -> None:
    own = {"row.confirm": "c, .", "row.reject": "ctrl+x,·", "row.later": " "}
    assert own_keys(own) == {"row.confirm": "c,full_stop", "row.reject": "ctrl+x,middle_dot", "row.later": ""}
    assert problems(own) == []
    keymap = Keymap(REVIEW, own)
    assert keymap.keys(keymap.find("row.later")) == ["w"]


def test_the_example_of_the_documentation_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "review.md").read_text(encoding="utf-8")
    block = re.search(r"\n\n(    reviewer = .*?)\n\n\S", page, re.DOTALL)
    assert block is not None
    path = tmp_path / "config.toml"
    path.write_text(textwrap.dedent(block[1]), encoding="utf-8")
    settings = load({"WORKBENCH_CONFIG": str(path)})
    assert (settings.reviewer, settings.theme) == ("An Na", "light")
    assert settings.keys
    assert settings.severities == {"terms": Severity.INFO}
    assert settings.problems == ()
    assert problems(settings.keys) == []
    assert unknown_rules(settings.severities) == []


async def test_what_the_config_file_has_that_does_not_exist_is_named_at_start(started: Started, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        'reveiwer = "An Na"\ntheme = "ligth"\n[keys]\n"row.confrim" = "c"\n"row.reject" = "."\n'
        '[severity]\nplcaes = "off"\n',
        encoding="utf-8",
    )
    async with started(settings=load({"WORKBENCH_CONFIG": str(path)})) as driver:
        await driver.settle()
        assert driver.said == [
            "There is no theme “ligth”; did you mean “light”?",
            "Config file: There is no setting “reveiwer”; did you mean “reviewer”?",
            "Config file: There is no command “row.confrim”; did you mean “row.confirm”?",
            "Config file: There is no rule “plcaes”; did you mean “places”?",
        ]
        await driver.press(".")
        assert [pair.status for pair in driver.stored().values()].count(Status.REJECTED) == 1


@pytest.mark.parametrize(
    "keys",
    [*"jknNfFbcxwueaAmMsq", "down", "up", "ctrl+r", "slash", "question_mark", "ctrl+p"],
)
def test_the_keys_people_rely_on(keys: str) -> None:
    assert any(keys in command.keys.split(",") for command in REVIEW)


def test_wilson_interval() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
    share = wilson(81, 263)
    assert (round(share.low, 4), round(share.high, 4)) == (0.2553, 0.3662)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)
    assert wilson(20, 20).high == 1.0
    assert wilson(20, 20).low < 0.9


@given(st.lists(st.integers(), unique=True, max_size=50), st.integers(0, 60), st.integers())
def test_a_sample_is_drawn_without_repetition_and_again_the_same(ids: list[int], size: int, seed: int) -> None:
    sample = draw(ids, size, seed)
    assert len(sample) == len(set(sample)) == min(size, len(ids))
    assert set(sample) <= set(ids)
    assert sample == draw(ids, size, seed)


def test_what_has_to_be_read_grows_slowly() -> None:
    assert sample_size(10, margin=0.02) == 10
    assert sample_size(1_000_000) == 73
