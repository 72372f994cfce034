"""Homeservers that don't show who is there, and accounts that are there without a name."""

from pathlib import Path

from demo.cast import PASSWORD
from demo.homeserver import Homeserver
from tests.e2e.conftest import sitting
from tests.nursery.homeserver import lean

CAUCUSES = {"cs": "Civil society"}
SHY = {
    "require_auth_for_profile_requests": True,
    "limit_profile_requests_to_users_who_share_rooms": True,
}


async def test_where_a_homeserver_shows_no_profiles_nothing_is_known_and_nothing_refused(
    tmp_path: Path,
) -> None:
    async with (
        lean(settings=SHY) as homeserver,
        sitting(homeserver, tmp_path, caucuses=CAUCUSES) as council,
    ):
        number = await council.opened()
        room = await council.caucus(number)
        await council["cs-chair"].commands(room, f"!unseat {council['cs-1'].user_id}")
        nobody = f"@nobody:{homeserver.server_name}"
        answer = await council["cs-chair"].commands(room, f"!chair {nobody}")
        assert f"{nobody} is now the chair of Civil society" in answer
        assert "account" not in answer


async def test_an_account_without_a_name_and_one_that_was_erased(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path, caucuses=CAUCUSES) as council:
        number = await council.opened()
        room, chair = await council.caucus(number), council["cs-chair"]
        await chair.commands(room, f"!unseat {council['cs-1'].user_id}")
        tag = council.cast.slug
        bare = await homeserver.register(f"bare-{tag}", PASSWORD)
        where = f"/_synapse/admin/v2/users/{bare.user_id}"
        await homeserver.admin("PUT", where, {"displayname": ""})
        gone = await homeserver.register(f"gone-{tag}", PASSWORD)
        erased = f"/_synapse/admin/v1/deactivate/{gone.user_id}"
        await homeserver.admin("POST", erased, {"erase": True})
        assert "knows no account" in await chair.commands(room, f"!chair {gone.user_id}")
        answer = await chair.commands(room, f"!chair {bare.user_id}")
        assert f"{bare.user_id} is now the chair" in answer
        assert "account" not in answer
