"""The architecture: what import-linter's contract of layers does not say."""

import re
import sys
from pathlib import Path

import grimp

DOCS = Path(__file__).parents[1] / "docs"


def test_no_two_files_import_each_other() -> None:
    graph = grimp.build_graph("msgreview", cache_dir=None)
    pairs = [(a, b) for a in graph.modules for b in graph.find_modules_directly_imported_by(a) if a < b]
    assert len(pairs) > 200
    assert [(a, b) for a, b in pairs if a in graph.find_modules_directly_imported_by(b)] == []


def test_the_picture_of_the_architecture_is_fresh() -> None:
    """Arrows as the code has them; shares of lines move with every commit, and are drawn again with the other pictures."""
    sys.path.insert(0, str(DOCS))
    try:
        import imports
    finally:
        sys.path.pop(0)
    page = imports.PAGE.read_text("utf-8")
    drawn = imports.page(page, imports.chart(*imports.imports(DOCS.parent)))
    assert re.sub(r" \d+ %", "", page) == re.sub(r" \d+ %", "", drawn)


def test_no_folder_holds_more_than_a_quarter_of_all_lines() -> None:
    folders = [path for path in (DOCS.parent / "msgreview").iterdir() if path.is_dir()]
    lines = {folder: sum(len(each.read_text("utf-8").splitlines()) for each in folder.rglob("*.py")) for folder in folders}
    assert max(lines.values()) <= 0.25 * sum(lines.values())
