"""The same files give the same bytes: whatever was run before, in whatever order, in however many processes, anywhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from msgreview.rubric.run import MOST_SLOW

HEAD = "kind: scripted\nchannel: chat\nstatus: published\n"
RUBRIC = """\
title: T
practice: clear
rules:
  slow: {extends: existence, message: "'%s'", raw: ['(?:a|aa)+(?<=b)'], applies: {lang: [any]}}
  slow-on-few: {extends: capitalization, message: m, match: '(?:c|cc)+d|^(?!cc)', applies: {lang: [any]}}
  desk: {extends: existence, message: "'%s'", tokens: [desk, "th\u00e9"], limit: 1}
  facts: {extends: agree, message: "'%s' and '%s' in %s at %s", says: ['for <length>'], level: warning}
"""
HERE = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
ELSEWHERE = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "LC_ALL": "C"}


def _body(number: int) -> str:
    if number <= MOST_SLOW + 2:
        return "a" * 40 + f"! {number}"
    if number <= MOST_SLOW + 5:
        return "c" * 40 + f"! {number}"
    kinds = (
        "We cannot renew it. Keep it for {n} weeks.",
        "{{% if fines %}}Please be advised that you owe {{{{ fines }}}}.{{% else %}}Th\u00e9 at the desk.{{% endif %}}",
        "{{% include 'hall.n{other}' %}} Go to the desk, \u4f60\u597d.",
        "{{{{ nobody }}}} and {{{{ name }}}}, the desk is at the hall {n}.",
    )
    return kinds[number % 4].format(n=number % 7, other=number - 1)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "msgreview.yaml").write_text("messages: [messages]\nrubrics: [rubrics]\nprofile: strict\n", encoding="utf-8")
    (tmp_path / "rubrics" / "house.yaml").write_text(RUBRIC, encoding="utf-8")
    for number in range(220):
        id_ = f"hall.n{min(number, 215)}"  # The last five have one id.
        samples = "samples: {a: {name: Jo, fines: $2, more: [1, 2]}}\n" if number % 3 else ""
        text = f'id: {id_}\nservice: s{number % 3}\n{HEAD}{samples}body: "{_body(number)}"\n'
        (tmp_path / "messages" / f"{number:03}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "messages" / "z.yaml").write_text("id: [1\n", encoding="utf-8")
    return tmp_path


def _lint(folder: Path, cache: Path, environment: dict[str, str], *arguments: str) -> bytes:
    known = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    command = [sys.executable, "-m", "msgreview", "lint", "--exit-zero", "--as-of", "2026-11-23", *arguments]
    ended = subprocess.run(
        command,
        cwd=folder,
        env=known | environment | {"XDG_CACHE_HOME": str(cache), "COLUMNS": "100"},
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert ended.stderr == b"", ended.stderr.decode()
    return ended.stdout


@pytest.mark.slow
@pytest.mark.parametrize("form", ["json", "text"])
def test_lint_says_the_same_anywhere(form: str, catalogue: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "cache-here", tmp_path / "cache-there"
    cold = _lint(catalogue, here, HERE, "--format", form, "--jobs", "1")
    assert b"left out everywhere" in cold
    assert b"house.slow-on-few was left out here" in cold
    runs = {
        "warm": (here, HERE, "1"),
        "warm, in eight processes, elsewhere": (here, ELSEWHERE, "8"),
        "cold, in eight processes, elsewhere": (there, ELSEWHERE, "8"),
        "warm, elsewhere": (there, HERE, "1"),
    }
    for name, (cache, environment, jobs) in runs.items():
        assert _lint(catalogue, cache, environment, "--format", form, "--jobs", jobs) == cold, name
    part = _lint(catalogue, here, HERE, "--format", form, "messages/100.yaml", "messages/098.yaml")
    assert part == _lint(catalogue, here, ELSEWHERE, "--format", form, "--no-cache", "messages/098.yaml", "messages/100.yaml")
