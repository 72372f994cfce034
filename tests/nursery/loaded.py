"""What most processes of the tests need: the bot, and every command of the command line."""

from bot.cli import app, check, export, init, run, verify
from tests.cli import program
from tests.exactly_once import mortal

__all__ = ["app", "check", "export", "init", "mortal", "program", "run", "verify"]
