"""How a homeserver limits the bot's rate: measured with a short burst that nobody sees.

The burst goes into the council's space, whose timeline no client shows, as events of a type
that none knows. It stops at the first refusal, so that a bot at work is held up no longer
than by a handful of its own messages. Knows the Matrix edge.
"""

import secrets
from dataclasses import dataclass
from urllib.parse import quote

from bot.errors import MatrixError
from bot.matrix import Matrix

PROBE = "org.rapporteur.probe"
MOST = 12
"""Events of a burst; Synapse's own limit allows ten at once."""
TOO_MANY_REQUESTS = 429


@dataclass(frozen=True)
class Limit:
    """After how many events the homeserver refused more, and for how many seconds."""

    events: int
    seconds: float


async def measured(matrix: Matrix, room_id: str) -> Limit | None:
    """Return the limit that a burst met, or None if it met none. Raises MatrixError."""
    for sent in range(MOST):
        try:
            await matrix.send(room_id, PROBE, {}, secrets.token_hex(8))
        except MatrixError as error:
            if error.status != TOO_MANY_REQUESTS:
                raise
            return Limit(sent, error.retry_after or 0.0)
    return None


def command_to_lift(url: str, user_id: str) -> str:
    """Return the command with which a server's administrator lifts Synapse's limits."""
    where = f"{url}/_synapse/admin/v1/users/{quote(user_id, safe='@:')}/override_ratelimit"
    body = '{"messages_per_second": 0, "burst_count": 0}'
    return (
        "curl -X POST -H 'Authorization: Bearer ADMIN_TOKEN' -H 'Content-Type: application/json' "
        f"-d '{body}' '{where}'"
    )
