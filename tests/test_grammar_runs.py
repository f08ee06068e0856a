"""Runs with a grammar engine: what is said where it cannot be used, what is kept, and how a server of our own comes and goes."""

import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import Cli
from stand_in import StandIn, stand_in

from msgreview.catalogue.files import shipped
from msgreview.lint.grammar_engine import GrammarEngine
from msgreview.model.config import Config, GrammarConfig, Settings
from msgreview.model.errors import EngineError
from msgreview.rubric.grammar import server as local
from msgreview.rubric.load import load_rubrics

MESSAGE = "id: m{0}\nkind: scripted\nchannel: chat\nbody: See teh book {0}.\n"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with stand_in() as made:
        yield made


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("messages").mkdir()
    write(3)
    ask_for("harper")
    return cli


def write(count: int) -> None:
    for number in range(count):
        Path(f"messages/{number:03}.yaml").write_text(MESSAGE.format(number))


def ask_for(grammar: str) -> None:
    Path("msgreview.yaml").write_text(f"grammar: {grammar}\n")


LINT = ("lint", "--select", "grammar", "--format", "concise")


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Modules that are not installed."""
    missing: set[str] = set()
    monkeypatch.setattr("msgreview.rubric.grammar.find_spec", lambda name: None if name in missing else find_spec(name))
    monkeypatch.setattr("msgreview.cli.doctor.find_spec", lambda name: None if name in missing else find_spec(name))
    return missing


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("fetched something")

    monkeypatch.setattr("language_tool_python.download_lt.LocalLanguageTool._get_remote_zip", never)


def test_nobody_reads_unless_asked(cli: Cli) -> None:
    Path("messages").mkdir()
    write(1)
    assert "grammar." not in cli(*LINT).out
    Path("msgreview.yaml").write_text("grammar: off\n")
    ended = cli(*LINT)
    assert "grammar." not in ended.out
    assert "grammar and spelling" not in ended.err


def test_harper_reads(run: Cli) -> None:
    ended = run(*LINT)
    assert ended.out.splitlines()[0] == "messages/000.yaml:4:11: yellow grammar.spelling: 'teh' looks misspelt."
    assert ended.code == 0


def test_an_engine_that_is_not_installed(run: Cli, without: set[str]) -> None:
    without.add("harper")
    ended = run(*LINT)
    assert ended.code == 0
    assert ended.err.splitlines()[0] == (
        "msgreview: harper-py is not installed, so grammar and spelling are not read. "
        "Install it with: pip install 'msgreview[grammar]'. Or write `grammar: off` in msgreview.yaml."
    )
    assert ended.err.count("harper-py") == 1
    assert run(*LINT, "--strict-engines").code == 2
    without.clear()
    assert "'teh' looks misspelt" in run(*LINT, "--strict-engines").out


def test_other_rules_go_on(run: Cli) -> None:
    ask_for("{engine: languagetool, url: 'http://127.0.0.1:9'}")
    Path("messages/000.yaml").write_text(MESSAGE.format("PLEASE RETURN THIS NOW OR ELSE"))
    ended = run("lint", "--format", "json", "--strict-engines")
    assert ended.code == 2
    assert {finding["rule"] for finding in json.loads(ended.out)["findings"]} & {"file.bad-value", "tone.shouting"}
    assert ended.err.count("LanguageTool at http://127.0.0.1:9/ cannot be used (Connection refused)") == 1


@pytest.mark.parametrize(
    ("url", "line"),
    [
        (
            "localhost",
            "msgreview.yaml:1:38: 'grammar.url' cannot be 'localhost'. It can be a text such as http://localhost:8081.",
        ),
        ("ftp://a.example", "msgreview.yaml:1:38: 'grammar.url' cannot be 'ftp://a.example'."),
    ],
)
def test_addresses_that_are_none(url: str, line: str, run: Cli) -> None:
    ask_for(f"{{engine: languagetool, url: '{url}'}}")
    ended = run(*LINT)
    assert ended.code == 2
    assert line in ended.err


def test_engines_that_there_are_not(run: Cli) -> None:
    ask_for("hrper")
    assert "'grammar' cannot be 'hrper'. It can be off, harper or languagetool." in run(*LINT).err
    ask_for("{engine: hrper}")
    assert "'grammar.engine' cannot be 'hrper'. It can be off, harper or languagetool." in run(*LINT).err


def test_what_was_read_is_kept(run: Cli, server: StandIn) -> None:
    ask_for(f"{{engine: languagetool, url: '{server.url}'}}")
    first = run(*LINT)
    read = len(server.texts)
    assert read
    assert first.out.count("'teh' looks misspelt") == 3
    assert run(*LINT).out == first.out
    assert len(server.texts) == read


def test_another_engine_reads_anew(run: Cli, server: StandIn) -> None:
    run(*LINT)
    ask_for(f"{{engine: languagetool, url: '{server.url}'}}")
    run(*LINT)
    assert server.texts


def test_a_server_that_dies_in_the_middle(run: Cli, server: StandIn) -> None:
    write(20)
    ask_for(f"{{engine: languagetool, url: '{server.url}'}}")
    server.left = 10
    ended = run(*LINT)
    assert ended.code == 0
    assert 0 < ended.out.count("'teh' looks misspelt") < 20
    assert ended.err.count("cannot be used") == 1
    server.left = 10**9
    again = run(*LINT, "--strict-engines")
    assert again.out.count("'teh' looks misspelt") == 20
    assert "cannot be used" not in again.err


def test_a_server_that_is_gone_leaves_what_was_kept(run: Cli, server: StandIn) -> None:
    ask_for(f"{{engine: languagetool, url: '{server.url}'}}")
    run(*LINT)
    server.mode = "html"
    assert run(*LINT, "--strict-engines").code == 2
    server.mode = ""
    assert run(*LINT).out.count("'teh' looks misspelt") == 3


def test_workers_share_one_server(run: Cli, server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msgreview.lint.workers.WORTH_A_PROCESS", 4)
    write(200)
    started = []

    class Started(local.LocalServer):
        def __init__(self, installation: local.Installation) -> None:
            started.append(installation)
            self.url = f"{server.url}/"

        def close(self) -> None:
            started.append(None)

    monkeypatch.setattr("msgreview.rubric.grammar.server.LocalServer", Started)
    monkeypatch.setattr("msgreview.rubric.grammar.server.require", lambda: local.Installation("6.6", None))  # type: ignore[arg-type]
    ask_for("languagetool")
    ended = run(*LINT, "--jobs", "2")
    assert ended.out.count("'teh' looks misspelt") == 200
    assert len(started) == 2
    assert started[1] is None
    assert len([text for _, text in server.texts if text.startswith("See")]) == 200
    assert run(*LINT, "--jobs", "2").out == ended.out
    assert len(started) == 2, "nothing to read: no server"


def test_check_uses_harper_where_nothing_else_is_said(cli: Cli, without: set[str]) -> None:
    text = "Dear Sam, teh book is here. Kind regards, Noor"
    assert "'teh' looks misspelt." in cli("check", stdin=typed(text)).out
    short = cli("check", stdin=typed("Ihre Beschwerde ist da. Wir können leider nichts machen.")).out
    assert short.count("looks misspelt") == short.count("in another language, say which") == 1
    Path("msgreview.yaml").write_text("grammar: off\n")
    assert "misspelt" not in cli("check", stdin=typed(text)).out
    Path("msgreview.yaml").unlink()
    without.add("harper")
    ended = cli("check", stdin=typed(text))
    assert "misspelt" not in ended.out
    assert "harper" not in ended.err
    Path("msgreview.yaml").write_text("grammar: harper\n")
    assert "harper-py is not installed" in cli("check", stdin=typed(text)).err


def typed(text: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.encode()))


def test_examples_say_where_they_cannot_be_proven(cli: Cli, without: set[str]) -> None:
    without.add("harper")
    ended = cli("rubric", "test", "grammar")
    assert "rules of grammar are not proven without harper" in ended.err
    assert ended.code == 0


# A server of our own


@pytest.fixture
def fake_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of LanguageTool, and a `java` that is a shell script to be written."""
    home = tmp_path / "lt" / "LanguageTool-9.9"
    home.mkdir(parents=True)
    (home / "languagetool-server.jar").touch()
    monkeypatch.setenv("LTP_PATH", str(home.parent))
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    monkeypatch.setenv("PATH", f"{java.parent}{os.pathsep}{os.environ['PATH']}")
    return java


