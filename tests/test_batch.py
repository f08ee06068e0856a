"""Files are read alike in this process, in another, and where the rubrics must be loaded first."""

import time
from datetime import date
from pathlib import Path

import msgspec
import pytest

from msgreview.catalogue.files import find_files
from msgreview.catalogue.processes import processes
from msgreview.lint import workers
from msgreview.lint.grammar_engine import OFF, GrammarEngine
from msgreview.lint.result import FileResult
from msgreview.model.config import Config, Settings
from msgreview.model.errors import RubricError
from msgreview.rubric.load import load_rubrics

RUBRIC = "title: T\npractice: clear\nrules: {it: {extends: existence, message: \"'%s'\", tokens: [TOKEN]}}\n"
MESSAGE = "id: a.b%d\nkind: scripted\nchannel: email\nbody: One apple %d.\n"


def pool(folder: Path, jobs: int = 1, token: str = "apple") -> workers.WorkerPool:
    (folder / "rubrics").mkdir(exist_ok=True)
    (folder / "rubrics" / "test.yaml").write_text(RUBRIC.replace("TOKEN", token))
    settings = Settings(Config(), (), {}, str(folder), date(2027, 3, 14), "")
    folders = (folder / "rubrics",)
    return workers.WorkerPool(load_rubrics(folders, settings, prove=False), settings, folders, jobs, GrammarEngine(OFF))


def words(results: list[FileResult]) -> list[str]:
    return [finding.text for result in results for finding in result.findings]


def test_same_results_in_any_number_of_processes(tmp_path: Path) -> None:
    for number in range(201):
        (tmp_path / f"{number:03}.yaml").write_text(MESSAGE % (number, number))
    files = find_files([tmp_path], tmp_path)
    with pool(tmp_path) as one, pool(tmp_path, jobs=2) as two:
        here = one.lint(files, None)
        assert words(here) == ["'apple'"] * 201
        assert two.lint(files, None) == here


def test_a_process_without_the_rubrics_loads_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text(MESSAGE % (1, 1))
    files = tuple(find_files([tmp_path], tmp_path))
    with pool(tmp_path) as one:
        here = one.lint(files, None)
        task = workers.Batch(files, None, one.spec())
    monkeypatch.setattr(workers, "linters", {})
    assert msgspec.msgpack.decode(workers.lint_batch(task), type=list[FileResult]) == here


def test_other_rubrics_are_never_those_of_before(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(MESSAGE % (1, 1))
    files = find_files([tmp_path], tmp_path)
    for token, found in (("apple", ["'apple'"]), ("pear", []), ("One", ["'One'"])):
        with pool(tmp_path, token=token) as one:
            assert words(one.lint(files, None)) == found


def test_patterns_are_proven_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(MESSAGE % (1, 1))
    with pool(tmp_path, token="'(?<=a'") as one:
        assert one.lint([], None) == []
        with pytest.raises(RubricError, match=r"rubrics/test\.yaml"):
            one.lint(find_files([tmp_path], tmp_path), None)


def _busy(started: Path, ended: Path) -> None:
    started.touch()
    time.sleep(60)
    ended.touch()


def _stopped(told: type[BaseException], started: Path, ended: Path) -> None:
    with processes(2) as executor:
        executor.submit(_busy, started, ended)
        while not started.exists():
            time.sleep(0.01)
        raise told


@pytest.mark.parametrize("told", [KeyboardInterrupt, SystemExit])
def test_a_run_that_is_told_to_end_does_not_wait_for_its_processes(told: type[BaseException], tmp_path: Path) -> None:
    with pytest.raises(told):
        _stopped(told, tmp_path / "started", tmp_path / "ended")
    assert not (tmp_path / "ended").exists()
