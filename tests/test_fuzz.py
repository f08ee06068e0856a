"""Files and repositories as no person would leave them, through the commands: every run ends with an exit code that means
something. What is done to them follows from a seed, so that a failure can be told and repeated by its number.
"""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Cli
from histories import Repo
from scale import times

MESSAGE = """\
id: ID
title: Your loan
kind: automated
channel: email
service: desk
owner: ann@library.example
lang: en
format: FORMAT
subject: "Your loan of {{ title }}"
samples:
  one: {patron: Sam, title: Emma, fine: 2.40, days: [1, 007]}
variables:
  fine: {type: amount, typical: "2.40"}
policies: [loans.days]
waivers: [{rule: tone.form-letter, reason: law, by: Bob, until: 2027-01-01}]
review: {last: 2026-02-01, by: Bob <bob@library.example>, decision: keep, every: 12 months}
body: |
  Dear {{ patron }},

  {% if fine %}Unfortunately you owe {{ fine }}.{% else %}You owe nothing.{% endif %}
  Bring **{{ title }}** back within {{ policy.loans.days }} days, or renew it at https://library.example.

  - one
  - two

  Kind regards,
  The desk &amp; all
"""
SHARED = """\
kind: scripted
channel: chat
messages:
  - {id: s.a, body: "Hello."}
  - id: s.b
    kind: mixed
    parts: [{use: s.a}, {text: "We are glad."}, {write: the reason, example: It rains.}]
---
id: s.c
kind: scripted
channel: sms
body: "{% include 's.a' %} See you."
"""
SETTINGS = """\
messages: [messages]
services: {desk: {owner: ann@library.example, reviewers: [bob@library.example, cleo@library.example], month: 3}}
review: {every: 12 months, capacity: 3, blackout: ["2026-12-20..2027-01-05"], away: {bob@library.example: ["2027-02-01"]}}
vocabulary: {accept: [ILL], reject: {patron: reader}}
levels: {tone.form-letter: warning}
variables: {library: Quarry}
"""
POLICIES = "loans: {days: {value: 21, says: ['within ([0-9]+) days']}, fee: 2.40}\n"
PLAN = "2026-12-07:\n  m.0: bob@library.example\n"
PIECES = (
    "{{", "}}", "{%", "%}", "{#", "|", ":", ": ", " #", "- ", "\n", "\r\n", "\r", "\t", "  ", "'", '"', "&a ", "*a",
    "<<: *a", "[", "]", "{", "}", "!!int ", "---\n", "...\n", "? ", ">", "|+2", "~", "null", "2.40", "007", "-.inf",
    "0x", "1e999", "2026-02-30", "é", "\u2028", "\x85", "\u202e", "\u200b", "\ufeff", "\x1b[31m", "\x07", "\x00",
    "👩🏽‍💻", "%s", "<p>", "&amp;", "<<<<<<< HEAD\n", "x" * 300, "id: m.0\n", "if", "endif", "for x in y",
    "include 'm.0'", "policy.", "<style>.a, #b {display: none}", "@media x {", '<p class="a" id=b>', "</style>",
    "@", "`", "\\", "\ud7ff",
)  # fmt: skip
COMMANDS = (
    "lint .", "lint . --format json", "list", "status", "status --format json", "review due",
    "review due --format csv", "review plan", "review calendar", "report", "report --format html",
    "report --format json", "review show m.0", "review log m.0", "show m.0", "preview m.0",
    "import records messages/m0.yaml --into messages/new", "check messages/m0.yaml", "doctor",
    "review keep m.0 --yes", "review retire m.1 --yes --note gone", "lint . --jobs 2 --no-cache",
    "list --format json",
)  # fmt: skip

Change = Callable[[bytes, random.Random], bytes]


def _flip(data: bytes, by: random.Random) -> bytes:
    at = by.randrange(len(data) + 1)
    return data[:at] + bytes([by.randrange(256)]) + data[at + 1 :]


def _insert(data: bytes, by: random.Random) -> bytes:
    at = by.randrange(len(data) + 1)
    return data[:at] + by.choice(PIECES).encode() + data[at:]


def _cut(data: bytes, by: random.Random) -> bytes:
    at = by.randrange(len(data) + 1)
    return data[:at] + data[at + by.randrange(40) :]


def _copy(data: bytes, by: random.Random) -> bytes:
    at, to = by.randrange(len(data) + 1), by.randrange(len(data) + 1)
    return data[:to] + data[at : at + by.randrange(80)] + data[to:]


