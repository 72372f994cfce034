"""The rows of one cause: what they wait for."""

from bot.relay.compose import TICK, Outgoing
from bot.relay.post import Post


def outgoing() -> Outgoing:
    return Outgoing(b"secret", "$command", now=1, prefix="!", event_id="$command")


def answer(place: str) -> Post:
    return Post(place, "not_alone", {}, answer=True)


def test_a_tick_waits_for_the_last_message_to_its_own_room() -> None:
    rows = outgoing()
    for place in ("forum", "forum", "P1/plenary"):
        rows.post(answer(place))
    rows.tick("forum")
    _first, last, _elsewhere, tick = rows.rows
    assert tick.references == {"after": last.key}
    assert tick.lane == f"forum {TICK}"


def test_a_tick_where_nothing_is_said_waits_for_nothing() -> None:
    rows = outgoing()
    rows.post(answer("P1/plenary"))
    rows.tick("forum")
    assert rows.rows[-1].references == {}


def test_an_answer_replies_to_the_command() -> None:
    rows = outgoing()
    rows.post(answer("forum"))
    (row,) = rows.rows
    assert (row.content or {})["m.relates_to"] == {"m.in_reply_to": {"event_id": "$command"}}
