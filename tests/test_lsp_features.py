"""What an editor is told of a file, with the cursor anywhere in it."""

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from case_files import load_cases
from hypothesis import given, strategies
from lsprotocol import types
from scale import times

from msgreview.catalogue.edits import Edit, edited
from msgreview.lsp import completion, hover, navigation, quick_fixes, renaming
from msgreview.lsp.diagnostics import diagnostics, failed
from msgreview.lsp.documents import Document
from msgreview.lsp.editor import Editor
from msgreview.lsp.features import make_server
from msgreview.lsp.positions import Positions
from msgreview.model.span import Source

CURSOR = "‸"
HEAD = "id: desk.own\nkind: scripted\nchannel: email\nservice: desk\nowner: desk@library.example\n"
WAIVER = "waivers: [{{rule: {}, reason: r, by: b, until: 2099-01-01}}]\n"
USER = """\
id: desk.user
kind: mixed
channel: email
parts:
- use: desk.note
- text: "{% include 'desk.note' %}"
waivers:
- {rule: house.no-thing, reason: r, by: b, until: 2099-01-01}
policies: [loans.days]
"""
FILES = {
    "msgreview.yaml": "messages: [messages]\nrubrics: [rubrics]\nservices: {desk: {owner: desk@library.example}}\n"
    "variables: {library: {phone: 555-0100}}\nlevels: {house.no-thing: warning}\n",
    "policies.yaml": "loans:\n  days: 28\n  renewals: {value: 2}\n",
    "rubrics/house.yaml": "title: House\npractice: clear\n"
    "rules:\n  no-thing: {extends: existence, message: No., tokens: [thing]}\n",
    "votes.yaml": "- {on: 2026-03-14, rule: tone.curt, message: desk.note, because: so}\n",
    "review-plan.yaml": "2027-01-04:\n  desk.note: jo@library.example\n  desk.user: ''\n",
    "messages/note.yaml": f"{HEAD.replace('own', 'note')}body: It is {{{{ policy.loans.days }}}} days, {{{{ x }}}}.\n"
    "samples: {one: {x: y}}\n",
    "messages/user.yaml": USER.replace("\n", "\r\n"),
    "messages/foot.yaml": f"{HEAD.replace('desk.own', 'shared.foot')}"
    "twin_of: 'desk.note'\nsupersedes: [desk.note]\nbody: Your library\n",
}
CASES: list[dict[str, Any]] = load_cases("editor.yaml")


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    root = tmp_path_factory.mktemp("catalogue").resolve()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MSGREVIEW_CACHE", str(root / ".cache"))
        for name, text in FILES.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text, encoding="utf-8", newline="")
        yield Editor([root])


def opened(editor: Editor, text: str, name: str = "messages/own.yaml") -> tuple[Document, types.Position]:
    """A file that is open, and where the cursor is in it."""
    text = text.replace("{HEAD}", HEAD)
    at = max(text.find(CURSOR), 0)
    document = editor.open((editor.folders[0] / name).as_uri(), text.replace(CURSOR, ""), 1)
    editor.project(document.path)
    return document, document.positions.position(at)


@pytest.mark.parametrize("case", [case for case in CASES if "hover" not in case], ids=lambda case: case["about"])
def test_what_may_be_written(editor: Editor, case: dict[str, Any]) -> None:
    document, position = opened(editor, case["text"], case.get("file", "messages/own.yaml"))
    offered = completion.completions(document, editor.project(document.path), position)
    labels = [each.label for each in offered if each.label != "desk.own"]
    written = [each.text_edit.new_text for each in offered if each.text_edit]
    editor.close(document.uri)
    if "complete" in case:
        assert labels[: len(case["complete"])] == case["complete"], labels[:20]
        assert case["complete"] or not labels
    assert written[: len(case.get("writes", ()))] == case.get("writes", [])
    assert set(case.get("offers", ())) <= set(labels)
    assert not set(case.get("without", ())) & set(labels)


