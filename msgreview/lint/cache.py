"""The results of linting each file, cached between runs and keyed by content: never by time stamps, which git resets."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from operator import attrgetter
from pathlib import Path

import msgspec

from msgreview import __version__
from msgreview.catalogue.atomic import write_atomic
from msgreview.lint.result import FileResult, content_key
from msgreview.model.finding import Finding
from msgreview.rubric.message_facts import Facts

_BUT_TEXT = attrgetter(*(name for name in Facts.__struct_fields__ if name not in ("sketch", "words")))
"""The facts of a message that stay where its words alone change."""


class CacheFile(msgspec.Struct, frozen=True):
    """The cache of one catalogue. `key` covers the tool, the rubrics, the policies and the configuration."""

    key: str
    files: dict[str, FileResult]
    """Shown path → result."""


def cache_key(*parts: str) -> str:
    """The key of results that are valid as long as every part is the same, and the tool's version."""
    return content_key("\0".join((__version__, *parts)).encode())


def load_cache(path: Path, key: str) -> tuple[dict[str, FileResult], str]:
    """The results cached at `path` under `key`, and a sentence for the user where the file is damaged, else "".

    The dict is empty if there is no cache, or one of another key.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        return {}, f"The cache {path} cannot be read ({error.strerror}), so every message is read afresh."
    try:
        cached = msgspec.msgpack.decode(data, type=CacheFile)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}, f"The cache {path} is damaged, so every message is read afresh and the cache is made anew."
    return (cached.files if cached.key == key else {}), ""


def save_cache(path: Path, key: str, files: dict[str, FileResult]) -> str:
    """Writes `files` to `path` atomically. Returns "" or a sentence for the user saying why it could not."""
    try:
        write_atomic(path, _packed(key, files), lasting=False)
    except OSError as error:
        return (
            f"The cache {path} could not be written ({error.strerror}). The findings are complete; the next run will take longer."
        )
    return ""


def _packed(key: str, files: dict[str, FileResult]) -> Iterator[bytes]:
    """A `CacheFile` as MessagePack, file by file: in one piece, that of a large catalogue fills the memory."""
    pack = msgspec.msgpack.encode
    two_fields, map_32 = b"\x82", b"\xdf"
    yield two_fields + pack("key") + pack(key) + pack("files") + map_32 + len(files).to_bytes(4)
    yield from (pack(path) + pack(result) for path, result in files.items())


def findings_together(
    path: Path, key: str, runs: Sequence[Sequence[Facts]], find: Callable[[Sequence[Facts], bool], Iterable[Finding]]
) -> list[list[Finding]]:
    """The findings that `find` makes of the facts of each run, those of rules that compare texts after the others.

    They are saved beside the cache at `path`, each part under a key of the facts that it depends on.
    """
    path = path.with_name(f"{path.stem}-together.msgpack")
    parts = [(facts, of_texts) for facts in runs for of_texts in (False, True)]
    keys = [
        cache_key(key, content_key(msgspec.msgpack.encode(facts if of_texts else [*map(_BUT_TEXT, facts)])))
        for facts, of_texts in parts
    ]
    saved: dict[str, list[Finding]] = {}
    with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
        saved = msgspec.msgpack.decode(path.read_bytes(), type=dict[str, list[Finding]])
    by_key = {
        each: saved[each] if each in saved else [*find(*part)] for each, part in dict(zip(keys, parts, strict=True)).items()
    }
    crashed = any(each.rule.startswith("internal.") for findings in by_key.values() for each in findings)
    if not crashed and not by_key.keys() <= saved.keys():
        with suppress(OSError):
            write_atomic(path, msgspec.msgpack.encode(by_key), lasting=False)
    return [[*by_key[others], *by_key[of_texts]] for others, of_texts in zip(keys[::2], keys[1::2], strict=True)]
