"""A folder of text files, each a text of its own."""

from collections.abc import Mapping

from msgreview.importing.container import Container, Opened
from msgreview.importing.records import Export
from msgreview.importing.texts import Text
from msgreview.model.errors import UsageError

_TEMPLATES = (
    ".blade.php", ".erb", ".ejs", ".j2", ".jinja", ".jinja2", ".liquid", ".hbs", ".handlebars", ".mako", ".mustache", ".tpl",
    ".tt", ".tt2", ".twig",
)  # fmt: skip
"""Suffixes that say how a text fills in names; what stands before them says what it is, as in `welcome.html.erb`."""
_SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".eml", ".csv", ".xsl", ".xslt", *_TEMPLATES)


def is_text(name: str) -> bool:
    """Whether a file of this name is read as a text."""
    return name.lower().endswith(_SUFFIXES)


def without_template_suffix(name: str) -> str:
    """A file's name without the suffix that says how it fills in names.

    >>> without_template_suffix("late.html.erb"), without_template_suffix("late.blade.php"), without_template_suffix("late.txt")
    ('late.html', 'late', 'late.txt')
    """
    suffix = next((each for each in _TEMPLATES if name.lower().endswith(each) and len(name) > len(each)), "")
    return name[: len(name) - len(suffix)]


def _open(export: Export) -> Opened:
    if not export.files:
        raise UsageError(f"{export.name} is no folder with text files ({', '.join(_SUFFIXES)}).")
    parts: dict[str, str] = {}
    notes: list[str] = []
    inner = {path: Export(data, path, encoding=export.encoding) for path, data in sorted(export.files.items())}
    for path, each in inner.items():
        try:
            text, of_file = each.text()
        except UsageError as error:
            notes.append(f"{error} It was left out.")
            continue
        parts[path] = text
        notes += of_file

    def save(texts: Mapping[str, str]) -> dict[str, bytes]:
        return {path: each.encoded(texts[path]) if path in texts else each.data for path, each in inner.items()}

    tree = {path: Text(text, 0, len(text), "plain", path) for path, text in parts.items()}
    return Opened(export.name, parts, tree, save, tuple(notes))


CONTAINER = Container("a folder", (), _open)
