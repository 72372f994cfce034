"""What a template is given comes back as it was, also from what an earlier version stored."""

import inspect
import json
import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import Enum, StrEnum
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

import templates
from commands.parsing.command import Slip
from deliberation.terms import Position, Stage
from deliberation.text import fingerprint
from storage.words import REPLACEMENT, clean
from templates import stored, views
from templates.stored import ENUMS, LONG, VIEWS, Encoder, TextMissing, Unreadable
from templates.views import (
    Data,
    DraftView,
    NamedView,
    PositionView,
    RecommendationView,
    RoundView,
    View,
)
from tests.templates import sample
from texts.read import Format

TEXTS = {name * LONG: fingerprint(name * LONG) for name in "abc"}
BY_FINGERPRINT = {mark: text for text, mark in TEXTS.items()}
TAGS = ("tuple", "frozenset", "mapping", "text", *ENUMS, *VIEWS)
CHARACTERS = st.characters()  # lone surrogates and NUL too
longer = st.sampled_from("abcd").map(lambda letter: letter * LONG)
words = st.one_of(st.text(CHARACTERS, max_size=8), longer)
names = st.one_of(st.text(CHARACTERS, max_size=4), st.sampled_from(TAGS))
members = st.sampled_from([member for enum in ENUMS.values() for member in enum])
plain = st.one_of(st.none(), st.booleans(), st.integers(), words, members)


