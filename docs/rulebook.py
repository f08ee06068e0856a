"""The pages in docs/rules, made from the rubrics and the moves as they are now.

python docs/rulebook.py      (`make pictures` runs it too)
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import yaml

from msgreview.catalogue.files import shipped
from msgreview.model.config import Config, Settings
from msgreview.model.finding import COLOUR
from msgreview.moves.moves import Moves
from msgreview.moves.schema import MoveEntry, MovesFile
from msgreview.report.lines import count
from msgreview.report.rule import unfilled
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.ruleset import RuleSet
from msgreview.rubric.schema import PRACTICE_TITLES, Applies, Rubric, Rule

FOLDER = Path(__file__).with_name("rules")
INDEX, MOVES = "README.md", "moves.md"

_BENDS = {
    "error": "never bends",
    "warning": "bends when a manager signs a waiver",
    "suggestion": "guidance that you may adapt",
}
_FROM = {
    "minimal": "in every profile",
    "standard": "in the profiles `standard` and `strict`",
    "strict": "in the profile `strict`",
}
_MARKUP = re.compile(r"([\\*_\[\]<>|])")
_PLACE = re.compile(r"(`[^`\n]+`|https?://[^\s)]*[^\s).,;:])")
"""Code and addresses, which are not escaped."""
_TEXTS = ("body", "file")


def pages() -> dict[str, str]:
    """File name → Markdown of every page."""
    rules = load_rubrics((shipped("rubrics"),), Settings(Config(profile="strict"), (), {}, ".", date(2026, 11, 23), ""))
    made = {INDEX: index_page(rules)}
    made |= {_moves_name(file.lang, "md"): moves_page(rules.moves, file) for file in rules.moves.files}
    return made | {f"{rubric.name}.md": rubric_page(rubric) for rubric in rules.rubrics}


def index_page(rules: RuleSet) -> str:
    """The way to all others: the rubrics, and what each profile adds."""
    rubrics = [
        f"| [{rubric.name}]({rubric.name}.md) | {md(rubric.title)} | {_counts(rubric.rules)} |" for rubric in rules.rubrics
    ]
    every = sorted(rules.all_rules.values(), key=lambda rule: rule.kind == "reported")
    return _page(
        "Rules",
        "the rubrics",
        "Every rule that comes with msgreview: what it says, why, what to try, and examples that it finds or lets pass. "
        "The examples are tests as well. `msgreview explain RULE` shows the same in the terminal.",
        "Red never bends: safety, privacy, the law, or a broken message. Yellow bends when a manager signs a waiver. "
        "Green is guidance. [adopting.md](../adopting.md) tells what profiles are for, [rules.md](../rules.md) how to write "
        "rules of your own.",
        "## Rubrics",
        _table(("rubric", "asks", "rules"), rubrics),
        "Many rules look at what a sentence does, and not at its words alone: "
        f"the [{len(rules.moves.entries('en'))} moves]({MOVES}).",
        "## The profile minimal",
        "What must not go out. `standard` and `strict` have these rules too.",
        _overview(rule for rule in every if rule.level != "off" and rule.profile == "minimal"),
        "## What strict adds",
        "Hints that many good messages leave unheeded. All rules that are neither here nor above are in `standard`.",
        _overview(rule for rule in every if rule.level != "off" and rule.profile == "strict"),
        "## What is off",
        "For lack of evidence, or because it is a matter of taste. `levels` in msgreview.yaml turns a rule on.",
        _overview(rule for rule in every if rule.level == "off"),
    )


def rubric_page(rubric: Rubric) -> str:
    """A rubric and its rules."""
    serves = f"Serves: {PRACTICE_TITLES[rubric.practice]}." if rubric.practice else ""
    return _page(
        md(rubric.title),
        f"rubrics/{rubric.name}.yaml",
        md(rubric.about),
        f"{serves} Source: {md(rubric.source)}.".strip(),
        f"The rules as data: [rubrics/{rubric.name}.yaml](../../rubrics/{rubric.name}.yaml). [All rubrics]({INDEX}).",
        _overview(rubric.rules, here=True),
        *(part for rule in rubric.rules for part in rule_parts(rule, rubric)),
    )


def rule_parts(rule: Rule, rubric: Rubric) -> Iterator[str]:
    """A rule, paragraph by paragraph."""
    yield f"## {rule.name}"
    yield f"> {md(unfilled(rule.message))}"
    level = "**Off**: `levels` turns it on" if rule.level == "off" else f"**{_colour(rule)}**: {_BENDS[rule.level]}"
    profile = "" if rule.level == "off" else f"; {_FROM[rule.profile]}"
    yield f"{level}{profile}. `{rule.id}`"
    yield from (f"**{name}** {md(unfilled(text))}" for name, text in (("Why.", rule.why), ("Try.", rule.try_)) if text)
    yield "\n".join(f"- {fact}" for fact in _facts(rule, rubric))
    yield from _examples("Instead of", "✗", rule.examples.bad)
    yield from _examples("Write", "✓", rule.examples.good)
    yield from _options(rule)


def moves_page(moves: Moves, file: MovesFile) -> str:
    """What sentences of a language do, with those that do it and those that only look like it."""
    entries = moves.entries(file.lang)
    source = f"rubrics/{_moves_name(file.lang, 'yaml')}"
    others = ", ".join(
        f"[{language}]({_moves_name(language, 'md')})"
        for language in (each.lang for each in moves.files)
        if language != file.lang
    )
    return _page(
        "Moves: what a sentence does" if file.lang == "en" else f"Moves: {file.title.lower()}",
        source,
        "A move is what a sentence does for its reader: it greets, refuses, offers a way forward. Rules that judge a "
        "message as a whole read moves, not words; `msgreview show` names the moves of every sentence of a message.",
        f"The patterns are data: [{source}](../../{source}). Other languages: {others}. [All rubrics]({INDEX}).",
        _table(("move", "the sentence"), [f"| [{name}](#{name}) | {md(entry.about)} |" for name, entry in entries.items()]),
        *(part for name, entry in entries.items() for part in _move_parts(name, entry)),
    )


def _moves_name(lang: str, suffix: str) -> str:
    """The name of the file or page with the moves of a language."""
    return f"moves.{suffix}" if lang == "en" else f"moves.{lang}.{suffix}"


def _move_parts(name: str, entry: MoveEntry) -> Iterator[str]:
    yield f"## {name}"
    implied = f" What does this is also: {', '.join(f'[{other}](#{other})' for other in entry.implies)}." if entry.implies else ""
    yield f"{md(entry.about)}{implied}"
    yield from _examples("Does it", "✓", entry.examples.yes)
    yield from _examples("Looks like it, and does not", "✗", entry.examples.no)
    data = {"patterns": [msgspec.to_builtins(item) for item in entry.patterns], "unless": list(entry.unless)}
    stated = {key: [_slim(item) for item in value] for key, value in data.items() if value}
    yield _folded(f"{count(len(entry.patterns), 'pattern')}, {count(len(entry.unless), 'counter-pattern')}", _yaml(stated))


def _facts(rule: Rule, rubric: Rubric) -> Iterator[str]:
    yield f"For {_audience(rule.applies)}."
    if rule.practice != rubric.practice:
        yield f"Serves: {PRACTICE_TITLES[rule.practice]}."
    if rule.source != rubric.source or rule.link:
        yield f"Source: {md(f'{rule.source} {rule.link}'.strip())}"
    if rule.ask:
        yield f"Cannot be disputed. {md(rule.ask)}"


def _audience(applies: Applies) -> str:
    """Which messages a rule is for, in words."""
    parts = [", ".join(applies.channel) or "every channel"]
    parts += [f"{' or '.join(applies.kind)} messages"] if applies.kind else []
    parts += ["any language" if "any" in applies.lang else "English" if applies.lang == ("en",) else ", ".join(applies.lang)]
    named = (("service", applies.service), ("audience", applies.audience), ("format", applies.format), ("tag", applies.tags))
    parts += [f"with the {name} {' or '.join(values)}" for name, values in named if values]
    parts += [f"not with the tag {' or '.join(applies.without)}"] if applies.without else []
    parts += [" or ".join(applies.status)] if applies.status != Applies().status else []
    return "; ".join(parts)


def _options(rule: Rule) -> Iterator[str]:
    """How the rule looks for it, folded away: its kind and what it says to it."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(type(rule.options))}
    stated = {
        name: value
        for name, value in msgspec.to_builtins(rule.options).items()
        if value not in (defaults.get(name), [], {}, "", None) and not callable(value)
    }
    stated |= {"exceptions": list(rule.exceptions)} if rule.exceptions else {}
    stated |= {"scope": list(rule.scope)} if rule.scope != ("body",) else {}
    if stated:
        kind = f"How it is found: {rule.kind}"
        entries = max((len(value) for value in stated.values() if isinstance(value, list | dict)), default=0)
        yield _folded(f"{kind}, {entries} entries" if entries > 1 else kind, _yaml(stated))


