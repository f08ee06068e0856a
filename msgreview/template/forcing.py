"""Tests on a parsed template: what they imply, and how they are wrapped so that a rendering can force them."""

import re

from jinja2 import nodes

from msgreview.template.conditions import source
from msgreview.template.placeholder import singular
from msgreview.template.sandbox import FORCED, OUTCOME, shared_sandbox

_WORD = re.compile(r"\w")


def implied(test: nodes.Node, *, truth: bool) -> list[tuple[str, bool]]:
    """What else is known when `test` comes out as `truth`: the parts of an `and`, what a `not` denies, and the test itself."""
    match test:
        case nodes.Not():
            return [(source(test), truth), *implied(test.node, truth=not truth)]
        case nodes.And() if truth:
            return [(source(test), truth), *implied(test.left, truth=True), *implied(test.right, truth=True)]
        case nodes.Or() if not truth:
            return [(source(test), truth), *implied(test.left, truth=False), *implied(test.right, truth=False)]
    return [(source(test), truth)]


def settled(test: nodes.Node) -> bool | None:
    """How a test always comes out that asks for no name's value, whether of an `if` or of a loop's items; None for others."""
    try:
        match test:
            case nodes.Const(value=value):
                return bool(value)
            case nodes.Tuple(items=items) | nodes.List(items=items):
                return bool(items)
            case nodes.Compare(expr=nodes.Const()) if all(isinstance(each.expr, nodes.Const) for each in test.ops):
                return bool(test.as_const(nodes.EvalContext(shared_sandbox(autoescape=False))))
            case nodes.Call(node=nodes.Name(name="range"), args=bounds) if all(isinstance(each, nodes.Const) for each in bounds):
                return bool(range(*(bound.as_const() for bound in bounds)))
    except (nodes.Impossible, TypeError, ValueError):
        pass
    return None


def default_choice(node: nodes.Filter, words: nodes.Node) -> nodes.CondExpr:
    """`x | default('y')` as the inline `if` that it is."""
    value = node.node
    assert value is not None
    test: nodes.Node = nodes.Test(value, "defined", [], [], None, None, lineno=node.lineno)
    if len(node.args) > 1 or node.kwargs:
        test = nodes.And(test, value, lineno=node.lineno)
    return nodes.CondExpr(test, value, words, lineno=node.lineno)


def is_text(node: nodes.Node | None) -> bool:
    """Whether the expression is a string with words in it."""
    return isinstance(node, nodes.Const) and isinstance(node.value, str) and bool(_WORD.search(node.value))


def prints(body: list[nodes.Node]) -> bool:
    """Whether statements print or change words: more than punctuation and white space."""
    return any(
        not isinstance(node, nodes.Output)
        or any(not isinstance(child, nodes.TemplateData) or _WORD.search(child.data) for child in node.nodes)
        for node in body
    )


def one_of(items: nodes.Node) -> str:
    """What to call one of the things that a loop goes through."""
    while isinstance(items, nodes.Filter | nodes.Call) and items.node is not None:
        items = items.node
    name = items.attr if isinstance(items, nodes.Getattr) else items.name if isinstance(items, nodes.Name) else "item"
    return singular(name)


def names_in(node: nodes.Node) -> set[str]:
    """The names that an expression, or the target of an assignment, is made of; a namespace's attribute is none."""
    names = {name.name for name in node.find_all(nodes.Name)}
    return names | {node.name} if isinstance(node, nodes.Name) else names


def filtered(node: nodes.Node, name: str, *arguments: object) -> nodes.Filter:
    """The expression with filter `name` around it."""
    return nodes.Filter(node, name, [nodes.Const(argument) for argument in arguments], [], None, None, lineno=node.lineno)


def unless_forced(node: nodes.Node, key: str) -> nodes.Or:
    """The expression, not evaluated where the outcome of test `key` is forced."""
    return nodes.Or(nodes.Test(nodes.Const(key), FORCED, [], [], None, None), node)


def positive(test: nodes.Node) -> tuple[nodes.Node, bool]:
    """The test without its `not`, and whether it is true when the whole is."""
    plain = True
    while isinstance(test, nodes.Not):
        test, plain = test.node, not plain
    return test, plain


def wrapped(test: nodes.Node, key: str, site: str, *, positive: bool) -> nodes.Expr:
    """The test, unless it is forced; how it comes out is recorded."""
    arguments: list[nodes.Expr] = [nodes.Const(key), nodes.Const(site)]
    outcome = nodes.Test(unless_forced(test, key), OUTCOME, arguments, [], None, None, lineno=test.lineno)
    return outcome if positive else nodes.Not(outcome)