@pytest.mark.parametrize("case", [case for case in CASES if "hover" in case], ids=lambda case: case["about"])
def test_what_is_said(editor: Editor, case: dict[str, Any]) -> None:
    document, position = opened(editor, case["text"])
    shown = hover.hover(document, editor.project(document.path), position)
    editor.close(document.uri)
    said = shown.contents.value if shown and isinstance(shown.contents, types.MarkupContent) else ""
    for words in case["hover"]:
        assert words in said
    assert case["hover"] or not said


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("messages/own.yaml", "id: a\nkind: mixed\nchannel: email\nparts:\n- use: shared.f‸oot\n", {"messages/foot.yaml:1"}),
        ("messages/own.yaml", "{HEAD}body: \"Hello. {% include 'shared.f‸oot' %}\"\n", {"messages/foot.yaml:1"}),
        ("messages/own.yaml", "{HEAD}body: For {{ policy.loans.d‸ays }} days.\n", {"policies.yaml:2"}),
        ("messages/own.yaml", "{HEAD}body: For {{ d‸ue }}.\nsamples: {a: {due: x}, b: {due: y}}\n", {"messages/own.yaml:7"}),
        ("messages/own.yaml", "{HEAD}body: Call {{ library.p‸hone }}.\n", {"msgreview.yaml:4"}),
        ("messages/own.yaml", "{HEAD}body: Hi.\nwaivers:\n- {rule: house.no‸-thing}\n", set()),
        ("messages/own.yaml", "{HEAD}body: Hi.\n" + WAIVER.format("house.no‸-thing"), {"rubrics/house.yaml:4"}),
        ("votes.yaml", "- {on: 2026-03-14, rule: house.no‸-thing, message: desk.note, because: so}\n", {"rubrics/house.yaml:4"}),
        ("review-plan.yaml", "2027-01-04:\n  desk.n‸ote: jo@library.example\n", {"messages/note.yaml:1"}),
        ("messages/own.yaml", "{HEAD}body: Hel‸lo.\n", set()),
    ],
)
def test_where_a_name_is_defined(editor: Editor, name: str, text: str, expected: set[str]) -> None:
    document, position = opened(editor, text, name)
    there = navigation.name_in(document, editor.project(document.path), position)
    found = navigation.definition(there, document, editor) if there else []
    editor.close(document.uri)
    assert lines(editor, found) == expected


def lines(editor: Editor, locations: list[types.Location]) -> set[str]:
    root = editor.folders[0].as_uri() + "/"
    return {f"{each.uri.removeprefix(root)}:{each.range.start.line + 1}" for each in locations}


def test_a_shipped_rule_is_found_in_its_rubric(editor: Editor) -> None:
    document, position = opened(editor, "{HEAD}body: Hi.\n" + WAIVER.format("tone.form-l‸etter"))
    there = navigation.name_in(document, editor.project(document.path), position)
    assert there is not None
    (found,) = navigation.definition(there, document, editor)
    editor.close(document.uri)
    assert found.uri.endswith("rubrics/tone.yaml")


def test_every_mention_of_a_message(editor: Editor) -> None:
    document, position = opened(editor, FILES["messages/note.yaml"].replace("desk.note", "desk.n‸ote"), "messages/note.yaml")
    there = navigation.name_in(document, editor.project(document.path), position)
    assert there is not None
    found = navigation.references(there, document, editor, declaration=True)
    editor.close(document.uri)
    assert lines(editor, found) == {
        "messages/note.yaml:1",
        "messages/user.yaml:5",
        "messages/user.yaml:6",
        "messages/foot.yaml:6",
        "messages/foot.yaml:7",
        "votes.yaml:1",
        "review-plan.yaml:2",
    }


def renamed(editor: Editor, name: str, text: str, new: str) -> dict[str, str]:
    """The files that a rename changes, with what they hold then."""
    document, position = opened(editor, text, name)
    project = editor.project(document.path)
    try:
        there = renaming.renamable(document, project, document.positions.offset(position))
        edits = renaming.rename(there, new, document, editor)
    finally:
        editor.close(document.uri)
    root = editor.folders[0].as_uri() + "/"
    return {each.uri.removeprefix(root): edited(b"", each.source.text, some).decode() for each, some in edits.items()}


def test_a_message_is_renamed_everywhere_and_keeps_its_history(editor: Editor) -> None:
    text = FILES["messages/note.yaml"].replace("desk.note", "desk.n‸ote")
    files = renamed(editor, "messages/note.yaml", text, "desk.slip")
    expected = {name: text.replace("desk.note", "desk.slip") for name, text in FILES.items() if "desk.note" in text}
    expected["messages/note.yaml"] = expected["messages/note.yaml"].replace("\n", "\nsupersedes: [desk.note]\n", 1)
    assert files == expected


