"""What a council must expect of a homeserver with Synapse's own limits, as check and README say."""

from pathlib import Path

import templates
from bot.cli.doctor.stock import EVENTS, Account, Forecast, Step, forecast
from bot.relay.room_settings import RoomSettings
from bot.rooms.inviting.order import of_person
from deliberation import entries as e
from deliberation.council import constituted

ROOT = Path(__file__).parents[2]
SETTINGS = RoomSettings(
    "mipc", "test", plenary_public=True, encryption="none", secretariat=(), restricted=True
)


def expected(caucuses: int, seats: int) -> Forecast:
    """Return what a council must expect that has so many seats in each caucus, beside its chair."""
    seed = e.Constituted(
        name="Council",
        recommends_as="Forum",
        seats=seats,
        chair="@chair:test",
        deputies=(),
        forum_chair="@forum-chair:test",
        forum_deputies=(),
        observers=(),
        caucuses=tuple(
            e.CaucusSeed(
                *(f"c{key}", f"C{key}", f"@c{key}-chair:test", ()),
                tuple(f"@c{key}-{seat}:test" for seat in range(seats)),
            )
            for key in range(caucuses)
        ),
    )
    return forecast(constituted(seed), SETTINGS)


def test_the_readme_has_the_figures_of_a_council_of_eighteen() -> None:
    said = templates.said("limits_unknown", stock=expected(4, 3), lifting="")
    words = said[said.index("a council of") : said.index(" With the limits lifted")]
    readme = " ".join((ROOT / "README.md").read_text().split())
    assert words[0].upper() + words[1:] in readme


def test_chairs_are_invited_long_before_everybody() -> None:
    found = expected(4, 3)
    assert (found.people, found.caucuses) == (18, 4)
    assert found.first.chair < found.first.chairs < found.first.everybody / 3


def test_a_person_who_was_invited_five_times_waits_for_minutes() -> None:
    done = Account().carry_out(
        Step(of_person(f"P{number}/plenary", "@a:test", ()), f"P{number}/plenary", "@a:test")
        for number in range(6)
    )
    times = [at for at, _ in done]
    assert times[:5] == [0.0] * 5
    assert 333 < times[5] < 334


def test_more_than_a_burst_goes_at_the_pace_of_the_limit() -> None:
    times = [at for at, _ in Account().carry_out(Step(()) for _ in range(12))]
    assert times == [0.0] * EVENTS.burst + [EVENTS.interval, 2 * EVENTS.interval]


def test_the_largest_council_is_worked_out_in_no_time() -> None:
    assert expected(64, 5).people == 386
