"""What holds of chairs and deputies in any record, read from its entries alone.

The eighth invariant of docs/invariants.md.
"""

from collections.abc import Iterator

from deliberation import council as councils
from deliberation import entries as e
from tests.deliberation import assembly as made

CHANGES: dict[type[e.Payload], str] = {
    e.ChairNamed: "chair",
    e.DeputyNamed: "deputy",
    e.DeputyRemoved: "undeputy",
}
PLACES = (e.ChairNamed, e.DeputyNamed, e.Seated)


def no_chair_is_changed_in_the_dark(entry: e.Entry, before: list[e.Entry]) -> None:
    """A body's chair changes its officers, or the secretariat did, in the open and in time."""
    payload = entry.payload
    if not isinstance(payload, e.ChairNamed | e.DeputyNamed | e.DeputyRemoved):
        return
    if entry.person == councils.fold(before).chair_of(payload.body):
        return
    assert entry.person == made.BOT
    named = (CHANGES[type(payload)], payload.body, payload.person)
    (announced,) = [x for x in standing(before) if said(x) == named]
    naming = announced.payload
    assert isinstance(naming, e.NamingAnnounced)
    assert announced.person in made.SECRETARIAT
    assert naming.reason
    assert naming.effective - announced.recorded_time == made.INTERREGNUM
    assert entry.recorded_time >= naming.effective
    assert naming.change == "undeputy" or naming.person not in made.SECRETARIAT


def no_secretary_follows_a_naming(entry: e.Entry, before: list[e.Entry]) -> None:
    """Soon after the secretariat named somebody in a body, none of it gets a place there."""
    payload = entry.payload
    if not isinstance(payload, PLACES) or payload.person not in made.SECRETARIAT:
        return
    body = payload.caucus if isinstance(payload, e.Seated) else payload.body
    for announced in (x for x in recent(entry, before) if said(x)[1] == body):
        assert announced in ended(before), "the secretariat got a place by its own naming"


def said(entry: e.Entry) -> tuple[str, str, str]:
    """What a naming says: which change, of which body, and whom it is about."""
    naming = entry.payload
    assert isinstance(naming, e.NamingAnnounced | e.NamingEnded)
    return naming.change, naming.body, naming.person


def recent(entry: e.Entry, before: list[e.Entry]) -> Iterator[e.Entry]:
    """The namings whose interregnum, counted again from when they take effect, is not over."""
    for each in before:
        if isinstance(each.payload, e.NamingAnnounced):
            over = each.payload.effective + made.INTERREGNUM
            if entry.recorded_time < over:
                yield each


def ended(before: list[e.Entry]) -> list[e.Entry]:
    """The namings that came to nothing: refused, taken back, lapsed, or overtaken by the chair."""
    under_way: list[e.Entry] = []
    nothing: list[e.Entry] = []
    for entry in before:
        payload = entry.payload
        if isinstance(payload, e.NamingAnnounced):
            under_way.append(entry)
        elif isinstance(payload, e.NamingEnded):
            nothing += [x for x in under_way if said(x) == said(entry)]
        elif isinstance(payload, e.ChairNamed):
            of_body = [x for x in under_way if said(x)[:2] == ("chair", payload.body)]
            nothing += [x for x in of_body if said(x)[2] != payload.person]
        done = type(payload) in CHANGES and (CHANGES[type(payload)], *_about(payload))
        under_way = [x for x in under_way if x not in nothing and said(x) != done]
    return nothing


def standing(before: list[e.Entry]) -> list[e.Entry]:
    """The namings that are under way."""
    under_way: list[e.Entry] = []
    for index, entry in enumerate(before):
        payload = entry.payload
        if isinstance(payload, e.NamingAnnounced):
            under_way.append(entry)
        done = type(payload) in CHANGES and (CHANGES[type(payload)], *_about(payload))
        come_to_nothing = ended(before[: index + 1])
        under_way = [x for x in under_way if x not in come_to_nothing and said(x) != done]
    return under_way


def _about(payload: e.Payload) -> tuple[str, str]:
    assert isinstance(payload, e.ChairNamed | e.DeputyNamed | e.DeputyRemoved)
    return payload.body, payload.person
