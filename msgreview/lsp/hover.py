"""What is said of a word that the cursor rests on: findings with their reasons, values, other messages, the text as rendered."""

from collections.abc import Iterable, Iterator
from typing import Any

from lsprotocol import types

from msgreview.catalogue.scalar_spans import file_span
from msgreview.lsp.diagnostics import words
from msgreview.lsp.documents import Document
from msgreview.lsp.keys import key_at
from msgreview.lsp.names import Name
from msgreview.lsp.navigation import name_in
from msgreview.lsp.place import place_at
from msgreview.lsp.project import Project
from msgreview.model.document import Rendered, Variant
from msgreview.model.finding import COLOUR, Finding
from msgreview.model.message import Entry
from msgreview.model.span import Span
from msgreview.prose.document import parse_document
from msgreview.report.preview import with_invented
from msgreview.report.rule import unfilled
from msgreview.rubric.schema import Rule
from msgreview.template.variants import render_variants

_MOST_VARIANTS = 4
"""Ways to read a sentence that are shown."""
_MOST_TEXT = 1500
"""Characters of another message that are shown."""


def hover(document: Document, project: Project, position: types.Position) -> types.Hover | None:
    """What there is to say of a position; None where that is nothing."""
    offset = document.positions.offset(position)
    said: list[str] = []
    span: Span | None = None
    findings = _findings(document, project, offset)
    if findings:
        said += (_finding(each, project) for each in findings)
        span = Span(findings[0].start, findings[0].end)
    name = name_in(document, project, position)
    if name:
        said += _name(name, document, project)
        span = span or name.span
    said += _rendered(document, project, offset)
    if not said:
        said += _key(document, project, offset)
    if not said:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(said))
    return types.Hover(content, document.positions.range(*span) if span else None)


def _findings(document: Document, project: Project, offset: int) -> list[Finding]:
    if project.workspace is None or not project.is_message(document):
        return []
    return [each for each in project.workspace.findings(document.path).shown if each.start <= offset <= each.end]


def _finding(finding: Finding, project: Project) -> str:
    rule = project.rule(finding.rule)
    said = f"**{finding.rule}** ({COLOUR[finding.level]})\n\n{words(finding)}"
    return f"{said}\n\n{_why(rule)}" if rule else said


def _why(rule: Rule) -> str:
    """Why a rule is there, with an example, and where it comes from."""
    rows = [f"*Why:* {' '.join(rule.why.split())}" if rule.why else ""]
    for title, examples in (("Instead of", rule.examples.bad), ("Write", rule.examples.good)):
        example = next((each for each in examples if isinstance(each, str) and len(each) < 200), "")
        rows.append(f"*{title}:* {' '.join(example.split())}" if example else "")
    rows.append(f"[{rule.source or rule.link}]({rule.link})" if rule.link else f"*{rule.source}*" if rule.source else "")
    return "\n\n".join(filter(None, rows))


def _name(name: Name, document: Document, project: Project) -> Iterator[str]:
    workspace, settings = project.workspace, project.settings
    if workspace is None or settings is None:
        return
    match name.kind:
        case "message" if not name.defines:
            yield _message(name.name, workspace.entry(name.name), project)
        case "rule":
            if rule := project.rule(name.name):
                colour = "off" if rule.level == "off" else COLOUR[rule.level]
                yield f"**{rule.id}** ({colour})\n\n{unfilled(rule.message)}\n\n{rule.try_}\n\n{_why(rule)}"
        case "policy":
            value = next((each.value for each in settings.policies if each.name == name.name), None)
            yield f"**{name.name}**, a policy: {value if value else 'no value is set'}"
        case "variable":
            yield _variable(name, document, project)


def _message(id_: str, entry: Entry | None, project: Project) -> str:
    workspace = project.workspace
    if entry is None or workspace is None:
        return f"There is no message `{id_}`."
    variants = render_variants(entry, workspace.entry, workspace.settings).variants
    shown, _ = with_invented(variants[:1])
    text = shown[0].body.text.strip()
    text = text if len(text) <= _MOST_TEXT else text[:_MOST_TEXT].rstrip() + " …"
    return f"**{entry.message.title or id_}** `{id_}`\n\n{_quoted(text)}\n\n{entry.source.path}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {_plain(row)}  " for row in text.splitlines())


