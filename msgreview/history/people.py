"""Who answers for a message and who reviews it, as its file and the settings say, and who of them is still here."""

from collections.abc import Iterable

from msgreview.model.config import Config
from msgreview.model.message import Message
from msgreview.model.review import Person


def owner_of(message: Message, config: Config) -> str:
    """Who answers for a message: itself says it, or its service does; "" where neither does."""
    service = config.services.get(message.service)
    return message.owner or (service.owner if service else "")


def reviewers_of(message: Message, config: Config) -> tuple[str, ...]:
    """Who reviews the messages of its service."""
    service = config.services.get(message.service)
    return service.reviewers if service else ()


def still_here(people: Iterable[str], config: Config) -> tuple[str, ...]:
    """Those of some people who have not left."""
    gone = {who.casefold() for who in config.review.gone}
    return tuple(who for who in people if (Person.of(who).email or who).casefold() not in gone)
