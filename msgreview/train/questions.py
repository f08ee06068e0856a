"""A look at oneself: questions that no rule can answer, each with what a weak and a strong answer to it look like."""

from msgreview.rubric.schema import Practice
from msgreview.train.grade import Question

READER = Question(
    "If you got this on a bad day, what would you feel after the first line?",
    "Looked up by a machine, or told off.",
    "Seen: somebody read what I wrote and is on my side.",
)
NO = Question(
    "What does the reader hope for after your no?",
    "That you may change your mind, or that somebody else will say yes.",
    "The way that you opened: they know what they can do, and by when.",
)
ASKED = Question(
    "Go through the question once more. Is there anything left that the person would have to ask again?",
    "One part is answered by “see our website”.",
    "Each part has its answer, in the order in which it was asked.",
)
PRACTICE: dict[Practice, Question] = {
    "professional": Question(
        "Would you say it like this to somebody who stands before you?",
        "No, it sounds like a form.",
        "Yes, word for word.",
    ),
    "clear": Question(
        "Can a tired reader say in one breath what to do now, and until when?",
        "They have to read it twice and put it together.",
        "It is one sentence, and it stands where one looks first.",
    ),
    "approachable": Question(
        "Would somebody who does not know your house understand every word?",
        "Some words are ours: queues, systems, abbreviations.",
        "They are all words that the reader used or would use.",
    ),
    "open": Question(
        "How does the reader come back to you, and not to the beginning?",
        "By the general address, telling it all again.",
        "To a person with a name, who has the matter before them.",
    ),
    "warm": Question(
        "Which sentence could only have been written to this reader?",
        "None: it would fit anybody.",
        "The one that takes up something they told us.",
    ),
    "soften": Question(
        "Is the hard part carried by a reason, and is it still plain?",
        "It is bare, or it hides behind kind words.",
        "It is said in one clause, with its reason before or after it.",
    ),
    "format": Question(
        "What does an eye find that only wanders over it?",
        "One grey block.",
        "The day, the sum and the next step.",
    ),
    "positive": Question(
        "What are the last words, before your name?",
        "A penalty, an order or a formula.",
        "Something that the reader can look forward to or hold on to.",
    ),
}  # fmt: skip
"""One for each practice."""


def questions(practice: Practice, *more: Question) -> tuple[Question, ...]:
    """Two or three questions on an answer that serves a practice."""
    return (PRACTICE[practice], *(more or (READER,)))