def _lines(data: bytes, by: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    by.shuffle(lines)
    return b"".join(lines)


CHANGES: tuple[Change, ...] = (_flip, _insert, _insert, _insert, _cut, _copy, _copy, _lines)


def _mutated(data: bytes, by: random.Random) -> bytes:
    for _ in range(by.choice((1, 1, 1, 2, 4))):
        data = by.choice(CHANGES)(data, by)
    return data


def _run(cli: Cli, command: str, what: object) -> None:
    ended = cli(*command.split())
    if ended.code not in (0, 1, 2) or "Traceback" in ended.out + ended.err:
        pytest.fail(f"{what}: {command} ended with {ended.code}:\n{ended.err[-3000:]}", pytrace=False)


def _files(by: random.Random) -> dict[str, bytes]:
    formats = ("text", "markdown", "html")
    texts = {f"messages/m{n}.yaml": MESSAGE.replace("ID", f"m.{n}").replace("FORMAT", by.choice(formats)) for n in range(3)}
    texts |= {"messages/shared.yaml": SHARED, "msgreview.yaml": SETTINGS, "policies.yaml": POLICIES, "review-plan.yaml": PLAN}
    return {path: text.encode() for path, text in texts.items()} | {".gitignore": b".cache\n"}


@pytest.mark.parametrize("block", range(2))
def test_files_of_any_bytes(block: int, tmp_path: Path, cli: Cli) -> None:
    count = times(40)
    for seed in range(block * count, (block + 1) * count):
        by = random.Random(seed)
        folder = tmp_path / "messages" / str(seed)
        folder.mkdir(parents=True)
        for number in range(4):
            text = by.choice((MESSAGE, SHARED)).replace("ID", f"m.{seed}.{number}").replace("FORMAT", by.choice(("text", "html")))
            (folder / f"{number}.yaml").write_bytes(_mutated(text.encode(), by))
    for command in ("lint .", "lint . --format json --no-cache --jobs 1", "list", "list --format json"):
        _run(cli, command, f"seeds {block * count} to {(block + 1) * count - 1}")


@pytest.mark.parametrize("block", range(2))
def test_repositories_of_any_history(
    block: int, tmp_path: Path, own_git: None, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = times(1)
    for seed in range(block * count, (block + 1) * count):
        by = random.Random(f"repository {seed}")
        repo = Repo(tmp_path / str(seed))
        monkeypatch.chdir(repo.folder)
        repo.commit(_files(by), day="2026-01-01")
        for step in range(by.randrange(3, 9)):
            _act(repo, by, step)
        for command in by.sample(COMMANDS, 6):
            _run(cli, command, f"seed {seed}")


def _act(repo: Repo, by: random.Random, step: int) -> None:
    """Something that happens to a repository; what git refuses is left."""
    paths = sorted(path.relative_to(repo.folder).as_posix() for path in repo.folder.glob("*.yaml"))
    messages = sorted(path.relative_to(repo.folder).as_posix() for path in repo.folder.glob("messages/**/*.yaml"))
    path = by.choice(messages * 3 + paths) if messages + paths else ".gitignore"
    file = repo.folder / path
    match by.randrange(9):
        case 0 | 1 | 2 | 3:
            file.write_bytes(_mutated(file.read_bytes(), by))
        case 4:
            file.rename(file.with_name(f"moved{step}.yaml"))
        case 5:
            file.unlink()
        case 6:
            (file.parent / f"copy{step}.yaml").write_bytes(file.read_bytes())
        case 7:
            _merge(repo, by, file, step)
        case _:
            data = _mutated(file.read_bytes(), by)
            file.write_bytes(data)
            repo.git("add", "-A")
            repo.git("commit", "-q", "--amend", "--allow-empty", "--no-edit")
    if by.random() < 0.8:
        repo.commit(
            by=by.choice(("ann", "bob", "cleo")), day=f"2026-0{step + 1}-1{step}", says=by.choice(("Change", "é\n\nx: y", " #"))
        )


def _merge(repo: Repo, by: random.Random, file: Path, step: int) -> None:
    """Two branches that changed one file, joined by taking one side or leaving both there."""
    base = file.read_bytes()
    repo.commit(day="2026-03-01")
    repo.git("checkout", "-q", "-b", f"side{step}")
    file.write_bytes(_mutated(base, by))
    repo.commit(by="bob", day="2026-03-02")
    repo.git("checkout", "-q", "main")
    file.write_bytes(_mutated(base, by))
    repo.commit(by="cleo", day="2026-03-03")
    repo.git("merge", "-q", "--no-ff", "-s", "ours", "-m", "Join", f"side{step}")
    if by.random() < 0.5:
        file.write_bytes(b"<<<<<<< HEAD\n" + file.read_bytes() + b"=======\n" + base + b">>>>>>> side\n")