def script(java: Path, text: str) -> None:
    java.write_text(f"#!/bin/sh\n{text}\n")
    java.chmod(java.stat().st_mode | stat.S_IXUSR)


def test_nothing_is_fetched(run: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_network: None) -> None:
    monkeypatch.setenv("LTP_PATH", str(tmp_path / "none"))
    ask_for("languagetool")
    ended = run(*LINT)
    assert ended.code == 0
    assert ended.err.startswith(
        "msgreview: LanguageTool is not on this machine, so grammar and spelling are not read. "
        "See `msgreview doctor`, or write `grammar: off` in msgreview.yaml.\n"
    )
    assert run(*LINT, "--strict-engines").code == 2


def test_without_java(run: Cli, fake_java: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(fake_java.parent))
    ask_for("languagetool")
    ended = run(*LINT)
    assert ended.code == 0
    assert ended.err.count("LanguageTool needs Java 17, and there is none here") == 1
    assert "LanguageTool needs Java 17" in run("doctor").out


def test_without_its_files(fake_java: Path) -> None:
    script(fake_java, "exit 0")
    (Path(os.environ["LTP_PATH"]) / "LanguageTool-9.9" / "languagetool-server.jar").unlink()
    with pytest.raises(EngineError, match="LanguageTool is incomplete"):
        local.require()


