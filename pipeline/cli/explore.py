"""`ronten explore`: labelled remarks and the review queue in the browser, on this machine alone."""

from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

import pipeline.app

ADDRESS = "127.0.0.1"
SCRIPT = Path(pipeline.app.__file__).with_name("explorer.py")

MISSING = 'Streamlit is not installed. Run `make env`, or: .venv/bin/pip install --editable ".[explore]"'

OPTIONS = {
    "server.address": ADDRESS,
    "server.enableCORS": "true",
    "server.enableXsrfProtection": "true",
    "server.enableStaticServing": "false",
    "server.fileWatcherType": "none",
    "server.runOnSave": "false",
    "server.showEmailPrompt": "false",
    "browser.serverAddress": ADDRESS,
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorLinks": "false",
    "theme.light.primaryColor": "#2b6cb0",
    "theme.dark.primaryColor": "#2b6cb0",
}
"""Settings of Streamlit; given on the command line, they win over those of the user's own files."""

HOSTS = (ADDRESS, "localhost")
"""Names under which a browser may ask: else a site could have its own name lead here, and read and write through it."""


def command(
    port: Annotated[int, typer.Option(min=1024, max=65535, help="Port on 127.0.0.1.")] = 8501,
    coder: Annotated[str, typer.Option(help="Your name as coder, for the review page.")] = "",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Explore and review labelled remarks in the browser; nothing leaves this machine. Ctrl+C ends it."""
    from pipeline.errors import RontenError
    from pipeline.stages import explore

    if find_spec("streamlit") is None:
        raise RontenError(
            'Streamlit is not installed. Run `make env`, or: .venv/bin/pip install --editable ".[explore]"'
        )
    explore.check()
    # while Streamlit is loaded and the browser comes; what is wrong with the table is said on the page
    ThreadPoolExecutor(1).submit(explore.prepare)
    from streamlit.web.cli import main as streamlit

    options = OPTIONS | {"server.port": str(port), "server.headless": str(not browser).lower()}
    given = [f"--{name}={value}" for name, value in options.items()]
    given += [f"--server.allowedHosts={host}" for host in HOSTS]
    streamlit(["run", str(SCRIPT), *given, "--", coder], prog_name="streamlit")
