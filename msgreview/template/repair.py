"""A template without the tag that cannot be rendered, so that the rest is still read."""

from typing import Any, NamedTuple

from jinja2 import nodes

from msgreview.template.tokens import Tokens

_DROPPED = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.ExprStmt)
_UNWRAPPED = (nodes.FilterBlock, nodes.CallBlock, nodes.With)


class Repair(NamedTuple):
    """The tag, by its index, and whether it goes (`gone`) or only loses its filters."""

    tag: int
    gone: bool


def repair(tree: nodes.Template, tokens: Tokens, fix: Repair) -> None:
    """Mend `tree` in place."""
    tree.body = _body(tree.body, tokens, fix)


def _body(body: list[nodes.Node], tokens: Tokens, fix: Repair) -> list[nodes.Node]:
    return [mended for node in body for mended in _statement(node, tokens, fix)]


def _statement(node: nodes.Node, tokens: Tokens, fix: Repair) -> list[nodes.Node]:
    """The statements in the place of one, with the tag of the fix mended or left out."""
    for field in ("body", "elif_", "else_"):
        if inner := getattr(node, field, None):
            setattr(node, field, _body(inner, tokens, fix))

    def broken(part: nodes.Node) -> bool:
        return part.lineno is not None and tokens.tag(part.lineno) == fix.tag and not isinstance(part, nodes.TemplateData)

    match node:
        case nodes.Output():
            node.nodes = [_mended(child, fix) if broken(child) else child for child in node.nodes]
        case nodes.If() if broken(node.test):
            node.test = nodes.Const(False, lineno=node.lineno)
        case nodes.For() if broken(node.iter):
            node.iter = nodes.Tuple([], "load", lineno=node.lineno)
            node.test = None
        case nodes.Assign() if broken(node):
            node.node = _mended(node.node, fix)
        case nodes.AssignBlock() if broken(node):
            return [nodes.Assign(node.target, nodes.Const(""), lineno=node.lineno)] if fix.gone else [node]
        case _ if isinstance(node, _DROPPED) and broken(node):
            return []
        case _ if isinstance(node, _UNWRAPPED) and broken(node):
            return [nodes.Scope(node.body, lineno=node.lineno)]
    return [node]


def _mended(node: Any, fix: Repair) -> Any:
    return nodes.Const("", lineno=node.lineno) if fix.gone else _bare(node)


def _bare(node: Any) -> Any:
    """The expression without the filters around it."""
    while isinstance(node, nodes.Filter) and node.node is not None:
        node = node.node
    return node
