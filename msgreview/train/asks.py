"""What somebody asks, and whether a reply answers it.

An ask is a question or a wish. A reply meets it when a sentence takes up what it is about and says what such an ask wants
to hear: a sum for "how much", a day for "when", a yes or a no for "can I". Who is sent to a page instead has no answer.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from msgreview.rubric.statements.units import UNITS
from msgreview.train.facts import Fact, facts_in, words_of
from msgreview.train.gaming import stem

Wants = Literal["who", "sum", "time", "place", "yes-no", "deed", "anything"]


class Ask(NamedTuple):
    """One thing that is asked. `text` is how it is put."""

    text: str
    wants: Wants
    about: frozenset[str]
    """Stems of the words that say what it is about."""
    loose: bool = False
    """Whether that is said only by what stands before it: "What should I do?"."""


_WANTS: tuple[tuple[Wants, str], ...] = (
    ("sum", r"\bhow much\b|\b(?:what|how)\b.*\b(?:costs?|price|fee|charge|owe|pay)\b"),
    (
        "time",
        r"\b(?:(?:un)?til|since|by|from) when\b|^\W*(?:and )?when\b|\bhow (?:long|soon|often)\b|\bwhat (?:time|day"
        r"|date|hours)\b",
    ),
    ("place", r"^\W*(?:and |or )?where\b"),
    ("who", r"^\W*(?:and |or |so )?(?:who|whose|whom)\b"),
    ("anything", r"^\W*(?:and |or |but |so )?(?:what|which|who|whom|whose|why|how)\b"),
    (
        "deed",
        r"\bplease\b|\b(?:could|can|would|will) (?:you|someone|somebody|anyone|one of you)\b|\bi(?:'d| would) like you to\b",
    ),
    ("yes-no", r"^"),
)
_WANTED = tuple((wants, re.compile(pattern, re.IGNORECASE)) for wants, pattern in _WANTS)
_ENDS = re.compile(r"[.!?]+(?=\s|$)|\n{2,}|\n(?=\W*[A-Z\d])|(?=\(\d\))")
_WISH = re.compile(
    r"\bplease\b|\b(?:could|can|would|will) (?:you|someone|somebody)\b|\bi(?:'d| would) (?:like|love)\b"
    r"|\bi need (?:you|to know|a|an|the)\b|\blet me know\b|\btell me\b"
    r"|\bi(?:'m| am) (?:looking for|wondering)\b|\bi (?:just )?want\b",
    re.IGNORECASE,
)
_GREETS = re.compile(
    (r"^\s*(?:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|guten tag)\b[^,.!?\n]{0,40}[,.!]?\s*"), re.IGNORECASE
)
_NEXT = re.compile(
    r",? (?:and|&|or|but) (?=(?:also )?(?:how|what|when|where|who|which|why|until|is|are|can|could|does|do|has|have"
    r"|will|should|may|must|if|whether|tell|say|pay|confirm)\b)",
    re.IGNORECASE,
)
_ALMOST_NOTHING = frozenset((
    "any", "anything", "anyone", "able", "all", "and", "another", "are", "ask", "back", "being", "but", "can",
    "come", "did", "doe",
    "done", "else", "even", "ever", "few", "for", "get", "give", "given", "goe", "going", "got", "had", "has",
    "have", "her", "him",
    "his", "how", "its", "keep", "know", "let", "longer", "long", "make", "may", "might", "mine", "must", "need",
    "needed", "new", "not", "now", "off",
    "one", "our", "out", "own", "possible", "put", "right", "say", "see", "she", "should", "someone", "something",
    "still", "take", "tell", "the", "thing",
    "time", "too", "two", "use", "was", "way", "who", "why", "you", "the", "is", "it", "he", "we", "me", "my", "do",
    "to", "in", "of", "on", "at", "a", "an",
    "i", "be", "by", "if", "as", "or", "so", "up", "us", "am", "no", "go", "ok", "her", "until", "without", "instead", "also",
    "i'm", "i've", "i'd", "don't", "it's", "can't", "doesn't", "please", "could", "would", "will", "there", "this",
    "that", "they", "them", "with",
        "from", "about", "what", "again", "happen", "going", "you're", "when", "where", "which", "your", "does",
        "hello", "dear", "thank", "want", "like",
    "just", "even", "than", "then", "some", "only",
    "happen", "again",
))  # fmt: skip
_ALIKE = (
    "cost price fee charge pay paid payment free euro money refund",
    "open close closed shut opening hours",
    "borrow loan lend lent checkout",
    "renew renewal extend extension prolong",
    "cancel cancellation end ended terminate",
    "phone ring call telephone rang",
    "mend repair fix fixed mended working fault",
    "quiet silent noise calm silence peace",
    "mum mother mom parent",
    "son boy child kid daughter children pupil",
    "accompany stay alone along join with",
    "print printer printing",
    "book reserve booking reservation booked",
    "wheelchair lift ramp step-free access",
    "bring need fetch",
    "eat ate eaten eating lunch picnic food meal",
    "find found",
    "bring brought take took taken",
    "write wrote written",
    "lose lost",
    "send sent post mail email deliver delivery parcel",
    "move change switch reschedule shift",
    "log login sign",
    "pick collect collection pickup fetch",
    "sat saturday", "sun sunday", "mon monday", "tue tuesday", "wed wednesday", "thu thursday", "fri friday",
    "tomorrow tmrw", "today 2day tonight",
    "start begin",
    "bike bicycle cycle", "dog pet animal", "card pass", "ill sick", "wrong mistake error right crossed",
)  # fmt: skip
_GROUP = {stem(word): number for number, words in enumerate(_ALIKE) for word in words.split()}
_YES_NO = re.compile(
    r"\b(?:yes|no|not|nope|yep|yeah|sure|of course|certainly|absolutely|fine|ok|okay|gladly|with pleasure"
    r"|by all means|unfortunately|afraid|sadly|never"
    r"|all right|works|possible|impossible|done|you can|you may|you needn't|you don't|cannot|free|full|welcome|both"
    r"|already|go ahead|no problem|correct"
    r"|(?:i|we)(?:'ve| have|'ll| will)|is in|is out|there(?:'s| is| are))\b|n't\b",
    re.IGNORECASE,
)
_YES_TO_ALL = re.compile(
    r"\b(?:yes to (?:both|all)|yes,? (?:and|to) |both (?:are|of|is)|all of it|(?:all|both) (?:done|possible|fine))\b",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"\b(?:i|we|he|she|they|\w+)(?:'ve|'ll|'m| have| has| will| am| can| are| could)\b|\b(?:done|already|is|are|was"
    r"|yes|no|sorry|afraid|of course|happy to|gladly)\b|n't\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:in|at|on|next to|behind|opposite|beside|near|under|between|outside|inside|upstairs|downstairs|floor|room"
    r"|shelf|desk|left|right|with|number)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:free|nothing|no (?:charge|fee|cost)|owe|paid|cents?|euros?|pounds?|pence|dollars?|each|per|a (?:year|month"
    r"|page|day))\b|[€£$]",
    re.IGNORECASE,
)
_NOT_SAID = re.compile(
    r"\b(?:can't|cannot|can not|don't|do not|never|not able to|not allowed to|may not|won't) (?:\w+ ){0,2}(?:say|tell"
    r"|give|share|pass|name|reveal|disclose)"
    r"|\bconfidential\b|\bprivate\b|\bprivacy\b",
    re.IGNORECASE,
)
_SOON = re.compile(
    r"\b(?:today|tomorrow|tonight|now|already|always|weekday|weekend|morning|afternoon|evening|noon|week|month|day"
    r"|minutes?|hours?|soon as)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:see|check|visit|find|found|look|listed|available|read|consult|refer|go)\b[^.!?]*\b(?:web ?(?:site|page)"
    r"|app|online|homepage|page|site|portal|leaflet|letter|timetable|terms|faq|list)\b"
    r"|\bon (?:the|our) (?:web ?site|app|portal|homepage)\b|\b(?:see|at) (?:www\.|https?:)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:she|her|he|him|his|they|them|everyone|everybody)\b", re.IGNORECASE)
_PEOPLE = frozenset(
    stem(word)
    for word in (
        "mother",
        "mum",
        "father",
        "dad",
        "son",
        "daughter",
        "wife",
        "husband",
        "neighbour",
        "friend",
        "brother",
        "sister",
    )
)
_SENTENCE = re.compile(r"[^\s.!?][^\n]*?(?:[.!?](?=\s|$)|(?=\n|$))")


def asks_of(question: str) -> tuple[Ask, ...]:
    """What a question asks, in its order; the whole of it where nothing in it is put as a question or a wish.

    "What should I do?" is about what stands before it.
    """
    asks: list[Ask] = []
    before = ""
    for said in _sentences(_GREETS.sub("", question)):
        for part in _parts(said):
            ask = ask_of(part)
            asks.append(ask if ask.about else ask._replace(about=_stems(before), loose=True))
        before = said[0]
    asks = [ask for ask in asks if ask.about]
    return tuple(asks) or (ask_of(question),)


def ask_of(text: str) -> Ask:
    """One thing that is asked."""
    text = " ".join(text.split())
    wants = next(wants for wants, pattern in _WANTED if pattern.search(text))
    return Ask(text, wants, _stems(text))


def is_met(ask: Ask, asks: Sequence[Ask], question: str, reply: str) -> bool:
    """Whether a reply answers one of the `asks` of a question."""
    said = [match[0] for match in _SENTENCE.finditer(reply)]
    alike = sum(one.wants == ask.wants for one in asks)
    if ask.wants == "yes-no" and (len(asks) == 1 or _YES_TO_ALL.search(reply)) and any(map(_is_yes_or_no, said)):
        return True
    if ask.wants == "yes-no" and sum(bool(_STARTS.match(one)) for one in said) >= alike:
        return True
    if ask.wants == "who" and _NOT_SAID.search(reply):
        return True
    if ask.wants == "sum" and any(_is_sum(fact) for fact in facts_in(_HOURS.sub("", reply))):
        return True
    if ask.wants in ("time", "place", "deed") and alike == 1 and _has_new(ask.wants, question, reply):
        return True
    if (len(asks) == 1 or ask.loose) and _is_substance(question, said):
        return True
    return not ask.about or _takes_up(ask, said) or _tells(question, said) > len(asks)


def _takes_up(ask: Ask, said: Sequence[str]) -> bool:
    """Whether sentences speak of what an ask is about, and say what it wants to hear."""
    shared = 0
    for number, sentence in enumerate(said):
        near = " ".join(said[max(0, number - 1) : number + 2])
        if not _is_no_answer(sentence) and _says(ask.wants, sentence, near):
            shared += _shared(ask.about, sentence)
    return shared / len(ask.about) >= _ENOUGH or shared >= _MANY


def _has_new(wants: Wants, question: str, reply: str) -> bool:
    """Whether a reply brings a day, a place or a deed that the question did not name."""
    if wants == "deed":
        return bool(_DID.search(reply))
    if wants == "place":
        return bool(_SPOT.search(reply)) or any(fact.kind == "place" for fact in facts_in(reply))
    stated = _stated(question)
    kinds = ("date", "time", "weekday")
    return any(fact.kind in kinds and stated.isdisjoint(fact.keys) for fact in facts_in(reply))


def _is_substance(question: str, said: Sequence[str]) -> bool:
    """Whether a reply does something for the reader, or says two things that they did not know."""
    if any(_DID.search(one) and not _VAGUE.search(one) for one in said):
        return True
    stated = _stated(question)
    new = [fact for one in said if not _is_no_answer(one) for fact in facts_in(one) if fact.kind in _TELLING]
    return sum(stated.isdisjoint(fact.keys) for fact in new) > 1


def _stated(question: str) -> set[str]:
    """What the facts of a question come to, in whatever way they are written."""
    return {key for fact in facts_in(question) for key in fact.keys}


def _tells(question: str, said: Sequence[str]) -> int:
    """How many sentences tell something: a deed, a yes or a no, a fact that the question did not name."""
    stated = _stated(question)
    return sum(
        bool(_DID.search(one) or _STARTS.match(one))
        or any(fact.kind in _TELLING and stated.isdisjoint(fact.keys) for fact in facts_in(one))
        for one in said
        if not _is_no_answer(one)
    )


_TELLING = frozenset(("date", "time", "weekday", "number", "place", "phone"))
_STARTS = re.compile(
    r"\W*(?:yes|no|sure|of course|certainly|absolutely|gladly|unfortunately|sadly|that's (?:fine|all right"
    r"|no problem|possible|right)"
    r"|you (?:can|may|needn't|don't|do not|cannot|can't)|it (?:is|isn't|does|doesn't)|there (?:is|are)"
    r"|we (?:do|don't|can|can't|are|have))\b",
    re.IGNORECASE,
)
_DID = re.compile(
    r"\b(?:i|we)(?:'ve| have) (?!no\b|not\b|noted\b|received\b|passed\b)(?:just |already |now |also )?\w+(?:ed"
    r"|t|n|d|e)\b|\b(?:i|we)(?:'ll| will) (?!be |not )\w+"
    r"|\b(?:i|we)(?:'m| am|'re| are) (?!sorry|afraid|glad|happy|here|not|unable|looking)\w+ing\b|\b(?:is|are"
    r"|that's) (?:already |now )?(?:done|renewed|cancelled|booked|changed|confirmed|sent|reserved|extended"
    r"|sorted|fixed)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    (
        r"\b(?:in due course|as soon as possible|look into|get back to you|be in touch|consider|forward(?:ed)?"
        r"|pass(?:ed)? (?:it|this) on|shortly|soon)\b"
    ),
    re.IGNORECASE,
)
_SPOT = re.compile(
    r"\b(?:next to|behind|opposite|beside|in front of|upstairs|downstairs|on the (?:left|right|\w+ floor)"
    r"|(?:first|second|third|ground|top) floor"
    r"|at the (?:desk|counter|entrance|front)|in (?:room|hall)|by the (?:door|entrance|stairs|lift|window))\b",
    re.IGNORECASE,
)


_ENOUGH, _MANY = 0.2, 2
"""Share and number of an ask's words at which a reply takes it up."""

