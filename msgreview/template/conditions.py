"""Tests of a template in words: the conditions under which a reader sees a text."""

import re
from collections.abc import Iterable, Mapping, Sequence

from jinja2 import nodes

from msgreview.model.message import Variable
from msgreview.model.phrases import series

_OPERATORS = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "in": "in", "notin": "not in"}
OPPOSITE = {"eq": "ne", "ne": "eq", "gt": "lteq", "lteq": "gt", "lt": "gteq", "gteq": "lt", "in": "notin", "notin": "in"}
MIRRORED = {"eq": "eq", "ne": "ne", "gt": "lt", "lt": "gt", "gteq": "lteq", "lteq": "gteq"}
"""Operators that compare, with their sides exchanged."""
_IN_WORDS = {
    "eq": "is", "ne": "is not", "gt": "is more than", "gteq": "is at least", "lt": "is less than", "lteq": "is at most",
    "in": "is in", "notin": "is not in",
}  # fmt: skip
_SET_TESTS = {"defined": True, "undefined": False, "none": False, "true": True, "false": False, "msgreview as is": True}
COMPARING_TESTS = {
    "eq": "eq", "equalto": "eq", "sameas": "eq", "ne": "ne", "gt": "gt", "greaterthan": "gt", "ge": "gteq", "lt": "lt",
    "lessthan": "lt", "le": "lteq", "in": "in",
}  # fmt: skip
"""Tests that do what operators do."""
SIZES = ("length", "count")
"""Filters that count."""
_SAME_THING = frozenset((
    "d", "default", "dictsort", "float", "int", "list", "lower", "reverse", "sort", "string", "trim", "unique", "upper",
))  # fmt: skip
"""Filters that change how a value is written or in what order, and not what it is."""
_OF = {"sum": "sum", "first": "first", "last": "last", "max": "greatest", "min": "least", "length": "length", "count": "length"}
_METHODS = {"startswith": ("starts with", "does not start with"), "endswith": ("ends with", "does not end with")}
_LOOP = {"loop.first": "the first in the list", "loop.last": "the last in the list"}
_LOOP_NAMES = {"loop.index": "its number in the list", "loop.length": "the number in the list"}
_CALLED = re.compile(r"(?:the|an?|his|her|their|your|our) [^,;:`\"()]{1,45}")
"""What is said of a variable that can stand in the place of its name."""
_ONE = re.compile("an? ")
_WHETHER = re.compile(r"(?:whether|if) ([^,;:`\"()]{1,60})")
_NOT_ONE = re.compile(r'(?P<what>.+) is not (?P<value>"[^"]*"|-?\d+(?:\.\d+)?)')
_BOUND = re.compile(r"(?P<what>.+) is (?P<side>more than|at least|less than|at most) (?P<limit>-?\d+(?:\.\d+)?)")
_PATHS = (nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Call)


def source(node: nodes.Node | None) -> str:
    """An expression as one would write it; equal expressions are written alike."""
    match node:
        case None:
            return ""
        case nodes.Name():
            return node.name
        case nodes.Const():
            return repr(node.value)
        case nodes.Getattr():
            return f"{source(node.node)}.{node.attr}"
        case nodes.Getitem():
            return f"{source(node.node)}[{source(node.arg)}]"
        case nodes.Compare():
            return source(node.expr) + "".join(f" {_OPERATORS[operand.op]} {source(operand.expr)}" for operand in node.ops)
        case nodes.And() | nodes.Or():
            word = "and" if isinstance(node, nodes.And) else "or"
            return f"{_inner(node.left)} {word} {_inner(node.right)}"
        case nodes.BinExpr():
            return f"{_inner(node.left)} {node.operator} {_inner(node.right)}"
        case nodes.Not():
            return f"not {_inner(node.node)}"
        case nodes.Filter():
            return f"{source(node.node)} | {node.name}{_arguments(node)}" if node.node is not None else node.name
        case nodes.Test():
            return f"{source(node.node)} is {node.name}{_arguments(node)}"
        case nodes.Call():
            return f"{source(node.node)}({', '.join(_listed(node))})"
        case nodes.Tuple() | nodes.List():
            return f"[{', '.join(source(item) for item in node.items)}]"
        case nodes.Slice():
            bounds = f"{source(node.start)}:{source(node.stop)}"
            return f"{bounds}:{source(node.step)}" if node.step is not None else bounds
        case nodes.UnaryExpr():
            return f"{node.operator}{_inner(node.node)}"
        case nodes.Concat():
            return " ~ ".join(_inner(part) for part in node.nodes)
        case nodes.CondExpr():
            otherwise = f" else {_inner(node.expr2)}" if node.expr2 is not None else ""
            return f"{_inner(node.expr1)} if {_inner(node.test)}{otherwise}"
        case nodes.Dict():
            return f"{{{', '.join(f'{source(pair.key)}: {source(pair.value)}' for pair in node.items)}}}"
    return repr(node)


