"""The order in which rooms are opened and people invited, as a table."""

from bot.ratelimit import Turn
from bot.rooms.inviting.order import of_person, of_room

CHAIR, DEPUTY, OTHER = "@z-chair:test", "@y-deputy:test", "@a:test"
LEADS = (CHAIR, DEPUTY)

TABLE = (
    ("direct:@asked:test", ""),
    ("direct:@asked:test", CHAIR),
    ("forum", ""),
    ("forum", CHAIR),
    ("forum", DEPUTY),
    ("P1/plenary", ""),
    ("P1/plenary", CHAIR),
    ("P1/plenary", DEPUTY),
    ("P2/plenary", ""),
    ("P2/plenary", CHAIR),
    ("secretariat", ""),
    ("secretariat", CHAIR),
    ("P1/caucus:cs", ""),
    ("P1/caucus:cs", CHAIR),
    ("P1/caucus:cs", DEPUTY),
    ("P1/caucus:gov", ""),
    ("P1/caucus:gov", CHAIR),
    ("P2/caucus:cs", ""),
    ("P2/caucus:cs", CHAIR),
    ("P1/plenary", OTHER),
    ("P1/caucus:cs", OTHER),
    ("P1/caucus:gov", OTHER),
    ("P2/plenary", OTHER),
    ("P2/caucus:cs", OTHER),
    ("forum", OTHER),
    ("space", ""),
    ("space", OTHER),
    ("P1/space", ""),
    ("P1/space", OTHER),
)
"""Places, and whom to invite there, or nobody where the room itself is to be made as it is wanted:
what comes first is needed soonest."""


def turn(place: str, person: str) -> Turn:
    return of_person(place, person, LEADS) if person else of_room(place)


def test_what_is_needed_soonest_comes_first_across_all_rooms_of_all_proposals() -> None:
    assert sorted(sorted(TABLE), key=lambda row: turn(*row)) == list(TABLE)


def test_whoever_leads_is_invited_before_others_whatever_their_names() -> None:
    people = (OTHER, DEPUTY, CHAIR)
    for place in ("forum", "P1/plenary", "P1/caucus:cs"):
        first = sorted(people, key=lambda each: of_person(place, each, LEADS))
        assert first == [CHAIR, DEPUTY, OTHER]
