"""The Jinja that messages are rendered with: sandboxed, bounded, and knowing nothing of this machine or of chance."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, wraps
from types import BuiltinMethodType, FunctionType, GeneratorType, MethodType
from typing import Any

from jinja2 import BaseLoader, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from msgreview.template import limits
from msgreview.template.limits import Budget, TooMuchError
from msgreview.template.placeholder import INVENTED, Placeholder

LOOP, SIZED, COUNT, AS_IS, FILLED_IN = (f"msgreview {name}" for name in ("loop", "sized", "count", "as is", "filled in"))
FORCED, OUTCOME = "msgreview forced", "msgreview outcome"
"""Filters and tests that the template's own code is wrapped in; the spaces keep templates from naming them."""

STATE = "msgreview state"
"""The global under which a template finds its `RenderState`."""

TRANSLATIONS = ("_", "gettext", "ngettext", "pgettext", "npgettext")
_CODE = (GeneratorType, FunctionType, MethodType, BuiltinMethodType, Macro, LoopContext, TemplateReference, Namespace, type)
_ADDRESS = re.compile(r"(?:<|&lt;|\\u003c)\w[^\n]{1,200}? at 0x[0-9a-f]{6,}")
"""What Python prints of a piece of code; a list of such pieces, a join or a format is a text with it inside."""
_NO_WORDS = "it prints a piece of code instead of words"
_DEEPEST = 3
"""Macros in macros in which tests are forced: one that calls itself as long as a test is true must come to an end."""
FORBIDDEN = frozenset({"random", "lipsum"})
"""Filters and functions of chance: two renderings of the same message must agree."""