def test_a_variable_is_renamed_in_its_message(editor: Editor) -> None:
    text = "{HEAD}body: It is {{ pat‸ron.name }}, {% if patron.name %}{{ patron.town | upper }}{% endif %}{{ patrons }}.\n"
    samples = "samples:\n  one:\n    patron: {name: Ada, town: Ely}\nvariables: {patron.name: {about: who}}\n"
    files = renamed(editor, "messages/own.yaml", text + samples, "patron.called")
    assert files == {
        "messages/own.yaml": (text + samples)
        .replace("{HEAD}", HEAD)
        .replace(CURSOR, "")
        .replace("patron.name", "patron.called")
        .replace("{name: Ada", "{called: Ada")
    }
    group = text.replace(CURSOR, "") + samples.replace("patron:", "pat‸ron:")
    files = renamed(editor, "messages/own.yaml", group, "reader")
    expected = group.replace("{HEAD}", HEAD).replace(CURSOR, "")
    for old in ("patron.", "patron:"):
        expected = expected.replace(old, old.replace("patron", "reader"))
    assert files == {"messages/own.yaml": expected}


def test_a_policy_and_a_rule_are_renamed(editor: Editor) -> None:
    files = renamed(editor, "policies.yaml", FILES["policies.yaml"].replace("days", "da‸ys"), "loans.length")
    assert set(files) == {"policies.yaml", "messages/note.yaml", "messages/user.yaml"}
    assert "{{ policy.loans.length }}" in files["messages/note.yaml"]
    assert "policies: [loans.length]\r\n" in files["messages/user.yaml"]
    assert "  length: 28\n" in files["policies.yaml"]
    files = renamed(editor, "rubrics/house.yaml", FILES["rubrics/house.yaml"].replace("no-th", "no‸-th"), "house.no-stuff")
    assert set(files) == {"rubrics/house.yaml", "msgreview.yaml", "messages/user.yaml"}
    assert "  no-stuff: {" in files["rubrics/house.yaml"]
    assert "{house.no-stuff: warning}" in files["msgreview.yaml"]


@pytest.mark.parametrize(
    ("text", "new", "words"),
    [
        ("id: desk.o‸wn\n", "shared.foot", "there is a message 'shared.foot' already, in messages/foot.yaml"),
        ("id: desk.o‸wn\n", "a b", "'a b' is not an id for a message"),
        ("id: desk.o‸wn\n", "desk.own", "called so already"),
        ("id: desk.own\nki‸nd: scripted\n", "x", "there is no name here"),
    ],
)
def test_what_cannot_be_renamed(editor: Editor, text: str, new: str, words: str) -> None:
    start = text if "kind" in text else f"{text}kind: scripted\n"
    whole = HEAD.replace("id: desk.own\nkind: scripted\n", start) + "body: Hello.\n"
    with pytest.raises(renaming.RenameError, match=words):
        renamed(editor, "messages/own.yaml", whole, new)


ODD = [
    *("'", '"', "{{ ", " }}", "{% ", " %}", "\n", "\r\n", "- ", ": ", "  ", "|\n", "[", "}", "&a ", "*a", "#", "\t"),
    *("🙂", "שלום", "\u2028", "\x85"),
]


@pytest.mark.parametrize("seed", range(times(20)))
def test_whatever_is_typed_every_question_has_an_answer(editor: Editor, seed: int) -> None:
    chance = random.Random(seed)
    name = chance.choice([*FILES, "messages/own.yaml"])
    text = FILES.get(name, FILES["messages/user.yaml"])
    for version in range(6):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(ODD) + text[at + chance.choice([0, 0, 1, 9]) :]
        document = editor.open((editor.folders[0] / name).as_uri(), text, version)
        project = editor.project(document.path)
        said = diagnostics(document, project)
        for each in said:
            assert document.positions.offset(each.range.start) <= document.positions.offset(each.range.end) <= len(text)
        position = document.positions.position(chance.randrange(len(text) + 1))
        completion.completions(document, project, position)
        hover.hover(document, project, position)
        quick_fixes.quick_fixes(document, project, types.Range(position, position))
        navigation.document_symbols(document, project)
        there = navigation.name_in(document, project, position)
        if there:
            navigation.definition(there, document, editor)
            with suppress(renaming.RenameError):
                renaming.rename(there, "desk.other", document, editor)
    editor.close((editor.folders[0] / name).as_uri())


@given(
    strategies.text(alphabet="ab🙂é\u05e9\n\r\u2028 ", max_size=30),
    strategies.integers(0, 30),
    strategies.sampled_from(["utf-8", "utf-16", "utf-32"]),
)
def test_positions_lead_back_to_their_offsets(words: str, offset: int, encoding: str) -> None:
    offset = min(offset, len(words))
    positions = Positions(Source.of("a.yaml", words), encoding)
    position = positions.position(offset)
    inside = words[offset - 1 : offset + 1] == "\r\n"  # There is no position between the two.
    assert positions.offset(position) == offset - inside
    line = re.split("\r\n|\n|\r", words[:offset])[-1].removesuffix("\r")
    if not inside:
        size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
        assert position.character == len(line.encode(encoding if size == 1 else f"{encoding}-le")) // size


