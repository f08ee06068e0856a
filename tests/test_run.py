"""One run as a whole: which files, which findings, and how it ends."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Cli, Ended

HEAD = "kind: scripted\nchannel: chat\n"
MIXED = "kind: mixed\nchannel: chat\nparts:\n"
FILES = {
    "msgreview.yaml": "messages: [messages]\n",
    "messages/desk/note.yaml": f"id: desk.note\n{HEAD}body: Please be advised that the hall is yours. Please send us your PIN.\n",
    "messages/desk/user.yaml": f"id: desk.user\n{MIXED}- use: shared.foot\n- text: Please be advised that it is late.\n",
    "messages/shared/foot.yaml": f"id: shared.foot\n{HEAD}body: Please be advised that it is cold.\n",
    "messages/shared/card.yaml": f"id: shared.card\n{HEAD}lang: de-AT\nbody: Please be advised that {{{{ a | uper }}}} is it.\n",
    "messages/shared/note.yaml": f"id: shared.note\n{HEAD}lang: en-GB\nbody: \"Hello. {{% include 'shared.gone' %}}\"\n",
}
SAID = "tone.form-letter"


@pytest.fixture
def run(cli: Cli) -> Callable[..., Ended]:
    for name, text in FILES.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    return lambda *arguments: cli("lint", *arguments, "--as-of", "2026-11-23")


def found(ended: Ended) -> list[tuple[str, str]]:
    return [(one["path"], one["rule"]) for one in json.loads(ended.out)["findings"]]


def report(ended: Ended) -> Any:
    return json.loads(ended.out)


def test_a_used_message_is_told_in_its_own_file_once(run: Callable[..., Ended]) -> None:
    assert found(run("--format", "json", "--select", SAID)) == [
        ("messages/desk/note.yaml", SAID),
        ("messages/desk/user.yaml", SAID),
        ("messages/shared/foot.yaml", SAID),
    ]


def test_a_name_that_a_used_message_knows_is_told_at_the_samples_that_lack_it(run: Callable[..., Ended]) -> None:
    sample = "samples: {one: {staff: Noor}}\n"
    Path("messages/shared/foot.yaml").write_text(
        f"id: shared.foot\n{HEAD}body: I am {{{{ staff }}}}.\n{sample}", encoding="utf-8"
    )
    user = "{{ a }} is yours.\nsamples: {one: {a: Dune}}\n"
    Path("messages/desk/user.yaml").write_text(
        f"id: desk.user\n{MIXED}- use: shared.foot\n- text: '{user[:17]}'{user[17:]}", "utf-8"
    )
    (one,) = report(run("--format", "json", "--select", "placeholders.undeclared"))["findings"]
    assert (one["path"], one["field"], one["line"]) == ("messages/desk/user.yaml", "samples", 7)


def test_messages_outside_the_paths_are_used_and_not_told(run: Callable[..., Ended]) -> None:
    ended = run("messages/desk", "--format", "json", "--select", f"{SAID},catalogue")
    assert found(ended) == [("messages/desk/note.yaml", SAID), ("messages/desk/user.yaml", SAID)]
    assert report(ended)["summary"]["messages"] == 2
    alone = run("messages/desk/user.yaml", "--format", "json", "--select", f"{SAID},catalogue")
    assert found(alone) == [("messages/desk/user.yaml", SAID)]
    assert found(run("messages/shared/foot.yaml", "--format", "json", "--select", SAID)) == [("messages/shared/foot.yaml", SAID)]


def test_a_message_that_is_nowhere_is_told(run: Callable[..., Ended]) -> None:
    Path("messages/shared/foot.yaml").unlink()
    assert ("messages/desk/user.yaml", "catalogue.missing-message") in found(run("messages/desk", "--format", "json"))


def test_another_language_gets_the_rules_that_need_no_english(run: Callable[..., Ended]) -> None:
    ended = run("messages/shared", "--format", "json")
    german = {rule for path, rule in found(ended) if path.endswith("card.yaml")}
    assert {"template.unknown-filter", "facts.owner"} <= german
    assert SAID not in german
    assert report(ended)["summary"]["languages"] == {"de-AT": 1}
    Path("messages/shared/card.yaml").write_text(FILES["messages/shared/card.yaml"].replace("de-AT", "en-AU"), encoding="utf-8")
    assert {rule for path, rule in found(run("messages/shared", "--format", "json")) if path.endswith("card.yaml")} > german
    Path("messages/shared/card.yaml").write_text(FILES["messages/shared/card.yaml"], encoding="utf-8")
    told = run("messages/shared", "--format", "concise")
    assert "Not in English: 1 in de-AT. Only the rules for their language were applied to them." in told.err.splitlines()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 1),
        (["--fail-on", "error"], 1),
        (["--exit-zero"], 0),
        (["--select", SAID], 0),
        (["--select", SAID, "--fail-on", "warning"], 1),
        (["--select", SAID, "--fail-on", "suggestion"], 1),
        (["--select", "tone", "--ignore", SAID, "--fail-on", "warning"], 0),
        (["--ignore", "privacy,template,catalogue"], 0),
        (["--level", "error"], 1),
        (["--level", "error", "--ignore", "privacy", "--ignore", "template,catalogue", "--fail-on", "suggestion"], 1),
        (["--select", "nothing.like-it"], 2),
        (["--level", "red"], 1),
        (["--level", "violet"], 2),
        (["--jobs", "-1"], 2),
        (["--format", "xml"], 2),
    ],
)
def test_how_a_run_ends(arguments: list[str], code: int, run: Callable[..., Ended]) -> None:
    ended = run(*arguments)
    assert ended.code == code, ended
    assert "Traceback" not in ended.err


def test_the_report_names_the_level_asked_for(run: Callable[..., Ended]) -> None:
    levels = {one["level"] for one in report(run("--format", "json", "--level", "warning"))["findings"]}
    assert levels == {"error", "warning"}
    assert {one["level"] for one in report(run("--format", "json", "--level", "error"))["findings"]} == {"error"}


def test_every_format_tells_the_same_findings(run: Callable[..., Ended]) -> None:
    told = found(run("--format", "json"))
    concise = run("--format", "concise").out.splitlines()
    assert len(concise) == len(told)
    assert all(path in line and rule in line for line, (path, rule) in zip(concise, told, strict=True))
    github = run("--format", "github").out.splitlines()
    assert sorted(re.findall(r"title=([\w.-]+)", "\n".join(github))) == sorted(rule for _, rule in told)
    levels = [line.split()[0] for line in github]
    assert levels == sorted(levels, key=["::error", "::warning", "::notice"].index)
    text = run().out
    assert all(rule in text for _, rule in told)


_TOLD = re.compile(r"messages/|    Also: |\d+ messages (?:red|yellow|green) ")
"""A line that names a finding's colour and rule, or those of many messages."""


