"""The results of all files of a catalogue, which change one by one, and what they say together of the words of one file."""

from collections import Counter
from collections.abc import Container, Iterator

from msgreview.lint.catalogue_rules import file_findings
from msgreview.lint.moved import Move
from msgreview.lint.open_files import OpenFiles
from msgreview.lint.ordering import once
from msgreview.lint.related import RelatedFacts
from msgreview.lint.result import FileResult
from msgreview.lint.uses import Uses
from msgreview.model.finding import Finding
from msgreview.model.span import Source
from msgreview.rubric.run import MOST_SLOW, Runner


class IndexedResults(dict[str, FileResult]):
    """Path → the result of the file as it was linted last, or all that is known of it before it is."""

    def __init__(self, files: OpenFiles, runner: Runner) -> None:
        super().__init__()
        self._files, self._runner = files, runner
        self.uses = Uses()
        self._from_users: dict[str, tuple[Finding, ...]] = {}
        """Path → the findings on its words of messages in other files, as long as these are not linted again."""
        self._related: RelatedFacts | None = None

    def put(self, result: FileResult, stale: Container[str]) -> None:
        """Indexes a result by what it holds, uses and points to; `stale` are the files that are to be linted again."""
        shown = result.path
        pointed = self.uses.pointed(shown)
        self[shown] = result
        self.uses.put(result)
        for path in pointed | self.uses.pointed(shown):
            if not any(each in stale for each in self.uses.pointing(path)):
                self._from_users.pop(path, None)
        if self._related and shown not in self._files.outside and not result.deferred:
            self._related.replace(shown, result.facts)

    def remove(self, shown: str) -> None:
        """Takes the result of a file out."""
        self.uses.remove(shown)
        self.pop(shown, None)
        self._from_users.pop(shown, None)
        if self._related:
            self._related.replace(shown, ())

    def list_again(self) -> None:
        """Takes over that there are other files."""
        if self._related:
            self._related.order(self._files.inside())

    def move(self, before: Source, after: Source) -> None:
        """Until they are linted again, the messages that use those of a file find the same at the same words of it."""
        if of_users := self._of_users(after.path):
            self._from_users[after.path] = tuple(Move(before, after).findings(of_users))

    def of_file(self, shown: str) -> Iterator[Finding]:
        """All findings on the words of a file, exemptions and votes not applied."""
        result = self[shown]
        slow = Counter(rule for each in self.values() if each.slow for rule, _ in each.slow)
        left_out = {rule for rule, messages in slow.items() if messages > MOST_SLOW}  # As a run leaves them out everywhere.
        of_messages = once((*(each for each in result.findings if each.path == shown), *self._of_users(shown)))
        of_catalogue = file_findings(shown, self._related_to(shown), self._runner)
        for finding in (*of_messages, *of_catalogue, *(finding for _, finding in result.slow)):
            if finding.path == shown and finding.rule not in left_out:
                yield finding

    def _of_users(self, shown: str) -> tuple[Finding, ...]:
        """The findings on a file's words that messages of other files bring, each once."""
        if shown in self._files.outside:
            return ()
        cached = self._from_users.get(shown)
        if cached is None:
            users = sorted(self.uses.pointing(shown), key=self._files.number)
            pointing = (each for user in users for each in self[user].findings if each.path == shown)
            cached = self._from_users[shown] = tuple(once(pointing))
        return cached

    def _related_to(self, shown: str) -> RelatedFacts:
        if shown in self._files.outside:
            return RelatedFacts(self._runner.rules.rules, {shown: self[shown].facts})
        if self._related is None:
            facts = {each: self[each].facts if each in self else () for each in self._files.inside()}
            self._related = RelatedFacts(self._runner.rules.rules, facts)
        return self._related