def fixes(editor: Editor, text: str) -> dict[str, str]:
    """What each quick fix at the cursor makes of a file, by its title."""
    document, position = opened(editor, text)
    actions = quick_fixes.quick_fixes(document, editor.project(document.path), types.Range(position, position))
    editor.close(document.uri)
    made: dict[str, str] = {}
    for action in actions:
        assert action.edit is not None
        assert action.edit.changes is not None
        at, changes = document.positions.offset, action.edit.changes[document.uri]
        edits = [Edit(at(each.range.start), at(each.range.end), each.new_text) for each in changes]
        made[action.title] = edited(b"", document.source.text, edits).decode()
    return made


@pytest.mark.parametrize(
    ("text", "title", "old", "new"),
    [
        ("{HEAD}bdo‸y: Hello.\n", "Write 'body'", "bdoy:", "body:"),
        ("{HEAD}body: Hello.\nstatus: draf‸t1\n", "Write 'draft'", "draft1", "draft"),
        ("{HEAD}body: Hello {{ x | uper‸ }}.\n", "Write 'upper'", "uper ", "upper "),
        ("{HEAD}body: \"{% include 'shared.fo‸t' %}\"\n", "Write 'shared.foot'", "'shared.fot'", "'shared.foot'"),
        ("{HEAD}body: Due {{ du‸ }}.\nsamples: {a: {due: x}}\n", "Write 'due'", "{{ du }}", "{{ due }}"),
        ("{HEAD}body: Hello.\n" + WAIVER.format("tone.crt‸"), "Write 'tone.curt'", ".crt", ".curt"),
        (
            "{HEAD}body: Due {{ d‸ay }}.\nsamples: {a: {due: x}}\n",
            "Say what 'day' is, under variables",
            "samples: {a: {due: x}}\n",
            "samples: {a: {due: x}}\nvariables:\n  day: {about: what it is, example: an example}\n",
        ),
    ],
)
def test_what_can_be_done_about_a_finding(editor: Editor, text: str, title: str, old: str, new: str) -> None:
    before = text.replace("{HEAD}", HEAD).replace(CURSOR, "")
    assert fixes(editor, text)[title] == before.replace(old, new)


def test_an_exception_is_signed_where_others_are(editor: Editor) -> None:
    words = "{HEAD}body: This is a th‸ing.\n"
    title = next(each for each in fixes(editor, words) if each.startswith("Sign an exception from house.no-thing"))
    signed = fixes(editor, words)[title]
    assert f"{HEAD}body: This is a thing.\nwaivers:\n  - {{rule: house.no-thing, reason: WHY THIS IS RIGHT HERE, by: " in signed
    others = "waivers:\n- {rule: tone.curt, reason: r, by: b, until: 2099-01-01}\n"
    assert f"{others}- {{rule: house.no-thing, " in fixes(editor, words + others)[title]
    inside = words.replace("th‸ing.\n", "th‸ing.\nwaivers: [{rule: tone.curt, reason: r, by: b, until: 2099-01-01}]\n")
    assert "waivers: [{rule: house.no-thing, " in fixes(editor, inside)[title]


def test_a_failure_of_the_tool_is_one_note_and_the_session_goes_on(editor: Editor) -> None:
    document, _ = opened(editor, "{HEAD}body: Hello.\n")
    note = failed(document, ZeroDivisionError("by nothing"))
    editor.close(document.uri)
    assert note.severity == types.DiagnosticSeverity.Information
    assert "msgreview could not check this file (ZeroDivisionError: by nothing)" in note.message


@pytest.mark.parametrize(
    ("method", "params"),
    [
        (types.TEXT_DOCUMENT_HOVER, {}),
        (types.TEXT_DOCUMENT_RENAME, {"textDocument": {"uri": 5}, "position": "here"}),
        (types.TEXT_DOCUMENT_COMPLETION, "all"),
        (types.WORKSPACE_SYMBOL, None),
        (types.WORKSPACE_EXECUTE_COMMAND, {}),
    ],
)
def test_a_request_that_is_none_of_the_protocol_has_an_answer(method: str, params: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    protocol = make_server().protocol
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(protocol, "_send_response", lambda *answer: sent.append(answer))
    protocol.handle_message(protocol.structure_message({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}))
    assert [(id_, result, error.code) for id_, result, error in sent] == [(7, None, -32602)]
    assert protocol.structure_message({"jsonrpc": "2.0", "method": types.TEXT_DOCUMENT_DID_OPEN, "params": {}}) is None
    assert len(sent) == 1
