"""Every rule's examples as exercises: to spot the words in a bad one, to choose a good one over a bad one.

They are made without a line of YAML, so that a team's house rules teach themselves.
"""

import re
from collections.abc import Iterator
from textwrap import indent
from typing import Any, NamedTuple

from msgspec.structs import replace

from msgreview.catalogue.load import load_text
from msgreview.lint.message import LintedMessage, lint_message
from msgreview.proof.example_files import example_files, with_policies
from msgreview.rubric.rule_text import fill
from msgreview.rubric.schema import Rule
from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.kinds import choose, spot

PREFIX = "rule:"
"""What the ids of these exercises begin with: `rule:tone.curt.spot`."""
_LONG = 600
"""Characters from which an example is too long to be read as one choice among others."""


def rule_exercises(rule: Rule, analyser: Analyser) -> Iterator[Exercise]:
    """The exercises that a rule's examples make: none, one of a kind, or both."""
    bad = [_shown(rule, example, analyser) for example in rule.examples.bad]
    good = [_shown(rule, example, analyser).text for example in rule.examples.good]
    for shown in bad:
        words = tuple(dict.fromkeys(word for word in shown.words if re.search(r"\w", word) and word in shown.text))
        if words and len(" ".join(words)) < len(shown.text) * 0.6:
            prompt = spot.prompt(len(words), rule.why)
            yield replace(_blank(rule, "spot"), options=spot.Options(shown.text, words), prompt=prompt)
            break
    if bad and good and (options := _choices(rule, [shown.text for shown in bad], good)):
        yield replace(_blank(rule, "choose"), options=options)


def example_texts(rule: Rule, analyser: Analyser) -> list[str]:
    """The bad examples of a rule in whose text it matches words, as their reader would get them."""
    shown = (_shown(rule, example, analyser) for example in rule.examples.bad)
    return [example.text for example in shown if example.words]


class _Shown(NamedTuple):
    """An example as a learner reads it, and the words in it that the rule matches."""

    text: str
    words: tuple[str, ...] = ()


def _shown(rule: Rule, example: Any, analyser: Analyser) -> _Shown:
    """An example as its reader would get it; as it is written where the rule is about more than a text."""
    settings, plain = with_policies(analyser.settings, example)
    if not isinstance(plain, str) and not plain.keys() <= _TEXT:
        return _Shown(_as_written(plain))
    files = example_files(rule, plain, settings)
    entries = [entry for name, text in files.items() for entry in load_text(text, name).entries]
    linted = lint_message(entries[0], lambda _: None, analyser.only((rule.id,), settings)) if entries else None
    if linted is None or not linted.texts:
        return _Shown(_as_written(plain))
    return _Shown(linted.texts[0].document.text.strip(), tuple(_words(linted)))


_TEXT = frozenset({"body", "channel", "kind", "format", "tags", "samples", "lang", "audience", "service"})
"""Fields of an example that is about its text alone."""


def _as_written(example: Any) -> str:
    """An example as it stands in a file, its text last."""
    if isinstance(example, str):
        return example.strip()
    if "files" in example:
        return "\n\n".join(f"{name}:\n{indent(str(text).strip(), '  ')}" for name, text in example["files"].items())
    if "file" in example:
        return str(example["file"]).strip()
    fields = [f"{name}: {value}".rstrip() for name, value in example.items() if name != "body" and value is not None]
    return "\n".join([*fields, *([str(example["body"]).strip()] if example.get("body") else [])])


def _words(linted: LintedMessage) -> Iterator[str]:
    for _, hit, document in linted.hits:
        if document and document is linted.texts[0].document and hit.field == "body":
            yield document.text[hit.start : hit.end].strip()


def _blank(rule: Rule, kind: str) -> Exercise:
    """An exercise on a rule, without what is its kind's own."""
    return Exercise(
        id=f"{PREFIX}{rule.id}.{kind}",
        course=f"{PREFIX}{rule.id}",
        name=kind,
        kind=kind,
        prompt="Which of these would you rather get as a reader?",
        options=None,
        practice=rule.practice,
        hints=(rule.try_,) if rule.try_ else (),
        why=rule.why or fill(rule.message, ()),
        source=rule.source,
        rules=(rule.id,),
        channel=(rule.applies.channel or ("email",))[0],
        minutes=1,
    )


def _choices(rule: Rule, bad: list[str], good: list[str]) -> choose.Options | None:
    """One good answer between bad ones, or one bad between good ones; None where they cannot be told apart."""
    better = next((text for text in good if len(text) < _LONG and text not in bad), "")
    worse = [text for text in dict.fromkeys(bad) if len(text) < _LONG and text not in good][:2]
    if not better or not worse:
        return None
    reason = " ".join(filter(None, (rule.why, rule.try_))) or "Compare it with the other."
    chosen = choose.Choice(better, f"This one keeps the rule. {rule.why}".strip(), good=True)
    others = [choose.Choice(text, reason) for text in worse]
    return choose.Options((*others[:1], chosen, *others[1:]))
