"""What stays on one line of a page: mail programs break a day before its weekday and a sum before its currency (look, section 3)."""

import re

_NOT_WITHIN_A_TAG = "(?![^<]*>)"
_EASTERN = re.compile(r"\d[\d,]*(?:(?:年\d+)?月\d+日（(?:[月火水木金土日]|周[一二三四五六日])）(?:\d+時(?:\d+分)?|\d\d:\d\d)?|円|点)" + _NOT_WITHIN_A_TAG)
# by a sign that is looked for first, since most lines have none of them
_WESTERN = tuple(
    (sign, re.compile(whole + _NOT_WITHIN_A_TAG))
    for sign, whole in {
        "day, ": r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [JFMASOND][a-z]+ \d+(?:, \d{4})?",
        ":": r"\d+:\d\d [AP]M",
        "+": r"\+\d[\d ]{6,}\d",
    }.items()
)


def unbroken(html: str) -> str:
    """A day with its weekday and hour, a sum of money, a number with its counter, and a telephone number, each kept on one line."""
    if "日（" in html or "円" in html or "点" in html:
        return _EASTERN.sub(_kept, html)
    for sign, whole in _WESTERN:
        if sign in html:
            html = whole.sub(_kept, html)
    return html


def _kept(whole: re.Match[str]) -> str:
    return f'<span style="white-space:nowrap">{whole[0]}</span>'
