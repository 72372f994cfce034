"""What two processes say to one another of a rendering comes out of the pipe as it went in."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates import Attachment, Words, apart, pipe

strings = st.text(st.characters(), max_size=20)  # lone surrogates too
parts = st.lists(st.builds(Words, strings, strings) | st.builds(Attachment, strings, strings))


@given(st.lists(st.lists(strings)))
def test_messages_are_read_as_they_were_said_one_after_the_other(said: list[list[str]]) -> None:
    source = BytesIO(b"".join(piece for message in said for piece in pipe.packed(message)))
    assert [apart._read(source) for _ in said] == said
    with pytest.raises(EOFError):
        apart._read(source)


@given(st.lists(strings, min_size=1), st.data())
def test_half_a_message_is_none(said: list[str], data: st.DataObject) -> None:
    whole = b"".join(pipe.packed(said))
    with pytest.raises(EOFError):
        apart._read(BytesIO(whole[: data.draw(st.integers(0, len(whole) - 1))]))


@given(parts)
def test_parts_are_heard_as_they_were_said(made: list[Words | Attachment]) -> None:
    assert pipe.parts_heard(pipe.parts_said(made)) == tuple(made)


@given(st.dictionaries(strings, strings))
def test_texts_are_heard_as_they_were_said(texts: dict[str, str]) -> None:
    assert pipe.texts_heard(pipe.texts_said(texts)) == texts


@pytest.mark.parametrize("said", [["Words", "a"], ["Words"], ["Other", "a", "b"], ["x"] * 4])
def test_what_is_no_part_is_refused(said: list[str]) -> None:
    with pytest.raises((LookupError, ValueError)):
        pipe.parts_heard(said)
