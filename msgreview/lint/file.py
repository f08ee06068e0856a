"""One file read and held to the rules: all that depends on it and on the messages it uses, and on nothing else."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

import msgspec

from msgreview.lint.exceptions import PlacedIgnore, PlacedWaiver
from msgreview.lint.found import found
from msgreview.lint.message import message_findings, read_message
from msgreview.model.config import Settings
from msgreview.model.finding import Finding, Ignore
from msgreview.model.message import Entry
from msgreview.model.span import Span
from msgreview.rubric.facts import Facts, facts
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner
from msgreview.text.catalogue import Catalogue, CatalogueFile, references
from msgreview.text.load import LoadedFile, load_file
from msgreview.text.place import Lookup, field_spot, spot


class FileResult(msgspec.Struct, frozen=True):
    """What reading one file gave: the cache keeps these."""

    path: str
    digest: str
    """Of the file's bytes; "" for one that could not be read."""
    uses: dict[str, tuple[str, ...]] = {}
    """Id of each message in the file → ids of the messages it uses."""
    deferred: bool = False
    """Put off: the file uses messages whose homes were not known, and nothing else is known of it yet."""
    needs: dict[str, str] = {}
    """Id of every message used, directly or not → content and place of its file; "" where there is none."""
    variants: int = 0
    findings: tuple[Finding, ...] = ()
    """Before exceptions; those of used messages point to their own files."""
    facts: tuple[Facts, ...] = ()
    waivers: tuple[PlacedWaiver, ...] = ()
    ignores: tuple[PlacedIgnore, ...] = ()


class FileReader:
    """Reads files with one set of settings and rubrics; made once a process."""

    def __init__(self, settings: Settings, folders: tuple[Path, ...]) -> None:
        self.runner = Runner(load_rubrics(folders, settings), settings)

    def read(self, file: CatalogueFile, homes: Mapping[str, CatalogueFile] | None) -> FileResult:
        """What a file gives. Without `homes` one that uses other messages is put off."""
        loaded = load_file(file.path, file.shown)
        uses = {entry.message.id: references(entry.message) for entry in loaded.entries}
        result = FileResult(file.shown, digest_of(file.path), uses)
        if homes is None and any(uses.values()):
            return msgspec.structs.replace(result, deferred=True)
        return self._judge(result, loaded, Catalogue(homes or {}).entry)

    def _judge(self, result: FileResult, loaded: LoadedFile, lookup: Lookup) -> FileResult:
        findings = list(self._file_findings(loaded))
        kept, variants = [], 0
        for entry in loaded.entries:
            reading = read_message(entry, lookup, self.runner)
            findings += message_findings(reading, lookup, self.runner)
            variants += len(reading.readers)
            kept.append(facts(entry, reading.documents[0].text))
        return msgspec.structs.replace(
            result,
            variants=variants,
            findings=tuple(_once(findings)),
            facts=tuple(kept),
            waivers=tuple(waiver for entry in loaded.entries for waiver in _waivers(entry)),
            ignores=tuple(_placed(ignore, loaded) for ignore in loaded.ignores),
        )

    def _file_findings(self, loaded: LoadedFile) -> Iterator[Finding]:
        for problem in loaded.problems:
            if rule := self.runner.rules.all_rules.get(problem.rule):
                place = spot(loaded.source, Span(problem.start, problem.end), message=problem.message)
                yield from found(rule, place, problem.args)


def digest(data: bytes) -> str:
    """The content key of a file: 128 bits of BLAKE2b, in hexadecimal."""
    return blake2b(data, digest_size=16).hexdigest()


def digest_of(path: Path) -> str:
    """The content key of the file at `path`; "" where it cannot be read."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """Each finding once. Of several paths to the same words, one that a sample takes stays, else the first."""
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = (finding.path, finding.start, finding.end, finding.rule)
        if key not in kept or (kept[key].when and not finding.when):
            kept[key] = finding
    yield from kept.values()


def _waivers(entry: Entry) -> Iterator[PlacedWaiver]:
    for number, waiver in enumerate(entry.message.waivers):
        field = f"waivers.{number}"
        yield PlacedWaiver(entry.message.id, waiver, field_spot(entry, f"{field}.rule"), field_spot(entry, f"{field}.until"))


def _placed(ignore: Ignore, loaded: LoadedFile) -> PlacedIgnore:
    """An ignore with the lines it speaks for: its own or, alone on a line, the next; all lines of a field whose key is there."""
    source = loaded.source
    line = ignore.line + ignore.own_line
    last = line
    for entry in loaded.entries:
        for field, place in entry.places.items():
            if field and source.position(place.key_start).line == line:
                last = max(last, source.position(place.end).line)
    return PlacedIgnore(ignore.rule, ignore.reason, line, last, spot(source, Span(ignore.start, ignore.end)))
