"""The conversation itself: from a line of the learner and the silence before it to what the customer says, and how they feel."""

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec
from msgspec.structs import replace

from msgreview.report.lines import count
from msgreview.train.grade import Remark
from msgreview.train.practices import alternatives
from msgreview.train.roleplay.acts import Utterance, does, in_words
from msgreview.train.roleplay.scene import START, Node, Reply, Scene, Setting

End = Literal["", "well", "fair", "handed-over", "left", "red", "stopped"]
"""How a scene ended; "" while it goes on. `red`: by words that must not be said; `stopped`: the learner went."""

Read = Callable[[str], Utterance]
"""What tells what a line does; see `Listener.read`."""

_GONE, _GLAD = -3, 2
_STUCK = 6
"""Lines in one node after which the customer gives up."""
_LATE = 15
"""Seconds beyond what was promised that nobody notices."""
_FEELS = (("rude", -2), ("curt", -1), ("blame", -1), ("empathy", 1), ("apology", 1))
_STILL_THERE: dict[Setting, str] = {
    "chat": "Are you still there?",
    "call": "Hello? Are you still on the line?",
    "counter": "Excuse me? I am still here.",
}
_MORE = {
    "curt": ("I need a little more than that.", "Is that all you can say?"),
    "": ("All right. And what does that mean for me?", "Hm. I am not sure that helps me yet.", "And what happens now?"),
    "unclear": ("Sorry, I don't follow. What do you mean?", "I'm not sure what you are telling me."),
    "rude": ("That is not a nice thing to say to me.", "Do you talk to everybody like that?"),
}
"""What a customer says where a node has no words of its own for a line that leads nowhere."""


class Turn(msgspec.Struct, frozen=True):
    """A line of the learner, and what came of it."""

    text: str
    said: Utterance
    seconds: int = 0
    """Silence before it."""
    noticed: str = ""
    """What the customer said into the silence; "" where it was short enough."""
    reply: str = ""
    """What the customer said to the line; "" where the scene ended without a word."""
    mood: int = 0
    """How the customer felt after it."""
    unclear: bool = False
    """Whether nothing could be made of it."""
    label: str = ""
    """What the learner said that it does."""


