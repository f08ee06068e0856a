"""How a message reads as a whole: greeted, signed, its bad news softened or not, its end warm or not.

Everything here is judged from what the sentences do (`moves`) and where they stand; no words are looked at but the
punctuation that parts a clause and the label of a fact or an address. The rules of judgement are those of the labelling
guide for customer messages: the end of a message is not its sign-off, a general "any questions?" is no way forward for a
refusal, a condition that says how to avoid a penalty is one.
"""

from collections.abc import Container, Iterable, Iterator, Sequence

from msgreview.model.document import NO_SENTENCES, BadNews, Document, Reading, Sentence
from msgreview.model.later import later
from msgreview.moves.circumstance import says_why
from msgreview.moves.news import NewsSentence
from msgreview.moves.ways import NO_STEP, Ways, is_lesson, only_looks

_SOFTENERS = ("apology", "empathy", "hedge", "explanation")
_WAY = frozenset(("possibility", "alternative"))
"""What a plain fact does that tells what there is all the same, and so is no reason for the news above it."""

_SAID = 5
"""Words of prose that say something."""

_SAID_UNMARKED = 10
"""Words that say something though no mark ends them, as in a text message."""

_WARM = frozenset(("thanks", "offer", "option", "resource", "pleasantry", "promise", "contact"))
_HARD = frozenset(("bad-news", "demand"))
_DOORS = frozenset(("offer", "option", "promise"))
"""What makes an end good even where it refuses or demands: the same sentence opens a door."""

_STEPS = frozenset(("next-step", "request", "alternative", "expectation", "resource", "demand"))
_LINK = "resource"
"""A step only where a sentence leads to it: not in a list of facts, nor in a refusal that names the thing refused."""

_HALF_TOLD = frozenset(("status", "lead-in", "hedge", "deadline", "boilerplate", "greeting"))
"""What a sentence does that leaves open what the reader is to do."""

_SHOWN = frozenset((_LINK, "contact"))
_DEEDS = ("request", "next-step")
_FREE = ("look", "option", "offer", "alternative")
"""What makes a deed one of several, or one the reader may leave."""

_POLITE = ("empathy",)
"""All that a sentence does which leaves the open door before it the end: it only asks for understanding, or shows some."""

_OPEN_DOOR = frozenset(("offer", "invitation"))

_NO_CONTENT = frozenset(("greeting", "closing", "signature", "boilerplate"))
_CALLS = frozenset(("request", "next-step", "offer"))
"""What a request to get in touch in some case does together: under bad news it is the way out of that case alone."""

_SPEAKS = frozenset(("next-step", "request", "invitation", "thanks"))
"""What a footer does not do."""


_DASHES = frozenset("-–—~")
_LABEL = later(r"(?!(?i:https?:|cc:|enc|address|phone|tel|fax|e-?mail|web|hours|open))[^\W\d][\w /#-]{0,30}(?:: |\s{2,})\S")
"""A fact under its label: "Due date: 3 May"."""


def assess(document: Document, telling: Sequence[NewsSentence] = ()) -> Reading:
    """The reading of a document whose sentences have their moves; `telling` are those that tell bad news."""
    sentences = document.sentences
    end = _sign_off(document)
    last = _last_content(document, end)
    news = tuple(_bad_news(document, telling))
    return Reading(
        greeting=any("greeting" in sentence.moves for sentence in sentences),
        signoff=end < len(sentences),
        ends_positive=last is not None and _is_positive(document, last, end),
        next_step=_is_question(document, last) or _has_next_step(document, clouded=bool(news)),
        contact_path=any("contact" in sentence.moves for sentence in sentences),
        last_content=last,
        bad_news=news,
    )


def _sign_off(document: Document) -> int:
    """The number of the sentence at which the sign-off begins; that of sentences where nobody signs.

    A name after a closing or a dash signs, whatever follows it; any other only where it is the last word.
    """
    sentences = document.sentences
    signed = [number for number, sentence in enumerate(sentences) if "signature" in sentence.moves]
    sure = [number for number in signed if _is_signed(document, number) and not _has_fact_below(document, number)]
    start = next(iter(sure or _last_signed(document, signed)), len(sentences))
    while 0 < start < len(sentences) and "closing" in sentences[start - 1].moves:
        start -= 1
    return start


