"""What a reply does with the question it answers: what it leaves open, asks for again, passes over or gives away."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import structs

from msgreview.catalogue.locate import span_location
from msgreview.model.finding import Finding
from msgreview.model.span import Source, Span
from msgreview.train.asks import Ask, ask_of, asks_of, is_met
from msgreview.train.facts import words_of
from msgreview.train.gaming import stem
from msgreview.train.grade import Remark

_QUOTED = 70


class Reply(NamedTuple):
    """A reply and its question, both with straight quotes."""

    question: str
    answer: str
    asks: tuple[Ask, ...]

    @classmethod
    def of(cls, question: str, answer: str, asks: Sequence[str] = ()) -> "Reply":
        """A reply whose question asks what `asks` say, or what can be read in it."""
        question, answer = (text.replace("’", "'").replace("‘", "'") for text in (question, answer))
        return cls(question, answer, tuple(map(ask_of, asks)) or asks_of(question))


def reply_facts(reply: Reply) -> Iterator[Remark]:
    """Which asks are answered, and which are left open."""
    unmet = [ask for ask in reply.asks if not is_met(ask, reply.asks, reply.question, reply.answer)]
    for ask in unmet:
        yield Remark(False, f"This is not answered yet: “{_short(ask.text)}”. Answer it in a sentence, or say by when you will.")
    if not unmet:
        count = len(reply.asks)
        yield Remark(True, "What was asked is answered." if count == 1 else f"All {count} things that were asked are answered.")


def reply_practices(reply: Reply) -> Iterator[Remark]:
    """What a reply asks for again, passes over, leaves vague or gives away; each at its words."""
    for look in (
        _asked_again,
        _done_already,
        _sent_again,
        _passed_over,
        _vague,
        _private,
        _prying,
        _given_away,
        _sent_back,
        _hard,
        _scolding,
        _cheerful,
        _no_use,
        _wrong_name,
    ):
        yield from look(reply)


def _remark(reply: Reply, match: re.Match[str], words: str) -> Remark:
    return Remark(False, words, start=match.start(), end=match.end())


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _QUOTED else words[:_QUOTED].rsplit(" ", 1)[0] + " …"


def _find(pattern: str, text: str) -> re.Match[str] | None:
    return re.search(pattern, text, re.IGNORECASE)


_ASKS_FOR = (
    r"\b(?:please|kindly|could you|can you|would you|can i (?:take|have|get)|may i (?:have|ask)|what(?:'s| is)|which"
    r"|let us know|tell us|reply with|send us"
    r"|give (?:me|us)|we (?:need|require)|i(?:'ll)? need|quote|quoting|state|provide)\b[^.!?\n]*?\b"
)
_GIVEN: tuple[tuple[str, str, str], ...] = (
    (
        "number",
        r"\b(?:card|customer|contract|account|order|booking|ticket|reference|ref|file|policy|member(?:ship)?|case"
        r"|parcel|invoice|no\.?|number(?:'s)?)\b\W*"
        r"(?:(?:no\.?|number|is|number's)\W*)*#?[a-z]{0,4}-?\d{2,}|\b[a-z]{1,4}-\d{2,}",
        r"(?:number|card no|reference|customer no|order no|id no)\b",
    ),
    ("name", r"\n\W*[A-Z][\w'.-]+(?: [A-Z][\w'.-]+)*[^\n.!?]{0,60}\s*$", r"your (?:full |last |first )?name\b"),
    ("title", r"\"[^\"]{3,}\"", r"(?:the title|which (?:book|item|title))\b"),
    ("phone number", r"\b0\d{3,}[ \d]{5,}", r"(?:phone|telephone|mobile) number\b"),
    ("version", r"\b(?:android|ios|windows|version|iphone|macos) ?\d+", r"(?:android|ios|windows|operating|app) version\b"),
    ("date", r"\bon (?:the )?\d{1,2}(?:st|nd|rd|th)?\b", r"(?:what|which) (?:date|day)\b"),
)


def _asked_again(reply: Reply) -> Iterator[Remark]:
    for name, given, wanted in _GIVEN:
        match = _find(_ASKS_FOR + wanted, reply.answer)
        if match and _find(given, reply.question):
            yield _remark(
                reply, match, f"The {name} is in the question already. Take it from there: being asked twice wears people out."
            )


_DONE = re.compile(
    r"\b(?:already|i've|ive|i have|have|tried|did|we've)\s+(?:\w+\s+)?(?P<verb>\w+(?:ed|t"
    r"|n))\b(?P<rest>[^.!?\n]*)",
    re.IGNORECASE,
)
_VERBS = frozenset(
    stem(word)
    for word in (
            "restart", "reinstall", "reset", "reboot", "update", "uninstall", "clear", "check", "call", "phone",
            "email", "register",
        "search", "look", "log", "sign", "download", "unplug", "replace", "renew", "upload", "fill", "apply", "delete",
    )
)  # fmt: skip
_ORDER = re.compile(
    (
        r"(?:^|[.!?:,;]\s+|\d[.)]\s+|\n|\bplease (?:try to )?|\band )(?P<verb>[a-z]+)(?= (?:and|the|your|it|our|us"
        r"|for|in|out|up|again))"
    ),
    re.IGNORECASE,
)


def _done_already(reply: Reply) -> Iterator[Remark]:
    done = {stem(word.lower()) for match in _DONE.finditer(reply.question) for word in re.findall(r"\w+", match[0])} & _VERBS
    for match in _ORDER.finditer(reply.answer):
        if stem(match["verb"].lower()) in done:
            yield _remark(reply, match, "The reader has done that already, and said so. Start from where they stand.")
            return


def _sent_again(reply: Reply) -> Iterator[Remark]:
    """Whether the reply demands what the question says was sent."""
    sent = _find(
        r"\bi(?:'ve| have)?(?: \w+)? (?:sent|enclosed|attached|returned|submitted|uploaded|posted|paid|handed in"
        r"|brought back|filled in)\b(?P<what>[^.!?\n]*)",
        reply.question,
    )
    asked = _find(
        r"\b(?:please|kindly|must|need to|have to|should|required to|would you|could you)\b[^.!?\n]*?\b(?:send"
        r"|enclose|attach|return|submit|upload|post|pay|hand in|provide|fill in)\b(?P<what>[^.!?\n]*)",
        reply.answer,
    )
    if sent and asked and _main(sent["what"]) & _main(asked["what"]):
        yield _remark(reply, asked, "The reader writes that this was sent. Look for it first, and say what you have.")


def _main(text: str) -> set[str]:
    return {stem(word) for word in words_of(text) if len(word) > 3}


_DEATH = (
    r"\b(?:died|passed away|deceased|(?:his|her|their|the) death|funeral|bereave\w*|late (?:husband|wife"
    r"|mother|father)|lost my (?:mother|mum|father|dad|husband|wife|son|daughter|brother|sister|baby))\b"
)
_SYMPATHY = (
    r"\b(?:sorry (?:about|for your|to (?:hear|read|learn) (?:about|of|that))|so sorry|very sorry|deeply sorry"
    r"|condolences?|sympath\w+|with kind thoughts|thinking of you|my thoughts|my heart)\b"
    r"|\bsorry\b[^.!?]*\b(?:loss|mother|father|husband|wife|mum|dad|son|daughter|died|death)\b"
)
_SELF = (
    r"\b(?:silly|stupid|dumb|daft) (?:question|of me)|\bsorry (?:to (?:bother|ask|trouble)|if this"
    r"|for (?:asking|the (?:silly|stupid)))|\bi(?:'m| am) (?:new|no good|hopeless|useless|not good)\b|\b(?:bit"
    r"|so|very|really) embarrass\w+|\bi(?:'m| am) (?:embarrassed|ashamed)|\bnever (?:done|used) (?:this|it)\b"
)
_WELCOME = (
    r"\b(?:not (?:a )?(?:silly|stupid|dumb|daft)|no (?:silly|stupid|such)|good (?:question|that you)"
    r"|glad (?:you|that you)|happy (?:to|you)|of course|don't worry|no (?:need|problem|trouble|bother)"
    r"|not at all|nothing to be|welcome|(?:lots|many|most|plenty) of (?:people|us|them)|everyone|everybody"
    r"|happens|we all|easily|easy to|thank(?:s| you) for (?:asking|telling)|any ?time|just ask|don't be)\b"
)
_HEAVY = (
    r"\b(?:cancer|chemo\w*|hospital|stroke|operation|surgery|diagnos\w+|lost my job|redundan\w+|divorce\w*"
    r"|homeless|evict\w*|fire|flood(?:ed)?|robbed|stolen|accident|miscarriage|allerg\w+|clinic|dementia"
    r"|depress\w+|scared|frightened|desperate|(?:can't|cannot|don't know how to) (?:cope|afford|sleep|go on)"
    r"|live on this)\b"
)
_HUMAN = (
    r"\b(?:sorry|hope|glad|thank you for (?:telling|letting|writing)|thanks for (?:telling|letting)|understand"
    r"|get well|all the best|good luck|thinking|take (?:your|all the) time|don't (?:worry|have to)"
    r"|do not worry|needn't|no need|whatever|whenever|of course|oh no|how \w+|must (?:be|have been)"
    r"|you're right|congratulations|with (?:kind|warm))\b"
)


def _passed_over(reply: Reply) -> Iterator[Remark]:
    for told, heard, words in (
        (
            _DEATH,
            _SYMPATHY,
            "The reader writes of a death. Say that you are sorry for it before anything else, in a few words of your own.",
        ),
        (_SELF, _WELCOME, "The reader is unsure about asking. One kind word takes that away: “Good that you ask.”"),
        (_HEAVY, _HUMAN, "The reader tells you something hard. Let one short sentence show that you have read it."),
    ):
        if _find(told, reply.question) and not _find(heard, reply.answer):
            yield Remark(False, words)


def _vague(reply: Reply) -> Iterator[Remark]:
    match = _find(
        r"\b(?:should|might|may|could) (?:probably |well |still )?be (?:ok|okay|fine|all right|alright|open|possible"
        r"|there|running|on)\b|\b(?:it )?depends (?:on|if|what)\b|\bprobably\b|\b(?:i|we) (?:think|guess|believe"
        r"|suppose) (?:so|it|that|you)\b"
        r"|\bnot (?:quite |really |too )?sure\b|\bno idea\b|\bunless (?:there are|something)\b|\bas far as (?:i"
        r"|we) know\b|\bmost likely\b|\bmaybe\b(?! (?:you|we|it would))",
        reply.answer,
    )
    if match and any(ask.wants == "yes-no" for ask in reply.asks):
        yield _remark(reply, match, "The reader needs a yes or a no here. Find out, and say it; or say when you will know.")


_CONDITIONS = (
        "epilep", "cancer", "chemo", "autis", "diabet", "depress", "dementia", "pregnan", "hiv", "adhd", "dyslex",
        "disab", "trans", "gay", "lesbian",
        "gender", "religio", "seizure", "illness", "disease", "disorder", "anxiety", "addict", "alcohol", "debt",
        "bankrupt", "asylum", "refugee", "covid",
    "miscarriage", "stroke", "legally a", "parkinson", "asthma", "surgery", "psych", "prison", "abuse", "violen", "benefits",
)  # fmt: skip


def _private(reply: Reply) -> Iterator[Remark]:
    """Whether the reply names an illness or the like that the question spoke of, or repeats a secret."""
    for word in _CONDITIONS:
        match = _find(rf"(?<!\w){word}\w*", reply.answer)
        if match and any(_find(rf"(?<!\w){other}\w*", reply.question) for other in _CONDITIONS):
            yield _remark(
                reply, match, "This is private, and a reply is read over shoulders. Help with it, and leave the word out."
            )
            return
    for secret in re.finditer(
        r"\b(?:pin|password|passcode|iban|born(?: on)?|date of birth|social security)\b\W*(?:(?:is|number"
        r"|no)\W*)*(\w*\d[\w./-]*)",
        reply.question,
        re.IGNORECASE,
    ):
        match = _find(re.escape(secret[1]), reply.answer)
        if match:
            yield _remark(
                reply, match, "This is a secret of the reader. Do not write it again: a reply travels further than one thinks."
            )


def _prying(reply: Reply) -> Iterator[Remark]:
    match = _find(
        r"\b(?:doctor|medical|physician)\w*'?s? (?:certificate|note|letter|proof)|\bmedical proof"
        r"|\bhow often do you have\b|\bwhat (?:is|exactly is) (?:wrong|the matter) with\b|\bwhich (?:illness"
        r"|disability|condition)\b|\bproof of (?:illness|disability|your condition)"
        r"|\bofficial certificate|\bdeath certificate",
        reply.answer,
    )
    if match and not _find(r"\bcertificate\b", reply.question):
        yield _remark(
            reply, match, "This asks for more than the question needs. Trust what the reader told you as far as the rules allow."
        )


def _given_away(reply: Reply) -> Iterator[Remark]:
    """Whether the reply tells what belongs to somebody else."""
    asks_for_others = _find(
        r"\bwho(?:'s| is| has| had| else| took| borrowed)?\b[^.!?]*\b(?:has|have|borrow\w*|took|got|checked out|loan"
        r"|at the moment|reading)\b|\b(?:list|names?|address(?:es)?|phone|number|e-?mails?|contact)\b[^.!?]*\b(?:of"
        r"|from|for) (?:everyone|everybody|all|the (?:other|person|man|woman|participants?|members?|one)"
        r"|my (?:neighbour|ex|brother|sister|husband|wife|friend|boss|colleague))|\beveryone\b[^.!?]*\b(?:address"
        r"|e-?mail)|\b(?:his|her|their|my (?:husband|wife|ex|son|daughter|brother|sister|mother|father"
        r"|neighbour)(?:'s)?) (?:account|balance|loans?|address|number|books|record|appointment)",
        reply.question,
    )
    if not asks_for_others:
        return
    gives = _find(
        r"\b(?:it's|it is|that's|that is|this is) (?:with|out to|on loan to|checked out (?:to|by))\b|\b(?:he"
        r"|she) (?:has|had|lives|is|owes|would|wouldn't|borrowed|works)\b|\bhere (?:you go|you are|is|are|it is"
        r"|they are)\b|\bcopied everyone\b|\b(?:his|her|their) (?:address|number|e-?mail|balance|phone|name) is\b"
        r"|\battached\b",
        reply.answer,
    )
    declines = _find(
        r"\b(?:can't|cannot|can not|don't|do not|never|not able to|not allowed to|may not|won't|unable to|mustn't"
        r"|only) (?:\w+ ){0,2}(?:say|tell|give|share|pass|name|reveal|disclose|discuss|show|hand|send)|\bconfidential"
        r"|\bprivate\b|\bprivacy\b|\bdata protection\b",
        reply.answer,
    )
    if gives and not declines:
        yield _remark(
            reply,
            gives,
            "This belongs to somebody else. Say kindly that you do not tell, and offer to pass a message on or another copy.",
        )


def _sent_back(reply: Reply) -> Iterator[Remark]:
    """Whether the reply sends people to where they were already, or on to the next desk."""
    lost = _find(
        r"\b(?:can't|cannot|couldn't|could not|can not|don't|didn't) (?:\w+ )?(?:find|see|work out|open|read"
        r"|understand|use|get|access)\b|\bnot (?:on|in) (?:the|your)\b|\bnowhere\b|\bonly has\b",
        reply.question,
    )
    page = _find(
        r"\b(?:on|in|at|see|visit|check|use) (?:the|our|your) (?:web ?site|web ?page|page|app|site|homepage|letter"
        r"|portal|leaflet|list)\b|\blisted in\b|\b(?:see|visit) (?:www|http)\S+",
        reply.answer,
    )
    if lost and page and not _find(r"\b(?:yes|no|you're right|i've|it was missing|is now)\b", reply.answer):
        yield _remark(reply, page, "The reader has been there and did not get on. Give the answer itself.")
    moved = _find(
        r"\b(?:transferred|passed (?:on|around)|sent (?:from|back and forth|on)|third time|three times"
        r"|twice (?:now|already)|again and again|nobody)\b",
        reply.question,
    )
    on = _find(
        r"\b(?:transfer you|put you through|that's not us|not our department|please (?:contact|call|ring|write to"
        r"|ask)|you(?:'ll| will| need to| have to| should) (?:contact|call|ring|write to|ask))\b",
        reply.answer,
    )
    if moved and on:
        yield _remark(
            reply,
            on,
            "The reader was passed on before. Keep the matter, ask your colleague yourself, and come back with the answer.",
        )
    form = _find(
        r"\b(?:fill in|complete|download|use|submit)\b[^.!?\n]*\bform\b[^.!?\n]*[.!?]\s*(?:it's|it is|you(?:'ll"
        r"| will) find it|available)?[^.!?\n]*\b(?:web ?site|online|app|enclosed)\b|\b(?:registered?|apply"
        r"|cancel\w*|report\w*) (?:on|via|through) the (?:app|web ?site)\b",
        reply.answer,
    )
    if form and _find(r"\b(?:now|help|right now|stuck|what (?:do|should|am|can) i|cannot|can't)\b", reply.question):
        yield _remark(
            reply, form, "A form is no help at this moment. Say what happens next, and do the part that you can do yourself."
        )


def _hard(reply: Reply) -> Iterator[Remark]:
    """Whether somebody whose English is small gets long sentences."""
    if _find(
        r"\b(?:my english|english is (?:not|my)|not (?:so |very )?good (?:in )?english|not (?:my )?(?:first"
        r"|native) language|i (?:do not|don't) (?:speak|understand)|i do not understand)\b",
        reply.question,
    ):
        for match in re.finditer(r"[^.!?\n]+", reply.answer):
            if len(words_of(match[0])) > _PLAIN:
                yield _remark(
                    reply, match, "This sentence is long for somebody who reads English with effort. Make two or three of it."
                )
                return


_PLAIN = 22
"""Words of a sentence."""

_NO_USE: tuple[tuple[str, str, str], ...] = (
    (
        r"\b(?:deaf|hard of hearing|can't hear|cannot hear|(?:can't|cannot) (?:make )?(?:phone|call|telephone)\w*"
r"|stammer|stutter"
        r"|no phone|don't have a phone|don't (?:call|phone|ring))\b",
        r"\b(?:call|ring|phone|telephone) (?:us|our|me|the|back|in|on)\b|\bgive (?:us|me) a (?:call|ring)\b"
r"|\bby (?:tele)?phone\b|\bhotline\b",
        "The reader cannot telephone. Offer a way that they can go.",
    ),
    (
        r"\b(?:can't|cannot|can not|unable to|not able to|won't be able to|couldn't) (?:\w+ ){0,3}(?:leave|come"
r"|get (?:to|out|there|in|up)"
        r"|visit|travel|walk|drive|go out|stairs)\b|\bhousebound\b|\bbedridden\b|\bbroke my leg\b",
        r"\b(?:come|drop|stop|pop|call) (?:in|by|to|into|along)\b|\bin person\b|\bpersonally\b|\bvisit (?:us|the|our|any)\b"
        r"|\bat (?:the|our|any) (?:desk|counter|branch|office)\b",
        "The reader cannot come. Offer a way that they can go from where they are.",
    ),
    (
        r"\b(?:no|don't have|haven't got|without|not have|can't use|cannot use|don't use"
r"|do not have) (?:\w+ ){0,2}(?:internet|computer"
        r"|e-?mail|smartphone|wifi|printer|app)\b|\bnot online\b",
        r"\b(?:on|at|visit|see|via|through|use) (?:\w+ )?(?:web ?site|app|portal|homepage|web ?page)\b|\bonline\b"
r"|\bdownload\b|\bwww\."
        r"|https?://|\be-?mail (?:us|it|me|the)\b|\bby e-?mail\b",
        "The reader cannot go online. Offer a way that they can go.",
    ),
    (
        r"\b(?:can't|cannot|can not|unable to|doesn't|don't|hard to) (?:\w+ ){0,2}(?:read|see)\b(?! (?:it|the"
r"|where|why|how|my|any))"
        r"|\bblind\b|\blost my (?:eye)?sight\b|\bdyslexi\w+",
        r"\b(?:leaflet|brochure|form|in writing|block capitals|(?:can|should|may|please) read|web ?site|enclosed)\b",
        "The reader cannot read well. Tell it, or do it for them.",
    ),
)  # fmt: skip
"""What a reader cannot do, what it would be of no use to say, and what to do."""
_SPARED = (
    r"\b(?:don't|needn't|do not|not) (?:have to|need to|need|even)\b|\b(?:i|we|he|she)(?:'ll| will|'ve| have| can) |\bneighbour"
    r"|\bsomebody else\b|\bfor you\b|\binstead\b|\bif you (?:like|prefer)\b|\bat home\b|\bor\b"
)


def _no_use(reply: Reply) -> Iterator[Remark]:
    """Whether the reply sends people on a way that they wrote they cannot go."""
    for cannot, way, words in _NO_USE:
        match = _find(way, reply.answer)
        if match and not _find(_SPARED, reply.answer) and _find(cannot, reply.question):
            yield _remark(reply, match, words)


_TITLES = frozenset((
    "Mr", "Mrs", "Ms", "Mx", "Miss", "Dr", "Prof", "Sir", "Madam", "Reader", "Customer", "Member", "Patron",
    "User", "Guest", "Team",
))  # fmt: skip


def _wrong_name(reply: Reply) -> Iterator[Remark]:
    """Whether the greeting names somebody who did not write."""
    signed = re.search(r"\n\W*((?:[A-Z][\w'.-]+ ?){1,3})[^\n.!?]{0,60}\s*$", reply.question)
    greeted = re.match(r"\s*(?:Dear|Hello|Hi|Good \w+),? ((?:[A-Z][\w'.-]+ ?)+)", reply.answer)
    names = [name for name in greeted[1].split() if name.rstrip(".") not in _TITLES] if greeted else []
    if signed and greeted and names and not any(name.lower() in reply.question.lower() for name in names):
        yield _remark(reply, greeted, f"The question is signed by {signed[1].strip()}. Greet the person who wrote.")


def _scolding(reply: Reply) -> Iterator[Remark]:
    match = _find(
        r"\bat (?:your|their) own risk\b|\b(?:patients|readers|guests|customers|users|parents|passengers|members"
        r"|visitors|residents|borrowers) (?:are|should|must|have to) (?:\w+ )?(?:reminded|remember|themselves"
        r"|responsible|note|requested|advised|be aware|inform)|\bthemselves responsible\b"
        r"|\bnext time\b[^.!?]*\b(?:put|make|please|check|read|bring|remember|try|don't|be)\b"
        r"|\byou should have\b|\bas (?:clearly )?stated\b|\byour own fault\b|\bas (?:we|i) (?:already"
        r"|have already) (?:said|told|explained)\b",
        reply.answer,
    )
    if match:
        yield _remark(reply, match, "This tells the reader off. Leave it out: what helps now is enough.")


_UPSET = r":\(|\b(?:complain\w*|unacceptable|disappointed|angry|wrong|cancel\w*|refund|pay back|ill|sick|broken?|hurt)\b"


def _cheerful(reply: Reply) -> Iterator[Remark]:
    """Whether somebody in distress gets a merry formula."""
    match = _find(
        r"\b(?:have a|enjoy (?:your|the)|wish(?:ing)? you a) (?:\w+ )?(?:great|nice|lovely|wonderful|good|relaxing"
        r"|pleasant|fantastic|day|week|weekend|stay)\b"
        r"|[\U0001F300-\U0001FAFF]|\bdid you know\b|\b(?:special|great|new) (?:offers?|deals?|tariffs?)\b"
        r"|\bno problem!|;-?\)",
        reply.answer,
    )
    hard = _find(rf"{_DEATH}|{_HEAVY}|{_UPSET}", reply.question)
    if match and hard:
        yield _remark(reply, match, "This is merry where the reader is not. Close with what you will do, or with a quiet wish.")


def reply_findings(question: str, answer: str, name: str) -> Iterator[Finding]:
    """What a reply leaves open, asks for again, passes over or gives away, as findings on a text of that name."""
    source = Source.of(name, answer)
    reply = Reply.of(question, answer)
    for rule, remarks in (("reply.unanswered", reply_facts(reply)), ("reply.question", reply_practices(reply))):
        for remark in remarks:
            if not remark.ok:
                location = span_location(source, Span(remark.start, remark.end), field="body")
                words, _, advice = remark.text.rpartition(". ")
                yield Finding(
                    **structs.asdict(location), rule=rule, level="warning", practice="open", text=f"{words}.", advice=advice
                )
