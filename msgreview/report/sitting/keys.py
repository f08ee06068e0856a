"""The keys of a sitting: one for each decision."""

from typing import NamedTuple

from msgreview.report.sitting.decisions import SittingPage
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


def offered(page: SittingPage, desk: Desk) -> tuple[Key, ...]:
    """The keys that do something on a page."""
    last = (NOTE, *([BACK] if desk.sitting.taken else []), HELP, QUIT)
    if page.message is None:
        return (KEEP if page.fact else EDIT, LATER, *last)
    back = (PUT_BACK,) if desk.can_put_back(page.item) else ()
    more = (DISPUTE,) if page.disputable else ()
    return (SAVE if page.has_new_words else KEEP, EDIT, *back, RECOMMEND, RETIRE, LATER, *more, *last)
