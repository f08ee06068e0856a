"""Facts of the catalogue that a message states in its own words.

With `says`, every place where one of a policy's `says` patterns matches is compared with the policy's value: "three weeks"
is a hit where the policy is 28 days, "four weeks" is not. With `unknown`, a `policy.x` in the template that no policy
has is a hit; `says` is then off unless it is asked for.
"""

from collections.abc import Iterator

import msgspec

from msgreview.model.config import Policy, Settings
from msgreview.model.finding import Hit
from msgreview.rubric.amounts import same
from msgreview.rubric.kinds.lexical import dialect
from msgreview.rubric.view import MessageView, View
from msgreview.text.patterns.pattern import Pattern

ARGS = ("what it says", "the policy's value", "the policy's name")


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `policy`. `facts` are the catalogue's policies, filled when the rubrics are loaded."""

    says: bool | None = None
    unknown: bool = False
    facts: tuple[Policy, ...] = ()


def settle(options: Options, settings: Settings) -> Options:
    """The options with the catalogue's policies."""
    says = not options.unknown if options.says is None else options.says
    return msgspec.structs.replace(options, says=says, facts=settings.policies if says else ())


def _sayings(options: Options) -> list[tuple[Policy, str]]:
    return [(policy, says) for policy in options.facts for says in policy.says]


def patterns(options: Options) -> tuple[Pattern, ...]:
    """Every policy's `says`."""
    return tuple(Pattern(dialect(says)) for _, says in _sayings(options))


def check_text(view: View, options: Options) -> Iterator[Hit]:
    """One hit a statement that differs; the words are those of the pattern's group."""
    sayings = _sayings(options)
    for passage in view.passages:
        for number, (policy, _) in enumerate(sayings):
            for found in view.matches(passage, number):
                group = 1 if found.re.groups and found[1] is not None else 0
                if not same(found[group], policy.value, policy.name):
                    yield passage.hit(*found.span(group), found[group], policy.value, policy.name)


def check(view: MessageView, options: Options) -> Iterator[Hit]:
    """Each unknown policy once, where it is first used."""
    met: set[str] = set()
    for used in view.variants.names if options.unknown else ():
        if not used.known and used.name.startswith("policy.") and used.name not in met:
            met.add(used.name)
            name = used.name.removeprefix("policy.")
            yield Hit(used.start, used.end, used.origin.field, (used.name, "", name), used.name, used.origin)
