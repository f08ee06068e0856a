"""The baseline: what stood before is left out, wherever it moves, and the file only shrinks."""

import json
import re
import textwrap
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from conftest import Cli
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from msgreview.catalogue.files import find_files
from msgreview.cli import baseline as baseline_module
from msgreview.lint.baseline import About, Baseline, baseline_text, load_baseline
from msgreview.lint.cached import lint_in_catalogue
from msgreview.model.errors import ConfigError

DRAFTS = Path(__file__).parents[1] / "messages" / "drafts"
RUBRIC = """
title: How our house speaks
practice: professional
rules:
  secret: {extends: existence, level: error, tokens: [your PIN], message: "'%s' is nobody's business."}
  desk: {extends: existence, level: warning, tokens: [desk], message: "'%s' is furniture."}
"""
OFF = "rubrics: [rubrics]\nlevels: {review-date: off, facts: off, structure: off, privacy: off}\n"


def write(id_: str, body: str, name: str = "", **fields: Any) -> None:
    """Writes a message file."""
    Path("messages").mkdir(exist_ok=True)
    message = {"id": id_, "kind": "scripted", "channel": "chat", "lang": "fr", **fields, "body": body}
    Path("messages", name or f"{id_}.yaml").write_text(yaml.safe_dump(message, sort_keys=False, allow_unicode=True), "utf-8")


@pytest.fixture
def run(cli: Cli) -> Cli:
    """A catalogue that the team's own rules alone read, with three findings in its baseline."""
    Path("rubrics").mkdir()
    Path("rubrics/house.yaml").write_text(RUBRIC.replace("existence,", "existence, applies: {lang: [any]},"), "utf-8")
    Path("msgreview.yaml").write_text(OFF, "utf-8")
    write("a", "Come to the desk, the desk.")
    write("b", "What is your PIN?")
    assert cli("baseline").code == 0
    return cli


def findings(cli: Cli, *arguments: str) -> list[tuple[str, str]]:
    """What `lint` shows: the message and the words of each finding."""
    printed = json.loads(cli("lint", "--format", "json", *arguments).out)
    return [(each["message"], each["quote"]) for each in printed["findings"]]


def stated() -> list[dict[str, Any]]:
    """What the file says, as YAML has it."""
    loaded: list[dict[str, Any]] = yaml.safe_load(Path("baseline.yaml").read_text("utf-8"))
    return loaded


def spread(copies: int, *, anew: bool) -> None:
    """The drafts, each several times; `anew`: under other file names, keys in another order and bodies broken elsewhere."""
    for path in sorted(DRAFTS.glob("*.yaml")):
        message = yaml.safe_load(path.read_text("utf-8"))
        for number in range(copies):
            body = message.get("body", "")
            if anew:
                body = "\n\n".join(map(broken_elsewhere, body.split("\n\n")))
            copy = message | {"id": f"{message['id']}-{number}"} | ({"body": body} if body else {})
            name = f"{copies - number}-{path.stem[::-1]}.yaml" if anew else f"{path.stem}-{number}.yaml"
            Path("messages", name).write_text(yaml.safe_dump(copy, sort_keys=anew, width=60 if anew else 999), "utf-8")


def broken_elsewhere(paragraph: str) -> str:
    return paragraph if "{%" in paragraph or "\n" in paragraph.strip() else textwrap.fill(paragraph, 28, break_on_hyphens=False)


def test_five_hundred_old_findings_stay_out_of_sight(cli: Cli) -> None:
    """Every file renamed and every body laid out anew; one new red stands alone, in every format."""
    Path("messages").mkdir()
    Path("msgreview.yaml").write_text("levels: {review-date: off}\n")
    spread(7, anew=False)
    written = cli("baseline", "--as-of", "2027-03-01")
    assert written.code == 0
    assert int(written.err.split()[2].replace(",", "")) >= 500
    for path in Path("messages").iterdir():
        path.unlink()
    spread(7, anew=True)
    ended = cli("lint", "--as-of", "2027-03-01")
    assert ended.code == 0, ended.out
    assert (ended.err, ended.out.count("\n")) == ("", 2)
    assert "0 red, 0 yellow, 0 green (5" in ended.out
    path = next(path for path in Path("messages").glob("3-*.yaml") if "fine-before" in path.read_text("utf-8"))
    text = path.read_text("utf-8")
    path.write_text(text.replace("You owe", "Send us your PIN. You owe", 1), "utf-8")
    outputs = [f"--format={name}:{name}.out" for name in ("text", "concise", "github", "sarif", "gitlab", "rdjson", "markdown")]
    ended = cli("lint", "--as-of", "2027-03-01", "--level", "red", *outputs)
    assert ended.code == 1
    shown = {name: Path(f"{name}.out").read_text("utf-8") for name in ("text", "concise", "github")}
    assert shown["text"].count(" red ") == 1 + shown["text"].count("1 red ")
    assert shown["concise"].startswith(f"{path}:")
    assert (shown["concise"].count("\n"), shown["github"].count("::error ")) == (1, 1)
    [result] = json.loads(Path("sarif.out").read_text("utf-8"))["runs"][0]["results"]
    assert result["level"] == "error"
    assert Path("markdown.out").read_text("utf-8").count("\n| red |") == 1
    assert len(json.loads(Path("gitlab.out").read_text("utf-8"))) == 1
    assert len(json.loads(Path("rdjson.out").read_text("utf-8"))["diagnostics"]) == 1


