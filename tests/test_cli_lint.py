"""`msgreview lint`, as a user runs it.

The rules are the test's own, so that a change of the shipped ones does not change what is printed.
"""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Cli

from msgreview.cli import output
from msgreview.report.lines import line

RUBRIC = """
title: How our house speaks
practice: professional
about: For tests.
source: us
rules:
  secret: {extends: existence, level: error, tokens: [your PIN], message: "'%s' is nobody's business.", try: Leave it out.}
  desk: {extends: existence, level: warning, tokens: [desk], message: "'%s' is furniture.", why: People answer., try: Say who.}
  kindly: {extends: existence, level: suggestion, tokens: [kindly], message: "100%% '%s'."}
"""
MESSAGE = """\
id: a.one
kind: scripted
channel: chat
samples:
  far: {far: "yes"}
body: |
  Please kindly come to the desk.

  {% if far %}Or call.{% else %}Send us your PIN now.{% endif %}
"""
ALL = ("lint", "--select", "house")


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("rubrics").mkdir()
    Path("rubrics/house.yaml").write_text(RUBRIC)
    Path("msgreview.yaml").write_text("rubrics: [rubrics]\n")
    Path("messages").mkdir()
    Path("messages/one.yaml").write_text(MESSAGE)
    return cli


def test_text(run: Cli) -> None:
    ended = run(*ALL)
    assert (ended.code, ended.err) == (1, "")
    assert ended.out == (
        "messages/one.yaml:9:41 red house.secret  a.one\n"
        "    9 | {% if far %}Or call.{% else %}Send us your PIN now.{% endif %}\n"
        "      |                                       ^^^^^^^^\n"
        "    'your PIN' is nobody's business. This happens when `far` is not set.\n"
        "    Try: Leave it out.\n"
        "\n"
        "messages/one.yaml:7:10 green house.kindly  a.one\n"
        "    7 | Please kindly come to the desk.\n"
        "      |        ^^^^^^\n"
        "    100% 'kindly'.\n"
        "\n"
        "messages/one.yaml:7:29 yellow house.desk  a.one\n"
        "    7 | Please kindly come to the desk.\n"
        "      |                           ^^^^\n"
        "    'desk' is furniture.\n"
        "    Try: Say who.\n"
        "\n"
        "1 message read on 2 paths: 1 red, 1 yellow, 1 green.\n"
        "Next: `msgreview explain house.secret` tells why and shows a better wording.\n"
    )


def test_concise(run: Cli) -> None:
    ended = run(*ALL, "--format", "concise")
    assert ended.out == (
        "messages/one.yaml:7:10: green house.kindly: 100% 'kindly'.\n"
        "messages/one.yaml:7:29: yellow house.desk: 'desk' is furniture.\n"
        "messages/one.yaml:9:41: red house.secret: 'your PIN' is nobody's business. (when `far` is not set)\n"
    )
    assert ended.err.startswith("1 message read on 2 paths: 1 red, 1 yellow, 1 green.\nNext: ")


def test_github(run: Cli) -> None:
    ended = run(*ALL, "--format", "github")
    assert ended.out == (
        "::error file=messages/one.yaml,line=9,endLine=9,col=41,endColumn=48,title=house.secret::'your PIN' is nobody's business."
        " This happens when `far` is not set. Leave it out.\n"
        "::warning file=messages/one.yaml,line=7,endLine=7,col=29,endColumn=32,title=house.desk::'desk' is furniture. Say who.\n"
        "::notice file=messages/one.yaml,line=7,endLine=7,col=10,endColumn=15,title=house.kindly::100%25 'kindly'.\n"
    )
    assert "1 message read" in ended.err


def test_github_escapes_what_would_end_a_command(run: Cli) -> None:
    Path("messages/one.yaml").rename("messages/a,b: 50%.yaml")
    ended = run(*ALL, "--format", "github", "--level", "error")
    assert ended.out.startswith("::error file=messages/a%2Cb%3A 50%25.yaml,line=9,")


