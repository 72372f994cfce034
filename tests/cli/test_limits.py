"""The doctor measures how a homeserver limits the bot, and says how that is lifted."""

import shlex
from typing import Any, cast

import templates
from bot.cli.doctor.stock import Forecast, Took
from bot.cli.limits import Limit, command_to_lift, measured
from bot.errors import MatrixError


class Server:
    """Takes so many events at once, as a homeserver with Synapse's own limits does."""

    def __init__(self, at_once: int) -> None:
        self.left = at_once

    async def send(self, _room: str, _kind: str, _content: object, _txn: str) -> str:
        if not self.left:
            raise MatrixError("M_LIMIT_EXCEEDED", "", status=429, retry=True, retry_after=4.96)
        self.left -= 1
        return "$event"


async def test_a_limit_is_measured_by_the_first_refusal_of_a_burst() -> None:
    assert await measured(cast("Any", Server(10)), "!space") == Limit(10, 4.96)


async def test_where_a_burst_is_taken_whole_there_is_no_limit() -> None:
    assert await measured(cast("Any", Server(10**6)), "!space") is None


def test_the_call_that_lifts_the_limits_can_be_pasted_into_a_shell() -> None:
    call = shlex.split(command_to_lift("https://matrix.example.org", "@bot:example.org"))
    assert call[0] == "curl"
    assert call[-1].endswith(
        "example.org/_synapse/admin/v1/users/@bot:example.org/override_ratelimit"
    )
    assert '{"messages_per_second": 0, "burst_count": 0}' in call
    fields = {
        "events": 10,
        "seconds": 4.96,
        "lifting": command_to_lift("https://x.org", "@b:x.org"),
        "stock": Forecast(18, 4, 60, Took(0.2, 100, 3000), Took(70, 5000, 9000)),
    }
    said = templates.said("limits_met", **fields)
    assert "after 10 events at once it has it wait 5.0 s" in said
    assert "a proposal's rooms, the council chair after a second, all chairs after 2 min, " in said
    assert "the council chair after 70 s, all chairs after 83 min, everybody after 2.5 h" in said
    assert shlex.split(said[said.index("curl") :])
