"""The language server by the settings that `editors/` has for Emacs and Helix."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from test_lsp import FILES

ROOT = Path(__file__).parents[1]
EMACS = shutil.which("emacs")


@pytest.mark.skipif(EMACS is None, reason="Emacs is not here: apt-get install emacs-nox elpa-eglot elpa-yaml-mode")
def test_emacs_shows_findings(tmp_path: Path) -> None:
    note = tmp_path / "messages" / "note.yaml"
    note.parent.mkdir()
    note.write_text(FILES["messages/note.yaml"], encoding="utf-8")
    (tmp_path / "msgreview.yaml").write_text(FILES["msgreview.yaml"], encoding="utf-8")
    settings = {"FILE": str(note), "SETTINGS": str(ROOT / "editors" / "emacs.el"), "HOME": str(tmp_path)}
    programs = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    cache = {"MSGREVIEW_CACHE": str(tmp_path / ".cache")}
    done = subprocess.run(
        [str(EMACS), "-Q", "--batch", "-l", str(ROOT / "tests" / "emacs.el")], env=os.environ | settings | programs | cache,
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if done.stdout == "no eglot":
        pytest.skip("eglot is not here: Emacs 29, or apt-get install elpa-eglot elpa-yaml-mode")
    assert "msgreview [tone.form-letter]: 'Please be advised that' is form-letter wording." in done.stdout, done.stderr


def test_helix_is_told_what_it_knows() -> None:
    """The keys are those of its documentation for languages and language servers."""
    told = tomllib.loads((ROOT / "editors" / "helix.toml").read_text("utf-8"))
    assert told["language-server"] == {"msgreview": {"command": "msgreview", "args": ["lsp"]}}
    [language] = told["language"]
    assert language.keys() == {"name", "roots", "language-servers"}
    assert language["language-servers"][0] in told["language-server"]
