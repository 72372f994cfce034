"""What the keys of a configuration must satisfy together (docs/invariants.md, 6).

A rule is a function that yields what breaks it, as a key's path and one sentence.
The first one found is raised; the order of `RULES` puts causes before effects.
"""

from collections.abc import Callable, Iterator

from bot.config.models import Config
from bot.errors import ConfigError

Broken = Iterator[tuple[str, str]]
Rule = Callable[[Config], Broken]


def check(config: Config) -> None:
    """Raise `ConfigError` for the first rule that the configuration breaks."""
    for rule in RULES:
        for path, message in rule(config):
            raise ConfigError(path, message)


def one_secret(config: Config) -> Broken:
    """The file names a password or an access token, not both."""
    if config.password_file and config.access_token_file:
        yield "access_token_file", "there is a password_file too; keep one of the two."


def some_caucus(config: Config) -> Broken:
    """A council has caucuses."""
    if not config.council.caucuses:
        yield "council.caucuses", "the council has no caucus; list at least one."


def every_chair(config: Config) -> Broken:
    """Forum, council and each caucus have a chair."""
    for path, people in config.council.listed():
        if path.endswith("chair") and not people:
            yield path, "there is no chair; list at least one person, the chair first."


def own_keys(config: Config) -> Broken:
    """No two caucuses share a key."""
    seen: dict[str, int] = {}
    for index, caucus in enumerate(config.council.caucuses):
        first = seen.setdefault(caucus.key, index)
        if first != index:
            yield (
                f"council.caucuses[{index}].key",
                f"“{caucus.key}” is the key of council.caucuses[{first}] already; choose another.",
            )


def own_names(config: Config) -> Broken:
    """No two caucuses share a name."""
    seen: dict[str, int] = {}
    for index, caucus in enumerate(config.council.caucuses):
        first = seen.setdefault(caucus.name.casefold(), index)
        if first != index:
            yield (
                f"council.caucuses[{index}].name",
                f"“{caucus.name}” names council.caucuses[{first}] already; choose another.",
            )


def listed_once(config: Config) -> Broken:
    """A list names nobody twice."""
    for path, people in config.council.listed():
        for index, person in enumerate(people):
            if person in people[:index]:
                yield f"{path}[{index}]", f"{person} stands in this list twice; keep it once."


def not_the_bot(config: Config) -> Broken:
    """The bot serves the council and has no part in it."""
    for path, people in config.council.listed():
        for index, person in enumerate(people):
            if person == config.user_id:
                yield (
                    f"{path}[{index}]",
                    f"{person} is the bot itself (user_id), which can't be one of the people.",
                )


def one_caucus(config: Config) -> Broken:
    """Nobody is in two caucuses."""
    home: dict[str, int] = {}
    for index, caucus in enumerate(config.council.caucuses):
        for path, person in _members(config, index):
            first = home.setdefault(person, index)
            if first != index:
                other = config.council.caucuses[first]
                yield (
                    path,
                    f"{person} is in {other.name} already and can't be in {caucus.name} too.",
                )


def not_both_chairs(config: Config) -> Broken:
    """Nobody is chair or deputy both of the council and of a caucus."""
    for index, caucus in enumerate(config.council.caucuses):
        for nth, person in enumerate(caucus.chair):
            if person in config.council.chair:
                yield (
                    f"council.caucuses[{index}].chair[{nth}]",
                    f"{person} is in council.chair and can't be in a caucus's chair too.",
                )


def observers_apart(config: Config) -> Broken:
    """An observer is in no caucus."""
    for index, person in enumerate(config.council.observers):
        for caucus in config.council.caucuses:
            if person in (caucus.first_chair, *caucus.seated):
                yield (
                    f"council.observers[{index}]",
                    f"{person} is in the caucus of {caucus.name} and can't be an observer too.",
                )


def chair_besides_seats(config: Config) -> Broken:
    """A caucus's chair holds none of its seats."""
    for index, caucus in enumerate(config.council.caucuses):
        for nth, person in enumerate(caucus.representatives):
            if person == caucus.first_chair:
                yield (
                    f"council.caucuses[{index}].representatives[{nth}]",
                    f"{person} is the chair, who is besides the seats; leave them out here.",
                )


def enough_seats(config: Config) -> Broken:
    """No caucus has more representatives than there are seats."""
    seats = config.council.seats
    for index, caucus in enumerate(config.council.caucuses):
        if len(caucus.seated) > seats:
            yield (
                f"council.caucuses[{index}].representatives",
                (
                    f"{caucus.name} has {len(caucus.seated)} representatives (deputies count) but "
                    f"council.seats is {seats}; name fewer, or raise the seats of all."
                ),
            )


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
