"""Exercises from a team's own messages: what was made better in them becomes one to rewrite, what is found in them one to spot.

Nobody is named in them, and a person approves each: what comes from here are proposals.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from msgreview.model.finding import Hit
from msgreview.model.message import Channel
from msgreview.rubric.rule_text import fill
from msgreview.rubric.schema import Rule
from msgreview.train.analysis import Analysed, Analyser
from msgreview.train.fact_check import states
from msgreview.train.facts import facts_of
from msgreview.train.kinds import spot
from msgreview.train.neutral import neutral
from msgreview.train.rewriting import Rewriting, grade_rewriting

_LONGEST = 900
"""Characters of a text that is practised on."""
_SPOTS = 3
_SHARE = 0.4
"""Of a text's words that may be spots."""
_WORDS = ("existence", "substitution", "length", "move")
"""Kinds of rules that are about words which are there, and not about what is missing."""
_ALIKE = 85
"""Likeness, of 100, from which two texts are the same one."""


class Own(NamedTuple):
    """A message of the team as its reader gets it; `after` is how it read later, "" where it is as it was."""

    id: str
    channel: Channel
    text: str
    after: str = ""
    spared: frozenset[str] = frozenset()
    """Rules whose findings in it the team has disputed or waived: they teach nothing that it stands for."""


class Proposal(NamedTuple):
    """An exercise that somebody may approve."""

    name: str
    message: str
    """Id of the message that it comes from."""
    keys: dict[str, Any]
    """As they stand in a course file; of a rewriting, `models` has the one that there is."""
    replaced: tuple[str, ...]
    """Names, addresses and numbers that stand-ins were put for."""
    unsure: tuple[str, ...]
    """Names that stayed, to be looked at."""


def proposals(
    messages: Iterable[Own], analyser: Analyser, people: Collection[str] = (), taken: Iterable[str] = ()
) -> Iterator[Proposal]:
    """Exercises from messages, in their order; none that is nearly one of the texts `taken`, or one that came before."""
    texts = list(taken)
    names: dict[str, int] = {}
    for own in messages:
        made = _rewrite(own, analyser, people) if own.after else _spot(own, analyser, people)
        if made is None or process.extractOne(made.keys["given"], texts, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE):
            continue
        texts.append(made.keys["given"])
        names[made.name] = names.get(made.name, 0) + 1
        yield made._replace(name=f"{made.name}-{names[made.name]}")


def _spot(own: Own, analyser: Analyser, people: Collection[str]) -> Proposal | None:
    """To find the words that a rule marks: of the first rule that marks few enough."""
    plain = neutral([analyser.analyse(own.text, channel=own.channel).document], people)
    [text] = plain.texts
    analysed = analyser.analyse(text, channel=own.channel)
    by_rule: dict[str, tuple[Rule, list[Hit]]] = {}
    for rule, hit in _grave(analysed):
        if hit.field == "body" and rule.kind in _WORDS and rule.id not in own.spared:
            by_rule.setdefault(rule.id, (rule, []))[1].append(hit)
    for rule, hits in by_rule.values():
        spots = list(dict.fromkeys(analysed.quote(hit) for hit in hits))
        marked = sum(len(words.split()) for words in spots)
        if (
            len(text) <= _LONGEST
            and 0 < len(spots) <= _SPOTS
            and 0 < marked <= _SHARE * len(text.split())
            and all(words in " ".join(text.split()) for words in spots)
        ):
            prompt = f"This is from a message of ours. {spot.prompt(len(spots), rule.why)}"
            return Proposal(
                f"spot-{_tail(own.id)}",
                own.id,
                _keys("spot", prompt, own, [rule]) | {"given": text, "spots": spots},
                plain.replaced,
                plain.unsure,
            )
    return None


def _rewrite(own: Own, analyser: Analyser, people: Collection[str]) -> Proposal | None:
    """To write what the team wrote better: where it mended a rule, broke none anew, and still passes as an answer."""
    documents = [analyser.analyse(text, channel=own.channel).document for text in (own.text, own.after)]
    plain = neutral(documents, people)
    given, model = plain.texts
    if len(given) > _LONGEST or len(model) > _LONGEST:
        return None
    before, after = (analyser.analyse(text, channel=own.channel) for text in plain.texts)
    left = own.spared.union(rule.id for rule, _ in after.hits)
    mended = list({rule.id: rule for rule, _ in _grave(before) if rule.id not in left}.values())
    if not mended:
        return None
    old, new = facts_of(before.document), facts_of(after.document)
    stated = [fact.text for fact in old if fact.required and any(states(one, fact) for one in new)]
    lost = [fact for fact in old if fact.required and fact.text not in stated]
    more = list(dict.fromkeys(fact.text for fact in new if not any(states(fact, one) for one in old)))
    prompt = "This is from a message of ours as it once was. Write it so that you would like to get it."
    keys = _keys("rewrite", prompt, own, mended)
    keys |= {"given": given} | ({"keep": stated} if lost else {}) | ({"facts": more} if more else {}) | {"models": [model]}
    task = Rewriting(
        given,
        mended[0].practice,
        own.channel,
        may=(prompt, *more),
        keep=tuple(stated) if lost else None,
        rules=tuple(rule.id for rule in mended),
    )
    if not grade_rewriting(task, model, analyser).passed:
        return None
    return Proposal(f"rewrite-{_tail(own.id)}", own.id, keys, plain.replaced, plain.unsure)


def _keys(kind: str, prompt: str, own: Own, rules: list[Rule]) -> dict[str, Any]:
    """The keys that both kinds have."""
    hints = list(dict.fromkeys(rule.try_ for rule in rules if rule.try_ and "{" not in rule.try_))
    return {
        "kind": kind,
        "prompt": prompt,
        "channel": own.channel,
        "practice": rules[0].practice,
        "rules": [rule.id for rule in rules],
        "hints": hints,
        "why": rules[0].why or fill(rules[0].message, ()),
        "source": f"Our own message {own.id}",
    }


def _grave(analysed: Analysed) -> Iterator[tuple[Rule, Hit]]:
    """Red and yellow hits."""
    return ((rule, hit) for rule, hit in analysed.hits if rule.level in ("error", "warning"))


def _tail(id_: str) -> str:
    """The last part of a message's id."""
    return id_.rpartition(".")[2]
