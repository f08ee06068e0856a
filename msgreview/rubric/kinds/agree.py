"""Messages that state different facts.

`says` are patterns that find a fact in so many words: "books can be kept for four weeks". One group of each holds what is
stated; `<length>`, `<times>`, `<number>`, `<money>`, `<hours>`, `<phone>` and `<email>` are such groups ready made. Only
statements about the same thing are compared. A pattern that can name what it speaks of does so in the group `of`: "DVDs" and
"books" may have periods of their own. Where that group finds nothing ("you can keep it for ..."), the statement is compared
within its service alone; more than two values in messages without a service are of as many senders, and left alone. Any other
named group (`on`, the days of opening hours) must be the same too, and so must the language and the fields in `among`.
`but_not` are patterns that make a statement a special case, anywhere in its sentence.

Statements that say the same in other words agree, and what cannot be compared exactly is left alone, as is a message that
states several values itself (it draws distinctions of its own). Who is right is settled by a message that quotes the fact
from the settings or the policies, else by the most published messages; the hit is on each of the others, and on all where
none has the majority. What a policy of the catalogue finds by its own `says` is left to the rules of kind `policy`.

With `policies`, the patterns are the `says` of the policies that have no value: a fact that is nowhere settled, but should be
the same everywhere.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from msgreview.language import language
from msgreview.matching.pattern import Pattern
from msgreview.model.config import Policy, Settings
from msgreview.model.span import Span
from msgreview.rubric.kind import Kind
from msgreview.rubric.lexical import compiled, dialect
from msgreview.rubric.message_facts import Claim, Facts, Statement
from msgreview.rubric.schema import Applies
from msgreview.rubric.statements.amounts import compare, with_unit
from msgreview.rubric.statements.quoting import stated
from msgreview.rubric.statements.units import DIFFERENT, SAME
from msgreview.rubric.view import Passage, View

_READY = {
    "phone": r"\+?\(?\d[\d ().-]{5,}\d",
    "email": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
}
"""Ready-made groups that are the same in every language; the others are a language's own."""
_READY_MADE = re.compile(r"(?<!\(\?P)(?<!\(\?)<(\w+)>")
_MOST_ALONE = 2
"""Values of one fact where no service is named; more of them are those of as many senders."""
_ARTICLE = re.compile(r"^(?:the|our|your|an?|any|all|most) ")


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `agree`. `facts` and `roots` are filled when the rubrics are loaded."""

    says: tuple[str, ...] = ()
    among: tuple[Literal["service", "channel", "audience", "kind"], ...] = ("audience",)
    but_not: tuple[str, ...] = ()
    policies: bool = False
    facts: tuple[Policy, ...] = ()
    """The catalogue's policies: those without a value for `policies`, else those with one, which are checked elsewhere."""
    roots: frozenset[str] = frozenset()
    """Variables that are facts of the catalogue."""
    lang: str = "en"
    """The language that the ready-made groups are of."""

    def __post_init__(self) -> None:
        if bool(self.says) == self.policies:
            raise ValueError("give either `says` or `policies: true`")
        for says in self.says:
            ready = _ready(self.lang)
            unknown = [name for name in _READY_MADE.findall(says) if name not in ready]
            if unknown:
                raise ValueError(f"there is no `<{unknown[0]}>`; there are {', '.join(f'<{name}>' for name in ready)}")


def _ready(lang: str) -> dict[str, str]:
    """The ready-made groups of a language, by their names."""
    return {**language(lang).stated, **_READY}


def settle(options: Options, settings: Settings, applies: Applies) -> Options:
    """The options with what the catalogue knows, and the language of the rule, or its first."""
    facts = tuple(policy for policy in settings.policies if policy.says and bool(policy.value) != options.policies)
    roots = frozenset({"policy", *settings.config.variables})
    return msgspec.structs.replace(options, facts=facts, roots=roots, lang=next(iter(applies.lang), "en"))


def patterns(options: Options) -> tuple[Pattern, ...]:
    """The patterns that find statements, the ready-made groups filled in."""
    return tuple(Pattern(expression) for _, expression in _sayings(options))


def _sayings(options: Options) -> list[tuple[str, str]]:
    """Each pattern, with the name of the policy that it is of."""
    if options.policies:
        return [(policy.name, dialect(says)) for policy in options.facts for says in policy.says]
    ready = _ready(options.lang)
    return [("", _READY_MADE.sub(lambda match: f"(?P<value>{ready[match[1]]})", dialect(says))) for says in options.says]


