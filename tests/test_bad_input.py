"""Whatever lies in a catalogue: one plain line about it, the messages beside it are still read, and the run ends as it should."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Cli

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "bad-input.yaml").read_text(encoding="utf-8"))
GOOD = "id: desk.good\nkind: scripted\nchannel: chat\nbody: Please be advised that the hall is yours.\n"
TOLD = "good.yaml:4:7: yellow tone.form-letter: 'Please be advised that' is form-letter wording."


def _too_long(*_: object) -> None:
    raise RuntimeError("the run took more than 20 seconds of the processor, or 5 minutes")


@pytest.fixture(autouse=True)
def _bounded() -> Iterator[None]:
    """Nothing that lies in a catalogue may hold a run up."""
    timers = {signal.SIGPROF: (signal.ITIMER_PROF, 20), signal.SIGALRM: (signal.ITIMER_REAL, 300)}
    previous = {number: signal.signal(number, _too_long) for number in timers}
    for timer, seconds in timers.values():
        signal.setitimer(timer, seconds)
    yield
    for number, (timer, _) in timers.items():
        signal.setitimer(timer, 0)
        signal.signal(number, previous[number])


def _put(path: Path, what: Any) -> None:
    """Lays out one thing of a case."""
    path.parent.mkdir(parents=True, exist_ok=True)
    match what:
        case str():
            path.write_text(what, encoding="utf-8", newline="")
        case {"repeat": text, "times": times}:
            path.write_text(what.get("before", "") + text * times + what.get("after", ""), encoding="utf-8", newline="")
        case {"hex": digits}:
            path.write_bytes(bytes.fromhex(digits))
        case {"link": target}:
            path.symlink_to(target)
        case {"folder": True}:
            path.mkdir()
        case {"fifo": True}:
            os.mkfifo(path)
        case _:
            raise AssertionError(what)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_bad_input(case: dict[str, Any], cli: Cli, tmp_path: Path) -> None:
    _put(tmp_path / "good.yaml", GOOD)
    for name, what in case["files"].items():
        _put(tmp_path / name, what)
    arguments = case.get("arguments", ["lint", "."])
    ended = cli(arguments[0], "--format", "concise", "--no-cache", *arguments[1:])
    told = ended.out.splitlines()
    assert ended.code == case.get("code", 1), ended
    assert "Traceback" not in ended.out + ended.err
    assert not {"\x1b", "\x9b", "\u202e", "\u200b", "\x07"} & {*ended.out, *ended.err}
    assert all(line.isprintable() for line in (*told, *ended.err.splitlines()))
    if case.get("good", True):
        assert told.count(TOLD) == 1
    for wanted, lines in ((case.get("out", []), told), (case.get("err", []), ended.err.splitlines())):
        for text in wanted:
            assert sum(_is(line, text) for line in lines) == 1 or text.endswith(":…"), (text, lines)
            assert any(_is(line, text) for line in lines), (text, lines)
    if "summary" in case:
        assert any(_is(line, case["summary"]) for line in ended.err.splitlines()), ended.err


def _is(line: str, text: str) -> bool:
    """Whether a line is the one expected, or begins so."""
    return line == text or (text.endswith("…") and line.startswith(text[:-1]))


SLOW = r"""
title: A team's rubric
practice: clear
rules:
  slow:
    extends: existence
    message: m
    raw: ['(?=a)(?:a|aa)+$']
"""
"""A pattern that backtracks for ever on a run of `a` that does not end its line; RE2 cannot take it."""


def _run(*arguments: str, cwd: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MSGREVIEW_CACHE": str(cwd / ".cache"), **options.pop("env", {})}
    command = [sys.executable, "-m", "msgreview", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300, encoding="utf-8", **options
    )


def _children_seconds() -> float:
    """What the processes that have ended took of the processor: a machine that is busy takes longer by the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.slow
