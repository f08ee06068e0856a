"""Records reviews until it is ended. Each line of input starts one such process; its id is printed.

python tests/recorder.py FOLDER ID[,ID…] …
"""

import os
import sys
from itertools import count
from pathlib import Path

from histories import Repo

from msgreview.history.commit import ReviewError
from msgreview.history.git import GitError
from msgreview.history.record import propose, record

WHO = "Bob <bob@library.example>"


def record_on(repo: Repo, chosen: list[list[str]], times: int | None = None, name: str = "") -> int:
    """Records by turns; how often it could."""
    done = 0
    for number in count():
        if number == times:
            return done
        review = repo.review()
        assert review.repository
        try:
            ids = chosen[number % len(chosen)]
            record(review.repository, propose(review, ids, "keep", WHO, note=f"{name} {number} {os.getpid()}"))
            done += 1
        except (ReviewError, GitError):
            continue
    return done


def main() -> None:
    repo = Repo.__new__(Repo)
    repo.folder = Path(sys.argv[1])
    chosen = [ids.split(",") for ids in sys.argv[2:]]
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            os.setpgid(0, 0)
            record_on(repo, chosen)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
