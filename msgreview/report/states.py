"""The states of a review in words: what each means to somebody who has never heard of it."""

from msgreview.model.review import MessageState, OverlayName, StateName
from msgreview.report.lines import Run, Style

MEANING: dict[StateName | OverlayName, str] = {
    "invalid": "cannot be read: something in its file is wrong",
    "retired": "not sent any more",
    "draft": "not sent yet",
    "unreviewed": "nobody has recorded a review",
    "changed": "the reader sees other words than were approved",
    "policy-changed": "a fact that it quotes has changed since",
    "unverified": "git does not confirm the record of its last review",
    "needs-second": "written and approved by one and the same person",
    "overdue": "its day is long past",
    "due": "its day has come",
    "soon": "its day is near",
    "current": "approved, and its day is far off",
    "orphan": "nobody answers for it",
    "outside": "read by somebody who is not one of its reviewers",
    "history-unknown": "git's history is not all here",
    "recommended": "its owner has a recommendation to answer",
    "twin-behind": "its twin in another language has moved on",
}
STYLES: dict[str, Style] = {
    "invalid": "red", "overdue": "red", "unverified": "red",
    "unreviewed": "yellow", "changed": "yellow", "policy-changed": "yellow", "needs-second": "yellow", "due": "yellow",
    "orphan": "yellow", "outside": "yellow", "history-unknown": "yellow", "recommended": "yellow",
    "twin-behind": "yellow",
    "soon": "blue", "current": "green", "retired": "dim", "draft": "dim",
}  # fmt: skip
SOLO = "`solo: true`: whoever writes a message may approve it, too."
"""What a team of one is told wherever an approval counts."""
_COLUMNS = max(map(len, MEANING))


def state_run(name: StateName | OverlayName, *, padded: bool = True) -> Run:
    """A state's name in its colour, as wide as the longest one."""
    return Run(f"{name:<{_COLUMNS}}" if padded else name, STYLES[name])


def reason_texts(state: MessageState) -> tuple[str, ...]:
    """Every reason of a state, as a sentence. That its day is far off is one only where nothing else is."""
    calm = state.name == "current" and not state.overlays
    return tuple(sentence(reason.text) for reason in state.reasons if calm or reason.state != "current")


def meaning_after(state: MessageState) -> str:
    """What a state means, to stand after its name; "" where its reasons say so themselves."""
    meaning = MEANING[state.name]
    return "" if any(text.startswith(sentence(meaning).rstrip(".")) for text in reason_texts(state)) else f": {meaning}."


def sentence(text: str) -> str:
    """A text with a capital where it starts with a plain word (a name or a path stays as it is), and a full stop."""
    word = text.partition(" ")[0]
    return (text[:1].upper() + text[1:] if word.isalpha() else text).rstrip(".") + "."
