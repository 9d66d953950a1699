"""Imported once by the server that forks the children: every command, the app and the data behind the checks."""

from __future__ import annotations

import importlib
import os

import pytest  # noqa: F401  (children import the main module again)

from workbench.alignment.aligner import align
from workbench.checks.engine import check_pair
from workbench.cli.main import _MODULES, COMMANDS
from workbench.encoders.registry import load_encoder

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["OMP_NUM_THREADS"] = "1"
for _name in ("tests.store.processes", "tests.torture.children", *COMMANDS):
    if _name in COMMANDS:
        _name = f"workbench.cli.{_MODULES.get(_name, _name)}"
    importlib.import_module(_name)
check_pair("景俊海到天津考察。", "Jing Junhai visited Tianjin.")
align(["景俊海到天津考察。"], ["Jing Junhai visited Tianjin."], load_encoder("zh-en-static"))
