"""A repository in which messages wait for review."""

from pathlib import Path
from typing import Any

from histories import Repo

FOOTER = "messages/footer.yaml"


def repository(folder: Path) -> Repo:
    """Bob works on messages that Ann wrote: two share a footer that has new words, two quote a policy that has changed, a and b
    were never read."""
    repo = Repo(folder)
    files: dict[str, Any] = {
        "msgreview.yaml": "messages: [messages]\n",
        "policies.yaml": "loans: {days: 28}\n",
        "messages/a.yaml": {"id": "a", "title": "Book is here", "body": "Your book is here."},
        "messages/b.yaml": {"id": "b", "body": "Your film is here."},
        FOOTER: {"id": "footer", "body": "Your library"},
    }
    for id_ in ("x", "y"):
        files[f"messages/{id_}.yaml"] = {"id": id_, "kind": "mixed", "parts": [{"text": f"{id_}."}, {"use": "footer"}]}
    for id_ in ("p", "q"):
        files[f"messages/{id_}.yaml"] = {"id": id_, "body": "Keep it for {{ policy.loans.days }} days."}
    repo.commit(files)
    for id_ in ("footer", "x", "y"):
        repo.write({f"messages/{id_}.yaml": repo.stamp(f"messages/{id_}.yaml", id_, "bob", "2026-02-01")})
    for id_ in ("p", "q"):
        stamp = repo.stamp(f"messages/{id_}.yaml", id_, "bob", "2026-02-01", policies={"loans.days": "28"})
        repo.write({f"messages/{id_}.yaml": stamp})
    repo.commit(by="bob", day="2026-02-01")
    footer = (repo.folder / FOOTER).read_bytes().replace(b"Your library", b"Rivermouth Library")
    repo.commit({FOOTER: footer, "policies.yaml": "loans: {days: 21}\n"}, "ann", "2026-03-01")
    repo.be("bob")
    return repo