def test_it_is_written_used_and_says_so(run: Cli) -> None:
    assert stated() == [
        {"message": "a", "rule": "house.desk", "field": "body", "words": "desk", "times": 2},
        {"message": "b", "rule": "house.secret", "field": "body", "words": "your PIN"},
    ]
    ended = run("lint")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "2 messages read on 2 paths: 0 red, 0 yellow, 0 green (3 in the baseline).\n"
        "Not in English: 2 in fr. Only the rules for their language were applied to them.\n"
        "Nothing new to mend. `msgreview lint --no-baseline` shows what stood before.\n"
    )
    assert json.loads(run("lint", "--format", "json").out)["summary"]["baseline"] == 3
    assert len(findings(run, "--no-baseline")) == 3
    assert "house.desk" in run("lint", "--statistics", "--exit-zero").out


def test_one_more_of_the_same_words_is_new(run: Cli) -> None:
    write("a", "Come to the desk, the desk. Which desk?")
    assert findings(run) == [("a", "desk")]
    again = run("baseline")
    assert again.code == 0
    assert "0 findings taken out, 3 left." in again.err
    assert "1 finding not in it" in again.err
    assert findings(run) == [("a", "desk")]
    assert "1 finding taken in, 0 findings taken out, 4 left." in run("baseline", "--grow").err
    assert findings(run) == []


def test_what_is_mended_is_taken_out_and_cannot_come_back(run: Cli) -> None:
    write("a", "Come to the desk.")
    hint = "msgreview: 1 finding in baseline.yaml no longer there. `msgreview baseline` takes that out; commit it.\n"
    assert run("lint").err == hint
    assert run("lint", "messages/a.yaml").err == ""
    checked = run("baseline", "--check")
    assert (checked.code, checked.err) == (1, hint.removeprefix("msgreview: "))
    assert len(stated()) == 2
    assert stated()[0]["times"] == 2
    assert "baseline.yaml: 1 finding taken out, 2 left." in run("baseline").err
    assert run("baseline", "--check").code == 0
    write("a", "Come to the desk, the desk.")
    assert findings(run) == [("a", "desk")]
    write("a", "Hello.")
    write("b", "Hello.")
    assert "it was removed" in run("baseline").err
    assert not Path("baseline.yaml").exists()
    assert "There is no baseline.yaml here." in run("baseline", "--check").err
    assert "There is nothing to mend" in run("baseline").err


def test_a_message_under_another_id(run: Cli) -> None:
    Path("messages/b.yaml").unlink()
    write("b.new", "What is your PIN?", supersedes=["b"])
    assert findings(run) == []
    assert run("baseline").code == 0
    assert stated()[1]["message"] == "b.new"
    Path("messages/b.new.yaml").unlink()
    write("c", "What is your PIN?")
    assert findings(run) == [("c", "your PIN")]
    hint = "A message that has another id now keeps its lines if it names the earlier one under `supersedes`."
    assert f"Not in the catalogue any more: b.new. {hint}\n" in run("lint").err
    assert hint in run("baseline", "--check").err
    assert hint in run("baseline").err


def test_rules_that_are_off_stay_in_it(run: Cli) -> None:
    Path("msgreview.yaml").write_text(OFF.replace("{review", "{house.desk: off, review"))
    assert run("lint").err == ""
    assert run("baseline", "--check").code == 0
    Path("msgreview.yaml").write_text(OFF)
    assert findings(run) == []


