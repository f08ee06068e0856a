"""Every field of a message, of the settings, the policies and the plan, filled with every kind of value that YAML has, through
every command: whatever stands there, the run ends with an exit code that means something, now and once it is history."""

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
import pytest
import yaml
from conftest import Cli
from histories import Repo
from scale import SCALE, times

from msgreview.model.config import Config
from msgreview.model.message import Message

VALUES = {
    "nothing": "",
    "null": "null",
    "tilde": "~",
    "true": "true",
    "yes": "yes",
    "zero": "0",
    "whole": "42",
    "negative": "-7",
    "plus": "+5",
    "leading zeros": "007",
    "octal": "0o17",
    "hexadecimal": "0x1F",
    "sixty-five bits": "18446744073709551616",
    "four hundred digits": "9" * 400,
    "underscores": "1_000",
    "sexagesimal": "12:30:45",
    "price": "2.40",
    "ends in a point": "1.",
    "begins with a point": ".5",
    "exponent": "1e3",
    "huge exponent": "1e999",
    "infinite": ".inf",
    "minus infinite": "-.INF",
    "no number": ".nan",
    "day": "2026-02-30",
    "moment": "2026-02-03T04:05:06Z",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "empty text": "''",
    "space": "' '",
    "text": "Dear reader",
    "template": "'{{ x }} {% if y %}z{% endif %}'",
    "broken template": "'{{ {% }} %}'",
    "unquoted template": "{{ x }}",
    "many lines": r'"a\n\nb\n"',
    "control characters": r'"\a\b\e\x7f\x00"',
    "line separators": r'"a\u2028b\u2029c\x85d"',
    "marks of direction": r'"\u202e\u2066abc\u200b\ufeff"',
    "private use": r'"\ue000\U000f0000\U0010ffff"',
    "half a character": r'"\ud800"',
    "combined": '"e' + r"\u0301" * 50 + '"',
    "very long": "x" * 70_000,
    "very long words": "ab " * 3_000,
    "empty list": "[]",
    "list": "[a, 2]",
    "list of numbers": "[1, 2.40, [007]]",
    "list of groups": "[{a: 1}, {}]",
    "empty group": "{}",
    "group": "{a: 1, 2.40: b}",
    "deep": "[" * 50 + "x" + "]" * 50,
    "key of a list": "{[a, b]: c}",
    "empty key": "{'': a, ~: b}",
    "key with points": "{a.b: {'c d': 1}, 'é ü': [2]}",
    "binary": "!!binary aGVsbG8=",
    "float by its tag": "!!float 2",
    "set": "!!set {a, b}",
    "unknown tag": "!thing x",
    "python": "!!python/object/apply:os.getcwd []",
    "anchor": "&a x",
    "holds itself": "&a [*a]",
    "unknown alias": "*b",
    "merge": "{<<: {a: 1}, a: 2}",
    "open quote": "'open",
    "open bracket": "[open",
    "address": "Sam Doe <sam@library.example>",
    "path": "../../../etc/hostname",
    "id of its own": "any.base",
}
TOKEN = "@VALUE@"
COUNT = 40 if SCALE == 1 else 60
"""Messages at a time."""
MESSAGE: dict[str, Any] = {
    "id": "any.base",
    "title": "Any",
    "kind": "automated",
    "channel": "email",
    "service": "desk",
    "owner": "ann@library.example",
    "sent_by": "the desk's system",
    "trigger": "a loan",
    "subject": "Your loan",
    "body": "Dear {{ patron }},\n\nyour loan of {{ title }} costs {{ fine }}.\n\nKind regards,\nThe desk\n",
    "parts": [{"use": "any.footer", "text": "a", "write": "b", "example": "c"}],
    "samples": {"one": {"patron": "Sam", "title": "Emma", "fine": "2.40"}},
    "review": {
        "last": "2026-01-02",
        "by": "Bob <bob@library.example>",
        "decision": "keep",
        "seen": "0123456789abcdef",
        "every": "12 months",
        "policies": {"loans.days": "21"},
        "note": "fine",
        "to": "cleo@library.example",
    },
    "waivers": [{"rule": "tone.form-letter", "reason": "law", "by": "Bob", "until": "2027-01-01"}],
    "lang": "en",
    "format": "text",
    "status": "published",
    "audience": "readers",
    "tags": ["loans"],
    "variables": {
        "fine": {
            "about": "what is owed",
            "type": "amount",
            "example": "1",
            "min": "0.10",
            "typical": "2",
            "max": "20",
            "written": "<<fine>>",
        }
    },
    "policies": ["loans.days"],
    "supersedes": ["any.old"],
    "twin_of": "any.other",
    "escalate_to": "the head",
    "notes": "none",
    "source": {"system": "old"},
}
SETTINGS: dict[str, Any] = {
    "messages": ["messages"],
    "rubrics": ["own"],
    "policies": "policies.yaml",
    "review": {
        "every": "12 months",
        "warn": "30 days",
        "four_eyes": True,
        "only_reviewers": True,
        "solo": False,
        "capacity": 5,
        "blackout": ["2027-12-20..2028-01-05"],
        "holidays": "GB",
        "risk": {"money": 2},
        "away": {"bob@library.example": ["2027-02-01"]},
        "gone": ["dan@library.example"],
    },
    "services": {"desk": {"owner": "ann@library.example", "reviewers": ["bob@library.example"], "month": 3}},
    "profile": "standard",
    "levels": {"tone.form-letter": "warning"},
    "vocabulary": {"accept": ["ILL"], "reject": {"patron": "reader"}, "acronyms": ["ILL"]},
    "filters": ["money"],
    "variables": {"library": "Quarry Library", "fee": 2},
    "sms": {"segments": 2},
    "grammar": {"engine": "off", "url": "http://localhost:8081", "english": "en", "timeout": 20},
    "readability": {"grade": 8, "channel": {"email": 8}, "service": {"desk": 8}},
    "require": {"trigger": ["email"]},
}
POLICIES: dict[str, Any] = {"loans": {"days": {"value": 21, "says": ["keep it for ([0-9]+) days"]}, "fee": 2}}
PLAN: dict[str, Any] = {"2026-12-07": {"any.base": "bob@library.example"}}
ALL = (
    ("lint", "."), ("lint", ".", "--format", "json", "--statistics"), ("list",), ("list", "--format", "json"),
    ("status",), ("status", "--format", "json"), ("review", "due"), ("review", "due", "--format", "json"),
    ("review", "due", "--format", "csv"), ("review", "plan", "--year", "2027"), ("review", "calendar"),
    ("report",), ("report", "--format", "json"), ("report", "--format", "html"), ("report", "--format", "csv"),
    ("import", "records", "records.json", "--into", "messages"), ("explain", "tone.form-letter"), ("doctor",),
    ("schema", "message"), ("check", "text.txt"), ("rubric", "list"),
)  # fmt: skip
ONE = (("show",), ("preview",), ("review", "show"), ("review", "log"), ("review", "keep", "--yes"))


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path to everything in a value, itself included."""
    yield path
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in below:
        yield from _paths(each, (*path, key))


def _filled(base: Any, path: tuple[str | int, ...], text: str) -> str:
    """The YAML of `base` with `text` where `path` leads."""
    if not path:
        return text + "\n"
    top = msgspec.json.decode(msgspec.json.encode(base))
    *above, last = path
    at = top
    for key in above:
        at = at[key]
    at[last] = TOKEN
    return yaml.safe_dump(top, sort_keys=False, allow_unicode=True).replace(f"'{TOKEN}'", text)


def _cases(base: dict[str, Any], seed: str) -> list[tuple[tuple[str | int, ...], str]]:
    """Every place with every value, in an order of its own."""
    cases = [(path, name) for path in _paths(base) for name in VALUES]
    return random.Random(seed).sample(cases, len(cases))


def _run(cli: Cli, commands: tuple[tuple[str, ...], ...], what: object, *more: str) -> None:
    for command in commands:
        ended = cli(*command, *more)
        clean = ended.code in (0, 1) or (ended.code == 2 and (ended.err + ended.out).strip())
        if not clean or "Traceback" in ended.out + ended.err:
            pytest.fail(f"{what}: {' '.join(command)} ended with {ended.code}:\n{ended.err[-3000:]}", pytrace=False)


@pytest.fixture
def repo(tmp_path: Path, own_git: None, cli: Cli) -> Repo:
    """A catalogue that is right, and its first commit."""
    repo = Repo(tmp_path)
    repo.write({
        "msgreview.yaml": yaml.safe_dump(SETTINGS, sort_keys=False),
        "policies.yaml": yaml.safe_dump(POLICIES, sort_keys=False),
        "messages/any/base.yaml": yaml.safe_dump(_message("any.base"), sort_keys=False),
        "own/README": "", "records.json": '[{"id": "any.imported", "body": "Hello."}]', "text.txt": "Dear Sam, hello.",
        ".gitignore": ".cache\n",
    })  # fmt: skip
    repo.commit(day="2026-01-01")
    assert cli("status").code == 0, "the base is right"
    return repo


def _message(id_: str) -> dict[str, Any]:
    return {name: value for name, value in MESSAGE.items() if name != "parts"} | {"id": id_}


def test_the_bases_state_every_field() -> None:
    assert set(MESSAGE) == set(Message.__struct_fields__)
    assert set(_dotted(SETTINGS)) >= set(_fields(Config))


def _dotted(value: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for key, each in value.items():
        yield above + key
        if isinstance(each, dict):
            yield from _dotted(each, f"{above}{key}.")


def _fields(struct: type[msgspec.Struct], above: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(struct):
        yield above + field.name
        for arm in (field.type, *get_args(field.type)):
            if isinstance(arm, type) and get_origin(arm) is None and issubclass(arm, msgspec.Struct) and field.name != "services":
                yield from _fields(arm, f"{above}{field.name}.")


@pytest.mark.parametrize("block", range(SCALE))
@pytest.mark.slow
def test_any_value_in_a_message(block: int, repo: Repo, cli: Cli) -> None:
    cases = _cases(MESSAGE, "messages")[COUNT * block : COUNT * (block + 1)]
    files: dict[str, Any] = {}
    right: dict[str, Any] = {}
    for number, (path, name) in enumerate(cases):
        base = MESSAGE | {"id": f"any.n{number}"}
        for field in ("body",) if "parts" in path else ("parts",):
            base.pop(field)
        base["kind"] = "mixed" if "parts" in path else "automated"
        at = f"messages/n/{number}.yaml"
        files[at] = _filled(base, path, VALUES[name])
        right[at] = yaml.safe_dump(_message(f"any.n{number}"), sort_keys=False)
    repo.write(files)
    repo.commit(day="2026-02-01")
    _run(cli, ALL, "as it was typed")
    repo.write(right)
    repo.commit(day="2026-03-01")
    _run(cli, ALL, "after it was corrected")
    for number, case in enumerate(cases[:2]):
        repo.write({f"messages/n/{number}.yaml": files[f"messages/n/{number}.yaml"]})
        _run(cli, ONE, case, f"any.n{number}")


@pytest.mark.parametrize(
    ("file", "base"), [("msgreview.yaml", SETTINGS), ("policies.yaml", POLICIES), ("review-plan.yaml", PLAN)]
)
def test_any_value_beside_the_messages(file: str, base: dict[str, Any], repo: Repo, cli: Cli) -> None:
    for number, (path, name) in enumerate(_cases(base, file)[: times(3)]):
        repo.write({file: _filled(base, path, VALUES[name])})
        if number % 10 == 0:
            repo.commit(day="2026-02-01")
        _run(cli, random.Random(number).sample(ALL, 4), (file, path, name))
        _run(cli, ONE, (file, path, name), "any.base")
