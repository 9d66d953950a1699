"""A project of OmegaT, translated without a window. OmegaT 3.6, as Debian has it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

SECONDS = 120

_FOLDERS = ("source", "target", "tm/auto", "omegat", "glossary", "dictionary")
_DEFAULTS = ("source_dir", "target_dir", "tm_dir", "glossary_dir", "glossary_file", "dictionary_dir")


@dataclass(frozen=True)
class Project:
    """A folder with sources, memories and what a translator has written; segments are paragraphs."""

    folder: Path

    @classmethod
    def create(cls, folder: Path, source: str = "en", target: str = "zh-Hans") -> Project:
        """A new project; skips the test where OmegaT is not installed."""
        if shutil.which("omegat") is None:
            pytest.skip("omegat is not installed")
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True)
        root = etree.Element("omegat")
        settings = etree.SubElement(root, "project", version="1.0")
        values = dict.fromkeys(_DEFAULTS, "__DEFAULT__") | {
            "source_lang": source, "target_lang": target, "sentence_seg": "false",
            "support_default_translations": "true", "remove_tags": "false",
        }  # fmt: skip
        for name, value in values.items():
            etree.SubElement(settings, name).text = value
        (folder / "omegat.project").write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
        return cls(folder)

    @property
    def memories(self) -> Path:
        """Where memories lie whose whole matches are taken as translations."""
        return self.folder / "tm" / "auto"

    @property
    def saved(self) -> Path:
        """The memory that OmegaT has written of all translations, in its own dialect of TMX."""
        return self.folder / f"{self.folder.name}-omegat.tmx"

    def write_source(self, name: str, paragraphs: Sequence[str]) -> None:
        """Put a text into the project."""
        (self.folder / "source" / name).write_text("\n\n".join(paragraphs), encoding="utf-8")

    def edit(self, translations: Mapping[str, str]) -> None:
        """Keep translations as OmegaT keeps those that a translator types."""
        root = etree.Element("tmx", version="1.1")
        header = {
            "creationtool": "OmegaT", "creationtoolversion": "3.6.0", "o-tmf": "OmegaT TMX", "segtype": "paragraph",
            "srclang": "en", "adminlang": "EN-US", "datatype": "plaintext",
        }  # fmt: skip
        etree.SubElement(root, "header", header)
        body = etree.SubElement(root, "body")
        for languages in translations.items():
            unit = etree.SubElement(body, "tu")
            for tag, text in zip(("en", "zh-Hans"), languages, strict=True):
                etree.SubElement(etree.SubElement(unit, "tuv", lang=tag), "seg").text = text
        path = self.folder / "omegat" / "project_save.tmx"
        path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))

    def translate(self) -> str:
        """Have OmegaT load the project and write its translated files and memories; what it logged."""
        config = self.folder.parent / "omegat-config"
        command = [
            "omegat", str(self.folder), "--mode=console-translate", "--disable-project-locking",
            "--disable-location-save", f"--config-dir={config}",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def target(self, name: str) -> Path:
        """A translated file."""
        return self.folder / "target" / name
