"""What is added to msgreview is one new module: no list elsewhere has to be told of it."""

import json
import os
import shutil
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MESSAGE = "id: hall.booked\nkind: scripted\nchannel: chat\nbody: See a doughnut here.\n"

KIND = '''"""Doughnuts.

Every doughnut is a hit.
"""

from collections.abc import Iterator

import msgspec

from msgreview.matching.pattern import Pattern
from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind
from msgreview.rubric.view import View


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `doughnut`."""

    plural: bool = False


def patterns(_: Options) -> tuple[Pattern, ...]:
    """The word."""
    return (Pattern("doughnut", ignorecase=True, literal=True),)


def check(view: View, _: Options) -> Iterator[Hit]:
    """One hit a match."""
    for passage in view.passages:
        for start, end in view.spans(passage, 0):
            yield passage.hit(start, end, passage.text[start:end])


KIND = Kind("doughnut", __doc__, Options, args=("match",), patterns=patterns, check_text=check)
'''
RUBRIC = "title: T\npractice: clear\nrules: {bun: {extends: doughnut, message: \"Eat the '%s'.\", plural: true}}\n"
LINT_FORMAT = '''"""The ids of the rules that find something."""

from msgreview.report.formats import FindingsReport
from msgreview.report.registry import Format


def _render(report: FindingsReport, width: int) -> str:
    return "".join(f"{finding.rule}\\n" for finding in report.run.findings)


FORMAT = Format(".txt", _render)
'''
ANNUAL_FORMAT = '''"""The titles of the tables."""

from msgreview.report.annual.model import Report
from msgreview.report.registry import Format


def _render(report: Report, width: int) -> str:
    return "".join(f"{table.title}\\n" for table in report.tables)


FORMAT = Format(".txt", _render)
'''
ANNUAL_TABLE = '''"""How many messages there are."""

from collections.abc import Iterable

from msgreview.report.annual.model import Table
from msgreview.report.annual.period import Period
from msgreview.report.annual.tables import TableMaker


def _make(period: Period) -> Iterable[Table]:
    yield Table("total", "All of them", ("What", "Number"), (("Messages", len(period.years)),), "messages")


TABLE = TableMaker(0, _make)
'''


class Copy:
    """A copy of the package to add modules to."""

    def __init__(self, folder: Path) -> None:
        self.package = folder / "copy" / "msgreview"
        self.catalogue, self.cache = folder / "catalogue", folder / "cache"
        self.catalogue.mkdir()
        shutil.copytree(ROOT / "msgreview", self.package)  # What Python compiled comes along, and is valid: times are copied.
        for shipped in ("rubrics", "messages"):
            shutil.copytree(ROOT / shipped, folder / "copy" / shipped)
        self._before = self._digests()

    def write(self, files: dict[str, str]) -> None:
        """Writes files of the catalogue (path → text)."""
        for name, text in files.items():
            (self.catalogue / name).parent.mkdir(parents=True, exist_ok=True)
            (self.catalogue / name).write_text(text, encoding="utf-8")

    def run(self, *arguments: str) -> str:
        """What the copy's `msgreview` prints in the catalogue."""
        done = subprocess.run(
            [sys.executable, "-P", "-m", "msgreview", *arguments],
            cwd=self.catalogue,
            env={
                **os.environ,
                "PYTHONPATH": str(self.package.parent),
                "PYTHONDONTWRITEBYTECODE": "1",
                "MSGREVIEW_CACHE": str(self.cache),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    def changed(self) -> list[str]:
        """The files of the package that were added, changed or removed."""
        return sorted(name for name, _ in self._digests().items() ^ self._before.items())

    def _digests(self) -> dict[str, str]:
        files = (path for path in self.package.rglob("*") if path.is_file())
        return {path.relative_to(self.package).as_posix(): blake2b(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_a_kind_is_one_module(copy: Copy) -> None:
    copy.write({"msgreview.yaml": "rubrics: [rubrics]\n", "messages/a.yaml": MESSAGE, "rubrics/sweets.yaml": RUBRIC})
    lint = ("lint", "messages", "--format", "concise", "--no-cache", "--select", "sweets")
    assert "there is no kind of check 'doughnut'" in copy.run(*lint)
    (copy.package / "rubric" / "kinds" / "doughnut.py").write_text(KIND, encoding="utf-8")
    assert copy.changed() == ["rubric/kinds/doughnut.py"]
    assert copy.run(*lint).startswith("messages/a.yaml:4:13: yellow sweets.bun: Eat the 'doughnut'.")
    assert '"const": "doughnut"' in copy.run("schema", "rubric")


def test_a_format_of_lint_is_one_module(copy: Copy) -> None:
    copy.write({"msgreview.yaml": "{}\n", "messages/a.yaml": MESSAGE})
    (copy.package / "report" / "formats" / "rules.py").write_text(LINT_FORMAT, encoding="utf-8")
    assert copy.changed() == ["report/formats/rules.py"]
    expected = json.loads(copy.run("lint", "messages", "--format", "json"))["findings"]
    printed = copy.run("lint", "messages", "--format", "rules").splitlines()
    assert expected
    assert printed == [finding["rule"] for finding in expected]


def test_a_table_and_a_format_of_the_annual_report_are_one_module_each(copy: Copy, demo_history: Path, demo_cache: Path) -> None:
    annual = copy.package / "report" / "annual"
    (annual / "tables" / "total.py").write_text(ANNUAL_TABLE, encoding="utf-8")
    (annual / "formats" / "titles.py").write_text(ANNUAL_FORMAT, encoding="utf-8")
    assert copy.changed() == ["report/annual/formats/titles.py", "report/annual/tables/total.py"]
    copy.catalogue = demo_history
    shutil.copytree(demo_cache, copy.cache)
    titles = copy.run("report", "--from", "2026-11-22", "--format", "titles", "--as-of", "2026-11-23").splitlines()
    assert titles[:2] == ["All of them", "By service"]
