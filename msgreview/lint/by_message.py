"""The results of the messages of a file, which most edits of one of them leave as they are."""

from typing import NamedTuple

from msgreview.lint.file import MessageResult
from msgreview.lint.moved import Move
from msgreview.model.message import Entry, Message
from msgreview.model.span import Source


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
