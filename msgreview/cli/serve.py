"""`msgreview serve`: the catalogue in a browser, on this machine alone."""

import errno
import os
from pathlib import Path
from socket import AF_INET, IPPROTO_TCP, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, TCP_NODELAY, socket
from typing import Annotated

import typer

from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, day, open_settings
from msgreview.model.cycle import today
from msgreview.model.errors import UsageError

_PORT = 8763
_TRIED = 20
"""Ports that are tried one after the other where none is named."""


def serve(
    *,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, metavar="NUMBER", help="Where to listen; by default at the first free port from 8763 on."),
    ] = None,
    browse: Annotated[bool, typer.Option("--open", help="Open it in the browser, too.")] = False,
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Work on the messages in a browser, on this machine alone.

    Look for messages, edit them beside what their reader sees, and review what waits. Every change is a commit in your name.
    """
    settings = open_settings(None, config, as_of)
    fixed = day(as_of, "--as-of") if as_of else None
    try:
        import uvicorn

        from msgreview.serve.app import application
        from msgreview.serve.context import ServeContext
        from msgreview.serve.guard import Door
        from msgreview.serve.live import LiveCatalogue
    except ImportError as error:
        raise UsageError("the web application needs some packages more: pip install 'msgreview[serve]'") from error
    listening = listen(port)
    door = Door.at(listening.getsockname()[1])
    context = ServeContext(LiveCatalogue(Path(settings.root), config, lambda: fixed or today()))
    app = application(context, door)
    context.warm_up()
    output.say(f"The messages in {settings.root} are open at", "", f"  {door.url}", "", "to this machine alone. Ctrl-C ends it.")
    if browse:
        typer.launch(door.url)
    server = uvicorn.Config(app, log_level="error", access_log=False, server_header=False, lifespan="off")
    try:
        uvicorn.Server(server).run([listening])
    finally:
        context.close()


def listen(port: int | None) -> socket:
    """A socket at a port, or at the first that is free; UsageError where there is none."""
    for number in (port,) if port else range(_PORT, _PORT + _TRIED):
        listening = socket(AF_INET, SOCK_STREAM)
        listening.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # asyncio sets it on sockets of its own alone; answers wait 40 ms.
        if os.name == "posix":  # Elsewhere two programs could then listen at one port.
            listening.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", number))
            listening.listen()
        except OSError as error:
            listening.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        else:
            return listening
    used = f"port {port} is" if port else f"the ports {_PORT} to {_PORT + _TRIED - 1} are"
    raise UsageError(f"{used} in use, or not yours to use. Name another one: msgreview serve --port 9000")
