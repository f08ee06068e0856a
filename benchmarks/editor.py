"""Keystroke to diagnostics, as a real client of `msgreview lsp` sees it: the time from a change to its diagnostics.

python benchmarks/editor.py CATALOGUE [KEYSTROKES]      (CATALOGUE is a folder with messages; `gen.py` makes one)
"""

import asyncio
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

TYPED = "Please be advised that your reservation has been processed, unfortunately. 🙂 "


async def main(root: Path, keystrokes: int) -> None:
    client = LanguageClient("benchmark", "1")
    versions: asyncio.Queue[tuple[float, Any]] = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def published(params: types.PublishDiagnosticsParams) -> None:
        versions.put_nowait((time.perf_counter(), params))

    await client.start_io(sys.executable, "-m", "msgreview", "lsp")
    folder = types.WorkspaceFolder(root.as_uri(), root.name)
    await client.initialize_async(types.InitializeParams(types.ClientCapabilities(), workspace_folders=[folder]))
    client.initialized(types.InitializedParams())
    files = sorted(path for path in root.rglob("*.yaml") if "body: |" in path.read_text("utf-8"))
    path = files[len(files) // 2]
    text, uri = path.read_text("utf-8"), path.as_uri()
    start = time.perf_counter()
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 0, text)))
    at, params = await versions.get()
    print(f"{len(files)} messages; first diagnostics after {at - start:.2f} s")
    middle = text.index("\n", text.index("body: |") + len("body: |") + 1)
    times = []
    for number in range(keystrokes):
        text = text[:middle] + TYPED[number % len(TYPED)] + text[middle:]
        middle += 1
        change = types.TextDocumentContentChangeWholeDocument(text)
        start = time.perf_counter()
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(number + 1, uri), [change])
        )
        while params.version != number + 1 or params.uri != uri:
            at, params = await versions.get()
        times.append((at - start) * 1000)
        await asyncio.sleep(0.03)
    cuts = statistics.quantiles(times, n=100)
    print(
        f"{keystrokes} keystrokes: p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms, most {max(times):.0f} ms"
    )
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 200))
