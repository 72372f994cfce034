"""What most processes of the tests need: the bot, and every command of the command line."""

from bot.cli import app
from tests.exactly_once import mortal

__all__ = ["app", "mortal"]
