"""docs/rules.md says what the rules say."""

from __future__ import annotations

from tests.rules_page import PAGE, page


def test_rules_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.rules_page"
