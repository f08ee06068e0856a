"""`msgreview new`: questions in plain words, and a valid file from the answers."""

import re
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple, get_args

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.load import load_file
from msgreview.catalogue.schema_line import schema_line
from msgreview.catalogue.write import as_yaml
from msgreview.cli.complete import channels, kinds, services
from msgreview.cli.context import ConfigPath, catalogue_files, open_settings
from msgreview.cli.output import say, write
from msgreview.cli.schema import write_first_schema
from msgreview.cli.starter import SUBJECT, starter
from msgreview.history.people import addressee, still_here
from msgreview.importing.columns import choice
from msgreview.importing.messages import VALID_ID, apart, file_path
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError
from msgreview.model.message import Channel, MessageKind
from msgreview.model.review import Person
from msgreview.report.lines import listed

_WITH_SUBJECT = ("email", "letter")


class _Existing(NamedTuple):
    """What the catalogue holds already."""

    ids: dict[str, str]
    """Id → where it is, for a person."""
    services: tuple[str, ...]
    owners: dict[str, str]
    """Service → who answers for it, as the settings or most of its messages say."""
    people: tuple[str, ...]
    """Addresses of all who answer for something and are still here."""


def new(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The message's name for ever, such as circulation.hold-ready.")] = "",
    *,
    title: Annotated[str, typer.Option(metavar="TEXT", help="What staff call the message.", show_default=False)] = "",
    kind: Annotated[
        str, typer.Option(metavar="TEXT", help="automated, scripted or mixed.", show_default=False, autocompletion=kinds)
    ] = "",
    channel: Annotated[
        str, typer.Option(metavar="TEXT", help="email, chat, sms, phone or letter.", show_default=False, autocompletion=channels)
    ] = "",
    service: Annotated[
        str, typer.Option(metavar="TEXT", help="The service it belongs to.", show_default=False, autocompletion=services)
    ] = "",
    owner: Annotated[str, typer.Option(metavar="TEXT", help="The address of who answers for it.", show_default=False)] = "",
    subject: Annotated[str, typer.Option(metavar="TEXT", help="Subject line of an email or a letter.", show_default=False)] = "",
    trigger: Annotated[str, typer.Option(metavar="TEXT", help="What makes it go out.", show_default=False)] = "",
    first_line: Annotated[
        str, typer.Option("--say", metavar="TEXT", help="The one thing it has to say.", show_default=False)
    ] = "",
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing: take the options and their defaults.")] = False,
    config: ConfigPath = None,
) -> None:
    """Start a new message.

    It asks for what it needs and writes a draft that is fit for its channel. Give options to be asked less.
    Nothing is written before the last answer.
    """
    settings = open_settings(None, config, None)
    if not settings.config_path:  # The catalogue starts here, and not in a folder of messages that has no settings.
        settings = open_settings([Path.cwd()], None, None)
    existing = _existing(settings)
    ask = _default_answer if no_input else _prompted
    id_ = ask("Id", "the message's name for ever, such as circulation.hold-ready", id_, "", _check_id(existing))
    first, _, rest = id_.partition(".")
    title = ask("Title", "what staff call it", title, _words(rest or first), str)
    kind = ask("Kind", "automated, scripted or mixed", kind, "scripted", _check_one("kind", get_args(MessageKind)))
    channel = ask("Channel", "email, chat, sms, phone or letter", channel, "email", _check_one("channel", get_args(Channel)))
    hint = f"known: {', '.join(existing.services)}" if existing.services else "such as circulation"
    service = ask("Service", hint, service, first if rest else "", str)
    hint = f"known: {listed(existing.people)}" if existing.people else "an address, such as circulation@library.example"
    owner = ask("Owner", hint, owner, existing.owners.get(service, ""), _check_owner(existing.people))
    if channel in _WITH_SUBJECT:
        subject = ask("Subject", "what the reader sees first", subject, SUBJECT, str)
    trigger = ask("Trigger", "what makes it go out", trigger, "", str)
    first_line = ask("It has to say", "in one sentence; you can write it later", first_line, "", str)

    facts = {"id": id_, "title": title, "kind": kind, "channel": channel, "service": service, "owner": owner, "trigger": trigger}
    message = starter({**facts, "subject": subject}, first_line=first_line)
    path = _path(settings, id_, service)
    try:
        root = Path(settings.root)
        write_first_schema(root)
        write_atomic(path, schema_line(root, path) + as_yaml(message))
    except OSError as error:
        raise UsageError(f"{path} could not be written: {error.strerror or error}. Nothing was changed.") from None
    write(f"{_near(path)}\n")
    say(f"A draft is there to be edited. Next: msgreview lint {shlex.quote(_near(path))}")


