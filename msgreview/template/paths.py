"""The paths through a template: which tests must come out how for a piece of it to be read.

Tests of `if`, inline `if` and `for` are wrapped on the parsed template, so that a rendering can force each to be true or
false without asking it. Equal tests have equal keys and so always agree; a test of a name that is bound in the template
(a macro's argument, a `set`) agrees only with equal tests of that same binding. Tests on a loop's own variable are soft:
they come out as the items do, and are forced only where nothing else leads to a text.
"""

from collections import ChainMap
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import nodes

from msgreview.model.span import Span
from msgreview.template.conditions import UNLABELLED, Labels, conditions, filled, source
from msgreview.template.forcing import (
    default_choice,
    filtered,
    implied,
    is_text,
    names_in,
    one_of,
    positive,
    prints,
    settled,
    wrapped,
)
from msgreview.template.sandbox import COUNT, LOOP, SIZED
from msgreview.template.tokens import Tokens


class Path(NamedTuple):
    """What a piece needs to be read: tests and how they must come out. `why` says in words why it never can be."""

    hard: dict[str, bool]
    soft: dict[str, bool]
    why: str = ""
    macro: str = ""
    """The macro it stands in."""


class Arm(NamedTuple):
    """What comes of a test where it stands: a string that an inline `if` prints, or (`empty`) that nothing is read there."""

    site: str
    truth: bool
    span: Span
    path: Path
    empty: bool = False


class Test(NamedTuple):
    """A test that can be forced. `loop`: it is whether a loop has items. `meant`: what names in it stand for."""

    node: nodes.Node
    loop: bool
    meant: "Mapping[str, Meaning]"

    def words(self, *, truth: bool, labels: Labels = UNLABELLED) -> list[str]:
        """The conditions under which the test is true, or false, variables by what is said of them."""
        if self.loop:
            return [filled(self.node, truth=truth)]
        return conditions(self.node, truth=truth, labels=labels)


class Meaning(NamedTuple):
    """What a name that the template binds stands for: an expression or (`each`) one of its items; None where it varies."""

    node: nodes.Node | None
    each: bool = False


class _Scope(NamedTuple):
    """Names bound in the template, each with what tells this binding from others, those that loops bind, and what they mean."""

    bound: dict[str, str]
    loops: frozenset[str]
    meant: ChainMap[str, Meaning]

    def inner(self) -> "_Scope":
        return _Scope(dict(self.bound), self.loops, self.meant.new_child())

    def within(self, loop: nodes.For) -> "_Scope":
        one = {loop.target.name: Meaning(loop.iter, each=True)} if isinstance(loop.target, nodes.Name) else {}
        return _Scope(dict(self.bound), self.loops | names_in(loop.target) | {"loop"}, self.meant.new_child(one))


