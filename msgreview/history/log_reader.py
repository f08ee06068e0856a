"""The past of a catalogue: the timelines of its messages up to a commit, from git and from what is kept of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

import msgspec

from msgreview.history.ancestry import Order, Ranges, find_aside
from msgreview.history.cache import CachedTimelines, HistoryCache
from msgreview.history.contents import Contents
from msgreview.history.git import GitError, Repository
from msgreview.history.log import FORMAT, Logged, Touched, read_log
from msgreview.history.timeline import Scope, Timeline, Version, extend, versions
from msgreview.model.review import Change, Commit, Person

SHALLOW = "this clone leaves older commits out, so no date can be told: git fetch --unshallow (in a workflow: fetch-depth: 0)"
PARTIAL = "this clone leaves older versions of files out, so no date can be told: git fetch --refetch --no-filter"
DAMAGED = "git misses versions of files that it once had, so no date can be told. `git fsck` says which"

Owns = Callable[[PurePosixPath], bool]
"""Whether a path from the top of the repository is one of the catalogue's message files."""


class History(msgspec.Struct, frozen=True):
    """What git knows up to commit `head` (None before the first).

    Where some of it was left out of a clone there are no timelines, as a date would be wrong: `incomplete` says what to do.
    `broken` counts old versions of files that cannot be read.
    """

    head: str | None
    timelines: dict[str, Timeline] = {}
    incomplete: str = ""
    broken: int = 0
    followed: frozenset[str] = frozenset()
    """Paths outside the catalogue that its messages were moved from."""
    order: Order = Order()
    people: dict[Person, Person] = {}
    """Who somebody is after `.mailmap`; those whom it does not name are left out."""

    def timeline(self, id_: str) -> Timeline:
        """The life of a message; empty for one that no commit has."""
        return self.timelines.get(id_) or Timeline(id_)

    def person(self, text: str) -> Person:
        """Who is meant by `Jo Doe <jo@library.example>` in a stamp."""
        person = Person.of(text)
        return self.people.get(person, person)


def load_history(repository: Repository, owns: Owns, scope: str, store: HistoryCache, revision: str = "HEAD") -> History:
    """The past up to `revision`; `scope` is a name of the catalogue's own."""
    head = repository.head() if revision == "HEAD" else repository.commit_id(revision)
    if head is None:
        return History(None)
    if repository.is_shallow():
        return History(head, incomplete=SHALLOW)
    known = store.timelines(scope)
    kept = known if known and known.head == head else None
    try:
        kept = kept or _read(repository, owns, store, head, known)
    except (_Gap, GitError) as error:
        if repository.is_partial():
            return History(head, incomplete=PARTIAL)
        if isinstance(error, _Gap):
            return History(head, incomplete=DAMAGED)
        raise
    if revision == "HEAD" and kept is not known:
        store.save_timelines(scope, kept)
    return _past(kept, repository)


def _past(kept: CachedTimelines, repository: Repository) -> History:
    stamps = {each.stamp.by for changes in kept.changes.values() for each in changes if each.stamp}
    named = {person for commit in kept.commits for person in commit.authors} | set(map(Person.of, stamps))
    people = repository.mailmapped(named)
    mapped = {each: _mapped(each, people) for each in kept.commits} if people else {}
    changes = kept.changes
    if any(commit is not each for each, commit in mapped.items()):
        changes = {id_: tuple(_by(each, mapped[each.commit]) for each in some) for id_, some in changes.items()}
    timelines = {id_: Timeline(id_, some, kept.words.get(id_, "")) for id_, some in changes.items()}
    order = Order({commit.id: place for place, commit in enumerate(kept.commits)}, kept.aside)
    return History(kept.head, timelines, "", len(kept.broken), kept.followed, order, people)


def _mapped(commit: Commit, people: Mapping[Person, Person]) -> Commit:
    authors = tuple(dict.fromkeys(people.get(each, each) for each in commit.authors))
    return commit if authors == commit.authors else msgspec.structs.replace(commit, authors=authors)


