"""What shells complete: asked as they ask, and by the shells that are here."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Cli
from scale import times

BIN = Path(sys.executable).parent
ONE = "id: circulation.hold-ready  # ours\nservice: inter-library loan\nkind: scripted\nchannel: chat\nbody: |\n  id: none\n"
TWO = """\
kind: scripted
channel: chat
messages:
  - id: events.tour
    body: |
      id: none
  - {id: events.talk, body: Hello}
"""
SHELLS = {
    "bash": 'eval "$(_MSGREVIEW_COMPLETE=source_bash msgreview)"; COMP_WORDS=(msgreview show circ); COMP_CWORD=2; '
    '_msgreview_completion msgreview; printf "%s\\n" "${COMPREPLY[@]}"',
    "fish": '_MSGREVIEW_COMPLETE=source_fish msgreview | source; complete -C "msgreview show circ"',
    "zsh": 'compdef() { :; }; eval "$(_MSGREVIEW_COMPLETE=source_zsh msgreview)"; _arguments() { print ${1#*: :} }; '
    "words=(msgreview show circ); CURRENT=3; _msgreview_completion",
}


def make(folder: Path) -> None:
    (folder / "msgreview.yaml").write_text("services: {circulation: {}}\n")
    (folder / "messages").mkdir()
    (folder / "messages/one.yaml").write_text(ONE)
    (folder / "messages/two.yaml").write_text(TWO)
    (folder / "messages/broken.yaml").write_text("id: [\n")


def completions(cli: Cli, monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    """What the last of the words may become, in the way that bash asks for it."""
    monkeypatch.setenv("_MSGREVIEW_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", " ".join(["msgreview", *words]))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    ended = cli()
    assert ended.err == ""
    return ended.out.splitlines() if ended.out.strip() else []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["rev"], ["review"]),
        (["show", "circ"], ["circulation.hold-ready"]),
        (["review", "keep", "events."], ["events.talk", "events.tour"]),
        (["review", "due", "--service", ""], ["circulation", "inter-library loan"]),
        (["lint", "--level", ""], ["green", "red", "yellow"]),
        (["lint", "--format", "sa"], ["sarif"]),
        (["lint", "--select", "tone,clarity.wo"], ["tone,clarity.wordy"]),
        (["lint", "--profile", "st"], ["standard", "strict"]),
        (["explain", "tone.sho"], ["tone.shouting"]),
        (["new", "--kind", "m"], ["mixed"]),
        (["show", "nothing"], []),
    ],
    ids=" ".join,
)
def test_completions(cli: Cli, monkeypatch: pytest.MonkeyPatch, words: list[str], expected: list[str]) -> None:
    make(Path())
    assert sorted(completions(cli, monkeypatch, *words)) == expected


def test_commands_in_an_empty_folder(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"init", "lint", "review", "train", "doctor"} <= set(completions(cli, monkeypatch, ""))
    assert completions(cli, monkeypatch, "show", "") == []
    Path("msgreview.yaml").write_text("nonsense: [\n")
    assert completions(cli, monkeypatch, "show", "") == []
    assert completions(cli, monkeypatch, "explain", "") == []


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(folder), "MSGREVIEW_CACHE": str(folder / ".cache"),
    }  # fmt: skip


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_an_id(tmp_path: Path, shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} here")
    make(tmp_path)
    run = subprocess.run(
        [program, "-c", SHELLS[shell]], cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert "circulation.hold-ready" in run.stdout
    assert "events" not in run.stdout


def test_completion_is_installed_for_bash(tmp_path: Path) -> None:
    """As a user does it; the shell that asks is told by its process."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    command = [bash, "-c", "msgreview --install-completion bash || exit; true"]
    run = subprocess.run(command, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=True)
    assert "bash completion installed" in run.stdout
    assert "msgreview" in (tmp_path / ".bashrc").read_text()


def test_an_id_in_a_large_catalogue(tmp_path: Path) -> None:
    """The whole process, in time of the processor: a key that is pressed is answered at once."""
    (tmp_path / "messages").mkdir()
    for number in range(250 * times(1)):
        text = f"id: a.m{number}\nkind: scripted\nchannel: chat\nbody: |\n" + "  Words of a message.\n" * 20
        (tmp_path / f"messages/{number}.yaml").write_text(text)
    asked = {"_MSGREVIEW_COMPLETE": "complete_bash", "COMP_WORDS": "msgreview show a.m24", "COMP_CWORD": "2"}
    before = os.times()
    run = subprocess.run(
        [BIN / "msgreview"], cwd=tmp_path, env=environment(tmp_path) | asked, capture_output=True, text=True, check=True
    )
    after = os.times()
    assert run.stdout.splitlines()[0] == "a.m24"
    assert len(run.stdout.splitlines()) == 11
    assert after.children_user + after.children_system - before.children_user - before.children_system < 2
