"""Values that fit a path: where `days == 1` is forced, `days` is 1; where `loans` is not set, there are none."""

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from jinja2 import nodes

from msgreview.template.conditions import COMPARING_TESTS, MIRRORED, OPPOSITE, SIZES, source
from msgreview.template.paths import Meaning, Test
from msgreview.template.placeholder import Placeholder

_EACH = "*"
"""The step from a list to its items."""
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gteq": operator.ge,
    "lt": operator.lt,
    "lteq": operator.le,
}
_STEP = {"eq": 0, "gteq": 0, "lteq": 0, "ne": 1, "gt": 1, "lt": -1}
"""From the other side to a number that compares so."""
_SAME = frozenset({"d", "default", "e", "escape", "float", "int", "list", "lower", "safe", "string", "title", "trim", "upper"})
_SAME_METHODS = frozenset({"all", "copy", "items", "keys", "lower", "lstrip", "rstrip", "strip", "title", "upper", "values"})
"""Filters and methods after which a value is as it was: set or not, and what it is equal to."""


class _Subject(NamedTuple):
    """What a test is about: the steps to a value, and whether it is the value's length that counts."""

    steps: tuple[str, ...]
    size: bool = False


class _Need(NamedTuple):
    """How a value must compare: `set` says whether there is one, any other operator compares it with `other`."""

    subject: _Subject
    operator: str
    other: Any


def agrees(values: Mapping[str, Any], tests: Mapping[str, Test], way: Mapping[str, bool]) -> bool:
    """Whether there are values, those given or others, with which all tests come out as in `way`."""
    needs = _needs(values, tests, way)
    return all(_agrees(_fit_all(values, needs), need) for need in needs)


def fitted(
    values: Mapping[str, Any], tests: Mapping[str, Test], outcomes: Mapping[str, bool], fixed: frozenset[str] = frozenset()
) -> Mapping[str, Any]:
    """The values, changed where they do not agree with how tests come out; the same object where all do.

    Names in `fixed` stay as they are.
    """
    return _fit_all(values, [need for need in _needs(values, tests, outcomes) if need.subject.steps[0] not in fixed])


def _needs(values: Mapping[str, Any], tests: Mapping[str, Test], outcomes: Mapping[str, bool]) -> list[_Need]:
    """What the outcomes of tests ask of values; what they are equal to comes first."""
    needs = [
        need
        for key, truth in outcomes.items()
        if key in tests
        for need in _Reader(values, tests[key].meant, outcomes).needs(tests[key].node, truth=truth)
    ]
    return sorted(needs, key=lambda need: need.operator != "eq")


def _fit_all(values: Mapping[str, Any], needs: list[_Need]) -> Mapping[str, Any]:
    for need in needs + needs:  # The second round is for those that a later one has undone.
        values = _fit(values, need)
    return values


