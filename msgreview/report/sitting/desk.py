"""A sitting at work: the pages made ready, what changed meanwhile seen, each decision recorded and written down."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import RLock

import msgspec

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.files import content
from msgreview.catalogue.settings import CONFIG_NAME
from msgreview.catalogue.votes import NAME as VOTES_NAME
from msgreview.history.commit import ReviewError
from msgreview.history.context import ReviewContext
from msgreview.history.evidence import words_of
from msgreview.history.facts import NAME as FACTS_NAME
from msgreview.history.git import Repository
from msgreview.history.log import FORMAT, parse_log
from msgreview.history.votes import record_vote
from msgreview.model.finding import Finding
from msgreview.model.review import Commit
from msgreview.model.vote import Vote
from msgreview.report.due.messages import DueMessage
from msgreview.report.sitting.decisions import DECISION, Choice, SittingPage, decide, page_now, take_back
from msgreview.report.sitting.journal import Again, Begun, Done, Intent, Journal, Undoing, Undone, replayed
from msgreview.report.sitting.queue import Item, sitting_items
from msgreview.report.sitting.session import Taken, brought_up_to_date, once_more, undone, with_taken

Select = Callable[[ReviewContext], Iterable[DueMessage]]
"""Which messages a sitting goes through."""
AHEAD = 8
"""Pages that are made ready."""


class ChangedError(ReviewError):
    """What is there is not what was shown: the page is to be shown again."""


class Desk:
    """Where somebody sits. Pages may be made ready in another thread; decisions are taken one at a time."""

    def __init__(self, review: ReviewContext, reopen: Callable[[], ReviewContext], select: Select, now: datetime) -> None:
        """`review` is the catalogue, which `reopen` reads anew. ReviewError where there is no repository, or no whole history."""
        if review.repository is None or review.history is None or review.history.incomplete:
            raise ReviewError(f"a review is recorded in git. {'; '.join(review.notes)}")
        self.by = review.repository.me()
        self.resumed = False
        """Whether the sitting was begun before, and goes on."""
        self._reopen, self._select = reopen, select
        self._building = RLock()
        self._pages: dict[str, SittingPage] = {}
        self._stale = False
        self._unedited: dict[str, bytes] = {}
        self._take(review)
        self._journal = Journal.of(self._repository.git_dir, self.by, review.settings.root)
        events = self._journal.events()
        self.sitting, pending = replayed(events, self._items(), self.by, now)
        self.resumed = bool(self.sitting.taken or pending)
        if pending:
            self._settle(pending)
        elif not events:
            self._journal.add(Begun(self.by, now))

    def _take(self, review: ReviewContext) -> None:
        assert review.repository
        self.review = review
        self._repository: Repository = review.repository
        self._lookup = review.lookup
        self._head = review.history.head if review.history else None
        broken = {each.path: content(review.repository.top / each.path) for each in review.catalogue.problems}
        self._contents = broken | review.catalogue.contents
        self._around = self._settings_files()

    def _items(self) -> tuple[Item, ...]:
        return sitting_items(self.review, self._select(self.review))

    def _settings_files(self) -> tuple[bytes, ...]:
        """What decides on pages besides the messages."""
        settings = self.review.settings
        names = (settings.config.policies, FACTS_NAME, VOTES_NAME)
        paths = (Path(settings.config_path or CONFIG_NAME), *(Path(settings.root, name) for name in names))
        return tuple(map(content, paths))

    # Pages

    def page(self, item: Item) -> SittingPage:
        """The page of an item, as its files stand; it may wait for nothing any more by then."""
        with self._building:
            if not self.is_fresh(item):
                self.refresh()
            if item.id not in self._pages:
                self._pages[item.id] = page_now(self.review, item, self.by, self._lookup)
            return self._pages[item.id]

    def waits(self, item: Item) -> bool:
        """Whether an item is still to be decided."""
        return any(each.id == item.id for each in self.sitting.left)

    def ready(self, item: Item) -> SittingPage | None:
        """The page of an item, if it is made already."""
        return self._pages.get(item.id)

    def prepare(self, count: int = AHEAD) -> Iterator[Item]:
        """Makes the next pages ready, one with each step."""
        for item in self.sitting.left[:count]:
            if item.id not in self._pages:
                with self._building:
                    if item.id not in self._pages:
                        self._pages[item.id] = page_now(self.review, item, self.by, self._lookup)
            yield item

    def is_fresh(self, item: Item) -> bool:
        """Whether all that the page of an item shows is as it was: its files, those that they use, the facts, the branch."""
        review, top = self.review, self._repository.top
        ids = {id_ for each in (item.id, *item.serves) for id_ in words_of(each, review.catalogue)}
        problem = review.catalogue.problem_of(item.id)
        paths = {review.catalogue.messages[id_].path for id_ in ids} | ({problem.path} if problem else set())
        return (
            self._repository.head() == self._head
            and all(content(top / path) == self._contents.get(path) for path in paths)
            and self._settings_files() == self._around
        )

    def refresh(self) -> None:
        """Reads the catalogue anew: what waits for nothing any more goes, and what waits now comes."""
        with self._building:
            self._take(self._reopen())
            self._pages = {}
            self.sitting = brought_up_to_date(self.sitting, self._items())

    # New words

    def file(self, item: Item) -> Path:
        """The file of a message, to be changed in an editor."""
        catalogue = self.review.catalogue
        current = catalogue.messages.get(item.id) or catalogue.problem_of(item.id)
        assert current, "an item of the catalogue has a file"
        return self._repository.top / current.path

    def begin_edit(self, item: Item) -> Path:
        """The file of a message, which is about to be changed; what it says now can be put back."""
        path = self.file(item)
        self._unedited.setdefault(item.id, content(path))
        return path

    def can_put_back(self, item: Item) -> bool:
        """Whether its file was changed in this sitting, and these words are not recorded."""
        return item.id in self._unedited and content(self.file(item)) != self._unedited[item.id]

    def put_back(self, item: Item) -> None:
        """Its file says again what it did before it was changed."""
        write_atomic(self.file(item), self._unedited.pop(item.id), through=self._repository.git_dir)
        self.refresh()

    # Decisions

    def decide(self, page: SittingPage, choice: Choice, when: datetime, seconds: float) -> Taken:
        """Records a decision on a page that was shown; ChangedError where it is to be shown again."""
        item = page.item
        if choice.did != "later" and not self.is_fresh(item):
            self.refresh()
            again = self.page(item)
            if again.seen != page.seen or again.against[choice.did] != page.against[choice.did]:
                raise ChangedError(f"{item.id} has changed since you saw it, so nothing was recorded. Look at it again.")
            page = again
        planned = Taken(item, choice.did, when, seconds, choice.why, choice.to)
        if choice.did != "later":
            self._journal.add(Intent(planned, self._head or "", page.seen))
        taken = decide(self.review, page, choice, self.by, when, seconds)
        self._record(taken)
        return taken

    def _record(self, taken: Taken) -> None:
        """Writes down what is recorded."""
        self._journal.add(Done(taken))
        self.sitting = with_taken(self.sitting, taken)
        if taken.commit:
            self._recorded(taken)

    def _recorded(self, taken: Taken) -> None:
        """The catalogue is as this decision left it. What others read in it is looked at anew."""
        self._head = taken.commit
        current = self.review.catalogue.messages.get(taken.item.id)
        if current is None or taken.item.serves or (taken.did != "keep" and self._is_used(taken.item.id)):
            self._stale = True
        if current:
            self._contents[current.path] = content(self._repository.top / current.path)
            self._unedited.pop(taken.item.id, None)
        self._around = self._settings_files()
        self._pages.pop(taken.item.id, None)

    def catch_up(self) -> bool:
        """Looks at what the last decisions changed for other messages; whether there was anything."""
        if self._stale:
            self._stale = False
            self.refresh()
            return True
        return False

    def _is_used(self, id_: str) -> bool:
        return any(id_ in each.uses for each in self.review.catalogue.messages.values())

    def back(self) -> Taken | None:
        """Takes the last decision back; returns it, None where there is none. ReviewError where it cannot be."""
        if not self.sitting.taken:
            return None
        last = self.sitting.taken[-1]
        if last.commit:
            self._journal.add(Undoing(self._head or ""))
            take_back(self.review, last)
        self._take_back()
        return last

    def _take_back(self) -> None:
        last = self.sitting.taken[-1]
        self._journal.add(Undone())
        self.sitting = undone(self.sitting)
        if last.commit:
            self.refresh()

    def dispute(self, finding: Finding, because: str) -> str:
        """Records that a finding is wrong; returns the commit's id, "" without one. ReviewError, GitError as in `record_vote`."""
        settings = self.review.settings
        vote = Vote(settings.today, finding.rule, finding.message, because, finding.field, finding.quote)
        commit = record_vote(Path(settings.root), self._repository, vote)
        self.refresh()
        return commit

    def again(self) -> None:
        """What was put off is looked at again."""
        self._journal.add(Again())
        self.sitting = once_more(self.sitting)

    def close(self) -> None:
        """Ends the sitting: the next one is a new one."""
        self._journal.close()

    # What was going on when it was ended

    def _settle(self, pending: Intent | Undoing) -> None:
        """Ends what was about to be recorded: what git has is written down; what it has not is recorded, if it still fits."""
        later = list(self._commits(pending.head))
        if isinstance(pending, Undoing):
            if self.sitting.taken and any(each.undoes == self.sitting.taken[-1].commit for each in later):
                self._take_back()
            return
        taken = pending.taken
        subject = f"review: {DECISION[taken.did]} {taken.item.id}"
        commit = next((each.id for each in later if each.subject == subject), "")
        if commit:
            self._record(msgspec.structs.replace(taken, commit=commit))
            return
        page = self.page(taken.item)
        if page.seen == pending.seen and not page.against[taken.did]:
            with suppress(ReviewError):  # Else it is asked for again.
                choice = Choice(taken.did, taken.why, taken.to)
                self._record(decide(self.review, page, choice, self.by, taken.when, taken.seconds))

    def _commits(self, since: str) -> Iterator[Commit]:
        """The commits since another one, oldest first."""
        if self._head and self._repository.is_ancestor(since, self._head):
            with self._repository.log(FORMAT, since, self._head) as blocks:
                yield from [each.commit for each in parse_log(blocks)][::-1]
