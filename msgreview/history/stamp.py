"""A review stamp in a message's file, written as an edit in place: nothing else in the file changes, not one character."""

import re
from collections import Counter
from operator import attrgetter

import msgspec

from msgreview.catalogue.edits import Edit, below, edited, indentation, line_end, line_start, next_line
from msgreview.catalogue.load import LoadedFile, load_bytes
from msgreview.catalogue.write import scalar
from msgreview.model.errors import MsgReviewError
from msgreview.model.message import Entry, FieldSpan, Stamp

_FIELDS = ("last", "by", "decision", "seen", "every", "policies", "note", "to", "outside", "both_wrote", "adopted")
_ALIAS = re.compile(r":[ \t]*(\*[^\s,\]}]+)")


class StampError(MsgReviewError):
    """A stamp that cannot be written into a file; the text says how to do it by hand."""


def with_stamp(data: bytes, shown: str, id_: str, stamp: Stamp) -> bytes:
    """A message file's content with `stamp` as the review of message `id_`; StampError where it cannot be had by an edit.

    A message that the stamp retires gets that status too. What was loaded before is loaded after, but for these: the result is
    read again before it is given back.
    """
    loaded = load_bytes(data, shown)
    entry = loaded.entry(id_)
    if entry is None:
        raise StampError(f"{shown} does not hold the message '{id_}' any more. Look at it again.")
    for edits in _ways(entry, stamp):
        written = edited(data, loaded.source.text, (*edits, *_status(entry, stamp)))
        if _differ_by(loaded, load_bytes(written, shown), entry, stamp):
            return written
    raise StampError(
        f"the review cannot be written into {shown} without changing something else. Write it by hand: review: {flow(stamp)}"
    )


def flow(stamp: Stamp) -> str:
    """A stamp as it stands on one line of YAML."""
    return "{" + ", ".join(f"{name}: {text}" for name, text in _values(stamp).items()) + "}"


def _values(stamp: Stamp) -> dict[str, str]:
    """The YAML of each field that says something."""
    pairs = ", ".join(f"{scalar(key, flow=True)}: {scalar(value, flow=True)}" for key, value in stamp.policies.items())
    special = {"last": stamp.last.isoformat(), "policies": f"{{{pairs}}}", "outside": "true"}
    return {name: special.get(name) or scalar(getattr(stamp, name), flow=True) for name in _FIELDS if getattr(stamp, name)}


def _ways(entry: Entry, stamp: Stamp) -> list[list[Edit]]:
    """Edits that may write the stamp, the most natural first."""
    text, block, span = entry.source.text, entry.spans[""], entry.spans.get("review")
    if span is None or not block.start <= span.key_start < block.end:
        return _added(entry, stamp)
    alias = _ALIAS.match(text, span.key_end)
    if alias:
        return [[Edit(*alias.span(1), flow(stamp))]]
    if span.start == span.end:
        return [[Edit(span.key_end, span.end, f": {flow(stamp)}")]]
    if text[span.start] == "{" or not any(name.startswith("review.") for name in entry.spans):
        return [[Edit(span.start, span.end, flow(stamp))]]
    return [_in_block(entry, span, stamp), [Edit(span.key_end, span.end, f": {flow(stamp)}")]]


def _in_block(entry: Entry, span: FieldSpan, stamp: Stamp) -> list[Edit]:
    """Each line of a stamp that stands below its key: changed where it says something else, dropped, or added at the end."""
    text, said = entry.source.text, _values(stamp)
    edits: list[Edit] = []
    for name in _FIELDS:
        at = entry.spans.get(f"review.{name}")
        if at and name in said:
            edits.append(Edit(at.key_end, at.end, f": {said[name]}"))
        elif at:
            edits.append(Edit(line_start(text, at.key_start), next_line(text, at.end), ""))
    indent = text[line_start(text, span.start) : span.start]
    new = [f"{indent}{name}: {each}" for name, each in said.items() if f"review.{name}" not in entry.spans]
    if new:
        edits.append(below(text, span.end, new))
    return edits


def _added(entry: Entry, stamp: Stamp) -> list[list[Edit]]:
    """A stamp for a message that has none of its own: after its last field, or before that where the field's value would grow."""
    text, block = entry.source.text, entry.spans[""]
    top = (span for name, span in entry.spans.items() if name and "." not in name)
    own = sorted((span for span in top if block.start <= span.key_start < block.end), key=attrgetter("key_start"))
    first, last = own[0], own[-1]
    if text[block.start] == "{":
        return [[Edit(last.end, last.end, f", review: {flow(stamp)}")]]
    line = f"{indentation(text, first.key_start)}review: {flow(stamp)}"
    start = line_start(text, last.key_start)
    return [[below(text, last.end, [line])], [Edit(start, start, line + line_end(text))]]


def _status(entry: Entry, stamp: Stamp) -> list[Edit]:
    """What makes a message retired, if the stamp says so and it is not."""
    if stamp.decision != "retire" or entry.message.status == "retired":
        return []
    text, block = entry.source.text, entry.spans[""]
    id_, status = entry.spans["id"], entry.spans.get("status")
    if status and block.start <= status.key_start < block.end:
        return [Edit(status.start, status.end, "retired")]
    if text[block.start] == "{":
        return [Edit(id_.end, id_.end, ", status: retired")]
    return [below(text, id_.end, [f"{indentation(text, id_.key_start)}status: retired"])]


def _differ_by(before: LoadedFile, after: LoadedFile, entry: Entry, stamp: Stamp) -> bool:
    """Whether two contents of a file say the same, but for the stamp of one message."""
    status = "retired" if stamp.decision == "retire" else entry.message.status
    stamped = msgspec.structs.replace(entry.message, review=stamp, status=status)
    wanted = [stamped if each.message.id == stamped.id else each.message for each in before.entries]
    no_more_problems = Counter(problem.rule for problem in after.problems) <= Counter(problem.rule for problem in before.problems)
    return [each.message for each in after.entries] == wanted and no_more_problems
