"""Collects what a message states on all its paths, for comparison with other messages."""

from collections.abc import Iterable

from msgreview.catalogue.locate import locate_hit
from msgreview.model.document import Document
from msgreview.model.finding import Hit
from msgreview.model.message import Entry
from msgreview.rubric.message_facts import Statement
from msgreview.rubric.run import Failure, Runner
from msgreview.rubric.view import ScannedDocument


def collect_statements(
    entry: Entry, texts: Iterable[ScannedDocument], runner: Runner
) -> tuple[tuple[Statement, ...], list[Failure]]:
    """The statements in a message's own words, each once, and the rules that failed on them.

    The words of a message that it uses are left out: they are collected with that message.
    """
    statements: dict[tuple[str, int, int], Statement] = {}
    failures: list[Failure] = []
    for scanned in texts:
        claims, failed = runner.claims(scanned)
        failures += failed
        for rule, claim in claims:
            if _is_own(scanned.document, claim.hit):
                location = locate_hit(claim.hit, scanned.document, entry, lambda _: None)
                statement = Statement(rule.id, claim.about, claim.hit.args[0], claim.quotes, claim.named, location)
                statements.setdefault((rule.id, location.start, location.end), statement)
    return tuple(statements.values()), failures


def _is_own(document: Document, hit: Hit) -> bool:
    source_map = document.subject_map if hit.field == "subject" else document.map
    located = source_map.locate(hit.start, hit.end) if source_map else None
    if source_map is None or located is None or located.origin.message != document.message.id:
        return False
    return not any(segment.invented for segment in source_map.touching(hit.start, hit.end))
