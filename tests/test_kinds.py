"""Each kind of check on small texts: tests/cases/kinds/KIND.yaml says what is found, and where.

In a body or subject «these words» are a hit and ‹these› are a variable's value. `spans` and `args` are for what marks
cannot say; `accept` is the team's vocabulary, `policies` the catalogue's.
"""

import re
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from case_files import load_cases

from msgreview.model.config import Config, Policy, Settings, Vocabulary
from msgreview.model.document import Document, Origin, Rendered, Segment, SourceMap, Variant
from msgreview.model.message import Message
from msgreview.prose.document import parse_document
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner

CASES = Path(__file__).parent / "cases" / "kinds"
TODAY = date(2027, 3, 14)
MARK = re.compile(r"[«»‹›]")

ALL = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
    for path in sorted(CASES.glob("*.yaml"))
    if path.stem != "moves"
    for case in load_cases(f"kinds/{path.name}", texts=True)  # texts only, as rubrics are read
]


def settings(**given: Any) -> Settings:
    config = Config(vocabulary=Vocabulary(accept=tuple(given.pop("accept", ()))), **given.pop("config", {}))
    stated = given.pop("policies", {})
    policies = tuple(Policy(name, policy["value"], tuple(policy["says"])) for name, policy in stated.items())
    return Settings(config, policies, {}, ".", TODAY, "")


def marked(text: str, field: str) -> tuple[Rendered, list[tuple[int, int]]]:
    """The text without its marks, its values mapped as such, and the spans of the expected hits."""
    plain, hits, segments, starts = "", [], [], []
    value, at = False, 0

    def take(piece: str) -> None:
        nonlocal plain
        if piece:
            segments.append(Segment(len(plain), len(piece), 0, len(plain), len(plain) + len(piece), not value, value))
            plain += piece

    for mark in MARK.finditer(text):
        take(text[at : mark.start()])
        at = mark.end()
        if mark[0] == "«":
            starts.append(len(plain))
        elif mark[0] == "»":
            hits.append((starts.pop(), len(plain)))
        else:
            value = mark[0] == "‹"
    take(text[at:])
    return Rendered(plain, SourceMap.of(segments, [Origin("a.message", field)])), hits


def document(body: str, subject: str = "", lang: str = "en") -> tuple[Document, list[tuple[str, int, int]]]:
    read_body, body_hits = marked(body, "body")
    read_subject, subject_hits = marked(subject, "subject")
    message = Message("a.message", "scripted", "email", subject=read_subject.text, body=read_body.text, lang=lang)
    variant = Variant("as written", "", read_subject if subject else None, read_body)
    hits = [("subject", *span) for span in subject_hits] + [("body", *span) for span in body_hits]
    return parse_document(message, variant), hits


def runner(folder: Path, kind: str, rule: dict[str, Any], known: Settings) -> Runner:
    rubric = {"title": "T", "practice": "clear", "rules": {"it": {"extends": kind, "message": "It is.", **rule}}}
    (folder / "test.yaml").write_text(yaml.safe_dump(rubric), encoding="utf-8")
    return Runner(load_rubrics([CASES / "moves.yaml", folder / "test.yaml"], known), known)


@pytest.mark.parametrize(("kind", "case"), ALL)
def test_kind(kind: str, case: dict[str, Any], tmp_path: Path) -> None:
    if "needs" in case and find_spec(case["needs"]) is None:
        pytest.skip(f"{case['needs']} is not installed")
    known = settings(accept=case.get("accept", ()), policies=case.get("policies", {}))
    run = runner(tmp_path, kind, case["rule"], known)
    read, expected = document(case["body"], case.get("subject", ""), case.get("lang", "en"))
    if "spans" in case:
        expected = [("body", int(start), int(end)) for start, end in case["spans"]]

    scanned, failures = run.scan(read)
    found = run.on_text(scanned)

    assert failures == found.failures == []
    texts = {"body": read.text, "subject": read.subject}
    assert [(hit.field, hit.start, hit.end) for _, hit in found.hits] == expected, [
        texts[hit.field][hit.start : hit.end] for _, hit in found.hits
    ]
    if "args" in case:
        assert [list(hit.args) for _, hit in found.hits] == case["args"]
