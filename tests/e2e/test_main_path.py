"""The whole trip: tabled, forwarded, two rounds, a recommendation."""

from tests.e2e.conftest import Convene


async def test_a_proposal_is_deliberated_in_two_rounds_and_recommended(convene: Convene) -> None:
    async with convene() as council:
        number = await council.opened()
        plenary = await council.plenary(number)
        chair = council["chair"]
        await chair.reads(plenary, "Draft 1")
        await chair.commands(plenary, "!refer")
        for key in ("gov", "ps", "tech"):
            room = await council.caucus(number, key)
            await council[f"{key}-chair"].reads(room, "One.")
            await council[f"{key}-chair"].commands(room, "!consensus yes")
        room = await council.caucus(number, "cs")
        cs = council["cs-chair"]
        await cs.reads(room, "One.")
        await cs.commands(room, "!draft\nOne and a half.\n\nTwo.")
        await cs.commands(room, "!consensus amended cs.1 see clause 1")
        await chair.reads(plenary, "One and a half")
        refused = await chair.commands(plenary, "!consensus yes")
        assert "Civil society" in refused
        await chair.commands(plenary, "!draft\nOne and a half.\n\nTwo.")
        await chair.commands(plenary, "!refer")
        for key in ("gov", "ps", "tech", "cs"):
            person, room = council[f"{key}-chair"], await council.caucus(number, key)
            await person.reads(room, "One and a half.")
            await person.commands(room, "!consensus yes")
        await chair.commands(plenary, "!consensus yes")
        await council["visitor"].reads(
            council.forum, "recommendation of the Internet Governance Forum"
        )
