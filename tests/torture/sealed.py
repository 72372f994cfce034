"""The crash matrix and the faults again, with encrypted caucuses and people who encrypt."""

from typing import Any

from tests.encryption.person import SealedPerson
from tests.torture import crashes, faults
from tests.torture.crashes import VeryPatient
from tests.torture.rig import Rig


class PatientAndSealed(VeryPatient, SealedPerson):
    """Somebody whose client encrypts, and who waits for as long as it takes."""


ENCRYPTED: dict[str, Any] = {"rooms": {"encryption": "caucuses"}, "client": PatientAndSealed}


async def run(rig: Rig) -> None:
    """Deliberate once under faults, then kill the bot until the time is up."""
    await faults.deliberations(rig, most=1, **ENCRYPTED)
    await crashes.deliberations(rig, **ENCRYPTED)