_FEW_WORDS = 2
_HOURS = re.compile(r"\b\d{1,2}(?:[.:]\d\d)? ?(?:to|-|–|until|till) ?\d{1,2}(?:[.:]\d\d)?\b")


def _is_yes_or_no(sentence: str) -> bool:
    return bool(_YES_NO.search(sentence)) and not sentence.rstrip().endswith("?")


def _is_no_answer(sentence: str) -> bool:
    """Whether a sentence only sends the reader to look elsewhere, thanks them, or asks back."""
    sends = _ELSEWHERE.search(sentence) and not _adds_to_it(sentence)
    thanks = re.match(
        r"\W*(?:thank you|thanks|we are sorry if|sorry to hear|i'm sorry to hear)\b[^,;:]*$", sentence, re.IGNORECASE
    )
    return bool(sends or thanks)


def _adds_to_it(sentence: str) -> bool:
    """Whether a sentence that shows a page says something of its own as well."""
    return bool(
        re.search(
            r"\byes\b|\bno\b|[:;]|\byou can\b(?! (?:\w+ )?(?:see|find|check|look|visit|read|be))|\b(?:i've|we've|i have)\b",
            _LINK.sub("", sentence),
            re.IGNORECASE,
        )
    )


_LINK = re.compile(r"https?://\S+|www\.\S+")