def test_json(run: Cli) -> None:
    ended = run(*ALL, "--format", "json")
    found = json.loads(ended.out)
    assert (found["version"], ended.err) == (1, "")
    assert [(each["rule"], each["level"], each["colour"], each["when"]) for each in found["findings"]] == [
        ("house.kindly", "suggestion", "green", ""),
        ("house.desk", "warning", "yellow", ""),
        ("house.secret", "error", "red", "when `far` is not set"),
    ]
    text = Path("messages/one.yaml").read_text()
    assert all(each["exact"] and text[each["start"] : each["end"]] == each["quote"] for each in found["findings"])


def test_statistics(run: Cli) -> None:
    Path("messages/two.yaml").write_text("id: a.two\nkind: scripted\nchannel: chat\nbody: The desk is a desk.\n")
    ended = run(*ALL, "--statistics")
    assert ended.out.splitlines()[:4] == [
        "minimal  standard*  strict  messages  level   rule",
        "      3         3        3         2  yellow  house.desk",
        "      1         1        1         1  red     house.secret",
        "      1         1        1         1  green   house.kindly",
    ]
    assert "       5  professional and human in every interaction\n" in ended.out


@pytest.mark.parametrize(
    ("options", "rules", "code"),
    [
        (["--select", "house"], ["kindly", "desk", "secret"], 1),
        (["--select", "house.desk"], ["desk"], 0),
        (["--select", "house.desk,house.kindly"], ["kindly", "desk"], 0),
        (["--select", "house.desk", "--select", " house.kindly "], ["kindly", "desk"], 0),
        (["--select", "house", "--ignore", "house.secret"], ["kindly", "desk"], 0),
        (["--select", "house", "--level", "yellow"], ["desk", "secret"], 1),
        (["--select", "house", "--level", "warning"], ["desk", "secret"], 1),  # As the JSON has it.
        (["--select", "house", "--level", "error"], ["secret"], 1),
        (["--select", "house.desk", "--fail-on", "yellow"], ["desk"], 1),
        (["--select", "house.desk", "--fail-on", "suggestion"], ["desk"], 1),
        (["--select", "house.desk", "--fail-on", "green"], ["desk"], 1),
        (["--select", "house.kindly", "--fail-on", "warning"], ["kindly"], 0),
        (["--select", "house.kindly", "--fail-on", "green"], ["kindly"], 1),
        (["--select", "house", "--exit-zero"], ["kindly", "desk", "secret"], 0),
        (["--select", "house", "--no-cache", "--jobs", "1"], ["kindly", "desk", "secret"], 1),
    ],
)
def test_what_is_asked_for(run: Cli, options: list[str], rules: list[str], code: int) -> None:
    ended = run("lint", *options, "--format", "concise")
    assert [row.split(": ")[1].split(".")[1] for row in ended.out.splitlines()] == rules
    assert ended.code == code


def test_the_same_with_a_warm_cache_and_with_none(run: Cli) -> None:
    cold = run("lint")
    assert list(Path(".cache").iterdir())
    assert run("lint") == cold
    assert run("lint", "--no-cache") == cold


def test_no_cache_leaves_nothing_of_the_messages_behind(run: Cli) -> None:
    run("lint", "--no-cache")
    assert [path.name for path in Path(".cache").iterdir()] == ["rules"]


def test_only_the_files_named(run: Cli) -> None:
    Path("messages/two.yaml").write_text("id: a.two\nkind: scripted\nchannel: chat\nbody: The desk.\n")
    ended = run(*ALL, "messages/two.yaml", "messages/two.yaml", "--format", "concise")
    assert ended.out == "messages/two.yaml:4:11: yellow house.desk: 'desk' is furniture.\n"
    assert ended.err.startswith("1 message read")


def test_nothing_found(run: Cli) -> None:
    ended = run("lint", "--select", "referral")
    assert ended.out == (
        "1 message read on 2 paths: 0 red, 0 yellow, 0 green.\n"
        "All clean. See a message as the reader will with `msgreview preview ID`.\n"
    )


