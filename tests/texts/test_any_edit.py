"""What holds of any two texts: the difference leads there and back, and says what was done."""

from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.texts.drawn import pairs
from tests.texts.lcs import longest
from texts.block import Kind
from texts.compare import compare, edited
from texts.operations import (
    Change,
    Delete,
    Edit,
    Fate,
    Head,
    Insert,
    Join,
    Keep,
    Move,
    Relabel,
    Split,
    apply,
    invert,
)
from texts.read import Format, read

FORMS = st.sampled_from(Format)
LETTER_WORDS = st.text(st.sampled_from("abcdef"), min_size=2, max_size=6)
CLAUSE = st.lists(LETTER_WORDS, min_size=6, max_size=12).map(" ".join)


@given(pairs(), FORMS)
def test_a_difference_leads_to_the_new_text_and_back(pair: tuple[str, str], form: Format) -> None:
    old, new = (read(source, form) for source in pair)
    found = compare(old, new)
    assert apply(old, found.operations) == new
    assert apply(new, invert(found.operations)) == old
    assert invert(invert(found.operations)) == found.operations


@given(pairs(), FORMS)
def test_it_says_that_nothing_changed_exactly_if_the_texts_are_equal(
    pair: tuple[str, str], form: Format
) -> None:
    old, new = (read(source, form) for source in pair)
    found = compare(old, new)
    assert (old == new) == found.same == all(isinstance(each, Keep) for each in found.operations)


@given(pairs(), FORMS)
def test_a_text_does_not_differ_from_itself(pair: tuple[str, str], form: Format) -> None:
    text = read(pair[0], form)
    assert compare(text, text).operations == ((Keep(0, 0, len(text)),) if text else ())


@given(pairs(), FORMS)
def test_what_is_kept_or_relabelled_is_so_in_a_stretch_as_long_as_can_be(
    pair: tuple[str, str], form: Format
) -> None:
    found = compare(*(read(source, form) for source in pair)).operations
    for first, second in pairwise(found):
        match first, second:
            case Keep(old, new, count), Keep():
                assert (second.old, second.new) != (old + count, new + count)
            case Relabel(old, new, labels), Relabel():
                assert (second.old, second.new) != (old + len(labels), new + len(labels))
            case _:
                pass


@given(pairs(), FORMS)
def test_operations_stand_in_the_order_of_the_new_text_and_have_something_to_say(
    pair: tuple[str, str], form: Format
) -> None:
    old, new = (read(source, form) for source in pair)
    found = compare(old, new).operations
    places = [each.new for each in found if not isinstance(each, Delete)]
    assert places == sorted(places)
    for each in found:
        match each:
            case Change(edits=edits):
                assert [edit for edit in edits if edit.fate is not Fate.KEPT]
            case Split(count=count) | Join(count=count):
                assert count > 1
            case Relabel(labels=labels):
                assert all(was != now for was, now in labels)
            case Keep(count=count):
                assert count > 0
            case Insert() | Delete() | Move():
                pass


@given(pairs(), FORMS)
def test_edits_count_the_tokens_that_they_give(pair: tuple[str, str], form: Format) -> None:
    for each in compare(*(read(source, form) for source in pair)).operations:
        if isinstance(each, Change | Move | Split | Join):
            assert all(
                (edit.count == len(edit.tokens)) != (edit.fate is Fate.KEPT) for edit in each.edits
            )
            fates = [edit.fate for edit in each.edits]
            assert all(a is not b for a, b in pairwise(fates))


@given(st.lists(CLAUSE, min_size=1, max_size=6), st.data())
def test_one_word_replaced_by_a_new_one_is_one_struck_and_one_added(
    clauses: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(clauses) - 1))
    words = clauses[at].split()
    where = data.draw(st.integers(0, len(words) - 1))
    new = [
        *clauses[:at],
        " ".join([*words[:where], "unheard", *words[where + 1 :]]),
        *clauses[at + 1 :],
    ]
    found = compare(read("\n\n".join(clauses)), read("\n\n".join(new)))
    (change,) = (each for each in found.operations if not isinstance(each, Keep))
    assert isinstance(change, Change)
    assert [edit for edit in change.edits if edit.fate is not Fate.KEPT] == [
        Edit(Fate.REMOVED, 1, (words[where],)),
        Edit(Fate.ADDED, 1, ("unheard",)),
    ]


@given(
    st.lists(CLAUSE, min_size=3, max_size=8, unique=True),
    st.sampled_from(["", "numbered"]),
    st.data(),
)
def test_a_clause_that_moved_without_change_moved_without_words(
    clauses: list[str], numbered: str, data: st.DataObject
) -> None:
    at, to = (data.draw(st.integers(0, len(clauses) - 1)) for _ in "ab")
    assume(at != to)
    rest = clauses[:at] + clauses[at + 1 :]
    new = [*rest[:to], clauses[at], *rest[to:]]
    old = [f"{n}. {c}" for n, c in enumerate(clauses, 1)] if numbered else clauses
    new = [f"{n}. {c}" for n, c in enumerate(new, 1)] if numbered else new
    found = compare(read("\n\n".join(old)), read("\n\n".join(new))).operations
    moves = [each for each in found if isinstance(each, Move)]
    assert len(moves) == 1
    assert not [each for each in found if isinstance(each, Change | Insert | Delete | Split | Join)]
    (move,) = moves
    words = [token for edit in move.edits for token in edit.tokens if isinstance(token, str)]
    assert words == []


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_the_fewest_words_are_struck_and_added(old: list[str], new: list[str]) -> None:
    head = Head(Kind.PARAGRAPH, 0, "", 0)
    found = edited([head, *old], [head, *new])
    assert sum(edit.count for edit in found if edit.fate is Fate.KEPT) == 1 + longest(old, new)