class RenderState:
    """What the templates of one message share while they are rendered; it stands among their globals."""

    __slots__ = ("budget", "depth", "forced", "invented", "marking", "outcomes", "sites")

    def __init__(self) -> None:
        self.budget = Budget()
        self.marking = False
        """Whether what is invented is marked in what is printed."""
        self.invented = False
        """Whether something invented has been printed."""
        self.depth = 0
        """How many macros are being called, one in another."""
        self.start({})

    def start(self, forced: Mapping[str, bool]) -> None:
        """Begin another variant, in which each test in `forced` comes out as given."""
        self.forced = forced
        self.outcomes: dict[str, bool] = {}
        """How the tests came out, by key."""
        self.sites: set[tuple[str, bool]] = set()
        """How they came out where they stand: one test may choose between the strings of several inline `if`s."""


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja environment in which no template can reach out, run on, or grow without end."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    dead_links: frozenset[tuple[str, str]] = frozenset()
    """References that lead nowhere, as (message, name): they give an empty text."""

    def join_path(self, template: str, parent: str) -> str:
        """The id that a name in message `parent` stands for; "" where it leads nowhere."""
        return "" if (parent, template) in self.dead_links else template

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The result, unless it would be too much."""
        sides = (side.native if isinstance(side, Placeholder) else side for side in (left, right))
        context.parent[STATE].budget.make(_SIZES[operator](*sides))
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A mapping's own key is meant before a method of mappings."""
        if isinstance(obj, Placeholder) and not attribute.startswith("_"):
            return obj.below(attribute)
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:
        """Never: an unsafe attribute is refused at once."""
        raise SecurityError(f"`{attribute}` is not for templates")

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call; what comes back counts as output."""
        state: RenderState = __context.parent[STATE]
        budget = state.budget
        budget.turn()
        args = tuple(list(each) if isinstance(each, GeneratorType) else each for each in args)
        budget.make(limits.method_size(*_method(__obj), args, kwargs))
        deeper = isinstance(__obj, Macro)
        state.depth += deeper
        try:
            result = super().call(__context, __obj, *args, **kwargs)
        finally:
            state.depth -= deeper
        if isinstance(result, str):
            budget.print(len(result))
        return result

    def call_filter(self, name: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        """A filter named by a value (`map('money')`); an unknown one gives back the value."""
        return super().call_filter(name if name in self.filters else AS_IS, value, *args, **kwargs)

    def call_test(self, name: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        """A test named by a value (`select('late')`); an unknown one asks whether the value is set."""
        return super().call_test(name if name in self.tests else AS_IS, value, *args, **kwargs)


def _method(called: Any) -> tuple[str, Any]:
    """The name of a function and what it is a method of; None where it is of nothing."""
    if isinstance(called, Placeholder):
        return called.path.rpartition(".")[2], str(called.parent) if called.parent is not None else None
    # Jinja's own wrapper stands around `format`.
    method = getattr(called, "__wrapped__", called)
    return getattr(method, "__name__", ""), getattr(method, "__self__", None)


@pass_context
def _loop(
    context: Context, items: Any, key: str = "", name: str = "item", arity: int = 1, characters: int = 0, site: str = ""
) -> Iterator[Any]:
    """The items of a loop, each turn counted; two placeholders where the loop is forced and has none."""
    state: RenderState = context.parent[STATE]
    budget = state.budget
    forced = state.forced.get(key)
    empty = True
    for item in () if forced is False else items:
        empty = False
        budget.turn(characters)
        yield (item,) * arity if arity > 1 and isinstance(item, Placeholder) else item
    state.outcomes[key] = not empty
    if empty and forced:
        one = Placeholder(name=name)
        yield from _loop(context, (one, one), "", name, arity, characters)
    elif site:
        state.sites.add((site, not empty))


@pass_context
def _sized(context: Context, value: Any, printed: bool = False) -> Any:
    """The value, counted as one that is made; as a text if it is `printed`, which Jinja leaves to chance."""
    context.parent[STATE].budget.make(limits.weigh(value))
    return str(value) if printed and not isinstance(value, str) else value


@pass_context
def _is_forced(context: Context, key: str) -> bool:
    state: RenderState = context.parent[STATE]
    return key in state.forced and state.depth <= _DEEPEST


@pass_context
def _outcome(context: Context, value: Any, key: str, site: str) -> bool:
    """How test `key` comes out: as it is forced to, else as `value` says."""
    state: RenderState = context.parent[STATE]
    truth = bool(value if state.depth > _DEEPEST else state.forced.get(key, value))
    state.outcomes[key] = truth
    state.sites.add((site, truth))
    return truth


@pass_context
def _count(context: Context, value: Any, key: str) -> Any:
    """A count that chooses between singular and plural: as test `key`, whether it is one, is forced to come out."""
    state: RenderState = context.parent[STATE]
    one = state.forced.get(key, value == 1)
    state.sites.add((key, one))
    return value if (value == 1) is one else 1 if one else 2


def _as_is(value: Any, *_: Any, **__: Any) -> Any:
    return value


def _is_set(value: Any, *_: Any, **__: Any) -> bool:
    return bool(value)


def _range(*bounds: int) -> range:
    numbers = range(*(int(bound) for bound in bounds))
    if len(numbers) > limits.MOST_LOOPS:
        raise TooMuchError(f"a range of {len(numbers):,} numbers is more than any message needs")
    return numbers


def _translate(message: Any, *_: Any, **named: Any) -> Any:
    return message % named if named and isinstance(message, str) else message


def _translate_plural(one: Any, many: Any, count: Any = 2, *_: Any, **named: Any) -> Any:
    """One or many, with the names filled in; as it stands where a filter or `%` that comes later fills in the number."""
    message = one if count == 1 else many
    try:
        return _translate(message, **named)
    except (KeyError, TypeError, ValueError):
        return message


def _translate_in(_context: Any, message: Any, **named: Any) -> Any:
    return _translate(message, **named)


def _translate_plural_in(_context: Any, one: Any, many: Any, count: Any = 2, **named: Any) -> Any:
    return _translate_plural(one, many, count, **named)


def _first(value: Any, *_: Any) -> Any:
    return value if isinstance(value, str) else next(iter(value), "")


def _over_items(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` for placeholders too, whose items Jinja would not look at because they count as not set."""

    @wraps(function)
    def each(context: Any, value: Any, *arguments: Any, **named: Any) -> Any:
        return function(context, list(value) if isinstance(value, Placeholder) else value, *arguments, **named)

    return each


