import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.text import fingerprint
from storage.seal import GENESIS, content, seal
from storage.unsealed import numbered
from storage.words import clean
from tests.storage.make import chain, constituted, tabled

SALT = "ab" * 32
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=[]))


def test_the_commitment_is_as_documented() -> None:
    # Worked by hand: for plain ASCII, RFC 8785 is sorted keys without white space.
    entry = numbered(tabled(), 1)
    canonical = json.dumps(content(entry), sort_keys=True, separators=(",", ":")).encode()
    expected = hashlib.sha256(bytes.fromhex(SALT) + canonical).hexdigest()
    assert seal(entry, GENESIS, GENESIS, SALT).commitment == expected


def test_the_hash_is_as_documented() -> None:
    sealed = seal(numbered(tabled(proposal=7), 3), "1" * 64, GENESIS, SALT)
    canonical = (
        f'{{"audience":"public","commitment":"{sealed.commitment}","number":3,'
        f'"previous":"{"1" * 64}","previous_in_proposal":"{GENESIS}","proposal":7}}'
    )
    assert sealed.hash == hashlib.sha256(canonical.encode()).hexdigest()


def test_the_content_is_json_as_it_would_be_read_back() -> None:
    made = content(numbered(constituted(), 1))
    assert json.loads(json.dumps(made)) == made


@given(ANY_TEXT)
def test_any_text_can_be_sealed(text: str) -> None:
    entry = numbered(tabled(title=text, text=text, person=text), 1)
    assert len(seal(entry, GENESIS, GENESIS, SALT).hash) == 64
    assert entry.payload.fingerprint == fingerprint(entry.payload.text)  # type: ignore[attr-defined]


@given(ANY_TEXT)
def test_cleaning_keeps_what_is_storable_and_the_length(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert "\0" not in cleaned
    assert len(cleaned) == len(text)
    assert clean(cleaned) == cleaned
    assert all(after in (before, "\ufffd") for before, after in zip(text, cleaned, strict=True))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_storable_text_is_stored_as_it_is(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("other", ["@other:example.org", ""])
def test_another_content_has_another_commitment(other: str) -> None:
    assert chain(tabled())[0].commitment != chain(tabled(person=other))[0].commitment