def _says(wants: Wants, sentence: str, near: str) -> bool:
    """Whether words say what an ask wants to hear."""
    facts = facts_in(near)
    if wants == "sum":
        return bool(_MONEY.search(near)) or any(_is_sum(fact) for fact in facts)
    if wants == "time":
        return (
            bool(_SOON.search(near))
            or any(fact.kind in ("date", "time", "weekday") or _is_span(fact) for fact in facts)
            or bool(re.search(r"\d", near))
        )
    if wants == "place":
        return bool(_PLACE.search(near))
    if wants == "yes-no":
        return bool(_YES_NO.search(near)) or bool(
            re.search(r"\b(?:is|are|has|have|can|runs?|takes?|goes?|go|costs?|will|does|do|was|were)\b", sentence, re.IGNORECASE)
        )
    if wants == "deed":
        return bool(_DEED.search(near))
    return True


def _is_span(fact: Fact) -> bool:
    """Whether a number counts days, weeks or the like: "two weeks"."""
    return fact.unit in UNITS and UNITS[fact.unit].sort == "time"


def _is_sum(fact: Fact) -> bool:
    """Whether a number may be a sum of money: it has a sign, or nothing that it counts."""
    return fact.kind == "number" and (fact.unit in _SUMS or len(fact.unit) <= _BARE)


