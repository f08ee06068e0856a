"""`msgreview` alone: what there is in this folder, and what to do next."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from msgreview.catalogue.files import CatalogueFile, repository_top, shown_path
from msgreview.cli import output
from msgreview.cli.context import catalogue_files, open_settings
from msgreview.lint.last_run import last_run
from msgreview.model.config import Settings
from msgreview.model.cycle import after
from msgreview.report.lines import Line, Run, count, line
from msgreview.rubric.message_facts import Facts

_MOST = 3
"""Most steps that are named."""
_RECORDS = (".csv", ".xlsx", ".json", ".jsonl")


class Step(NamedTuple):
    """Something to do, and the command that does it."""

    why: str
    command: str


def start() -> None:
    """Says what there is, and one to three things to do next, the most pressing first."""
    settings = open_settings(None, None, None)
    files = catalogue_files(settings)
    if files:
        here, steps = _catalogue(files, settings)
    else:
        here, steps = _nothing_yet(settings)
    output.show(_rows(here, steps[:_MOST]))


def _rows(here: str, steps: Sequence[Step]) -> Iterator[Line]:
    yield line(here)
    yield line("")
    for number, step in enumerate(steps, 1):
        yield line(f"{number}. {step.why}")
        yield line("   ", Run(step.command, "bold"))
    yield line("")
    yield line("All commands: msgreview --help")


def _nothing_yet(settings: Settings) -> tuple[str, list[Step]]:
    """Where there is no message."""
    here = Path.cwd()
    below = next((path.parent.name for path in sorted(here.glob("*/msgreview.yaml"))), "")
    if below and not settings.config_path:
        return f"There are no messages in this folder, but a catalogue in '{below}'.", [
            Step("Go there, and ask again.", f"cd {shlex.quote(below)} && msgreview")
        ]
    records = next((path.name for path in sorted(here.iterdir()) if path.suffix.lower() in _RECORDS), "")
    bring = [
        Step(
            f"Bring the messages that are in {records}, if it holds yours.",
            f"msgreview import records {shlex.quote(records)} --into messages",
        )
        if records
        else Step("Bring the messages you have: from tables, and the exports of many systems.", "msgreview import --help")
    ]
    if settings.config_path:
        return f"This is a catalogue ({settings.config_path}) without a message yet.", [
            Step("Write the first one: it asks for what it needs.", "msgreview new"),
            *bring,
        ]
    return "There are no messages in this folder yet. msgreview reads those that you keep as YAML files, as their reader will.", [
        *(bring if records else []),
        Step("Make this folder ready: settings, a first message, a check for every change.", "msgreview init"),
        Step("Look around first, in a folder with the messages of a made-up library.", "msgreview init --samples try"),
        Step("Or have one text read, right now.", "echo 'Your request has been denied.' | msgreview check"),
    ]


def _catalogue(files: Sequence[CatalogueFile], settings: Settings) -> tuple[str, list[Step]]:
    """Where there are messages, by what the last `lint` left in its cache."""
    last = last_run(files, settings)
    unread = len(files) - last.read
    there = count(len(last.facts), "message") if not unread else count(len(files), "message file")
    from_where = f", settings in {settings.config_path}" if settings.config_path else ""
    steps = []
    if unread:
        why = f"{count(unread, 'file')} not read yet, or changed since." if last.read else "They have not been read yet."
        steps.append(Step(f"{why} Every path through every message is read, and held to the rules.", "msgreview lint"))
    if last.red:
        number = len({(each.path, each.message) for each in last.red})
        as_it_is = "as it is" if number == 1 else "as they are"
        steps.append(Step(f"{count(number, 'message')} must not go out {as_it_is}.", "msgreview lint --level red"))
    if not last.red and not unread:
        steps += _when_read(last.facts, settings)
    if not repository_top(Path(settings.root)):
        why = "Keep this folder in git: the yearly review is recorded there."
        steps.append(Step(why, "git init && git add . && git commit -m 'Our messages'"))
    steps += _to_look_at(last.facts)
    return f"{there} in {_folders(settings)}{from_where}.", steps


def _when_read(facts: Sequence[Facts], settings: Settings) -> Iterator[Step]:
    """What comes once nothing is red."""
    published = [fact for fact in facts if fact.status == "published"]
    reviewed = [fact for fact in published if fact.reviewed]
    every = settings.config.review.every
    overdue = [fact for fact in reviewed if fact.reviewed and after(fact.reviewed, fact.every or every) < settings.today]
    if not repository_top(Path(settings.root)):
        return
    if overdue:
        have = "has" if len(overdue) == 1 else "have"
        yield Step(f"{count(len(overdue), 'message')} {have} not been reviewed for longer than you want.", "msgreview review due")
    elif published and not reviewed:
        yield Step("No message has been reviewed yet. Spread them over the year:", "msgreview review plan")
    elif reviewed:
        yield Step("See how the yearly review stands.", "msgreview status")


def _to_look_at(facts: Sequence[Facts]) -> Iterator[Step]:
    if facts:
        first = shlex.quote(facts[0].id)
        yield Step("See a message as its reader will.", f"msgreview preview {first} --open")


def _folders(settings: Settings) -> str:
    return " and ".join(shown_path(Path(settings.root, name), Path.cwd()) for name in settings.config.messages)
