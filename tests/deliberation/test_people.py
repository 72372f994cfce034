import pytest

from deliberation.people import is_user_id


@pytest.mark.parametrize(
    "text",
    [
        *("@a:x", "@A.b_c=d-e/f+1:example.org:8448", "@a:[2001:db8::1]:80", "@a:10.0.0.1"),
        *("@it's:x", "@" + "a" * 252 + ":x", "@A:EXAMPLE.org", "@a:[2001:DB8::1]"),
    ],
)
def test_a_user_id_is_known(text: str) -> None:
    assert is_user_id(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a:x", "@:x", "@a", "@a:", "@a b:x", "@a:x y", "@a:x:port", "@a:x:123456", "@ü:x"),
        *("@a:x\n", "@a:[zz]", "@" + "a" * 253 + ":x", "@\ud800:x"),
    ],
)
def test_what_is_none_is_no_user_id(text: str) -> None:
    assert not is_user_id(text)
