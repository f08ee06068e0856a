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
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[\w\s,.-]*\])?\s*(?P<rest>.*)")
_VERSIONS = re.compile(r"(?:(?:~=|===?|!=|[<>]=?)\s*[\w.*+!-]+\s*(?:,\s*|$))*")
_OPTIONS = re.compile(r"^(?:-e|--editable)[\s=]+|(?:\s*;|\s+(?:#|--)).*$")
_OF_MACHINE = re.compile(r"file:|[/~\\]|[A-Za-z]:[/\\]")
_ARCHIVES = (".whl", ".zip", ".tar.gz", ".tgz")
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
    """The line of the file in a folder, without comments and options of pip; "" where there is none."""
    try:
        rows = [row.strip() for row in (folder / NAME).read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        return ""
    return next((row for row in rows if row and not row.startswith(("#", "--")) and row[:2] not in ("-r", "-c", "-i", "-f")), "")


def named_line(where: str) -> InstallLine:
    """The line for what a user names: an address, a wheel that will lie beside the file, or a requirement.

    Its problem is that CI cannot install by it.
    """
    if where.endswith(".whl") and "://" not in where:
        return InstallLine(f"./wheels/{Path(where).name}[grammar]", _problem(where, _other(Path(where).name.partition("-")[0])))
    if _SCP.match(where):
        return _from_git(where, "")
    if where.startswith("git+") or ("://" in where and "@ " not in where and not where.startswith("file:")):
        git = "" if where.startswith("git+") or urlparse(where).path.endswith(_ARCHIVES) else "git+"
        return InstallLine(f"{_PACKAGE} @ {git}{where}", _problem(where, _not_installable(where)))
    line = f"{_PACKAGE}{where}" if where[:1] in "=<>~!" and where[:2] != "~/" else where
    return InstallLine(line, _problem(where, _not_installable(line)))


def stated_problem(folder: Path) -> str:
    """Why CI cannot install by the line of the file in a folder, and what to write; "" where it can, as far as one sees."""
    line = stated_line(folder)
    beside = _OPTIONS.sub("", line).partition("[")[0]
    if beside.endswith(".whl") and "://" not in beside and not (folder / beside).is_file():
        return f"CI installs msgreview from {beside}, and there is no such file: see {NAME}."
    is_here = not _OF_MACHINE.match(beside) and "/" in beside and "://" not in beside and (folder / beside).exists()
    return "" if not line or is_here else _problem(line, _not_installable(line))


def _problem(line: str, why: str) -> str:
    if not why:
        return ""
    return (
        f"CI cannot install msgreview by '{line}': {why}. "
        f"Write a repository (git+https://…), a wheel of msgreview, or a version in an index (msgreview=={__version__})."
    )


def _not_installable(line: str) -> str:
    """Why a requirement cannot be had elsewhere, or is none of msgreview; "" where it is."""
    line = _OPTIONS.sub("", line.strip())
    match = _REQUIREMENT.fullmatch(line)
    address = match["rest"].removeprefix("@").strip() if match and match["rest"].startswith("@") else line
    is_path = "/" in address or address.startswith(".")
    if _OF_MACHINE.match(address) or (is_path and "://" not in address):
        return "that is a path of this machine"
    if "://" in address:
        host = urlparse(address.removeprefix("git+")).hostname
        return (_other(match["name"]) if match and address != line else "") if host else "no site is named in it"
    if match is None or not _VERSIONS.fullmatch(match["rest"]):
        return "pip reads no requirement in it"
    return _other(match["name"])


def _other(name: str) -> str:
    """That a package is another one, if it is."""
    return "" if re.sub("[-_.]+", "-", name).lower() == "msgreview" else f"that is {name}, and not msgreview"
