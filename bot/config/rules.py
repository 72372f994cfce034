"""What the keys of a configuration must satisfy together (docs/invariants.md, 6).

A rule is a function that yields what breaks it, as the error to raise.
The first one found is raised, with the others; the order of `RULES` puts causes before effects.
"""

from collections.abc import Callable, Iterator

from bot.config.models import Config
from bot.errors import ConfigError, ConfigFault, together

Broken = Iterator[ConfigError]
Rule = Callable[[Config], Broken]


def check(config: Config) -> None:
    """Raise `ConfigError` if the configuration breaks a rule; it has all that are broken."""
    broken: list[ConfigError] = []
    for rule in RULES:
        broken += rule(config)
        if broken and rule is every_chair:
            break  # the rest relies on there being chairs
    if broken:
        raise together(broken)


def one_secret(config: Config) -> Broken:
    """The file names a password or an access token, not both."""
    if config.password_file and config.access_token_file:
        yield ConfigError("access_token_file", ConfigFault.TWO_SECRET_FILES)


def some_caucus(config: Config) -> Broken:
    """A council has caucuses."""
    if not config.council.caucuses:
        yield ConfigError("council.caucuses", ConfigFault.NO_CAUCUS)


def every_chair(config: Config) -> Broken:
    """Forum, council and each caucus have a chair."""
    for path, people in config.council.listed():
        if path.endswith("chair") and not people:
            yield ConfigError(path, ConfigFault.NO_CHAIR)


def own_keys(config: Config) -> Broken:
    """No two caucuses share a key."""
    seen: dict[str, int] = {}
    for index, caucus in enumerate(config.council.caucuses):
        first = seen.setdefault(caucus.key, index)
        if first != index:
            path = f"council.caucuses[{index}].key"
            yield ConfigError(path, ConfigFault.SAME_KEY, key=caucus.key, first=first)


def own_names(config: Config) -> Broken:
    """No two caucuses share a name."""
    seen: dict[str, int] = {}
    for index, caucus in enumerate(config.council.caucuses):
        first = seen.setdefault(caucus.name.casefold(), index)
        if first != index:
            path = f"council.caucuses[{index}].name"
            yield ConfigError(path, ConfigFault.SAME_NAME, name=caucus.name, first=first)


def listed_once(config: Config) -> Broken:
    """A list names nobody twice."""
    for path, people in config.council.listed():
        for index, person in enumerate(people):
            if person in people[:index]:
                yield ConfigError(f"{path}[{index}]", ConfigFault.LISTED_TWICE, person=person)


def not_the_bot(config: Config) -> Broken:
    """The bot serves the council and has no part in it."""
    for path, people in config.council.listed():
        for index, person in enumerate(people):
            if person == config.user_id:
                yield ConfigError(f"{path}[{index}]", ConfigFault.IS_BOT, person=person)


def one_caucus(config: Config) -> Broken:
    """Nobody is in two caucuses."""
    caucuses = config.council.caucuses
    home: dict[str, int] = {}
    for index, caucus in enumerate(caucuses):
        for path, person in _members(config, index):
            first = home.setdefault(person, index)
            if first != index:
                names = {"first": caucuses[first].name, "second": caucus.name}
                yield ConfigError(path, ConfigFault.IN_TWO_CAUCUSES, person=person, **names)


def not_both_chairs(config: Config) -> Broken:
    """Nobody is chair or deputy both of the council and of a caucus."""
    for index, caucus in enumerate(config.council.caucuses):
        for nth, person in enumerate(caucus.chair):
            if person in config.council.chair:
                path = f"council.caucuses[{index}].chair[{nth}]"
                yield ConfigError(path, ConfigFault.CHAIRS_BOTH, person=person)


def observers_apart(config: Config) -> Broken:
    """An observer is in no caucus."""
    for index, person in enumerate(config.council.observers):
        for caucus in config.council.caucuses:
            if person in (caucus.first_chair, *caucus.seated):
                path = f"council.observers[{index}]"
                fields = {"person": person, "caucus": caucus.name}
                yield ConfigError(path, ConfigFault.OBSERVER_IN_A_CAUCUS, **fields)


def chair_besides_seats(config: Config) -> Broken:
    """A caucus's chair holds none of its seats."""
    for index, caucus in enumerate(config.council.caucuses):
        for nth, person in enumerate(caucus.representatives):
            if person == caucus.first_chair:
                path = f"council.caucuses[{index}].representatives[{nth}]"
                yield ConfigError(path, ConfigFault.CHAIR_HAS_A_SEAT, person=person)


def enough_seats(config: Config) -> Broken:
    """No caucus has more representatives than there are seats."""
    seats = config.council.seats
    for index, caucus in enumerate(config.council.caucuses):
        taken = len(caucus.seated)
        if taken > seats:
            path = f"council.caucuses[{index}].representatives"
            fields = {"caucus": caucus.name, "taken": taken, "seats": seats}
            yield ConfigError(path, ConfigFault.TOO_FEW_SEATS, **fields)


def _members(config: Config, index: int) -> Iterator[tuple[str, str]]:
    caucus = config.council.caucuses[index]
    for key, people in (("chair", caucus.chair), ("representatives", caucus.representatives)):
        for nth, person in enumerate(people):
            yield f"council.caucuses[{index}].{key}[{nth}]", person


RULES: tuple[Rule, ...] = (
    one_secret,
    some_caucus,
    every_chair,
    own_keys,
    own_names,
    listed_once,
    not_the_bot,
    one_caucus,
    not_both_chairs,
    chair_besides_seats,
    observers_apart,
    enough_seats,
)