def _inner(node: nodes.Node) -> str:
    return (
        f"({source(node)})"
        if isinstance(node, nodes.And | nodes.Or | nodes.BinExpr | nodes.CondExpr | nodes.Concat)
        else source(node)
    )


def _listed(node: nodes.Filter | nodes.Test | nodes.Call) -> list[str]:
    named = [f"{keyword.key}={source(keyword.value)}" for keyword in node.kwargs]
    starred = [f"{stars}{source(more)}" for stars, more in (("*", node.dyn_args), ("**", node.dyn_kwargs)) if more is not None]
    return [*(source(argument) for argument in node.args), *named, *starred]


def _arguments(node: nodes.Filter | nodes.Test) -> str:
    listed = _listed(node)
    return f"({', '.join(listed)})" if listed else ""


Labels = Mapping[str, str]
"""Name of a variable → what is said of it, as its author declares."""
UNLABELLED: Labels = {}


def labels(variables: Mapping[str, Variable]) -> Labels:
    """What the variables are, for those whose declaration says so."""
    return {name: variable.about.strip().rstrip(".") for name, variable in variables.items() if variable.about}


def conditions(test: nodes.Node, *, truth: bool, labels: Labels = UNLABELLED) -> list[str]:
    """What it means in words that `test` is true, or false, each thing by itself: "`fines` is not set"."""
    return _Words(labels).of(test, truth=truth)


def filled(items: nodes.Node, *, truth: bool) -> str:
    """That there is an item in a list, in words; or none."""
    return f"{_Words(UNLABELLED).value(items)} is {'not ' if truth else ''}empty"


