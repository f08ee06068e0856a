"""The language server in a real editor: Neovim, with the settings that `editors/` has for it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_lsp import FILES

ROOT = Path(__file__).parents[1]
NVIM = shutil.which("nvim")


@pytest.mark.skipif(NVIM is None, reason="Neovim is not here: apt-get install neovim")
def test_neovim_shows_finds_completes_follows_and_renames(tmp_path: Path) -> None:
    folder = tmp_path / "Müller, letters"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    command = json.dumps([sys.executable, "-m", "msgreview", "lsp"])
    environment = {**os.environ, "MSGREVIEW_CACHE": str(tmp_path / ".cache"), "XDG_STATE_HOME": str(tmp_path / ".state")}
    started = [str(NVIM), "--headless", "--cmd", f"let g:msgreview_command = {command}", "-n"]
    done = subprocess.run(
        [*started, "-u", str(ROOT / "editors" / "neovim.lua"), "-S", str(ROOT / "tests" / "neovim.lua")],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.stdout.strip(), done.stderr
    seen = json.loads(done.stdout.strip().splitlines()[-1])
    assert "failed" not in seen, f"{seen}\n{done.stderr}"
    assert seen == {
        "first": "Please be advised that",
        "behind_faces": "Please be advised that",
        "hover": "**tone.form-letter**",
        "action": "Sign an exception from tone.form-letter until ",
        "completion": ["automated", "scripted", "mixed"],
        "omnifunc": "v:lua.vim.lsp.omnifunc",
        "definition": "note.yaml:1",
        "renamed": ["id: desk.slip", "supersedes: [desk.note]", "- use: desk.slip"],
    }