_Check = Callable[[str], str]
"""Answer → the value of the field. Raises UsageError for an answer that is none."""


def _default_answer(_name: str, _hint: str, given: str, default: str, check: _Check) -> str:
    """The option, or the default."""
    return check(given or default)


def _prompted(name: str, hint: str, given: str, default: str, check: _Check) -> str:
    """The option, or the first valid answer to the question."""
    if given:
        return check(given)
    while True:
        sys.stderr.write(f"{name} ({hint})" + (f" [{default}]" if default else "") + ": ")
        sys.stderr.flush()
        answer = sys.stdin.readline()
        if not answer:
            raise UsageError(
                "the answers ended before the questions. Nothing was written. Use options and --no-input in scripts."
            )
        try:
            return check(answer.strip() or default)
        except UsageError as error:
            say(f"  {error}")


def _check_id(existing: _Existing) -> _Check:
    def check(answer: str) -> str:
        if not VALID_ID.fullmatch(answer):
            shown = f"'{answer}' is not an id" if answer else "a message needs an id"
            raise UsageError(f"{shown}: use letters, digits and . - _ / : without spaces, such as circulation.hold-ready.")
        if answer in existing.ids:
            raise UsageError(f"'{answer}' is already in {existing.ids[answer]}. Choose another id, or edit that file.")
        return answer

    return check


def _check_one(field: str, allowed: Sequence[str]) -> _Check:
    def check(answer: str) -> str:
        meant = choice(field, answer)
        if meant is None:
            raise UsageError(f"'{answer}' is no {field} known here: choose one of {', '.join(allowed)}.")
        return meant

    return check


def _check_owner(people: Sequence[str]) -> _Check:
    """Takes an address, or somebody who is known by name."""

    def check(answer: str) -> str:
        meant = addressee(answer, people) if answer else ""
        if meant is not None:
            return meant
        known = f"Known here: {listed(people)}." if people else "Give an address, such as circulation@library.example."
        raise UsageError(f"'{answer}' is not an address. {known}")

    return check


def _existing(settings: Settings) -> _Existing:
    ids: dict[str, str] = {}
    owners: dict[str, Counter[str]] = {name: Counter() for name in settings.config.services}
    for file in catalogue_files(settings):
        loaded = load_file(file)
        ids |= dict.fromkeys(loaded.broken, file.shown)
        for entry in loaded.entries:
            message = entry.message
            ids[message.id] = f"{file.shown}:{entry.source.position(entry.span('id').start).line}"
            if message.service:
                owners.setdefault(message.service, Counter()).update([message.owner] if message.owner else [])
    stated = {name: each.owner for name, each in settings.config.services.items() if each.owner}
    everybody = {who for counts in owners.values() for who in counts} | set(stated.values())
    people = tuple(sorted(still_here((who for who in everybody if Person.of(who).email), settings.config)))
    usual = {name: counts.most_common(1)[0][0] for name, counts in owners.items() if counts}
    return _Existing(ids, tuple(sorted(owners)), usual | stated, people)


def _path(settings: Settings, id_: str, service: str) -> Path:
    """Where the new file goes: `messages/SERVICE/NAME.yaml`, or beside it if that is taken."""
    folder = Path(settings.root, settings.config.messages[0] if settings.config.messages else "messages")
    if folder.is_file():
        folder = folder.parent
    slug = re.sub(r"[^a-z0-9_-]+", "-", service.lower()).strip("-")
    name = id_.removeprefix(f"{service}.")
    path = file_path(f"{slug}.{name}" if slug else id_)
    return folder / (apart(path, id_) if (folder / path).exists() else path)


def _words(name: str) -> str:
    """A title from a name: "hold-ready" → "Hold ready"."""
    plain = re.sub(r"[\W_]+", " ", name).strip()
    return plain[:1].upper() + plain[1:]


def _near(path: Path) -> str:
    """The path as a user would type it here."""
    here = Path.cwd()
    return str(path.resolve().relative_to(here)) if path.resolve().is_relative_to(here) else str(path)
