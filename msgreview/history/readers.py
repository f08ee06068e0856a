"""Who answers for a message, and who may read it: whom to ask when it is due."""

from collections.abc import Iterable

from msgreview.history.foureyes import writers
from msgreview.history.review import Review
from msgreview.history.standings import needs_two, words_of
from msgreview.model.config import Config
from msgreview.model.message import Message
from msgreview.model.review import Person


def owner_of(review: Review, message: Message) -> str:
    """Who answers for a message: itself says it, or its service does; "" where neither does."""
    service = review.settings.config.services.get(message.service)
    return message.owner or (service.owner if service else "")


def readers_of(review: Review, message: Message) -> tuple[str, ...]:
    """The service's reviewers who are still here and, with four eyes, wrote none of the words since the last approval."""
    config = review.settings.config
    service = config.services.get(message.service)
    here = still_here(service.reviewers if service else (), config)
    if not needs_two(config):
        return here
    wrote = writers_of(review, message.id)
    return tuple(who for who in here if not any(person.is_same(Person.of(who)) for person in wrote))


def still_here(people: Iterable[str], config: Config) -> tuple[str, ...]:
    """Those of some people who have not left."""
    gone = {who.casefold() for who in config.review.gone}
    return tuple(who for who in people if (Person.of(who).email or who).casefold() not in gone)


def writers_of(review: Review, id_: str) -> tuple[Person, ...]:
    """Who wrote of a message what nobody else has approved; nobody where history does not tell."""
    if review.past is None:
        return ()
    return writers(review.past, words_of(id_, review.present), review.present.held[id_].fingerprint)