class Paths:
    """Walks a parsed template, wraps its tests, and notes the path to everything it prints."""

    def __init__(self, tokens: Tokens, key: str) -> None:
        """`key` tells this template from all others."""
        self.tokens = tokens
        self.key = key
        self.tests: dict[str, Test] = {}
        self.at: dict[int, Path] = {}
        """By the token a printed piece starts with."""
        self.arms: list[Arm] = []
        self._macros: dict[str, tuple[list[nodes.Name], ChainMap[str, Meaning]]] = {}
        """The arguments of each macro, and what names in it mean."""
        self._calls: dict[str, Path] = {}
        """The path to the first call of each macro that can be read, one outside of macros before others."""
        self._bindings = 0
        self._equals: dict[str, str] = {}

    def read(self, tree: nodes.Template, *, extends: bool) -> None:
        """Wrap the tests of `tree`, in place. `extends`: only its blocks are read."""
        path = Path({}, {})
        outside = path._replace(why="it stands outside the blocks, and a message that extends another only fills blocks")
        scope = _Scope({}, frozenset(), ChainMap())
        self._macros = {node.name: (node.args, ChainMap()) for node in tree.find_all(nodes.Macro)}
        for node in tree.body:
            self._statement(node, outside if extends and isinstance(node, nodes.Output) else path, scope)
        if self._calls:
            self.at = {token: self._through_calls(path) for token, path in self.at.items()}
            self.arms = [arm._replace(path=self._through_calls(arm.path)) for arm in self.arms]

    def _through_calls(self, path: Path, above: tuple[str, ...] = ()) -> Path:
        """The path to a piece of a macro, with what leads to the first call of the macro."""
        if path.macro not in self._calls or path.macro in above:
            return path
        call = self._through_calls(self._calls[path.macro], (*above, path.macro))
        return path._replace(hard=call.hard | path.hard, soft=call.soft | path.soft, why=path.why or call.why)

    def _body(self, body: list[nodes.Node], path: Path, scope: _Scope) -> None:
        for node in body:
            self._statement(node, path, scope)

    def _statement(self, node: nodes.Node, path: Path, scope: _Scope) -> None:
        """Wrap the tests of a statement, in place, and note the path to what it prints."""
        match node:
            case nodes.Output():
                node.nodes = [self._printed(child, path, scope) for child in node.nodes]
            case nodes.If():
                self._if(node, path, scope)
            case nodes.For():
                self._for(node, path, scope)
            case nodes.Assign():
                value = self._expression(node.node, path, scope)
                self._bind(node.target, scope, soft=names_in(value) & scope.loops, value=value)
                node.node = filtered(value, SIZED)
            case nodes.AssignBlock():
                self._body(node.body, path, scope.inner())
                node.filter = nodes.Filter(node.filter, SIZED, [], [], None, None, lineno=node.lineno)
                self._bind(node.target, scope)
            case nodes.Macro():
                self._macro(node, scope)
            case nodes.FilterBlock():
                node.filter = nodes.Filter(node.filter, SIZED, [nodes.Const(True)], [], None, None, lineno=node.lineno)
                self._body(node.body, path, scope.inner())
            case nodes.With():
                node.values = [self._expression(value, path, scope) for value in node.values]
                inner = scope.inner()
                for target in node.targets:
                    self._bind(target, inner)
                self._body(node.body, path, inner)
            case nodes.CallBlock():
                self._expression(node.call, path, scope)
                self._body(node.body, path, scope.inner())
            case nodes.Block():
                # A layout read by itself has blocks that only the messages that extend it fill.
                node.required = False
                self._body(node.body, path._replace(why=""), scope.inner())
            case nodes.Scope() | nodes.ScopedEvalContextModifier():
                self._body(node.body, path._replace(why=""), scope.inner())
            case nodes.ExprStmt():
                node.node = self._expression(node.node, path, scope)

    def _bind(
        self, target: nodes.Node, scope: _Scope, *, soft: Collection[str] = frozenset(), value: nodes.Node | None = None
    ) -> None:
        self._bindings += 1
        for name in names_in(target):
            scope.bound[name] = "loop" if soft else f"{self.key}#{self._bindings}"
            again = name in scope.meant or value is None or name in names_in(value)
            scope.meant[name] = Meaning(None if again or not isinstance(target, nodes.Name) else value)

    def _macro(self, node: nodes.Macro, scope: _Scope) -> None:
        inner = scope.inner()
        for argument in node.args:
            self._bind(argument, inner)
        inner = inner._replace(meant=self._macros[node.name][1])
        self._body(node.body, Path({}, {}, macro=node.name), inner)

    def _if(self, node: nodes.If, path: Path, scope: _Scope) -> None:
        arms = (node, *node.elif_)
        says = not node.else_ and any(prints(arm.body) for arm in arms)
        for arm in arms:
            test, plain = positive(arm.test)
            key, soft = self._register(test, scope)
            self._body(arm.body, self._need(path, test, key, truth=plain, soft=soft), scope)
            path = self._need(path, test, key, truth=not plain, soft=soft)
            site = self._empty(node, path, truth=not plain) if says and arm is arms[-1] else key
            arm.test = wrapped(test, key, site, positive=plain)
        self._body(node.else_, path, scope)

    def _empty(self, node: nodes.Node, path: Path, *, truth: bool) -> str:
        """Note that nothing is read where a statement or expression stands; the site at which that is seen."""
        site = f"{self.key}#{len(self.arms)}/{node.lineno}"
        tag = self.tokens.tags[self.tokens.tag(node.lineno)]
        self.arms.append(Arm(site, truth, Span(tag.start, tag.end), path, empty=True))
        return site

    def _for(self, node: nodes.For, path: Path, scope: _Scope) -> None:
        """Wrap the items of a loop and the test that filters them, and note the paths with items and without."""
        key, soft = self._register(node.iter, scope, loop=True)
        inner = scope.within(node)
        within = self._need(path, node.iter, key, truth=True, soft=soft)
        if node.test is not None:
            test, plain = positive(node.test)
            filter_key, _ = self._register(test, inner)
            within = self._need(within, test, filter_key, truth=plain, soft=True)
            node.test = wrapped(test, filter_key, filter_key, positive=plain)
        self._body(node.body, within, inner)
        without = self._need(path, node.iter, key, truth=False, soft=soft)
        site = self._empty(node, without, truth=False) if not node.else_ and prints(node.body) else ""
        self._body(node.else_, without, scope.inner())
        span = self.tokens.closed(self.tokens.tag(node.lineno))
        arity = len(node.target.items) if isinstance(node.target, nodes.Tuple) else 1
        one = node.target.name if isinstance(node.target, nodes.Name) and len(node.target.name) > 1 else one_of(node.iter)
        length = span.end - span.start
        if node.recursive:
            self._guard_recursion(node, one, length)
        node.iter = filtered(node.iter, LOOP, key, one, arity, length, site)

    def _guard_recursion(self, loop: nodes.For, one: str, length: int) -> None:
        for call in loop.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "loop" and call.args:
                call.args[0] = filtered(call.args[0], LOOP, "", one, 1, length)

    def _register(self, test: nodes.Node, scope: _Scope, *, loop: bool = False) -> tuple[str, bool]:
        """The key of a test, and whether it is soft."""
        names = names_in(test)
        key = source(test)
        if loop and not isinstance(test, nodes.Name | nodes.Getattr):
            key = "for " + key
        bindings = sorted({scope.bound[name] for name in names if name in scope.bound})
        soft = bool(names & scope.loops) or "loop" in bindings
        if bindings or soft:
            key = f"{key} @ {' '.join(bindings)}"
        if key not in self.tests or (loop and not self.tests[key].loop):
            self.tests[key] = Test(test, loop and (key not in self.tests), scope.meant)
        if isinstance(test, nodes.Compare) and len(test.ops) == 1 and test.ops[0].op == "eq":
            other = test.ops[0].expr
            if isinstance(other, nodes.Const):
                self._equals[key] = f"{source(test.expr)} @ {' '.join(bindings)}"
        return key, soft

    def _need(self, path: Path, test: nodes.Node, key: str, *, truth: bool, soft: bool) -> Path:
        """The path that goes on where `test` comes out as `truth`."""
        if path.why:
            return path
        if soft:
            return path._replace(soft={**path.soft, key: truth})
        if (always := settled(test)) is not None:
            return path if always is truth else path._replace(why=f"its test is always {'true' if always else 'false'}")
        hard = {**path.hard, key: truth}
        if key == source(test):
            hard |= dict(implied(test, truth=truth))
        if any(path.hard.get(part, value) != value for part, value in hard.items()):
            words = " and ".join(Test(test, loop=False, meant={}).words(truth=truth))
            return path._replace(why=f"it is read when {words}, inside a text that is read when that is not so")
        other = next((one for one in path.hard if truth and one != key and path.hard[one] and self._same(one, key)), None)
        if other is not None:
            return path._replace(why=f"`{other}` and `{key}` are never true at once")
        return path._replace(hard=hard)

    def _same(self, one: str, other: str) -> bool:
        return one in self._equals and self._equals[one] == self._equals.get(other)

    def follows(self, key: str, way: dict[str, bool]) -> bool:
        """Whether that `key` is false goes without saying, as its value is known to be another."""
        return not way[key] and any(truth and one != key and self._same(one, key) for one, truth in way.items())

    def agree(self, left: dict[str, bool], right: dict[str, bool]) -> bool:
        """Whether both sets of outcomes can happen in one rendering."""
        if any(right.get(key, value) != value for key, value in left.items()):
            return False
        equal = [key for key, value in (left | right).items() if value and key in self._equals]
        return len(equal) < 2 or len({self._equals[key] for key in equal}) == len(equal)

    @classmethod
    def of_blocks(cls, blocks: "Sequence[tuple[int, Paths]]") -> "list[Paths]":
        """The paths of blocks that stand in one text, each with its start there: each knows the tests of all."""
        tests: dict[str, Test] = {}
        equals: dict[str, str] = {}
        for _, paths in blocks:
            tests = paths.tests | tests
            equals |= paths._equals
        return [paths._among(tests, equals, start) for start, paths in blocks]

    def _among(self, tests: dict[str, Test], equals: dict[str, str], start: int) -> "Paths":
        placed = Paths(self.tokens, self.key)
        placed.at, placed.tests, placed._equals = self.at, tests, equals
        placed.arms = [arm._replace(span=Span(arm.span.start + start, arm.span.end + start)) for arm in self.arms]
        return placed

    def _printed(self, node: nodes.Expr, path: Path, scope: _Scope) -> Any:
        if isinstance(node, nodes.TemplateData):
            self.at[node.lineno] = path
            return node
        if node.lineno is not None:
            self.at[self.tokens.tags[self.tokens.tag(node.lineno)].token] = path
        return self._expression(node, path, scope)

    def _expression(self, node: Any, path: Path, scope: _Scope) -> Any:
        """The expression with its inline tests wrapped."""
        match node:
            case nodes.Name() | nodes.Const() | nodes.Getattr():
                return node
            case nodes.CondExpr():
                return self._choice(node, path, scope)
            case nodes.Filter(name="default" | "d", args=[nodes.Const() as words, *_]) if node.node is not None and is_text(
                words
            ):
                return self._choice(default_choice(node, words), path, scope)
            case nodes.And() if is_text(node.right):
                choice = nodes.CondExpr(node.left, node.right, node.left, lineno=node.lineno)
                return self._choice(choice, path, scope, empty=node.left)
            case nodes.Or() if is_text(node.right):
                return self._choice(nodes.CondExpr(node.left, node.left, node.right, lineno=node.lineno), path, scope)
            case nodes.Call(node=nodes.Name(name="ngettext" | "npgettext")):
                self._plural(node, path, scope)
            case nodes.Call(node=nodes.Name(name=name)) if name in self._macros:
                self._called(name, node, path)
        for field, value in node.iter_fields():
            if isinstance(value, nodes.Expr):
                setattr(node, field, self._expression(value, path, scope))
            elif isinstance(value, list):
                value[:] = [self._item(item, path, scope) for item in value]
        if isinstance(node, nodes.Concat):  # Its parts are counted before they are joined.
            node.nodes = [part if isinstance(part, nodes.Const) else filtered(part, SIZED) for part in node.nodes]
        return node

    def _called(self, name: str, call: nodes.Call, path: Path) -> None:
        former = self._calls.get(name)
        if path.macro != name and (former is None or former.why or (former.macro and not path.macro)):
            self._calls[name] = path
            arguments, meant = self._macros[name]
            for argument, value in zip(arguments, call.args, strict=False):
                meant[argument.name] = Meaning(value)

    def _item(self, item: object, path: Path, scope: _Scope) -> object:
        if isinstance(item, nodes.Keyword | nodes.Pair):
            item.value = self._expression(item.value, path, scope)
        return self._expression(item, path, scope) if isinstance(item, nodes.Expr) else item

    def _choice(self, node: nodes.CondExpr, path: Path, scope: _Scope, empty: nodes.Expr | None = None) -> nodes.Node:
        """An inline `if` with its test wrapped and the strings in its arms noted, and the arm in which it is `empty`."""
        test, plain = positive(node.test)
        key, soft = self._register(test, scope)
        site = f"{self.key}#{len(self.arms)}/{node.lineno}"
        for truth, field in ((True, "expr1"), (False, "expr2")):
            arm = getattr(node, field)
            onward = self._need(path, test, key, truth=truth is plain, soft=soft)
            if arm is empty:
                self.arms.append(Arm(site, truth is plain, self.tokens.span(node.lineno), onward, empty=True))
            if arm is None:
                continue
            if is_text(arm):
                span = self.tokens.span(arm.lineno)
                self.arms.append(Arm(site, truth is plain, span, onward))
            setattr(node, field, self._expression(arm, onward, scope))
        node.test = wrapped(test, key, site, positive=plain)
        return node

    def _plural(self, node: nodes.Call, path: Path, scope: _Scope) -> None:
        """Make a count that decides between one and many a test; what a `trans` block prints in each has its own path."""
        at = 2 if isinstance(node.node, nodes.Name) and node.node.name == "ngettext" else 3
        if len(node.args) <= at:
            return
        count = node.args[at]
        test = nodes.Compare(count, [nodes.Operand("eq", nodes.Const(1))], lineno=count.lineno)
        key, soft = self._register(test, scope)
        node.args[at] = counted = filtered(count, COUNT, key)
        index = self.tokens.tag(count.lineno)
        if self.tokens.tags[index].name == "trans":
            self._plural_paths(index, self.tokens.closed(index).end, path, test, key, soft=soft)
            return
        node.kwargs.append(nodes.Keyword("num", counted, lineno=node.lineno))
        for words, truth in zip(node.args[at - 2 : at], (True, False), strict=True):
            if is_text(words):
                need = self._need(path, test, key, truth=truth, soft=soft)
                self.arms.append(Arm(key, truth, self.tokens.span(words.lineno), need))

    def _plural_paths(self, index: int, end: int, path: Path, test: nodes.Node, key: str, *, soft: bool) -> None:
        first = self.tokens.tags[index].token
        middle = next((tag.token for tag in self.tokens.tags[index:] if tag.name == "pluralize"), first)
        for number in range(first, len(self.tokens.starts)):
            if self.tokens.starts[number] >= end:
                break
            if self.tokens.kinds[number] in ("data", "variable_begin"):
                self.at[number] = self._need(path, test, key, truth=number < middle, soft=soft)
