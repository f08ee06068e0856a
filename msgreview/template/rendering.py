"""The rendering of one message's texts, the messages that they include and extend with them."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import TracebackType
from typing import Any, Literal

import jinja2
from jinja2.exceptions import SecurityError, TemplateNotFound
from jinja2.runtime import Context
from msgspec.structs import replace

from msgreview.catalogue.locate import Lookup
from msgreview.model.document import Origin
from msgreview.model.finding import Problem
from msgreview.template import marks
from msgreview.template.blocks import Block
from msgreview.template.limits import Budget, TooMuchError
from msgreview.template.marks import TracedOutput, TracedTemplate
from msgreview.template.placeholder import bracketed
from msgreview.template.repair import Repair
from msgreview.template.sandbox import STATE, RenderState, Sandbox, message_sandbox, shared_sandbox
from msgreview.template.template import BrokenTemplateError, Reference, Template, parse_template

Level = Literal["marked", "shown", "plain"]
_MOST_REPAIRS = 24


class UnreadableError(Exception):
    """Raised for a text that cannot be rendered even without the tags that fail."""


class Rendering:
    """Loads the templates of one message and renders them; finds the problems that show only then."""

    def __init__(
        self,
        lookup: Lookup,
        configured: tuple[str, ...],
        origins: list[Origin],
        state: RenderState,
        *,
        autoescape: bool,
    ) -> None:
        """`origins` are those known so far; more are added at its end. `state` is that of the whole message."""
        self.state = state
        self.templates: list[Template] = []
        self.origins = origins
        self.problems: list[Problem] = []
        self.unreadable: list[Problem] = []
        """Why messages that are included or extended cannot be read as templates."""
        self.marks_change_text = False
        """Whether a rendering read differently with all marks than with none."""
        self._lookup = lookup
        self._configured = configured
        self._autoescape = autoescape
        self._names: dict[str, int] = {}
        self._repairs: dict[int, tuple[Repair, ...]] = {}
        self._orphans: set[int] = set()
        self._codes: dict[tuple[int, Level], jinja2.Template] = {}
        self._level: Level = "marked"
        self.expanding = Problem("")
        """The message's own include or part that is being expanded: nested problems are reported there."""

    @cached_property
    def _sandbox(self) -> Sandbox:
        return message_sandbox(shared_sandbox(autoescape=self._autoescape), _Loader(self))

    @cached_property
    def _globals(self) -> dict[str, Any]:
        return {**self._sandbox.globals, STATE: self.state}

    def origin(self, origin: Origin) -> int:
        """The index of an origin."""
        if origin not in self.origins:
            self.origins.append(origin)
        return self.origins.index(origin)

    def add(self, origin: Origin, text: str, above: tuple[str, ...]) -> int:
        """Read a text and all that it refers to; the number of its template. Raises `BrokenTemplateError`.

        `above` are the ids of the messages that lead here.
        """
        template = self._read(origin, text)
        number = len(self.templates)
        if number > marks.MOST_TEMPLATES:
            raise BrokenTemplateError(Problem("template.too-much", 0, len(text), ("it includes too many messages",)))
        self.templates.append(template)
        self.origin(origin)
        for reference in template.references:
            if not self._refer(origin, reference.name, above, reference) and not self._skipped(reference):
                self._sandbox.dead_links |= {(origin.message, reference.name)}
                if reference.how == "extends":
                    self._orphans.add(number)
                    self.templates[number] = self._read(origin, text, number)
        return number

    def add_blocks(self, templates: Sequence[Template]) -> range:
        """Take the blocks of one text; the numbers of their templates. They are rendered by `block`."""
        first = len(self.templates)
        self.templates += templates
        return range(first, len(self.templates))

    def block(self, number: int, block: Block, context: Context, at: int, budget: Budget) -> TracedOutput:
        """The text of a block, whose segments count from `at`. Raises whatever it raises."""
        texts: list[str] = []
        self.state.marking = True
        try:
            for text in block.prints(context):
                texts.append(str(text))
                budget.print(len(texts[-1]))
        finally:
            self.state.marking = False
        template = self.templates[number]
        traced = TracedTemplate(template.text, template.pieces, self.origin(template.origin))
        output = marks.resolve_marks("".join(texts), (traced,), 0, at)
        return TracedOutput(output.text, output.segments, frozenset((number, piece) for _, piece in output.printed))

    def _skipped(self, reference: Reference) -> bool:
        """Whether Jinja itself goes on without the message: there is none, and the template allows for that."""
        return reference.optional and self._lookup(reference.name) is None

    def _read(self, origin: Origin, text: str, number: int = -1) -> Template:
        return parse_template(
            origin,
            marks.without_marks(text),
            self._configured,
            autoescape=self._autoescape,
            orphan=number in self._orphans,
            repairs=self._repairs.get(number, ()),
        )

    def _refer(self, origin: Origin, name: str, above: tuple[str, ...], reference: Reference) -> bool:
        """Load the message that a text names; False if that fails, with the problem reported where it is this message's own."""
        if len(above) == 1:
            self.expanding = Problem("", reference.start, reference.end, (), origin)
        if name in self._names:
            return True
        if name in above:
            if name == above[0]:
                self._report("catalogue.cycle", " → ".join((*above, name)))
            return False
        entry = self._lookup(name)
        if entry is None or entry.message.parts:
            if len(above) == 1 and not (reference.optional and entry is None):
                rule, args = ("catalogue.mixed-include", (name,)) if entry else ("catalogue.missing-message", (name, ""))
                self._report(rule, *args)
            return False
        try:
            self._names[name] = self.add(Origin(name, "body"), entry.message.body, (*above, name))
        except BrokenTemplateError as broken:
            self.unreadable.append(replace(broken.problem, origin=Origin(name, "body")))
            return False
        return True

    def _report(self, rule: str, *args: str) -> None:
        self.problems.append(replace(self.expanding, rule=rule, args=args))

    def load(self, name: str) -> jinja2.Template:
        """The template that an include, extends or import names. Raises `TemplateNotFound`."""
        if not name:
            return self._empty()
        if name not in self._names:
            entry = self._lookup(name)
            if entry is None or entry.message.parts:
                raise TemplateNotFound(name, f"no message is called `{name}`")
            self._names[name] = self.add(Origin(name, "body"), entry.message.body, (name,))
        return self._code(self._names[name], self._level)

    def _empty(self) -> jinja2.Template:
        shared = shared_sandbox(autoescape=self._autoescape)
        return jinja2.Template.from_code(self._sandbox, shared.compile(""), dict(self._globals))

    def _code(self, number: int, level: Level) -> jinja2.Template:
        key = number, level
        if key not in self._codes:
            code = marks.renumbered(self.templates[number].marked, number)
            if level != "marked":
                code = (marks.shown_only if level == "shown" else marks.unmarked)(code)
            self._codes[key] = jinja2.Template.from_code(self._sandbox, code, self._globals)
        return self._codes[key]

    def render(self, number: int, values: Mapping[str, Any]) -> TracedOutput:
        """The text of a template with the values; tags that fail are left out and noted. Raises `UnreadableError`."""
        for _ in range(_MOST_REPAIRS):
            try:
                return self._passes(number, values)
            except Exception as error:  # noqa: BLE001  a template may raise anything that Python can
                self._mend(error)
        raise UnreadableError

    def _passes(self, number: int, values: Mapping[str, Any]) -> TracedOutput:
        """Pass B if it reads as the plain text does, else pass A, else the plain text made by the template as a whole."""
        output = self._traced_run(number, "marked", values)
        if not any(template.captures for template in self.templates):
            return output
        plain = self._run(number, "plain", values)
        if output.text == plain:
            return output
        self.marks_change_text = True
        shown = self._traced_run(number, "shown", values)
        if shown.text == plain:
            return TracedOutput(plain, shown.segments, output.printed | shown.printed)
        return TracedOutput(plain, marks.whole(plain, self._traced()[number]), output.printed)

    def _traced(self) -> list[TracedTemplate]:
        return [TracedTemplate(one.text, one.pieces, self.origin(one.origin)) for one in self.templates]

    def _traced_run(self, number: int, level: Level, values: Mapping[str, Any]) -> TracedOutput:
        marked = self._run(number, level, values)
        return marks.resolve_marks(marked, self._traced(), number)

    def _run(self, number: int, level: Level, values: Mapping[str, Any]) -> str:
        """The text of a template, with the marks of a level."""
        self._level = level
        self.state.marking = level == "marked"
        budget = self.state.budget = Budget()
        template = self._code(number, level)
        texts: list[str] = []
        try:
            for text in template.root_render_func(template.new_context(dict(values))):
                texts.append(str(text))  # A call block yields what its function gives, whatever that is.
                budget.print(len(texts[-1]))
        finally:
            self.state.marking = False
        text = "".join(texts)
        return bracketed(text) if level == "plain" else text

    def _mend(self, error: Exception) -> None:
        """Note what a rendering raised at the tag that raised it, and leave the tag out from now on."""
        failing = self._failing_tag(error)
        if failing is None:
            raise UnreadableError from error
        number, tag = failing
        template = self.templates[number]
        before = self._repairs.get(number, ())
        repaired = Repair(tag, gone=Repair(tag, gone=False) in before)
        if repaired in before:
            raise UnreadableError from error
        if not repaired.gone:
            span = template.tags[tag]
            rule, why = _diagnosis(error)
            if not any(one.rule == rule and span.start <= one.start < span.end for one in template.problems):
                self.problems.append(Problem(rule, span.start, span.end, (why,), template.origin))
        self._repairs[number] = (*before, repaired)
        self.templates[number] = self._read(template.origin, template.text, number)
        self._codes = {key: code for key, code in self._codes.items() if key[0] != number}

    def _failing_tag(self, error: Exception) -> tuple[int, int] | None:
        """The template and the tag in it, by their numbers, that were being rendered; None where that cannot be told."""
        numbers = {id(code): key[0] for key, code in self._codes.items()}
        innermost: tuple[int, int] | None = None
        trail: TracebackType | None = error.__traceback__
        while trail is not None:
            code = trail.tb_frame.f_globals.get("__jinja_template__")
            if code is not None and id(code) in numbers:
                innermost = numbers[id(code)], code.get_corresponding_lineno(trail.tb_lineno)
            trail = trail.tb_next
        if innermost is None:
            return None
        number, token = innermost
        return number, max(0, bisect_right(self.templates[number].tag_tokens, token) - 1)


def _diagnosis(error: Exception) -> tuple[str, str]:
    """The rule that an error raised by a template belongs to, and what went wrong in words."""
    what = str(error) or type(error).__name__
    match error:
        case TooMuchError():
            return "template.too-much", what
        case RecursionError():
            return "template.too-much", "it calls itself without end"
        case MemoryError() | OverflowError():
            return "template.too-much", "a value grows too large"
        case SecurityError():
            return "template.unsafe", what
    return "template.render-error", what


class _Loader(jinja2.BaseLoader):
    """Finds templates where the catalogue has them."""

    def __init__(self, rendering: Rendering) -> None:
        self._rendering = rendering

    def load(self, environment: jinja2.Environment, name: str, globals: Any = None) -> jinja2.Template:
        return self._rendering.load(name)
