"""The application that typer runs: every command's options, and what it calls."""

import asyncio
import logging
import signal
import sys
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.cli.problems import told

app = typer.Typer(
    name="rapporteur",
    help="A Matrix bot that facilitates caucus deliberation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
ConfigPath = Annotated[Path, typer.Option("--config", help="The configuration file.")]
HERE = Path("config.yaml")


def loaded() -> None:
    """Have an interrupt end a command in order, now that all is loaded that it needs."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may lack a sign such as ✓
    app(prog_name="rapporteur")


def _version(*, asked: bool) -> None:
    if asked:
        typer.echo(f"rapporteur {version('rapporteur')}")
        raise typer.Exit


@app.callback()
def common(
    *,
    _version_asked: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda asked: _version(asked=asked),
            is_eager=True,
            help="Show the version and end.",
        ),
    ] = False,
) -> None:
    """Log readably, whatever the command."""
    logs.configure()


@app.command()
def init(config: ConfigPath = HERE) -> None:
    """Ask what the bot must know, write the configuration, and log in once."""
    with told():
        from bot.cli import init as init_command

        loaded()
        init_command.init(config)


@app.command()
def check(
    config: ConfigPath = HERE,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Apply a change of seats or caucuses to the record.")
    ] = False,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept-restore",
            help="Go on from now, after the record or the homeserver was restored.",
        ),
    ] = False,
) -> None:
    """Look whether everything is as it should be, and say what to do where it isn't."""
    with told():
        from bot.cli import check as check_command

        loaded()
        sound = asyncio.run(check_command.check(config, apply=apply, accept=accept))
    raise typer.Exit(0 if sound else 1)


@app.command()
def run(
    config: ConfigPath = HERE,
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Log more of what the bot does.")] = False,
) -> None:
    """Run the bot until it is told to stop (SIGTERM, Ctrl-C)."""
    if debug:
        logs.configure(level=logging.DEBUG)
    with told():
        from bot.cli import run as run_command

        asyncio.run(run_command.run(config))


@app.command()
def demo(
    *, once: Annotated[bool, typer.Option("--once", help="End when the play ends.")] = False
) -> None:
    """Play a whole deliberation on a homeserver of its own, and stay up to be tried."""
    with told():
        from demo import play

        loaded()
        raise typer.Exit(play.main(once))


@app.command()
def export(
    proposal: Annotated[str, typer.Argument(help="The proposal: P12. The roster: P0.")],
    config: ConfigPath = HERE,
    audience: Annotated[str, typer.Option(help="public, council, caucus:KEY, or all.")] = "public",
    output: Annotated[Path, typer.Option(help="The folder to write to.")] = Path(),
) -> None:
    """Write the record of a proposal, or of the council's roster, as Markdown and JSON."""
    with told():
        from bot.cli import export as export_command

        loaded()
        for path in asyncio.run(export_command.export(config, proposal, audience, output)):
            typer.echo(path)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A record that was exported as JSON.")],
    head: Annotated[
        str, typer.Option(help="A hash that the bot posted: whether the record ends with it.")
    ] = "",
    older: Annotated[
        Path | None,
        typer.Option("--from", help="An older export: whether the record begins with it."),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(help="The roster's export (P0.json): judge by it who could act."),
    ] = None,
) -> None:
    """Check an exported record, offline: its seals, and whether the procedure allows what it says.

    Ends with 1 if something is wrong, or if the record is another than --head or --from say.
    """
    with told():
        from bot.cli import verify as verify_command

        loaded()
        known = verify_command.Known(head, older, roster)
        sound = verify_command.verify(file, known)
    raise typer.Exit(0 if sound else 1)


@app.command()
def trust(
    person: Annotated[str, typer.Argument(help="Whose identity it is: @user:example.org.")],
    fingerprint: Annotated[
        str,
        typer.Argument(help="How the key begins that they have now, to confirm it; or: none."),
    ] = "",
    config: ConfigPath = HERE,
) -> None:
    """Show by which key somebody's sessions are known; with a fingerprint, confirm another one."""
    with told():
        from bot.config import load
        from bot.service import trust as trust_command

        loaded()
        found = load(config)
        asked = (
            trust_command.confirmed(found, person, fingerprint)
            if fingerprint
            else trust_command.shown(found, person)
        )
        words, done = asyncio.run(asked)
        typer.echo(words)
    raise typer.Exit(0 if done else 1)