class _Reader:
    """Reads what a test says of values."""

    def __init__(self, values: Mapping[str, Any], meant: Mapping[str, Meaning], outcomes: Mapping[str, bool]) -> None:
        self._values = values
        self._meant = meant
        self._outcomes = outcomes
        self._within: list[str] = []
        """The names whose meaning is being read: one may be set to another of the same name."""

    def needs(self, test: nodes.Node, *, truth: bool) -> Iterator[_Need]:
        """What makes a test come out as `truth`; nothing for a test that is not understood."""
        match test:
            case nodes.Not():
                yield from self.needs(test.node, truth=not truth)
            case nodes.And() | nodes.Or():
                yield from self._both(test, truth=truth)
            case nodes.Test(name="divisibleby", args=[nodes.Const(value=int() as by)]) if by:
                yield from self._about(test.node, "rest", (by, 0, truth))
            case nodes.Compare(
                expr=nodes.Mod(left=number, right=nodes.Const(value=int() as by)),
                ops=[nodes.Operand(op="eq" | "ne" as op, expr=nodes.Const(value=int() as rest))],
            ) if by:
                yield from self._about(number, "rest", (by, rest, truth is (op == "eq")))
            case nodes.Compare():
                left = test.expr
                for operand in test.ops[: None if truth else 1]:
                    yield from self._compared(left, operand.op, operand.expr, truth=truth)
                    left = operand.expr
            case nodes.Test(name=name) if name in COMPARING_TESTS and test.args:
                yield from self._compared(test.node, COMPARING_TESTS[name], test.args[0], truth=truth)
            case nodes.Test(name="defined" | "undefined" | "none" as name):
                yield from self._about(test.node, "set", truth is (name == "defined"))
            case nodes.Test(name="odd" | "even" as name):
                yield from self._about(test.node, "rest", (2, int(name == "odd"), truth))
            case nodes.Call(node=nodes.Getattr(attr="startswith" | "endswith") as method, args=[nodes.Const(value=part)]):
                yield from self._about(method.node, "has" if truth else "lacks", part)
            case _:
                yield from self._about(test, "set", truth)

    def _both(self, test: nodes.And | nodes.Or, *, truth: bool) -> Iterator[_Need]:
        if isinstance(test, nodes.And) is truth:
            yield from self.needs(test.left, truth=truth)
            yield from self.needs(test.right, truth=truth)
            return
        sides = [list(self.needs(side, truth=truth)) for side in (test.left, test.right)]
        if not any(side and all(_agrees(self._values, need) for need in side) for side in sides):
            denied = source(test.left) in self._outcomes and self._outcomes[source(test.left)] is not truth
            yield from sides[1] if denied or not sides[0] else sides[0]

    def _about(self, node: nodes.Node, operator: str, other: Any) -> Iterator[_Need]:
        subject = self._subject(node)
        if subject is not None:
            yield _Need(subject, operator, other)

    def _compared(self, left: nodes.Node, operator: str, right: nodes.Node, *, truth: bool) -> Iterator[_Need]:
        """How one side of a comparison must compare with the other, whose value is known."""
        if operator in ("in", "notin"):
            inside = (operator == "in") is truth
            if isinstance(left, nodes.Const):
                yield from self._about(right, "has" if inside else "lacks", left.value)
            elif isinstance(right, nodes.List | nodes.Tuple):
                choices = [item.value for item in right.items if isinstance(item, nodes.Const)]
                yield from self._about(left, "in" if inside else "notin", choices) if choices else ()
            return
        if operator not in MIRRORED:
            return
        operator = operator if truth else OPPOSITE[operator]
        for one, other, way in ((left, right, operator), (right, left, MIRRORED[operator])):
            has_value, value = self._value(other)
            if has_value and (subject := self._subject(one)) is not None:
                yield _Need(subject, way, value)
                return

    def _value(self, node: nodes.Node) -> tuple[bool, Any]:
        """Whether the value of an expression is known, and the value."""
        if isinstance(node, nodes.Neg):
            has_value, value = self._value(node.node)
            return has_value and isinstance(value, int | float), -value if isinstance(value, int | float) else value
        if isinstance(node, nodes.Const):
            return True, node.value
        subject = self._subject(node)
        if subject is None or _EACH in subject.steps:
            return False, None
        value = _at(self._values, subject)
        return value is not None, value.native if isinstance(value, Placeholder) else value

    def _subject(self, node: nodes.Node | None) -> _Subject | None:
        """The value that an expression is about; None where that is not understood."""
        match node:
            case nodes.Name(name=name):
                return self._named(name)
            case nodes.Getattr(attr=step) | nodes.Getitem(arg=nodes.Const(value=str() as step)):
                above = self._subject(node.node)
                return _Subject((*above.steps, step)) if above is not None and not above.size else None
            case nodes.Call(node=nodes.Getattr(attr=step) as method, args=[], kwargs=[]):
                above = self._subject(method.node)
                if above is None or step in _SAME_METHODS:
                    return above
                return self._subject(method) if isinstance(_at(self._values, above), Placeholder | None) else None
            case nodes.Filter(name=name) if name in _SAME:
                return self._subject(node.node)
            case nodes.Filter(name=name) if name in SIZES:
                above = self._subject(node.node)
                return above._replace(size=True) if above is not None else None
        return None

    def _named(self, name: str) -> _Subject | None:
        meaning = self._meant.get(name)
        if meaning is None:
            return _Subject((name,))
        if meaning.node is None or name in self._within:
            return None
        self._within.append(name)
        above = self._subject(meaning.node)
        self._within.pop()
        if above is not None and meaning.each:
            return None if above.size else _Subject((*above.steps, _EACH))
        return above


def _at(values: Mapping[str, Any], subject: _Subject) -> Any:
    """The value itself, or its length; None where there is none."""
    value: Any = values
    for step in subject.steps:
        if step == _EACH:
            value = next(iter(value), None) if isinstance(value, list | tuple | Placeholder) else None
        elif isinstance(value, Placeholder):
            value = value.below(step)
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    if subject.size:
        return len(value) if hasattr(value, "__len__") else None
    return value


