"""The colours of the app. Every state also has a sign, so that the plain theme loses nothing."""

from __future__ import annotations

from textual.theme import Theme

THEMES = (
    Theme(
        "dark",
        primary="#5aa9e6",
        secondary="#c49bff",
        accent="#ffd166",
        warning="#ffb454",
        error="#ff6b6b",
        success="#7bd88f",
        foreground="#e6e6e6",
        background="#14171c",
        surface="#1b1f26",
        panel="#272d37",
    ),
    Theme(
        "light",
        primary="#1f5fa8",
        secondary="#6b3fa0",
        accent="#874f00",
        warning="#7a4f00",
        error="#b3261e",
        success="#1b6e3c",
        foreground="#1c1c1c",
        background="#fbfaf7",
        surface="#f2f0ea",
        panel="#e4e1d8",
        dark=False,
    ),
    Theme(
        "plain",
        primary="#808080",
        secondary="#c0c0c0",
        accent="#ffffff",
        warning="#ffffff",
        error="#ffffff",
        success="#ffffff",
        foreground="#e0e0e0",
        background="#000000",
        surface="#000000",
        panel="#202020",
    ),
)
