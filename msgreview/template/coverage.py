"""A template's variants: its samples, then a forced path to each text that no sample shows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from msgspec.structs import replace

from msgreview.catalogue.locate import Lookup
from msgreview.model.config import Settings
from msgreview.model.document import Origin, Rendered, Variant
from msgreview.model.finding import Problem
from msgreview.model.message import Entry
from msgreview.model.span import Span
from msgreview.template.conditions import labels, listed
from msgreview.template.fields import Fields, NotStandaloneError
from msgreview.template.fitting import agrees, fitted
from msgreview.template.names import Use
from msgreview.template.paths import Test
from msgreview.template.rendering import UnreadableError
from msgreview.template.targets import Target, barest, merged, targets, unmet
from msgreview.template.values import clock, declared, knows, layered
from msgreview.template.variant_set import CLOCK, UsedName, VariantSet


def cover(entry: Entry, lookup: Lookup, settings: Settings, limit: int) -> VariantSet:
    """Every variant of a message, as `render_variants` gives them."""
    if not entry.message.parts:
        with suppress(NotStandaloneError):
            return cover_fields(Fields(entry, lookup, settings.config.filters, standalone=True), settings, limit)
    return cover_fields(Fields(entry, lookup, settings.config.filters), settings, limit)


def cover_fields(fields: Fields, settings: Settings, limit: int) -> VariantSet:
    """Every variant of the texts of a message."""
    values = _values(fields, settings)
    coverage = _Coverage(fields, limit, frozenset(("policy", *settings.config.variables, *CLOCK)))
    coverage.capped = len(values) > limit
    for name, sample in list(values.items())[:limit]:
        with suppress(UnreadableError):
            coverage.add(name, "", sample, {})
    if fields.loaded is not None:
        coverage.force(next(iter(values.values())))
    problems = [*fields.problems, *_problems(fields, values), *coverage.problems()]
    unique = {(one.rule, one.origin, one.start, one.end): one for one in reversed(problems)}
    ordered = sorted(unique.values(), key=lambda one: (str(one.origin), one.start, one.end, one.rule))
    return VariantSet(
        tuple(coverage.variants), tuple(ordered), tuple(_names(fields, values)), coverage.capped, tuple(fields.unreadable)
    )


def _values(fields: Fields, settings: Settings) -> dict[str, dict[str, Any]]:
    """The values of each sample; of `example` where there is none."""
    shared = {**clock(settings.today), "policy": settings.policy_values, **settings.config.variables}
    below = declared(fields.variables)
    samples = fields.entry.message.samples or {"example": {}}
    return {name: {**shared, **layered(below, sample)} for name, sample in samples.items()}


class _Coverage:
    """Collects the variants of a message, and what they have not shown yet."""

    def __init__(self, fields: Fields, limit: int, fixed: frozenset[str]) -> None:
        """`fixed` are names whose values are facts, whatever path is taken."""
        self.fields = fields
        self.limit = limit
        self._labels = labels(fields.variables)
        self._fixed = fixed
        self.variants: list[Variant] = []
        self.capped = False
        """There were more samples, or more paths, than were followed."""
        self.todo: list[Target] | None = None
        self._lost: list[Target] = []
        self._bare: set[tuple[str, bool]] = set()
        """How tests come out, by site, where the least is read; empty once that has been seen."""
        self._bare_way: dict[str, bool] = {}
        self._natural: dict[str, bool] = {}
        """How the tests come out with the first sample, whose values forced paths take too."""

    def add(self, name: str, when: str, values: Mapping[str, Any], forced: Mapping[str, bool]) -> bool:
        """Render a variant and add it, a forced one only if it shows what none before it does; whether it was added."""
        state = self.fields.state
        subject, body, printed = self._fitting(values, forced)
        rendering = self.fields.loaded
        if rendering is not None:
            wanted = self.todo if self.todo is not None else targets(rendering, self.fields.entry.message.id)
            left = unmet(wanted, printed, state.sites)
            if self.todo is None:
                self._natural = state.outcomes
                self._bare, self._bare_way = barest(wanted, rendering)
            self.todo = left
            bare = bool(self._bare) and self._bare <= state.sites
            self._bare = set() if bare else self._bare
            if when and len(left) == len(wanted) and not bare:
                return False
        self.variants.append(Variant(name, when, subject, body))
        return True

    def _fitting(
        self, values: Mapping[str, Any], forced: Mapping[str, bool]
    ) -> tuple[Rendered | None, Rendered, frozenset[tuple[int, int]]]:
        """A rendering whose values fit the path that it takes."""
        state = self.fields.state
        state.start(forced)
        shown = fitted(values, self._tests, forced, self._fixed) if forced else values
        rendered = self.fields.render(shown)
        tests = self._tests
        outcomes = {key: truth for key, truth in state.outcomes.items() if key in tests and " @ " not in key} | dict(forced)
        again = fitted(shown, tests, outcomes, self._fixed)
        if again is not shown:
            with suppress(UnreadableError):
                state.start(outcomes)
                return self.fields.render(again)
            state.start(forced)
            return self.fields.render(shown)
        return rendered

    @property
    def _tests(self) -> Mapping[str, Test]:
        """The tests of all templates; blocks of one text share theirs."""
        templates = self.fields.loaded.templates if self.fields.loaded is not None else []
        groups = list({id(template.paths.tests): template.paths.tests for template in templates}.values())
        return groups[0] if len(groups) == 1 else {key: test for tests in groups for key, test in tests.items()}

    def force(self, values: Mapping[str, Any]) -> None:
        """Follow paths to what is not shown yet, until all is or no path is left."""
        rendering = self.fields.rendering
        self.todo, dead = _split(self.todo or [])
        self._lost += dead
        while self.todo:
            if len(self.variants) >= self.limit:
                self.capped = True
                return
            first = self.todo[0]
            together = merged(self.todo, rendering)
            ways = (
                together if agrees(values, self._tests, together) else {},
                first.path.hard,
                first.path.hard | first.path.soft,
            )
            if not any(self._follow(way, values) for way in _distinct(ways)):
                self._lost.append(self.todo.pop(0))
        if self._bare and agrees(values, self._tests, self._bare_way):
            self._follow(self._bare_way, values)

    def _follow(self, way: dict[str, bool], values: Mapping[str, Any]) -> bool:
        try:
            return self.add(f"path {len(self.variants) + 1}", self._when(way), values, way)
        except UnreadableError:
            return False

    def _when(self, way: dict[str, bool]) -> str:
        """The conditions of a path in words: those that do not hold anyway, or all where all do."""
        paths = {key: template.paths for template in self.fields.rendering.templates for key in template.paths.tests}
        plain = [key for key in way if key in paths and not paths[key].follows(key, way) and self._is_plain(key, way)]
        forced = [key for key in plain if self._natural.get(key) is not way[key]] or plain
        return listed([words for key in forced for words in paths[key].tests[key].words(truth=way[key], labels=self._labels)])

    def _is_plain(self, key: str, way: Mapping[str, bool]) -> bool:
        """Whether its words are not those of the opposite of another test, of a name that means something else there."""
        name, bound, _ = key.partition(" @ ")
        return not bound or way.get(name, way[key]) is way[key]

    def problems(self) -> Iterator[Problem]:
        """What no path leads to, and that there were too many paths."""
        if self.capped and self.todo:
            first = self.todo[0]
            yield Problem("template.too-many-paths", *first.span, (str(self.limit),), first.origin)
        rendering = self.fields.loaded
        if rendering is None or rendering.problems:
            # What fails to render has its own finding, and what it would have led to is no problem of its own.
            return
        for target in self._lost:
            template = rendering.templates[target.template]
            library = template.library or "part" in self.fields.entry.message.tags
            why = _why(target, library=library, uncertain=rendering.marks_change_text)
            if why and target.path.macro and _is_called(target.path.macro, template.text[: target.span.start]):
                why = f"the macro `{target.path.macro}` is called above it, where nothing knows it yet. Move the macro up"
            if why:
                yield Problem("template.unreachable", *_trimmed(template.text, target.span), (why,), target.origin)


def _split(wanted: list[Target]) -> tuple[list[Target], list[Target]]:
    """Those that a path leads to, and those that none does."""
    return [one for one in wanted if not one.path.why], [one for one in wanted if one.path.why]


def _distinct(ways: Sequence[dict[str, bool]]) -> Iterator[dict[str, bool]]:
    for number, way in enumerate(ways):
        if way and way not in ways[:number]:
            yield way


def _why(target: Target, *, library: bool, uncertain: bool) -> str:
    """Why a text is never read; "" where that is no problem or not certain."""
    if not target.words:
        return ""
    if target.path.why:
        return target.path.why
    if target.path.macro:
        return "" if library else f"nothing uses the macro `{target.path.macro}` that it stands in"
    return "" if uncertain else "no sample and no choice of conditions leads to it"


def _is_called(macro: str, before: str) -> bool:
    """Whether a macro is called before it is there; `before` ends within it."""
    return bool(re.search(rf"\b{re.escape(macro)} ?\(", before.rpartition("macro")[0]))


def _trimmed(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _problems(fields: Fields, values: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """What is wrong with the message's own texts, and what failed in any text while it was rendered."""
    own = fields.entry.message.id
    for field in fields.all:
        if field.origin.message != own:
            continue
        problems = [*field.problems]
        calls: list[Use] = []
        if field.simple is not None:
            problems += field.simple.problems()
            calls += field.simple.calls()
        elif field.template is not None and fields.loaded is not None:
            template = fields.loaded.templates[field.template]
            problems += template.problems
            calls += template.calls
        problems += [
            Problem("template.unknown-function", call.start, call.end, (call.name,))
            for call in calls
            if not any(knows(sample, call.name) for sample in values.values())
        ]
        for problem in problems:
            yield replace(problem, origin=field.origin)
    yield from fields.loaded.problems if fields.loaded else ()


def _names(fields: Fields, values: Mapping[str, Mapping[str, Any]]) -> Iterator[UsedName]:
    """The variables of all texts, those of the messages that they include with them."""
    defined: dict[str, bool] = {}
    for origin, use in _uses(fields):
        if use.name not in defined:
            defined[use.name] = any(knows(sample, use.name) for sample in values.values())
        yield UsedName(use.name, origin, use.start, use.end, defined[use.name])


def _uses(fields: Fields) -> Iterator[tuple[Origin, Use]]:
    """Those of texts without blocks, then those of the rest in the order in which templates are read."""
    cut = [field for field in fields.all if field.simple is not None]
    for field in sorted(cut, key=lambda field: field.blocks.stop):
        for use in field.simple.uses() if field.simple is not None else ():
            yield field.origin, use
    for template in fields.loaded.templates if fields.loaded else ():
        for use in template.uses:
            yield template.origin, use
