"""Whether a no is still a no: it may be softened in its words, and not in what it says.

A maybe has many forms: an effort ("I'll see what I can do"), a hope ("it should be fine"), a hedge ("that may be a little
difficult"), a secret ("just this once, nobody will mind"). Words that lead to something else instead are no maybe.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgreview.train.analysis import Analysed
from msgreview.train.grade import Remark

Became = Literal["kept", "lost", "softened"]

_WE = r"(?:i|we|she|he|they|my (?:manager|colleague|boss)|our manager|the (?:manager|team))"
_WILL = (
    rf"(?:{_WE}(?:'ll| will|'d| would|'m going to|'re going to| am going to| are going to| can| could| promise to)"
    r"|let me|let us|let's)"
)
_IT = r"(?:this|that|it|something|things?|everything|one|an exception|a way|your \w+|the \w+)"
_STRONG = (
    # An effort for the very thing that is refused.
    rf"{_WILL}(?: \w+){{0,2}} (?:see|check|look|find out|ask|think about|consider)(?: \w+){{0,3}} (?:what|whether|if"
    rf"|how)(?: \w+){{0,3}}"
    r" (?:can|could|might|may|is possible|possible|works?|manage|allow\w*)\b",
    rf"{_WILL}(?: \w+){{0,2}} (?:see what|do what(?:ever)?|do (?:my|our) (?:very )?best|do everything|try(?: my"
    rf"| our)?|put in a"
    r" (?:good )?word|pull (?:a few |some )?strings|make an exception|turn a blind eye|look the other way|bend"
    r"|talk to (?:him|her|them)|"
    rf"(?:find|work out|think of|come up with|figure out) (?:a way|a solution|something)|squeeze|push|sort {_IT} out"
    rf"|fight|argue|reconsider"
    r"|have another look|look at (?:it|this|that) again|take another look|revisit|get back to you)\b",
    r"\b(?:leave|leaving) (?:it|this|that) (?:with|to|up to) (?:me|us)\b",
    r"\b(?:we'll|let's|let us|we will|i'll|i will) (?:just |wait and |have to )?see\b(?! you)",
    # A hope.
    r"\b(?:it|that|this|everything|things|you|we|i|they|there) (?:should|might|may|could"
    r"|ought to)(?: \w+)? be (?:fine|ok|okay|all right|alright|"
    r"possible|doable|able|a way|a chance|room|some (?:room|leeway)|something|an exception|open to|willing|no problem)\b",
    r"\b(?:may|might|could) (?:well |still |just |yet |possibly |perhaps )*(?:work(?: out)?|change|turn up|come up"
    r"|come free|free up|become (?:free|possible)|"
    r"manage|make it|allow|agree|say yes|get lucky|be lucky)\b",
    rf"\b(?:perhaps|maybe|possibly|probably|hopefully|surely|certainly|with luck) (?:{_WE}|it|there|something|that"
    rf"|this|things?|some\w*|next|later|soon|you(?:'ll| will| can| could| might| may))\b",
    r"\b(?:will|'ll|can|could|would) (?:probably|surely|possibly|hopefully|perhaps|maybe|most likely|likely"
    r"|certainly) (?:\w+ )?(?:be|get|work|find|make|manage|have|go|give|let|start|come)\b",
    r"\b(?:you never know|fingers crossed|with (?:a (?:bit|little) of |some |any )?luck|keep your hopes up"
    r"|don't give up|don't lose hope|not the last word)\b",
    r"\b(?:nothing|not|isn't|hasn't been|no decision)(?: \w+){0,3} (?:set in stone|decided(?: yet)?|final(?:ised"
    r"|ized)?|definite|definitive|settled|carved in stone|firm)\b",
    r"\b(?:can't|cannot|won't|wouldn't|don't|doesn't|not|isn't|never) (?:\w+ )?(?:rule|ruled|ruling)(?: \w+){0,2} out\b",
    r"\b(?:still|yet|always) (?:a |some |time |open|possible|room|hope|be a |have a )*(?:chance|hope|possible"
    r"|possibility|open|option)\b",
    rf"\b(?:{_WE}|i'm|we're)(?: \w+)? (?:hope|hoping|optimistic|confident|positive|sure)(?: that)? (?:{_WE}|it|there"
    rf"|that|to)(?: \w+)? (?:can|could|will|may|might|find|be able|manage|make)\b",
    # A hedge.
    r"\b(?:may|might|could|would|will|is|it's|'s|seems|looks|be) (?:be |prove |get )?(?:(?:a|rather|quite|somewhat"
    r"|pretty|too|so|very) )?(?:(?:bit|little|touch|tad) )?"
    r"(?:difficult|tricky|hard|complicated|challenging|tough|awkward)\b(?! (?:time|for you|week|day|moment|news"
    r"|to (?:read|hear|see|take|understand)))",
    r"\b(?:not|n't) (?:(?:so|that|very|quite|entirely|exactly|really|too) )?(?:easy|simple|straightforward|ideal|sure"
    r"|certain)\b",
    r"\b(?:not sure|not certain|unsure|can't promise|cannot promise|can't say for sure|no promises|can't guarantee"
    r"|cannot guarantee|won't promise)\b",
    r"\b(?:shouldn't|should not|wouldn't|would not|don't|do not|can't|cannot|aren't|isn't|not) (?:really|normally"
    r"|usually|actually|officially|strictly|generally|typically|necessarily|quite|ideally|always)\b",
    r"\b(?:strictly speaking|in theory|theoretically|in principle|officially|as a rule|normally|usually|generally"
    r"|on paper|technically)\b[^.!?]*\b(?:but|however|though|yet|still)\b",
    r"\b(?:probably|likely|most likely|maybe|perhaps|might|possibly)(?: \w+)? not\b|\bmay (?:\w+ )?not be able\b",
    r"\bunlikely\b|\b(?:i|we) doubt\b|\b(?:i|we) don't think (?:we|i|it|that|this|you)\b|\b(?:would|'d) (?:prefer"
    r"|rather) not\b|\bought not\b",
    r"\b(?:depends|depending) on\b|\b(?:could|might|may) go either way\b|\bcase by case\b|\bkeep (?:it|this|that"
    r"|your \w+) (?:open|in mind)\b",
    # A secret.
    r"\b(?:just )?this once\b|\bbetween (?:us|you and (?:me|us))\b|\b(?:nobody|no one|no-one)(?:'ll| will"
    r"| would)? (?:\w+ )?(?:mind|notice|check|know|look|count|care)\w*\b",
    r"\b(?:an|one|some|any) exceptions?\b(?<!no exceptions)(?<!no exception)|\bdon't tell\b|\bif (?:anyone|anybody"
    r"|somebody|someone) asks\b|\b(?:a|some) (?:blind eye|leeway)\b",
    r"\b(?:a few|couple of|day or two|bit) (?:days|weeks|hours|minutes)? ?(?:late|later|longer"
    r"|over)\b[^.!?]*\b(?:fine|ok|okay|matter|mind|problem|all right)\b",
    r"\b(?:won't|doesn't|wouldn't|don't) (?:really )?(?:matter|hurt|be a problem|be strict|be too strict|insist)\b",
)
_WEAK = (
    r"\b(?:for the moment|for now|at the moment|right now|just now|at this (?:stage|point|time)|as things stand"
    r"|so far|at present|currently|(?:not )?yet)\b",
    r"\b(?:don't|do not|no need to|not to|please don't) (?:you )?worry\b|\blose (?:any )?sleep\b|\bno worr(?:y|ies)\b",
    r"\b(?:a (?:little|bit)|slightly|somewhat)\b",
    r"\b(?:normally|usually|generally|probably|hopefully|perhaps|maybe|possibly)\b",
    r"\b(?:keep an eye|have a (?:word|think|look)|think it over)\b",
)
_STRONG_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _STRONG)
_WEAK_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _WEAK)
_ELSEWHERE = re.compile(
    r"\b(?:another|others?(?! way)|different|elsewhere|instead|alternatives?|similar|second-hand|inter-?library|waiting list"
    r"|else|next best|appeal)\b",
    re.IGNORECASE,
)
"""What an effort leads to that is no maybe about the thing refused."""

_NO = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|nowhere|without|only|cannot|unable|impossible|unfortunately"
    r"|sadly|afraid|refuse[ds]?"
    r"|denied|declined?|rejected|void|unsuccessful|too \w+|regret|full|over|gone|closed|ended|went|shut|taken|booked"
    r"|reserved|(?:sold|booked|run|ran|fell) out"
    r"|out of (?:stock|print|order)|cancelled|canceled|expired|lapsed|missing|missed|lost|excluded|against|stands?"
    r"|stays?|remains?|(?:some(?:body|one)|another) "
    r"(?:else|reader)|cant|dont|wont|doesnt|isnt|nope|end(?:s|ed)? here|must)\b|n't\b",
    re.IGNORECASE,
)
_NO_NO = re.compile(
    r"\b(?:no (?:need|worr(?:y|ies)|problems?|trouble|doubt|matter|rush|hurry|one's fault)|not only|if not|why not"
    r"|not to worry|not at all|nothing to (?:worry|pay)"
    r"|(?:do not|don't|needn't|need not) (?:\w+ )?(?:worry|hesitate|need|have to|mind|be|feel|forget|lose)"
    r"|no later than|it's no trouble|not blam\w+|not your fault)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"\b(?:can ?not|can't|couldn't|unable to|not (?:be )?(?:able|possible|allowed|permitted|granted|available"
    r"|refundable|entitled|eligible|transferable)"
    r"|denied|declined|rejected|refused|turned down|void|unsuccessful|won't|will not|impossible|may not|must not"
    r"|no exceptions?"
    r"|no (?:\w+ ){1,4}(?:can|could|will|shall) be|there (?:is|are) no|is no longer|are no longer|not (?:offer|accept"
    r"|provide|extend|renew|refund|waive))\b",
    re.IGNORECASE,
)
_HANGS = re.compile(
    r"\b(?:if|in the event|unless|until|till|when|whenever|where|should you|without|before|so that)\b", re.IGNORECASE
)


class Refusal(NamedTuple):
    """What became of a no, and the words of the answer that turn it into a maybe."""

    became: Became
    maybes: tuple[tuple[int, int], ...] = ()


def refuses(analysed: Analysed) -> bool:
    """Whether a text says no to its reader: on no condition, and not of what merely has not happened."""
    text, document = _plain(analysed.document.text), analysed.document
    for sentence in document.sentences:
        words = text[sentence.start : sentence.end]
        says_no = "refusal" in sentence.moves or _REFUSES.search(words) or ("bad-news" in sentence.moves and _NO.search(words))
        if says_no and not _HANGS.search(words):
            return True
    return False


def check_refusal(answer: Analysed, given: str = "") -> Refusal:
    """What became of the no that an answer must say. Maybes of the text that was `given` are its own."""
    text, source = _plain(answer.document.text), _plain(given)
    maybes = [span for span in _maybes(text, _STRONG_PATTERNS) if text[slice(*span)].lower() not in source.lower()]
    weak = [span for span in _maybes(text, _WEAK_PATTERNS) if text[slice(*span)].lower() not in source.lower()]
    if maybes:
        return Refusal("softened", tuple(maybes))
    moves = answer.moves
    if not _NO.search(_NO_NO.sub(" ", text)) and "refusal" not in moves and "bad-news" not in moves:
        return Refusal("softened" if weak else "lost", tuple(weak))
    plain = "refusal" in moves or _REFUSES.search(text)
    return Refusal("softened", tuple(weak)) if len(weak) > 1 and not plain else Refusal("kept")


def refusal_remarks(refusal: Refusal) -> tuple[Remark, ...]:
    """What a learner reads of it."""
    if refusal.became == "kept":
        return (Remark(True, "Your no is still a no: nobody will hope in vain."),)
    if refusal.became == "lost":
        return (Remark(False, "The no is gone. Say in one plain clause what is not possible, then what is."),)
    words = "This turns the no into a maybe, and the reader will hope in vain. Say the no plainly; be kind in how you say it."
    return tuple(Remark(False, words, start=start, end=end) for start, end in refusal.maybes[:1])


def _maybes(text: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[tuple[int, int]]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            start = max(text.rfind(mark, 0, match.start()) for mark in ".!?\n") + 1
            end = min((place for mark in ".!?\n" if (place := text.find(mark, match.end())) >= 0), default=len(text))
            if not _ELSEWHERE.search(text, start, end):
                yield match.span()


def _plain(text: str) -> str:
    """The text with straight quotes; every character stays in its place."""
    return text.replace("’", "'").replace("‘", "'")
