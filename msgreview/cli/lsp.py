"""`msgreview lsp`: the language server, for editors to start."""

from msgreview.model.errors import UsageError


def lsp() -> None:
    """Serve an editor: findings as you type, and help with writing.

    Your editor starts this. docs/editors.md has the settings for VS Code, Neovim, Helix and Emacs.
    """
    try:
        from msgreview.lsp.features import make_server
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] in ("pygls", "lsprotocol", "cattrs", "attrs"):
            raise UsageError("the language server needs pygls. Install it with `pip install 'msgreview[lsp]'`.") from None
        raise
    make_server().start_io()
