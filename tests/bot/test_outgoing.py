"""The rows of one cause: in which order, in reply to what."""

from bot.relay.compose import Outgoing
from bot.relay.post import Post
from storage.outbox import RowState


def outgoing() -> Outgoing:
    return Outgoing(b"secret", "$command", now=1, prefix="!", event_id="$command")


def answer(place: str) -> Post:
    return Post(place, "not_alone", {}, answer=True)


def test_a_tick_stands_behind_what_is_said_before_it() -> None:
    rows = outgoing()
    rows.post(answer("forum"))
    rows.tick("forum")
    assert [row.event_type for row in rows.rows] == ["m.room.message", "m.reaction"]
    assert [row.state for row in rows.rows] == [RowState.SAID, RowState.QUEUED]


def test_an_answer_replies_to_the_command() -> None:
    rows = outgoing()
    rows.post(answer("forum"))
    (row,) = rows.rows
    assert (row.content or {})["m.relates_to"] == {"m.in_reply_to": {"event_id": "$command"}}
