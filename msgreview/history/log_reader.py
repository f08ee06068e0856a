"""The history of a catalogue: the timelines of its messages up to a commit, from git and from the cache."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import msgspec

from msgreview.history.ancestry import CommitOrder, find_unrelated
from msgreview.history.cache import CachedTimelines, HistoryCache
from msgreview.history.contents import Contents
from msgreview.history.git import GitError, Repository
from msgreview.history.lives import Lives, Version, versions
from msgreview.history.log import FORMAT, LogEntry, parse_log
from msgreview.history.scope import Scope
from msgreview.history.stored import load_timelines, save_timelines
from msgreview.history.timeline import Timeline, possible_copies, without_undone
from msgreview.model.review import Change, Commit, Person

SHALLOW = "this clone leaves older commits out, so no date can be told: git fetch --unshallow (in a workflow: fetch-depth: 0)"
PARTIAL = "this clone leaves older versions of files out, so no date can be told: git fetch --refetch --no-filter"
DAMAGED = "git misses versions of files that it once had, so no date can be told. `git fsck` says which"

Owns = Callable[[str], bool]
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
    followed: dict[str, str] = {}
    """Paths outside the catalogue that its messages were moved from, each with the commit that put something else there since."""
    order: CommitOrder = CommitOrder()
    people: dict[Person, Person] = {}
    """Who somebody is after `.mailmap`; those whom it does not name are left out."""
    names: dict[str, str] = {}
    """The name of each mail address, in lower case."""
    renamed: dict[str, str] = {}
    """Ids that messages had, and those that they have now."""

    def timeline(self, id_: str) -> Timeline:
        """The changes of the message that has an id, or had it; none for one that no commit has."""
        return self.timelines.get(self.current_id(id_)) or Timeline(id_)

    def copies(self, id_: str) -> frozenset[str]:
        """The commits that did to a message what an earlier one did on a branch of its own: both were merged, and count once."""
        pairs = possible_copies(self.timeline(id_).changes) if self.order.unrelated else ()
        return frozenset(new.commit.id for old, new in pairs if not self.order.has_ancestor(new.commit.id, old.commit.id))

    def current_id(self, id_: str) -> str:
        """The id that a message has now."""
        return self.renamed.get(id_, id_)

    def person(self, text: str) -> Person:
        """Who is meant by `Jo Doe <jo@library.example>`, or by an address alone."""
        person = Person.of(text)
        person = self.people.get(person, person)
        return person if person.name else Person(self.names.get(person.email.casefold(), ""), person.email)


class _Missing(Exception):  # noqa: N818 - no error of the program
    """Something that history needs is not in the repository."""


def load_history(repository: Repository, owns: Owns, scope: str, cache: HistoryCache, revision: str = "HEAD") -> History:
    """The history up to `revision`; `scope` names the catalogue in the cache. GitError where there is no such revision."""
    head = repository.head() if revision == "HEAD" else repository.commit_id(revision)
    if head is None:
        return History(None)
    if repository.is_shallow():
        return History(head, incomplete=SHALLOW)
    cached = load_timelines(cache, scope)
    try:
        timelines = cached if cached and cached.head == head else _load(repository, owns, cache, head, cached)
    except (_Missing, GitError) as error:
        if repository.is_partial():
            return History(head, incomplete=PARTIAL)
        if isinstance(error, _Missing):
            return History(head, incomplete=DAMAGED)
        raise
    if revision == "HEAD" and timelines is not cached:
        save_timelines(cache, scope, timelines)
    return _history(timelines, repository)


def _history(cached: CachedTimelines, repository: Repository) -> History:
    """The history that cached timelines tell, with people as `.mailmap` names them."""
    named = cached.people
    people = repository.mailmapped(named)
    names = {each.email.casefold(): each.name for each in sorted({people.get(one, one) for one in named}, key=str)}
    mapped = {each: _mapped(each, people) for each in cached.commits} if people else {}
    changes = cached.changes
    if any(commit is not each for each, commit in mapped.items()):
        replace = msgspec.structs.replace
        changes = {id_: tuple(replace(each, commit=mapped[each.commit]) for each in some) for id_, some in changes.items()}
    undone = {commit.undoes: commit.id for commit in cached.commits if commit.undoes}
    timelines = {
        id_: Timeline(id_, without_undone(some, undone) if undone else some, cached.words.get(id_, ""))
        for id_, some in changes.items()
    }
    order = CommitOrder({commit.id: index for index, commit in enumerate(cached.commits)}, cached.unrelated)
    return History(cached.head, timelines, "", len(cached.broken), cached.followed, order, people, names, cached.renamed)


def _people(commits: Iterable[Commit], changes: Mapping[str, Iterable[Change]]) -> frozenset[Person]:
    """Everybody whom a commit or a stamp names."""
    named = {person for commit in commits for person in (*commit.authors, *(each.by for each in commit.approvals))}
    stamps = {each.stamp.by for some in changes.values() for each in some if each.stamp}
    return frozenset(named | {Person.of(by) for by in stamps})


def _mapped(commit: Commit, people: Mapping[Person, Person]) -> Commit:
    authors = tuple(dict.fromkeys(people.get(each, each) for each in commit.authors))
    approvals = tuple(msgspec.structs.replace(each, by=people.get(each.by, each.by)) for each in commit.approvals)
    if (authors, approvals) == (commit.authors, commit.approvals):
        return commit
    return msgspec.structs.replace(commit, authors=authors, approvals=approvals)


def _load(repository: Repository, owns: Owns, cache: HistoryCache, head: str, cached: CachedTimelines | None) -> CachedTimelines:
    """The timelines up to `head`: the cached ones with later commits, or without their last ones, where that gives the same as
    reading all; else all of them.

    It does not where history was rewritten, or where side branches were merged in between.
    """
    followed: dict[str, str] = {}
    if cached and repository.is_ancestor(head, cached.head):
        if earlier := _without(repository, head, cached):
            return earlier
        followed = cached.followed
    elif cached and repository.is_ancestor(cached.head, head):
        log = _log(repository, cached.head, head)
        if not any(logged.is_merge for logged in log):
            longer = _extended(repository, owns, cache, head, log, cached)
            if longer.followed == cached.followed:
                return longer
    return _extended(repository, owns, cache, head, _log(repository, None, head), CachedTimelines("", followed))


def _without(repository: Repository, head: str, cached: CachedTimelines) -> CachedTimelines | None:
    """Cached timelines as they were at an earlier head; None where only git tells: with merges or new ids."""
    later = repository.between(head, cached.head)
    if cached.words or cached.renamed or cached.heirs or repository.has_merges(head, cached.head):
        return None
    changes = {id_: tuple(each for each in some if each.commit.id not in later) for id_, some in cached.changes.items()}
    commits = tuple(each for each in cached.commits if each.id not in later)
    return msgspec.structs.replace(
        cached,
        head=head,
        commits=commits,
        people=_people(commits, changes),
        unrelated={id_: ranges for id_, ranges in cached.unrelated.items() if id_ not in later},
        changes={id_: some for id_, some in changes.items() if some},
    )


def _log(repository: Repository, since: str | None, until: str) -> list[LogEntry]:
    """Oldest first."""
    with repository.log(FORMAT, since, until) as blocks:
        return list(parse_log(blocks))[::-1]


def _extended(
    repository: Repository, owns: Owns, cache: HistoryCache, head: str, log: list[LogEntry], cached: CachedTimelines
) -> CachedTimelines:
    """Cached timelines with the commits of a later log, oldest first."""
    scope, contents = Scope(owns, cached.followed, goes_on=bool(cached.head)), Contents(repository, cache)
    scope.follow(log, contents.reading, lambda commit: {path: each.blob for path, each in repository.files(commit).items()})
    chosen = scope.chosen(log)
    contents.prime(blob for logged in chosen for file in logged.files for blob in (*file.before, file.after) if blob)

    @lru_cache(maxsize=4)
    def tree(commit: str) -> Mapping[str, Version]:
        followed = followed_at(repository, scope.followed, commit)
        files = [(path, file.blob) for path, file in repository.files(commit).items() if owns(path) or path in followed]
        return versions(files, contents.reading(blob for _, blob in files))

    lives = Lives(cached.changes, cached.renamed, cached.copied, cached.heirs)
    lives.extend(chosen, contents.read, tree)
    changes = lives.changes()
    if contents.missing:
        raise _Missing
    ids = {each.commit.id for some in changes.values() for each in some}
    merges = any(logged.is_merge for logged in log)
    compared = {each.commit.id for some in changes.values() for each in some if each.stamp}
    compared |= {each.commit.id for some in changes.values() for _, each in possible_copies(some)} if merges else set()
    commits = cached.commits + tuple(logged.commit for logged in log if logged.commit.id in ids)
    broken = {file.after for each in chosen for file in each.files if not contents.read(file.after).complete}
    return CachedTimelines(
        head=head,
        followed=scope.followed,
        broken=cached.broken | broken,
        commits=commits,
        unrelated=cached.unrelated | find_unrelated(log, {commit.id: index for index, commit in enumerate(commits)}, compared),
        words=_words(changes, tree(head)) if merges or cached.words else {},
        changes=changes,
        renamed=lives.renamed,
        copied=frozenset(lives.copied),
        heirs=lives.heirs,
        people=_people(commits, changes),
    )


def followed_at(repository: Repository, followed: Mapping[str, str], commit: str) -> frozenset[str]:
    """The paths outside the catalogue, of those that messages were moved from, that are still theirs at a commit."""
    ended = {end for end in followed.values() if end and repository.is_ancestor(end, commit)}
    return frozenset(path for path, end in followed.items() if end not in ended)


def _words(changes: Mapping[str, tuple[Change, ...]], tree: Mapping[str, Version]) -> dict[str, str]:
    """Fingerprints at the head, of messages where a merge dropped the words that were written last."""
    last = {id_: next((each.own for each in reversed(some) if each.writes), "") for id_, some in changes.items()}
    return {id_: at.says.own for id_, at in tree.items() if last.get(id_, at.says.own) != at.says.own}
