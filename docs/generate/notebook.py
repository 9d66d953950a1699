"""docs/notebooks/seeds.ipynb, run whole: `python -m docs.generate.notebook` writes its outputs into it.

Not part of `python -m docs.generate`, since it starts Jupyter's kernel.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

PATH = Path(__file__).resolve().parent.parent / "notebooks" / "seeds.ipynb"
SECONDS = 300
"""After which the kernel or a cell counts as hanging."""


def stored() -> nbformat.NotebookNode:
    """Return the notebook as it is kept, with its outputs."""
    notebook: nbformat.NotebookNode = nbformat.reads(PATH.read_text(encoding="utf-8"), 4)  # type: ignore[no-untyped-call]
    return notebook


def run() -> nbformat.NotebookNode:
    """Return the notebook with the outputs it has now. Raises CellExecutionError where a cell fails."""
    notebook = stored()
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        startup_timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(PATH.parent)}},
    )
    client.execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook


def outputs(notebook: nbformat.NotebookNode) -> list[str]:
    """The text that each code cell shows."""
    return [
        "".join(each.get("text") or each.get("data", {}).get("text/plain", "") for each in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


if __name__ == "__main__":
    written: str = nbformat.writes(run())  # type: ignore[no-untyped-call]
    PATH.write_text(written + "\n", encoding="utf-8")