def _agrees(values: Mapping[str, Any], need: _Need) -> bool:
    """Whether a value compares as a need says."""
    value = _at(values, need.subject)
    native = value.native if isinstance(value, Placeholder) else value
    match need.operator:
        case "set":
            if isinstance(value, Placeholder):
                return bool(value) if need.other else not value.size or (value.given and not value)
            return bool(value) is need.other and value is not None
        case "rest":
            by, rest, is_left = need.other
            return isinstance(native, int) and (native % by == rest) is is_left
        case "in":
            return value in need.other
        case "notin":
            return value not in need.other
        case "has" | "lacks":
            inside = isinstance(value, str | list | tuple | Mapping) and need.other in value
            return inside is (need.operator == "has")
    try:
        compared = value if isinstance(need.other, str) else native
        return bool(_COMPARE[need.operator](compared, need.other))
    except TypeError:
        return value is not None


def _fit(values: Mapping[str, Any], need: _Need) -> Mapping[str, Any]:
    """The values, changed where they do not agree with a need."""
    if _agrees(values, need):
        return values
    root, *steps = need.subject.steps
    changed = _changed(values.get(root), steps, need, Placeholder(name=root))
    return {**values, root: changed}


def _changed(value: Any, steps: list[str], need: _Need, stand_in: Placeholder) -> Any:
    """`value` with what stands at `steps` in it changed; `stand_in` is what stands where there is nothing."""
    if not steps:
        return _sized(value, need, stand_in) if need.subject.size else _changed_value(value, need, stand_in)
    step, *rest = steps
    if step == _EACH and isinstance(value, list | tuple):
        return [_changed(item, rest, need, next(iter(stand_in))) for item in value]
    if isinstance(value, Mapping):
        return {**value, step: _changed(value.get(step), rest, need, stand_in.below(step))}
    owner = value if isinstance(value, Placeholder) else stand_in
    below = next(iter(owner), None) if step == _EACH else owner.below(step)
    return owner.but(
        parts={**owner.parts, step: _changed(below, rest, need, below if isinstance(below, Placeholder) else stand_in)}
    )


def _sized(value: Any, need: _Need, stand_in: Placeholder) -> Any:
    if need.operator == "set":
        return _changed_value(value, need, stand_in)
    if need.operator not in _STEP or not isinstance(need.other, int):
        return value
    size = max(0, need.other + _STEP[need.operator])
    if isinstance(value, list | tuple):
        return [value[number % len(value)] if value else next(iter(stand_in)) for number in range(min(size, 100))]
    if isinstance(value, str | Mapping):
        return value
    return (value if isinstance(value, Placeholder) else stand_in).but(size=size, given=bool(size))


def _changed_value(value: Any, need: _Need, stand_in: Placeholder) -> Any:
    """A value like this one that compares as a need says."""
    other = need.other
    match need.operator:
        case "set":
            return (value is False or stand_in.but(given=True)) if other else _none(value, stand_in)
        case "in":
            return other[0]
        case "notin":
            return stand_in.but(given=True)
        case "has":
            return [*value, other] if isinstance(value, list | tuple) else other
        case "lacks":
            return [item for item in value if item != other] if isinstance(value, list | tuple) else _none(value, stand_in)
        case "rest":
            by, rest, is_left = other
            return _number(value, by + rest + (not is_left), stand_in)
    if isinstance(other, bool) or not isinstance(other, int | float):
        return other if need.operator in ("eq", "gteq", "lteq") else stand_in.but(given=True) if need.operator == "ne" else value
    return _number(value, other + _STEP[need.operator], stand_in)


def _number(value: Any, number: float, stand_in: Placeholder) -> Any:
    """The number, written as the value is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(number) if isinstance(value, int) and number == int(number) else number
    if isinstance(value, str):
        return str(number)
    return (value if isinstance(value, Placeholder) else stand_in).with_number(number)


def _none(value: Any, stand_in: Placeholder) -> Any:
    """What the value is where there is none of it: no items, no words, nothing due."""
    if value is None or isinstance(value, Placeholder):
        return (value if isinstance(value, Placeholder) else stand_in).none()
    if isinstance(value, int | float):  # a number that prints as it was typed is not empty in its own type
        return 0 if isinstance(value, int) else 0.0
    return type(value)() if isinstance(value, str | list | tuple | dict) else stand_in.none()