def _by(change: Change, commit: Commit) -> Change:
    return change if change.commit is commit else msgspec.structs.replace(change, commit=commit)


def _read(repository: Repository, owns: Owns, store: HistoryCache, head: str, known: CachedTimelines | None) -> CachedTimelines:
    """The timelines up to `head`: those `known` carried on where that gives the same as reading all, else all of them.

    It does not where history was rewritten, or where side branches older than the known head were merged since. Of an earlier
    commit's past the files are known that messages were to be moved from later.
    """
    followed = frozenset[str]()
    if known and repository.is_ancestor(head, known.head):
        followed = known.followed
    elif known and repository.is_ancestor(known.head, head):
        log = _log(repository, known.head, head)
        if not any(logged.is_merge for logged in log):
            grown = _grown(repository, owns, store, head, log, known)
            if grown.followed == known.followed:
                return grown
            followed = grown.followed
    return _grown(repository, owns, store, head, _log(repository, None, head), CachedTimelines("", followed))


def _log(repository: Repository, since: str | None, until: str) -> list[Logged]:
    """Oldest first."""
    with repository.log(FORMAT, since, until) as blocks:
        return list(read_log(blocks))[::-1]


def _grown(
    repository: Repository, owns: Owns, store: HistoryCache, head: str, log: list[Logged], known: CachedTimelines
) -> CachedTimelines:
    """What is known, carried on with later commits."""
    scope, contents = Scope(owns, known.followed), Contents(repository, store)
    scope.follow(reversed(log), contents.reading)
    chosen = scope.chosen(log)
    contents.prime(blob for logged in chosen for file in logged.files for blob in _blobs(file))

    @lru_cache(maxsize=4)
    def tree(commit: str) -> Mapping[str, Version]:
        files = {path: file.blob for path, file in repository.files(commit).items() if scope.has(path)}
        return versions(files, contents.reading(files.values()))

    changes = extend(known.changes, chosen, contents.read, tree)
    if contents.missing:
        raise _Gap
    commits = known.commits + _changing(chosen, changes)
    broken = {file.after for each in chosen for file in each.files if not contents.read(file.after).whole}
    merges = any(logged.is_merge for logged in log)
    return CachedTimelines(
        head=head,
        followed=frozenset(scope.followed),
        broken=known.broken | broken,
        commits=commits,
        aside=known.aside | _aside(log, commits, changes),
        words=_words(changes, tree(head)) if merges or known.words else {},
        changes=changes,
    )


def _changing(log: Iterable[Logged], changes: Mapping[str, tuple[Change, ...]]) -> tuple[Commit, ...]:
    """The commits of a log that changed a message, in its order."""
    ids = {each.commit.id for some in changes.values() for each in some}
    return tuple(logged.commit for logged in log if logged.commit.id in ids)


def _aside(log: list[Logged], commits: tuple[Commit, ...], changes: Mapping[str, tuple[Change, ...]]) -> dict[str, Ranges]:
    """What the commits that wrote a stamp do not stand on."""
    reviews = {each.commit.id for some in changes.values() for each in some if each.stamp}
    return find_aside(log, {commit.id: place for place, commit in enumerate(commits)}, reviews)


def _words(changes: Mapping[str, tuple[Change, ...]], tree: Mapping[str, Version]) -> dict[str, str]:
    """The words at the head of each message whose last written words were given up where branches were joined."""
    last = {id_: next((each.own for each in reversed(some) if each.writes), "") for id_, some in changes.items()}
    return {id_: at.says.own for id_, at in tree.items() if last.get(id_, at.says.own) != at.says.own}


def _blobs(file: Touched) -> Iterator[str]:
    return filter(None, (*file.before, file.after))


class _Gap(Exception):  # noqa: N818 - not a mistake of the program: a value on its way up
    """Something that history needs is not in the repository."""
