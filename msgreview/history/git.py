"""The only place that runs git. Nothing that a repository brings along is ever run: no hook, filter, pager or program.

GitPython starts git and nothing more: its index and its commits run hooks. Reading and writing go through git's plumbing, so
that neither the user's settings nor the repository's change what is read. Every call starts with an environment of its own:
variables that a hook or a script left (`GIT_DIR`, `GIT_INDEX_FILE`) would lead it elsewhere.
"""

import os
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path, PurePath
from subprocess import CompletedProcess
from tempfile import TemporaryFile
from threading import RLock, Thread
from time import sleep
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from msgreview.catalogue.checkout import is_sparse
from msgreview.history.git_errors import NOBODY, explained
from msgreview.model.errors import MsgReviewError
from msgreview.model.review import Person

if TYPE_CHECKING:
    from git import Git

_SAFE = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.commitGraph=true",
    "core.pager=cat",
    "core.safecrlf=false",
    "diff.external=",
    "gc.auto=0",
    "maintenance.auto=false",
    "log.showSignature=false",
    "log.follow=false",
    "log.date=default",
    "format.pretty=medium",
    "commit.gpgSign=false",
    "i18n.commitEncoding=UTF-8",
    "protocol.allow=never",
)
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_PAGER": "cat",
    "GIT_ATTR_NOSYSTEM": "1",
}
_INHERITED = (
    *(f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL", "DATE")),
    *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES"),
)
_ENVIRONMENT_LOCK = RLock()
_BLOCK = 1 << 20
_FILE = "100644"
_NO_FILTER = ("unspecified", "unset", "set", "")
_OFF = {"hook": {"enabled": "false"}, "filter": {"clean": "", "smudge": "", "process": "", "required": "false"}}
"""What takes the programs away that git's settings name."""
_TRIES, _BETWEEN = 40, 0.05
"""How often to try while another program holds git's index, and seconds between."""


class GitError(MsgReviewError):
    """A git command failed; the text says which, and what to do."""


class LostCommitError(GitError):
    """The commit that the work tree stands on cannot be read."""


class TreeFile(NamedTuple):
    """A file of a revision: its mode and the id of its content."""

    mode: str
    blob: str


class Repository:
    """A git repository with a work tree. `top` is its folder, `git_dir` where git keeps its own files."""

    pause = staticmethod(sleep)
    """Lets some seconds go by while another program holds git's index."""

    def __init__(self, folder: Path) -> None:
        """The repository around `folder`; GitError where there is none, or git is missing or refuses it."""
        self.top = folder
        self._git = _git_in(folder)
        paths = self._text("rev-parse", "--show-toplevel", "--absolute-git-dir", "--git-common-dir").split("\n")
        self.top, self.git_dir, self.common_dir = Path(paths[0]), Path(paths[1]), Path(folder, paths[2]).resolve()

    def __reduce__(self) -> tuple[type["Repository"], tuple[Path]]:
        """Sent to another process by its folder."""
        return Repository, (self.top,)

    def path_to(self, path: Path | str) -> str:
        """A path as git has it: from the top, with `/`."""
        return Path(os.path.relpath(path, self.top)).as_posix()

    def head(self) -> str | None:
        """The commit that the work tree stands on; None before the first commit. Raises LostCommitError."""
        try:
            return self.commit_id("HEAD")
        except LostCommitError:
            raise
        except GitError:
            return None

    def commit_id(self, revision: str) -> str:
        """The full id of a commit, tag or branch; GitError where there is none."""
        try:
            return self._text("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}").strip()
        except GitError:
            is_first = self._run("rev-parse", "--verify", "--quiet", "HEAD").returncode != 0
            # To git a branch that cannot be read, and a commit that is lost, are none at all.
            whole = ("symbolic-ref", "--quiet", "HEAD") if is_first else ("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
            if self._run(*whole).returncode:
                raise LostCommitError(f"git has lost the last commit in {self.top}. `git fsck` says what is damaged.") from None
            there = "`git log --oneline` lists the commits."
            if is_first:
                there = "It has no commit yet: make the first with `git add .` and `git commit`."
            raise GitError(f"there is no revision '{revision}' here. {there}") from None

    def inner(self, path: str) -> str:
        """The folder of the repository within this one that a file lies in, both paths from the top; "" where this one has it."""
        folders = list(PurePath(path).parents)[:-1]
        return next((folder.as_posix() for folder in folders if (self.top / folder / ".git").exists()), "")

    def submodules(self) -> tuple[str, ...]:
        """The folders of repositories within this one that it says it has, whether they are here or not."""
        if not (self.top / ".gitmodules").is_file():
            return ()
        listed = self._run("config", "-z", "--file", str(self.top / ".gitmodules"), "--get-regexp", r"^submodule\..*\.path$")
        lines = listed.stdout.decode("utf-8", "surrogateescape").split("\0")
        return tuple(posixpath.normpath(line.partition("\n")[2]) for line in lines if line)

    def not_checked_out(self) -> tuple[str, ...]:
        """The files below its folder that a sparse checkout leaves out of the work tree."""
        if not is_sparse(self.git_dir):
            return ()
        lines = self._text("ls-files", "-z", "-t", "--full-name").split("\0")
        return tuple(line[2:] for line in lines if line.startswith("S "))

    def is_shallow(self) -> bool:
        """Whether older commits were left out when the repository was cloned."""
        return Path(self.common_dir, "shallow").exists()

    def is_partial(self) -> bool:
        """Whether contents were left out when the repository was cloned, to be fetched when they are needed."""
        return not self._run("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$").returncode

    def origin(self) -> str:
        """The address of the repository that this one was cloned from; "" where it has none."""
        return self._run("config", "--get", "remote.origin.url").stdout.decode("utf-8", "replace").strip()

    def is_published(self, commit: str) -> bool:
        """Whether a branch of another repository has a commit, as far as is known here."""
        return bool(self._run("for-each-ref", "--count=1", f"--contains={commit}", "refs/remotes").stdout)

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Whether one commit comes before another, or is the same; False for a commit that is not here any more."""
        return not self._run("merge-base", "--is-ancestor", commit, of).returncode

    def merge_base(self, commit: str) -> str | None:
        """The last commit that another one and the work tree's have in common; None where there is none here."""
        return self._run("merge-base", "--end-of-options", commit, "HEAD").stdout.decode().strip() or None

    def before(self, day: date, revision: str) -> str | None:
        """The last commit made up to the end of a day, where it was made, on the way to `revision`."""
        ends = f"--since={day}T10:00:00Z", f"--until={day + timedelta(days=1)}T12:00:00Z"
        fields = "--format=%H %cd", "--date=short"  # Somewhere on earth the day ends in this time.
        listed = self._text("log", "--first-parent", *fields, *ends, "--end-of-options", revision, "--")
        commits = (line.split() for line in listed.splitlines())
        until = f"--until={day}T10:00:00Z"
        return next((commit for commit, made in commits if made <= day.isoformat()), None) or (
            self._text("rev-list", "-1", "--first-parent", until, "--end-of-options", revision, "--").strip() or None
        )

    def committed(self, paths: Sequence[str]) -> list[tuple[str, Person]]:
        """The commits up to now that touched some files, newest first, and who made each."""
        listed = self._text("log", "-z", "--format=%H%n%an%n%ae", "--end-of-options", "HEAD", "--", *paths)
        return [(id_, Person(name, mail)) for id_, name, mail in (each.split("\n") for each in listed.split("\0") if each)]

    def between(self, first: str | None, last: str) -> frozenset[str]:
        """The commits up to `last` that `first` does not have."""
        return frozenset(self._text("rev-list", "--end-of-options", last, *([f"^{first}"] if first else []), "--").split())

    def has_merges(self, first: str, last: str) -> bool:
        """Whether a merge is among the commits up to `last` that `first` does not have."""
        return bool(self._text("rev-list", "-1", "--merges", "--end-of-options", last, f"^{first}", "--"))

    @contextmanager
    def log(self, format: str, since: str | None, until: str) -> Iterator[Iterator[bytes]]:
        """One pass over the commits up to `until` that `since` does not have, newest first, as blocks of bytes.

        Each commit is `format`, then its raw changes: against its parent, or for a merge those that differ from every parent.
        """
        chosen = [until] if since is None else [until, "^" + since]
        arguments = ("log", "--topo-order", "--raw", "-z", "--no-renames", "--no-abbrev", "--diff-merges=combined", "--root",
                     "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--encoding=UTF-8", "--date=raw",
                     f"--format={format}", "--end-of-options", *chosen, "--")  # fmt: skip
        with self._stream(arguments) as out:
            yield iter(lambda: out.read(_BLOCK), b"")

    def files(self, revision: str, at: Collection[str] = ()) -> dict[str, TreeFile]:
        """Path from the top → file, of all files of a revision, or of those at or below some paths."""
        files = dict[str, TreeFile]()
        for line in self._text("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", revision, *at).split("\0"):
            facts, _, path = line.partition("\t")
            if path:
                mode, kind, blob = facts.split()
                if kind == "blob":
                    files[path] = TreeFile(mode, blob)
        return files

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Id and content of some blobs, in the order asked for; None for one that is not here. `commit:path` names one, too."""
        if not (wanted := "".join(f"{each}\n" for each in ids)):
            return
        with TemporaryFile() as request:
            request.write(wanted.encode())
            request.seek(0)
            with self._stream(("cat-file", "--batch", "--buffer"), stdin=request) as out:
                while line := out.readline():
                    if line.endswith(b" missing\n"):
                        yield line[:-9].decode(), None
                        continue
                    id_, kind, size = line.decode().split()
                    data = out.read(int(size))
                    out.read(1)
                    yield id_, data if kind == "blob" else None

    def content(self, revision: str, path: str) -> bytes | None:
        """What a file of a revision holds, by its path from the top; None where it has none."""
        done = self._run("cat-file", "blob", f"{revision}:{path}")
        return None if done.returncode else done.stdout

    def staged(self, paths: Sequence[str]) -> dict[str, str]:
        """Path → id of its content in the index, of those paths that the index has."""
        blobs = {}
        for line in self._text("ls-files", "-z", "--stage", "--full-name", "--", *paths).split("\0"):
            facts, _, path = line.partition("\t")
            if path:
                blobs[path] = facts.split()[1]
        return blobs

    def mailmapped(self, people: Iterable[Person]) -> dict[Person, Person]:
        """Who each of some people is after `.mailmap`, of those whom it names."""
        named = [each for each in people if each.email and "\n" not in str(each)]
        if not named:
            return {}
        lines = self._text("check-mailmap", "--stdin", stdin=_encoded("".join(f"{each}\n" for each in named))).split("\n")
        pairs = zip(named, map(Person.of, lines), strict=False)
        return {each: person for each, person in pairs if person != each}

    def me(self) -> str:
        """Who git says is working here, as `Name <mail>`; GitError where it does not know."""
        try:
            me = self._text("var", "GIT_COMMITTER_IDENT").rsplit(" ", 2)[0]
        except GitError:
            raise GitError(NOBODY) from None
        person = Person.of(_encoded(me).decode("utf-8", "replace"))
        return str(self.mailmapped([person]).get(person, person))

    def signs(self) -> bool:
        """Whether git signs commits here, which would run a program."""
        values = self._run("config", "--type=bool", "--get-all", "commit.gpgSign").stdout.split()
        return b"true" in values[-2:-1]  # Ours is the last.

    def filtered(self, paths: Sequence[str]) -> str:
        """The first of some files that git would put through a program before it commits it; "" where there is none."""
        fields = self._text("check-attr", "-z", "filter", "--", *paths).split("\0")
        return next((path for path, value in zip(fields[::3], fields[2::3], strict=False) if value not in _NO_FILTER), "")

    def commit(self, files: Mapping[str, bytes], message: str, since: str | None = None) -> str:
        """Commits these contents, by path from the top, and nothing else; returns the new commit's id.

        `since` is the commit that they were made from, that of now where it is None.
        The index learns of them too, so that nothing is left to add; what else is staged stays staged. GitError where somebody
        has committed other contents of these files in the meantime, or where git would run a program: then git is as it was.
        """
        self._git.update_environment(**self._programs_off())
        program = self.filtered(list(files))
        if program:
            raise GitError(f"{program} is kept through a filter, a program that msgreview does not run. Commit it with git.")
        for left in self.git_dir.glob("msgreview-*.index*"):  # Of a run that was ended half-way.
            left.unlink(missing_ok=True)
        blobs = {
            path: self._text("hash-object", "-w", "--stdin", "--path", path, stdin=data).strip() for path, data in files.items()
        }
        staged, parent = self.staged(list(files)), self.head()
        self._require_same(since or parent, parent, blobs)
        self._add(self.git_dir / "index", blobs, modes := self._modes(parent, blobs))
        try:
            return self._recorded(blobs, message, parent, modes)
        except GitError:
            head = self.head()
            if head and head != parent:  # What others committed meanwhile stands in their index, too.
                staged = {path: file.blob for path, file in self.files(head, blobs).items()}
            before = {path: staged.get(path, "0" * len(blob)) for path, blob in blobs.items()}
            self._add(self.git_dir / "index", before, modes)
            raise

    def _recorded(self, blobs: Mapping[str, str], message: str, parent: str | None, modes: Mapping[str, str]) -> str:
        """The id of a new commit of these blobs on top of `parent`, or of what was committed at the same moment elsewhere."""
        tree = self.write_tree(parent, blobs, modes)
        if parent and tree == self._text("rev-parse", "--verify", parent + "^{tree}").strip():
            return parent  # All of it is on record already.
        new = self._text("commit-tree", tree, *(("-p", parent) if parent else ()), stdin=_encoded(message)).strip()
        log = f"commit: {message.partition(chr(10))[0]}"
        done = self._run("update-ref", "-m", log, "HEAD", new, parent or "0" * len(new))
        if not done.returncode:
            return new
        head = self.head()
        if head == parent:
            self._checked(done)
        self._require_same(parent, head, blobs)
        return self._recorded(blobs, message, head, self._modes(head, blobs))

    def _require_same(self, first: str | None, last: str | None, paths: Collection[str]) -> None:
        """Raises GitError where files are others in the second of two commits."""
        before, after = (self.files(each, paths) if each and first != last else {} for each in (first, last))
        if any(before.get(path) != after.get(path) for path in paths):
            raise GitError(
                "somebody committed at the same moment, so nothing was recorded. Look at the message again, and repeat."
            )

    def _programs_off(self) -> dict[str, str]:
        """The environment in which the programs are off that git's settings name: filters, and from git 2.54 hooks.

        A filter would be run on any file of the repository, ours or not, where git is not sure whether it changed.
        """
        listed = self._run("config", "-z", "--name-only", "--get-regexp", r"^(hook|filter)\..*\.").stdout
        names = {key.rpartition(".")[0] for key in listed.decode("utf-8", "surrogateescape").split("\0") if key}
        off = [(f"{name}.{key}", value) for name in sorted(names) for key, value in _OFF[name.partition(".")[0]].items()]
        keys = {f"GIT_CONFIG_KEY_{number}": key for number, (key, _) in enumerate(off)}
        values = {f"GIT_CONFIG_VALUE_{number}": value for number, (_, value) in enumerate(off)}
        return {"GIT_CONFIG_COUNT": str(len(off))} | keys | values

    def write_tree(self, parent: str | None, blobs: Mapping[str, str], modes: Mapping[str, str]) -> str:
        """The tree of `parent` with these blobs in it; `modes` are those of the files that it has."""
        index = self.git_dir / f"msgreview-{os.getpid()}.index"
        try:
            if parent:
                self._text("read-tree", parent, index=index)
            self._add(index, blobs, modes)
            return self._text("write-tree", index=index).strip()
        finally:
            index.unlink(missing_ok=True)

    def _modes(self, revision: str | None, paths: Collection[str]) -> dict[str, str]:
        """The modes of some files of a revision; none for what it does not have."""
        return {path: file.mode for path, file in self.files(revision, paths).items()} if revision else {}

    def _add(self, index: Path, blobs: Mapping[str, str], modes: Mapping[str, str]) -> None:
        """Puts contents in an index. Another program that holds it, such as an editor that looks at git, is waited for."""
        lines = "".join(f"{_mode(modes.get(path, _FILE), blob)} {blob}\t{path}\0" for path, blob in blobs.items())
        for _ in range(_TRIES):
            done = self._run("update-index", "-z", "--add", "--index-info", stdin=_encoded(lines), index=index)
            if b"index.lock" not in done.stderr:
                break
            self.pause(_BETWEEN)
        self._checked(done)

    def _text(self, *arguments: str, stdin: bytes = b"", index: Path | None = None) -> str:
        return self._checked(self._run(*arguments, stdin=stdin, index=index)).decode("utf-8", "surrogateescape")

    def _checked(self, done: CompletedProcess[bytes]) -> bytes:
        if done.returncode:
            raise GitError(explained(done.stderr, self.top))
        return done.stdout

    def _run(self, *arguments: str, stdin: bytes = b"", index: Path | None = None) -> CompletedProcess[bytes]:
        with (
            TemporaryFile() if stdin else nullcontext() as given,
            self._git.custom_environment(GIT_INDEX_FILE=str(index)) if index else nullcontext(),
        ):
            if given:
                given.write(stdin)
                given.seek(0)
            process = self.start(arguments, given)
            output, errors = process.communicate()
            return CompletedProcess(arguments, process.returncode, output, errors)

    @contextmanager
    def _stream(self, arguments: Sequence[str], stdin: IO[bytes] | None = None) -> Iterator[IO[bytes]]:
        """The output of a git command while it runs; GitError where the command fails."""
        running = self.start(arguments, stdin)  # Ends git when it goes.
        process = running.proc
        errors: list[bytes] = []
        reader = Thread(target=lambda: errors.append(process.stderr.read()), daemon=True)  # A full pipe would stop git.
        reader.start()
        try:
            yield process.stdout
            process.stdout.read()
            reader.join()
            if process.wait():
                raise GitError(explained(errors[0], self.top))
        finally:
            process.stdout.close()
            process.wait()
            reader.join()

    def start(self, arguments: Sequence[str], stdin: IO[bytes] | None) -> Any:
        """A git command that runs, as every other is started here; GitError where git cannot be."""
        from git import GitCommandNotFound

        try:
            with _own_environment():
                return getattr(self._git, arguments[0])(*arguments[1:], istream=stdin, as_process=True)
        except (OSError, GitCommandNotFound) as error:
            reason = getattr(error.__cause__ or error, "strerror", None)
            raise GitError(
                f"git cannot be started ({reason}), and this needs it: get it from git-scm.com, or put its folder on your PATH."
            ) from None


def _mode(mode: str, blob: str) -> str:
    """The mode of a file in the index; 0 takes it out."""
    return mode if blob.strip("0") else "0"


def _encoded(text: str) -> bytes:
    """Paths as git gave them: their bytes need be no text."""
    return text.encode("utf-8", "surrogateescape")


def _git_in(folder: Path) -> "Git":
    """Git, started in a folder, with settings that run nothing."""
    with _own_environment():
        os.environ["GIT_PYTHON_REFRESH"] = "quiet"  # Git may be missing: the first call says so.
        try:
            from git import Git
        except ImportError as error:  # It asks git for its version, which reads the user's settings.
            if error.__cause__ is None:
                raise
            said = getattr(error.__cause__, "stderr", "").strip().removeprefix("stderr: '").rstrip("'")
            raise GitError(explained(said.encode(), folder)) from None
        finally:
            del os.environ["GIT_PYTHON_REFRESH"]
    git = Git()
    git.set_persistent_git_options(C=str(folder.absolute()), no_pager=True, c=_SAFE)
    git.update_environment(**_ENVIRONMENT)
    return git


@contextmanager
def _own_environment() -> Iterator[None]:
    """This process without its `GIT_*` variables, but those that say who commits and where settings are; a thread at a time."""
    with _ENVIRONMENT_LOCK:
        removed = {name: os.environ.pop(name) for name in tuple(os.environ) if name.startswith("GIT_") and name not in _INHERITED}
        try:
            yield
        finally:
            os.environ.update(removed)
