"""The files whose history counts: those of the catalogue, and those that its messages were moved from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgreview.history.lives import Read
from msgreview.history.log import FileChange, LogEntry


class Scope:
    """The paths of the catalogue: its own, and those that messages were moved into it from.

    `followed` has the latter, each with the commit that put something else there since; "" where none did. Commits of a log are
    known by their numbers, oldest first; with `goes_on` those that `followed` tells of came before the first.
    """

    def __init__(self, owns: Callable[[str], bool], followed: Mapping[str, str], *, goes_on: bool) -> None:
        self._owns = owns
        self.followed = dict(followed)
        self._goes_on = goes_on
        self._paths: dict[str, bool] = {}
        self._until: dict[str, int] = {}
        """The last commit up to which a followed path leads into the catalogue."""
        self._ends: dict[str, int] = {}
        """The commit from which on something else is at a followed path."""

    def has(self, path: str) -> bool:
        """Whether a path is one of them."""
        return self._is_own(path) or path in self.followed

    def _is_own(self, path: str) -> bool:
        if path not in self._paths:
            self._paths[path] = self._owns(path)
        return self._paths[path]

    def chosen(self, log: Iterable[LogEntry]) -> list[LogEntry]:
        """Commits with only those files that are in scope."""
        return [
            each._replace(files=tuple(file for file in each.files if self._is_chosen(file.path, number)))
            for number, each in enumerate(log)
        ]

    def _is_chosen(self, path: str, number: int) -> bool:
        return self.has(path) and number < self._ends.get(path, number + 1)

    def follow(
        self, log: Sequence[LogEntry], read: Callable[[Iterable[str]], Read], files: Callable[[str], Mapping[str, str]]
    ) -> None:
        """Adds the files outside that gave a message to one inside, and those that gave it to them, and so on.

        `read` is given all contents of a commit at once; `files` returns a commit's, path → id of the content.
        """
        known = {each.commit.id: number for number, each in enumerate(log)} if self.followed else {}
        for path, end in self.followed.items():
            self._until[path] = -1 if self._goes_on else known.get(end, len(log)) - 1
        for number, each in enumerate(log):
            if each.is_merge:
                self._add(self._joined(each, files), number)
        moving = [
            (number, each.files)
            for number, each in enumerate(log)
            if any(not any(file.before) for file in each.files) and not all(file.after for file in each.files)
        ]
        before: dict[str, int] | None = None
        while before != self._until:
            before = dict(self._until)
            for number, moved in reversed(moving):
                self._add(self._given(number, moved, read), number)
        self._find_ends(log)

    def _add(self, paths: Iterable[str], number: int) -> None:
        for path in paths:
            self.followed.setdefault(path, "")
            self._until[path] = max(number, self._until.get(path, number))

    def _find_ends(self, log: Sequence[LogEntry]) -> None:
        """Notes the commits that put something else where files were that are followed."""
        for path, until in self._until.items():
            if until < 0 and self.followed[path]:
                self._ends[path] = 0
            else:
                self.followed[path] = ""
        for number, each in enumerate(log) if self.followed else ():
            for file in each.files:
                path = file.path
                if path in self._until and path not in self._ends and number > self._until[path] and not any(file.before):
                    self._ends[path], self.followed[path] = number, each.commit.id

    def _joined(self, merge: LogEntry, files: Callable[[str], Mapping[str, str]]) -> Iterator[str]:
        """The files of a repository that a merge took in below a folder, as `git subtree` does: they are there no more."""
        came = {each.after for each in merge.files if not any(each.before) and self.has(each.path)}
        if came:
            here = files(merge.commit.id)
            for parent in merge.parents:
                yield from (path for path, blob in files(parent).items() if blob in came and path not in here)

    def _given(self, number: int, files: Sequence[FileChange], read: Callable[[Iterable[str]], Read]) -> Iterator[str]:
        """The files outside that a commit took away, and of which it put a message into the catalogue."""
        left = [each for each in files if not each.after and not self._is_own(each.path)]
        came = [each.after for each in files if left and not any(each.before) and self._leads_in(each.path, number)]
        if not came:
            return
        content = read([*came, *(blob for each in left for blob in each.before)])
        ids = {one.id for blob in came for one in content(blob).snapshots}
        for each in left:
            if any(one.id in ids for blob in each.before for one in content(blob).snapshots):
                yield each.path

    def _leads_in(self, path: str, number: int) -> bool:
        """Whether a file that came with a commit is in the catalogue, or got there later."""
        return self._is_own(path) or number <= self._until.get(path, -1)
