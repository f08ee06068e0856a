"""The texts that a message's body and subject are made of, each ready to render."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from jinja2.runtime import Context, new_context

from msgreview.catalogue.locate import Lookup
from msgreview.model.document import Origin, Rendered, Segment, SourceMap
from msgreview.model.finding import Problem
from msgreview.model.message import Entry, Variable
from msgreview.template import marks
from msgreview.template.blocks import placed
from msgreview.template.fast_path import SimpleTemplate, parse_blanked, parse_simple
from msgreview.template.limits import Budget
from msgreview.template.marks import TracedOutput
from msgreview.template.opaque import lost_half
from msgreview.template.rendering import Rendering, UnreadableError
from msgreview.template.sandbox import STATE, RenderState, shared_sandbox
from msgreview.template.template import BrokenTemplateError

_JOIN = "\n\n"
_SLOT = "what staff write here"
_RUNS = re.compile("[^\r\ue000-\uf8ff\U000f0000-\U0010fffd]+|[\r\ue000-\uf8ff\U000f0000-\U0010fffd]")


class Field(msgspec.Struct):
    """One text of a message: where it is from, and how it is rendered (`slot`: as it stands, as somebody else's words)."""

    origin: Origin
    text: str
    above: tuple[str, ...] = ()
    """The ids of the messages that lead to it, its own last."""
    readable: str = ""
    """The text of the same length with nothing in it that cannot be followed through a rendering."""
    slot: bool = False
    simple: SimpleTemplate | None = None
    blocks: range = range(0)
    """The templates of its blocks, where it is cut."""
    template: int | None = None
    rendered: bool = False
    """Rendered once: a later failure means that the forced path is impossible."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with it as a whole."""
    unreadable: Problem | None = None
    """Why it cannot be read as a template."""


class NotStandaloneError(Exception):
    """Blocks were to be compiled each by itself, and something in the message needs its whole text to be parsed."""


class Fields:
    """The texts of one message, those of the messages it uses with them."""

    def __init__(self, entry: Entry, lookup: Lookup, configured: tuple[str, ...], *, standalone: bool = False) -> None:
        """`standalone`: blocks are compiled each by itself where that can be. Raises `NotStandaloneError`, as rendering may."""
        self.entry = entry
        self._standalone = standalone
        self.variables: dict[str, Variable] = {}
        """What is declared by the message and by those it uses."""
        self.entries: dict[str, Entry] = {entry.message.id: entry}
        self.problems: list[Problem] = []
        self.autoescape = entry.message.format == "html"
        self._configured = configured
        self._lookup = lookup
        self.state = RenderState()
        self._rendering: Rendering | None = None
        self.origins: list[Origin] = []
        self.body = [self._prepared(field) for field in self._expanded(entry, (entry.message.id,))]
        subject = entry.message.subject
        self.subject = (
            self._prepared(Field(Origin(entry.message.id, "subject"), subject, (entry.message.id,))) if subject else None
        )
        self.variables |= entry.message.variables

    @property
    def all(self) -> list[Field]:
        """The texts of the subject and the body."""
        return [*([self.subject] if self.subject else []), *self.body]

    @property
    def unreadable(self) -> Iterator[Problem]:
        """Why texts of the message, and of those it uses, cannot be read as templates."""
        yield from (field.unreadable for field in self.all if field.unreadable is not None)
        yield from self._rendering.unreadable if self._rendering is not None else ()

    @property
    def rendering(self) -> Rendering:
        """What renders the texts that are more than `{{ }}`; made when the first is met."""
        if self._rendering is None:
            self._rendering = Rendering(self._lookup, self._configured, self.origins, self.state, autoescape=self.autoescape)
        return self._rendering

    @property
    def loaded(self) -> Rendering | None:
        """What renders these texts if there are any; None where `{{ }}` is all there is."""
        return self._rendering

    def _expanded(self, entry: Entry, above: tuple[str, ...]) -> Iterator[Field]:
        """The texts of a message's body, those of the messages that its parts use included."""
        message = entry.message
        if not message.parts:
            yield Field(Origin(message.id, "body"), message.body, above)
        for number, part in enumerate(message.parts):
            path = f"parts.{number}."
            if part.use is not None:
                yield from self._used(message.id, path + "use", part.use, above)
            elif part.text is not None:
                yield Field(Origin(message.id, path + "text"), part.text, above)
            elif part.example is not None:
                yield Field(Origin(message.id, path + "example"), part.example, slot=True)
            else:
                yield Field(Origin(message.id, path + "write"), part.write or _SLOT, slot=True)

    def _used(self, message: str, field: str, name: str, above: tuple[str, ...]) -> Iterator[Field]:
        """The texts of a message that a part uses; none where it does not exist, or leads back to itself."""
        if len(above) == 1:
            self._expanding = Problem("", 0, len(name), (), Origin(message, field))
        if name in above:
            if name == above[0]:
                self._note("catalogue.cycle", " → ".join((*above, name)))
            return
        used = self._lookup(name)
        if used is None:
            if len(above) == 1:
                self._note("catalogue.missing-message", name, "")
            return
        self.entries[name] = used
        self.variables |= used.message.variables
        yield from self._expanded(used, (*above, name))

    def _note(self, rule: str, *args: str) -> None:
        self.problems.append(msgspec.structs.replace(self._expanding, rule=rule, args=args))

    def _prepared(self, field: Field) -> Field:
        """The field with its text parsed, whatever is wrong with it."""
        if field.origin not in self.origins:
            self.origins.append(field.origin)
        if field.slot:
            return field
        self._make_readable(field)
        if self.entry.message.source.get("logic") == "opaque" and (half := lost_half(field.text)):
            field.problems += (Problem("template.torn", *half.span, (half.code, half.lost)),)
        field.simple = parse_simple(field.readable, self._configured, autoescape=self.autoescape, standalone=self._standalone)
        if field.simple is None:
            self._parse_full(field)
        elif blocks := field.simple.blocks:
            field.blocks = self.rendering.add_blocks(placed(blocks, field.origin, field.readable))
        return field

    @staticmethod
    def _make_readable(field: Field) -> None:
        text = field.text
        at = text.find("\r")
        if at >= 0:
            field.problems += (Problem("template.carriage-return", at, at + 1, ()),)
            text = text.replace("\r\n", " \n").replace("\r", "\n")
        if private := marks.private_characters(text):
            what = f"the character U+{ord(text[private.start]):04X}, which no reader can see, stands here"
            field.problems += (Problem("template.syntax", *private, (what,)),)
        field.readable = marks.without_marks(text)

    def _parse_full(self, field: Field) -> None:
        """Take the full way, which can say what fails and leave it out."""
        if self._standalone:
            raise NotStandaloneError
        if len(field.above) > 1:
            self.rendering.expanding = self._expanding
        try:
            field.template = self.rendering.add(field.origin, field.readable, field.above)
            field.simple = None
        except BrokenTemplateError as broken:
            field.problems += (broken.problem,)
            self._blank(field, broken.problem)

    def _blank(self, field: Field, problem: Problem) -> None:
        """Render the text with its tags blanked from now on."""
        field.unreadable = msgspec.structs.replace(problem, origin=problem.origin or field.origin)
        field.template = None
        field.simple = parse_blanked(field.readable, self._configured, autoescape=self.autoescape)

    def render(self, values: Mapping[str, Any]) -> tuple[Rendered | None, Rendered, frozenset[tuple[int, int]]]:
        """The subject, the body, and the pieces of templates that came out.

        Raises `UnreadableError` where a text that has been rendered with other values cannot be with these.
        """
        sandbox = shared_sandbox(autoescape=self.autoescape)
        context = new_context(sandbox, "", {}, {**values, STATE: self.state}, globals=sandbox.globals)
        printed: set[tuple[int, int]] = set()
        subject = self._joined([self.subject], context, values, printed) if self.subject else None
        return subject, self._joined(self.body, context, values, printed), frozenset(printed)

    def _joined(
        self, fields: list[Field], context: Context, values: Mapping[str, Any], printed: set[tuple[int, int]]
    ) -> Rendered:
        """The rendered texts of some fields as one, with a blank line between them."""
        texts: list[str] = []
        segments: list[Segment] = []
        at = 0
        for number, field in enumerate(fields):
            text, own = self._field(field, context, values, printed)
            if number < len(fields) - 1:
                text, own = _joint(text, own)
            segments += [msgspec.structs.replace(each, at=each.at + at) for each in own] if at else own
            texts.append(text)
            at += len(text)
        return Rendered("".join(texts), SourceMap.of(segments, self.origins))

    def _field(
        self, field: Field, context: Context, values: Mapping[str, Any], printed: set[tuple[int, int]]
    ) -> tuple[str, list[Segment]]:
        """The text of one field and its segments, counted from its own start."""
        origin = self.origins.index(field.origin)
        if field.slot:
            exact = field.origin.field.endswith("example")
            text = field.text if exact else f"[{field.text}]"
            return text, [Segment(0, len(text), origin, 0, len(field.text), exact, True)] if text else []
        text, segments = self._rendered(field, origin, context, values, printed)
        return text, segments if field.readable == field.text else _exact(text, segments, origin, field.text)

    def _rendered(
        self, field: Field, origin: int, context: Context, values: Mapping[str, Any], printed: set[tuple[int, int]]
    ) -> tuple[str, list[Segment]]:
        """The text by the fast way, else the full way, else with its tags blanked."""
        if field.simple is not None:
            self.state.budget = Budget()
            try:
                if field.blocks:
                    return self._with_blocks(field, field.simple, origin, context, printed)
                return field.simple.render(context, origin)
            except Exception:  # noqa: BLE001  an expression may raise whatever Python can
                if field.simple.blanked:
                    field.simple = field.simple.bare()
                    return field.simple.render(context, origin)
                self._parse_full(field)
        if field.template is not None:
            try:
                output = self.rendering.render(field.template, values)
            except UnreadableError:
                if field.rendered:
                    raise
                if not self.rendering.problems:
                    end, why = len(field.text.rstrip()), ("its tags do not go together",)
                    self.rendering.problems.append(Problem("template.render-error", 0, end, why, field.origin))
                self._blank(field, self.rendering.problems[-1])
            else:
                field.rendered = True
                printed |= output.printed
                return output.text, output.segments
        return self._rendered(field, origin, context, values, printed)

    def _with_blocks(
        self, field: Field, simple: SimpleTemplate, origin: int, context: Context, printed: set[tuple[int, int]]
    ) -> tuple[str, list[Segment]]:
        """The text of a field with blocks, all of which share one budget with what stands between them."""
        budget = self.state.budget
        following = zip(field.blocks, simple.blocks, strict=True)

        def render_block(at: int) -> TracedOutput:
            number, (_, block) = next(following)
            output = self.rendering.block(number, block, context, at, budget)
            printed.update(output.printed)
            return output

        text, segments = simple.render(context, origin, render_block)
        budget.print(len(text))
        return text, segments


def _joint(text: str, segments: list[Segment]) -> tuple[str, list[Segment]]:
    """A text that another follows: it ends in one blank line."""
    stripped = text.rstrip()
    if not stripped:
        return "", []
    shortened = [one for one in segments if one.at < len(stripped)]
    last = shortened[-1]
    over = last.at + last.length - len(stripped)
    end = last.end
    if over:
        end = last.end - over if last.exact else last.end
        shortened[-1] = msgspec.structs.replace(last, length=last.length - over, end=end)
    shortened.append(Segment(len(stripped), len(_JOIN), last.origin, end, end, False))
    return stripped + _JOIN, shortened


def _exact(text: str, segments: list[Segment], origin: int, source: str) -> list[Segment]:
    """The segments of a text that was changed to be read, cut so that no changed character is called exact."""
    exact: list[Segment] = []
    for one in segments:
        if not one.exact or one.origin != origin:
            exact.append(one)
            continue
        for run in _RUNS.finditer(source, one.start, one.end):
            start, end = run.span()
            same = text.startswith(run[0], one.at + start - one.start)
            exact.append(Segment(one.at + start - one.start, end - start, origin, start, end, same))
    return exact
