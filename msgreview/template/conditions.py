"""Tests of a template in words: the conditions under which a reader sees a text."""

from collections.abc import Sequence

from jinja2 import nodes

_OPERATORS = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "in": "in", "notin": "not in"}
OPPOSITE = {"eq": "ne", "ne": "eq", "gt": "lteq", "lteq": "gt", "lt": "gteq", "gteq": "lt", "in": "notin", "notin": "in"}
_SET_TESTS = {"defined": True, "undefined": False, "none": False, "true": True, "false": False, "msgreview as is": True}
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
    return repr(node)


def _inner(node: nodes.Node) -> str:
    return f"({source(node)})" if isinstance(node, nodes.And | nodes.Or | nodes.BinExpr | nodes.CondExpr) else source(node)


def _listed(node: nodes.Filter | nodes.Test | nodes.Call) -> list[str]:
    named = [f"{keyword.key}={source(keyword.value)}" for keyword in node.kwargs]
    starred = [f"{stars}{source(more)}" for stars, more in (("*", node.dyn_args), ("**", node.dyn_kwargs)) if more is not None]
    return [*(source(argument) for argument in node.args), *named, *starred]


def _arguments(node: nodes.Filter | nodes.Test) -> str:
    listed = _listed(node)
    return f"({', '.join(listed)})" if listed else ""


def conditions(test: nodes.Node, *, truth: bool) -> list[str]:
    """What it means in words that `test` is true, or false, each thing by itself: "`fines` is not set"."""
    match test:
        case nodes.Not():
            return conditions(test.node, truth=not truth)
        case nodes.And() | nodes.Or():
            sides = conditions(test.left, truth=truth), conditions(test.right, truth=truth)
            if isinstance(test, nodes.And) == truth:
                return [*sides[0], *sides[1]]
            parts = list(dict.fromkeys(" and ".join(side) for side in sides))
            return [(", or " if any(len(side) > 1 for side in sides) else " or ").join(parts)]
        case nodes.Compare() if len(test.ops) == 1:
            operand = test.ops[0]
            operator = _OPERATORS[operand.op if truth else OPPOSITE[operand.op]]
            return [f"`{source(test.expr)} {operator} {source(operand.expr)}`"]
        case nodes.Test() if test.name in _SET_TESTS:
            return [_is_set(test.node, truth=_SET_TESTS[test.name] == truth)]
        case nodes.Test():
            return [f"`{source(test.node)}` is {'' if truth else 'not '}{test.name}{_arguments(test)}"]
        case _ if isinstance(test, _PATHS):
            return [_is_set(test, truth=truth)]
    return [f"`{source(test)}` {'holds' if truth else 'does not hold'}"]


def _is_set(node: nodes.Node, *, truth: bool) -> str:
    return f"`{source(node)}` is {'' if truth else 'not '}set"


def listed(conditions: Sequence[str]) -> str:
    """ "when a, b and c" of some conditions; "" of none."""
    if not conditions:
        return ""
    *most, last = dict.fromkeys(conditions)
    word = ", and" if any(" or " in one for one in conditions) else " and"
    return "when " + (f"{', '.join(most)}{word} {last}" if most else last)
