"""Which facts a message quotes: policies, and the settings' variables.

Names are those of the template: `policy.loans.days`, `library.phone`. A group that is taken as a whole (by a loop, or by a
subscript that is computed) is named itself.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgreview.catalogue.fingerprint import tags
from msgreview.model.message import Message

if TYPE_CHECKING:
    from jinja2 import nodes

POLICY = "policy"
_VARIABLE = "variable:"
_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_PATH = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_BINDING = re.compile(r"\[|\.get\b|\|\s*attr\b|^\{%[-+]?\s*(?:set|for|with|macro|import|from|call|block|raw)\b")
_DECIDES = re.compile(r"^\{%|[<>]|[!=]=")
"""What makes a tag more than a value that is shown."""
_NAME = re.compile(r"(?<![|.\w])(?<!\| )[A-Za-z_]\w*\b(?!\s*=[^=])")
"""A name that is no attribute, no filter and no keyword."""
_PLAIN = re.compile(r"\{\{[-+]?\s*[\w.]+\s*[-+]?\}\}")
_OF_GROUPS = ("items", "values", "keys", "get")
"""Methods of a group, which is then taken as a whole."""


def quoted_facts(message: Message, roots: Collection[str]) -> tuple[str, ...]:
    """The facts below `roots` that a message's own words quote, each once, sorted."""
    texts = (message.subject, message.body, *(part.text or "" for part in message.parts))
    hidden = {name.partition(".")[0] for name in message.variables} - {POLICY}
    own = [root for root in roots if root not in hidden]
    return tuple(
        sorted({path for text in texts if "{" in text and any(root in text for root in own) for path in _paths(text, own)})
    )


def only_formatted(messages: Iterable[Message], fact: str) -> bool:
    """Whether some messages show a fact, by its name in a stamp, through filters alone: its change may change no word of theirs.

    One that a test asks, or that is reckoned with, may change other words; one that is named under `policies` counts in any case.
    """
    kind, _, path = fact.rpartition(":")
    root, naming = path.partition(".")[0] if kind else POLICY, list[str]()
    for message in messages:
        if fact in message.policies:
            return False
        texts = (message.subject, message.body, *(part.text or "" for part in message.parts))
        code = (_STRING.sub("''", text[start:end]) for text in texts for start, end in tags(text) if text[start + 1] != "#")
        naming += [each for each in code if root in _NAME.findall(each)]
    decides = any(_DECIDES.search(each) or set(_NAME.findall(each)) != {root} for each in naming)
    return not decides and not all(map(_PLAIN.fullmatch, naming))


def _paths(text: str, roots: Collection[str]) -> Iterator[str]:
    code = [text[start:end] for start, end in tags(text) if text[start + 1] != "#"]
    plain = (_PATH.findall(_STRING.sub("''", each)) for each in code)
    facts = {path for paths in plain for path in paths if path.partition(".")[0] in roots}
    if any(map(_BINDING.search, code)):
        from jinja2 import Environment, TemplateError

        with suppress(TemplateError, RecursionError):  # What cannot be parsed has its own finding; its plain paths count.
            tree = Environment(autoescape=False, extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(text)
            facts = set(_Walk(roots).paths(tree))
    yield from facts


class _Walk:
    """Finds the facts in a parsed template, through names that it gives them."""

    def __init__(self, roots: Collection[str]) -> None:
        self._names = {root: root for root in roots}
        """Name → the fact or the group that it stands for."""

    def paths(self, node: "nodes.Node") -> Iterator[str]:
        """Every fact that is read in a node, in its order."""
        from jinja2 import nodes

        match node:
            case nodes.Assign(target=nodes.Name(name=name), node=value) if path := self._path(value):
                self._names[name] = path
            case nodes.With(targets=targets, values=values):
                for target, value in zip(targets, values, strict=True):
                    if isinstance(target, nodes.Name) and (path := self._path(value)):
                        self._names[target.name] = path
                    else:
                        yield from self.paths(value)
                for child in node.body:
                    yield from self.paths(child)
            case _:
                path = self._path(node)
                if path:
                    yield path
                skipped = node.node if path and not isinstance(node, nodes.Name) else None  # type: ignore[attr-defined]
                for child in node.iter_child_nodes():
                    if child is not skipped:
                        yield from self.paths(child)

    def _path(self, node: "nodes.Node") -> str:
        """The dotted name of a fact or group; "" for anything else."""
        from jinja2 import nodes

        match node:
            case nodes.Name(name=name):
                return self._names.get(name, "")
            case nodes.Getattr(node=inner, attr=attr):
                path = self._path(inner)
                return f"{path}.{attr}" if path else ""
            case (
                nodes.Getitem(node=inner, arg=nodes.Const(value=str(key)))
                | nodes.Call(node=nodes.Getattr(node=inner, attr="get"), args=[nodes.Const(value=str(key)), *_])
                | nodes.Filter(name="attr", node=nodes.Node() as inner, args=[nodes.Const(value=str(key)), *_])
            ):
                path = self._path(inner)
                return f"{path}.{key}" if path else ""
            case nodes.Getitem(node=inner):
                return self._path(inner)
        return ""


def fact_values(paths: Collection[str], values: Mapping[str, Any]) -> dict[str, str]:
    """What the facts at some paths say now, by name, those of a group one by one; "" for one that there is not.

    A policy's name is dotted (`loans.days`); that of a variable starts with `variable:`. `values` are what templates see.
    """
    facts: dict[str, str] = {}
    for path in paths:
        root, _, rest = path.partition(".")
        prefix = "" if root == POLICY else _VARIABLE + root
        here, name = values.get(root), prefix
        for step in rest.split(".") if rest else ():
            if (isinstance(here, Mapping) and step in _OF_GROUPS and step not in here) or not isinstance(here, Mapping | None):
                break  # A method of the group, or of a value, such as `.upper()`.
            here = here.get(step) if here is not None and step in here else None
            name = f"{name}.{step}" if name else step
        facts |= dict(_leaves(name, here))
    return dict(sorted(facts.items()))


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(f"{name}.{key}" if name else str(key), each)
    elif name:
        yield name, "" if value is None else ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
