"""The plain form of a message says what its HTML says."""

import pytest

from templates.markup import clean
from templates.plain import plain_text

SAID = [
    ("<p>a  b\n c</p>\n<p>d &lt;e&gt;</p>", "a b\nc\n\nd <e>"),
    ("a<br>b", "a\nb"),
    ("<p> <em>a </em>b<strong> c</strong></p>", "*a* b **c**"),
    ("<p><strong> </strong>a<em></em></p>", "a"),
    ("<p><b>a</b> is said by the bot</p>", "a is said by the bot"),
    ("<h4>A <em>b</em>\nc</h4><p>d</p>", "# A *b* c\n\nd"),
    ("<blockquote><p>a</p>\n<p>b<br>c</p></blockquote>", "> a\n>\n> b\n> c"),
    ("<ul><li>a</li><li><p>b</p>\n<p>c</p></li></ul><p>d</p>", "- a\n- b\n\n  c\n\nd"),
    ('<ol start="9"><li>a</li>\n<li>b<ul><li>c</li></ul></li></ol>', "9. a\n10. b\n    - c"),
    ("<ol><li><blockquote>a</blockquote></li></ol>", "1. > a"),
    ("<p><code>a</code> <code>`b</code></p>", "`a` `` `b ``"),
    ("<pre><code>a\n\n\n  b  c\n</code></pre>", "```\na\n\n  b  c\n```"),
    ('<a href="https://matrix.to/#/%40a%3Ab.c">@a:b.c</a>', "@a:b.c"),
    ('<a href="mailto:a@b.c">a@b.c</a>', "a@b.c"),
    ('<p>a <a href="https://a.b/?c&amp;d">e</a></p>', "a [e](https://a.b/?c&d)"),
    ("<details><summary>a</summary>b</details>c", "a\n\nb\n\nc"),
]


@pytest.mark.parametrize("html, words", SAID)
def test_each_element_is_said_in_plain_words(html: str, words: str) -> None:
    assert plain_text(clean(html)) == words
