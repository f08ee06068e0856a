"""The keys of a sitting: one for each decision."""

from typing import NamedTuple

from msgreview.report.sitting.decisions import Choice, SittingPage
from msgreview.report.sitting.desk import Desk
from msgreview.report.sitting.session import Did


class Key(NamedTuple):
    """A key, what it is called, and what it does."""

    letter: str
    name: str
    does: str


KEEP = Key("k", "keep", "approve it as it stands")
SAVE = Key("s", "save", "record the words that you changed; somebody else approves them")
EDIT = Key("e", "edit", "change its file in your editor ($VISUAL or $EDITOR); it is shown again after that")
PUT_BACK = Key("p", "put back", "drop the words that you changed: the file says again what it did")
RECOMMEND = Key("c", "recommend", "change nothing, and tell its owner what to change")
RETIRE = Key("r", "retire", "it is not sent any more; it stays in the catalogue, marked")
LATER = Key("l", "later", "leave it for the end")
DISPUTE = Key("d", "dispute", "say that a finding is wrong, and why")
NOTE = Key("n", "note", "say why, for those who read the record later: it goes with your next decision")
BACK = Key("b", "back", "take your last decision back")
HELP = Key("?", "help", "show the keys")
QUIT = Key("q", "quit", "end the sitting; what you decided stays recorded")
KEYS = (KEEP, SAVE, EDIT, PUT_BACK, RECOMMEND, RETIRE, LATER, DISPUTE, NOTE, BACK, HELP, QUIT)
DECISIONS: dict[str, Did] = {"k": "keep", "s": "edit", "c": "recommend", "r": "retire", "l": "later"}


class Question(NamedTuple):
    """What a decision is to be told."""

    text: str
    required: bool


def offered(page: SittingPage, desk: Desk) -> tuple[Key, ...]:
    """The keys that do something on a page."""
    last = (NOTE, *([BACK] if desk.sitting.taken else []), HELP, QUIT)
    if page.message is None:
        return (KEEP if page.fact else EDIT, LATER, *last)
    back = (PUT_BACK,) if desk.can_put_back(page.item) else ()
    more = (DISPUTE,) if page.findings else ()
    return (SAVE if page.has_new_words else KEEP, EDIT, *back, RECOMMEND, RETIRE, LATER, *more, *last)


def question(page: SittingPage, did: Did, owner: str) -> Question | None:
    """What is asked before a decision is recorded; None for nothing."""
    if did == "keep" and page.is_recommended:
        assert page.message
        why = next(each.text for each in page.message.state.reasons if each.state == "recommended")
        return Question(f"{why.rstrip('.')}. Why not?", required=True)
    if did == "recommend":
        return Question(f"What should {owner} change?" if owner else "What should change?", required=True)
    if did == "retire":
        return Question("Why is it not sent any more?", required=False)
    return None


def choice(page: SittingPage, did: Did, why: str, to: str) -> Choice:
    """The decision with what was said; one that keeps words though a change was recommended says why not."""
    if did == "keep" and page.is_recommended:
        return Choice("refuse", why)
    return Choice(did, why, to if did == "recommend" else "")