def _examples(title: str, mark: str, examples: Sequence[Any]) -> Iterator[str]:
    """Short ones as a list, longer ones as blocks below it."""
    if not examples:
        return
    short, long = [], []
    for fields, text in map(_shown, examples):
        if "\n" in text or any("\n" in field for field in fields):
            rows = [*fields, *([""] if fields and text else []), text]
            long.append(_fenced("\n".join(rows).rstrip(), "text"))
        else:
            told = f" *({md('; '.join(fields))})*" if fields else ""
            short.append(f"- {mark} {md(text)}{told}" if text else f"- {mark}{told}")
    yield f"**{title}**"
    if short:
        yield "\n".join(short)
    yield from long


def _shown(example: Any) -> tuple[list[str], str]:
    """An example's fields, a line each, and its text."""
    if not isinstance(example, Mapping):
        return [], str(example).strip()
    if isinstance(example.get("files"), Mapping):
        return [], "\n\n".join(f"{name}:\n{text.strip()}" for name, text in example["files"].items())
    text = next((str(example[key]).strip() for key in _TEXTS if key in example), "")
    if "file" in example:
        return [], f"{text or '(an empty file)'}\n"
    return [_field(name, value) for name, value in example.items() if name not in _TEXTS], text


def _field(name: str, value: Any) -> str:
    if value in (None, ""):
        return f"no {name}"
    if name == "policies" and isinstance(value, Mapping):
        told = (f"{key} is {stated['value'] if isinstance(stated, Mapping) else stated}" for key, stated in value.items())
        return f"policy: {', '.join(told)}"
    if isinstance(value, Mapping | list | tuple):
        flow = yaml.safe_dump(
            msgspec.to_builtins(value), default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000
        )
        return f"{name}: {flow.strip()}"
    return f"{name}: {value}"


