"""Alignment Workbench: English and Chinese texts become a clean parallel corpus.

What is in `__all__` is public and described in docs/python.md; everything else may change. Importing the package
loads nothing: a name brings what it needs when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.api import Bitext, Corpus, align, check, encode, load_encoder, mine, open_corpus, read
    from workbench.errors import WorkbenchError

__all__ = [
    "Bitext",
    "Corpus",
    "WorkbenchError",
    "align",
    "check",
    "encode",
    "load_encoder",
    "mine",
    "open_corpus",
    "read",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from workbench import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
