"""Files of pairs into the corpus."""

from __future__ import annotations

from workbench.store.values import ImportRecord


def interrupted_import(record: ImportRecord) -> str:
    """How far an unfinished import came and how to go on, in a sentence."""
    return (
        f"The import of {record.source.name} stopped at {record.done:,} of {record.source.total:,} pairs; import the"
        " same file again to go on."
    )
