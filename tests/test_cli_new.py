"""`msgreview new`, as a user runs it."""

import io
import itertools
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import get_args

import pytest
from conftest import Cli

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.load import load_file
from msgreview.model.message import Channel, Message, MessageKind


@pytest.fixture
def run(cli: Cli) -> Cli:
    return partial(cli, "new")


def typed(*lines: str) -> io.StringIO:
    return io.StringIO("".join(f"{line}\n" for line in lines))


def load(path: str) -> Message:
    loaded = load_file(CatalogueFile(Path(path), path))
    assert loaded.problems == ()
    [entry] = loaded.entries
    return entry.message


def catalogue() -> None:
    Path("msgreview.yaml").write_text("services:\n  loans: {owner: loans@library.example}\n  rooms: {}\n")
    Path("messages/old").mkdir(parents=True)
    shared = "kind: scripted\nchannel: chat\nbody: Hello.\nservice: ask-us\n"
    Path("messages/old/a.yaml").write_text(f"title: A\nid: ask-us.a\nowner: ask@library.example\n{shared}")
    Path("messages/old/b.yaml").write_text(f"id: ask-us.b\n{shared}")
    Path("messages/old/broken.yaml").write_text("id: ask-us.broken\nkind: none\n")


def test_the_questions(run: Cli) -> None:
    answers = (
        "circulation.hold-ready",
        "",
        "script",
        "E-mail",
        "",
        "jo@library.example",
        "Ready: {{ topic }}",
        "an item arrives",
    )
    ended = run(stdin=typed(*answers, "It is on the shelf."))
    assert (ended.code, ended.out) == (0, "messages/circulation/hold-ready.yaml\n")
    assert (
        "Id (the message's name for ever, such as circulation.hold-ready): Title (what staff call it) [Hold ready]: " in ended.err
    )
    assert ended.err.endswith("A draft is there to be edited. Next: msgreview lint messages/circulation/hold-ready.yaml\n")
    message = load("messages/circulation/hold-ready.yaml")
    assert (message.title, message.kind, message.channel, message.status) == ("Hold ready", "scripted", "email", "draft")
    assert (message.service, message.owner, message.trigger) == ("circulation", "jo@library.example", "an item arrives")
    assert message.subject == "Ready: {{ topic }}"
    assert "\n\nIt is on the shelf.\n\n" in message.body
    assert message.samples["a reader"]["topic"] == "your loan"


def test_a_wrong_answer_is_asked_again(run: Cli) -> None:
    catalogue()
    ended = run(stdin=typed("", "hold ready", "ask-us.a", "ask-us.c", "C", "letter", "scripted", "fax", "sms", "", "", "", ""))
    assert ended.code == 0, ended.err
    assert "  a message needs an id: use letters, digits and" in ended.err
    assert "  'hold ready' is not an id: use letters" in ended.err
    assert "  'ask-us.a' is already in messages/old/a.yaml:2. Choose another id, or edit that file.\n" in ended.err
    assert "  'letter' is no kind known here: choose one of automated, scripted, mixed." in ended.err
    assert "  'fax' is no channel known here: choose one of email, chat, sms, phone, letter." in ended.err
    assert "Service (known: ask-us, loans, rooms) [ask-us]: " in ended.err
    assert "Owner (known: ask@library.example and loans@library.example) [ask@library.example]: " in ended.err
    assert load("messages/ask-us/c.yaml").owner == "ask@library.example"


@pytest.mark.parametrize(("kind", "channel"), list(itertools.product(get_args(MessageKind), get_args(Channel))))
def test_every_kind_and_channel_without_questions(run: Cli, kind: str, channel: str) -> None:
    ended = run("loans.new-one", "--kind", kind, "--channel", channel, "--no-input")
    assert (ended.code, ended.out) == (0, "messages/loans/new-one.yaml\n")
    message = load("messages/loans/new-one.yaml")
    assert (message.kind, message.channel, message.title) == (kind, channel, "New one")
    assert bool(message.subject) == (channel in ("email", "letter"))
    assert bool(message.parts) == (kind == "mixed")


def test_what_it_writes_has_only_facts_to_be_filled_in(cli: Cli) -> None:
    for kind, channel in itertools.product(get_args(MessageKind), get_args(Channel)):
        cli(
            "new",
            f"loans.{kind}-{channel}",
            "--kind",
            kind,
            "--channel",
            channel,
            "--owner",
            "loans@library.example",
            "--no-input",
        )
    ended = cli("lint", "messages", "--format", "concise", "--jobs", "1")
    assert ended.code == 0, ended.err
    rules = {line.split(": ")[1].split()[1] for line in ended.out.splitlines()}
    assert rules <= {"facts.live-copy", "facts.trigger", "catalogue.near-copy"}