class Play(msgspec.Struct, frozen=True):
    """A conversation so far."""

    scene: Scene
    node: str = START
    mood: int = 0
    stuck: int = 0
    """Lines since the conversation last moved."""
    done: frozenset[str] = frozenset()
    """All that the learner's lines did."""
    turns: tuple[Turn, ...] = ()
    end: End = ""

    @property
    def limit(self) -> int:
        """Seconds of silence that the customer takes now: what was promised, or what anybody takes."""
        promised = self.turns[-1].said.promised if self.turns else 0
        return max(promised + _LATE, self.scene.limit // 2) if promised else self.scene.limit


def begin(scene: Scene) -> Play:
    """The scene with the customer's first words said."""
    return Play(scene, mood=scene.mood)


def stop(play: Play) -> Play:
    """The scene as it is when the learner goes."""
    return play if play.end else replace(play, end="stopped")


def say(play: Play, text: str, read: Read, seconds: int = 0, label: str = "") -> Play:
    """The conversation after a line that came after `seconds` of silence. A `label` is an act that the learner says it does."""
    said = read(text)
    if label:
        said = said._replace(acts=said.acts | {label})
    noticed = _notice(play, seconds)
    turn = Turn(text, said, seconds, noticed, label=label)
    mood = play.mood + min(1, sum(change for act, change in _FEELS if act in said.acts)) - bool(noticed)
    if not any(map(_hurts, play.turns)):  # nobody goes at the first slip
        mood = max(mood, _GONE + 1)
    after = replace(play, mood=_bounded(mood), done=play.done | said.acts)
    if said.red:
        return _ended(after, turn, "red", "")
    if "hand-over" in said.acts:
        return _ended(after, turn, "handed-over", play.scene.hand_over.says)
    if after.mood <= _GONE:
        return _ended(after, turn, "left", play.scene.leaves)
    return _answered(play, after, turn)


def run(scene: Scene, lines: Iterable[str], read: Read) -> Play:
    """The scene as these lines play it, without silence; it stops where the scene ends."""
    play = begin(scene)
    for text in lines:
        if play.end:
            break
        play = say(play, text, read)
    return play


def first_words(scene: Scene) -> str:
    """What the customer says first."""
    return scene.nodes[START].says.strip()


def slips(play: Play) -> list[Remark]:
    """What the learner's lines did that no customer should meet: red words, hurt, silence."""
    remarks = []
    for number, turn in enumerate(play.turns, 1):
        text = turn.text.rstrip(".")
        if turn.said.red:
            remarks.append(replace(turn.said.red, text=f"Line {number}, {turn.said.red.text}"))
        if "rude" in turn.said.acts:
            remarks.append(Remark(False, f"Line {number} hurts: “{text}”. Say what you can do instead."))
        elif "curt" in turn.said.acts:
            remarks.append(Remark(False, f"Line {number} is curt: “{text}”. Add what you can do, or ask one thing."))
        if turn.noticed:
            silence = f"There was silence before line {number}: {time_words(turn.seconds)}."
            remarks.append(Remark(False, f"{silence} Say how long it takes, and be back by then."))
    return remarks


def _hurts(turn: Turn) -> bool:
    return bool(turn.noticed) or any(change < 0 for act, change in _FEELS if act in turn.said.acts)


def _notice(play: Play, seconds: int) -> str:
    if seconds <= play.limit:
        return ""
    promised = play.turns[-1].said.promised if play.turns else 0
    if promised:
        return f"You said {time_words(promised)}. It has been {time_words(seconds)} now."
    return _STILL_THERE[play.scene.setting]


def time_words(seconds: int) -> str:
    """Seconds as one says them: "4 minutes"."""
    if seconds < 60:
        return count(seconds, "second")
    minutes = seconds // 60
    return "one minute" if minutes == 1 else f"{minutes} minutes"


def _answered(play: Play, after: Play, turn: Turn) -> Play:
    """The conversation after a line that ends nothing by itself: as many steps on as the line does."""
    acts, name, visited = set(turn.said.acts), play.node, {play.node}
    words: list[str] = []
    moved = False
    while reply := _reply(play.scene.nodes[name], acts, play.done):
        leads = bool(reply.to) and reply.to not in visited
        if moved and not leads:  # the customer is past asking about this
            break
        words = [reply.says] if reply.says else []
        after = replace(after, mood=max(_GONE + 1, _bounded(min(after.mood + reply.mood, play.mood + 1))))
        acts -= {next(one for one in wanted.split("|") if one in acts) for wanted in reply.does}
        if not leads:
            break
        name, moved = reply.to, True
        visited.add(name)
    node = play.scene.nodes[name]
    if moved:
        words.append(node.cross if node.cross and after.mood < 0 else node.says)
        after = replace(after, node=name, stuck=0)
        return _ended(after, turn, node.end, _joined(words)) if node.end else _on(after, turn, _joined(words))
    after = replace(after, stuck=play.stuck + 1)
    if after.stuck >= _STUCK:
        return _ended(after, turn, "left", play.scene.leaves)
    said_before = bool(node.again) and any(one.reply == _joined(words) for one in play.turns)
    return _lost(after, turn, node) if said_before or not words else _on(after, turn, _joined(words))


def _lost(after: Play, turn: Turn, node: Node) -> Play:
    """The conversation after a line that leads nowhere."""
    acts = turn.said.acts
    unclear = not acts - {"cause", "status", "lead-in", "heading", "look", "pleasantry"}
    manner = "rude" if "rude" in acts else "curt" if "curt" in acts else "unclear" if unclear and not turn.said.slips else ""
    own = () if manner == "rude" else node.again
    if after.stuck > 2 and manner:
        after = replace(after, mood=_bounded(after.mood - 1))
    if after.mood <= _GONE:
        return _ended(after, turn, "left", after.scene.leaves)
    pool = own or _MORE[manner]
    said = {one.reply for one in after.turns}
    fresh = next((words for words in pool if words.strip() not in said), pool[after.stuck % len(pool)])
    return _on(after, replace(turn, unclear=manner == "unclear"), fresh)


def _reply(node: Node, acts: set[str], before: frozenset[str]) -> Reply | None:
    for reply in node.replies:
        if (
            all(does(one, acts) for one in reply.does)
            and not any(does(one, acts) for one in reply.unless)
            and all(does(one, before) for one in reply.after)
        ):
            return reply
    return None


def _on(play: Play, turn: Turn, reply: str) -> Play:
    return replace(play, turns=(*play.turns, replace(turn, reply=reply.strip(), mood=play.mood)))


def _ended(play: Play, turn: Turn, end: End, reply: str) -> Play:
    return replace(_on(play, turn, reply), end=end)


def _joined(words: list[str]) -> str:
    return " ".join(one.strip() for one in words)


def _bounded(mood: int) -> int:
    return max(_GONE, min(_GLAD, mood))


def choices(play: Play) -> list[tuple[str, str]]:
    """What a line can be labelled as, in words and in their order: what the scene and the point in it have replies to."""
    acts = [act for node in play.scene.nodes.values() for reply in node.replies for act in reply.does]
    acts += [wanted.act for wanted in play.scene.wanted]
    words = {in_words(act): act for act in dict.fromkeys(alternatives(acts)) if act not in ("rude", "curt", "blame")}
    return sorted(words.items())
