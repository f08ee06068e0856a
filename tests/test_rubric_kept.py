"""Rules are kept ready from one run to the next, and nobody can tell but by the clock."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from test_kinds import CASES, document, settings

from msgreview.model.config import Config, Vocabulary
from msgreview.model.errors import RubricError
from msgreview.rubric import assemble, cache, discover
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.ruleset import RuleSet
from msgreview.rubric.run import Runner

RUBRIC = "title: T\npractice: clear\nrules:\n  one: {extends: existence, message: m, tokens: [wait, 'sor+y']}\n"


@pytest.fixture(autouse=True)
def _as_they_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msgreview.rubric.load.load_rules", cache.load_rules)


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "house.yaml").write_text(RUBRIC, encoding="utf-8")
    return [CASES / "moves.yaml", tmp_path / "rubrics"]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One number for each time that rubrics are read."""
    times: list[int] = []
    original = assemble.assemble_rubrics

    def noted(*arguments: object) -> RuleSet:
        times.append(1)
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(assemble, "assemble_rubrics", noted)
    return times


def hits(rules: RuleSet, text: str) -> list[str]:
    runner = Runner(rules, settings())
    scanned, _ = runner.scan(document(text)[0])
    return [f"{rule.id} {hit.args}" for rule, hit in runner.on_text(scanned).hits]


def test_kept_rules_are_those_that_were_read(tmp_path: Path, read: list[int]) -> None:
    known = settings()
    first = load_rubrics(rubric_folders(known), known, cache=tmp_path / "rules")
    again = load_rubrics(rubric_folders(known), known, cache=tmp_path / "rules")
    assert len(read) == 1
    assert again.rubrics == first.rubrics
    assert again.rules == first.rules
    assert (again.ranges, again.digest) == (first.ranges, first.digest)
    assert again.moves.entries("en") == first.moves.entries("en")
    assert again.moves.patterns == first.moves.patterns
    assert (again.matcher.patterns, again.matcher.plan) == (first.matcher.patterns, first.matcher.plan)


def test_kept_rules_find_the_same(folders: list[Path], tmp_path: Path, read: list[int]) -> None:
    for _ in range(2):
        rules = load_rubrics(folders, settings(), cache=tmp_path / "rules")
        assert hits(rules, "Sorry, you have to wait.") == ["house.one ('Sorry',)", "house.one ('wait',)"]
    assert len(read) == 1


def _rubric(folder: Path) -> None:
    (folder / "house.yaml").write_text(RUBRIC.replace("wait", "stay"), encoding="utf-8")


def _more(folder: Path) -> None:
    (folder / "more.yaml").write_text(RUBRIC, encoding="utf-8")


def _renamed(folder: Path) -> None:
    (folder / "house.yaml").rename(folder / "home.yaml")


def _same_time(folder: Path) -> None:
    """What counts is what a rubric says, not when it was written."""
    before = (folder / "house.yaml").stat()
    _rubric(folder)
    os.utime(folder / "house.yaml", ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("change", [_rubric, _more, _renamed, _same_time], ids=lambda change: change.__name__)
def test_changed_rubrics_are_read(change: Callable[[Path], None], folders: list[Path], tmp_path: Path, read: list[int]) -> None:
    load_rubrics(folders, settings(), cache=tmp_path / "rules")
    change(folders[1])
    rules = load_rubrics(folders, settings(), cache=tmp_path / "rules")
    assert len(read) == 2
    assert rules.rubrics == load_rubrics(folders, settings()).rubrics


def test_other_settings_or_another_program_read_them_too(
    folders: list[Path], tmp_path: Path, read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = settings()
    load_rubrics(folders, known, cache=tmp_path / "rules")
    accepting = Config(vocabulary=Vocabulary(accept=("wait",)))
    load_rubrics(folders, msgspec.structs.replace(known, config=accepting, digest="other"), cache=tmp_path / "rules")
    monkeypatch.setattr(discover, "program_version", lambda: "another")
    load_rubrics(folders, msgspec.structs.replace(known, config=accepting, digest="other"), cache=tmp_path / "rules")
    assert len(read) == 3


@pytest.mark.parametrize("data", [b"", b"\x93", b"\xff" * 90, b"\xa3\xff\xfe\xfd"])
def test_damage_is_mended(data: bytes, folders: list[Path], tmp_path: Path, read: list[int]) -> None:
    for _ in range(2):
        (tmp_path / "rules").write_bytes(data)
        assert load_rubrics(folders, settings(), cache=tmp_path / "rules").rules
    assert load_rubrics(folders, settings(), cache=tmp_path / "rules").rules
    assert len(read) == 2


def test_one_wrong_byte_is_mended(folders: list[Path], tmp_path: Path, read: list[int]) -> None:
    load_rubrics(folders, settings(), cache=tmp_path / "rules")
    data = bytearray((tmp_path / "rules").read_bytes())
    data[-3] ^= 1
    (tmp_path / "rules").write_bytes(data)
    load_rubrics(folders, settings(), cache=tmp_path / "rules")
    assert len(read) == 2


def test_where_nothing_can_be_kept_the_rubrics_are_read(folders: list[Path], tmp_path: Path, read: list[int]) -> None:
    (tmp_path / "file").write_text("")
    for _ in range(2):
        assert load_rubrics(folders, settings(), cache=tmp_path / "file" / "rules").rules
    assert len(read) == 2


def test_mistakes_are_told_every_time(folders: list[Path], tmp_path: Path) -> None:
    (folders[1] / "house.yaml").write_text(RUBRIC.replace("sor+y", "sor(y"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(RubricError, match=r"house.yaml:4:\d+: the pattern"):
            load_rubrics(folders, settings(), cache=tmp_path / "rules")
    (folders[1] / "more.yaml").mkdir()
    with pytest.raises(RubricError, match=r"more\.yaml"):
        load_rubrics(folders, settings(), cache=tmp_path / "rules")
    assert not (tmp_path / "rules").exists()
