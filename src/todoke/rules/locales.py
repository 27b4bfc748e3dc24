"""Which language an order speaks: pinned when it is placed, the same for every notice about it (NTC-21)."""


def pinned_locale(wanted: str, spoken: tuple[str, ...]) -> str:
    """The buyer's language if the shop has texts in it, else the shop's second language (NTC-21): zh-CN → zh-Hans; zh-TW → English until there is one."""
    for form in candidates(wanted):
        if form in spoken:
            return form
    return spoken[1] if wanted and len(spoken) > 1 else spoken[0]


def candidates(wanted: str) -> tuple[str, ...]:
    form = wanted.replace("_", "-")
    language, region = form.split("-")[0].lower(), form.partition("-")[2].lower()
    if language == "zh":
        return ("zh-Hant", "en") if region in ("tw", "hk", "mo", "hant") or region.startswith("hant") else ("zh-Hans",)
    return (form, language)
