"""Pages that are made from the code say what the code says."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs.generate import figures, settings
from docs.generate.__main__ import DOCS, PAGES, PICTURES
from docs.generate.formats import DIRECTIONS, rows
from docs.generate.layers import without_shortcuts
from docs.generate.svg import alike
from workbench.checks.rule_set import RULES, SEGMENT_RULES
from workbench.cli.main import COMMANDS, cli
from workbench.config import load
from workbench.exchange.formats import FORMATS

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run: make docs"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PICTURES))
def test_generated_picture_is_current(name: str) -> None:
    assert alike((DOCS / name).read_text(encoding="utf-8"), PICTURES[name]()), "run: make docs"


def test_pictures_are_alike_up_to_the_last_digits() -> None:
    picture = '<rect x="12" fill-opacity="0.53"/><text>.91</text>'
    assert alike(picture, picture.replace("0.53", "0.54"))
    assert not alike(picture, picture.replace("0.53", "0.63"))
    assert not alike(picture, picture.replace("12", "13"))
    assert not alike(picture, picture.replace("rect", "path"))


def test_an_import_by_way_of_another_is_not_drawn() -> None:
    imports = {"a": {"b", "c", "d"}, "b": {"c"}, "c": {"d"}, "d": set[str]()}
    assert without_shortcuts(imports) == {"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": set()}


def test_the_config_file_of_the_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(settings.EXAMPLE, encoding="utf-8")
    loaded = load({"WORKBENCH_CONFIG": str(path)})
    assert loaded.problems == ()
    assert set(loaded.origins.values()) == {str(path)}


def test_figures_are_those_the_benchmarks_printed() -> None:
    for path, content in figures.files().items():
        assert path.read_bytes() == content, f"{path.name}: run make docs"


def test_every_command_has_help_with_an_example() -> None:
    for name in COMMANDS:
        shown = CliRunner().invoke(cli, [name, "--help"])
        assert shown.exit_code == 0, (name, shown.output)
        assert "Example:" in shown.output, name


@pytest.mark.parametrize("name", figures.READMES)
def test_readme_names_both_commands(name: str) -> None:
    first_screen = "\n".join((ROOT / name).read_text(encoding="utf-8").splitlines()[:40])
    assert "make run" in first_screen
    assert "make test" in first_screen


PAGES_OF_THE_ROOT = sorted(ROOT.glob("*.md"))
ALL_PAGES = [*PAGES_OF_THE_ROOT, *sorted(path for path in DOCS.rglob("*.md") if "models" not in path.parts)]
_FILE = re.compile(r"`((?:\.github|db|docs|models|seeds|tests|workbench)/[\w./-]*)`")


@pytest.mark.parametrize("page", PAGES_OF_THE_ROOT, ids=lambda page: page.name)
def test_links_of_the_root_lead_somewhere(page: Path) -> None:
    """Links inside docs/ are checked when the site is built."""
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (ROOT / link).exists(), link


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_modules_and_targets_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in _FILE.findall(text):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"python -m ((?:docs|tests|workbench)[\w.]*\w)", text):
        path = ROOT / name.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), name
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for name in re.findall(r"`make ([\w-]+)", text):
        assert name in targets, name


def test_the_project_files_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {project['version']}\n" in citation
    assert f"## [{project['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"run: make ([\w-]+)", workflow):
        assert f"\n{target}:" in makefile, target
    for used in re.findall(r"uses: (\S+)", workflow):
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", used), used
    copied = re.findall(r"^COPY ((?!--from).+) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name
        assert f"!{name}\n" in (ROOT / ".dockerignore").read_text(encoding="utf-8"), name


def test_precision_is_that_of_rules_there_are() -> None:
    lines = (DOCS / "precision.tsv").read_text(encoding="utf-8").splitlines()[1:]
    measured = {line.split("\t")[0] for line in lines}
    assert measured - {"all"} <= {rule.name for rule in (*RULES, *SEGMENT_RULES)}


def test_every_format_has_a_row_for_each_direction_and_every_test_it_names_exists() -> None:
    table = [(row.format, row.direction) for row in rows()]
    assert len(table) == len(set(table))
    assert set(table) >= {(name, direction) for name in FORMATS for direction in DIRECTIONS}
    for row in rows():
        assert row.direction in DIRECTIONS, row
        assert row.kept, row
        assert row.lost, row
        assert row.tests, row
        for test in row.tests:
            path, _, name = test.partition("::")
            assert name in _functions(ROOT / path), test


def _functions(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