def gather(view: View, options: Options) -> Iterator[Claim]:
    """What a document states, the author's words or the catalogue's facts."""
    for passage in view.passages:
        for number, (policy, _) in enumerate(_sayings(options)):
            for match in view.matches(passage, number):
                groups = match.groupdict()
                value = "value" if "value" in groups else 1 if match.re.groups else 0
                said = with_unit(match[0], match.start(value) - match.start(), match.end(value) - match.start())
                hit, hit_span = passage.hit(*match.span(value), said), Span(*match.span())
                by = stated(view.document, hit, options.roots)
                if said.strip() and by.by != "other" and not _is_special(passage, hit_span, options):
                    about = [policy, *(_thing(words) for name, words in groups.items() if name != "value")]
                    yield Claim(hit, "/".join(about), by.name, named=groups.get("of", "") is not None)


def _thing(words: str | None) -> str:
    """What is spoken of, in one spelling: "e-books" are "ebook"."""
    return _ARTICLE.sub("", (words or "").casefold()).replace("-", "").removesuffix("s")


def _is_special(passage: Passage, span: Span, options: Options) -> bool:
    """Whether a statement is a special case, or one that a rule of kind `policy` compares with a policy."""
    line, stop = passage.text.rfind("\n", 0, span.start) + 1, passage.text.find("\n", span.end)
    sentence = passage.text[line : stop if stop >= 0 else len(passage.text)]
    if any(compiled(dialect(special), ignorecase=True).search(sentence) for special in options.but_not):
        return True
    others = () if options.policies else [says for policy in options.facts for says in policy.says]
    return any(_finds(says, sentence, span.start - line, span.end - line) for says in others)


def _finds(says: str, sentence: str, start: int, end: int) -> bool:
    try:
        matches = compiled(dialect(says), ignorecase=True).all(sentence)
    except TimeoutError:  # The rule that looks for the policy reports it.
        return False
    return any(match.start() < end and start < match.end() for match in matches)


def weigh(stated_facts: Sequence[tuple[Facts, Statement]], options: Options) -> Iterator[tuple[Statement, tuple[str, ...]]]:
    """The statements that others contradict, with what the others say."""
    groups: dict[tuple[Any, ...], list[tuple[Facts, Statement]]] = defaultdict(list)
    for fact, statement in stated_facts:
        service = None if statement.named else fact.service
        shared = tuple(getattr(fact, field) for field in options.among)
        groups[service, fact.lang, statement.about, shared].append((fact, statement))
    for (service, *_), group in groups.items():
        if len({statement.words for _, statement in group}) > 1:
            parties = _parties(group)
            if len(parties) <= _MOST_ALONE or service != "":
                yield from _disagreeing(parties)


class _Party(list[tuple[Facts, Statement]]):
    """Statements of one value."""

    @property
    def weight(self) -> tuple[bool, int]:
        """Whether any of them quotes the catalogue, and how many published messages there are."""
        published = {fact.id for fact, _ in self if fact.status == "published"}
        return any(statement.quotes for _, statement in self), len(published)


def _parties(group: Sequence[tuple[Facts, Statement]]) -> list[_Party]:
    """The statements by the value they state, without those of messages that state several."""
    own: dict[str, list[str]] = defaultdict(list)
    for fact, statement in group:
        own[fact.id].append(statement.words)
    parties: list[_Party] = []
    for fact, statement in group:
        if any(compare(statement.words, other, lang=fact.lang) != SAME for other in own[fact.id]):
            continue
        verdicts = [compare(statement.words, party[0][1].words, lang=fact.lang) for party in parties]
        if SAME in verdicts:
            parties[verdicts.index(SAME)].append((fact, statement))
        elif all(verdict == DIFFERENT for verdict in verdicts):
            parties.append(_Party([(fact, statement)]))
    return parties


def _disagreeing(parties: Sequence[_Party]) -> Iterator[tuple[Statement, tuple[str, ...]]]:
    if len(parties) < 2:
        return
    first, second = sorted(parties, key=lambda party: party.weight, reverse=True)[:2]
    for party in parties:
        rival = second if party is first else first
        if party is first and first.weight > second.weight:
            continue
        other = rival[0][1]
        for _, statement in party:
            if not statement.quotes:
                location = f"{other.location.path}:{other.location.line}"
                yield statement, (statement.words, other.words, other.location.message, location)


KIND = Kind(
    "agree",
    __doc__,
    Options,
    args=("what it says", "what the other says", "id of the other", "where the other is"),
    patterns=patterns,
    gather=gather,
    weigh=weigh,
    settle=settle,
    settled=("facts", "roots", "lang"),
    expressions=("but_not",),
)
