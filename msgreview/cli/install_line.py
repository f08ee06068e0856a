"""How this msgreview can be had elsewhere: the one line of `requirements-msgreview.txt`, by which CI installs it."""

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlparse
from urllib.request import url2pathname

from msgreview import __version__

NAME = "requirements-msgreview.txt"
_PACKAGE = "msgreview[grammar]"
_SCP = re.compile(r"^(?:ssh://)?(?:[\w.-]+@)(?P<host>[\w.-]+)[:/](?P<path>[^:].*)$")
"""An address that only those with a key can use; CI has none."""
_KEY = re.compile(r"(?<=://)[^/@]*@")
"""A name or a token in an address: nobody else is to read it."""
_HEADER = """\
# Where CI gets msgreview from: the one line to change for another version. It is read by pip: a version in an index
# (msgreview==1.2.3), a repository (msgreview @ git+https://…@COMMIT), or a wheel that lies here (./wheels/msgreview-….whl).
"""


class InstallLine(NamedTuple):
    """A line for pip, and a sentence on why it cannot be had elsewhere; "" where it can."""

    requirement: str
    problem: str = ""

    @property
    def text(self) -> str:
        """The content of the file."""
        return f"{_HEADER}{self.requirement}\n"


def install_line() -> InstallLine:
    """The line that gives what is installed here, by what pip wrote down of its origin (PEP 610)."""
    try:
        origin = json.loads(distribution("msgreview").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        origin = {}
    url = str(origin.get("url", ""))
    if not url:
        return InstallLine(f"{_PACKAGE}=={__version__}")
    if "vcs_info" in origin:
        return _from_git(url, origin["vcs_info"].get("commit_id", ""))
    if not url.startswith("file:"):
        return InstallLine(f"{_PACKAGE} @ {url}")
    path = Path(url2pathname(unquote(urlparse(url).path)))
    return _from_checkout(path) if "dir_info" in origin else _nowhere(path)


def _from_git(url: str, commit: str) -> InstallLine:
    """A repository that can be cloned without a key."""
    match = _SCP.match(url)
    address = f"https://{match['host']}/{match['path']}" if match else _KEY.sub("", url)
    if not address.startswith("https://"):
        return _nowhere(address)
    return InstallLine(f"{_PACKAGE} @ git+{address}" + (f"@{commit}" if commit else ""))


def _from_checkout(folder: Path) -> InstallLine:
    """A folder with the source: its repository, if that is known elsewhere."""
    from msgreview.history.git import GitError, Repository

    try:
        repository = Repository(folder)
    except GitError:
        return _nowhere(folder)
    url, commit = repository.origin(), repository.head()
    line = _from_git(url, commit or "") if url and commit and repository.top.resolve() == folder.resolve() else _nowhere(folder)
    if line.problem or repository.is_published(commit or ""):
        return line
    known = f"commit {(commit or '')[:7]} of {folder} is not in {_KEY.sub('', url)} yet"
    return line._replace(problem=f"{known}. Push it, so that CI can have it.")


def _nowhere(place: Path | str) -> InstallLine:
    return InstallLine(
        f"{_PACKAGE}=={__version__}",
        f"msgreview was installed here from {place}, and CI cannot get it from there. Say where it can be had, in {NAME} or with "
        "`msgreview init --install-from`: a repository (git+https://…), a wheel, or a version in an index.",
    )


def stated_line(folder: Path) -> str:
    """The line of the file in a folder, without comments; "" where there is none."""
    try:
        rows = (folder / NAME).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return next((row.strip() for row in rows if row.strip() and not row.lstrip().startswith("#")), "")


def named_line(where: str) -> InstallLine:
    """The line for what a user names: an address, a wheel that will lie beside the file, or a requirement."""
    if where.endswith(".whl") and "://" not in where:
        return InstallLine(f"./wheels/{Path(where).name}[grammar]")
    if where.startswith("git+") or "://" in where:
        git = "git+" if where.endswith(".git") and not where.startswith("git+") else ""
        return InstallLine(f"{_PACKAGE} @ {git}{where}")
    return InstallLine(f"{_PACKAGE}{where}" if where[:1] in "=<>~!" else where)
