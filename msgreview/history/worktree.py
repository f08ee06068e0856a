"""The catalogue as it stands, in the work tree or at a revision: what each message gives its reader, and the facts it quotes."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha1
from typing import Any, NamedTuple

import msgspec

from msgreview.catalogue.fieldwise import plain_message
from msgreview.catalogue.fingerprint import fingerprint, own_fingerprints
from msgreview.catalogue.index import closure, references
from msgreview.catalogue.load import LoadedFile, load_bytes
from msgreview.catalogue.quotes import POLICY, fact_values, quoted_facts
from msgreview.catalogue.validate import describe
from msgreview.history.cache import CachedMessage, HistoryCache
from msgreview.model.message import Message


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
    fingerprints: tuple[str, str]
    """Of its words, used messages included: by today's rules, and by those of version 1."""
    earlier: str
    """Its words by the rules of version 2, which left out what Outlook alone shows."""
    own: str
    """Of the message's own words."""
    uses: tuple[str, ...]
    policies: dict[str, str]
    """The facts that it quotes or names: policies by dotted name, variables after `variable:`; "" for one that there is not."""

    @property
    def fingerprint(self) -> str:
        """Of its words, used messages included."""
        return self.fingerprints[0]


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
    contents: dict[str, bytes] = {}
    """Of the messages' files, by path."""

    def problem_of(self, name: str) -> LoadProblem | None:
        """Why a message cannot be read, by its id or its file's path; None where it can be, or is not there."""
        return next((each for each in self.problems if name in (each.id, each.path)), None)

    def uses(self, id_: str) -> tuple[str, ...]:
        """Ids of the messages that a message uses; none for one that is not here."""
        return self.messages[id_].uses if id_ in self.messages else ()


def load_catalogue(
    files: Iterable[MessageFile], policy_values: Mapping[str, Any], cache: HistoryCache, variables: Mapping[str, Any] = {}
) -> CurrentCatalogue:
    """The messages in some files, with the facts they quote. Of two with one id the first counts, and the second is a problem."""
    cached: dict[str, CachedMessage] = {}
    origins: dict[str, MessageFile] = {}
    problems: list[LoadProblem] = []
    values = {POLICY: policy_values, **variables}
    for file, messages in _load(list(files), tuple(values), cache, problems):
        for each in messages:
            id_ = each.message.id
            if id_ in cached:
                problems.append(
                    LoadProblem(id_, file.path, f"{file.shown}: its id is taken by a message in {origins[id_].shown}")
                )
            else:
                cached[id_], origins[id_] = each, file
    current = {id_: _current(id_, cached, origins[id_], values) for id_ in cached}
    return CurrentCatalogue(current, tuple(problems), {file.path: file.data for file in origins.values()})


def _load(
    files: list[MessageFile], roots: tuple[str, ...], cache: HistoryCache, problems: list[LoadProblem]
) -> Iterator[tuple[MessageFile, tuple[CachedMessage, ...]]]:
    """The messages of each file, from the cache where its content is the same; what is wrong is added to `problems`."""
    # Git's own ids are no use, as they depend on the repository's kind.
    ids = [sha1(file.data + repr(roots).encode(), usedforsecurity=False).hexdigest() for file in files]
    cached = cache.find("messages", ids, tuple[CachedMessage, ...])
    fresh: dict[str, tuple[CachedMessage, ...]] = {}
    for id_, file in zip(ids, files, strict=True):
        if file.problem:
            problems.append(LoadProblem("", file.path, file.problem))
            continue
        messages = cached.get(id_)
        if messages is None:
            messages, wrong = _parse(file, roots)
            problems += wrong
            fresh |= {} if wrong else {id_: messages}
        yield file, messages
    cache.save("messages", fresh)


def _parse(file: MessageFile, roots: tuple[str, ...]) -> tuple[tuple[CachedMessage, ...], list[LoadProblem]]:
    """The messages in a file, and what is wrong with it."""
    if message := plain_message(file.data):
        return (_cached(message, roots),), []
    loaded = load_bytes(file.data, file.shown)
    return tuple(_cached(entry.message, roots) for entry in loaded.entries), list(_problems(file, loaded))


def _cached(message: Message, roots: tuple[str, ...]) -> CachedMessage:
    return CachedMessage(message, own_fingerprints(message), references(message), quoted_facts(message, roots))


def _problems(file: MessageFile, loaded: LoadedFile) -> Iterator[LoadProblem]:
    """A problem for each message that cannot be loaded, else one for a file that holds none."""
    of_file = [each for each in loaded.problems if each.rule.startswith("file.") and not each.message]
    for id_ in loaded.broken:
        problem = next(iter((*(each for each in loaded.problems if each.message == id_), *of_file)), None)
        yield LoadProblem(id_, file.path, describe(loaded.source, problem) if problem else f"{file.shown}: it cannot be read")
    if not loaded.broken and not loaded.entries:
        for problem in of_file[:1]:
            yield LoadProblem("", file.path, describe(loaded.source, problem))


def _current(id_: str, cached: Mapping[str, CachedMessage], file: MessageFile, values: Mapping[str, Any]) -> CurrentMessage:
    def uses(each: str) -> tuple[str, ...]:
        return cached[each].uses if each in cached else ()

    message, own, used, _ = cached[id_]
    words = [cached[each] for each in closure([id_], uses) if each in cached]
    paths = {path for each in words for path in (*each.quotes, *(f"{POLICY}.{name}" for name in each.message.policies))}

    def of_all(number: int) -> str:
        return fingerprint(id_, lambda each: cached[each].own[number] if each in cached else "", uses) if used else own[number]

    today, first, second = map(of_all, range(3))
    return CurrentMessage(message, file.path, file.shown, (today, first), second, own[0], used, fact_values(paths, values))
