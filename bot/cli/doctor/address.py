"""Why no homeserver answers at the configured address, where that can be found out.

Knows the Matrix edge.
"""

from bot.cli.problems import Expected
from bot.config import Config
from bot.errors import ConfigError, ConfigFault, RequestError
from bot.matrix import instead_of

NO_HOMESERVER = {"UNREACHABLE", "DROPPED", "TIMEOUT", "NOT_MATRIX"}
"""What is said of an address where none is; also of one that is away or busy."""


async def explained(config: Config, error: Expected) -> Expected:
    """Return the error, or that the homeserver is at another address if one is found."""
    if not isinstance(error, RequestError) or error.errcode not in NO_HOMESERVER:
        return error
    found = await instead_of(config.homeserver)
    if found is None:
        return error
    named = {"address": config.homeserver, "found": found}
    return ConfigError("homeserver", ConfigFault.ELSEWHERE, **named)
