"""A catalogue in memory says what `lint` says: at once of the file that is written, of all files when no work is left."""

import random
import shutil
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from scale import times
from stand_in import stand_in

from msgreview.catalogue.files import message_files
from msgreview.catalogue.settings import load_settings
from msgreview.catalogue.votes import load_votes
from msgreview.lint.run import lint_files
from msgreview.lint.workspace import Workspace
from msgreview.model.finding import Finding
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.ruleset import RuleSet

TODAY = date(2026, 11, 23)
ROOT = Path(__file__).parents[1]
HEAD = "kind: scripted\nchannel: email\nservice: Desk\n"
LONG = (
    "Thank you for asking about the small hall. You can keep books for four weeks, and we hold what you asked for at the desk "
    "until Friday. Please be advised that the hall is yours."
)
FILES = {
    "msgreview.yaml": "messages: [messages]\n",
    "votes.yaml": "- {on: 2026-03-14, rule: tone.form-letter, message: a.note, words: Please be advised that, because: so}\n",
    "messages/a.yaml": f"id: a.note\n{HEAD}body: {LONG}\n",
    "messages/b.yaml": f"id: b.user\nkind: mixed\nchannel: email\nservice: desk\nparts:\n- use: s.foot\n- text: {LONG}\n",
    "messages/c.yaml": f"id: c.note\n{HEAD}waivers:\n- {{rule: tone.form-letter, reason: law, by: Jo, until: 2027-01-01}}\n"
    f"body: {LONG.replace('four weeks', '3 weeks')}\n",
    "messages/d.yaml": f"id: d.note\n{HEAD}body: {LONG}\n",
    "messages/m.yaml": "kind: scripted\nchannel: email\nmessages:\n"
    f"- id: m.one\n  body: {LONG}\n- id: m.two\n  title: Two\n  body: Please be advised that {{{{ x }}}} is late.\n"
    "- id: m.three\n  body: You must pay the fine at once. # msgreview: ignore tone.form-letter so\n",
    "messages/s.yaml": f"id: s.foot\n{HEAD}"
    "body: 'Please be advised that {{ x }} it is cold. Yours, {% if y %}late{% endif %}'\n",
}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    settings = load_settings(tmp_path_factory.mktemp("rules"), TODAY)
    return load_rubrics(rubric_folders(settings), settings)


Open = Callable[[], Workspace]


@pytest.fixture
def opened(tmp_path: Path, rules: RuleSet, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the catalogue in `tmp_path / "own"`, which has the files above."""
    monkeypatch.setenv("MSGREVIEW_CACHE", str(tmp_path / "cache"))
    for name, text in FILES.items():
        path = tmp_path / "own" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return lambda: Workspace(load_settings(tmp_path / "own", TODAY, here=tmp_path / "own"), rules)


def linted(workspace: Workspace, **options: Path) -> dict[str, list[Finding]]:
    """What `lint` says of the files on disk."""
    files = message_files(workspace.settings, workspace.root)
    votes = load_votes(workspace.root)
    report = lint_files(files, workspace.settings, (), rules=workspace.rules, votes=votes, **options)  # type: ignore[arg-type]
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_path[finding.path].append(finding)
    return {file.shown: by_path[file.shown] for file in files}


def said(workspace: Workspace) -> dict[str, list[Finding]]:
    return {shown: list(workspace.findings(workspace.root / shown).standing) for shown in workspace.files}


def is_used(workspace: Workspace, shown: str) -> bool:
    """Whether messages of other files may bring findings to a file's words."""
    return shown in workspace.files and any(workspace.users_of(id_) for id_ in workspace.result(shown).uses)


def test_all_files_have_the_findings_of_lint(opened: Open) -> None:
    workspace = opened()
    expected = linted(workspace)
    rules = {finding.rule for some in expected.values() for finding in some}
    assert {"catalogue.near-copy", "catalogue.service-spelling", "tone.form-letter", "agreement.loan-period"} <= rules
    assert said(workspace) == expected
    assert workspace.findings(workspace.root / "messages/c.yaml").waived
    assert workspace.findings(workspace.root / "messages/a.yaml").disputed


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "a word": lambda text, chance: text.replace("the", "the nice", 1),
    "a character less": lambda text, chance: text[: (at := chance.randrange(len(text)))] + text[at + 1 :],
    "a character more": lambda text, chance: (
        text[: (at := chance.randrange(len(text)))] + chance.choice("'\"{}:|\n é🙂") + text[at:]
    ),
    "another id": lambda text, chance: text.replace("id: ", f"id: {chance.choice(['a.note', 's.foot', 'z'])}  # ", 1),
    "another part": lambda text, chance: text.replace("use: s.foot", f"use: {chance.choice(['a.note', 'nothing', 'b.user'])}"),
    "other line ends": lambda text, chance: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    "a sentence": lambda text, chance: text + "# msgreview: ignore tone.form-letter we say so\n",
    "another language": lambda text, chance: text + "lang: de\n",
}


@pytest.mark.parametrize("seed", range(times(4)))
def test_whatever_is_written_the_findings_are_those_of_lint_on_the_saved_file(opened: Open, seed: int) -> None:
    chance = random.Random(seed)
    workspace = opened()
    while workspace.work():
        pass
    for _ in range(8):
        shown = chance.choice([*workspace.files, "messages/new.yaml"])
        path = workspace.root / shown
        text = path.read_text("utf-8") if path.exists() else f"id: new\n{HEAD}body: {LONG}\n"
        edit = chance.choice(list(EDITS))
        used = is_used(workspace, shown)
        text = EDITS[edit](text, chance)
        workspace.write(path, text)
        at_once = list(workspace.findings(path).standing)
        path.write_text(text, encoding="utf-8", newline="")
        if path.exists() and chance.random() < 0.2:
            path.unlink()
            workspace.write(path, None)
        expected = linted(workspace)
        if shown in expected and not (used or is_used(workspace, shown)):
            assert at_once == expected[shown], edit
        while workspace.work():
            pass
        assert said(workspace) == expected, edit