def _bounded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that weighs what it makes before it makes it."""
    wants = getattr(function, "jinja_pass_arg", None)
    lead = None if wants is None else _LEADS[wants.name]

    @wraps(function)
    def bounded(context: Context, value: Any = "", *arguments: Any, **named: Any) -> Any:
        if isinstance(value, GeneratorType):
            value = list(value)
        elif name == "urlencode" and isinstance(value, Placeholder):
            value = str(value)  # Else Jinja takes it for pairs, as it may be looped over.
        context.parent[STATE].budget.make(limits.filter_size(name, value, arguments, named))
        return function(*(() if lead is None else (lead(context),)), value, *arguments, **named)

    return pass_context(bounded)


_LEADS: dict[str, Callable[[Context], Any]] = {
    "context": lambda context: context,
    "eval_context": lambda context: context.eval_ctx,
    "environment": lambda context: context.environment,
}
"""What a filter may want before the value."""

_SIZES: dict[str, Callable[[Any, Any], int]] = {
    "+": limits.sum_size,
    "*": limits.product_size,
    "**": limits.power_size,
    "%": limits.percent_size,
}


def _guard_filters(filters: dict[str, Callable[..., Any]]) -> None:
    filters["random"] = _first
    for name in ("map", "select", "reject", "selectattr", "rejectattr"):
        filters[name] = _over_items(filters[name])
    filters.update({name: _bounded(name, function) for name, function in filters.items()})
    filters.update({LOOP: _loop, SIZED: _sized, COUNT: _count, AS_IS: _as_is, FILLED_IN: _filled_in})


@cache
def shared_sandbox(*, autoescape: bool) -> Sandbox:
    """The environment that all messages of the process share; it keeps nothing of any of them."""
    sandbox = Sandbox(
        keep_trailing_newline=True,
        autoescape=autoescape,
        undefined=Placeholder,
        finalize=printed,
        cache_size=0,
        optimized=False,  # folding constants costs more than it saves in a template that is rendered once or twice
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    _guard_filters(sandbox.filters)
    sandbox.tests.update({FORCED: _is_forced, OUTCOME: _outcome, AS_IS: _is_set})
    sandbox.policies["json.dumps_kwargs"] = {"sort_keys": True, "default": str}
    sandbox.globals.update({"range": _range, "lipsum": lambda *_, **__: "", "_": _translate, "gettext": _translate})
    sandbox.globals.update({"ngettext": _translate_plural, "pgettext": _translate_in, "npgettext": _translate_plural_in})
    return sandbox


def message_sandbox(shared: Sandbox, loader: BaseLoader) -> Sandbox:
    """An environment for one message: its own loader over all that is shared."""
    return shared.overlay(loader=loader, cache_size=0)


@pass_context
def _filled_in(context: Context, value: Any) -> Any:
    """The value as it is printed, marked where it is invented."""
    if isinstance(value, Placeholder) and not value.given and value.text:
        state: RenderState = context.parent[STATE]
        state.invented = True
        return INVENTED + str(value) if state.marking else value
    return value


@pass_context
def printed(context: Context, value: Any) -> Any:
    """The value, counted if it is a text. TypeError if printing it would show an address in memory instead of words."""
    value = _filled_in(context, value)
    if isinstance(value, _CODE):
        raise TypeError(_NO_WORDS)
    if not isinstance(value, (str, int, float, Placeholder)) and value is not None:
        context.parent[STATE].budget.make(limits.weigh(value))
        value = str(value)
    if isinstance(value, str):
        context.parent[STATE].budget.print(len(value))
        if " at 0x" in value and _ADDRESS.search(value):
            raise TypeError(_NO_WORDS)
    return value
