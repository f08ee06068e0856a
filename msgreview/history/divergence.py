"""Whether readers get what was approved of a message, and if not, because of what.

Words that are kept otherwise (a comment, a footer that moved into a shared message, a policy in place of its value) are held
against what was approved by rendering both. What a shared message or a fact changes is named as the cause: whoever approves
that, approves it for all messages that were read differently.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from msgreview import __version__
from msgreview.catalogue.fingerprint import fingerprint, own_fingerprint, short_hash
from msgreview.catalogue.index import closure, references
from msgreview.catalogue.load import load_bytes
from msgreview.catalogue.locate import Lookup
from msgreview.catalogue.packing import pack
from msgreview.history.cache import HistoryCache
from msgreview.history.contents import Versions
from msgreview.history.git import Repository
from msgreview.history.log_reader import History
from msgreview.history.received import Side, reads_the_same, with_facts
from msgreview.history.worktree import CurrentCatalogue
from msgreview.model.config import Settings
from msgreview.model.message import Entry, Stamp
from msgreview.model.review import Change


class Divergence(NamedTuple):
    """What reads differently than it was approved: something of the message's own, and messages that it uses."""

    own: bool = False
    causes: tuple[str, ...] = ()


class Comparison:
    """Holds the messages of a catalogue against what was approved of them."""

    def __init__(
        self, catalogue: CurrentCatalogue, history: History, settings: Settings, repository: Repository, cache: HistoryCache
    ) -> None:
        self._catalogue = catalogue
        self._history = history
        self._settings = settings
        self._versions = Versions(repository)
        self._cache = cache
        self.current = lru_cache(maxsize=256)(self._current)

    def _current(self, id_: str) -> Entry | None:
        message = self._catalogue.messages.get(id_)
        if message is None:
            return None
        entries = load_bytes(self._catalogue.contents[message.path], message.shown).entries
        return next((entry for entry in entries if entry.message.id == id_), None)

    def prime(self, approvals: Iterable[tuple[str, Change]]) -> None:
        """Loads the old versions at once of messages that may read differently than at their approvals."""
        wanted: list[str] = []
        for id_, approval in approvals:
            then = (self.then(each, approval) for each in closure([id_], self._catalogue.uses))
            wanted += [change.blob for change in then if change and change.blob]
        self._versions.prime(wanted)

    def then(self, id_: str, approval: Change) -> Change | None:
        """The last change of a message up to the commit of an approval."""
        has_ancestor = self._history.order.has_ancestor
        changes = reversed(self._history.timeline(id_).changes)
        return next((each for each in changes if has_ancestor(approval.commit.id, each.commit.id)), None)

    def of(
        self, id_: str, approval: Change, stamp: Stamp, facts: Mapping[str, str], covered: Callable[[str], bool]
    ) -> Divergence:
        """How a message reads differently than with `approval`, the facts as they were then.

        `covered` tells whether the words of a used message were approved since, as they stand.
        """
        if stamp.seen in self._catalogue.messages[id_].fingerprints:
            return Divergence()
        if not self.bears_out(id_, approval, stamp):
            return Divergence(own=True)
        changed = [each for each in closure([id_], self._catalogue.uses) if self._own(each) != self._own_then(each, approval)]
        if changed and self._lookup(approval)(id_) is None:
            return Divergence(own=True)
        unread = [each for each in changed if each == id_ or not covered(each)]

        def reads_the_same_without(some: Collection[str]) -> bool:
            """Whether the reader gets what they get now, were only some of the changes not made."""
            return self._same(id_, approval, facts, [each for each in changed if each not in some])

        if not changed or reads_the_same_without(unread):
            return Divergence()
        counts = list(unread)
        for each in unread:  # Of several, those count without which it would read differently.
            if len(counts) > 1 and reads_the_same_without({*unread} - {*counts} | {each}):
                counts.remove(each)
        return Divergence(id_ in counts, tuple(each for each in counts if each != id_))

    def bears_out(self, id_: str, approval: Change, stamp: Stamp) -> bool:
        """Whether a stamp names the words that stood at its commit, as far as these can be read; one without `seen` does."""
        current = self._catalogue.messages[id_]
        if not stamp.seen or stamp.seen == approval.own or (stamp.seen in current.fingerprints and approval.own == current.own):
            return True
        old = self._lookup(approval)
        return old(id_) is None or self._fingerprint(id_, old, stamp.seen) == stamp.seen

    def shows(self, id_: str, facts: Mapping[str, str]) -> bool:
        """Whether a message reads differently, as it stands, than with some facts as they were."""
        entry = self.current(id_)
        assert entry, "a message of the catalogue can be read"
        words = [each.message for id_ in closure([id_], self._catalogue.uses) if (each := self.current(id_))]
        what = (self._settings.digest, str(self._settings.today), dict(facts), words)
        key = f"{id_} facts {short_hash(pack((__version__, *what)))}"
        cached = self._cache.find("received", [key], bool)
        if key not in cached:
            before, now = (Side(entry, self.current, each) for each in (with_facts(self._settings, facts), self._settings))
            cached[key] = not reads_the_same(before, now)
            self._cache.save("received", cached)
        return cached[key]

    def _own(self, id_: str) -> str:
        return self._catalogue.messages[id_].own if id_ in self._catalogue.messages else ""

    def _own_then(self, id_: str, approval: Change) -> str:
        change = self.then(id_, approval)
        return change.own if change and change.blob else ""

    def _lookup(self, approval: Change) -> Lookup:
        """How to find the messages as they were at an approval."""

        def find(id_: str) -> Entry | None:
            change = self.then(id_, approval)
            return self._versions.entry(change.blob, change.id) if change else None

        return find

    def _fingerprint(self, id_: str, find: Lookup, like: str) -> str:
        """The fingerprint of a message with what it uses, by the rules that made another one."""

        def own(each: str) -> str:
            entry = find(each)
            return own_fingerprint(entry.message, like) if entry else ""

        def uses(each: str) -> tuple[str, ...]:
            entry = find(each)
            return references(entry.message) if entry else ()

        return fingerprint(id_, own, uses)

    def _same(self, id_: str, approval: Change, facts: Mapping[str, str], made: Collection[str]) -> bool:
        """Whether a reader gets what they would if of all changes these alone were made; from the cache or by rendering."""
        old = self._lookup(approval)

        def then(each: str) -> Entry | None:
            return (self.current if each in made else old)(each)

        before, now = then(id_), self.current(id_)
        if before is None or now is None:
            return False
        words = [entry.message for each in closure([id_], self._catalogue.uses) if (entry := self.current(each))]
        what = (self._settings.digest, str(self._settings.today), approval.commit.id, dict(facts), words, sorted(made))
        key = f"{id_} {short_hash(pack((__version__, *what)))}"
        cached = self._cache.find("received", [key], bool)
        if key not in cached:
            settings = with_facts(self._settings, facts)
            cached[key] = reads_the_same(Side(before, then, settings), Side(now, self.current, settings))
            self._cache.save("received", cached)
        return cached[key]
