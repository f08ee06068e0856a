"""A vote against a finding: somebody who read it does not share it."""

from datetime import date

import msgspec


class Vote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That a rule is wrong about some words of a message, and why. Nobody is named."""

    on: date
    rule: str
    message: str
    """Id of the message."""
    because: str
    field: str = "body"
    words: str = ""
    """As the finding quotes them, wherever in the field they stand."""

    def __post_init__(self) -> None:
        if not self.because.strip():
            raise ValueError("`because` says why the finding is not shared; it cannot be empty")

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What it is about: equal for votes on the same finding, whatever line that is on."""
        return self.message, self.field, self.rule, self.words