def _overview(rules: Iterable[Rule], *, here: bool = False) -> str:
    """A row a rule, with the way to it; `here` on its own page."""
    rows = [f"| {_link(rule, here)} | {_colour(rule)} | {_profile(rule)} | {md(unfilled(rule.message))} |" for rule in rules]
    return _table(("rule", "level", "profile", "says"), rows)


def _link(rule: Rule, here: bool) -> str:
    return f"[{rule.name}](#{rule.name})" if here else f"[{rule.id}]({rule.rubric}.md#{rule.name})"


def _profile(rule: Rule) -> str:
    return "" if rule.level == "off" else rule.profile


def _counts(rules: Sequence[Rule]) -> str:
    counts = Counter(_colour(rule).lower() for rule in rules)
    return ", ".join(f"{counts[colour]} {colour}" for colour in ("red", "yellow", "green", "off") if counts[colour])


def _colour(rule: Rule) -> str:
    return "Off" if rule.level == "off" else COLOUR[rule.level].capitalize()


def _slim(item: Any) -> Any:
    """A pattern without the context that it leaves to its move."""
    return {key: value for key, value in item.items() if value is not None} if isinstance(item, dict) else item


def _table(head: tuple[str, ...], rows: Iterable[str]) -> str:
    return "\n".join([f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *rows])


def _yaml(value: Any) -> str:
    """YAML as rubrics are written: `on` is a word in YAML 1.2."""
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000).strip()
    return re.sub(r"^'on':", "on:", text, flags=re.MULTILINE)


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{_fenced(text, 'yaml')}\n\n</details>"


def _fenced(text: str, language: str) -> str:
    """A block of text as it is; its fence is longer than any row of backticks in it."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"{fence}{language}\n{text}\n{fence}"


def md(text: str) -> str:
    """Text on one line in which nothing is taken for markup, except code and addresses."""
    parts = _PLACE.split(" ".join(text.split()))
    return "".join(_as_code(part) if number % 2 else _MARKUP.sub(r"\\\1", part) for number, part in enumerate(parts))


def _as_code(part: str) -> str:
    return part.replace("|", "\\|") if part.startswith("`") else f"<{part}>"


def _page(title: str, source: str, *parts: str) -> str:
    made = f"<!-- Made from {source} by docs/rulebook.py: change it there. -->"
    return "\n\n".join(part for part in (f"# {title}", made, *parts) if part) + "\n"


def main() -> None:
    """Write every page, and take away those that nothing stands behind any more."""
    FOLDER.mkdir(exist_ok=True)
    made = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
