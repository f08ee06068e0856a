"""The catalogue as it stands, in the work tree or at a revision: what each message gives its reader, and the facts it quotes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha1
from typing import Any, NamedTuple

import msgspec

from msgreview.catalogue.fingerprint import fingerprint, own_fingerprint
from msgreview.catalogue.index import closure, references
from msgreview.catalogue.load import LoadedFile, load_bytes
from msgreview.catalogue.validate import describe
from msgreview.history.cache import CachedMessage, HistoryCache
from msgreview.model.message import Message

_QUOTED = re.compile(r"\bpolicy\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)")


class MessageFile(NamedTuple):
    """A message file: its path from the top of the repository, its path as printed, and what it holds, or why nobody knows."""

    path: str
    shown: str
    data: bytes
    problem: str = ""


class CurrentMessage(msgspec.Struct, frozen=True, eq=False):
    """A message as it stands."""

    message: Message
    path: str
    """From the top of the repository."""
    shown: str
    """The path to print."""
    fingerprint: str
    """Of what the reader gets, used messages included."""
    own: str
    """Of the message's own words."""
    uses: tuple[str, ...]
    policies: dict[str, str]
    """The policy values that it quotes or names, by dotted name; "" for one that there is not."""


class LoadProblem(msgspec.Struct, frozen=True):
    """A message, or a file, that cannot be read. `id` is "" where the file does not tell."""

    id: str
    path: str
    text: str
    """What is wrong, with its place."""


class CurrentCatalogue(msgspec.Struct, frozen=True):
    """The messages of a catalogue by id, in the order of their files, and what in it cannot be read."""

    messages: dict[str, CurrentMessage]
    problems: tuple[LoadProblem, ...]

    def uses(self, id_: str) -> tuple[str, ...]:
        """Ids of the messages that a message uses; none for one that is not here."""
        return self.messages[id_].uses if id_ in self.messages else ()


class _Found(NamedTuple):
    message: Message
    file: MessageFile
    own: str
    uses: tuple[str, ...]


def _known(message: Message) -> CachedMessage:
    return CachedMessage(message, own_fingerprint(message), references(message))


def load_catalogue(files: Iterable[MessageFile], policy_values: Mapping[str, Any], cache: HistoryCache) -> CurrentCatalogue:
    """The messages in some files. Of two with one id the first counts, and the second is a problem."""
    found: dict[str, _Found] = {}
    problems: list[LoadProblem] = []
    for file, messages in _read(list(files), cache, problems):
        for message, own, uses in messages:
            first = found.setdefault(message.id, _Found(message, file, own, uses))
            if first.message is not message:
                problems.append(
                    LoadProblem(message.id, file.path, f"{file.shown}: its id is taken by a message in {first.file.shown}")
                )
    return CurrentCatalogue({id_: _held(id_, found, policy_values) for id_ in found}, tuple(problems))


def _read(
    files: list[MessageFile], cache: HistoryCache, problems: list[LoadProblem]
) -> Iterator[tuple[MessageFile, tuple[CachedMessage, ...]]]:
    """The messages of each file: as kept from an earlier run, if its content is the same; problems are added to `problems`."""
    ids = [_content_id(file.data) for file in files]
    known = cache.messages(ids)
    fresh: dict[str, tuple[CachedMessage, ...]] = {}
    for id_, file in zip(ids, files, strict=True):
        if file.problem:
            problems.append(LoadProblem("", file.path, file.problem))
            continue
        messages = known.get(id_)
        if messages is None:
            loaded = load_bytes(file.data, file.shown)
            messages = tuple(_known(entry.message) for entry in loaded.entries)
            told = list(_faults(file, loaded))
            problems += told
            if not told:
                fresh[id_] = messages
        yield file, messages
    cache.save_messages(fresh)


def _content_id(data: bytes) -> str:
    """The same for the same content; git's own ids are no use, as they depend on the repository's kind."""
    return sha1(data, usedforsecurity=False).hexdigest()


def _faults(file: MessageFile, loaded: LoadedFile) -> Iterator[LoadProblem]:
    """A problem for each message that its file kept out, else one for a file that holds none."""
    for id_ in loaded.broken:
        problem = next((each for each in loaded.problems if each.message == id_), None)
        yield LoadProblem(id_, file.path, describe(loaded.source, problem) if problem else f"{file.shown}: it cannot be read")
    told = [problem for problem in loaded.problems if problem.rule.startswith("file.")]
    if told and not loaded.broken and not loaded.entries:
        yield LoadProblem("", file.path, describe(loaded.source, told[0]))


def _held(id_: str, found: Mapping[str, _Found], policy_values: Mapping[str, Any]) -> CurrentMessage:
    message, file, own, uses = found[id_]
    whole = fingerprint(
        id_, lambda each: found[each].own if each in found else "", lambda each: found[each].uses if each in found else ()
    )
    return CurrentMessage(message, file.path, file.shown, whole, own, uses, _policies(id_, found, policy_values))


def _policies(id_: str, found: Mapping[str, _Found], values: Mapping[str, Any]) -> dict[str, str]:
    """What a message quotes of the policies, in its own words and in those of the messages it uses."""
    names: dict[str, None] = {}
    for at in closure([id_], lambda each: found[each].uses if each in found else ()):
        if at not in found:
            continue
        message = found[at].message
        names |= dict.fromkeys(message.policies)
        for text in (message.subject, message.body, *(part.text for part in message.parts)):
            if text and "policy." in text:
                names |= dict.fromkeys(_QUOTED.findall(text))
    return {name: _value(values, name) for name in sorted(names)}


def _value(values: Any, name: str) -> str:
    """The value under a dotted name as it prints; "" where there is none."""
    for key in name.split("."):
        if not isinstance(values, Mapping) or key not in values:
            return ""
        values = values[key]
    return "" if isinstance(values, Mapping) else str(values)
