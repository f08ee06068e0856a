"""What the grammar engines cost: CPU time a message, over the sample catalogue, each distinct block read once.

python benchmarks/grammar.py [harper] [languagetool]      (LanguageTool: `make languagetool`, and LTP_PATH=build/languagetool)
"""

import sys
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

import psutil

from msgreview.catalogue.files import find_files, shipped
from msgreview.catalogue.index import Catalogue
from msgreview.catalogue.load import load_file
from msgreview.catalogue.settings import load_settings
from msgreview.model.config import Config, GrammarConfig, Settings
from msgreview.model.document import Document
from msgreview.prose.document import parse_document
from msgreview.rubric.grammar import open_engine
from msgreview.rubric.grammar.proofreader import Proofreader
from msgreview.template.variants import render_variants


def documents(folder: Path) -> tuple[int, list[Document]]:
    """How many messages there are, and all their variants as they are read."""
    settings = load_settings(folder, date(2026, 11, 23))
    files = find_files([folder], folder)
    entries = [entry for file in files for entry in load_file(file).entries]
    by_file = {entry.message.id: file for file in files for entry in load_file(file).entries}
    lookup = Catalogue(by_file).entry
    read = [parse_document(e.message, v) for e in entries for v in render_variants(e, lookup, settings).variants]
    return len(entries), read


def measure(wanted: GrammarConfig, server: psutil.Process | None) -> None:
    count, texts = documents(shipped("messages"))
    settings = Settings(Config(grammar=wanted), (), {}, ".", date(2026, 11, 23), "")
    start, began = busy(server), perf_counter()
    proofreader = Proofreader(lambda: open_engine(wanted), settings)
    proofreader.ready()
    print(f"{wanted.engine}: ready in {busy(server) - start:.2f} s of CPU, {perf_counter() - began:.2f} s by the clock")
    for turn in ("first", "second"):
        proofreader = Proofreader(lambda: open_engine(wanted), settings)
        start, began = busy(server), perf_counter()
        for text in texts:
            list(proofreader.proofread(text))
        cpu, clock = (1000 * (end - at) / count for end, at in ((busy(server), start), (perf_counter(), began)))
        print(f"{wanted.engine}: {turn} reading, {cpu:.1f} ms of CPU and {clock:.1f} ms by the clock a message, of {count}")


def busy(server: psutil.Process | None) -> float:
    """CPU seconds of this process, and of the server."""
    return process_time() + (sum(server.cpu_times()[:2]) if server else 0)


def main(engines: list[str]) -> None:
    if "harper" in engines:
        measure(GrammarConfig("harper"), None)
    if "languagetool" in engines:
        from msgreview.rubric.grammar.server import LocalServer, require

        with LocalServer(require()) as server:
            measure(GrammarConfig("languagetool", server.url, timeout=120), psutil.Process(server.pid))


if __name__ == "__main__":
    main(sys.argv[1:] or ["harper", "languagetool"])
