"""What a template uses: variables with their spans, and filters, tests and functions that are not available."""

from collections.abc import Iterable
from typing import NamedTuple

from jinja2 import nodes

from msgreview.catalogue.validate import nearest
from msgreview.model.finding import Problem
from msgreview.model.span import Span
from msgreview.template.forcing import names_in
from msgreview.template.sandbox import AS_IS, FORBIDDEN
from msgreview.template.tokens import Tokens

_OWN = frozenset(("self", "super", "loop", "caller", "varargs", "kwargs", "_trans"))
_BY_NAME = {
    "map": ("filters", 0),
    **dict.fromkeys(("select", "reject"), ("tests", 0)),
    **dict.fromkeys(("selectattr", "rejectattr"), ("tests", 1)),
}
"""Filters that take the name of a filter or test, and the position of that argument."""


class Use(NamedTuple):
    """A variable as written, dotted, and its span in the template."""

    name: str
    start: int
    end: int


class AvailableNames(NamedTuple):
    """The names that Jinja or the sending system knows."""

    filters: frozenset[str]
    tests: frozenset[str]
    functions: frozenset[str]
    configured: frozenset[str]
    """Filters and functions that only the sending system has: here they give back the value."""

    def of(self, group: str) -> frozenset[str]:
        """What may stand for a filter ("filters") or a test ("tests")."""
        return (self.filters if group == "filters" else self.tests) | self.configured


