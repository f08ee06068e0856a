"""What can be done about a finding at a keystroke: other words, a name as it was meant, a description, a signed exception."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from operator import attrgetter

from lsprotocol import types

from msgreview.catalogue.edits import Edit, below, indentation, line_start
from msgreview.catalogue.load import LoadedFile
from msgreview.catalogue.validate import nearest
from msgreview.catalogue.write import scalar
from msgreview.lint.disputes import why_not_disputable
from msgreview.lint.fixes import Fix, fixes_for
from msgreview.lsp.diagnostics import of_finding
from msgreview.lsp.documents import Document
from msgreview.lsp.keys import keys_at, values_at
from msgreview.lsp.names import names_in
from msgreview.lsp.place import place_at
from msgreview.lsp.project import Project
from msgreview.model.finding import Finding
from msgreview.model.message import Entry
from msgreview.model.span import Span
from msgreview.template.template import available_names

_YEAR = timedelta(days=365)
_REASON = "WHY THIS IS RIGHT HERE"
_SIGNED = "YOUR NAME"


def quick_fixes(document: Document, project: Project, where: types.Range) -> list[types.CodeAction]:
    """The ways to mend the findings that a range touches, the likeliest first, and to sign an exception from each."""
    loaded, workspace = project.loaded(document), project.workspace
    if loaded is None or workspace is None:
        return []
    start, end = document.positions.offset(where.start), document.positions.offset(where.end)
    findings = [each for each in workspace.findings(document.path).shown if each.start <= end and start <= each.end]
    fixes = [(fix, each) for each in findings for fix in fixes_for(each, loaded, workspace.rules)]
    fixes += [(fix, each) for each in findings for fix in (*_meant(each, document, project), *_declared(each, loaded))]
    fixes += [(fix, each) for each in findings for fix in _waived(each, loaded, project)]
    unique = {fix.edits: (fix, each) for fix, each in reversed(fixes)}
    return [_action(fix, each, document, project) for fix, each in reversed(unique.values())]


def _action(fix: Fix, finding: Finding, document: Document, project: Project) -> types.CodeAction:
    edits = [types.TextEdit(document.positions.range(each.start, each.end), each.text) for each in fix.edits]
    return types.CodeAction(
        title=fix.text,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[of_finding(finding, document, project)],
        is_preferred=True if fix.safe else None,
        edit=workspace_edit({document: edits}, project),
    )


def workspace_edit(edits: dict[Document, list[types.TextEdit]], project: Project) -> types.WorkspaceEdit:
    """Edits of files, for those that are open in the version that they were made for."""
    if not project.versioned_edits:
        return types.WorkspaceEdit(changes={document.uri: some for document, some in edits.items()})
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version), [*some])
            for document, some in edits.items()
        ]
    )


def _meant(finding: Finding, document: Document, project: Project) -> Iterator[Fix]:
    """The name that is most like one that does not exist."""
    text = document.source.text
    span = Span(finding.start, finding.end)
    word = text[slice(*span)].strip("'\"")
    near = nearest(word, _possible(finding, word, document, project)) if word and "\n" not in word else ""
    if near and near != word:
        at = text.find(word, span.start)
        yield Fix(f"Write '{near}'", (Edit(at, at + len(word), near),), safe=False)


def _possible(finding: Finding, word: str, document: Document, project: Project) -> Iterable[str]:
    """The names that there are, for a finding on a name that there is not."""
    workspace = project.workspace
    assert workspace is not None, "it has findings"
    match finding.rule:
        case "file.unknown-key":
            place = place_at(document.source, finding.start)
            return [key.name for key in keys_at("message", place.field)]
        case "file.bad-value":
            return values_at("message", place_at(document.source, finding.end).field)
        case "template.unknown-filter":
            names = available_names(workspace.settings.config.filters)
            return names.filters | names.tests | names.configured
        case "catalogue.missing-message" | "twins.missing":
            return workspace.ids()
        case "waiver.unknown-rule" | "ignore.unknown-rule":
            return workspace.rules.all_rules
        case "placeholders.undeclared":
            loaded = project.loaded(document)
            names_there = names_in(document.source, "message", project, loaded) if loaded else []
            given = {each.name for each in names_there if each.kind == "variable" and each.defines}
            return given - {word}
        case "catalogue.service-spelling":
            return workspace.settings.config.services
    return ()


def _declared(finding: Finding, loaded: LoadedFile) -> Iterator[Fix]:
    """A description for a variable that nothing says anything of."""
    entry = loaded.entry(finding.message)
    if entry is None or finding.rule != "placeholders.undeclared":
        return
    name = finding.quote.strip()
    text = f"{scalar(name, flow=True)}: {{about: what it is, example: an example}}"
    edit = _added(entry, "variables", text)
    if edit:
        yield Fix(f"Say what '{name}' is, under variables", (edit,), safe=False)


def _waived(finding: Finding, loaded: LoadedFile, project: Project) -> Iterator[Fix]:
    """A signed exception, with the reason to be filled in."""
    entry = loaded.entry(finding.message)
    rule = project.rule(finding.rule)
    if entry is None or rule is None or project.workspace is None or finding.level == "error":
        return
    if rule.rubric in ("waiver", "ignore") or why_not_disputable(rule):
        return
    until = project.workspace.settings.today + _YEAR
    text = f"- {{rule: {rule.id}, reason: {_REASON}, by: {scalar(project.me or _SIGNED, flow=True)}, until: {until}}}"
    edit = _added(entry, "waivers", text)
    if edit:
        yield Fix(f"Sign an exception from {rule.id} until {until}", (edit,), safe=False)


def _added(entry: Entry, key: str, row: str) -> Edit | None:
    """A row below a key of the message: of a group or a list that is there, or that is put behind the message's last field.

    None where the message is laid out in a way that leaves no place for a row.
    """
    text, whole = entry.source.text, entry.spans[""]
    at = entry.spans.get(key)
    if text[whole.start : whole.start + 1] == "{" or (at and not whole.start <= at.key_start < whole.end):
        return None
    if at and text[at.start : at.start + 1] in ("[", "{"):
        item = row.removeprefix("- ") if text[at.start] == "[" else row
        inside = text[at.start + 1 : at.end - 1].strip()
        return Edit(at.start + 1, at.start + 1, f"{item}, " if inside else item)
    if at and at.start < at.end:
        indent = text[line_start(text, at.start) : at.start]
        if indent.strip():
            return None
        return below(text, at.end, [indent + row])
    if at:
        return None
    top = [span for name, span in entry.spans.items() if name and "." not in name]
    own = sorted((span for span in top if whole.start <= span.key_start < whole.end), key=attrgetter("key_start"))
    first, last = own[0], own[-1]
    indent = indentation(text, first.key_start)
    return below(text, last.end, [f"{indent}{key}:", f"{indent}  {row}"])
