"""Bare addresses, and those given to words, lead where their writer meant."""

import pytest

from peerhub.base.text.markdown import to_html
from tests.support.rendered import LINK, a, bare


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "see https://example.org/a_b(c) and www.example.org.",
            f"see {a('https://example.org/a_b(c)')} and {a('http://www.example.org', 'www.example.org')}.",
        ),
        ("(https://example.org/x)", f"({a('https://example.org/x')})"),
        ("«https://example.org/x»، نعم", f"«{a('https://example.org/x')}»، نعم"),
        ("见https://example.org/路径。好", f"见{a('https://example.org/路径')}。好"),
        ("https://example.org/?a=1&b=2!", a("https://example.org/?a=1&amp;b=2") + "!"),
        ("**https://example.org**", f"<strong>{a('https://example.org')}</strong>"),
        ("[https://a.test](https://b.test)", a("https://b.test", "https://a.test")),
        ("<https://a.test/x>", a("https://a.test/x")),
        ("<me@example.org>", a("mailto:me@example.org", "me@example.org")),
        ("[the law](www.example.org/law)", a("http://www.example.org/law", "the law")),
        ("[the law](example.org:8080)", a("http://example.org:8080", "the law")),
        ("[write](me@example.org)", a("mailto:me@example.org", "write")),
        ("[it](/messages/1) [up](#top)", f"{a('/messages/1', 'it')} {a('#top', 'up')}"),
        ("[it](javascript:alert(1))", f"<a {LINK}>it</a>"),
        ("[file](../x) [note](report.pdf) [1](1.5) [none]()", "file note 1 none"),
        (
            "[law](\u200fhttps://a.test/x) [b](\u2067www.b.test\u2069.)",
            f"{a('https://a.test/x', 'law')} {a('http://www.b.test.', 'b')}",
        ),
        ("[law](report.pdf/x) [ة](الثقافة.مصر)", f"{a('http://report.pdf/x', 'law')} {a('http://الثقافة.مصر', 'ة')}"),
        ("me@example.org", a("mailto:me@example.org", "me@example.org")),
        ("`https://example.org`", "<code>https://example.org</code>"),
        ("https:// and www. alone", "https:// and www. alone"),
        ("user/repo#1 @someone", "user/repo#1 @someone"),
    ],
)
def test_bare_links(source: str, html: str) -> None:
    assert bare(to_html(source)) == f"<p>{html}</p>"
