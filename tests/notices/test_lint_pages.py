"""The rules about a merchant's own page: seen, pressed, shown by mail programs, and saying what the text says (NTC-7, NTC-11)."""

import json
from pathlib import Path

import pytest

from todoke.notices.catalogue import catalogue
from todoke.notices.lint.lint import lint
from todoke.notices.lint.marks import Said
from todoke.notices.lint.page_rules import features, judged
from todoke.notices.lint.pages import taken_apart
from todoke.notices.lint.seen import colour_of, luminance
from todoke.notices.render import render
from todoke.notices.samples import sample
from todoke.notices.wording import LOCALES

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures"


def wrong(html: str) -> list[tuple[str, str]]:
    """(rule, severity) of everything that is wrong with a page."""
    return [(found.rule.id, found.severity or found.rule.severity) for found in judged(taken_apart(Said(html)))]


@pytest.mark.parametrize("html", [
    "<style>p{color:#aaa}</style><p>Your order</p>", '<table bgcolor="#165e83"><tr><td style="color:#333333">Your order</td></tr></table>',
    '<div style="background:#ffff00"><b style="color:white">Your order</b></div>', '<a style="color:rgb(180, 180, 180)">Your order</a>',
    '<style>.soft{color:silver}</style><table class="soft"><tr><td>Your order</td></tr></table>',
])  # fmt: skip
def test_words_that_stand_out_too_little_are_found(html: str) -> None:
    """WCAG 1.4.3: by the sheet, the tag, or what is inherited."""
    assert wrong(html) == [("L-CONTRAST", "error")]


@pytest.mark.parametrize("html", [
    '<p style="color:#767676">4.5 : 1</p>', '<h1 style="color:#8a8a8a;font-size:28px">Large</h1>', '<div style="display:none;color:#fff">Preview</div>',
    '<p style="font-size:0;color:#fff">gap</p>',
    '<div style="background:url(https://a.example/b.jpg);color:#fff">On a picture</div>', '<p style="color:#ccc">・</p>',
    '<table><tr><td bgcolor="#000000"><p style="color:#fff">White on black</p></td></tr></table>',
])  # fmt: skip
def test_words_that_stand_out_enough_are_not(html: str) -> None:
    """WCAG 1.4.3: large type needs less, hidden words nothing, and of pictures nobody knows."""
    assert [rule for rule, _ in wrong(html) if rule == "L-CONTRAST"] == []


def test_contrast_is_reckoned_as_the_standard_reckons() -> None:
    """WCAG 2.2, relative luminance: black on white is 21, #777 on white 4.48."""
    grey = colour_of("#777")
    assert grey == (119, 119, 119) and round(1.05 / (luminance(grey) + 0.05), 2) == 4.48
    assert luminance((255, 255, 255)) == 1 and luminance((0, 0, 0)) == 0


@pytest.mark.parametrize(("html", "rule"), [
    ('<p style="font-size:10px">Terms</p>', "L-TYPE"), ('<p style="font-size:0.5em">Terms</p>', "L-TYPE"), ('<p style="font-size:8pt">Terms</p>', "L-TYPE"),
    ("<style>.s{font-size:62%}</style><div class='s'>Terms</div>", "L-TYPE"), ('<td style="font-size:0px"><p style="font-size:9px">Terms</p></td>', "L-TYPE"),
    ('<a href="https://a.example" style="background:#165e83;color:#fff;padding:5px 10px">Pay</a>', "L-TAP"),
    ('<a href="https://a.example" style="border:1px solid #000;display:inline-block;line-height:30px">Pay</a>', "L-TAP"),
    ('<img src="https://a.example/b.png">', "L-ALT"), ('<a href="https://a.example"><img src="https://a.example/b.png" alt=""></a>', "L-ALT"),
    ('<img src="https://a.example/o" width="1" height="1" alt="">', "L-PIXEL"),
    ('<img src="https://a.example/o" style="width:1px;height:1px" alt="">', "L-PIXEL"),
    ('<span style="color:#cc0000">●</span> sold out', "L-COLOUR"),
])  # fmt: skip
def test_what_is_too_small_or_untold_is_found(html: str, rule: str) -> None:
    """NTC-11"""
    assert [found for found, _ in wrong(html)] == [rule]


