"""What the last run of `lint` left in its cache: enough to say what comes next, without reading a message again."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from msgreview.catalogue.caches import cache_path
from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.votes import load_votes
from msgreview.lint.baseline import about, load_baseline
from msgreview.lint.cache import cache_key, load_cache
from msgreview.lint.disputes import split_disputed
from msgreview.lint.grammar_engine import GrammarEngine
from msgreview.lint.ordering import identity
from msgreview.lint.result import FileResult
from msgreview.lint.since import beyond
from msgreview.model.config import Settings
from msgreview.model.finding import Finding
from msgreview.rubric.load import catalogue_rules
from msgreview.rubric.message_facts import Facts


class LastRun(NamedTuple):
    """What is cached of the files as they are now."""

    read: int
    """Files of which it is known."""
    facts: tuple[Facts, ...]
    red: tuple[Finding, ...]
    """Red findings on them that stand, but for those of rules over the whole catalogue."""


def last_run(files: Sequence[CatalogueFile], settings: Settings) -> LastRun:
    """What the last run knows of some files. Raises RubricError where the rules cannot be used."""
    rules = catalogue_rules(settings)
    root = Path(settings.root)
    with GrammarEngine(settings.config.proofing) as proofing:
        cached, _ = load_cache(cache_path(settings), cache_key(rules.digest, settings.digest, proofing.key))
    results = [result for file in files if (result := _valid(cached.get(file.shown), file, settings))]
    red = {identity(each): each for result in results for each in result.findings if each.level == "error"}
    facts = tuple(fact for result in results for fact in result.facts)
    standing, _ = split_disputed(red.values(), load_votes(root).votes, rules, facts)
    baseline = load_baseline(root)
    return LastRun(
        len(results),
        facts,
        tuple(beyond(standing, baseline, about(root)) if baseline else standing),
    )


def _valid(result: FileResult | None, file: CatalogueFile, settings: Settings) -> FileResult | None:
    """A result that is of the file as it is, and of today where that matters."""
    is_valid = result and result.day in ("", settings.today.isoformat()) and result.is_of(file)
    return result if is_valid else None
