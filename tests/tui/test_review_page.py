"""The page about the app says what the app does."""

from __future__ import annotations

from tests.tui.review_page import PAGE, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.tui.review_page"
