"""YAML with the span of every text, as `catalogue/yaml_tree` parses it."""

from typing import Any

import yaml

from msgreview.catalogue.validate import describe_error
from msgreview.catalogue.yaml_tree import FileError, compose
from msgreview.importing.container import Container, Opened, from_text
from msgreview.importing.records import Export
from msgreview.importing.texts import Text
from msgreview.model.errors import UsageError
from msgreview.model.span import Source

_BIGGEST = 200_000
"""Nodes that aliases may make of a file."""


class _Reader:
    """Makes the tree of a file; an alias gives the texts that it stands for, at their place."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.left = _BIGGEST + len(source.text)

    def tree(self, node: yaml.Node) -> Any:
        self.left -= 1
        if self.left < 0:
            raise RecursionError
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.tree(each) for each in node.value]
        return {key.value: self.tree(value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}

    def _scalar(self, node: yaml.ScalarNode) -> Text:
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):  # A block ends at its last line; what YAML counts to it beyond that are blank lines.
            end = start + len(self.text[start:end].rstrip("\n\r \t"))
        return Text(node.value, start, end, "yaml")


def _open(export: Export) -> Opened:
    text, notes = export.text()
    source = Source.of(export.name, text)
    reader = _Reader(source)
    try:
        trees = [reader.tree(node) for node in compose(source)]
    except FileError as error:
        raise UsageError(f"{describe_error(error)}. Nothing was done.".replace("..", ".")) from None
    except RecursionError:
        raise UsageError(f"{export.name} repeats or nests its values too often to hold messages. Nothing was done.") from None
    return from_text(export, text, trees[0] if len(trees) == 1 else trees, notes)


CONTAINER = Container("YAML", ("yml", "yaml"), _open)
