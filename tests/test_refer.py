"""A question that changes hands: how soon by the policies, on which day, and the two texts that go out."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from conftest import Cli

from msgreview.catalogue.files import shipped
from msgreview.model.config import Policy
from msgreview.train.analysis import Analyser
from msgreview.train.hand_over import HandOver, signed_by
from msgreview.train.turnaround import answer_time, day_after, parse_turnaround, turnarounds

CASES = load_cases("referrals.yaml")
FRIDAY = date(2026, 11, 27)
FREE = frozenset((date(2026, 12, 25), date(2026, 12, 28)))


@pytest.mark.parametrize("case", CASES["times"], ids=str)
def test_times(case: list[str]) -> None:
    text, time, *name = case
    assert str(parse_turnaround(text, *name) or "") == time


@pytest.mark.parametrize("case", CASES["days"], ids=str)
def test_days(case: list[Any]) -> None:
    came, text, day = case
    time = parse_turnaround(text)
    assert time
    assert day_after(came, time, FREE) == day


@pytest.mark.parametrize("case", CASES["channels"], ids=str)
def test_channels(case: list[Any]) -> None:
    policies, channel, time = case
    times = turnarounds(Policy(name, value) for name, value in policies.items())
    assert str(answer_time(times, channel) or "") == time


@pytest.mark.parametrize("case", CASES["signed"], ids=str)
def test_signatures(case: list[str]) -> None:
    assert signed_by(case[0]) == case[1]


def over(case: dict[str, Any]) -> HandOver:
    told = {"channel": case.get("channel", "email"), "reply": case.get("reply", "")}
    place = {"to": "Hana Weiss", "place": "the archive", "sender": "Noor Haddad"}
    return HandOver.of(case["question"], by=date(2026, 11, 30), today=FRIDAY, **place, **told)


@pytest.mark.parametrize("case", CASES["hand_overs"], ids=lambda case: case["question"][:20])
def test_what_is_handed_over(case: dict[str, Any]) -> None:
    texts = over(case)
    assert [words for words in case["note"] if words not in texts.note] == [], texts.note
    assert [words for words in case["promise"] if words not in texts.promise] == [], texts.promise
    assert [words for words in case["nowhere"] if words in texts.note + texts.promise] == []


@pytest.mark.parametrize("case", CASES["hand_overs"], ids=lambda case: case["question"][:20])
def test_the_promise_keeps_our_own_rules(case: dict[str, Any], analyser: Analyser) -> None:
    hits = analyser.analyse(over(case).promise, channel=case.get("channel", "email")).hits
    assert [(rule.id, hit) for rule, hit in hits] == []


def test_a_text_message_fits_into_one() -> None:
    assert len(over({"question": "My book is gone.", "channel": "sms"}).promise) <= 160


@pytest.fixture
def desk(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """The sample catalogue, with a question."""
    monkeypatch.chdir(shipped("messages"))
    (tmp_path / "q.txt").write_text("Is there a photo of the ferry house?\n\nThanks\nOlu Mensah\n", "utf-8")
    return lambda *words, **more: cli("refer", *words, "--as-of", "2026-11-27", **more)  # type: ignore[return-value]


def test_the_command(desk: Cli, tmp_path: Path) -> None:
    question = str(tmp_path / "q.txt")
    ended = desk(question, "--to", "Hana Weiss")
    assert ended.code == 0
    assert ended.out.startswith("For Hana Weiss\n\nHello Hana Weiss,\n")
    assert "For Olu Mensah\n\nDear Olu Mensah,\n" in ended.out
    assert "The day is Monday 30 November, by your policy answers.email_hours (24 hours)." in ended.err
    assert "by 3 days from today" in desk(question, "--to", "Hana", "--within", "3 days").err
    assert "by the day that you named" in desk(question, "--to", "Hana", "--by", "2026-12-02").err
    typed = io.TextIOWrapper(io.BytesIO(b"My book is gone."), encoding="utf-8")
    assert "> My book is gone." in desk("--to", "Hana", "--from", "Ana Ruiz", stdin=typed).out  # type: ignore[arg-type]


def test_json(desk: Cli, tmp_path: Path) -> None:
    told = json.loads(
        desk(str(tmp_path / "q.txt"), "--to", "Hana", "--within", "collections.decision_weeks", "--format", "json").out
    )
    assert told["by"] == "2026-12-18"
    assert told["policy"] == "collections.decision_weeks"
    assert told["asks"] == ["Is there a photo of the ferry house?"]
    assert list(told) == ["version", "to", "place", "sender", "reader", "by", "asks", "given", "note", "promise", "policy"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            "--channel phone",
            "no policy says how soon a question by phone is answered. Say --within '2 working days' or --by",
        ),
        ("--within soon", "--within 'soon' is neither a time nor a policy that states one. Write it as '3 working days'."),
        ("--within answers.email_hour", "Did you mean 'answers.email_hours'?"),
        ("--by 2026-11-01", "2026-11-01 is over. Name a day that is still to come."),
        ("--by 2026-12-01 --within 2d", "leave one of them out"),
        ("--to=", "a question goes to a person. Name one: --to 'Hana Weiss'."),
        ("--by tomorrow", "--by 'tomorrow' is not a date"),
        ("--reply none.txt", "none.txt cannot be read"),
    ],
)
def test_what_is_wrong(desk: Cli, tmp_path: Path, options: str, words: str) -> None:
    ended = desk(str(tmp_path / "q.txt"), "--to", "Hana", *options.split())
    assert ended.code == 2
    assert words in ended.err


def test_a_day_of_a_weekend_is_asked_about(desk: Cli, tmp_path: Path) -> None:
    said = "It is a day of a weekend: is somebody there to answer?\n"
    command = (str(tmp_path / "q.txt"), "--to", "Hana", "--by")
    assert desk(*command, "2027-01-03").err.startswith(said)
    assert said not in desk(*command, "2027-01-04").err


def test_without_settings_a_person_is_needed(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text("My book is gone.", "utf-8")
    ended = cli("refer", "q.txt", "--to", "Hana", "--within", "2 days")
    assert ended.code == 2
    assert "Say who you are: --from 'Ana Ruiz'." in ended.err
    (tmp_path / "q.txt").write_text(" ", "utf-8")
    assert "there is no question to hand over" in cli("refer", "q.txt", "--to", "Hana", "--within", "2 days").err
