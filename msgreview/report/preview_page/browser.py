"""A page as a PDF or a picture, made by the Chromium, Chrome or Edge that is on the machine, without the network."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from msgreview.model.errors import UsageError

VARIABLE = "MSGREVIEW_BROWSER"
"""Names the browser, by name or path."""
_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "microsoft-edge-stable",
    "msedge",
)  # fmt: skip
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
_FLAGS = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars",
)  # fmt: skip
_SECONDS = 90
_WIDTH = 1280
_MOST_HEIGHT = 16_000
"""Pixels, the highest picture that browsers make."""
_HEIGHT = re.compile(r'<html[^>]* data-height="(\d+)"')


class Browser:
    """A browser that is started once for each file it makes."""

    def __init__(self, program: str) -> None:
        self.program = program

    def pdf(self, page: str) -> bytes:
        """The page as it prints. UsageError where the browser makes none."""
        return self._made(page, "page.pdf", ["--no-pdf-header-footer", "--print-to-pdf={}"])

    def png(self, page: str) -> bytes:
        """A picture of the whole page, as far down as pictures go. UsageError where the browser makes none."""
        with TemporaryDirectory(prefix="msgreview-") as folder:
            shown = self._run(Path(folder), page, ["--dump-dom", f"--window-size={_WIDTH},800"])
        height = _HEIGHT.search(shown)
        size = f"{_WIDTH},{min(_MOST_HEIGHT, int(height[1]) if height else 2000)}"
        return self._made(page, "page.png", [f"--window-size={size}", "--screenshot={}"])

    def _made(self, page: str, name: str, flags: Sequence[str]) -> bytes:
        with TemporaryDirectory(prefix="msgreview-") as folder:
            made = Path(folder, name)
            self._run(Path(folder), page, [flag.replace("{}", str(made)) for flag in flags])
            if not made.is_file():
                raise UsageError(f"{self.program} made no file. Try another browser: name it in {VARIABLE}.")
            return made.read_bytes()

    def _run(self, folder: Path, page: str, flags: Sequence[str]) -> str:
        """What the browser prints of a page."""
        file = folder / "page.html"
        file.write_text(page, "utf-8")
        as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # Chromium refuses to run as root.
        command = [self.program, *_FLAGS, *as_root, f"--user-data-dir={folder / 'profile'}", *flags, file.as_uri()]
        try:
            ended = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UsageError(f"{self.program} could not be run ({error}). Name another browser in {VARIABLE}.") from None
        return ended.stdout.decode("utf-8", "replace")


def installed_browser(environment: Mapping[str, str] = os.environ) -> Browser:
    """The browser that the environment names, else one by its usual name or place. UsageError where there is none."""
    if chosen := environment.get(VARIABLE):
        program = shutil.which(chosen)
        if program is None:
            raise UsageError(f"{VARIABLE} names '{chosen}', and there is no such program.")
        return Browser(program)
    programs = (*map(shutil.which, _NAMES), *(place for place in _PLACES if Path(place).is_file()))
    for program in filter(None, programs):
        return Browser(program)
    raise UsageError(
        "a PDF or a picture is made by Chromium, Chrome or Edge, and none is here. Install one, name it in "
        f"{VARIABLE}, or write a page with --html and print it from your own browser."
    )
