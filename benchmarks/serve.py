"""How long the browser waits for `msgreview serve`: for the first page once it is started, for a search, and for a message.

    python benchmarks/serve.py CATALOGUE [--rounds 3]

CATALOGUE is a folder with messages; `gen.py` makes one. A copy of it is kept in git, linted once so that caches are warm, and
served on a port of its own. Prints medians of the rounds and the slowest, and which budgets hold.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from lint import judge

TOOL = [sys.executable, "-m", "msgreview"]
SEARCHES = ("renew", "hold", "cannot", "book is ready", "circ", "zzz")


class Browser:
    """A connection that is kept open, and the cookie that was given."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.connection = HTTPConnection(parts.netloc, timeout=60)
        self.cookie = ""
        self.first = f"{parts.path}?{parts.query}"

    def get(self, path: str, *, part: bool = False) -> tuple[float, str]:
        """Seconds until the whole answer is there, redirects followed, and the answer."""
        began = time.perf_counter()
        while True:
            headers = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"} | ({"HX-Request": "true"} if part else {})
            self.connection.request("GET", path, headers=headers)
            answer = self.connection.getresponse()
            body = answer.read().decode()
            if cookie := answer.headers.get("set-cookie"):
                self.cookie = cookie.partition(";")[0]
            if answer.status not in (302, 303, 307):
                break
            path = answer.headers["location"]
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status} {body[:200]}")
        return time.perf_counter() - began, body


def main() -> None:
    """Measure, print, and end with 1 where a budget does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("catalogue", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    firsts, searches, messages = list[float](), list[float](), list[float]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "catalogue")
        shutil.copytree(given.catalogue, folder / "messages")
        (folder / "msgreview.yaml").write_text("messages: [messages]\n")
        os.environ["MSGREVIEW_CACHE"] = str(Path(name, "cache"))
        for command in (
            ["git", "init", "-q"],
            ["git", "config", "user.name", "Sam Poe"],
            ["git", "config", "user.email", "sam@library.example"],
            ["git", "add", "-A"],
            ["git", "commit", "-qm", "Begin"],
            [*TOOL, "lint", "--exit-zero", "--format", "json"],
        ):
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for number in range(given.rounds + 1):
            first, some, opened = _round(folder)
            if number:  # The first one warms what serve itself keeps.
                firsts.append(first)
                searches += some
                messages += opened
    for what, seconds in (("first page", firsts), ("search", searches), ("message", messages)):
        print(f"{what}: {median(seconds) * 1000:.0f} ms, slowest {max(seconds) * 1000:.0f}")
    judge([("ms to the first page", median(firsts) * 1000, 1000), ("ms to a search", median(searches) * 1000, 50)])


def _round(folder: Path) -> tuple[float, list[float], list[float]]:
    """Seconds from the start of the program to the first page whole, and those of searches and messages."""
    began = time.perf_counter()
    with subprocess.Popen([*TOOL, "serve"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        url = next(word for line in process.stdout if "token=" in line for word in line.split() if "token=" in word)
        browser = Browser(url)
        _, page = browser.get(browser.first)
        first = time.perf_counter() - began
        searches = [browser.get("/?" + urlencode({"q": words}), part=True)[0] for words in SEARCHES]
        links = [each.partition('"')[0].replace("&amp;", "&") for each in page.split('href="')[1:]]
        messages = [browser.get(link)[0] for link in links if link.startswith("/message?")][:6]
        process.terminate()
        process.stdout.close()
    return first, searches, messages


if __name__ == "__main__":
    main()
