"""Whatever the clerk posts, in answer to each command typed in each form, can be stored."""

from pathlib import Path

import pytest

import templates
from bot.relay.compose import Outgoing
from bot.relay.post import Post
from deliberation.text import fingerprint
from templates import stored
from tests.bot.desk import desk
from tests.relay.typed import FORMS, say, typed

TEXT = "One.\n\n" * 300 + "Two."
"""Long enough to be stored by its fingerprint."""
TEXTS = {text: fingerprint(text) for text in (TEXT, TEXT + "\n\nThree.")}


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list[Post]:
    """Return all posts that are made from now on."""
    found: list[Post] = []
    post = Outgoing.post

    def noted(
        self: Outgoing, new: Post, *, only_with: str = "", instead: Post | None = None
    ) -> None:
        found.extend([new, *([instead] if instead else [])])
        post(self, new, only_with=only_with, instead=instead)

    monkeypatch.setattr(Outgoing, "post", noted)
    return found


def test_what_the_clerk_posts_renders_the_same_from_what_was_stored(
    tmp_path: Path, posted: list[Post]
) -> None:
    first, second = TEXTS
    with desk(tmp_path) as at:
        say(at, "forum", "@visitor:test", f"!propose T\nFrom: I\n{first}")
        say(at, "forum", "@forum-chair:test", "!consensus yes P1")
        say(at, "P1/plenary", "@chair:test", "!refer")
        say(at, "P1/caucus:cs", "@cs-chair:test", f"!draft\n{second}")
        for place, sender in (
            *(("P1/caucus:cs", "@cs-chair:test"), ("P1/plenary", "@chair:test")),
            *(("direct:!chat", "@cs-chair:test"), ("forum", "@visitor:test")),
        ):
            for form in FORMS:
                say(at, place, sender, typed(form, "cs", "why"))
    encoder = stored.Encoder(TEXTS)
    known = {mark: text for text, mark in TEXTS.items()}
    referred: set[str] = set()
    for post in posted:
        made = encoder.dumps(post.data)
        found = stored.loads(made, known)
        assert found == post.data
        assert templates.render(post.words, found) == templates.render(post.words, post.data)
        referred |= stored.references(made)
        assert first not in made
    assert referred == known.keys()
    assert len({post.words for post in posted}) > 30
