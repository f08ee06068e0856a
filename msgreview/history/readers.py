"""Who answers for a message, and who may read it: whom to ask when it is due."""

from msgreview.history.review import Review
from msgreview.history.standings import is_same, split_name, writers
from msgreview.model.message import Message


def owner_of(review: Review, message: Message) -> str:
    """Who answers for a message: itself says it, or its service does; "" where neither does."""
    service = review.settings.config.services.get(message.service)
    return message.owner or (service.owner if service else "")


def readers_of(review: Review, message: Message) -> tuple[str, ...]:
    """The service's reviewers who are still here and, with four eyes, wrote none of the words since the last approval."""
    config = review.settings.config
    service = config.services.get(message.service)
    gone = {who.casefold() for who in config.review.gone}
    here = tuple(who for who in (service.reviewers if service else ()) if (split_name(who)[1] or who).casefold() not in gone)
    if review.past is None or not config.review.four_eyes or config.review.solo:
        return here
    wrote = writers(review.past.timeline(message.id), None)
    return tuple(who for who in here if not any(is_same(person, *split_name(who)) for person in wrote))
