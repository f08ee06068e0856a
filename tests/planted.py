"""Makes catalogues in which a phrase is planted in every way in which a message file can hold words. Seeded, so repeatable."""

import random
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import indent

PHRASE = "the zebra crossing"
PLANTED = re.compile(r"[Tt]he[ \t]*(?:\r\n|\n|\r| )[ \t]*zebra[ \t]*(?:\r\n|\n|\r| )[ \t]*crossing")
"""The phrase as it may stand in a file, over the end of a line included."""
RUBRIC = f"""\
title: The planted phrase
practice: clear
rules:
  phrase: {{extends: existence, level: warning, scope: text, applies: {{lang: [any]}}, message: "'%s'", tokens: [{PHRASE}]}}
"""
_PLAIN = (
    "We moved {P} to Quay Street in May, dear reader",
    "The keys to {P} are at the front desk and Priya has them",
    "You will find a map of {P} and its lamps on the wall",
    "Nobody may paint {P} at night, nor at noon",
    "Crème brûlée 🎉 is sold at {P} by 猫 and 👩‍👩‍👧",
)
_TAGGED = (
    "We tell {{ name }} that {P} is open",
    "{% if late %}Alas {P} is closed{% else %}Well, {P} is open{% endif %} on {{ day }}",
    "{% for item in items %}{{ item }} stands at {P}{% if not loop.last %}, and {% endif %}{% endfor %} today",
    "{# the map #}We are {{ 'Sam' if vip else name }} of {P}",
    "{% set place = name %}{{ place | upper }} runs {P} now",
    "{% set wet %}{P} is wet{% endset %}{{ wet }} today",
    "{% macro go(how) %}Go {{ how }} to {P}{% endmacro %}{{ go('soon') }} or {{ go(day) }}",
    "{% raw %}{{ as it stands }} at {P}{% endraw %}",
)
_ODD = ("It isn't \"{P}\" that's late", "A back\\slash and {P} at 100% of # 7", "So: {P}, or a\tb\t{P}", "{P} – “{P}”… ‘{P}’")
_HTML = (
    "<p>Fish &amp; chips at <b>{P}</b> &eacute;t&eacute;</p>",
    "<a href='https://library.example'>Go to {P}</a><br/>",
    "<ul><li>{P}</li></ul>",
)
_MARKDOWN = ("**Look** at *{P}* or [write to us](https://library.example)", "- a list with {P}\n- and `code`", "# {P}")
_FACTS = """\
kind: scripted
channel: email
subject: {subject}
format: {format}
samples: {{one: {{name: Sam, day: Friday, items: [A, B]}}}}
"""


def catalogue(folder: Path, count: int, seed: int = 7) -> None:
    """Writes `count` messages with the phrase into `folder`, with settings and a rubric that find it."""
    dice = random.Random(seed)
    (folder / "rubrics").mkdir(parents=True)
    (folder / "rubrics" / "planted.yaml").write_text(RUBRIC, encoding="utf-8")
    (folder / "msgreview.yaml").write_text("messages: [.]\nrubrics: [rubrics]\n", encoding="utf-8")
    made = 0
    while made < count:
        several = dice.choice((1, 1, 1, 2, 5))
        ids = [f"made.n{made + number}" for number in range(several)]
        text = _file(dice, ids)
        made += several
        if dice.random() < 0.4:
            text = text.replace("\n", "\r\n")
        data = text.encode("utf-8")
        (folder / f"{ids[0]}.yaml").write_bytes(b"\xef\xbb\xbf" + data if dice.random() < 0.2 else data)


def _file(dice: random.Random, ids: list[str]) -> str:
    messages = [_message(dice, id_) for id_ in ids]
    comment = dice.choice(("", "# Café 🎉 of the file\n", "---\n"))
    if len(ids) == 1:
        return comment + messages[0]
    shared = f"service: desk\nnotes: {_scalar(dice, 'shared by all of them', 0)}"
    return comment + shared + "messages:\n" + "".join("  - " + indent(one, "    ")[4:] for one in messages)