def test_a_pattern_that_backtracks_for_ever_is_named_and_the_run_ends(tmp_path: Path) -> None:
    _put(tmp_path / "good.yaml", GOOD)
    _put(tmp_path / "msgreview.yaml", "messages: [.]\nrubrics: [rubrics]\n")
    _put(tmp_path / "rubrics" / "team.yaml", SLOW)
    for number in range(60):
        text = GOOD.replace("desk.good", f"desk.slow-{number}").replace("the hall", f"{number} {'a' * 60}! the hall")
        _put(tmp_path / f"slow-{number:02}.yaml", text)
    began = _children_seconds()
    ended = _run("lint", ".", "--format", "concise", "--no-cache", cwd=tmp_path)
    assert _children_seconds() - began < 10
    assert ended.returncode == 3
    assert TOLD in ended.stdout.splitlines()
    slow = [line for line in ended.stdout.splitlines() if "internal.slow" in line]
    assert slow
    assert all("team.slow" in line for line in slow)
    assert sum("tone.form-letter" in line for line in ended.stdout.splitlines()) == 61


EMAIL = "id: desk.long\nkind: automated\nchannel: email\n"


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ("body: " + "ab " * 50_000, "4:50005"),
        ("body: " + "a" * 150_000, "4:49967"),
        ("body: |\n" + "  is are was were when if paid cleared\n" * 4_000, "1356:10"),
        ("body: The hall is yours.\nsubject: " + "hall " * 2_000, "5:2005"),
    ],
)
def test_a_text_without_end_is_read_up_to_a_bound_that_is_told(fields: str, place: str, cli: Cli, tmp_path: Path) -> None:
    _put(tmp_path / "long.yaml", EMAIL + fields)
    ended = cli("lint", ".", "--format", "concise")
    assert ended.code == 1
    assert "internal." not in ended.out
    [told] = [line for line in ended.out.splitlines() if "template.too-long" in line]
    assert told.startswith(f"long.yaml:{place}: red template.too-long: Reading stops here: the ")


@pytest.mark.parametrize("name", ["bad\nname.yaml", "bad\x1b[31m.yaml", "bad\udce9.yaml", "bad,a:b%.yaml"])
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_nasty_name_in_every_format(name: str, form: str, cli: Cli, tmp_path: Path) -> None:
    _put(tmp_path / "good.yaml", GOOD)
    _put(tmp_path / name, "nothing\n")
    ended = cli("lint", ".", "--format", form)
    assert ended.code == 1, ended.err
    assert "tone.form-letter" in ended.out
    assert "file.not-a-message" in ended.out
    assert "\x1b" not in ended.out
    if form == "json":
        [path] = {found["path"] for found in json.loads(ended.out)["findings"]} - {"good.yaml"}
        assert path.isprintable() or path == name
    if form == "github":
        assert all(line.startswith("::") for line in ended.out.splitlines())