def test_text_tells_every_finding_the_red_ones_first(run: Callable[..., Ended]) -> None:
    told = [(one["rule"], one["colour"]) for one in report(run("--format", "json"))["findings"]]
    out = run().out
    entries: list[str] = []
    text: list[tuple[str, str]] = []
    many = 1
    for place, colour, rule, *_ in (
        row.replace(" messages ", "-messages ").split() for row in out.splitlines() if _TOLD.match(row)
    ):
        if place != "Also:":
            many = int(place.removesuffix("-messages")) if place.endswith("-messages") else 1
            entries.append(colour)
        text += [(rule.rstrip(":"), colour)] * many
    assert many > 1
    assert sorted(text) == sorted(told)
    assert entries == sorted(entries, key=lambda colour: colour != "red")


def test_statistics_count_every_finding(run: Callable[..., Ended]) -> None:
    told = found(run("--format", "json"))
    rows = [line.split() for line in run("--statistics").out.splitlines()]
    counts = {row[-1]: int(row[1]) for row in rows if len(row) == 6 and row[1].isdigit() and "." in row[-1]}
    assert counts == {rule: sum(rule == other for _, other in told) for _, rule in told}


def test_a_limit_holds_for_a_message_on_all_its_paths(run: Callable[..., Ended]) -> None:
    Path("rubrics").mkdir()
    Path("rubrics/house.yaml").write_text(
        "title: House\npractice: clear\nsource: us\nrules:\n"
        "  word: {extends: existence, tokens: [hall], limit: 1, message: \"'%s'.\", try: Say room., why: Short.}\n"
    )
    Path("msgreview.yaml").write_text("messages: [messages]\nrubrics: [rubrics]\n")
    body = "{% if late %}The hall is shut.{% else %}The hall is open.{% endif %}"
    Path("messages/desk/note.yaml").write_text(f'id: desk.note\n{HEAD}body: "{body}"\n')
    ended = run("--select", "house", "--format", "json")
    assert [(one["rule"], one["column"]) for one in report(ended)["findings"]] == [("house.word", 25)]


def test_a_count_is_not_judged_on_a_path_that_no_sample_takes(run: Callable[..., Ended]) -> None:
    Path("rubrics").mkdir()
    Path("rubrics/house.yaml").write_text(
        "title: House\npractice: clear\nsource: us\nrules:\n"
        "  one: {extends: existence, tokens: [1 books], counts: true, message: \"'%s'.\", try: Say book., why: Short.}\n"
    )
    Path("msgreview.yaml").write_text("messages: [messages]\nrubrics: [rubrics]\n")
    body = "{% if n == 1 %}One book is{% else %}{{ n }} books are{% endif %} here. There are {{ n }} books."
    Path("messages/desk/note.yaml").write_text(f'id: desk.note\n{HEAD}samples: {{one: {{n: 1}}}}\nbody: "{body}"\n')
    ended = run("--select", "house", "--format", "json")
    assert [(one["quote"], one["when"]) for one in report(ended)["findings"]] == [("1 books", "")]


@pytest.mark.parametrize("lang", ["en_GB", "EN", "en-US"])
def test_english_is_english_however_it_is_written(lang: str, run: Callable[..., Ended]) -> None:
    Path("messages/desk/note.yaml").write_text(f"id: desk.note\n{HEAD}lang: {lang}\nbody: Please be advised.\n")
    ended = run("messages/desk/note.yaml", "--select", "tone.form-letter", "--format", "json")
    assert len(report(ended)["findings"]) == 1
    assert report(ended)["summary"]["languages"] == {}
