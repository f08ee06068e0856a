"""`msgreview review due`: the list, its formats, its filters and its gate."""

import csv
import json
from io import StringIO

import pytest
from conftest import Cli

AS_OF = ("--as-of", "2026-11-23")
LATER = [f"collections.{name}" for name in ("suggestion-yes", "suggestion-no", "gift-thanks-letter", "concern-letter")]


@pytest.fixture
def due(demo: Cli) -> Cli:
    return lambda *arguments: demo("review", "due", *AS_OF, *arguments)  # type: ignore[return-value]


def ids(ended: object) -> list[str]:
    return [each["id"] for each in json.loads(ended.out)["due"]]  # type: ignore[attr-defined]


def test_the_most_urgent_comes_first(due: Cli) -> None:
    ended = due()
    assert ended.code == 0
    states = [row.split()[0] for row in ended.out.splitlines() if not row.startswith(" ")]
    assert states == [
        *("2", "invalid", "unreviewed", "changed", "unverified", "needs-second", "overdue", "due"),
        *("soon", "soon", "orphan", "recommended"),
    ]
    assert "2 messages read differently because of the policy rooms.most_hours, which was 2 and is 3 now." in ended.out
    assert "13 messages. Next: msgreview review show spaces.lost-property-call" in ended.err


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--service", "collections"], ["collections.suggestion-received"]),
        (["--owner", "ask@library.example"], ["ask-us.voicemail"]),
        (["--reviewer", "ines"], []),
        (["--reviewer", "Ines@library.example"], ["circulation.due-soon", "circulation.lost-item-letter"]),
        (["--service", "collections", "--within", "8 weeks"], ["collections.suggestion-received", *LATER]),
        (["--service", "nobody"], []),
    ],
)  # fmt: skip
def test_it_can_be_narrowed_and_widened(due: Cli, options: list[str], found: list[str]) -> None:
    assert ids(due("--format", "json", *options)) == found


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--reviewer", "ines"], "nobody called 'ines' reviews messages here. Did you mean 'ines@library.example'?"),
        (["--owner", "askus@library.example"], "nobody called 'askus@library.example' owns messages here. Did you mean 'ask@"),
        (["--reviewer", "x"], "nobody called 'x' reviews messages here. Write the whole mail address."),
        (["--service", "colections"], "there is no service 'colections'. Did you mean 'collections'?"),
        (["--service", "nobody"], "there is no service 'nobody'. `msgreview list --by service` shows them."),
        (["--reviewer", "ines@library.example", "--service", "collections"], ""),
    ],
)  # fmt: skip
def test_a_name_that_is_nobodys_is_told(due: Cli, options: list[str], says: str) -> None:
    ended = due("--format", "json", *options)
    assert (ids(ended), ended.code) == ([], 0)
    assert says in " ".join(ended.err.split()) if says else "msgreview:" not in ended.err


def test_csv_has_a_row_a_message(due: Cli) -> None:
    rows = list(csv.DictReader(StringIO(due("--format", "csv").out.removeprefix("\ufeff"))))
    assert len(rows) == 13
    late = next(row for row in rows if row["state"] == "overdue")
    assert (late["id"], late["due"], late["days_late"]) == ("ask-us.voicemail", "2026-02-20", "276")
    assert next(row for row in rows if row["also"] == "orphan")["owner"] == "petra@library.example"


def test_markdown_is_a_table(due: Cli) -> None:
    rows = due("--format", "markdown").out.splitlines()
    assert rows[0].startswith("- 2 messages read differently because of the policy rooms")
    assert rows[2].startswith("| message | state |")
    assert {row.count(" | ") for row in rows[4:15]} == {5}
    assert "rooms.most\\_hours" in "".join(rows)


def test_an_issue_has_a_box_a_message(due: Cli) -> None:
    body = due("--format", "issue").out
    assert body.count("\n- [ ] ") == 12
    assert "## circulation\n" in body
    assert "- [ ] `ask-us.voicemail` What our voicemail says: **overdue**, its day is long past." in body


@pytest.mark.parametrize("name", ["markdown", "issue"])
def test_nothing_due_is_said_in_every_format(due: Cli, name: str) -> None:
    told = due("--service", "nobody", "--format", name).out
    assert told == "None of the messages you ask for waits for anybody, and none is due within 30 days.\n"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-on", "overdue"], 1),
        (["--fail-on", "due", "--service", "ask-us"], 1),
        (["--fail-on", "red", "--service", "ask-us"], 1),
        (["--fail-on", "red", "--service", "accessibility"], 0),
        (["--fail-on", "yellow", "--service", "digital"], 1),
        (["--fail-on", "overdue", "--service", "accessibility"], 0),
        (["--fail-on", "soon", "--service", "accessibility"], 1),
        (["--fail-on", "changed,orphan", "--service", "digital"], 1),
        (["--fail-on", "changed", "--fail-on", "needs-second", "--service", "digital"], 0),
    ],
)
def test_it_is_a_gate(due: Cli, options: list[str], code: int) -> None:
    ended = due(*options)
    assert ended.code == code
    assert ("fail on" in ended.err) == bool(code)


@pytest.mark.parametrize(("options", "says"), [(["--fail-on", "late"], "no state"), (["--within", "soon"], "'6 weeks'")])
def test_mistakes_are_told(due: Cli, options: list[str], says: str) -> None:
    ended = due(*options)
    assert ended.code == 2
    assert says in ended.err