def test_a_file_that_holds_no_message(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("messages/broken.yaml").write_text("id: [\n")
    assert run("lint").code == 1
    assert run("baseline", "--grow").code == 0
    assert stated()[0]["file"] == "messages/broken.yaml"
    assert run("lint").code == 0
    monkeypatch.chdir("messages")
    assert run("lint").code == 0


def test_beside_a_revision(run: Cli) -> None:
    import subprocess

    identity = ("-c", "user.name=Jo", "-c", "user.email=jo@library.example")
    for step in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "All"]):
        subprocess.run(["git", *step], check=True)
    write("a", "The desk, the desk, the desk.")
    assert findings(run, "--new-since", "HEAD") == [("a", "desk")]
    assert findings(run, "--changed-since", "HEAD") == [("a", "desk")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('- {"mesage": "a", "rule": "house.desk"}', "baseline.yaml:2:4: 'mesage' is not known here. Did you mean 'message'?"),
        (
            "<<<<<<< HEAD",
            "baseline.yaml:2:1: git left two versions here. Take out the lines of '<<<<<<<', '=======' and '>>>>>>>',",
        ),
        ('- {"rule": "house.desk"}', "a line names a rule, and a message or a file"),
        ('- {"message": "a", "rule": "house.desk", "times": 0}', "baseline.yaml:2:51: 'times'"),
        ("house.desk", "baseline.yaml:2:1: this line is no finding."),
    ],
)
def test_a_bad_file_is_one_error_at_its_place(run: Cli, line: str, words: str) -> None:
    Path("baseline.yaml").write_text(f"# Ours.\n{line}\n", "utf-8")
    for command in ("lint", "baseline"):
        ended = run(command)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("msgreview: baseline.yaml:2:")
        assert words in ended.err
        assert ended.err.count("\n") == 1
    assert Path("baseline.yaml").read_text("utf-8") == f"# Ours.\n{line}\n"


def test_lines_by_hand_and_joined_by_git(run: Cli) -> None:
    rows = Path("baseline.yaml").read_text("utf-8")
    Path("baseline.yaml").write_text(rows + rows + "- {rule: house.desk, message: c, field: body, words: desk}\n", "utf-8")
    write("c", "A desk.")
    assert findings(run) == []
    Path("baseline.yaml").write_bytes(b"\xff")
    assert "baseline.yaml: it cannot be read as UTF-8 text" in run("lint").err


def test_both_at_once_are_refused(run: Cli) -> None:
    assert run("baseline", "--check", "--grow").code == 2


NO_TEXT = "\ufdd0\ufdd1\ufdd2"
"""Noncharacters, which stand for line ends while YAML is parsed."""
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=NO_TEXT), min_size=1, max_size=12)


@given(st.dictionaries(st.builds(About, TEXTS, st.just(""), TEXTS, TEXTS, TEXTS), st.integers(1, 9), max_size=6))
def test_what_is_written_is_read_back_as_json_and_as_yaml(tmp_path_factory: pytest.TempPathFactory, baseline: Baseline) -> None:
    folder = tmp_path_factory.getbasetemp()
    text = baseline_text(baseline)
    (folder / "baseline.yaml").write_text(text, "utf-8", newline="")
    assert load_baseline(folder) == baseline
    (folder / "baseline.yaml").write_text(re.sub(r"^- \{", "-  {", text, flags=re.M), "utf-8", newline="")
    try:
        assert load_baseline(folder) == baseline
    except ConfigError:
        assert not all(character.isprintable() for about in baseline for character in "".join(about))
    assert all(msgspec.json.decode(row[2:]) for row in text.splitlines()[1:])


def test_a_run_in_which_a_rule_fails_changes_nothing(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Path("baseline.yaml").read_text("utf-8")
    write("a", "Hello.")
    lint = baseline_module.lint_files
    monkeypatch.setattr(baseline_module, "lint_files", lambda *given, **options: replace(lint(*given, **options), crashed=True))
    ended = run("baseline")
    assert ended.code == 3
    assert "A rule failed, so baseline.yaml was left as it is." in ended.err
    assert Path("baseline.yaml").read_text("utf-8") == before


def test_a_comment_says_that_it_could_shrink(run: Cli) -> None:
    write("a", "Come to the desk.")
    comment = run("lint", "--format", "markdown").out
    assert "\n1 finding in baseline.yaml no longer there. `msgreview baseline` takes that out; commit it.\n" in comment


def test_what_is_old_stands_apart_wherever_somebody_looks(run: Cli) -> None:
    """For an editor's eyes it is a hint; a review shows it apart, but for what forbids an approval."""
    pytest.importorskip("pygls")
    from msgreview.lsp.diagnostics import diagnostics
    from msgreview.lsp.documents import document
    from msgreview.lsp.project import Project

    write("a", "Come to the desk, the desk. My desk!")
    project = Project(Path.cwd())
    assert project.workspace
    parts = project.workspace.findings(Path.cwd() / "messages/a.yaml")
    report = lint_in_catalogue(find_files([Path("messages")], Path.cwd()), project.workspace.settings)
    assert [[each.quote for each in some] for some in (parts.standing, parts.accepted)] == [["desk"], ["desk", "desk"]]
    assert [each.start for each in report.findings] == [each.start for each in parts.standing]
    assert len(report.accepted) == 3
    text = Path("messages/a.yaml").read_text("utf-8").replace("id: a\n", "id: a.new\nsupersedes: [a]\n")
    moved = document(Path("messages/a.yaml").resolve().as_uri(), text, 1, Path.cwd(), "utf-16")
    project.write(moved)
    shown = [(each.severity and each.severity.name, "Accepted before" in each.message) for each in diagnostics(moved, project)]
    assert shown == [("Hint", True), ("Hint", True), ("Warning", False)]
    project.workspace.close()
