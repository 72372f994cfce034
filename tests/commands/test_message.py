import time

import pytest

from commands.parsing.message import Edit, File, body_or_file, read
from tests.commands.say import ALICE, PILL, file, mentions, message, reply, text, thread


@pytest.mark.parametrize("kind", ["m.notice", "m.emote", "m.image", "m.audio", None, 7, ["m.text"]])
def test_what_is_no_text_is_no_message(kind: object) -> None:
    assert read({"msgtype": kind, "body": "!refer"}) is None


@pytest.mark.parametrize("body", [None, 3, ["!refer"], {}, ""])
def test_a_text_without_words_is_no_message(body: object) -> None:
    assert read({"msgtype": "m.text", "body": body}) is None


@pytest.mark.parametrize("content", [None, [], "!refer", 3, {}])
def test_content_of_no_known_shape_is_no_message(content: object) -> None:
    assert read(content) is None


def test_an_edit_is_known_by_its_original() -> None:
    relation = {"rel_type": "m.replace", "event_id": "$original"}
    edit = text("* !refer") | {"m.relates_to": relation}
    assert read(edit) == Edit("$original")
    edit["m.new_content"] = text("!refer")
    assert read(edit) == Edit("$original", message(text("!refer")))


def test_an_edit_of_nothing_is_nothing() -> None:
    assert read(text("* !refer") | {"m.relates_to": {"rel_type": "m.replace"}}) is None


def test_a_reply_is_to_its_event() -> None:
    assert message(text("!draft", **reply("$a"))).reply_to == "$a"


def test_a_threads_fallback_is_no_reply() -> None:
    assert message(text("!draft", **thread(is_falling_back=True))).reply_to is None


@pytest.mark.parametrize("flag", [{}, {"is_falling_back": False}, {"is_falling_back": "true"}])
def test_a_reply_inside_a_thread_is_a_reply(flag: dict[str, object]) -> None:
    assert message(text("!draft", **thread("$a", **flag))).reply_to == "$a"


def test_the_quotation_above_a_reply_is_stripped() -> None:
    body = "> <@bot:example.org> !recall\n> more\n\n!refer"
    assert message(text(body, **reply())).body == "!refer"


def test_an_emotes_quotation_above_a_reply_is_stripped() -> None:
    assert message(text("> * <@a:b.org> waves\n\n!refer", **reply())).body == "!refer"


def test_a_quotation_of_ones_own_is_kept() -> None:
    assert message(text("> quoted\n\n!refer", **reply())).body == "> quoted\n\n!refer"


def test_a_quotation_above_what_is_no_reply_is_kept() -> None:
    body = "> <@bot:example.org> x\n\n!refer"
    assert message(text(body)).body == body


def test_mentions_that_are_no_ids_are_left_out() -> None:
    found = message(text("hello") | {"m.mentions": {"user_ids": [ALICE, 3, None, "x", ALICE]}})
    assert found.mentions == (ALICE,)


@pytest.mark.parametrize("listed", [None, "x", {"user_ids": "@a:b"}, {"user_ids": {"@a:b": 1}}])
def test_malformed_mentions_are_none(listed: object) -> None:
    assert message(text("hello") | {"m.mentions": listed}).mentions == ()


def test_a_pill_has_person_and_name() -> None:
    pill = message(text("!seat Alice Smith", f"!seat {PILL}")).formatted.pills[0]
    assert (pill.person, pill.name) == (ALICE, "Alice Smith")


@pytest.mark.parametrize(
    "link",
    [
        "https://matrix.to/#/%40alice%3Aexample.org",
        "https://matrix.to/#/@alice:example.org?via=example.org",
        "matrix:u/alice:example.org?action=chat",
        "http://matrix.to/#/@alice:example.org",
    ],
)
def test_links_to_people_are_pills(link: str) -> None:
    assert message(text("A", f'<a href="{link}">A</a>')).formatted.pills[0].person == ALICE


@pytest.mark.parametrize(
    "link",
    [
        "https://matrix.to/#/!room:example.org/$event",
        "https://matrix.to/#/@nobody",
        "https://example.org/#/@alice:example.org",
        "matrix:r/forum:example.org",
        "",
    ],
)
def test_other_links_are_no_pills(link: str) -> None:
    assert message(text("A", f'<a href="{link}">A</a>')).formatted.pills == ()


def test_pills_in_the_quotation_above_a_reply_do_not_count() -> None:
    html = f"<mx-reply><blockquote>{PILL}<br>text</blockquote></mx-reply>!refer"
    assert message(text("!refer", html, **reply())).formatted.pills == ()


@pytest.mark.parametrize(
    "html",
    ["<![foo[bar", "<!doctype [<!x", f"&#{'9' * 5000};", "<a href", "</" * 3000, "<!--" * 900],
)
def test_broken_html_is_read_without_fault(html: str) -> None:
    assert message(text("!refer", html)).body == "!refer"


def test_a_file_counts_by_its_caption() -> None:
    assert message(file("!draft")).file == File("mxc://example.org/abc", "draft.md", 100)


def test_a_file_whose_body_is_its_name_has_no_caption() -> None:
    assert read(file("draft.md", "draft.md")) is None


def test_a_file_without_a_name_beside_its_body_has_no_caption() -> None:
    assert read({"msgtype": "m.file", "body": "!draft", "url": "mxc://x/y"}) is None


def test_an_encrypted_file_has_with_it_what_it_is_decrypted_with() -> None:
    content = {"msgtype": "m.file", "body": "!draft", "filename": "a.md"}
    found = message(content | {"file": {"url": "mxc://x/y"}}).file
    assert found == File("mxc://x/y", "a.md", None, {"url": "mxc://x/y"})


@pytest.mark.parametrize("size", [-1, 1.5, "9", True, None, []])
def test_a_size_that_is_none_is_unknown(size: object) -> None:
    found = message(file("!draft", size=size)).file
    assert found is not None
    assert found.size is None


def test_what_no_database_stores_is_replaced() -> None:
    body = message(text("!refer a\ud800b\x00c")).body
    assert body.encode().decode() == body
    assert "\x00" not in body


def test_line_ends_are_unified() -> None:
    assert message(text("!draft\r\na\rb")).body == "!draft\na\nb"


def test_a_replied_to_text_is_held_without_its_own_fallback() -> None:
    assert body_or_file(text("> <@a:b.org> x\n\nWe agree.", **reply())) == "We agree."


def test_a_replied_to_file_is_held_without_a_caption() -> None:
    assert body_or_file(file("a.md", "a.md", 5)) == File("mxc://example.org/abc", "a.md", 5)


def test_of_an_edit_what_the_message_says_after_it_is_held() -> None:
    relation = {"rel_type": "m.replace", "event_id": "$original"}
    edit = text("* We agree.") | {"m.relates_to": relation, "m.new_content": text("We agree.")}
    assert body_or_file(edit) == "We agree."


@pytest.mark.parametrize("content", [None, {}, {"msgtype": "m.image", "body": "x"}, text("")])
def test_nothing_else_is_held(content: object) -> None:
    assert body_or_file(content) is None


def test_mentions_are_kept_in_order() -> None:
    people = ("@b:x.org", "@a:x.org")
    assert message(text("hello", **mentions(*people))).mentions == people


@pytest.mark.parametrize("html", ["<a " * 20_000, "<" * 60_000, "<!--" * 15_000, "<a>" * 20_000])
def test_a_formatted_body_that_is_hard_to_read_is_read_in_no_time(html: str) -> None:
    started = time.process_time()
    assert message(text("!refer", html)).formatted is not None
    assert time.process_time() - started < 0.25
