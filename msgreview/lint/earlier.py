"""Results of earlier runs that hold for files without their stamps, too: a review changes no word."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.lint.cache import cache_key, load_cache
from msgreview.lint.grammar_engine import GrammarEngine
from msgreview.lint.result import FileResult, digest
from msgreview.model.config import Settings
from msgreview.model.finding import Location
from msgreview.rubric.message_facts import Facts
from msgreview.rubric.ruleset import RuleSet

_STAMP = "review"


class Cut(NamedTuple):
    """A file's content as it was, and without its stamp."""

    whole: bytes
    rest: bytes
    same: int
    """Bytes up to the stamp."""

    @property
    def start(self) -> int:
        """Where the stamp was, in code points of the text."""
        return len(self.whole[: self.same].decode("utf-8", "replace").removeprefix("\ufeff"))


def cached_results(cache: Path, rules: RuleSet, settings: Settings) -> Mapping[str, FileResult]:
    """What a run of `lint` cached at a path under these rules and settings, by the paths of the files as they were then."""
    with GrammarEngine(settings.config.proofing) as proofing:
        return load_cache(cache, cache_key(rules.digest, settings.digest, proofing.key))[0]


def reusable_results(files: Mapping[str, Cut], caches: Iterable[Mapping[str, FileResult]]) -> dict[str, FileResult]:
    """Of files by their paths, without their stamps, the results that are among those of earlier runs."""
    digests = {digest(cut.whole): digest(cut.rest) for cut in files.values()}
    starts = {path: cut.start for path, cut in files.items() if cut.whole != cut.rest}
    reusable: dict[str, FileResult] = {}
    for results in caches:
        for path, cut in files.items():
            result = results.get(path)
            if path in reusable or result is None:
                continue
            if result.digest == digest(cut.rest):
                reusable[path] = result
            elif result.digest in digests and result.digest == digest(cut.whole) and _is_before(result, starts):
                reusable[path] = _without_stamp(result, digests)
    return reusable


def _is_before(result: FileResult, starts: Mapping[str, int]) -> bool:
    """Whether everything that a result points at lies before the stamps."""
    return all(place.end <= starts.get(place.path, place.end) for place in _places(result))


def _places(result: FileResult) -> Iterator[Location]:
    yield from chain(result.findings, (finding for _, finding in result.slow))
    for exemption in result.exemptions:
        yield from filter(None, (exemption.location, exemption.until_location))
    for fact in result.facts:
        yield from (statement.location for statement in fact.statements)
        yield from _unstamped(fact).locations.values()


def _without_stamp(result: FileResult, digests: Mapping[str, str]) -> FileResult:
    needs = {id_: _under(digests, *need.partition(" ")) for id_, need in result.needs.items()}
    return replace(result, digest=digests[result.digest], needs=needs, facts=tuple(map(_unstamped, result.facts)))


def _under(digests: Mapping[str, str], content: str, *rest: str) -> str:
    return "".join((digests.get(content, content), *rest))


def _unstamped(fact: Facts) -> Facts:
    locations = {field: place for field, place in fact.locations.items() if field.partition(".")[0] != _STAMP}
    return replace(fact, reviewed=None, every="", locations=locations)
