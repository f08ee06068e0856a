"""What was said of a file, at its words in the file as it is after an edit."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import asdict, replace

from msgreview.catalogue.locate import span_location
from msgreview.lint.file import MessageResult
from msgreview.model.finding import Finding, Location
from msgreview.model.message import Entry, Message
from msgreview.model.span import Source, Span
from msgreview.rubric.message_facts import Facts


class Move:
    """The edit that made one text of a file of another: where they begin and end alike."""

    def __init__(self, before: Source, after: Source) -> None:
        self._after = after
        old, new = before.text, after.text
        self._start = _in_common(old, new)
        self._end = len(old) - _in_common(old[self._start :][::-1], new[self._start :][::-1])
        self._by = len(new) - len(old)

    def findings(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings, those of other files as they were; those whose words were edited are left out."""
        for finding in findings:
            location = self._location(finding)
            if location is not None:
                yield replace(finding, **asdict(location))

    def facts(self, facts: Facts) -> Facts | None:
        """The facts of a message; None where any of their words were edited."""
        locations = {field: self._location(at) for field, at in facts.locations.items()}
        statements = [(each, self._location(each.location)) for each in facts.statements]
        if None in locations.values() or any(at is None for _, at in statements):
            return None
        moved = tuple(replace(each, location=at) for each, at in statements)
        return replace(facts, locations=locations, statements=moved)

    def _location(self, at: Location) -> Location | None:
        if at.path != self._after.path:
            return Location(**{name: getattr(at, name) for name in Location.__struct_fields__})
        if self._start < at.end and at.start < self._end:
            return None
        by = 0 if at.end <= self._start else self._by
        span = Span(at.start + by, at.end + by)
        return span_location(self._after, span, message=at.message, field=at.field, quote=at.quote)


class ByMessage(NamedTuple):
    """The results of a file's messages, and the text that they are of."""

    source: Source
    results: dict[str, tuple[Message, MessageResult]]

    def moved(self, entry: Entry, move: Move) -> MessageResult | None:
        """The result of a message that is as it was, at its present place; None for one that must be linted."""
        message, result = self.results.get(entry.message.id, (None, None))
        if message != entry.message or result is None or result.slow:
            return None
        facts = move.facts(result.facts) if result.facts else None
        findings = tuple(move.findings(result.findings))
        if facts is None or len(findings) < len(result.findings):
            return None
        return result._replace(findings=findings, facts=facts)


def _in_common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    least, most = 0, min(len(one), len(other))
    while least < most:  # Halves are compared, as a character at a time would be felt.
        middle = (least + most + 1) // 2
        if one.startswith(other[:middle]):
            least = middle
        else:
            most = middle - 1
    return least
