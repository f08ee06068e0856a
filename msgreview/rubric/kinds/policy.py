"""Facts of the catalogue that a message states in its own words.

Every place where one of a policy's `says` patterns matches is compared with the policy's value. `find: different` has a hit
where they differ ("three weeks", and the policy is 28 days), `unclear` where nobody can tell ("a month", "2-3 weeks"),
`typed` where they agree, and the value is typed by hand all the same. Values of other variables are no statements.
`find: unknown` has a hit on a `policy.x` in the template that no policy has.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from msgreview.matching.pattern import Pattern
from msgreview.model.config import Policy, Settings
from msgreview.model.finding import Hit
from msgreview.rubric.kind import Kind
from msgreview.rubric.lexical import dialect
from msgreview.rubric.schema import Applies
from msgreview.rubric.statements.amounts import compare, with_unit
from msgreview.rubric.statements.quoting import stated
from msgreview.rubric.statements.units import DIFFERENT, SAME, UNCLEAR, Verdict
from msgreview.rubric.view import MessageView, View

_POLICY = frozenset({"policy"})
_VERDICTS: dict[str, Verdict] = {"different": DIFFERENT, "unclear": UNCLEAR, "typed": SAME}


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `policy`. `facts` are the catalogue's policies with a value, filled when the rubrics are loaded."""

    find: Literal["different", "unclear", "typed", "unknown"] = "different"
    facts: tuple[Policy, ...] = ()


def settle(options: Options, settings: Settings, _: Applies) -> Options:
    """The options with the catalogue's policies."""
    facts = tuple(policy for policy in settings.policies if policy.value)
    return msgspec.structs.replace(options, facts=() if options.find == "unknown" else facts)


def _sayings(options: Options) -> list[tuple[Policy, str]]:
    return [(policy, says) for policy in options.facts for says in policy.says]


def patterns(options: Options) -> tuple[Pattern, ...]:
    """Every policy's `says`."""
    return tuple(Pattern(dialect(says)) for _, says in _sayings(options))


def check_text(view: View, options: Options) -> Iterator[Hit]:
    """One hit a statement that compares as `find` asks; the words are those of the pattern's group."""
    sayings = _sayings(options)
    for passage in view.passages:
        for number, (policy, _) in enumerate(sayings):
            for match in view.matches(passage, number):
                group = 1 if match.re.groups and match[1] is not None else 0
                said = with_unit(match[0], match.start(group) - match.start(), match.end(group) - match.start())
                hit = passage.hit(*match.span(group), said, policy.value, policy.name)
                if (
                    said.strip()
                    and compare(said, policy.value, policy.name, view.document.message.lang) == _VERDICTS[options.find]
                    and _is_meant(view, hit, options, policy)
                ):
                    yield hit


def _is_meant(view: View, hit: Hit, options: Options, policy: Policy) -> bool:
    """Whether the author states the fact: by hand or, with the wrong words round it, by quoting this very policy."""
    by = stated(view.document, hit, _POLICY)
    return by.by == "author" or (by.name == f"policy.{policy.name}" and options.find == "different")


def check(view: MessageView, options: Options) -> Iterator[Hit]:
    """Each unknown policy once, where it is first used."""
    reported: set[str] = set()
    for used in view.variants.names if options.find == "unknown" else ():
        if not used.defined and used.name.startswith("policy.") and used.name not in reported:
            reported.add(used.name)
            name = used.name.removeprefix("policy.")
            yield Hit(used.start, used.end, used.origin.field, (used.name, "", name), used.name, used.origin)


KIND = Kind(
    "policy",
    __doc__,
    Options,
    args=("what it says", "the policy's value", "the policy's name"),
    patterns=patterns,
    check_text=check_text,
    check_message=check,
    settle=settle,
    settled=("facts",),
)