class Names:
    """Walks a parsed template. Unknown filters and tests are replaced on the way by ones that give back the value."""

    def __init__(self, tokens: Tokens, available: AvailableNames) -> None:
        self.tokens = tokens
        self.available = available
        self.uses: list[Use] = []
        self.calls: list[Use] = []
        """Functions that are called and neither bound in the template nor available."""
        self.problems: list[Problem] = []
        self._macros: set[str] = set()
        """Those of the template: one may call another that stands below it."""

    def read(self, tree: nodes.Template) -> None:
        """Find everything that `tree` uses."""
        self._macros = {node.name for node in tree.find_all(nodes.Macro)}
        self._body(tree.body, set())
        self.uses = list(dict.fromkeys(self.uses))
        self.calls = list(dict.fromkeys(self.calls))

    def _body(self, body: Iterable[nodes.Node], bound: set[str]) -> None:
        for node in body:
            self._statement(node, bound)

    def _statement(self, node: nodes.Node, bound: set[str]) -> None:
        """Note what a statement uses, and add the names that it binds to `bound`."""
        match node:
            case nodes.Output():
                for child in node.nodes:
                    self._expression(child, bound)
            case nodes.For():
                self._expression(node.iter, bound)
                inner = bound | names_in(node.target)
                if node.test is not None:
                    self._expression(node.test, inner)
                self._body(node.body, set(inner))
                self._body(node.else_, set(bound))
            case nodes.If():
                self._expression(node.test, bound)
                self._body((*node.body, *node.elif_, *node.else_), bound)
            case nodes.Assign():
                self._expression(node.node, bound)
                bound |= names_in(node.target)
            case nodes.AssignBlock():
                if node.filter is not None:
                    self._expression(node.filter, bound)
                self._body(node.body, set(bound))
                bound |= names_in(node.target)
            case nodes.Macro() | nodes.CallBlock():
                self._macro(node, bound)
            case nodes.With():
                self._children(node.values, bound)
                self._body(node.body, bound | {name for target in node.targets for name in names_in(target)})
            case nodes.Import():
                bound.add(node.target)
            case nodes.FromImport():
                bound |= {name if isinstance(name, str) else name[1] for name in node.names}
            case nodes.FilterBlock():
                self._expression(node.filter, bound)
                self._body(node.body, set(bound))
            case nodes.Block() | nodes.Scope() | nodes.ScopedEvalContextModifier():
                self._body(node.body, set(bound))
            case _:
                self._children(node.iter_child_nodes(), bound)

    def _macro(self, node: nodes.Macro | nodes.CallBlock, bound: set[str]) -> None:
        self._children(node.defaults, bound)
        if isinstance(node, nodes.Macro):
            bound.add(node.name)
        else:
            self._expression(node.call, bound)
        self._body(node.body, bound | {argument.name for argument in node.args})

    def _children(self, children: Iterable[nodes.Node], bound: set[str]) -> None:
        for child in children:
            self._expression(child, bound)

    def _expression(self, node: nodes.Node, bound: set[str]) -> None:
        match node:
            case nodes.TemplateData() | nodes.Const():
                return
            case nodes.Name() | nodes.Getattr():
                if self._path(node, bound):
                    return
            case nodes.Call():
                self._call(node, bound)
                return
            case nodes.Filter():
                self._filter(node)
            case nodes.Test():
                if node.name in self.available.configured:
                    node.name = AS_IS
                elif node.name not in self.available.tests:
                    self._unknown("tests", node, self.tokens.after(node.lineno, "name", node.name))
        self._children(node.iter_child_nodes(), bound)

    def _path(self, node: nodes.Node, bound: set[str], *, without_last: bool = False) -> bool:
        """Note a name with the attributes after it; False for anything else."""
        steps: list[str] = []
        end = node.lineno
        here = node
        if without_last and isinstance(here, nodes.Getattr):
            self._check_attribute(here)
            here = here.node
            end = here.lineno
        while isinstance(here, nodes.Getattr):
            self._check_attribute(here)
            steps.append(here.attr)
            here = here.node
        if not isinstance(here, nodes.Name):
            if without_last:
                self._expression(here, bound)
            return without_last
        if here.name not in bound and here.name not in _OWN and here.name not in self.available.functions:
            span = self.tokens.after(here.lineno, "name", here.name)
            stop = self.tokens.after(end, "name", steps[0]).end if steps else span.end
            self.uses.append(Use(".".join((here.name, *reversed(steps))), span.start, stop))
        return True

    def _check_attribute(self, node: nodes.Getattr) -> None:
        if node.attr.startswith("_"):
            span = self.tokens.after(node.lineno, "name", node.attr)
            self.problems.append(Problem("template.unsafe", span.start, span.end, (f"`{node.attr}` is not for templates",)))

    def _call(self, node: nodes.Call, bound: set[str]) -> None:
        called = node.node
        if isinstance(called, nodes.Name):
            span = self.tokens.span(called.lineno) if called.lineno else Span(0, 0)
            if called.name in FORBIDDEN and called.name not in bound:
                self.problems.append(Problem("template.unsafe", *span, (f"`{called.name}` gives other words each time",)))
            elif called.name not in bound | _OWN | self._macros | self.available.functions | self.available.configured:
                self.calls.append(Use(called.name, *span))
        else:
            self._path(called, bound, without_last=True)
        self._children(node.iter_child_nodes(exclude=("node",)), bound)

    def _filter(self, node: nodes.Filter) -> None:
        """Note a filter that is unknown or forbidden, and one that it gets by name."""
        if node.name in self.available.configured:
            node.name = AS_IS
            return
        if node.name not in self.available.filters:
            self._unknown("filters", node, self.tokens.after(node.lineno, "name", node.name.partition(".")[0]))
            return
        if node.name in FORBIDDEN:
            span = self.tokens.span(node.lineno)
            self.problems.append(Problem("template.unsafe", *span, (f"`{node.name}` gives other words each time",)))
        group, position = _BY_NAME.get(node.name, ("", 0))
        if group and len(node.args) > position:
            named = node.args[position]
            available = self.available.of(group)
            if isinstance(named, nodes.Const) and isinstance(named.value, str) and named.value not in available:
                span = self.tokens.span(named.lineno)
                near = nearest(named.value, available)
                self.problems.append(Problem("template.unknown-filter", span.start + 1, span.end - 1, (named.value, near)))

    def _unknown(self, group: str, node: nodes.Filter | nodes.Test, span: Span) -> None:
        available = self.available.of(group)
        span = Span(span.start, span.start + len(node.name))
        self.problems.append(Problem("template.unknown-filter", *span, (node.name, nearest(node.name, available))))
        node.name = AS_IS