def _is_signed(document: Document, number: int) -> bool:
    """Whether a name is marked as the sender's: by a closing before it, or by a dash."""
    sentences = document.sentences
    dashed = sentences[number].kind != "list" and document.text[sentences[number].start] in _DASHES
    return dashed or any("closing" in one.moves for one in sentences[max(0, number - 1) : number + 1])


def _last_signed(document: Document, signed: Sequence[int]) -> Iterator[int]:
    """Those of the names that only an address, a footer or one more line follows.

    A title between two rules is no name, nor is a line of a postal address that a line above it leads into ("or write to:").
    """
    sentences, paragraphs = document.sentences, [block.paragraph for block in document.blocks]
    addresses: dict[int, int] = {}
    said: list[int] = []
    start = 0
    for number, one in enumerate(sentences):
        says = one.kind == "prose" and one.words >= _SAID and "boilerplate" not in one.moves
        if says:
            said.append(number)
        if (says and not _SPEAKS.isdisjoint(one.moves)) or (one.kind in NO_SENTENCES and _is_fact(document, one)):
            start = number
        if "lead-in" in one.moves and "contact" in one.moves:
            addresses.setdefault(paragraphs[one.block], number)
    start = max(start, *said[-2:-1], 0)
    for number in signed:
        around = [one.kind for one in (*sentences[max(0, number - 1) : number], *sentences[number + 1 : number + 2])]
        lead = addresses.get(paragraphs[sentences[number].block], number)
        if number >= start and around != ["rule", "rule"] and lead >= number:
            yield number


def _has_fact_below(document: Document, number: int) -> bool:
    """Whether the next line tells a fact: what looks like a name is then the title of a thing, unless it is clearly a team's."""
    if "closing" in document.sentences[number].moves:
        return False
    return any(_is_fact(document, one) for one in document.sentences[number + 1 : number + 2])


def _is_fact(document: Document, sentence: Sentence) -> bool:
    """Whether a line tells a fact under a name, such as a date, and not where the sender is."""
    return not sentence.moves and _LABEL.match(document.text, sentence.start, sentence.end) is not None


def _last_content(document: Document, end: int) -> int | None:
    """The last sentence before `end` that says something in words; a reference like "[ref:8842]" does not."""
    for number in range(end - 1, -1, -1):
        sentence = document.sentences[number]
        speaks = sentence.words > 1 or document.text[sentence.end - 1] in ".!?"
        if speaks and sentence.kind not in NO_SENTENCES and not _NO_CONTENT.intersection(sentence.moves):
            return number
    return None


def _is_positive(document: Document, last: int, end: int) -> bool:
    """Whether the message ends well on sentence `last`, before the sign-off at `end`.

    The items of a list end as the line that leads into it, an aside in brackets as what stands before it; an address or a
    number below it shows where to go on, unless what is asked for is to be done there.
    """
    sentences = document.sentences
    if last and sentences[last].moves == _POLITE and _OPEN_DOOR.issubset(sentences[last - 1].moves):
        return True
    moves = set(sentences[last].moves)
    below = [one for one in sentences[last + 1 : end] if one.kind in NO_SENTENCES or one.words <= 1]
    shown = {move for one in below if "boilerplate" not in one.moves for move in _SHOWN.intersection(one.moves)}
    if shown - ({_LINK} if _is_asked(moves) else set()):
        return True
    while last and (sentences[last].kind == "list" or _is_aside(document, last)):
        last -= 1
        moves.update(sentences[last].moves)
    if "threat" in moves:
        return "offer" in moves
    if _HARD.intersection(moves):
        return not _DOORS.isdisjoint(moves)
    places = _SHOWN if "request" in moves else {_LINK}
    return not (_WARM - places if _is_asked(moves) else _WARM).isdisjoint(moves)


def _is_aside(document: Document, number: int) -> bool:
    start, end = document.span(number)
    return document.text[start] == "(" and document.text[end - 1] == ")"


def _is_asked(moves: Container[str]) -> bool:
    """Whether a sentence asks for a deed, politely or not: a link in it shows where to do that, and is no offer."""
    return any(deed in moves for deed in _DEEDS) and not any(free in moves for free in _FREE)


