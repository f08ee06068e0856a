"""Where the messages of a catalogue stand in their review, worked out by a process of its own: a keystroke never waits for git.

python -P -m msgreview.lsp.states ROOT      prints JSON: id → the path of its file, and the state in words
"""

import asyncio
import os
import sys
from pathlib import Path
from shutil import which

import msgspec

from msgreview.catalogue.caches import history_path
from msgreview.catalogue.files import message_files, repository_top
from msgreview.catalogue.settings import load_settings
from msgreview.history.cache import HistoryCache
from msgreview.history.context import ReviewContext, open_context
from msgreview.history.git import Repository
from msgreview.history.planfile import load_plan
from msgreview.model.cycle import today
from msgreview.model.errors import MsgReviewError
from msgreview.model.review import MessageState
from msgreview.report.states import MEANING, reason_texts

States = dict[str, tuple[str, str]]
"""Id of a message → the path of its file from the root, and the state in words; "" → why there is none, in a sentence."""
_WITHOUT_GIT = "git is not on the PATH, so where messages stand in their review is not shown. Everything else works."


async def read_states(root: Path) -> States:
    """The states of the messages in a catalogue, as they are on disk; none without git or without a commit."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", __name__, str(root)),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return msgspec.json.decode(printed, type=States) if printed else {}


def _states(root: Path) -> States:
    if which("git") is None:
        return {"": ("", _WITHOUT_GIT)} if repository_top(root) else {}
    try:
        settings = load_settings(root, today(), here=root)
        if Repository(root).head() is None:
            return {}
    except MsgReviewError:
        return {}
    review = open_context(settings, message_files(settings, root), HistoryCache(history_path(settings)), load_plan(root))
    there = review.catalogue.messages
    return {id_: (there[id_].shown, _words(state, review)) for id_, state in review.states.items() if id_ in there}


def _words(state: MessageState, review: ReviewContext) -> str:
    """A state in a line: what it means, unless the reason says that already."""
    day, meaning = review.next_reading(state.id), MEANING[state.name]
    why = [f"next review {day}"] if day and state.name in ("current", "soon") else [*reason_texts(state)[:1]]
    said = [] if why and why[0].casefold().startswith(meaning) else [meaning]
    said += [*(MEANING[overlay] for overlay in state.overlays), *why]
    return f"{state.name}: {' · '.join(dict.fromkeys(each.rstrip('.') for each in said))}"


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)
    sys.stdout.buffer.write(msgspec.json.encode(_states(Path(sys.argv[1]))))