def _plain(text: str) -> str:
    """A text in which nothing is Markdown."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]<>#+-!|~" else character for character in text)


def _variable(name: Name, document: Document, project: Project) -> str:
    loaded = project.loaded(document)
    rows: list[str] = []
    entries = [each for each in (loaded.entries if loaded else ()) if name.message in ("", each.message.id)]
    for entry in entries:
        described = entry.message.variables.get(name.name)
        if described:
            kind = f" ({described.type})" if described.type else ""
            rows.append(f"{described.about}{kind}".strip())
            bounds = (("shortest", described.min), ("typical", described.typical), ("longest", described.max))
            rows += (f"- *{title}:* {_plain(value)}" for title, value in (("example", described.example), *bounds) if value)
        for title, sample in entry.message.samples.items():
            value = _at(sample, name.name)
            rows.append(f"- *{_plain(title)}:* {_shown(value)}")
    if project.settings and (given := _at(project.settings.config.variables, name.name)) is not None:
        rows.append(f"- *for all messages:* {_shown(given)}")
    said = "\n".join(filter(None, rows)) or "No sample has a value for it, and nothing says what it is."
    return f"**{name.name}**\n\n{said}"


def _at(values: Any, name: str) -> Any:
    for part in name.split("."):
        values = values.get(part) if isinstance(values, dict) else None
    return values


def _shown(value: Any) -> str:
    if value is None:
        return "no value"
    return _plain(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def _rendered(document: Document, project: Project, offset: int) -> Iterator[str]:
    """The sentence at an offset as the reader gets it, with the values of each sample."""
    loaded, workspace = project.loaded(document), project.workspace
    if loaded is None or workspace is None:
        return
    for entry in loaded.entries:
        for field, scalar in entry.texts.items():
            if scalar.start <= offset <= scalar.end and "{" in scalar.value:
                variants = render_variants(entry, workspace.entry, workspace.settings).variants
                shown, _ = with_invented(variants)
                texts: dict[str, list[str]] = {}
                for title, text in _sentences(entry, field, offset, shown):
                    texts.setdefault(text, []).append(title)
                if any(text not in " ".join(scalar.value.split()) for text in texts):
                    rows = (f"- *{_plain(titles[0])}:* {_plain(text)}" for text, titles in texts.items())
                    yield "\n".join([*rows][:_MOST_VARIANTS])
                return


def _sentences(entry: Entry, field: str, offset: int, variants: Iterable[Variant]) -> Iterator[tuple[str, str]]:
    """How the text around an offset reads in each variant, with whose values it has."""
    for variant in variants:
        rendered = variant.subject if field == "subject" else variant.body
        span = _sentence(entry, field, offset, variant, rendered) if rendered else None
        if rendered and span:
            text = " ".join(rendered.text[slice(*span)].split())
            if text:
                yield variant.when or variant.name, text


def _sentence(entry: Entry, field: str, offset: int, variant: Variant, rendered: Rendered) -> Span | None:
    """The sentence of a rendered text that an offset in the file is in: the one with the nearest of its words."""
    scalar = entry.texts[field]
    touching = []
    for segment in rendered.map.segments:
        origin = rendered.map.origins[segment.origin]
        if origin.message == entry.message.id and origin.field == field:
            start, end = file_span(entry.source, scalar, segment.start, segment.end)
            if start <= offset <= end:
                into = min(offset - start, segment.length) if segment.exact else 0
                touching.append(segment.at + into)
    if not touching:
        return None
    at = touching[0]
    if field == "subject":
        return Span(0, len(rendered.text))
    parsed = parse_document(entry.message, variant)
    if parsed.text == rendered.text:
        sentence = next((each for each in parsed.sentences if each.start <= at <= each.end), None)
        if sentence:
            return Span(sentence.start, sentence.end)
    start = rendered.text.rfind("\n", 0, at) + 1
    end = rendered.text.find("\n", at)
    return Span(start, end if end >= 0 else len(rendered.text))


def _key(document: Document, project: Project, offset: int) -> Iterator[str]:
    """What a key means."""
    source = document.source
    line = source.line_span(source.position(offset).line)
    colon = source.text.find(":", offset, line.end)
    place = place_at(source, colon + 1 if colon >= 0 else offset)
    kind = project.kind_of(document)
    path = place.field if kind == "message" else place.path
    if colon < 0 or not path or source.text[offset:colon].strip(" ") != source.text[offset:colon]:
        return
    key = key_at(kind, path)
    if key and key.about:
        yield f"**{key.name}**\n\n{key.about}"
