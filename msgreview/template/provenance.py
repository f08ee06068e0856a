"""Whether the output of a `{{ }}` is the author's text or a variable's value."""

from jinja2 import nodes

from msgreview.template.forcing import is_text, names_in
from msgreview.template.sandbox import TRANSLATIONS

_BINDS = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.CallBlock, nodes.For, nodes.With, nodes.Import, nodes.FromImport)
_BINDING_WORDS = {"set", "macro", "call", "for", "with", "import", "from"}
_PRINT_ARGUMENTS = frozenset({"default", "d", "replace", "join"})
_RESULT = (nodes.Compare, nodes.Test, nodes.Not)

OWN_WORDS = frozenset({"super", "self", "caller"})
"""Names that print words of a template wherever they stand."""


class Authored:
    """Knows the names of a template that may hold words of the author's: arguments of macros, what a `set` gives a text."""

    def __init__(self, tree: nodes.Template, words: frozenset[str]) -> None:
        """`words` are those that the template's tags start with."""
        self.names = set(OWN_WORDS)
        for node in tree.find_all(_BINDS) if words & _BINDING_WORDS else ():
            match node:
                case nodes.Assign() if self.prints(node.node):
                    self._add(node.target)
                case nodes.AssignBlock():
                    self._add(node.target)
                case nodes.For() if self.prints(node.iter):
                    self._add(node.target)
                case nodes.Macro() | nodes.CallBlock():
                    self.names |= {argument.name for argument in node.args}
                    if isinstance(node, nodes.Macro):
                        self.names.add(node.name)
                case nodes.With():
                    for target, value in zip(node.targets, node.values, strict=True):
                        if self.prints(value):
                            self._add(target)
                case nodes.Import():
                    self.names.add(node.target)
                case nodes.FromImport():
                    self.names |= {name if isinstance(name, str) else name[1] for name in node.names}

    def _add(self, target: nodes.Node) -> None:
        self.names |= names_in(target) | ({target.name} if isinstance(target, nodes.NSRef) else set())

    def only_values(self, node: nodes.Node) -> bool:
        """Whether all that the expression prints is a variable's value."""
        return not self.prints(node)

    def prints(self, node: nodes.Node | None) -> bool:
        """Whether the expression may print words that stand in the template."""
        match node:
            case nodes.Name():
                return node.name in self.names
            case nodes.Const():
                return is_text(node)
            case nodes.CondExpr():
                return self.prints(node.expr1) or self.prints(node.expr2)
            case nodes.Getattr() | nodes.Getitem():
                return self.prints(node.node)
            case nodes.Filter():
                arguments = node.args if node.name in _PRINT_ARGUMENTS else []
                return self.prints(node.node) or any(self.prints(argument) for argument in arguments)
            case nodes.Call():
                translates = isinstance(node.node, nodes.Name) and node.node.name in TRANSLATIONS
                arguments = node.args if translates else node.args[:1] if isinstance(node.node, nodes.Name) else []
                return self.prints(node.node) or any(self.prints(argument) for argument in arguments)
            case None:
                return False
        return not isinstance(node, _RESULT) and any(self.prints(child) for child in node.iter_child_nodes())