def _is_question(document: Document, last: int | None) -> bool:
    """Whether a message ends on a question, which the reader is to answer, or on a wish after one."""
    if last and "pleasantry" in document.sentences[last].moves:
        last -= 1
    return last is not None and document.text[document.sentences[last].end - 1] == "?"


def _has_next_step(document: Document, *, clouded: bool) -> bool:
    """Whether the reader knows what to do or what comes; a thing simply told needs no step, unless bad news clouds it.

    After a refusal, a place where more can be read is no step.
    """
    for sentence in document.sentences:
        if clouded and (only_looks(sentence) or is_lesson(sentence) or _is_call(sentence)):
            continue
        steps = _STEPS.intersection(sentence.moves) if NO_STEP.isdisjoint(sentence.moves) else frozenset()
        if steps - {_LINK} or (steps and sentence.kind == "prose" and "bad-news" not in sentence.moves):
            return True
    return not clouded and any(_tells_in_full(document, sentence) for sentence in document.sentences)


def _is_call(sentence: Sentence) -> bool:
    """Whether it asks the reader to get in touch in some case, and promises nothing."""
    return _CALLS.issubset(sentence.moves) and "promise" not in sentence.moves


def _tells_in_full(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence tells something in full: a status or what leads into a list leaves the reader to guess what to do."""
    if "confirmation" in sentence.moves:
        return True
    mark = document.text[sentence.end - 1]
    whole = sentence.words >= (_SAID_UNMARKED if mark.isalnum() else _SAID) and (mark in ".!" or mark.isalnum())
    return whole and sentence.kind == "prose" and _HALF_TOLD.isdisjoint(sentence.moves)


def _bad_news(document: Document, telling: Sequence[NewsSentence]) -> Iterator[BadNews]:
    """One for each clause that carries news."""
    if not telling:
        return
    ways, below = Ways(document), _reasons_below(document.sentences)
    for number, clauses, reason in telling:
        moves = document.sentences[number].moves
        reason = reason or "therefore" in moves or ("threat" not in moves and below[number + 1]) or says_why(document, number)
        soft_by = _softeners(document.sentences, number, reason=reason)
        way = ways.near(number)
        yield from (BadNews(start, end, number, bool(soft_by), soft_by, way) for start, end in clauses)


def _softeners(sentences: Sequence[Sentence], number: int, *, reason: bool) -> tuple[str, ...]:
    """What softens the news of a sentence: in it, in the one before, or in the next; `reason`: something says why.

    A threat stands as hard as it was made, whatever follows it.
    """
    moves = set(sentences[number].moves) - {"explanation"}
    if number and "bad-news" not in sentences[number - 1].moves:
        moves.update(set(sentences[number - 1].moves) - {"explanation"})
    if number + 1 < len(sentences) and "threat" not in sentences[number].moves:
        moves.update(_softening_after(sentences[number].moves, sentences[number + 1].moves, sentences[number + 1].words))
    if reason:
        moves.add("explanation")
    return tuple(softener for softener in _SOFTENERS if softener in moves)


def _softening_after(news: Sequence[str], after: Sequence[str], says: int) -> Iterable[str]:
    """What a sentence does for the news before it. One that is news of its own may still say why, but no more than that.

    The line below "because:" is its reason; if that is news in a few words (`says`), it is a system's code and explains nothing.
    """
    if "because" in after and "bad-news" not in after:
        return ("explanation", *after)
    if "bad-news" not in after:
        return set(after) - {"explanation"} if _is_way(after) else after
    return () if "because" in news and says < _SAID else {"explanation"}.intersection(after)


def _is_way(moves: Sequence[str]) -> bool:
    return "plain-reason" in moves and not _WAY.isdisjoint(moves)


def _reasons_below(sentences: Sequence[Sentence]) -> list[bool]:
    """Whether the lines of facts from each sentence on say why ("Reason: the copy is missing"), or what ends them does."""
    below = [False]
    for sentence in reversed(sentences):
        if "because" in sentence.moves:
            below.append(True)
        elif "explanation" in sentence.moves:
            below.append("bad-news" not in sentence.moves and not _is_way(sentence.moves))
        else:
            below.append((sentence.kind in NO_SENTENCES or "lead-in" in sentence.moves) and below[-1])
    return below[::-1]