class _Words:
    """Tests in words, their variables by what is said of them."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def of(self, test: nodes.Node, *, truth: bool) -> list[str]:
        """What it means that a test is true, or false, each thing by itself."""
        match test:
            case nodes.Not():
                return self.of(test.node, truth=not truth)
            case nodes.And() | nodes.Or():
                sides = [self.of(test.left, truth=truth), self.of(test.right, truth=truth)]
                return _both(sides) if isinstance(test, nodes.And) == truth else [_either(sides)]
            case nodes.Compare() if len(test.ops) == 1:
                return [self._compared(test.expr, test.ops[0].op, test.ops[0].expr, truth=truth)]
            case nodes.Compare():
                lefts = [test.expr, *(operand.expr for operand in test.ops)]
                sides = [
                    [self._compared(left, operand.op, operand.expr, truth=truth)]
                    for left, operand in zip(lefts, test.ops, strict=False)
                ]
                return _both(sides) if truth else [_either(sides)]
            case nodes.Test() if test.name in _SET_TESTS:
                return [self.is_set(test.node, truth=_SET_TESTS[test.name] == truth)]
            case nodes.Test() if test.name in COMPARING_TESTS and len(test.args) == 1:
                return [self._compared(test.node, COMPARING_TESTS[test.name], test.args[0], truth=truth)]
            case nodes.Test(name="divisibleby", args=[by]):
                return [f"{self.value(test.node)} {'can' if truth else 'cannot'} be divided by {self.value(by)}"]
            case nodes.Test():
                return [f"{self.value(test.node)} is {'' if truth else 'not '}{test.name}{_arguments(test)}"]
            case nodes.Filter() if test.name in SIZES and test.node is not None:
                return [f"{self.value(test.node)} is {'not ' if truth else ''}empty"]
            case nodes.Call(node=nodes.Getattr(attr=attr) as called, args=[one]) if attr in _METHODS:
                return [f"{self.value(called.node)} {_METHODS[attr][not truth]} {self.value(one)}"]
            case _ if isinstance(test, _PATHS):
                return [self.is_set(test, truth=truth)]
        return [f"`{source(test)}` {'holds' if truth else 'does not hold'}"]

    def is_set(self, node: nodes.Node, *, truth: bool) -> str:
        """That a value is there, or is true; or not."""
        name = source(node)
        if name in _LOOP:
            return f"it is {'' if truth else 'not '}{_LOOP[name]}"
        label = self._labels.get(name, "")
        if clause := _WHETHER.fullmatch(label):
            return clause[1] if truth else f"it is not so that {clause[1]}"
        if (thing := _ONE.match(label)) and _CALLED.fullmatch(label):
            return f"there is {label if truth else 'no ' + label[thing.end() :]}"
        return f"{self.value(node)} is {'' if truth else 'not '}set"

    def _compared(self, left: nodes.Node, operator: str, right: nodes.Node, *, truth: bool) -> str:
        operator = operator if truth else OPPOSITE[operator]
        if isinstance(left, nodes.Const) and not isinstance(right, nodes.Const) and operator in MIRRORED:
            left, operator, right = right, MIRRORED[operator], left
        constant = right.value if isinstance(right, nodes.Const) else ...
        if operator in ("eq", "ne") and (constant in (None, "") or isinstance(constant, bool)):
            return self.is_set(left, truth=(operator == "eq") == bool(constant))
        if isinstance(left, nodes.Filter) and left.name in SIZES and left.node is not None:
            return self._sized(left.node, operator, right)
        if operator in ("in", "notin"):
            return self._within(left, right, truth=operator == "in")
        return f"{self.value(left)} {_IN_WORDS[operator]} {self.value(right)}"

    def _sized(self, of: nodes.Node, operator: str, right: nodes.Node) -> str:
        """How a number of items, or the length of a text, compares."""
        what = self.value(of)
        limit = right.value if isinstance(right, nodes.Const) else None
        if (operator, limit) in (("eq", 0), ("lt", 1), ("lteq", 0)):
            return f"{what} is empty"
        if (operator, limit) in (("ne", 0), ("gt", 0), ("gteq", 1)):
            return f"{what} is not empty"
        size = "number" if source(of).endswith("s") else "length"
        return f"the {size} of {what} {_IN_WORDS[operator]} {self.value(right)}"

    def _within(self, left: nodes.Node, right: nodes.Node, *, truth: bool) -> str:
        if isinstance(right, nodes.Tuple | nodes.List):
            values = list(map(self.value, right.items))
            return f"{self.value(left)} is {series(values, 'or') or 'nothing'}" if truth else _none_of(self.value(left), values)
        return f"{self.value(right)} {'has' if truth else 'does not have'} {self.value(left)}"

    def value(self, node: nodes.Node | None) -> str:
        """A value in words: a text in quotes, a number as it is, a variable by what is said of it or by its name."""
        while isinstance(node, nodes.Filter) and node.name in _SAME_THING and node.node is not None:
            node = node.node
        if isinstance(node, nodes.Const):
            return f'"{node.value}"' if isinstance(node.value, str) else str(node.value)
        if isinstance(node, nodes.Filter) and node.name in _OF and node.node is not None:
            return f"the {_OF[node.name]} of {self.value(node.node)}"
        name = source(node)
        label = self._labels.get(name, "")
        return _LOOP_NAMES.get(name) or (label if _CALLED.fullmatch(label) else f"`{name}`")


def _both(sides: Iterable[list[str]]) -> list[str]:
    return [one for side in sides for one in side]


def _either(sides: Sequence[list[str]]) -> str:
    parts = list(dict.fromkeys(" and ".join(side) for side in sides))
    return (", or " if any(len(side) > 1 for side in sides) else " or ").join(parts)


def listed(conditions: Sequence[str]) -> str:
    """ "when a, b and c" of some conditions; "" of none."""
    if not conditions:
        return ""
    *most, last = _merged(dict.fromkeys(conditions))
    word = ", and" if any(" or " in one for one in conditions) else " and"
    return "when " + (f"{', '.join(most)}{word} {last}" if most else last)


def _merged(conditions: Iterable[str]) -> list[str]:
    """The conditions, those that one thing is not this and not that as one, and of two bounds the narrower."""
    excluded: dict[str, list[str]] = {}
    conditions = _narrowest(conditions)
    for one in conditions:
        match = _NOT_ONE.fullmatch(one)
        excluded.setdefault(match["what"] if match else one, []).extend([match["value"]] if match else [])
    return [_none_of(what, values) if values else what for what, values in excluded.items()]


def _narrowest(conditions: Iterable[str]) -> list[str]:
    limits: dict[str, str] = {}
    for one in conditions:
        match = _BOUND.fullmatch(one)
        key = f"{match['what']} {match['side']}" if match else one
        wider = _BOUND.fullmatch(limits.get(key, ""))
        is_upper = match is not None and match["side"] in ("less than", "at most")
        if not match or not wider or (float(match["limit"]) < float(wider["limit"])) == is_upper:
            limits[key] = one
    return list(limits.values())


def _none_of(what: str, values: Sequence[str]) -> str:
    return f"{what} is not {values[0]}" if len(values) == 1 else f"{what} is none of {series(values) or 'nothing'}"