def test_what_a_system_sends_by_itself_answers_no_question_and_no_person_signs_it(run: Cli) -> None:
    run("loans.ready", "--kind", "automated", "--no-input", "--say", "your book is here")
    message = load("messages/loans/ready.yaml")
    assert message.body.startswith("Dear {{ patron.first_name }},\n\nYour book is here.\n\nDo you have a question?")
    assert message.samples == {"a reader": {"patron": {"first_name": "Sam"}, "topic": "your loan"}}


def test_an_owner_is_an_address_or_somebody_known(run: Cli) -> None:
    catalogue()
    run("loans.y", "--owner", "ASK", "--no-input")
    assert load("messages/loans/y.yaml").owner == "ask@library.example"
    run("loans.z", "--owner", "jo@library.example", "--no-input")
    assert load("messages/loans/z.yaml").owner == "jo@library.example"
    told = run("loans.w", "--owner", "Jane", "--no-input")
    assert "'Jane' is not an address. Known here: ask@library.example, jo@library.example and loans@library.example." in told.err
    assert not Path("messages/loans/w.yaml").exists()


def test_the_owner_is_the_one_the_settings_name(run: Cli) -> None:
    catalogue()
    run("loans.x", "--no-input")
    assert load("messages/loans/x.yaml").owner == "loans@library.example"


@pytest.mark.parametrize("taken", ["ask-us.a", "ask-us.broken"])
def test_an_id_that_exists_is_refused(run: Cli, taken: str) -> None:
    catalogue()
    before = sorted(Path().rglob("*"))
    ended = run(taken, "--no-input")
    assert ended.code == 2
    assert f"'{taken}' is already in messages/old/" in ended.err
    assert sorted(Path().rglob("*")) == before


def test_options_that_cannot_be(run: Cli) -> None:
    assert "'../x' is not an id" in run("../x", "--no-input").err
    assert "a message needs an id" in run("--no-input").err
    assert "'fax' is no channel known here" in run("a.b", "--channel", "fax", "--no-input").err
    assert not Path("messages").exists()


def test_names_without_a_service_or_with_an_odd_one(run: Cli) -> None:
    assert run("alone", "--no-input").out == "messages/alone.yaml\n"
    assert run("loans.x", "--service", "Ask us!", "--no-input").out == "messages/ask-us/loans.x.yaml\n"


def test_a_path_that_is_taken(run: Cli) -> None:
    run("loans.a", "--no-input")
    ended = run("LOANS.A", "--no-input")
    assert ended.code == 0
    assert ended.out.startswith("messages/loans/a-")
    assert load(ended.out.strip()).id == "LOANS.A"


def test_settings_that_name_a_file_or_no_folder(run: Cli, tmp_path: Path) -> None:
    Path("all.yaml").write_text("id: x\nkind: scripted\nchannel: chat\nbody: Hello.\n")
    Path("msgreview.yaml").write_text("messages: [all.yaml]\n")
    assert run("loans.a", "--no-input").out == "loans/a.yaml\n"
    Path("msgreview.yaml").write_text("messages: []\n")
    ended = run("loans.b", "--no-input", "--config", str(tmp_path / "msgreview.yaml"))
    assert ended.out == "messages/loans/b.yaml\n"


def test_from_another_folder(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("here").mkdir()
    monkeypatch.chdir("here")
    config = Path("../msgreview.yaml")
    config.write_text("messages: [messages]\n")
    ended = run("loans.a", "--no-input", "--config", str(config))
    assert Path(ended.out.strip()).is_file()


def test_answers_that_end_too_early(run: Cli) -> None:
    ended = run(stdin=typed("loans.a"))
    assert ended.code == 2
    assert "the answers ended before the questions. Nothing was written." in ended.err
    assert list(Path().iterdir()) == []


class Interrupted(io.StringIO):
    def readline(self, size: int | None = -1) -> str:
        raise KeyboardInterrupt


def test_stopped_at_a_question(run: Cli) -> None:
    ended = run("loans.a", stdin=Interrupted())
    assert ended.code == 130
    assert list(Path().iterdir()) == []


def test_a_folder_that_cannot_be_written(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ended = run("loans.a", "--no-input")
    assert ended.code == 2
    assert "messages/loans/a.yaml could not be written: No space left on device. Nothing was changed." in ended.err
    assert [path for path in Path().rglob("*") if path.is_file()] == []


def test_as_a_program_of_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "msgreview", "new", "loans.a", "--no-input"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "messages/loans/a.yaml\n")
