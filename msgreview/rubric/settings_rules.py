"""Rules that the settings define without a rubric file: rejected words, required fields, a reading grade."""

from typing import Any

import regex

from msgreview.model.config import ReadabilityConfig, Settings
from msgreview.model.errors import RubricError
from msgreview.model.message import Channel
from msgreview.rubric.kinds import field, grade, substitution
from msgreview.rubric.schema import Action, Applies, Practice, Rubric, Rule

FROM_SETTINGS = ("vocabulary", "require", "readability")
"""The rubrics that a catalogue has only where its settings ask for them."""


def settings_rubrics(settings: Settings) -> tuple[Rubric, ...]:
    """The rubrics `vocabulary` (rule `reject`), `require` (one rule a field) and `readability` (rule `grade`).

    RubricError for a field that no message has.
    """
    config, path = settings.config, settings.config_path
    rubrics = []
    if config.vocabulary.reject:
        rule = _reject(config.vocabulary.reject, path)
        rubrics.append(Rubric("vocabulary", "Words the team has decided on", rule.practice, _ABOUT, "", (rule,), path))
    if config.require:
        rules = tuple(_required(name, channels, settings) for name, channels in config.require.items())
        rubrics.append(Rubric("require", "Facts the team asks for", "open", _ABOUT, "", rules, path))
    if config.readability != ReadabilityConfig():
        rule = _grade(config.readability, path)
        rubrics.append(Rubric("readability", "Texts that can be read at once", rule.practice, _ABOUT, "", (rule,), path))
    return tuple(rubrics)


_ABOUT = "Made from the settings of this catalogue."


def _reject(words: dict[str, str], path: str) -> Rule:
    return _rule(
        "vocabulary.reject",
        "substitution",
        "clear",
        substitution.Options({regex.escape(word, literal_spaces=True): value for word, value in words.items()}),
        message="'%[2]s' is a word the team has decided against; write '%[1]s'.",
        try_="Use the team's word.",
        scope=("text",),
        path=path,
        action=Action("replace"),
    )


def _required(name: str, channels: tuple[Channel, ...], settings: Settings) -> Rule:
    try:
        options = field.Options(name)
    except ValueError as error:
        raise RubricError(f"{settings.config_position(f'require.{name}')}: `require`: {error}.") from None
    return _rule(
        f"require.{name.replace('.', '-').replace('_', '-')}",
        "field",
        "open",
        options,
        message=f"This message does not state its `{name}`, which the team asks of every message on its channel.",
        try_=f"Add `{name}:` to the message.",
        applies=Applies(channel=channels, lang=("any",)),
        path=settings.config_path,
    )


def _grade(aims: ReadabilityConfig, path: str) -> Rule:
    return _rule(
        "readability.grade",
        "grade",
        "clear",
        grade.Options(aims.grade, aims.channel, aims.service),
        level="suggestion",
        limit=1,
        applies=Applies(),
        message="This message reads at grade %[1]s to %[2]s, and the aim is %[3]s. Its sentences have %[5]s words on average, "
        "this one %[4]s.[[ Long words: %[6]s.]]",
        try_="Cut this sentence in two, and say the long words in short ones where you can.",
        why="A grade is the years of school that a text asks for, by three formulas that count words, sentences and syllables. "
        "It tells where to look and is no judgement; a text that reads well may stay.",
        source="WCAG 2.2, success criterion 3.1.5: text that asks for more than nine years of school needs a simpler version",
        link="https://www.w3.org/WAI/WCAG22/Understanding/reading-level.html",
        path=path,
    )


def _rule(id_: str, kind: str, practice: Practice, options: Any, **given: Any) -> Rule:
    rubric, _, name = id_.partition(".")
    usual: dict[str, Any] = {"why": "The team's settings say so.", "applies": Applies(lang=("any",))}
    return Rule(id=id_, rubric=rubric, name=name, kind=kind, practice=practice, options=options, **(usual | given))