_SUMS = frozenset((
    "$", "€", "£", "¢", "%", "euro", "eur", "pound", "gbp", "dollar", "usd", "cent", "pence", "penny", "gratis",
    "each", "per",
))  # fmt: skip
_BARE = 3
"""Letters of words after a number, such as "and", that count nothing."""


def _shared(about: frozenset[str], sentence: str) -> int:
    """How many of an ask's words a sentence takes up: by the same word, by one like it, people by "she" and "they"."""
    said = _stems(sentence)
    groups = {_GROUP[word] for word in said if word in _GROUP}
    pronoun = _PRONOUN.search(sentence)
    heads = {word[:_HEAD] for word in said if len(word) > _HEAD}
    return sum(
        word in said or word[:_HEAD] in heads or _GROUP.get(word, -1) in groups or bool(pronoun and word in _PEOPLE)
        for word in about
    )


_HEAD = 5
"""Letters that two words share at least that are one in other forms: "member" and "membership"."""


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        stem(word.removesuffix("'s"))
        for word in words_of(text)
        if word not in _ALMOST_NOTHING and stem(word) not in _ALMOST_NOTHING
    )


def _sentences(text: str) -> Iterator[tuple[str, bool]]:
    """The sentences of a question, each with whether a question mark ends it."""
    start = 0
    for end in [*_ENDS.finditer(text), None]:
        stop = end.start() if end else len(text)
        said = text[start:stop].strip()
        if said:
            yield said, bool(end and "?" in end[0])
        start = end.end() if end else stop


def _parts(said: tuple[str, bool]) -> Sequence[str]:
    """The asks of a sentence: several where it goes on with "and how", "and can"."""
    text, is_question = said
    if len(words_of(text)) < _FEW_WORDS:
        return ()
    if not is_question and not _WISH.search(text) and not re.match(r"\(\d\)", text):
        return ()
    return _NEXT.split(text)