def test_files_that_others_change_are_read_again(opened: Open) -> None:
    workspace = opened()
    foot, new = workspace.root / "messages/s.yaml", workspace.root / "messages/new.yaml"
    foot.write_text(f"id: s.foot\n{HEAD}body: Good.\n", encoding="utf-8")
    new.write_text(FILES["messages/a.yaml"], encoding="utf-8")
    (workspace.root / "messages/c.yaml").unlink()
    workspace.refresh([foot, new, workspace.root / "messages/c.yaml"])
    expected = linted(workspace)
    assert said(workspace) == expected
    assert "catalogue.duplicate-id" in {finding.rule for finding in expected["messages/new.yaml"]}


def test_a_file_outside_the_folders_of_messages_is_judged_alone(opened: Open) -> None:
    workspace = opened()
    path = workspace.root / "elsewhere.yaml"
    workspace.write(path, FILES["messages/a.yaml"])
    assert "catalogue.duplicate-id" not in {finding.rule for finding in workspace.findings(path).standing}
    assert "catalogue.duplicate-id" not in {f.rule for f in workspace.findings(workspace.root / "messages/a.yaml").standing}


def test_what_lint_has_cached_is_taken_over_and_the_other_way_round(opened: Open, tmp_path: Path) -> None:
    workspace = opened()
    assert workspace.pending == 6
    while workspace.work():
        pass
    workspace.save()
    (cached,) = (tmp_path / "cache").glob("*.msgpack")
    before = cached.read_bytes()
    assert linted(workspace, cache=cached) == said(workspace)
    assert cached.read_bytes() == before, "lint has nothing to add"
    again = opened()
    assert again.pending == 0
    assert said(again) == said(workspace)


def test_what_users_find_in_a_message_stays_at_its_words_until_they_are_read_again(opened: Open) -> None:
    workspace = opened()
    path = workspace.root / "messages/s.yaml"
    while workspace.work():
        pass
    from_user = [each for each in workspace.findings(path).standing if each.rule.startswith("placeholders.")]
    workspace.write(path, "# a comment\n" + path.read_text("utf-8"))
    moved = [each for each in workspace.findings(path).standing if each.rule.startswith("placeholders.")]
    assert [(each.line - 1, each.column, each.text) for each in moved] == [
        (each.line, each.column, each.text) for each in from_user
    ]
    assert workspace.pending == 1


def test_the_sample_catalogue(tmp_path: Path, rules: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of `messages/` in a long run; a part of it in a short one."""
    monkeypatch.setenv("MSGREVIEW_CACHE", str(tmp_path / "cache"))
    shutil.copytree(ROOT / "messages", tmp_path / "own")
    root = tmp_path / "own"
    for number, path in enumerate(sorted(root.rglob("*.yaml"))):
        if number % 6 and times(1) == 1 and "shared" not in path.parts and path.parent != root:
            path.unlink()
    settings = load_settings(root, TODAY, here=root)
    own = load_rubrics(rubric_folders(settings), settings)
    workspace = Workspace(settings, own)
    cache = tmp_path / "lint.msgpack"
    assert said(workspace) == linted(workspace, cache=cache)
    chance = random.Random(1)
    for shown in [*workspace.files][:: (times(1) == 1 and 6) or 1]:
        path = root / shown
        lines = path.read_text("utf-8").splitlines(keepends=True)
        lines[chance.randrange(len(lines))] += "    Please be advised that 🙂 we are closed.\n"
        workspace.write(path, "".join(lines))
        at_once = list(workspace.findings(path).standing)
        path.write_text("".join(lines), encoding="utf-8")
        expected = linted(workspace, cache=cache)
        if not is_used(workspace, shown):
            assert at_once == expected[shown]
        while workspace.work():
            pass
        assert list(workspace.findings(path).standing) == expected[shown]


def test_a_grammar_server_is_asked_about_what_is_saved(opened: Open, tmp_path: Path) -> None:
    with stand_in() as server:
        engine = f"grammar: {{engine: languagetool, url: '{server.url}'}}\n"
        (tmp_path / "own/msgreview.yaml").write_text(f"messages: [messages]\n{engine}", encoding="utf-8")
        settings = load_settings(tmp_path / "own", TODAY, here=tmp_path / "own")
        workspace = Workspace(settings, load_rubrics(rubric_folders(settings), settings))
        path = workspace.root / "messages/a.yaml"
        path.write_text(FILES["messages/a.yaml"].replace("the small", "teh small"), encoding="utf-8")
        (there,) = [each for each in workspace.findings(path).standing if each.rule.startswith("grammar.")]
        asked = len(server.texts)
        text = "# first\n" + path.read_text("utf-8")
        workspace.write(path, text)
        workspace.write(path, text.replace("the desk", "teh desk"))
        (kept,) = [each for each in workspace.findings(path).standing if each.rule.startswith("grammar.")]
        assert (kept.line, kept.quote) == (there.line + 1, "teh")
        assert len(server.texts) == asked, "a keystroke asks nobody"
        path.write_text("# first\n" + FILES["messages/a.yaml"].replace("the desk", "teh desk"), encoding="utf-8")
        workspace.write(path, path.read_text("utf-8"))
        workspace.saved(path)
        (new,) = [each for each in workspace.findings(path).standing if each.rule.startswith("grammar.")]
        assert new.start > kept.start
        workspace.close()
