"""`msgreview status`, in a real repository."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Cli

AS_OF = ("--as-of", "2026-11-23")


def test_it_says_where_the_catalogue_stands(demo: Cli) -> None:
    ended = demo("status", *AS_OF)
    assert ended.code == 0
    assert "103 messages in 11 services, on 2026-11-23" in ended.out
    assert "     2  policy-changed   a fact that it quotes has changed since" in ended.out
    assert "    90  current" in ended.out
    rows = {row.split()[0]: row.split()[1:] for row in ended.out.partition("next review\n")[2].splitlines() if row}
    assert rows["spaces"] == ["7", "3", "·", "2027-08-11"]
    assert rows["circulation"] == ["17", "·", "1", "2026-12-17"]
    assert "circulation.lost-item-letter  Tom Okafor to circulation@library.example, 2026-11-02" in ended.out
    assert "interlibrary-loan.due-back-sms: its stamp was written by export[bot]" in ended.out
    assert ended.out.splitlines()[-1].split() == ["Next:", "msgreview", "review", "show", "spaces.lost-property-call"]


def test_a_year_before_the_backlog_shows(demo: Cli) -> None:
    found = json.loads(demo("status", "--as-of", "2027-12-31", "--format", "json").out)["status"]
    assert found["today"] == "2027-12-31"
    assert found["states"]["overdue"] > 80
    assert sum(found["states"].values()) == 103


def test_solo_is_told(demo: Cli) -> None:
    settings = Path("msgreview.yaml")
    settings.write_text(settings.read_text().replace("four_eyes: true", "solo: true"))
    assert "`solo: true`: whoever writes a message may approve it, too." in demo("status", *AS_OF).out


def test_nothing_waits(demo: Cli) -> None:
    for path in Path("messages").rglob("*.yaml"):
        if path.name != "item-ready.yaml" and path.parent.name != "shared":
            path.unlink()
    assert demo("status", *AS_OF).out.endswith("Nothing waits for anybody. The next review is on 2027-03-16.\n")


def test_a_shallow_clone_says_so_and_names_the_command(demo: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "clone", "-q", "--depth", "3", f"file://{tmp_path}/demo", str(tmp_path / "cut")], check=True)
    monkeypatch.chdir(tmp_path / "cut")
    told = demo("status", *AS_OF)
    assert told.code == 0
    assert "git fetch --unshallow" in told.err
    assert "fetch-depth: 0" in told.err
    assert "history-unknown" in told.out
    gate = demo("review", "due", "--fail-on", "overdue", *AS_OF)
    assert gate.code == 2
    assert "does not let this pass" in gate.err


def test_without_a_repository_stamps_alone_count(cli: Cli) -> None:
    Path("messages").mkdir()
    Path("messages/a.yaml").write_text("id: a\nkind: scripted\nchannel: chat\nbody: Hello.\nreview: {last: 2026-01-02}\n")
    told = cli("status", *AS_OF)
    assert "1 message in 0 services" in told.out
    assert "git init" in told.err


def test_an_empty_catalogue_gets_a_first_step(cli: Cli) -> None:
    Path("msgreview.yaml").write_text("")
    assert "msgreview new" in cli("status").out


def test_it_brings_in_nothing_that_reads_messages(demo: Cli) -> None:
    """Rules, templates and the matcher take longer to import than the answer takes: a glance must stay one."""
    demo("status")
    look = "import sys\nfrom msgreview.cli.app import main\ntry: main()\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", look, "status"], capture_output=True, text=True, check=True)
    heavy = {"jinja2", "re2", "ahocorasick_rs", "rapidfuzz", "msgreview.rubric", "msgreview.moves", "msgreview.prose"}
    heavy |= {"msgreview.lint.run", "msgreview.lint.file", "msgreview.lint.message", "msgreview.lint.findings"}
    assert sorted(heavy & set(done.stdout.splitlines()[-1].split())) == []
