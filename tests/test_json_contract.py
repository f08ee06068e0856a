"""The JSON that programs rely on: its keys and their types are exactly those that docs/json.md promises.

A key may be added here and there; renaming or removing one breaks other people's programs and needs a new version.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import Cli

PAGE = (Path(__file__).parents[1] / "docs" / "json.md").read_text("utf-8")
DATE = "a date"
SPAN = {"start": int, "end": int}
FINDING = {
    "path": str, "line": int, "column": int, "end_line": int, "end_column": int, **SPAN, "message": str, "field": str,
    "quote": str, "exact": bool, "rule": str, "level": {"error", "warning", "suggestion"}, "colour": {"red", "yellow", "green"},
    "practice": str, "text": str, "advice": str, "when": str, "also": [str], "under": str,
}  # fmt: skip
LINT = {
    "version": int,
    "findings": [FINDING],
    "waived": [FINDING],
    "disputed": [{**FINDING, "because": str}],
    "summary": {
        "files": int, "messages": int, "variants": int, "error": int, "warning": int, "suggestion": int, "waived": int,
        "disputed": int, "baseline": int, "languages": {str: int},
    },
}  # fmt: skip
SHOW = {
    "version": int,
    "messages": [
        {
            "id": str,
            "path": str,
            "variants": [
                {
                    "name": str, "when": str, "subject": str, "text": str,
                    "reading": {
                        "greeting": (bool, None), "signoff": (bool, None), "contact_path": (bool, None),
                        "ends_positive": (bool, None), "next_step": (bool, None),
                        "bad_news": ([{**SPAN, "softened": bool, "soft_by": [str], "alternative": bool}], None),
                    },
                    "sentences": [{**SPAN, "moves": [str], "kind": str}],
                }
            ],
        }
    ],
}  # fmt: skip
LIST = {
    "version": int,
    "messages": [
        {
            "id": str, "title": str, "kind": str, "channel": str, "service": str, "owner": str, "status": str, "lang": str,
            "path": str, "reviewed": (DATE, None),
        }
    ],
}  # fmt: skip
VERDICTS = {"kept": (float, None), "verdicts": {"mended": int, "waived": int, "ignored": int, "disputed": int}}
RULES = {
    "version": int,
    "rules": [
        {
            "id": str, "kind": str, "level": {"error", "warning", "suggestion", "off"}, "practice": str, "message": str,
            "profile": {"minimal", "standard", "strict"}, "on": bool, "try": str, "why": str, "source": str,
            "ask": str, **VERDICTS,
        }
    ],
}  # fmt: skip
PROFILES = {"minimal", "standard", "strict"}
STATISTICS = {
    "version": int, "profile": PROFILES, "messages": int,
    "profiles": {
        name: {"findings": int, "findings_a_message": float, "messages_with_findings": int} for name in sorted(PROFILES)
    },
    "rules": [
        {
            "rule": str, "level": {"error", "warning", "suggestion"}, "practice": str, "messages": int,
            "findings": dict.fromkeys(PROFILES, int), **VERDICTS,
        }
    ],
}  # fmt: skip
TALLY = {"ok": int, "total": int}
PROOFS = {
    "version": int,
    "rules": [
        {
            "id": str, "ok": bool, "bad": TALLY, "good": TALLY, "too_few": [{"bad", "good"}],
            "coverage": {"reached": int, "total": int, "unreached": [{"option": str, "text": str}]},
            "examples": [
                {"kind": {"bad", "good"}, "index": int, "text": str, "fired": bool, "ok": bool, "why": str, "advice": str}
            ],
        }
    ],
}  # fmt: skip
STATE = {
    "invalid", "retired", "draft", "unreviewed", "changed", "policy-changed", "unverified", "needs-second", "overdue",
    "due", "soon", "current",
}  # fmt: skip
OVERLAY = {"orphan", "outside", "history-unknown", "recommended"}
CAUSE = {"name": str, "messages": [str], "text": str}
STATUS = {
    "version": int,
    "status": {
        "today": DATE,
        "states": {str: int},
        "overlays": {str: int},
        "services": [{"service": str, "messages": int, "waiting": int, "soon": int, "next": (DATE, None)}],
        "waiting": [{"id": str, "state": STATE, "due": (DATE, None)}],
        "recommendations": [{"id": str, "by": str, "to": str, "on": DATE, "text": str}],
        "unverified": [str],
        "solo": bool,
        "unread": int, "causes": [CAUSE],
        "live": [{"system": str, "export": str, "counts": {str: int}}],
    },
}  # fmt: skip
DUE = {
    "version": int,
    "today": DATE,
    "within": str,
    "due": [
        {
            "id": str, "title": str, "service": str, "channel": str, "owner": str, "readers": [str], "state": STATE,
            "overlays": [OVERLAY], "holds": [STATE | OVERLAY], "due": (DATE, None), "days": (int, None), "reasons": [str],
            "path": str, "planned": (DATE, None), "causes": [str],
        }
    ],
    "causes": [CAUSE],
}  # fmt: skip
FIELDS = {"subject", "body", "channel", "link", "form", "picture", "description", "hidden"}
PASSAGE = {"field": FIELDS, "variant": str, "before": str, "now": str, "removed": [str], "added": [str], "text": str}
DRIFT = {
    "version": int,
    "drift": {
        "system": str,
        "export": str,
        "counts": {str: int},
        "messages": [
            {
                "kind": {"same", "older", "outside", "ahead", "unreadable", "only-there", "only-here"},
                "id": str, "title": str, "where": str,
                "since": (DATE, None), "approved": (DATE, None), "words": [PASSAGE],
            }
        ],
    },
}  # fmt: skip
LOG = {
    "version": int,
    "log": {
        "id": str, "title": str, "state": STATE | {""}, "reasons": [str],
        "events": [{"date": DATE, "commit": str, "kinds": [str], "people": [str], "text": str, "words": [PASSAGE]}],
    },
}  # fmt: skip
SHOWN = {"rule": str, "level": {"error", "warning", "suggestion"}, "path": str, "line": int, "quote": str, "text": str}
REVIEWED = {
    "version": int,
    "show": {
        "id": str, "path": str, "fingerprint": str, "state": STATE, "overlays": [OVERLAY], "reasons": [str],
        "due": (DATE, None), "owner": str, "readers": [str], "approved": ({"on": DATE, "by": str}, None), "writers": [str],
        "policies": [{"name": str, "before": str, "now": str}], "words": ([PASSAGE], None),
        "within": [{"ids": [str], "words": PASSAGE}],
        "variants": [{"name": str, "when": str, "subject": str, "text": str}],
        "findings": [SHOWN],
        "accepted": [SHOWN],
        "disputed": [{**SHOWN, "because": str}],
        "used_by": [str], "twins": [{"id": str, "words": [PASSAGE]}],
        "causes": [str], "references": [{"kind": FIELDS, "label": str, "target": str}],
    },
}  # fmt: skip
PLAN = {
    "version": int, "year": int, "weeks": [{"week": DATE, "room": int}],
    "reviews": [{"id": str, "week": DATE, "reviewer": str, "new": bool, "why": str}], "over": [str], "earlier": [str],
}  # fmt: skip
CELL = (str, int, float, None)
REPORT = {
    "version": int, "title": str, "start": DATE, "end": DATE, "revision": str, "notes": [str],
    "figures": [{"name": str, "value": (int, float), "counted": str, "unit": str, "messages": [str]}],
    "tables": [{"key": str, "title": str, "columns": [str], "rows": [{str: CELL}], "counted": str}],
    "first_page": [{"title": str, "sentences": [str]}],
    "examples": [
        {
            "id": str, "variant": str, "before": str, "after": str, "changed": DATE, "by": [str],
            "found_before": [str], "found_after": int,
        }
    ],
}  # fmt: skip
TOLD = "Dear Sam,\n\nUnfortunately, we cannot renew this book.\n\nRegards,\nNoor\n"
MESSAGE = """\
id: a.one
kind: scripted
channel: email
subject: About your book
body: |
  Dear Sam,

  Unfortunately, we cannot renew this book. Please be advised that it is due.

  Regards,
  Noor
