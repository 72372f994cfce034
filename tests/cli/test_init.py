"""Setting up: questions are answered, the configuration is written, the bot is logged in once."""

import json
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest
from aiohttp import web

from bot.config import load
from demo.cast import PASSWORD, Cast
from demo.homeserver import Homeserver
from tests.cli.conftest import edit
from tests.cli.program import Done, rapporteur, running
from tests.config.plain import put
from tests.nursery.website import serving


def answers(made: Cast, homeserver: Homeserver, password: str = PASSWORD) -> list[str]:
    """Return what a secretariat types, a line each."""
    council = ["", made.slug, "", "3", "@chair:x.org @vice:x.org", "@forum:x.org", "", "", ""]
    gov = ["gov", "Government", "@gov-chair:x.org", "@gov-1:x.org, @gov-2:x.org"]
    cs = ["cs", "Société civile", "@cs-chair:x.org", ""]
    return [made.bot.user_id, homeserver.url, password, *council, *gov, *cs, "", "", "members"]


async def init(path: Path, typed: Sequence[str]) -> Done:
    done = await rapporteur("init", "--config", path, answers="\n".join([*typed, ""]))
    assert PASSWORD not in done.said
    return done


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_answers_become_a_configuration_that_loads(
    made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "config.yaml"
    done = await init(path, answers(made, homeserver))
    assert (done.code, done.err) == (0, "")
    council = load(path).council
    assert (council.slug, council.seats) == (made.slug, 3)
    assert council.name == "Multistakeholder Internet Policy Council"
    assert council.chair == ("@chair:x.org", "@vice:x.org")
    assert [caucus.name for caucus in council.caucuses] == ["Government", "Société civile"]
    assert council.caucuses[0].representatives == ("@gov-1:x.org", "@gov-2:x.org")
    assert {file.name for file in path.parent.iterdir()} == {"config.yaml", "password", "data"}


async def test_it_logs_in_once_and_check_and_run_use_that_login(
    made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "config.yaml"
    await init(path, answers(made, homeserver))
    session = path.parent / "data" / "session.json"
    assert (mode(path.parent / "password"), mode(session)) == (0o600, 0o600)
    before = session.read_text()
    device = json.loads(before)["device_id"]
    checked = await rapporteur("check", "--config", path)
    assert (checked.code, f"on device {device}" in checked.out) == (0, True)
    async with running(path) as bot:
        assert await bot.stop() == 0
    assert session.read_text() == before


async def test_the_file_says_what_each_key_means(
    made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    path = tmp_path / "config.yaml"
    await init(path, answers(made, homeserver))
    example = Path(__file__).parents[2].joinpath("config.example.yaml").read_text(encoding="utf-8")
    written = path.read_text(encoding="utf-8")
    comments = [line for line in example.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in comments if line not in written.splitlines()] == []
    assert load(path).rooms.plenary == "members"


async def test_a_homeserver_is_found_where_its_domain_says(
    made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    async def says(request: web.Request) -> web.Response:
        if request.path != "/.well-known/matrix/client":
            return web.Response(text="Welcome!")
        return web.json_response({"m.homeserver": {"base_url": homeserver.url}})

    path, typed = tmp_path / "config.yaml", answers(made, homeserver)
    async with serving(says) as typed[1]:
        done = await init(path, typed)
    assert (done.code, done.err) == (0, "")
    assert load(path).homeserver == homeserver.url


async def test_what_was_answered_is_offered_again_and_one_can_go_back(
    made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    path, typed = tmp_path / "config.yaml", answers(made, homeserver)
    broken_off = await init(path, [*typed[:9], "nonsense"])
    assert broken_off.code == 2
    assert "council.secretariat[0]" in broken_off.err
    assert not path.exists()
    assert PASSWORD not in path.with_name("config.yaml.new").read_text()
    # The login holds, so that no password is asked for; Enter takes what was said before.
    again = ["", "", "", "", "", "", "", "", "<", "@other-forum:x.org", *typed[9:]]
    done = await init(path, again)
    assert (done.code, done.err) == (0, "")
    council = load(path).council
    assert (council.slug, council.seats) == (made.slug, 3)
    assert council.chair == ("@chair:x.org", "@vice:x.org")
    assert council.forum_chair == ("@other-forum:x.org",)
    assert (path.parent / "password").read_text() == f"{PASSWORD}\n"


async def test_who_makes_it_anew_keeps_what_is_not_asked(
    made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    path = tmp_path / "config.yaml"
    await init(path, answers(made, homeserver))
    edit(path, put("monitoring.port", 0))
    edit(path, put("prefix", "?"))
    done = await init(path, ["y", *[""] * 10, "@an-observer:x.org", *[""] * 11])
    assert (done.code, done.err) == (0, "")
    config = load(path)
    assert (config.monitoring.port, config.prefix) == (0, "?")
    assert config.council.observers == ("@an-observer:x.org",)
    assert config.council.caucuses[0].representatives == ("@gov-1:x.org", "@gov-2:x.org")


async def test_a_wrong_password_is_refused_and_nothing_is_configured(
    made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "config.yaml"
    done = await init(path, answers(made, homeserver, "wrong"))
    assert done.code == 2
    assert "does not accept this password" in done.err
    assert not path.exists()
    assert not (path.parent / "password").exists()
    assert not (path.parent / "data" / "session.json").exists()


@pytest.mark.parametrize(
    "place, answer",
    [
        (0, ("rapporteur", "user_id")),
        (1, ("ftp://matrix.example.org", "homeserver")),
        (6, ("several", "council.seats")),
        (7, ("@chair", "council.chair[0]")),
        (7, ("", "council.chair")),
        (11, ("@chair:x.org @chair:x.org", "council.observers[1]")),
        (14, ("@chair:x.org", "council.caucuses[0].chair[0]")),
        (15, ("@gov-chair:x.org", "council.caucuses[0].representatives[0]")),
        (16, ("gov", "council.caucuses[1].key")),
        (18, ("@gov-1:x.org", "council.caucuses[1].chair[0]")),
        (21, ("some", "rooms.encryption")),
    ],
)
async def test_an_answer_that_does_not_fit_is_named(
    place: int, answer: tuple[str, str], made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    given = answers(made, homeserver)
    given[place], path = answer
    done = await init(tmp_path / "config.yaml", given)
    assert done.code == 2
    assert done.err.startswith(f"{path}: ")
    assert not (tmp_path / "config.yaml").exists()


@pytest.mark.parametrize("count", [0, 2, 5])
async def test_input_that_ends_too_early_is_told_in_one_sentence(
    count: int, made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    typed = answers(made, homeserver)[:count]
    done = await rapporteur(
        "init", "--config", tmp_path / "config.yaml", answers="".join(f"{x}\n" for x in typed)
    )
    assert done.code == 1
    assert done.err.splitlines()[-1].startswith("The input ended")
    assert not (tmp_path / "config.yaml").exists()


async def test_a_configuration_that_is_there_stays_unless_it_is_to_be_overwritten(
    made: Cast,
) -> None:
    before = made.config.read_text()
    done = await init(made.config, ["no"])
    assert "left as it is" in done.said
    assert made.config.read_text() == before
    assert (made.folder / "password").read_text() == PASSWORD


async def test_a_login_that_lapsed_is_renewed_on_the_same_device(made: Cast) -> None:
    await rapporteur("check", "--config", made.config)
    kept = made.folder / "data" / "session.json"
    before = json.loads(kept.read_text())
    kept.write_text(json.dumps({**before, "access_token": "lapsed"}))
    done = await init(made.config, ["no"])
    assert done.code == 0
    after = json.loads(kept.read_text())
    assert after["device_id"] == before["device_id"]
    assert after["access_token"] not in (before["access_token"], "lapsed")
