"""A deliberation whose record is in PostgreSQL."""

from storage import record
from storage.verify import verify
from tests.e2e.conftest import Convene, settled
from tests.storage.look import export, queued

CAUCUSES = {"gov": "Government", "cs": "Civil society"}


async def test_a_proposal_is_recommended_and_its_record_verifies(
    convene: Convene, empty_database: str
) -> None:
    async with convene(database=empty_database, caucuses=CAUCUSES) as council:
        number = await council.opened()
        plenary = await council.plenary(number)
        await council["chair"].commands(plenary, "!refer")
        for key in CAUCUSES:
            room = await council.caucus(number, key)
            await council[f"{key}-chair"].reads(room, "One.")
            said = await council[f"{key}-chair"].commands(room, "!consensus yes")
            assert "Point of order" not in said
        said = await council["chair"].commands(plenary, "!consensus yes")
        assert "recommendation" in said
        await settled(council)
        async with council.database.read() as conn:
            assert verify(export(await record.sealed(conn, None), None)) == ()
            assert await queued(conn) == ()
