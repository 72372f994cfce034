"""Texts: their normal form and fingerprint."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.text import MAX_TEXT_BYTES, MAX_TEXT_LINES, fingerprint, normalise

MARKDOWN = st.text(
    st.sampled_from([*"ab1 \t\n\n#-*+>|`~[](){}<>!\\=_.:\"'&§\r\x00\x0b\u2028\u00a0e\u0301\ud800"]),
    max_size=120,
)
ANY_TEXT = st.one_of(st.text(st.characters(codec=None)), MARKDOWN)


# --- normal form --------------------------------------------------------------------------


@given(ANY_TEXT)
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(ANY_TEXT)
def test_a_normal_form_is_in_nfc(text: str) -> None:
    assert unicodedata.is_normalized("NFC", normalise(text))


@given(ANY_TEXT)
def test_a_normal_form_has_no_carriage_returns_or_trailing_spaces(text: str) -> None:
    assert all(line == line.rstrip() for line in normalise(text).split("\n"))


@given(ANY_TEXT)
def test_a_normal_form_has_no_blank_lines_around_it(text: str) -> None:
    assert normalise(text).strip("\n") == normalise(text)


@given(ANY_TEXT)
def test_a_fingerprint_is_that_of_the_normal_form(text: str) -> None:
    assert fingerprint(text) == fingerprint(normalise(text))


def test_a_fingerprint_is_the_sha_256_of_the_text() -> None:
    assert fingerprint("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@pytest.mark.parametrize(
    "other",
    [
        "One é.\r\n\r\n  Two.",
        "One é.\r\r  Two.",
        "One e\u0301.\n\n  Two.",
        "One é.  \n\t\n  Two.\u00a0",
        "\n \n\t\nOne é.\n\n  Two.\n\n \n",
    ],
    ids=["CRLF", "CR", "NFD", "trailing spaces", "blank lines around"],
)
def test_a_fingerprint_does_not_depend_on_how_a_text_was_typed(other: str) -> None:
    assert fingerprint(other) == fingerprint("One é.\n\n  Two.")


@pytest.mark.parametrize("other", ["one.", "One", " One.", "One .", "One.\n\nOne."])
def test_a_fingerprint_depends_on_what_the_text_says(other: str) -> None:
    assert fingerprint(other) != fingerprint("One.")


# --- limits -------------------------------------------------------------------------------


def test_a_text_may_be_as_long_as_the_docs_say() -> None:
    assert (MAX_TEXT_BYTES, MAX_TEXT_LINES) == (1024 * 1024, 100_000)


def test_only_blank_lines_are_taken_from_around_a_text() -> None:
    assert normalise("\n\nX one X  \n\n") == "X one X"
