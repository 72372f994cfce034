"""What the secretariat has configured: its shape, its rules, and reading it from a file.

`load` gives a frozen `Config`, or raises a `ConfigError` that names the key's path.
It touches neither Matrix nor the database.
"""

from bot.config.credentials import AccessToken, Environment, Password, secret
from bot.config.load import load
from bot.config.models import Caucus, Config, Council, Monitoring, Rooms
from bot.config.values import DEFAULT

__all__ = [
    "DEFAULT",
    "AccessToken",
    "Caucus",
    "Config",
    "Council",
    "Environment",
    "Monitoring",
    "Password",
    "Rooms",
    "load",
    "secret",
]
