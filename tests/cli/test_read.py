"""workbench read: what a file is taken for can be looked at."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Workbench

PAGE = "# Title\n\nOne `x`. Two.\n\n```\ncode \x1b[31m\n```\n\n|a|b|\n|-|-|\n|c|d|\n"


def test_blocks_and_segments_are_printed_with_their_places(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    result = workbench("read", "page.md")
    assert result.code == 0
    assert result.stdout.splitlines()[:5] == [
        "    0  heading 1     2–7",
        "          0  Title",
        "    1  paragraph     9–22",
        "          1  One x.",
        "          2  Two.",
    ]
    assert "row 2, column 1" in result.stdout
    assert "\x1b" not in result.stdout
    assert "7 blocks, 7 segments. Skipped: 1 listing (code stays as it is)." in result.stderr


def test_json_lines_hold_the_documented_fields(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    lines = [json.loads(line) for line in workbench("read", "page.md", "--format", "jsonl").stdout.splitlines()]
    assert lines[1] == {
        "block": 1,
        "kind": "paragraph",
        "start": 9,
        "end": 22,
        "headings": ["Title"],
        "segments": [
            {
                "position": 1,
                "start": 9,
                "end": 17,
                "lang": "en",
                "text": "One x.",
                "inlines": [{"kind": "code", "start": 4, "end": 5}],
            },
            {"position": 2, "start": 18, "end": 22, "lang": "en", "text": "Two."},
        ],
    }
    assert lines[2]["segments"] == []
    assert lines[2]["text"] == "```\ncode \x1b[31m\n```"
    assert [line["cell"] for line in lines[3:]] == [[1, 1], [1, 2], [2, 1], [2, 2]]


def test_plain_text_has_its_paragraphs_as_blocks(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("A headline\n\nOne. Two.\n", encoding="utf-8")
    result = workbench("read", "plain.txt")
    assert result.stdout.splitlines()[2] == "    1  paragraph     12–21"
    assert "2 blocks, 3 segments" in result.stderr
