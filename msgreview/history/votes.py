"""A vote is recorded: a line in `votes.yaml` and, in a repository, a commit of that file alone."""

from pathlib import Path

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.votes import NAME, votes_in, with_vote
from msgreview.history.commit import exclusive, is_half_way, recording_lock, write_files
from msgreview.history.git import Repository
from msgreview.model.vote import Vote

_LOCK = ".msgreview-votes.lock"


def record_vote(root: Path, repository: Repository | None, vote: Vote, *, commit: bool = True) -> str:
    """Adds a vote to those of a catalogue; returns the id of the commit, "" without one.

    One that is there is left as it is, and committed if a run was ended before it was. ReviewError where somebody else records
    for too long, GitError where git cannot commit; then nothing is changed.
    """
    path = root / NAME
    if repository is None:
        with exclusive(root / _LOCK):
            write_atomic(path, _with(path, vote))
        return ""
    inside = repository.path_to(path)
    message = (
        f"review: dispute {vote.rule} in {vote.message}\n\n{vote.because}\n" if commit and not is_half_way(repository) else ""
    )
    with recording_lock(repository):
        was_there = path.exists()
        old = path.read_bytes() if was_there else b""
        new = _with(path, vote)
        if new == old and (not message or repository.content("HEAD", inside) == new):
            return ""
        try:
            return write_files(repository, {inside: old}, {inside: new}, message)
        except BaseException:
            if not was_there and path.exists() and not path.read_bytes():
                path.unlink()
            raise


def are_committed(root: Path, repository: Repository) -> bool:
    """Whether the last commit has the votes of a catalogue as they are."""
    path = root / NAME
    return repository.content("HEAD", repository.path_to(path)) == path.read_bytes()


def _with(path: Path, vote: Vote) -> bytes:
    data = path.read_bytes() if path.exists() else b""
    is_there = any(each.subject == vote.subject for each in votes_in(data).votes)
    return data if is_there else with_vote(data, vote)
