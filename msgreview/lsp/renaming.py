"""Renaming a message, a variable, a policy or a team's rule: every place, in every file, by exact edits."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import get_args

from msgspec import Meta

from msgreview.catalogue.edits import Edit, below, indentation
from msgreview.catalogue.settings import CONFIG_NAME
from msgreview.lsp.documents import Document
from msgreview.lsp.editor import Editor
from msgreview.lsp.names import Name, name_at, name_of_line
from msgreview.lsp.navigation import Mention, mentions, names_of
from msgreview.lsp.project import Project
from msgreview.model.errors import MsgReviewError
from msgreview.model.message import MessageId
from msgreview.rubric.schema import RULE_NAME

_ID: Meta = next(each for each in get_args(MessageId)[1:] if isinstance(each, Meta))
_PART = re.compile(r"[A-Za-z_]\w*")


class RenameError(MsgReviewError):
    """Something that cannot be renamed, or not so; the text says why."""


def renamable(document: Document, project: Project, offset: int) -> Name:
    """The name at an offset. Raises RenameError where there is none, or it is not this catalogue's to rename."""
    names, source = names_of(document, project), document.source
    name = name_at(names, offset) or name_of_line(names, source.line_span(source.position(offset).line))
    if name is None:
        raise RenameError("there is no name here. Put the cursor on the id of a message, or on a variable, a policy or a rule.")
    _require_own(name, project)
    return name


def _require_own(name: Name, project: Project) -> None:
    workspace = project.workspace
    if workspace is None:
        raise RenameError(f"nothing can be renamed until this is mended: {project.failure}")
    if name.kind == "message" and not workspace.file_of(name.name):
        raise RenameError(f"there is no message '{name.name}' in this catalogue, so it cannot be renamed.")
    if name.kind == "rule":
        rule = project.rule(name.name)
        if rule is None or not (project.root / rule.path).is_relative_to(project.root) or rule.path == CONFIG_NAME:
            raise RenameError(f"{name.name} is not a rule of your own rubrics, so it cannot be renamed.")
    if name.kind == "variable" and project.settings and name.name.partition(".")[0] in project.settings.config.variables:
        raise RenameError(f"{name.name} is one of msgreview.yaml, for all messages. Rename it there and in each message by hand.")


def rename(name: Name, new: str, document: Document, editor: Editor) -> dict[Document, list[Edit]]:
    """The edits by file that call a thing `new`. Raises RenameError where that cannot be."""
    project = editor.project(document.path)
    new = new.strip()
    _require_valid(name, new, project)
    _require_free(name, new, document, project)
    edits: dict[str, list[Edit]] = defaultdict(list)
    documents: dict[str, Document] = {}
    for mention in mentions(name, document, editor):
        documents[mention.document.uri] = mention.document
        edits[mention.document.uri].append(_edit(mention, name, new))
    if name.kind == "message":
        for uri, each in documents.items():
            edits[uri] += _supersedes(name, each, project)
    return {documents[uri]: sorted(set(some)) for uri, some in edits.items()}


def _require_valid(name: Name, new: str, project: Project) -> None:
    if new == name.name:
        raise RenameError(f"this {name.kind} is called so already.")
    match name.kind:
        case "message" if not re.fullmatch(_ID.pattern or "", new) or len(new) > (_ID.max_length or len(new)):
            raise RenameError(f"'{new}' is not an id for a message: letters, digits and . - _ / : up to 200 of them, no spaces.")
        case "variable" | "policy" if not all(_PART.fullmatch(part) for part in new.split(".")):
            raise RenameError(f"'{new}' is not a name for a {name.kind}: letters, digits and _, with dots between the parts.")
        case "rule" if not RULE_NAME.fullmatch(new.rpartition(".")[2]):
            raise RenameError(f"'{new}' is not a name for a rule: small letters, digits and - between them.")
    if name.kind != "message" and name.name.rpartition(".")[0] != new.rpartition(".")[0]:
        raise RenameError(f"only the last part of '{name.name}' can be renamed here: write '{_last(name.name, new)}'.")


def _last(old: str, new: str) -> str:
    """The old name with the last part of the new one."""
    above = old.rpartition(".")[0]
    return f"{above}.{new.rpartition('.')[2]}" if above else new.rpartition(".")[2]


def _require_free(name: Name, new: str, document: Document, project: Project) -> None:
    workspace = project.workspace
    assert workspace is not None, "a name was found in it"
    match name.kind:
        case "message":
            taken = workspace.file_of(new)
        case "rule":
            taken = "your rubrics" if new in workspace.rules.all_rules else ""
        case "policy":
            taken = "the policies" if any(policy.name == new for policy in workspace.settings.policies) else ""
        case _:
            own = (each for each in names_of(document, project) if each.kind == "variable" and each.message == name.message)
            taken = "this message" if any(each.name == new for each in own) else ""
    if taken:
        raise RenameError(f"there is a {name.kind} '{new}' already, in {taken}. Choose another name.")


def _edit(mention: Mention, name: Name, new: str) -> Edit:
    span = mention.name.span
    there = mention.document.source.text[slice(*span)]
    old = mention.name.spelled(name.name)
    if there != old and not (mention.name.name != name.name and there.startswith(f"{old}.")):
        line = mention.document.source.position(span.start).line
        raise RenameError(f"{mention.document.path.name}:{line} has this name as '{there}', which must be changed by hand first.")
    return Edit(span.start, span.start + len(old), mention.name.spelled(new))


def _supersedes(name: Name, document: Document, project: Project) -> Iterator[Edit]:
    """What makes a renamed message the successor of the one it was, so that its history and its review stay with it."""
    loaded = project.loaded(document)
    for entry in loaded.entries if loaded and not document.is_new and document.path.exists() else ():
        if entry.message.id != name.name:
            continue
        text, at, id_ = entry.source.text, entry.spans.get("supersedes"), entry.spans["id"]
        if at is None:
            if text[entry.spans[""].start] == "{":
                yield Edit(id_.end, id_.end, f", supersedes: [{name.name}]")
            else:
                yield below(text, id_.end, [f"{indentation(text, id_.key_start)}supersedes: [{name.name}]"])
        elif text[at.start : at.start + 1] == "[":
            yield Edit(at.start + 1, at.start + 1, f"{name.name}, " if entry.message.supersedes else name.name)
