"""Loads scenes: the shipped ones, and a team's own, which add to them or replace them by name."""

from collections.abc import Collection, Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from msgspec.structs import asdict

from msgreview.catalogue.keyed_file import FileProblem, KeyedFile
from msgreview.catalogue.validate import did_you_mean
from msgreview.model.span import Source
from msgreview.train.folders import load_files, training_folders
from msgreview.train.practices import MOVE_WORDS, alternatives
from msgreview.train.roleplay.acts import pattern_problem, talk
from msgreview.train.roleplay.scene import START, Node, Scene, SceneFile


def scenes_of(root: Path) -> dict[str, Scene]:
    """The scenes of a catalogue, the shipped ones first. TrainingError lists every problem."""
    return load_scenes(training_folders(root, "scenes"), Path.cwd())


def load_scenes(folders: Sequence[Path], here: Path) -> dict[str, Scene]:
    """Name → scene, in their order. TrainingError lists every problem."""
    return load_files(folders, here, parse_scene, attrgetter("order"))


def parse_scene(source: Source, name: str, problems: list[FileProblem]) -> Scene | None:
    """One scene; None where it has problems, which are added."""
    file = KeyedFile(source, problems)
    read = file.load(SceneFile, "a scene")
    if read is None:
        return None
    for path, words in (*_words(read), *_graph(read), *_acts(read)):
        file.problem(path, words)
    return None if problems else Scene(**asdict(read), name=name, path=source.path)


def _words(scene: SceneFile) -> Iterator[tuple[str, str]]:
    """Patterns that cannot be read."""
    sets = [(f"words.{name}", patterns) for name, patterns in scene.words.items()]
    sets += [(f"red.{name}.words", red.words) for name, red in scene.red.items()]
    for path, patterns in sets:
        for number, pattern in enumerate(patterns):
            if why := pattern_problem(pattern):
                yield f"{path}.{number}", f"this pattern cannot be read: {why}. Write plain words, or mend it."


def _graph(scene: SceneFile) -> Iterator[tuple[str, str]]:
    """Nodes that are missing, that nothing leads to, and from which there is no way to an end."""
    if START not in scene.nodes:
        yield "nodes", f"there is no node '{START}'. It holds the customer's first words."
        return
    if not scene.model:
        yield "model", "there is no model path. Write the lines of a conversation that makes every move."
    if not scene.wanted:
        yield "wanted", "no move is wanted. Name what a good conversation does."
    unknown = False
    for name, node in scene.nodes.items():
        for number, reply in enumerate(node.replies):
            if reply.to and reply.to not in scene.nodes:
                unknown = True
                meant = did_you_mean(reply.to, scene.nodes, f"There are {', '.join(scene.nodes)}.")
                yield f"nodes.{name}.replies.{number}.to", f"there is no node '{reply.to}'. {meant}"
        if node.end and node.replies:
            yield f"nodes.{name}.end", "the conversation ends here, so nothing can be replied. Take out `end` or `replies`."
    if unknown:  # where a name is mistyped, what it cuts off is no problem of its own
        return
    reached, ending = _closure(scene.nodes, {START}), _ending(scene.nodes)
    for name in scene.nodes:
        if name not in reached:
            yield f"nodes.{name}", f"nothing leads to '{name}'. Name it in the `to` of a reply, or take it out."
        elif name not in ending:
            yield f"nodes.{name}", f"there is no way from '{name}' to an end. Give it `end`, or a reply that leads on."


def _closure(nodes: dict[str, Node], names: set[str]) -> set[str]:
    """All nodes that can be reached from these."""
    new = names
    while new:
        new = {reply.to for name in new if name in nodes for reply in nodes[name].replies if reply.to} - names
        names = names | new
    return names


def _ending(nodes: dict[str, Node]) -> set[str]:
    """The nodes from which an end can be reached."""
    return {name for name in nodes if any(nodes[one].end for one in _closure(nodes, {name}) if one in nodes)}


def _acts(scene: SceneFile) -> Iterator[tuple[str, str]]:
    """Acts that no line can do."""
    acts = {*MOVE_WORDS, *talk(), *scene.words}
    for number, wanted in enumerate(scene.wanted):
        yield from _unknown(f"wanted.{number}.act", [wanted.act], acts)
    yield from _unknown("hand_over.after", scene.hand_over.after, acts)
    for name, node in scene.nodes.items():
        for number, reply in enumerate(node.replies):
            path = f"nodes.{name}.replies.{number}"
            if not reply.does:
                yield f"{path}.if", "a reply says in `if` what a line does, such as [empathy]."
            for key, names in (("if", reply.does), ("unless", reply.unless), ("after", reply.after)):
                yield from _unknown(f"{path}.{key}", names, acts)


def _unknown(path: str, names: Sequence[str], acts: Collection[str]) -> Iterator[tuple[str, str]]:
    for name in alternatives(names):
        if name not in acts:
            meant = did_you_mean(name, acts, "Add it to `words` with words that do it.")
            yield path, f"nothing that a line does is called '{name}'. {meant}"
