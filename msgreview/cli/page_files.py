"""Where a page goes: into a file, a browser, a PDF or a picture."""

from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from msgreview.catalogue.atomic import write_atomic
from msgreview.cli import output
from msgreview.model.errors import UsageError


class PageFiles(NamedTuple):
    """The files that a user wants of a page, and whether it is opened."""

    html: Path | None
    opened: bool
    pdf: Path | None
    png: Path | None

    @property
    def wanted(self) -> bool:
        """Whether a page is wanted at all."""
        return bool(self.html or self.opened or self.pdf or self.png)

    def write(self, page: str) -> None:
        """Writes the files, and says where they are. UsageError where a browser is needed and none is there."""
        for target in filter(None, (self.html, self.pdf, self.png)):
            check_target(target)
        if self.pdf or self.png:
            from msgreview.report.preview_page.browser import installed_browser

            browser = installed_browser()
            for file, made in ((self.pdf, browser.pdf), (self.png, browser.png)):
                if file:
                    write_atomic(file, made(page))
                    output.say(f"Wrote {file}.")
        if self.html:
            write_atomic(self.html, page)
            output.say(f"Wrote {self.html}.")
        if self.opened:
            _open(page, self.html)


def check_target(file: Path) -> None:
    """Raises UsageError where nothing can be written under a name because it is a folder's."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder. Name a file in it.")


def _open(page: str, html: Path | None) -> None:
    """Opens the page, in a file of its own where there is none."""
    import webbrowser

    if html is None:
        html = Path(mkdtemp(prefix="msgreview-"), "preview.html")
        html.write_text(page, "utf-8")
    if not webbrowser.open(html.resolve().as_uri()):
        output.say(f"No browser could be opened. The page is in {html}.")
