"""Findings and problems as an editor underlines them."""

import re
from pathlib import Path

from lsprotocol import types

from msgreview.catalogue.keyed_file import FileProblem
from msgreview.lsp.documents import Document
from msgreview.lsp.documents import document as open_document
from msgreview.lsp.project import Project
from msgreview.model.config import Level
from msgreview.model.finding import Finding
from msgreview.model.span import Span

SOURCE = "msgreview"
_SEVERITY: dict[Level, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "suggestion": types.DiagnosticSeverity.Hint,
}
_ACCEPTED = "(Accepted before: baseline.yaml has it.)"
_WORD = re.compile(r"[^\s:,\[\]{}]+|\S")


def diagnostics(document: Document, project: Project) -> list[types.Diagnostic]:
    """What is to be said of an open file as it stands, in the order of its text."""
    if not project.is_message(document):
        own = project.text_problems(document)
        return [_of_problem(each, document) for each in own or project.problems.get(document.path, [])]
    if project.workspace is None:
        return [_stopped(document, project)]
    findings = project.workspace.findings(document.path)
    accepted = set(map(id, findings.accepted))
    return [of_finding(each, document, project, is_accepted=id(each) in accepted) for each in findings.shown]


def failed(document: Document, error: Exception) -> types.Diagnostic:
    """That the tool failed on a file, through nothing in the file."""
    words = (
        f"msgreview could not check this file ({type(error).__name__}: {error}). Please report this; the file may be all right."
    )
    return types.Diagnostic(_top(document), words, types.DiagnosticSeverity.Information, code="internal.crashed", source=SOURCE)


def _stopped(document: Document, project: Project) -> types.Diagnostic:
    """That nothing can be checked, as the settings or a rubric must be mended first."""
    first = project.failure.splitlines()[0] if project.failure else ""
    words = f"Messages are checked again when this is mended: {first}"
    return types.Diagnostic(_top(document), words, types.DiagnosticSeverity.Information, source=SOURCE)


def _top(document: Document) -> types.Range:
    return document.positions.range(*document.source.line_span(1))


def of_finding(finding: Finding, document: Document, project: Project, *, is_accepted: bool = False) -> types.Diagnostic:
    """A finding as an editor shows it; one that the baseline has is a hint, for who looks at the words."""
    rule = project.rule(finding.rule)
    return types.Diagnostic(
        range=document.positions.range(finding.start, finding.end),
        message=f"{words(finding)}\n{_ACCEPTED}" if is_accepted else words(finding),
        severity=_SEVERITY["suggestion" if is_accepted else finding.level],
        code=finding.rule,
        code_description=types.CodeDescription(rule.link) if rule and rule.link.startswith("https://") else None,
        source=SOURCE,
    )


def words(finding: Finding) -> str:
    """What a finding says: what is wrong, when, and what to try."""
    when = f" ({finding.when})" if finding.when else ""
    return f"{finding.text}{when}\n{finding.advice}".rstrip()


def _of_problem(problem: FileProblem, document: Document) -> types.Diagnostic:
    span = problem_span(problem, document)
    text = problem.words[:1].upper() + problem.words[1:]
    return types.Diagnostic(document.positions.range(*span), text, types.DiagnosticSeverity.Error, source=SOURCE)


def problem_span(problem: FileProblem, document: Document) -> Span:
    """The word that a problem points at; the end of the text where its line is not there any more."""
    source = document.source
    if problem.line > len(source.starts):
        return Span(len(source.text), len(source.text))
    start, end = source.line_span(problem.line)
    at = min(start + problem.column - 1, end)
    match = _WORD.match(source.text, at, end)
    return Span(at, match.end() if match else end)


def on_disk(path: Path, project: Project, encoding: str) -> list[types.Diagnostic]:
    """The problems of a file of settings or rules that is not open."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    file = open_document(path.as_uri(), text, None, project.root, encoding)
    return [_of_problem(each, file) for each in project.problems.get(path, ())]