@pytest.mark.parametrize(("html", "severity"), [
    ("<script>alert(1)</script>", "error"), ("<video src='a.mp4'></video>", "error"), ("<svg></svg>", "error"), ('<input name="q">', "error"),
    ('<img alt="a" src="https://a.example/b.webp">', "error"), ('<img alt="a" src="data:image/png;base64,AAAA">', "error"),
    ('<div style="display:flex">a</div>', "warning"), ("<style>.a{position:absolute}</style>", "warning"), ("<style>@import 'a.css';</style>", "warning"),
    ('<p style="width:calc(100% - 2px)">a</p>', "warning"), ('<p style="color:var(--ink)">a</p>', "warning"),
])  # fmt: skip
def test_what_mail_programs_lack_is_found(html: str, severity: str) -> None:
    """NTC-7: as an error where something is lost, as a warning where it only looks otherwise."""
    assert [found for found in wrong(html) if found[0] == "L-CLIENT"] == [("L-CLIENT", severity)]


def test_what_a_program_is_asked_for_first_is_free() -> None:
    """NTC-7: within @media and @supports stands what others may leave out."""
    assert wrong("<style>@media (max-width:480px){.a{display:flex}} @supports (display:grid){.b{display:grid}}</style>") == []


def test_our_own_layout_obeys_the_rules_about_pages() -> None:
    """NTC-7: every kind, on a usual order, each in one of the languages; not even a warning."""
    for kind, locale in zip(catalogue().kinds(), LOCALES * 8, strict=True):
        assert wrong(render(kind, locale, sample("plain", locale, kind)).html) == [], (kind, locale)


@pytest.mark.parametrize(("said", "instead"), [("line-height:1.6", "display:flex"), ("font-size:14px", "font-size:9px"), ("padding:12px 24px", "padding:2px")])
def test_a_layout_that_mail_programs_lack_would_be_noticed(said: str, instead: str) -> None:
    """NTC-7: the test before this one can fail."""
    html = render("shipping_delay", "ja", sample("plain", "ja", "shipping_delay")).html
    assert said in html and wrong(html.replace(said, instead)) != []


def test_a_page_that_names_another_amount_than_the_text_is_found(tmp_path: Path) -> None:
    """NTC-11: text and HTML say the same."""
    path = tmp_path / "delivered" / "en.liquid"
    path.parent.mkdir()
    path.write_text("<html lang='en'>\n<p>Order {{ order.number }}</p>\n<p>Here is $15.00 for you</p></html>", "utf-8")
    found = [one for one in lint([path]) if one.rule == "L-PARTS"]
    assert [(one.line, "$15.00" in one.message) for one in found] == [(3, True)]


def test_a_picture_on_one_path_only_is_looked_at(tmp_path: Path) -> None:
    """NTC-11: every shape that the page takes."""
    path = tmp_path / "delivered" / "en.liquid"
    path.parent.mkdir()
    path.write_text('<html>\n{% if order.gift %}\n<img src="https://a.example/ribbon.png">\n{% endif %}</html>', "utf-8")
    assert ("L-ALT", 3) in {(one.rule, one.line) for one in lint([path])}


def test_a_page_over_100_kb_is_found(tmp_path: Path) -> None:
    """NTC-11: Gmail cuts it off."""
    path = tmp_path / "delivered" / "en.liquid"
    path.parent.mkdir()
    path.write_text("<html><!-- " + "x" * 100_000 + " --></html>", "utf-8")
    assert ("L-SIZE", "error") in {(one.rule, one.severity) for one in lint([path])}


@pytest.mark.fixtures
def test_the_table_of_mail_programs_is_as_caniemail_has_it() -> None:
    """NTC-7: whoever is said to lack a feature lacks it there, at least in part, in its newest version."""
    path = FIXTURES / "email_html" / "caniemail.json"
    if not path.exists():
        pytest.skip("the recorded data of caniemail.com lie beside the repository")
    data = json.loads(path.read_text("utf-8"))
    families, stats = data["nicenames"]["family"], {row["slug"]: row["stats"] for row in data["data"]}
    for feature in (one for one in features() if one.slug):
        for name in feature.lacking:
            key = next(key for key, said in families.items() if name in (said, {"Microsoft": "Outlook", "ProtonMail": "Proton Mail"}.get(said)))
            newest = [list(versions.values())[-1][0] for versions in stats[feature.slug][key].values()]
            assert set(newest) & {"n", "a"}, (feature.slug, name)


@pytest.mark.fixtures
def test_templates_as_pasted_from_shopify_are_read(tmp_path: Path) -> None:
    """NTC-6: all that is found in them is their own: no unknown name, no look that an absent style sheet would give."""
    folder = FIXTURES / "liquid" / "shopify_notifications" / "en" / "orders"
    if not folder.exists():
        pytest.skip("recorded templates lie beside the repository")
    rules = {one.rule for one in lint([folder])}
    assert rules & {"V-FCT-2", "L-LIQUID", "L-CONTRAST", "L-FILE"} == set()
