"""The notebook runs from its first cell to its last, and shows what it shows."""

from __future__ import annotations

import pytest

from docs.generate import notebook


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_notebook_shows_what_it_shows() -> None:
    assert notebook.outputs(notebook.run()) == notebook.outputs(notebook.stored())
    assert any(notebook.outputs(notebook.stored()))
