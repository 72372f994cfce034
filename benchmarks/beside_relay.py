"""A chair's round trip in one proposal while a draft of another goes out to all caucuses."""

from dataclasses import dataclass

from benchmarks.measure import Comparison, Figure, Scale
from benchmarks.recording import Request
from benchmarks.relaying import Referral, referral
from benchmarks.sitting import Sitting

LIMIT = 1.25
LATE = 1.5


@dataclass
class Relay:
    """The draft goes out; the bare client sends the same messages."""

    what: str
    turns: int
    referral: Referral
    requests: tuple[Request, ...]
    command: str

    async def ours(self) -> None:
        """Refer the draft; done once every caucus's room has shown it."""
        await self.referral.bot()

    async def bare(self) -> None:
        """Send the same messages to as many rooms."""
        await self.referral.bare(self.requests, self.command)

    async def back(self) -> None:
        """Recall it."""
        await self.referral.back(self.requests)

    def figures(self, found: Comparison, peak_kib: int) -> list[Figure]:  # noqa: ARG002 - a row
        """Compare the medians and the ninety-fifth percentiles."""
        return [found.median(LIMIT), found.late(LATE)]


async def prepare(council: Sitting, scale: Scale) -> Relay:
    """Refer a draft once, to see what the bot sends."""
    referred = await referral(council)
    _, command = await referred.bot()
    requests = await council.settled()
    await referred.back(requests)
    what = f"round trip while a draft goes out to {len(council.keys)} caucuses"
    return Relay(what, scale.besides, referred, requests, command)
