"""Rules of a person's own: what they find, and what a file must not hold."""

from __future__ import annotations

import pickle
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs.generate.rules import OWN_EXAMPLE
from tests.conftest import ROOT
from workbench.checks.engine import check_pair, check_pairs, flags_of_pair
from workbench.checks.own_rules import OwnRule, read_rules
from workbench.checks.rule import PairText
from workbench.checks.rule_set import RuleSet
from workbench.domain import Flag, Severity, Side
from workbench.errors import InputError
from workbench.language.text_pattern import TextPattern


def _found(text: str, zh: str, en: str) -> list[Flag]:
    return check_pair(zh, en, rules=RuleSet(frozenset({"own"}), read_rules(text)))


def _rule(**values: str) -> str:
    lines = {"name": "x", "message": "Wrong.", **{key.replace("_", "-"): value for key, value in values.items()}}
    return "[[rule]]\n" + "".join(f"{key} = '''{value}'''\n" for key, value in lines.items())


@pytest.mark.parametrize(
    ("zh", "en", "flags"),
    [
        ("国内生产总值增长。", "The economy grew.", [("own-gross-product", "error", "国内生产总值", None)]),
        ("國內生產總值增長。", "The economy grew.", [("own-gross-product", "error", "國內生產總值", None)]),
        ("国内生产总值增长。", "GDP grew.", []),
        ("5月6日", "on 6th May", [("own-month-first", "warning", "6th May", "May 6")]),
        ("5月6日", "on May 6", []),
    ],
)
def test_the_example_of_the_page(zh: str, en: str, flags: list[tuple[object, ...]]) -> None:
    assert f"```toml\n{OWN_EXAMPLE}```" in (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    found = _found(OWN_EXAMPLE, zh, en)
    assert [(each.rule, each.severity, each.found, each.suggestion) for each in found] == flags
    assert all(each.found == (zh if each.side is Side.SOURCE else en)[each.start : each.end] for each in found)


def test_both_sides_flag_the_target_wherever_the_chinese_is() -> None:
    rules = RuleSet(frozenset({"own"}), read_rules(_rule(zh="元", en="dollars")))
    for chinese in Side:
        pair = PairText("五元", "five dollars", chinese_side=chinese)
        (flag,) = flags_of_pair(pair, rules)
        assert (flag.side, flag.found) == (Side.TARGET, "dollars" if chinese is Side.SOURCE else "元")


def test_groups_that_took_no_part_are_empty_and_texts_stay_as_written() -> None:
    (flag,) = _found(_rule(zh="(总|副)(统)?(?P<who>.)", correction=r"\g<who>-\2-\\"), "總統制", "president")
    assert (flag.found, flag.suggestion) == ("總統制", "制-統-\\")


def test_an_empty_correction_takes_the_words_away() -> None:
    (flag,) = _found(_rule(en="very ", correction=""), "好", "very good")
    assert flag.suggestion == ""


def test_own_rules_go_to_other_processes() -> None:
    rules = RuleSet(frozenset({"own"}), read_rules(OWN_EXAMPLE))
    assert rules.rules == rules.own
    check_pair("国内生产总值", "x", rules=rules)
    assert pickle.loads(pickle.dumps(rules)).own == rules.own


@pytest.mark.slow
def test_many_pairs_are_checked_by_own_rules_in_processes() -> None:
    rules = RuleSet(frozenset({"own"}), read_rules(OWN_EXAMPLE))
    pairs = [("国内生产总值增长。", "The economy grew."), ("增长。", "It grew.")] * 1200
    assert [len(flags) for flags in check_pairs(pairs, rules=rules, processes=2)] == [1, 0] * 1200


def test_a_pattern_that_takes_too_long_is_named() -> None:
    with pytest.raises(InputError, match="“own-x” takes too long"):
        _found(_rule(en="(a|aa)+(b|bb)+$x"), "好", "a" * 400 + "b" * 400)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule]\n", "this is not TOML: .*line 1"),
        ("[[rule]]\nname = 'x\n", "this is not TOML: Expected"),
        ("a = " + "[" * 100_000, "this is not TOML"),
        ("a = " + "9" * 10_000, "this is not TOML"),
        ("", "has 0 rules"),
        ("[rule]\nname = 'x'\n", "is not a rule"),
        ("rules = 1\n", "is not a rule"),
        ("[[rule]]\n" * 501, "has 501 rules"),
        ("#" * 300_000, "more than 262,144 characters"),
        ("\n[[rule]]\nmessage = 'm'\nen = 'x'\n", "^line 2, rule 1: it has no name"),
        ("[[rule]]\nname = 'x'\nen = 'x'\n", "^line 1, rule “x”: it has no message"),
        ("[[rule]]\nname = 'x'\nmessage = 'm'\n", "^line 1, rule “x”: it has no pattern"),
        (_rule(en_lacks="x"), "^line 1, rule “x”: it has no pattern"),
        ("# one\n" + _rule(en="x") + "\n" + _rule(en="y"), "^line 8, rule “x”: another rule has the same name"),
        (_rule(en="x", severity="fatal"), "^line 5, rule “x”: “fatal” is not one of error, warning, info"),
        (_rule(en="x", cure="y"), "^line 5, rule “x”: “cure” is not one of name, source"),
        (_rule(en="("), "^line 4, rule “x”: “en” is not a regular expression: missing"),
        (_rule(en="a{99999999}"), "its repeats make it too large"),
        (_rule(en="((a{200}){200}){200}"), "its repeats make it too large"),
        (_rule(en="(" * 999 + ")" * 999), "is not a regular expression"),
        (_rule(en="(a)", correction=r"\2"), "^line 5, rule “x”: its correction names a group 2"),
        (_rule(en="(a)", zh="b", correction=r"\1"), "names a group 1 that a pattern lacks"),
        (_rule(en="x", name="Ünder score"), "its name is not small letters"),
        ("[[rule]]\nname = 3\n", "^line 2, rule 1: “name” is not a text"),
        ("[[rule]]\nname = 'x'\nmessage = 'm'\nen = ['x']\n", "^line 4, rule “x”: “en” is not a text"),
        (_rule(en="x", message="[[rule]]\n" * 2 + "[[rule]]") + _rule(en="x"), "^line 8, rule “x”: another"),
        ("rule = [{name = 'x', message = 'm'}]\n", "^rule “x”: it has no pattern"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_line_and_rule(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as raised:
        read_rules(text)
    assert "\n" not in str(raised.value.args[0]).split("TOML")[0]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120) | st.from_regex(r"(\[\[rule\]\]\n([a-z-]{2,8} = ['\"][^'\"\n]{0,8}['\"]\n){0,4}){1,3}"))
def test_any_text_is_rules_or_an_input_error(text: str) -> None:
    try:
        rules = read_rules(text)
    except InputError as error:
        assert str(error)
        return
    assert all(isinstance(rule, OwnRule) for rule in rules)
    assert len(rules) == len(tomllib.loads(text)["rule"])


@pytest.mark.parametrize("pattern", [r"\d{4}-\d{2}-\d{2} \d{2}:\d{2} [A-Z]{2,}", r"[{9999}]", r"\{9999\}", "x{1,9999}"])
def test_ordinary_repeats_are_not_too_large(pattern: str) -> None:
    assert not TextPattern(pattern).found("nothing at all")


def test_severity_by_rule_or_family() -> None:
    zh, en = "增长8.7%", "grew by 7.8%"
    for severities, expected in (
        ({"numbers": Severity.INFO}, [Severity.INFO]),
        ({"numbers": None}, []),
        ({"numbers-date": None}, [Severity.ERROR]),
    ):
        assert [flag.severity for flag in check_pair(zh, en, rules=RuleSet(severities=severities))] == expected
    named = RuleSet(frozenset({"numbers"}), severities={"numbers": None})
    assert len(check_pair(zh, en, rules=named)) == 1, "a rule that is named runs"
