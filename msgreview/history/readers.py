"""Who may read a message: whom to ask when it is due."""

from msgreview.history.approvals import writers
from msgreview.history.context import Review
from msgreview.history.evidence import needs_two, words_of
from msgreview.history.people import reviewers_of, still_here
from msgreview.model.message import Message
from msgreview.model.review import Person


def readers_of(review: Review, message: Message) -> tuple[str, ...]:
    """The service's reviewers who are still here and, with four eyes, wrote none of the words since the last approval."""
    config = review.settings.config
    here = still_here(reviewers_of(message, config), config)
    if not needs_two(config):
        return here
    wrote = writers_of(review, message.id)
    return tuple(who for who in here if not any(person.is_same(Person.of(who)) for person in wrote))


def writers_of(review: Review, id_: str) -> tuple[Person, ...]:
    """Who wrote of a message what nobody else has approved; nobody where history does not tell."""
    if review.past is None:
        return ()
    return writers(review.past, words_of(id_, review.present), review.present.held[id_].fingerprint)