def _message(dice: random.Random, id_: str) -> str:
    form = dice.choice(("text", "text", "html", "markdown"))
    if form == "text" and dice.random() < 0.3:
        return _mixed(dice, id_)
    facts = _FACTS.format(subject=_scalar(dice, _words(dice, "text", 1), 0).strip("\n"), format=form)
    return f"id: {id_}\n{facts}body: {_scalar(dice, _words(dice, form, dice.randint(1, 5)), 0)}"


def _mixed(dice: random.Random, id_: str) -> str:
    """A message of parts that uses an earlier one, and one that includes it."""
    earlier = f"made.n{max(0, int(id_.removeprefix('made.n')) - dice.randint(1, 9))}"
    lines = f"id: {id_}\nkind: mixed\nchannel: email\nsubject: The lamps\nparts:\n"
    if earlier != id_:
        lines += f"  - use: {earlier}\n"
    lines += f"  - text: {_scalar(dice, _words(dice, 'text', 2), 4)}"
    lines += f"  - write: {_scalar(dice, 'why it is late', 4)}    example: It rains.\n"
    return lines + f"  - text: {_scalar(dice, _words(dice, 'text', 1), 4)}"


def _words(dice: random.Random, form: str, count: int) -> str:
    """Paragraphs of sentences with the phrase."""
    choice = {
        "text": (*_PLAIN, *_TAGGED, *_ODD),
        "html": (*_PLAIN, *_TAGGED, *_HTML),
        "markdown": (*_PLAIN, *_TAGGED, *_MARKDOWN),
    }[form]
    sentences = [dice.choice(choice).replace("{P}", PHRASE) + "." for _ in range(count)]
    return "".join(sentence + dice.choice((" ", "\n\n", "\n\n")) for sentence in sentences).rstrip()


def _scalar(dice: random.Random, text: str, depth: int) -> str:
    """`text` in one of the YAML styles, below a key that is `depth` deep; a line feed at the end."""
    styles: list[Callable[[random.Random, str, str], str]] = [_single, _double, _literal, _folded]
    if re.fullmatch(r"[^\W\d_][^:#\n\t{}\"']*", text):
        styles += [_plain, _plain]
    tag, style = dice.choice(("", "", "", f"&a{dice.getrandbits(60)} ", "!!str ")), dice.choice(styles)
    tag = "" if style is _plain and tag.startswith("&") else tag  # It would read as the beginning of the text.
    return tag + style(dice, text, " " * (depth + dice.choice((2, 4))))


def _plain(dice: random.Random, text: str, margin: str) -> str:
    return _wrapped(dice, text, margin) + dice.choice(("", "  # a comment")) + "\n"


def _single(dice: random.Random, text: str, margin: str) -> str:
    return "'" + _wrapped(dice, text.replace("'", "''"), margin).replace("\0", "") + "'\n"


def _double(dice: random.Random, text: str, margin: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    if dice.random() < 0.5:
        text = text.replace("🎉", "\\U0001F389").replace("é", "\\xe9")
    if dice.random() < 0.15:
        text = text.replace("zebra", "zebr\\x61")
    return '"' + (text.replace("\n", "\\n") if dice.random() < 0.5 else _wrapped(dice, text, margin)) + '"\n'


def _literal(dice: random.Random, text: str, margin: str) -> str:
    if not re.search(r"\t|^[-#] ", text, re.MULTILINE) and dice.random() < 0.4:  # Data, lists and headings are not joined.
        text = re.sub(r"(?<=\w) (?=\w)", lambda space: "\n" if dice.random() < 0.1 else " ", text)
    return "|" + dice.choice(("", "-", "+")) + dice.choice(("", " # a comment")) + "\n" + indent(text, margin) + "\n"


def _folded(dice: random.Random, text: str, margin: str) -> str:
    paragraphs = [_wrapped(dice, paragraph, "") for paragraph in text.split("\n\n")]
    return ">" + dice.choice(("", "-")) + "\n" + indent("\n\n".join(paragraphs), margin) + "\n"


def _wrapped(dice: random.Random, text: str, margin: str) -> str:
    """Some spaces between words made ends of lines, which YAML folds; ends of lines doubled, so that they stay."""
    text = re.sub(r"\n+", lambda ends: "\n" * (len(ends[0]) + 1) + margin, text) if margin else text
    return re.sub(r"(?<=\w) (?=\w)", lambda space: "\n" + margin if dice.random() < 0.03 else " ", text)
