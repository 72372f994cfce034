"""Whatever can be wrong with a configuration is told in one sentence, to the letter."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

import templates
from bot.cli.problems import sentence
from bot.config.refusals import refusal
from bot.errors import ConfigError, ConfigFault
from templates.render import FOLDER

BOT = Path(__file__).parents[2] / "bot"
A, B = "@a:x", "@b:x"
SENTENCES: dict[ConfigFault, tuple[dict[str, Any], str]] = {
    ConfigFault.NO_FILE: ({}, "there is no such file; make one with `rapporteur init`."),
    ConfigFault.FILE_UNREADABLE: (
        {"reason": "Permission denied"},
        "the file can't be read (Permission denied).",
    ),
    ConfigFault.FILE_NOT_UTF8: ({}, "the file isn't text in UTF-8; save it as such."),
    ConfigFault.NOT_YAML: (
        {"line": 3, "hint": "id"},
        "the file isn't valid YAML in line 3; put Matrix ids in quotes, as they begin with “@”.",
    ),
    ConfigFault.NO_KEYS: ({}, "the file holds no keys; begin with config.example.yaml."),
    ConfigFault.KEY_TWICE: (
        {"line": 3},
        "this key is written a second time in line 3; keep one.",
    ),
    ConfigFault.TOO_MUCH: (
        {"most": 100},
        "its aliases (“*name”) make more than 100 values of it; write out what is meant.",
    ),
    ConfigFault.UNKNOWN_KEY: (
        {"nearest": "seats"},
        "there is no such key; did you mean seats?",
    ),
    ConfigFault.KEY_MISSING: ({}, "this key is missing; see config.example.yaml."),
    ConfigFault.NOT_TEXT: (
        {},
        (
            "this must be text; "
            "put it in quotes if it looks like a number or yes/no, or begins with a sign."
        ),
    ),
    ConfigFault.NOT_A_NUMBER: ({}, "this must be a whole number, without quotes."),
    ConfigFault.NOT_A_LIST: ({}, "this must be a list, such as [a, b]."),
    ConfigFault.NOT_A_SECTION: ({}, "this must be a section with keys of its own."),
    ConfigFault.TOO_SMALL: ({"least": 0}, "this must be at least 0."),
    ConfigFault.TOO_LARGE: ({"most": 65535}, "this must be at most 65535."),
    ConfigFault.NOT_A_CHOICE: (
        {"choices": ("none", "caucuses", "all")},
        "this must be one of 'none', 'caucuses' or 'all'.",
    ),
    ConfigFault.UNFIT: ({"reason": "Odd"}, "this can't be used (Odd)."),
    ConfigFault.ID_TOO_LONG: ({"most": 255}, "a Matrix id has at most 255 characters."),
    ConfigFault.NOT_AN_ID: (
        {"value": "a"},
        "“a” isn't a Matrix id; write it as “@name:example.org”.",
    ),
    ConfigFault.NOT_A_CAUCUS_KEY: (
        {"value": "CS"},
        "“CS” isn't a caucus key; use 1 to 16 small letters and digits, beginning with a letter.",
    ),
    ConfigFault.RESERVED_KEY: (
        {"value": "forum"},
        "“forum” is reserved, as it stands for the forum itself; choose another key.",
    ),
    ConfigFault.NOT_A_SLUG: (
        {"value": "MIPC"},
        "“MIPC” isn't a slug; use small letters, digits and hyphens, such as “mipc”.",
    ),
    ConfigFault.EMPTY_NAME: ({}, "this is empty; give it a name."),
    ConfigFault.NAME_NOT_ON_ONE_LINE: (
        {},
        "a name stands on one line, without control characters.",
    ),
    ConfigFault.NOT_A_PREFIX: (
        {"value": "x"},
        "“x” isn't a prefix; use one or more punctuation characters, such as “!”.",
    ),
    ConfigFault.NOT_AN_ADDRESS: (
        {},
        "this isn't the address of a homeserver; write it as https://matrix.example.org.",
    ),
    ConfigFault.NOT_A_DATABASE: (
        {},
        "this is neither “sqlite” nor an address like postgresql://user@host/database.",
    ),
    ConfigFault.NOT_AN_OPTION: (
        {"name": "pool", "known": ["host", "ssl"]},
        "“pool” is no option of the database's address; those that there are: host, ssl.",
    ),
    ConfigFault.NOT_A_PATH: ({}, "this must be the path of a file or folder, as text."),
    ConfigFault.NO_HOME: (
        {},
        "nobody knows the home folder that “~” stands for here; write the whole path.",
    ),
    ConfigFault.NOT_AN_IP_ADDRESS: (
        {},
        "this isn't an IP address; write 127.0.0.1 for programs on this machine alone.",
    ),
    ConfigFault.NOT_A_PERIOD: (
        {},
        "this isn't a period; write minutes, hours, days or weeks as 90m, 72h, 7d or 2w.",
    ),
    ConfigFault.NOT_A_ZONE: (
        {},
        "there is no such time zone; write UTC, or a name such as Europe/Zurich.",
    ),
    ConfigFault.NOT_A_ROOM_VERSION: (
        {},
        (
            "this isn't a room version; write 'default', for the homeserver's own, "
            "or a number such as 11."
        ),
    ),
    ConfigFault.NOT_A_SHARE: ({}, "this isn't a share of the seats; write half, 2/3, 60% or 0.6."),
    ConfigFault.TWO_SECRET_FILES: ({}, "there is a password_file too; keep one of the two."),
    ConfigFault.NO_CAUCUS: ({}, "the council has no caucus; list at least one."),
    ConfigFault.NO_CHAIR: (
        {},
        "there is no chair; list at least one person, the chair first.",
    ),
    ConfigFault.SAME_KEY: (
        {"key": "gov", "first": 0},
        "“gov” is the key of council.caucuses[0] already; choose another.",
    ),
    ConfigFault.SAME_NAME: (
        {"name": "Government", "first": 0},
        "“Government” names council.caucuses[0] already; choose another.",
    ),
    ConfigFault.LISTED_TWICE: ({"person": A}, "@a:x stands in this list twice; keep it once."),
    ConfigFault.IS_BOT: (
        {"person": A},
        "@a:x is the bot itself (user_id), which can't be one of the people.",
    ),
    ConfigFault.IN_TWO_CAUCUSES: (
        {"person": A, "first": "Government", "second": "Civil society"},
        "@a:x is in Government already and can't be in Civil society too.",
    ),
    ConfigFault.CHAIRS_BOTH: (
        {"person": A},
        "@a:x is in council.chair and can't be in a caucus's chair too.",
    ),
    ConfigFault.CHAIR_HAS_A_SEAT: (
        {"person": A},
        "@a:x is the chair, who is besides the seats; leave them out here.",
    ),
    ConfigFault.OBSERVER_IN_A_CAUCUS: (
        {"person": A, "caucus": "Government"},
        "@a:x is in the caucus of Government and can't be an observer too.",
    ),
    ConfigFault.TOO_FEW_SEATS: (
        {"caucus": "Government", "taken": 3, "seats": 2},
        (
            "Government has 3 representatives (deputies count) but council.seats is 2; "
            "name fewer, or raise the seats of all."
        ),
    ),
    ConfigFault.ELSEWHERE: (
        {"address": "https://127.0.0.1:8008", "found": "http://127.0.0.1:8008"},
        (
            "no homeserver answers at https://127.0.0.1:8008, but one does at "
            "http://127.0.0.1:8008; write that (it isn't encrypted: only for a homeserver on the "
            "same machine)."
        ),
    ),
    ConfigFault.NO_SECRET: (
        {},
        (
            "there is no secret to log in with; name a password_file or an access_token_file, "
            "or set RAPPORTEUR_PASSWORD or RAPPORTEUR_ACCESS_TOKEN."
        ),
    ),
    ConfigFault.SEVERAL_SECRETS: (
        {"names": ["password_file", "RAPPORTEUR_PASSWORD"]},
        "there is more than one secret: password_file, RAPPORTEUR_PASSWORD; keep one.",
    ),
    ConfigFault.SECRET_UNREADABLE: (
        {"file": Path("token"), "reason": "Permission denied"},
        "token can't be read (Permission denied).",
    ),
    ConfigFault.SECRET_NOT_TEXT: (
        {"file": Path("token")},
        "token can't be read (it isn't text).",
    ),
    ConfigFault.SECRET_EMPTY: (
        {"file": Path("token")},
        "token is empty; the secret goes on its first line.",
    ),
    ConfigFault.LOGIN_UNREADABLE: (
        {"file": "session.json"},
        (
            "the login that is kept in session.json can't be read; "
            "put back a copy of that file, or remove it to log in again."
        ),
    ),
    ConfigFault.OTHER_ACCOUNT: (
        {"logged_in": A, "named": B},
        (
            "the login is that of @a:x, not of @b:x; "
            "name that account, or keep another data_dir for this one."
        ),
    ),
    ConfigFault.PASSWORD_REFUSED: (
        {"homeserver": "https://x", "user_id": A},
        "https://x does not accept this password for @a:x; check both.",
    ),
    ConfigFault.TOKEN_REFUSED: (
        {"homeserver": "https://x"},
        "https://x does not accept this access token; give a valid one.",
    ),
    ConfigFault.TOKEN_WITHOUT_DEVICE: (
        {},
        "this token has no device; give one that comes from a login.",
    ),
    ConfigFault.KEYS_LOST: (
        {"device_id": "ABC"},
        "the keys of the device ABC are lost; give the token of a new login, or a password.",
    ),
    ConfigFault.NO_SUCH_ROOM_VERSION: (
        {"version": "99", "available": ("11", "12")},
        "the homeserver has no room version 99; write 'default', or one that it has: 11, 12.",
    ),
}


def raised() -> Iterator[str]:
    """Yield each code that something in the bot refuses a configuration by."""
    for path in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "ConfigFault":
                yield node.attr


@pytest.mark.parametrize("code", ConfigFault)
def test_every_fault_has_its_sentence(code: ConfigFault) -> None:
    fields, words = SENTENCES[code]
    assert sentence(ConfigError("council.chair[1]", code, **fields)) == f"council.chair[1]: {words}"


def test_every_sentence_is_that_of_a_fault() -> None:
    text = (FOLDER / "configuration.j2").read_text(encoding="utf-8")
    assert re.findall(r"macro (\w+)\(f\)", text) == [code.value for code in ConfigFault]


def test_every_fault_is_found_somewhere() -> None:
    assert set(raised()) == {code.name for code in ConfigFault}


def test_a_fault_without_a_sentence_is_not_passed_over() -> None:
    with pytest.raises(Exception, match="unheard_of"):
        templates.config_problem("council", "unheard_of", {})


def test_what_nobody_thought_of_is_told_as_pydantic_puts_it() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(bytes).validate_python(5)
    said = "council.name: this can't be used (Input should be a valid bytes)."
    assert sentence(refusal(caught.value, "council.name")) == said


def test_a_file_that_is_no_yaml_anywhere_in_particular_is_told_without_a_line() -> None:
    error = ConfigError("config.yaml", ConfigFault.NOT_YAML, line=None, hint="")
    assert sentence(error) == "config.yaml: the file isn't valid YAML."
