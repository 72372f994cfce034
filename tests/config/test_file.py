"""A file that holds no configuration is refused without being quoted."""

from pathlib import Path

import pytest

from bot.cli.problems import sentence
from bot.config import load
from bot.errors import ConfigError
from tests.config.plain import refused


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.yaml")
    assert "no such file" in sentence(caught.value)
    assert caught.value.path == str(tmp_path / "config.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert "can't be read" in sentence(caught.value)
    assert caught.value.path == str(tmp_path)


@pytest.mark.parametrize(
    "content, message",
    [
        (b"", "no keys"),
        (b"just words", "no keys"),
        (b"- a\n- list", "no keys"),
        (b"council: [", "isn't valid YAML"),
        (b"user_id: @rapporteur:example.org", "in line 1; put Matrix ids in quotes"),
        (b"a: 1\nb:\n\tc: 2", "in line 3; a tab stands there: indent with spaces"),
        (b"a: 1\nname: A: B", "in line 2; a key has one colon"),
        (b"a: 'x\nb: 1\nc: 2", "in line 1; a quote or a bracket that is opened there"),
        (b"a: 1\nb: [x, y\nc: 2", "in line 2; a quote or a bracket that is opened there"),
        (b"a: 'it's'", "in line 1; something stands behind a quote"),
        (b"a: 1\nb: [x]]", "in line 2; something stands behind a quote or a bracket"),
        (b'a: "x\\q"', "in line 1; between double quotes a backslash"),
        (b"a: 1\nb 2\nc: 3", "in line 2; a line there is neither"),
        (b"a:\n  b: 1\n c: 2", "in line 3; keys of the same section must be indented alike"),
        (b"a: `x`", "in line 1; put a value in quotes if it begins with a sign"),
        (b"a: *x", "in line 1; put a value in quotes if it begins with a sign"),
        (b"a: !!python/object:os.system x", "isn't valid YAML"),
        (b"a: &a [*a]", "isn't valid YAML"),
        (b"a: 2024-99-99", "isn't valid YAML"),
        (b"a: \x00", "isn't valid YAML"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_file_that_is_no_configuration_is_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "config.yaml").write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.yaml")
    assert message in sentence(caught.value)
    assert caught.value.path == str(tmp_path / "config.yaml")


def bomb(width: int, depth: int, inner: str = "[{}]", outer: str = "{}") -> str:
    """Return a file of a few lines whose last value holds ``width ** depth`` others."""
    lines = ["a0: &a0 {x: y}"]
    for level in range(1, depth + 1):
        inside = inner.format(", ".join([f"*a{level - 1}"] * width))
        lines.append(f"a{level}: &a{level} {outer.format(inside)}")
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        bomb(10, 9),
        bomb(2, 60),
        bomb(10, 9, outer="{{k: {}}}"),
        bomb(10, 9, outer="{{<<: {}}}"),
    ],
    ids=["ten by ten", "two by two", "in mappings", "merged"],
)
def test_a_short_file_that_stands_for_a_huge_one_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.yaml")
    assert "its aliases (“*name”) make more than 100000 values" in sentence(caught.value)


def test_people_may_be_named_once_and_listed_by_an_alias(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "config.example.yaml"
    text = example.read_text(encoding="utf-8")
    text = text.replace('secretariat: ["@secretary:example.org"]', 'secretariat: &s ["@s:x.org"]')
    text = text.replace('forum_moderators: ["@moderator:example.org"]', "forum_moderators: *s")
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path / "config.yaml").council.forum_moderators == ("@s:x.org",)


def test_what_is_no_yaml_is_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("password: hunter2: [", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.yaml")
    assert "hunter2" not in str(caught.value) + sentence(caught.value)


@pytest.mark.parametrize(
    "extra, path",
    [
        ("prefix: '?'\nprefix: '!'", "prefix"),
        ("rooms:\n  plenary: public\n  plenary: members", "rooms.plenary"),
        ("council:\n  caucuses:\n  - key: a\n    key: b", "council.caucuses[0].key"),
    ],
)
def test_a_key_that_is_written_twice_is_refused(tmp_path: Path, extra: str, path: str) -> None:
    (tmp_path / "config.yaml").write_text(extra, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.yaml")
    assert "second time in line" in sentence(caught.value)
    assert caught.value.path == path


def test_a_key_that_is_no_text_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, lambda raw: raw["council"].update({5: "x"}))
    assert "no such key" in sentence(error)
