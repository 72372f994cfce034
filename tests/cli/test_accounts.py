"""Who of the roster and the secretariat has no account is found before anybody waits for them."""

from pathlib import Path

import yaml

from demo.cast import PASSWORD, Cast
from demo.homeserver import Homeserver
from tests.cli.conftest import edit
from tests.cli.program import rapporteur, running


def lines(out: str, about: str) -> list[str]:
    return [line for line in out.splitlines() if about in line]


async def test_check_names_who_has_no_account_and_who_may_be_meant(
    made: Cast, homeserver: Homeserver
) -> None:
    (made.folder / "password").chmod(0o600)
    here = homeserver.server_name
    observer, typo = made["observer"].user_id, made["observer"].user_id.title()
    typo = f"{typo.partition(':')[0]}:{here}"
    secretary = "@secretary:localhost:1"
    moderator = f"@mistyped:{here}"
    named = {"observers": [typo], "secretariat": [secretary], "forum_moderators": [moderator]}
    edit(made.config, lambda raw: raw["council"].update(named))
    done = await rapporteur("check", "--config", made.config)
    assert done.code == 1
    (wrong,) = lines(done.out, typo)
    assert wrong.startswith("✗")
    assert "knows no such account" in wrong
    assert f"Did you mean {observer}?" in wrong
    (noted,) = lines(done.out, secretary)
    assert noted.startswith("·")
    assert "doesn't answer" in noted
    assert "no such account" in "".join(lines(done.out, moderator))
    assert "✓ 6 accounts of the roster and the secretariat: there." in done.out


async def test_check_looks_for_those_of_the_record_once_there_is_one(
    made: Cast, homeserver: Homeserver
) -> None:
    (made.folder / "password").chmod(0o600)
    async with running(made.config) as bot:
        assert await bot.stop() == 0
    ghost = f"@ghost:{homeserver.server_name}"
    edit(made.config, lambda raw: raw["council"].update(observers=[ghost]))
    done = await rapporteur("check", "--config", made.config)
    assert "accounts of the roster and the secretariat: there." in done.out
    assert not lines(done.out, "no such account")


async def test_init_says_who_was_mistyped(
    made: Cast, homeserver: Homeserver, tmp_path: Path
) -> None:
    here = homeserver.server_name
    council = ["", made.slug, "", "3", f"@nobody:{here}", made["forum-chair"].user_id, "", "", ""]
    gov = ["gov", "Government", made["gov-chair"].user_id, ""]
    typed = [made.bot.user_id, homeserver.url, PASSWORD, *council, *gov, "", "", ""]
    path = tmp_path / "new" / "config.yaml"
    done = await rapporteur("init", "--config", path, answers="\n".join([*typed, ""]))
    assert done.code == 0
    (said,) = lines(done.out, "no such account")
    assert f"@nobody:{here} has a role" in said
    assert yaml.safe_load(path.read_text())["council"]["chair"] == [f"@nobody:{here}"]
