"""Words that nobody sees in an email are no part of what its writer typed."""

import time

import pytest

from peerhub.incoming.engines.html_text import text_of

STYLES = [
    "display:none",
    "DISPLAY :\tNone ! important",
    "color:red;display:none;color:blue",
    "d\\69splay:none",
    "disp/* x */lay:/* y */none",
    "font-family:'/*';display:none",
    "background:url(/*);display:none",
    "mso-hide:all",
    "visibility:hidden",
    "visibility: collapse",
    "font-size:0",
    "font-size:0px",
    "font-size: 0pt !important",
    "font-size:0em",
    "font-size:0.0",
    "font-size:.0px",
    "font-size:000000000000px",
    "font-size:0%",
    "font-size:1px",
    "font-size:calc(0px * 2)",
    "font:0/0 a",
    "opacity:0",
    "opacity:0.0",
    "opacity:.01",
    "opacity:0%",
    "filter:alpha(opacity=0)",
    "max-height:0;overflow:hidden",
    "overflow: hidden; height: 0px",
    "overflow:clip;height:1px",
    "overflow:hidden;line-height:0",
    "text-indent:-9999px",
    "text-indent:-99em",
    "text-indent:100%;overflow:hidden;white-space:nowrap",
    "position:absolute;left:-9999px",
    "position:absolute;top:-200vh",
    "margin-left:-9999px",
    "transform:translateX(-9999px)",
    "transform:scale(0)",
    "scale:0",
    "clip:rect(0 0 0 0);position:absolute",
    "clip-path:inset(50%)",
    "color:transparent",
    "color:rgba(0, 0, 0, 0)",
    "color:#ffffff00",
]
SEEN = [
    "",
    "display:block",
    "font-size:12.0pt",
    "font-size:0.8em",
    "font-size:calc(1em + 1px)",
    "font:400 14px/1.5 Arial",
    "opacity:1.0",
    "line-height:1.5;overflow:hidden",
    "height:auto;max-height:20px;overflow:auto",
    "text-indent:-18.0pt;margin-left:36.0pt",
    "margin:0cm 0cm 0.0001pt",
    "margin-left:72.0pt;left:0;top:0",
    "color:#000000",
    "color:rgb(0, 0, 0)",
    "color:rgba(0,0,0,1)",
    "background:transparent",
    "font-family:'display:none;'",
    "clip-path:inset(0)",
    "transform:scale(0.9)",
    "mso-hide:none",
    "max-width:0.5in",
]
ELEMENTS = [
    "<p hidden>{}</p>",
    "<p HIDDEN=''>{}</p>",
    "<div popover>{}</div>",
    "<dialog>{}</dialog>",
    "<template>{}</template>",
    "<noscript>{}</noscript>",
    "<iframe>{}</iframe>",
    "<object>{}</object>",
    "<svg><text>{}</text></svg>",
    "<math><mi>{}</mi></math>",
    "<style>{}</style>",
    "<script>{}</script>",
    "<title>{}</title>",
    "<textarea>{}</textarea>",
    "<select><option>{}</option></select>",
    "<datalist><option>{}</option></datalist>",
    "<video>{}</video>",
    "<div hidden><p>One</p><ul><li>{}</li></ul></div>",
    "<table style='display:none'><tr><td><span style='font-size:12pt'>{}</span></td></tr></table>",
    "<p style='display:none' style='display:block'>{}</p>",
    "<!-- {} -->",
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("tag", ["div", "span"])
def test_what_a_style_hides_is_left_out(style: str, tag: str) -> None:
    html = f'<p>Before.</p><{tag} style="{style}">Secret <b style="display:block">words</b></{tag}><p>After.</p>'
    assert text_of(html) == "Before.\n\nAfter."


@pytest.mark.parametrize("style", SEEN)
def test_what_a_style_shows_stays(style: str) -> None:
    assert text_of(f'<div style="{style}">Our words.</div>') == "Our words."


@pytest.mark.parametrize("element", ELEMENTS)
def test_elements_without_content_to_see_are_left_out(element: str) -> None:
    assert text_of(f"<p>Before.</p>{element.format('Secret words')}<p>After.</p>") == "Before.\n\nAfter."


def test_what_is_open_is_seen() -> None:
    assert text_of("<dialog open>Our words.</dialog>") == "Our words."


@pytest.mark.parametrize("part", ["/*", "'", '"', "url(", "\\", "font-size:calc(", "color:rgba(,", "0", ";opacity:1"])
def test_long_styles_are_read_in_time(part: str) -> None:
    quote = "'" if part == '"' else '"'
    style = part * (400_000 // len(part))
    began = time.process_time()
    assert "After." in text_of(f"<div style={quote}{style}{quote}>x</div><p>After.</p>") or part in {"'", '"'}
    text_of(f"<div style={quote}{part * 100}{quote}></div>" * (400_000 // (100 * len(part) + 20)))
    assert time.process_time() - began < 3
