"""What templates ask of their values: what they test and compare, and what they read of the items of a list."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from jinja2 import nodes

from msgreview.report.mail_merge.kinds import Choices


class Questions(NamedTuple):
    """The names that templates ask about, as in `if fine`, and those of them that are compared, as in `if days > 7`."""

    tested: frozenset[str]
    compared: frozenset[str]
    choices: Mapping[str, Choices]
    """The texts that a name is compared with."""
    parts: Mapping[str, tuple[str, ...]]
    """List → what is read of each of its items: `title`, or "" for the item itself."""


def questions(trees: Iterable[nodes.Template]) -> Questions:
    """What some templates ask."""
    trees = tuple(trees)
    branches: list[nodes.If | nodes.CondExpr] = []
    for tree in trees:
        branches += (*tree.find_all(nodes.If), *tree.find_all(nodes.CondExpr))
    tests = [each.test for each in branches]
    compares = [each for test in tests for each in _with_inner(test) if isinstance(each, nodes.Compare)]
    parts: dict[str, dict[str, None]] = {}
    for tree in trees:
        for name, part in _parts(tree, {}):
            parts.setdefault(name, {})[part] = None
    listed = {name: tuple(part for part in read if part) or tuple(read) for name, read in parts.items()}
    return Questions(_paths(tests), _paths(compares), _choices(compares, branches), listed)


def _with_inner(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    yield from node.find_all(nodes.Node)


def _choices(compares: Iterable[nodes.Compare], branches: Iterable[nodes.If | nodes.CondExpr]) -> dict[str, Choices]:
    texts: dict[str, dict[str, None]] = {}
    for each in compares:
        name = _path(each.expr)
        if name and len(each.ops) == 1 and each.ops[0].op in ("eq", "ne", "in", "notin"):
            texts.setdefault(name, {}).update(dict.fromkeys(_texts(each.ops[0].expr)))
    has_else = [each for each in branches if (each.else_ if isinstance(each, nodes.If) else each.expr2)]
    opened = _paths(one.test for each in has_else for one in (each, *getattr(each, "elif_", ())))
    return {name: Choices(tuple(values), name not in opened) for name, values in texts.items() if values}


def _texts(node: nodes.Node) -> Iterator[str]:
    for each in node.items if isinstance(node, nodes.Tuple | nodes.List) else [node]:
        if isinstance(each, nodes.Const) and isinstance(each.value, str):
            yield each.value


def _parts(node: nodes.Node, bound: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each list with what is read of its items; `bound`: the names of items → their list."""
    if isinstance(node, nodes.For):
        name = _path(_without_filters(node.iter))
        if name and isinstance(node.target, nodes.Name):
            root, _, rest = name.partition(".")
            whole = f"{bound[root]}.0.{rest}" if root in bound else name
            bound = {**bound, node.target.name: whole}
    elif isinstance(node, nodes.Name | nodes.Getattr) and (path := _path(node)):
        root, _, rest = path.partition(".")
        if root in bound:
            yield bound[root], rest
        return
    for child in node.iter_child_nodes():
        yield from _parts(child, bound)


def _without_filters(node: nodes.Node | None) -> nodes.Node | None:
    while isinstance(node, nodes.Filter):
        node = node.node
    return node


def _paths(expressions: Iterable[nodes.Node]) -> frozenset[str]:
    """The dotted names in some expressions."""
    inner = (one for node in expressions for one in (node, *node.find_all((nodes.Name, nodes.Getattr))))
    return frozenset(filter(None, map(_path, inner)))


def _path(node: nodes.Node | None) -> str:
    """The dotted name that an expression is; "" for any other."""
    steps: list[str] = []
    while isinstance(node, nodes.Getattr):
        steps.append(node.attr)
        node = node.node
    return ".".join((node.name, *reversed(steps))) if isinstance(node, nodes.Name) else ""
