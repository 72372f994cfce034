"""Setting up: questions are answered, the configuration is written, the bot is logged in once."""

import json
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from bot.config import load
from demo.cast import PASSWORD, Cast
from demo.homeserver import Homeserver
from tests.cli.program import Done, rapporteur, running


def answers(made: Cast, homeserver: Homeserver, password: str = PASSWORD) -> list[str]:
    """Return what a secretariat types, a line each."""
    council = ["", made.slug, "", "3", "@chair:x.org @vice:x.org", "@forum:x.org", ""]
    gov = ["gov", "Government", "@gov-chair:x.org", "@gov-1:x.org @gov-2:x.org"]
    cs = ["cs", "Société civile", "@cs-chair:x.org", ""]
    return [homeserver.url, made.bot.user_id, password, *council, *gov, *cs, ""]


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


async def test_answers_that_do_not_fit_together_are_kept_to_be_mended(
    made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "config.yaml"
    typed = [line.replace("@cs-chair:x.org", "@gov-1:x.org") for line in answers(made, homeserver)]
    done = await init(path, typed)
    assert done.code == 2
    assert "council.caucuses[1].chair[0]" in done.err
    assert "config.yaml.new" in done.err
    assert not path.exists()
    draft = path.with_name("config.yaml.new")
    raw = yaml.safe_load(draft.read_text())
    raw["council"]["caucuses"][1]["chair"] = ["@cs-chair:x.org"]
    path.write_text(yaml.safe_dump(raw))
    assert (await rapporteur("check", "--config", path)).code == 0


@pytest.mark.parametrize(
    "place, answer",
    [
        (0, ("matrix.example.org", "homeserver")),
        (1, ("rapporteur", "user_id")),
        (6, ("several", "council.seats")),
        (7, ("@chair", "council.chair[0]")),
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
