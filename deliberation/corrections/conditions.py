"""What the rows of ``transitions`` about corrections need: each passes, or refuses with a code."""

from deliberation import acts as a
from deliberation.corrections.latest import Latest, of_office, rests
from deliberation.effects import Situation, body_of
from deliberation.errors import Code, PointOfOrder


def found(s: Situation[object]) -> Latest:
    """Return the latest act of the office whose room it is. Raises ``PointOfOrder``."""
    body = body_of(s)
    latest = of_office(s.proposal.latest, body)
    if latest is None:
        raise PointOfOrder(Code.NOTHING_TO_CORRECT, body=body)
    return latest


def is_theirs_to_correct(s: Situation[object]) -> None:
    """There is an act of the office that can be taken back, and it is theirs, or they are chair."""
    latest = found(s)
    person, body = s.actor.person, latest.body
    if person not in (latest.entry.person, s.council.chair_of(body)):
        named = {"recorded_by": latest.entry.person, "act": latest.entry.payload.kind}
        raise PointOfOrder(Code.NOT_THEIRS_TO_CORRECT, body=body, **named)


def nothing_rests_on_it(s: Situation[object]) -> None:
    """Nothing that rests on it was recorded since."""
    latest = found(s)
    resting = rests(latest)
    if resting:
        named = {"act": latest.entry.payload.kind, "by": resting.payload.kind}
        raise PointOfOrder(Code.CORRECTION_RESTED_ON, **named)


def is_what_is_meant(s: Situation[a.Correct]) -> None:
    """If it is a reply, then to the command that recorded it."""
    latest = found(s)
    if s.act.of not in ("", latest.entry.event):
        raise PointOfOrder(Code.NOT_THE_LATEST, act=latest.entry.payload.kind)


def is_soon_enough(s: Situation[a.Correct]) -> None:
    """It was recorded not too long ago."""
    latest = found(s)
    if s.act.at - latest.entry.recorded_time > s.act.within:
        named = {"act": latest.entry.payload.kind, "recorded": latest.entry.recorded_time}
        raise PointOfOrder(Code.TOO_LATE_TO_CORRECT, within=s.act.within, **named)


def there_is_a_position(s: Situation[object]) -> None:
    """The caucus has a position that could be taken back: it hasn't lapsed."""
    position = s.proposal.positions.get(s.actor.caucus)
    if position is None or position.lapsed:
        raise PointOfOrder(Code.NO_POSITION, body=s.actor.caucus)