def of_type(kind: Any) -> st.SearchStrategy[Any]:
    """Return what draws values of a field's type; fails for a type that is new in views."""
    if isinstance(kind, type) and issubclass(kind, View):
        return of_view(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    if kind == Data:
        return st.dictionaries(names, plain, max_size=3)
    return SIMPLE[kind] if kind in SIMPLE else of_several(get_origin(kind), get_args(kind))


SIMPLE = {str: words, int: st.integers(), bool: st.booleans(), type(None): st.none()}


def of_several(origin: Any, inner: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Return what draws values of a type that has others within it."""
    if origin is types.UnionType:
        return st.one_of(*map(of_type, inner))
    if origin is Mapping:
        return st.dictionaries(names, of_type(inner[1]), max_size=3)
    if origin is frozenset:
        return st.frozensets(words, max_size=3)
    assert origin is tuple, origin
    return st.lists(of_type(inner[0]), max_size=3).map(tuple)


def of_view(view: type[View]) -> st.SearchStrategy[Any]:
    return st.builds(view, **{field.name: of_type(field.type) for field in fields(view)})


any_view = st.deferred(lambda: st.one_of(*map(of_view, VIEWS.values())))
values = st.recursive(
    st.one_of(plain, any_view),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.frozensets(words, max_size=3),
        st.dictionaries(names, inner, max_size=3),
    ),
    max_leaves=8,
)
anything = st.dictionaries(names, values, max_size=3)


def typed(value: Any) -> Any:
    """Return a value with the types of all that it is made of, for comparison."""
    if isinstance(value, View):
        return type(value), [typed(getattr(value, each.name)) for each in fields(value)]
    if isinstance(value, Mapping):
        return dict, [(name, typed(each)) for name, each in value.items()]
    if isinstance(value, tuple | list):
        return type(value), [typed(each) for each in value]
    return type(value), value


def back(data: Data) -> Data:
    return stored.loads(stored.dumps(data, TEXTS), BY_FINGERPRINT)


# --- all that there is ---------------------------------------------------------------------


def test_every_view_is_among_those_that_can_be_stored() -> None:
    declared = {name for name, found in inspect.getmembers(views) if _is_view(found)}
    assert VIEWS.keys() == declared


def _is_view(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, View) and found is not View


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_of_each_class_comes_back_with_the_same_types(name: str) -> None:
    @given(of_view(VIEWS[name]))
    def comes_back(view: View) -> None:
        found = back({"it": view})
        assert found == {"it": view}
        assert typed(found) == typed({"it": view})

    comes_back()


@given(anything)
def test_whatever_a_template_is_given_comes_back_with_the_same_types(data: Data) -> None:
    assert typed(back(data)) == typed(data)


@given(anything)
def test_what_is_stored_is_the_same_each_time_and_the_same_again(data: Data) -> None:
    made = stored.dumps(data, TEXTS)
    encoder = Encoder(TEXTS)
    assert [encoder.dumps(data), encoder.dumps(data)] == [made, made]
    assert stored.dumps(back(data), TEXTS) == made


@given(st.frozensets(words, max_size=9))
def test_a_frozenset_is_stored_in_order(given_words: frozenset[str]) -> None:
    one, other = frozenset(sorted(given_words)), frozenset(sorted(given_words, reverse=True))
    assert stored.dumps({"it": one}, {}) == stored.dumps({"it": other}, {})


@given(anything)
def test_what_a_database_keeps_of_it_can_be_read(data: Data) -> None:
    kept = clean(stored.dumps(data, TEXTS))
    kept.encode()
    assert "\0" not in kept
    assert len(stored.loads(kept, BY_FINGERPRINT)) <= len(data)  # names may become the same


def test_a_lone_surrogate_is_replaced_in_a_database_and_a_nul_is_kept() -> None:
    kept = clean(stored.dumps({"it": "a\ud800b\0c"}, {}))
    assert stored.loads(kept, {}) == {"it": f"a{REPLACEMENT}b\0c"}


SAMPLES = [
    *sample.posted(sample.play()),
    *sample.posted(sample.play(texts=tuple(TEXTS)[:3])),  # type: ignore[arg-type]
    *sample.answers(),
]


def test_every_template_renders_the_same_from_what_was_stored(subtests: pytest.Subtests) -> None:
    encoder = Encoder(TEXTS)
    for number, (name, data) in enumerate(SAMPLES):
        with subtests.test(name, sample=number):
            found = stored.loads(encoder.dumps(data), BY_FINGERPRINT)
            assert found == data
            assert templates.render(name, found) == templates.render(name, data)


# --- texts that the record has -------------------------------------------------------------


def test_a_long_text_that_the_record_has_is_stored_by_its_fingerprint() -> None:
    (text, mark), *_ = TEXTS.items()
    draft = DraftView(1, text, mark, Format.MARKDOWN)
    made = stored.dumps({"draft": draft, "text": text}, TEXTS)
    assert text not in made
    assert len(made) < 400
    assert stored.references(made) == {mark}
    assert stored.loads(made, {mark: text}) == {"draft": draft, "text": text}


def test_a_text_that_is_short_or_that_the_record_has_not_is_stored_itself() -> None:
    short, other = "a" * (LONG - 1), "d" * LONG
    data = {"short": short, "other": other}
    made = stored.dumps(data, {**TEXTS, short: fingerprint(short)})
    assert stored.references(made) == frozenset()
    assert stored.loads(made, {}) == data


def test_a_fingerprint_that_people_see_is_no_reference() -> None:
    mark = fingerprint("x")
    data: Data = {"it": {"text": mark}, "text": mark}
    made = stored.dumps(data, {})
    assert stored.references(made) <= {mark}  # perhaps asked for, but not needed
    assert stored.loads(made, {}) == stored.loads(made, {mark: "x"}) == data


def test_a_text_that_is_not_there_is_named() -> None:
    text, mark = next(iter(TEXTS.items()))
    with pytest.raises(TextMissing, match=mark) as raised:
        stored.loads(stored.dumps({"it": text}, TEXTS), {})
    assert raised.value.fingerprint == mark


# --- nothing else --------------------------------------------------------------------------


class Shade(Enum):
    LIGHT = "light"


@dataclass(frozen=True)
class OtherView(View):
    number: int


@pytest.mark.parametrize(
    "value",
    [
        *(sample.ASSEMBLED, OtherView(1), Shade.LIGHT, 1.5, b"x", {"x"}, Markup("x"), Stage),
        *({1: "x"}, {Stage.TABLED: "x"}, frozenset({1}), [object()], (object(),), {"x": object()}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_no_template_is_given_is_not_stored(value: Any) -> None:
    with pytest.raises(TypeError):
        stored.dumps({"it": value}, {})


def test_an_enum_that_templates_do_not_know_is_stored_as_the_string_that_it_is() -> None:
    (found,) = back({"it": Slip.PREFIX}).values()
    assert found == Slip.PREFIX
    assert type(found) is str


@pytest.mark.parametrize(
    "made",
    [
        *("", "[]", "1", "{", '{"it":1.5}', '{"it":NaN}', '{"it":{}}', '{"it":{"tuple":[],"x":1}}'),
        *('{"it":{"SecretView":{}}}', '{"it":{"tuple":{}}}', '{"it":{"mapping":[]}}'),
        *('{"it":{"frozenset":[1]}}', '{"it":{"frozenset":[[]]}}', '{"it":{"text":[]}}'),
        *('{"it":{"Stage":"kitchen"}}', '{"it":{"Stage":1}}', '{"it":{"DraftView":[]}}'),
        *('{"it":{"Slip":"prefix"}}', '{"it":{"tuple":[{"x":[]}]}}', '{"it":{"View":{}}}'),
    ],
)
def test_what_is_none_of_ours_is_refused(made: str) -> None:
    with pytest.raises(Unreadable):
        stored.loads(made, {})


# --- from one version to another -----------------------------------------------------------


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_field_that_was_not_stored_has_its_default_or_is_named(name: str) -> None:
    view = VIEWS[name]

    @given(of_view(view), st.sampled_from(fields(view)))
    def lacks(whole: View, field: Any) -> None:
        made = json.loads(stored.dumps({"it": whole}, {}))
        del made["it"][name][field.name]
        if field.default is MISSING:
            with pytest.raises(Unreadable, match=rf"{name} lacks {field.name}$"):
                stored.loads(json.dumps(made), {})
        else:
            found = stored.loads(json.dumps(made), {})["it"]
            assert getattr(found, field.name) == field.default

    lacks()


def test_a_stored_field_that_a_view_has_no_more_is_left_out() -> None:
    made = '{"it":{"NamedView":{"draft":1,"caucus":"","number":2,"mood":{"MoodView":{"x":1}}}}}'
    assert stored.loads(made, {}) == {"it": NamedView(1, "", 2)}


def test_what_the_first_version_stored_is_read() -> None:
    view = PositionView("cs", Position.AMENDED, 1, "Ü\n", 2, "", lapsed=False, given_back=True)
    data: Data = {"it": (view, [1, None]), "round": RoundView(3, reported=frozenset({"b", "a"}))}
    made = (
        '{"it":{"tuple":[{"PositionView":{"caucus":"cs",'
        '"position":{"Position":"agreed as amended"},"draft":1,"note":"Ü\\n","amendment":2,'
        '"revises":"","lapsed":false,"given_back":true}},[1,null]]},'
        '"round":{"RoundView":{"number":3,"open":false,"reported":{"frozenset":["a","b"]}}}}'
    )
    assert stored.loads(made, {}) == data
    now = made.replace("]}}}}", ']},"deadline":0}}}')
    now = now.replace('"given_back":true', '"given_back":true,"method":"","figures":{"tuple":[]}')
    assert stored.dumps(data, {}) == now


# --- once ----------------------------------------------------------------------------------


def test_views_that_are_equal_but_of_other_types_are_told_apart() -> None:
    stage: Any = Stage.PLENARY
    same = [views.ListedView(1, "x", stage), views.ListedView(1, "x", stage.value)]
    same.append(views.ListedView(True, "x", stage))  # noqa: FBT003 - which equals 1
    encoder = Encoder({})
    assert len({encoder.dumps({"it": each}) for each in same}) == len(same)
    assert same[0] == same[1] == same[2]


def test_a_view_that_is_gone_is_not_taken_for_one_that_lies_where_it_lay() -> None:
    encoder = Encoder({})
    for number in range(10**6, 10**6 + 1_000):
        made = encoder.dumps({"it": RecommendationView(number)})
        assert made == f'{{"it":{{"RecommendationView":{{"draft":{number}}}}}}}'


def test_every_enum_of_the_procedure_is_among_those_that_can_be_stored() -> None:
    ours = {
        e for e in StrEnum.__subclasses__() if re.match("deliberation|texts.read", e.__module__)
    }
    assert set(ENUMS.values()) == ours
