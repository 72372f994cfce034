"""A deliberation in encrypted caucuses, by people whose clients encrypt."""

from pathlib import Path
from typing import Any

from demo.homeserver import Homeserver
from tests.e2e.conftest import agree, open_proposal, sitting
from tests.encryption.person import SealedPerson

SEALED: dict[str, Any] = {"rooms": {"encryption": "caucuses"}, "client": SealedPerson}


async def test_a_proposal_is_recommended_with_encrypted_caucuses(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path, **SEALED) as council:
        opened = await open_proposal(council)
        chair = council["chair"]
        await chair.commands(opened.plenary, "!refer")
        await agree(council, opened)
        answered = await chair.commands(opened.plenary, "!consensus yes")
        assert "is a recommendation" in answered