def test_a_file_that_may_not_be_read(cli: Cli, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything; a pipe and a broken link stand for it above")
    _put(tmp_path / "good.yaml", GOOD)
    _put(tmp_path / "bad.yaml", GOOD)
    (tmp_path / "bad.yaml").chmod(0)
    ended = cli("lint", ".", "--format", "concise")
    assert ended.code == 1
    assert {TOLD, "bad.yaml:1:1: red file.unreadable: This file cannot be opened: Permission denied."} <= {
        *ended.out.splitlines()
    }


def test_a_cache_folder_that_cannot_be_made(cli: Cli, tmp_path: Path) -> None:
    _put(tmp_path / "good.yaml", GOOD)
    _put(tmp_path / ".cache", "a file where the folder should be")
    ended = cli("lint", ".", "--format", "concise")
    assert ended.code == 0
    assert TOLD in ended.out.splitlines()
    assert "could not be written (File exists). The findings are complete; the next run will take longer." in ended.err


def _small_files() -> None:
    """No file may grow past 100 bytes: what a write meets then is what it meets on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def test_a_disk_that_fills_up_while_the_cache_is_written(tmp_path: Path) -> None:
    _put(tmp_path / "good.yaml", GOOD)
    ended = _run("lint", ".", "--format", "concise", cwd=tmp_path, preexec_fn=_small_files, env={"PYTHONDONTWRITEBYTECODE": "1"})
    assert (ended.returncode, TOLD in ended.stdout.splitlines()) == (0, True)
    assert "could not be written (File too large)" in ended.stderr
    assert [path for path in (tmp_path / ".cache").rglob("*") if path.is_file()] == []


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    _put(tmp_path / "good.yaml", GOOD)
    _put(tmp_path / "more.yaml", "messages:\n" + "".join(f"- {{id: desk.{number}}}\n" for number in range(100)))
    (tmp_path / ".cache").mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", tmp_path / ".cache"], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may make a small disk; a limit on the size of files stands for it above")
    try:
        ended = _run("lint", ".", "--format", "concise", cwd=tmp_path)
        left = [path for path in (tmp_path / ".cache").rglob("*") if path.is_file()]
    finally:
        subprocess.run(["umount", tmp_path / ".cache"], check=True)
    assert (ended.returncode, TOLD in ended.stdout.splitlines()) == (1, True)
    assert "could not be written (No space left on device)" in ended.stderr
    assert left == []


@pytest.fixture(scope="module")
def party(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a message of characters that few terminals have."""
    folder = tmp_path_factory.mktemp("party")
    _put(folder / "good.yaml", GOOD)
    _put(folder / "bad.yaml", GOOD.replace("desk.good", "desk.other").replace("Please", "\U0001f389 \u732b Please"))
    return folder


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_without_the_characters(encoding: str, party: Path) -> None:
    ended = _run("lint", ".", cwd=party, env={"LC_ALL": "C", "PYTHONIOENCODING": encoding})
    assert ended.returncode == 0, ended.stderr
    assert "\\U0001f389 \\u732b" in ended.stdout
    assert "Traceback" not in ended.stderr


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    for number in range(40):
        _put(tmp_path / f"{number:02}.yaml", GOOD.replace("desk.good", f"desk.note-{number}") + "notes: |\n" + "  much\n" * 400)
    command = f"{sys.executable} -m msgreview lint . --no-cache | head -1; echo ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert re.fullmatch(r"(Some of this mends itself: .*\n)?", ended.stderr)
    assert ended.stdout.splitlines()[-1] in ("0", "1")
    assert len(ended.stdout.splitlines()) == 2


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_leaves_nothing_half_written(jobs: str, tmp_path: Path) -> None:
    for number in range(3000):
        # No line comes twice, so that each takes its time.
        body = "".join(f"  Please be advised that the hall is yours, number {number}-{line}.\n" for line in range(30))
        _put(
            tmp_path / "messages" / f"{number:04}.yaml",
            GOOD.replace("desk.good", f"desk.note-{number}").partition("body")[0] + f"body: |\n{body}",
        )
    # Measuring coverage takes locks, and an interrupt that falls into one never returns.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    environment["MSGREVIEW_CACHE"] = str(tmp_path / ".cache")
    command = [sys.executable, "-m", "msgreview", "lint", "messages", "--jobs", jobs]
    running = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        while running.poll() is None and not list((tmp_path / ".cache" / "rules").glob("*")):
            time.sleep(0.01)  # Its work begins when it has its rules.
        assert running.poll() is None
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=300)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
    assert (running.returncode, out) == (130, "")
    assert err == "msgreview: stopped. Nothing was left half-written.\n"
    assert not list((tmp_path / ".cache").glob("*.msgpack*"))


LONG = "a" * 5000


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", LONG), "aaa…'"),
        (("review", "show", LONG), "aaa…'"),
        (("explain", LONG), "aaa"),
        (("lint", LONG), "…' could not be read or written: File name too long. Give it a shorter name."),
        (("check", LONG), "aaa"),
        (("lint", "--config", LONG), "…' could not be read or written: File name too long. Give it a shorter name."),
        (("report", "--config", LONG), "File name too long"),
        (("import", "records", LONG, "--into", "messages"), "aaa"),
        (("init", LONG), "File name too long"),
        (("list", "messages/" + LONG), "File name too long"),
    ],
    ids=lambda value: " ".join(value)[:24] if isinstance(value, tuple) else "",
)
def test_a_name_that_no_machine_takes(arguments: tuple[str, ...], told: str, cli: Cli, tmp_path: Path) -> None:
    _put(tmp_path / "messages" / "good.yaml", GOOD)
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    ended = cli(*arguments)
    assert ended.code == 2, ended
    assert "Traceback" not in ended.err
    assert told in ended.err, ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder that somebody is in")
@pytest.mark.parametrize("command", ["lint", "status", "review due", "report", "doctor", "init", "list", "explain tone.curt"])
def test_the_current_folder_is_gone(command: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ended = cli(*command.split())
    monkeypatch.chdir(tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "msgreview: the folder you are in is not there any more. Go to one that is, such as with `cd ~`.\n"
