"""What a screen says, as text: easier to read and to compare than a picture."""

from __future__ import annotations

from textual.app import App


def text_of(app: App[None]) -> str:
    """The screen line by line, without trailing spaces."""
    height = app.size.height
    strips = app.screen._compositor.render_strips()
    lines = [strip.text.rstrip() for strip in strips[:height]]
    return "\n".join(lines) + "\n"
