"""Which files hold a message, use it, or have findings on words of other files: an index that follows file by file."""

from collections import defaultdict
from collections.abc import Iterable, Set

from msgreview.lint.result import FileResult


class Uses:
    """The results of files, indexed by what they hold, use and point to. All is by paths and ids as results have them."""

    def __init__(self) -> None:
        self._results: dict[str, FileResult] = {}
        self._holders: defaultdict[str, set[str]] = defaultdict(set)
        self._users: defaultdict[str, set[str]] = defaultdict(set)
        self._pointing: defaultdict[str, set[str]] = defaultdict(set)

    def put(self, result: FileResult) -> None:
        """Indexes the result of a file, in place of its last one."""
        self.remove(result.path)
        self._results[result.path] = result
        for id_, used in result.uses.items():
            self._holders[id_].add(result.path)
            for other in used:
                self._users[other].add(result.path)
        for path in self.pointed(result.path):
            self._pointing[path].add(result.path)

    def remove(self, path: str) -> None:
        """Takes a file out of the index."""
        for other in self.pointed(path):
            self._pointing[other].discard(path)
        old = self._results.pop(path, None)
        for id_, used in old.uses.items() if old else ():
            self._holders[id_].discard(path)
            for other in used:
                self._users[other].discard(path)

    def ids(self) -> list[str]:
        """Every message's id, each once."""
        return sorted(id_ for id_, holders in self._holders.items() if holders)

    def holders(self, id_: str) -> Set[str]:
        """The files that hold a message."""
        return self._holders.get(id_, frozenset())

    def users(self, id_: str) -> Set[str]:
        """The files with a message that uses this one."""
        return self._users.get(id_, frozenset())

    def pointing(self, path: str) -> Set[str]:
        """The other files with findings on a file's words."""
        return self._pointing.get(path, frozenset())

    def pointed(self, path: str) -> Set[str]:
        """The other files that a file's findings are in."""
        result = self._results.get(path)
        return {finding.path for finding in result.findings} - {path} if result else frozenset()

    def dependants(self, path: str) -> set[str]:
        """The files with messages that use one of a file's, directly or not."""
        result = self._results.get(path)
        return self.dependants_of(result.uses) if result else set()

    def dependants_of(self, ids: Iterable[str]) -> set[str]:
        """The files with messages that use one of these, directly or not."""
        pending, reached = list(ids), set[str]()
        while pending:
            for user in self.users(pending.pop()):
                if user not in reached:
                    reached.add(user)
                    pending += self._results[user].uses
        return reached
