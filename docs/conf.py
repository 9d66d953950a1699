"""How Sphinx builds the site: the pages of docs/ as they are, nothing fetched from elsewhere, warnings as errors.

Sphinx with MyST was chosen over mkdocs-material because the pages stay plain Markdown that reads well without a build,
anchors are checked as strictly as files, nothing has to be switched off to keep fonts and scripts local, and it is
maintained: the last release of mkdocs is of 2024, and mkdocs-material adds no features since 2025.
"""

from __future__ import annotations

import re
from importlib.metadata import version as installed

from sphinx.application import Sphinx

project = "Alignment Workbench"
author = "The Alignment Workbench authors"
project_copyright = author
version = release = installed("alignment-workbench")

extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 4
"""Levels of headings that have anchors, as GitHub makes them, so that a link holds in both places."""
highlight_language = "none"
nitpicky = True
# A page that nobody has put into the table of contents is still built, and checked.
suppress_warnings = ["toc.not_included"]

html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sphinx = False


def setup(app: Sphinx) -> None:
    """Let the pages link to the models' cards where they stand in the repository."""
    app.connect("source-read", _link_to_cards)


def _link_to_cards(app: Sphinx, name: str, content: list[str]) -> None:
    """Turn links to the cards into links inside the site: docs/models is a symbolic link to their folder."""
    content[0] = re.sub(r"\[([^]]+)\]\((?:\.\./)+(models/[^)#]+)\.md(?:#[^)]*)?\)", r"{doc}`\1 </\2>`", content[0])
