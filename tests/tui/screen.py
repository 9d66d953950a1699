"""What a screen says, as text: easier to read and to compare than a picture."""

from __future__ import annotations

from textual.app import App

from workbench.tui.widgets.inspector import TabItems


def text_of(app: App[None]) -> str:
    """The screen line by line, without trailing spaces."""
    height = app.size.height
    strips = app.screen._compositor.render_strips()
    lines = [strip.text.rstrip() for strip in strips[:height]]
    return "\n".join(lines) + "\n"


def items_of(app: App[None]) -> list[str]:
    """The items of the open tab of the inspector, whole, without their numbers."""
    items = app.screen.query_one(TabItems).contents.items
    return ["\n".join("".join(part.text for part in line) for line in item.lines(200)) for item in items]
