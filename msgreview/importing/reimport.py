"""New words for an imported message, written into its file as edits in place: reviews, samples and comments stay."""

import re

from msgreview.catalogue.edits import Edit, edited, indentation, line_end
from msgreview.catalogue.load import load_bytes
from msgreview.catalogue.write import as_field, scalar
from msgreview.model.message import Entry, Message


def reimported(data: bytes, entry: Entry, message: Message) -> bytes | None:
    """The content of a file with the words, variables and seal of `message` for those of `entry`, which is alone in it.

    None where that cannot be had by an edit: the result is loaded again before it is returned.
    """
    text, spans, old = entry.source.text, entry.spans, entry.message
    first = spans["body" if "body" in spans else "parts"].key_start
    indent = indentation(text, first)
    edits: list[tuple[int, int, str]] = []
    for field in ("subject", "body", "parts"):
        if getattr(old, field) != getattr(message, field):
            written = as_field(message, field)
            span = spans.get(field)
            edits.append((span.key_start, span.end, written) if span else (first, first, written + "\n"))
    new = {name: variable for name, variable in message.variables.items() if name not in old.variables}
    if new:
        lines = as_field(Message(id=old.id, kind=old.kind, channel=old.channel, variables=new), "variables")
        at = spans["variables"].start if old.variables else first
        edits.append(
            (at, at, re.sub(r"^  ", "", lines.partition("\n")[2], flags=re.M) + "\n  " if old.variables else lines + "\n")
        )
    seal = spans.get("source.imported")
    if seal is None:
        return None
    edits.append((seal.start, seal.end, scalar(message.source["imported"])))
    end = line_end(text)
    laid_out = (Edit(at, stop, re.sub(r"\n(?!\n)", f"\n{indent}", new).replace("\n", end)) for at, stop, new in edits)
    made = edited(data, text, laid_out)
    loaded = load_bytes(made, entry.source.path)
    return made if [each.message for each in loaded.entries] == [message] and not loaded.problems else None
