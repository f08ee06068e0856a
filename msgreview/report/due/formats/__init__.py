"""The formats of `review due`: each module exports a FORMAT, which writes a `DueList`."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from msgreview.report.causes import is_served
from msgreview.report.lines import count, safe
from msgreview.report.registry import Format, Registry

if TYPE_CHECKING:
    from msgreview.report.causes import Cause
    from msgreview.report.due.messages import DueMessage


class DueList(NamedTuple):
    """The messages that are due, or will be within a time such as `6 weeks`, on a day."""

    messages: "tuple[DueMessage, ...]"
    within: str
    today: date
    causes: "tuple[Cause, ...]" = ()
    """What makes several of them read differently at once."""
    narrowed: bool = False
    """Whether only those of a service, an owner or a reviewer were asked for."""

    @property
    def single(self) -> "tuple[DueMessage, ...]":
        """The messages that are looked at by themselves, and are not served by the approval of a cause."""
        shared = {cause.name for cause in self.causes}
        return tuple(each for each in self.messages if not is_served(each.causes, each.holds, shared))

    def ending(self) -> str:
        """How many there are, and what to do next."""
        if not self.messages:
            if self.narrowed:
                return f"None of the messages you ask for waits for anybody, and none is due within {self.within}."
            return f"Nothing waits for anybody, and nothing is due within {self.within}."
        single = self.single
        if not single:
            return f"{count(len(self.messages), 'message')}. Next: msgreview review keep {safe(self.causes[0].name)}"
        first = next((each for each in single if each.state != "invalid"), None)
        look = f"msgreview review show {safe(first.id)}" if first else "msgreview lint --select file,catalogue"
        return f"{count(len(self.messages), 'message')}. Next: {look}"


FORMATS: Registry[Format] = Registry(__name__, __path__, "FORMAT", first="text")
