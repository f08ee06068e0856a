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
    """A message file: its path from the top of the repository, its path as printed, and its content, or why there is none."""

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


def load_catalogue(files: Iterable[MessageFile], policy_values: Mapping[str, Any], cache: HistoryCache) -> CurrentCatalogue:
    """The messages in some files. Of two with one id the first counts, and the second is a problem."""
    cached: dict[str, CachedMessage] = {}
    origins: dict[str, MessageFile] = {}
    problems: list[LoadProblem] = []
    for file, messages in _load(list(files), cache, problems):
        for each in messages:
            id_ = each.message.id
            if id_ in cached:
                problems.append(
                    LoadProblem(id_, file.path, f"{file.shown}: its id is taken by a message in {origins[id_].shown}")
                )
            else:
                cached[id_], origins[id_] = each, file
    return CurrentCatalogue({id_: _current(id_, cached, origins[id_], policy_values) for id_ in cached}, tuple(problems))


def _load(
    files: list[MessageFile], cache: HistoryCache, problems: list[LoadProblem]
) -> Iterator[tuple[MessageFile, tuple[CachedMessage, ...]]]:
    """The messages of each file, from the cache where its content is the same; what is wrong is added to `problems`."""
    ids = [sha1(file.data, usedforsecurity=False).hexdigest() for file in files]  # Git's own depend on the repository's kind.
    cached = cache.find("messages", ids, tuple[CachedMessage, ...])
    fresh: dict[str, tuple[CachedMessage, ...]] = {}
    for id_, file in zip(ids, files, strict=True):
        if file.problem:
            problems.append(LoadProblem("", file.path, file.problem))
            continue
        messages = cached.get(id_)
        if messages is None:
            loaded = load_bytes(file.data, file.shown)
            own = [entry.message for entry in loaded.entries]
            messages = tuple(CachedMessage(each, own_fingerprint(each), references(each)) for each in own)
            new = list(_problems(file, loaded))
            problems += new
            if not new:
                fresh[id_] = messages
        yield file, messages
    cache.save("messages", fresh)


def _problems(file: MessageFile, loaded: LoadedFile) -> Iterator[LoadProblem]:
    """A problem for each message that its file kept out, else one for a file that holds none."""
    for id_ in loaded.broken:
        problem = next((each for each in loaded.problems if each.message == id_), None)
        yield LoadProblem(id_, file.path, describe(loaded.source, problem) if problem else f"{file.shown}: it cannot be read")
    if not loaded.broken and not loaded.entries:
        for problem in [each for each in loaded.problems if each.rule.startswith("file.")][:1]:
            yield LoadProblem("", file.path, describe(loaded.source, problem))


def _current(
    id_: str, cached: Mapping[str, CachedMessage], file: MessageFile, policy_values: Mapping[str, Any]
) -> CurrentMessage:
    def uses(each: str) -> tuple[str, ...]:
        return cached[each].uses if each in cached else ()

    def own(each: str) -> str:
        return cached[each].own if each in cached else ""

    message, own_print, used = cached[id_]
    words = [cached[each].message for each in closure([id_], uses) if each in cached]
    values = {name: _value(policy_values, name) for name in sorted({name for each in words for name in _policies(each)})}
    return CurrentMessage(message, file.path, file.shown, fingerprint(id_, own, uses), own_print, used, values)


def _policies(message: Message) -> Iterator[str]:
    """The dotted names of the policies that a message names, and of those that its own words quote."""
    yield from message.policies
    for text in (message.subject, message.body, *(part.text for part in message.parts)):
        if text and "policy." in text:
            yield from _QUOTED.findall(text)


def _value(values: Any, name: str) -> str:
    """The value under a dotted name as it prints; "" where there is none."""
    for key in name.split("."):
        if not isinstance(values, Mapping) or key not in values:
            return ""
        values = values[key]
    return "" if isinstance(values, Mapping) else str(values)