def test_what_is_below_the_level_is_counted_and_not_shown(run: Cli) -> None:
    ended = run("lint", "--select", "house.kindly", "--level", "error")
    assert ended.out == (
        "1 message read on 2 paths: 0 red, 0 yellow, 1 green.\n"
        "1 finding below the level you asked for: `--level green` shows them.\n"
        "Nothing to mend at this level.\n"
    )


def test_an_empty_folder(run: Cli) -> None:
    Path("empty").mkdir()
    ended = run("lint", "empty")
    assert ended.code == 0
    assert "There are no messages here yet. Write one with `msgreview new`" in ended.out


def test_other_languages_are_named(run: Cli) -> None:
    Path("messages/fr.yaml").write_text("id: f\nkind: scripted\nchannel: chat\nlang: fr\nbody: Le desk kindly.\n")
    ended = run(*ALL)
    assert "Not in English: 1 in fr. Only the rules for their language were applied to them.\n" in ended.out


def test_the_day_decides_what_is_overdue(run: Cli) -> None:
    Path("messages/one.yaml").write_text(MESSAGE + "review: {last: 2026-03-01}\n")
    soon = run("lint", "--select", "review-date.overdue", "--as-of", "2026-11-23", "--format", "concise")
    late = run("lint", "--select", "review-date.overdue", "--as-of", "2028-11-23", "--format", "concise")
    assert (soon.out, len(late.out.splitlines())) == ("", 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "there is no file or folder 'nowhere'. Check how it is written"),
        (["--select", "house.dosk"], "there is no rule or rubric 'house.dosk'. Did you mean house.desk?"),
        (["--select", "house", "--ignore", "house"], "--select and --ignore name the same rules, so nothing is left to check."),
        (["--select", "house.desk", "--ignore", "house"], "--select and --ignore name the same rules, so nothing is left"),
        (["--ignore", "zzzzzzzzz"], "there is no rule or rubric 'zzzzzzzzz'. `msgreview rubric list` names them."),
        (["--as-of", "9999-12-31"], "--as-of takes a day of the years 1970 to 9000, and not 9999-12-31."),
        (["--as-of", "tomorrow"], "--as-of 'tomorrow' is not a date. Write it as year-month-day, such as 2027-03-14."),
        (["--config", "none.yaml"], "there is no settings file 'none.yaml'."),
        (["--format", "sarf"], "Did you mean 'sarif'?"),
        (["--format", "json:"], "Write it as json:findings.json."),
        (["--format", "json", "--format", "sarif"], "Let all but one go into a file: --format sarif:findings.sarif"),
        (["--format", "json:a", "--format", "sarif:./a"], "names the same file twice"),
        (["--format", "xml"], "there is no format 'xml'. There are: text, concise, github, "),
        (["--level", "loud"], "there is no level 'loud'. Levels are red, yellow and green."),
        (["--jobs", "-1"], "--jobs"),
    ],
)
def test_mistakes_in_the_command(run: Cli, arguments: list[str], words: str) -> None:
    ended = run("lint", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_no_catalogue(cli: Cli) -> None:
    ended = cli("lint")
    assert ended.code == 2
    assert "Name a folder, or start a catalogue with `msgreview init`." in ended.err
    Path("msgreview.yaml").write_text("messages: []\n")
    assert "`messages` in the settings names no folder." in cli("lint").err


def test_the_catalogue_below_is_found(run: Cli) -> None:
    for name in ("msgreview.yaml", "rubrics"):
        Path(name).rename(f"messages/{name}")
    Path("messages/msgreview.yaml").write_text("messages: ['one.yaml']\nrubrics: [rubrics]\n")
    assert run(*ALL, "--format", "concise").out.count("house.") == 3


def test_several_mistakes_in_the_settings_stand_on_lines_of_their_own(run: Cli) -> None:
    Path("msgreview.yaml").write_text("messages: 3\nservces: {}\nrubrics: house\n")
    ended = run("lint")
    assert ended.code == 2
    assert ended.err.splitlines() == [
        "msgreview: this has to be mended first.",
        "msgreview.yaml:1:11: 'messages' should be a list, and is '3'.",
        "msgreview.yaml:2:1: 'servces' is not known here. Did you mean 'services'?",
        "msgreview.yaml:3:10: 'rubrics' should be a list such as [house], and is 'house'.",
    ]


def test_a_rule_that_crashes_is_told_and_ends_with_3(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError("no such thing")

    monkeypatch.setattr("msgreview.rubric.view.View.merged", crash)
    ended = run("lint", "--select", "house.desk,internal", "--jobs", "1", "--no-cache", "--format", "concise")
    assert ended.code == 3
    assert "red internal.crash" in ended.out


def test_anything_else_is_an_internal_error(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("no such thing")

    monkeypatch.setattr("msgreview.cli.catalogues.lint_profiles", fail)
    ended = run("lint")
    assert ended.code == 3
    assert "it is not your fault" in ended.err
    assert "ZeroDivisionError: no such thing" in ended.err


def test_on_a_terminal(run: Cli, tmp_path: Path) -> None:
    """Colour and the width of the terminal; NO_COLOR and a dumb terminal are respected."""
    coloured = on_terminal(tmp_path, {"TERM": "xterm"})
    assert "\x1b[1mmessages/one.yaml:9:41\x1b[0m \x1b[31mred\x1b[0m house.secret" in coloured
    for plain in ({"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "dumb"}):
        shown = on_terminal(tmp_path, plain)
        assert "\x1b" not in shown
        assert "messages/one.yaml:9:41 red house.secret  a.one" in shown


def test_closed_output_stops_nothing(run: Cli, tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m msgreview lint <&- >&-'
    ended = subprocess.run(["sh", "-c", command], cwd=tmp_path, stderr=subprocess.PIPE, text=True, check=False)
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)


def on_terminal(folder: Path, environment: dict[str, str]) -> str:
    """What `lint` prints on a terminal of no size, which stands for 80 columns."""
    ours, theirs = pty.openpty()
    base = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS")}
    command = [sys.executable, "-m", "msgreview", *ALL]
    run = subprocess.Popen(command, cwd=folder, env=base | environment, stdout=theirs, stderr=theirs)
    os.close(theirs)
    printed = b""
    try:
        while chunk := os.read(ours, 65536):
            printed += chunk
    except OSError:
        pass  # Linux says so when the other end is closed.
    os.close(ours)
    assert run.wait() == 1, printed.decode()
    return printed.decode()


def test_a_terminal_that_lacks_letters_gets_escapes(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    latin = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", latin)
    output.show([line("…é and ", ("more", "red"))])
    latin.flush()
    assert latin.buffer.getvalue() == b"\\u2026\\xe9 and more\n"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("columns", "width"), [(0, 80), (30, 40), (72, 72), (100, 100), (200, 100)])
def test_the_width_is_that_of_the_terminal_within_bounds(columns: int, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert output.width() == width


def test_a_windows_console_gets_plain_lines_for_those_it_lacks(run: Cli, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "msgreview", "show", "a.one"]
    shown = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True).stdout.decode("cp1252")
    assert "what it does | what it says" in shown
    assert "-- " in shown
    assert "\\u25" not in shown


def test_the_version(cli: Cli) -> None:
    ended = cli("--version")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("msgreview ")


def test_the_cache_is_the_users_where_nothing_else_is_said(run: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MSGREVIEW_CACHE")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, *, appauthor: tmp_path / "of the user" / name)
    run("lint")
    assert len(list((tmp_path / "of the user" / "msgreview").glob("*.msgpack"))) == 1
    assert len(list((tmp_path / "of the user" / "msgreview" / "rules").iterdir())) == 1


def test_a_reader_who_has_seen_enough(run: Cli, tmp_path: Path) -> None:
    """`msgreview ... | head -1` ends without a word about it."""
    for number in range(300):
        Path(f"messages/{number}.yaml").write_text(MESSAGE.replace("a.one", f"a.n{number}"))
    command = [sys.executable, "-m", "msgreview", *ALL, "--jobs", "1"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b"messages/0.yaml:9:41 red")
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() in (0, 1)