waivers:
  - {rule: tone.form-letter, reason: a test, by: jo@library.example, until: 2999-01-31}
"""


@pytest.fixture
def run(cli: Cli) -> Cli:
    Path("messages").mkdir()
    Path("msgreview.yaml").write_text("")
    Path("messages/one.yaml").write_text(MESSAGE)
    about = "rule: no-softening.bare-no, message: a.one, words: 'Unfortunately, we cannot renew this book.'"
    Path("votes.yaml").write_text(f"- {{on: 2027-03-14, {about}, because: a test}}\n")
    Path("messages/fr.yaml").write_text(
        "id: f\nkind: scripted\nchannel: chat\nlang: fr\nbody: Bonjour.\nreview: {last: 2026-03-01}\n"
    )
    Path("answer.txt").write_text(TOLD)
    return cli


def unlike(value: Any, contract: Any, at: str = "") -> list[str]:
    """Where `value` is not as the contract says: keys too many or too few, a value of another type."""
    if contract == DATE:
        return [] if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else [f"{at}: {value!r} is no date"]
    if isinstance(contract, tuple):
        return [] if any(not unlike(value, one) for one in contract) else [f"{at}: {value!r}"]
    if isinstance(contract, set):
        return [] if value in contract else [f"{at}: {value!r} is none of {sorted(contract)}"]
    if contract is None or isinstance(contract, type):
        return [] if type(value) is (type(None) if contract is None else contract) else [f"{at}: {value!r} is no {contract}"]
    if isinstance(contract, list):
        if not isinstance(value, list):
            return [f"{at}: {value!r} is no list"]
        return [fault for number, one in enumerate(value) for fault in unlike(one, contract[0], f"{at}[{number}]")]
    if not isinstance(value, dict):
        return [f"{at}: {value!r} is no object"]
    if set(contract) == {str}:
        return [fault for key, one in value.items() for fault in unlike(one, contract[str], f"{at}.{key}")]
    odd = [f"{at}.{key}: not the same keys" for key in value.keys() ^ contract.keys()]
    return odd or [fault for key, one in value.items() for fault in unlike(one, contract[key], f"{at}.{key}")]


REFER = {
    "version": int, "to": str, "place": str, "sender": str, "reader": str, "by": DATE, "asks": [str], "given": [str],
    "note": str, "promise": str, "policy": str,
}  # fmt: skip
COMMANDS = [
    (["lint", "--format", "json", "--as-of", "2026-11-23"], LINT),
    (["lint", "--statistics", "--format", "json", "--as-of", "2026-11-23"], STATISTICS),
    (["check", "answer.txt", "--format", "json"], LINT),
    (["refer", "answer.txt", "--to", "Hana", "--from", "Ana", "--within", "2 days", "--format", "json"], REFER),
    (["show", "--all", "--format", "json"], SHOW),
    (["list", "--format", "json"], LIST),
    (["rubric", "list", "--format", "json"], RULES),
    (["rubric", "test", "tone", "--format", "json"], PROOFS),
]


ON_HISTORY = [
    (["status"], STATUS),
    (["review", "due", "--within", "5 years"], DUE),
    (["review", "log", "circulation.overdue"], LOG),
    (["review", "log", "spaces.lost-property-call"], LOG),
    (["review", "show", "events.cancelled"], REVIEWED),
    (["review", "show", "spaces.room-confirmed"], REVIEWED),
    (["review", "show", "spaces.lost-property-call"], REVIEWED),
    (["review", "plan", "2027"], PLAN),
    (["report", "2026"], REPORT),
]


@pytest.mark.parametrize(
    ("arguments", "contract"), ON_HISTORY, ids=lambda value: " ".join(value[:3]) if isinstance(value, list) else None
)
def test_what_is_printed_of_history_is_what_is_promised(demo: Cli, arguments: list[str], contract: dict[str, Any]) -> None:
    printed = json.loads(demo(*arguments, "--as-of", "2026-11-23", "--format", "json").out)
    assert printed["version"] == 1
    assert unlike(printed, contract) == []


@pytest.mark.parametrize(("arguments", "contract"), COMMANDS, ids=lambda value: value[0] if isinstance(value, list) else None)
def test_what_is_printed_is_what_is_promised(run: Cli, arguments: list[str], contract: dict[str, Any]) -> None:
    printed = json.loads(run(*arguments).out)
    assert printed["version"] == 1
    assert unlike(printed, contract) == []


def test_the_drift_of_live_copies_is_what_is_promised(demo: Cli) -> None:
    export = Path(__file__).parent / "cases" / "systems" / "koha.yml"
    demo("import", "koha", str(export), "--into", "messages/koha")
    Path("koha.yml").write_text(export.read_text("utf-8").replace("See you soon", "Bye"), "utf-8")
    printed = json.loads(demo("drift", "koha.yml", "--format", "json").out)
    assert unlike(printed, DRIFT) == []
    assert [each["kind"] for each in printed["drift"]["messages"]] == ["same", "same", "outside"]
    status = json.loads(demo("status", "--live", "koha.yml", "--format", "json").out)
    assert unlike(status, STATUS) == []
    assert status["status"]["live"][0]["counts"] == printed["drift"]["counts"]


def test_the_contract_is_put_to_use(run: Cli) -> None:
    """Nothing in the contract is proven by an empty list."""
    lint = json.loads(run("lint", "--format", "json").out)
    assert lint["findings"]
    assert lint["waived"]
    assert lint["disputed"]
    assert lint["summary"]["languages"] == {"fr": 1}
    assert lint["summary"]["waived"] == len(lint["waived"])
    shown = json.loads(run("show", "a.one", "--format", "json").out)["messages"][0]["variants"][0]
    assert shown["reading"]["bad_news"][0]["soft_by"]
    assert {each["reviewed"] for each in json.loads(run("list", "--format", "json").out)["messages"]} == {None, "2026-03-01"}


@pytest.mark.parametrize(
    ("value", "contract"),
    [
        ({"a": 1}, {"b": int}),
        ({"a": True}, {"a": int}),
        (["x"], [int]),
        ({"k": "v"}, {str: int}),
        ("x", {"y"}),
        ("1", DATE),
        ([], {"a": int}),
    ],
)
def test_the_comparison_can_fail(value: Any, contract: Any) -> None:
    assert unlike(value, contract)


def examples() -> list[Any]:
    """The JSON examples of the page."""
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def test_the_examples_of_the_page_are_as_the_contract_says() -> None:
    lint, statistics, show = examples()
    assert unlike(lint, LINT) == []
    assert unlike(statistics, STATISTICS) == []
    assert unlike(show, SHOW) == []


@pytest.mark.parametrize(
    ("heading", "contract"),
    [
        ("list", LIST["messages"][0]),
        ("rubric list", RULES["rules"][0]),
        ("status", STATUS["status"]),
        ("drift", DRIFT["drift"]),
        ("review due", DUE["due"][0]),
        ("review log", LOG["log"]),
        ("review show", REVIEWED["show"]),
        ("review plan", PLAN["reviews"][0]),
    ],
)
def test_the_keys_named_in_short_forms_are_all_of_them(heading: str, contract: dict[str, Any]) -> None:
    section = PAGE.split(f"## `{heading}`\n")[1].split("\n## ")[0]
    named = re.search(r'"\w+": \[?\{("[^}]*)\}', section)
    assert named is not None
    assert set(re.findall(r'"(\w+)"', named[1])) == set(contract)