def test_a_java_that_is_too_old(run: Cli, fake_java: Path) -> None:
    script(fake_java, "echo Error: LinkageError occurred, class file version 61.0 is too new >&2; echo more; exit 1")
    ask_for("languagetool")
    ended = run(*LINT, "--strict-engines")
    assert ended.code == 2
    assert "LanguageTool could not be started (Error: LinkageError occurred, class file version 61.0 is too new)" in ended.err
    script(fake_java, "exit 3")
    assert "could not be started (it ended at once, with code 3)" in run(*LINT).err


def test_a_port_that_is_taken_is_left_for_another(fake_java: Path, tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    script(fake_java, f"echo x >> {tries}; echo java.net.BindException: Address already in use; exit 1")
    with pytest.raises(EngineError, match="Address already in use"):
        local.LocalServer(local.require())
    assert tries.read_text().count("x") == 3


def test_a_server_that_never_answers(fake_java: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"
    script(fake_java, f"trap '' TERM; echo $$ > {pid}; while :; do sleep 0.05; done")
    # The minute is over as soon as the server runs, however long that took.
    start = iter([0.0])
    monkeypatch.setattr(local, "monotonic", lambda: next(start, 1e6 if pid.exists() and pid.read_text().strip() else 0.0))
    monkeypatch.setattr(local, "LEAVE", 0.3)
    with pytest.raises(EngineError, match="it did not answer within 60 seconds"):
        local.LocalServer(local.require())
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_run_that_is_told_to_end_takes_its_server_with_it(run: Cli, fake_java: Path, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    script(fake_java, f"echo $$ > {pid}; exec sleep 600")
    ask_for("languagetool")
    process = subprocess.Popen([sys.executable, "-m", "msgreview", "lint"], stderr=subprocess.DEVNULL)
    until = time.monotonic() + 300
    while not (pid.exists() and pid.read_text().strip()) and time.monotonic() < until:
        time.sleep(0.05)
    process.terminate()
    assert process.wait(300) == 128 + signal.SIGTERM
    shown = subprocess.run(["ps", "-o", "stat=", "-p", pid.read_text().strip()], capture_output=True, text=True, check=False)
    assert shown.stdout.strip()[:1] in ("", "Z")  # Whoever inherits a process that has ended may take its time to notice.


def test_a_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LTP_PATH", str(tmp_path / "file" / "below"))
    assert local.installed() is None


def test_a_proofing_that_fails_keeps_nothing(fake_java: Path) -> None:
    script(fake_java, "exit 3")
    with GrammarEngine(GrammarConfig("languagetool")) as proofing:
        assert proofing.key == "languagetool 9.9 en"
        assert proofing.ready().engine == "off"
        assert proofing.failed
        assert proofing.ready().engine == "off"


# The doctor


def test_doctor_names_the_engine(run: Cli, server: StandIn, without: set[str]) -> None:
    assert re.search(r"^ok    grammar and spelling are read by harper \d", run("doctor").out, re.MULTILINE)
    ask_for(f"{{engine: languagetool, url: '{server.url}'}}")
    assert "ok    grammar and spelling are read by languagetool Stand-in 1" in run("doctor").out
    without.add("harper")
    ended = run("doctor")
    assert ended.code == 0
    assert "note  harper is not installed. With `pip install 'msgreview[grammar]'`" in ended.out


def test_doctor_fetches_only_when_asked(run: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LTP_PATH", str(tmp_path / "none"))
    fetched = []
    monkeypatch.setattr("language_tool_python.download_lt.ReleaseLocalLanguageTool.download", lambda tool: fetched.append(tool))
    assert "`msgreview doctor --get-languagetool` fetches it" in run("doctor").out
    assert not fetched
    run("doctor", "--get-languagetool")
    assert len(fetched) == 1

    def fails(_: object) -> None:
        raise OSError("no way out")

    monkeypatch.setattr("language_tool_python.download_lt.ReleaseLocalLanguageTool.download", fails)
    ended = run("doctor", "--get-languagetool")
    assert (ended.code, ended.err) == (2, "msgreview: LanguageTool could not be fetched: no way out\n")


def test_slips_are_told_in_the_smallest_profile() -> None:
    known = Settings(Config(profile="minimal"), (), {}, ".", date(2026, 11, 23), "")
    rules = load_rubrics((shipped("rubrics") / "grammar.yaml",), known)
    assert "grammar.spelling" in {rule.id for rule in rules.rules}
