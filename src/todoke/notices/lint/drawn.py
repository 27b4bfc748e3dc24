"""docs/lint.md, drawn from the rules: what each asks, why, and how to mend it."""

from todoke.notices.lint.rules import Rule, book
from todoke.rules.channel_rules import RULES

HEAD = """# The lint: is a notice fit to be sent?

`todoke lint` reads every text on made-up orders of all shapes and variants, and again on every path that its own conditions open. It says
which rule is broken, where, why, and how to mend it. It needs no desk and writes nothing. (This page is drawn from the rules: `todoke docs`.)

```sh
todoke lint                                   # the shipped texts
todoke lint my-notices/                       # a folder of kinds; one without about.toml overrides the shipped kind of its name
todoke lint my-notices/delivered/ja.liquid    # one file; without front matter it is a page of your own in HTML
todoke lint my-notices/ --channel rakuten     # for the buyers of a marketplace
todoke lint my-notices/ --json                # for machines, a line a finding
```

```json
{"rule":"V-STP-4","path":"my-notices/delivered/en.liquid","line":5,"severity":"error","message":"No contact.","mend":"{{ support.email }}, and …"}
```

A text is for the buyers of the marketplaces that `where` in its about.toml names, or of the one after which the folder of its kind's folder
is called (`rakuten`); else for those of the own shop.

Exit status: 0 fit, warnings at most · 1 errors · 2 wrong usage. Lines count from the file's first line, front matter included.
`--language ja` gives the messages in Japanese.

A rule is a row: V-… in `notices/lint/phrases.toml` (the voice guide for machines), L-… in `notices/lint/further.toml`. Each has a sample that
it must catch, and in `notices/lint/innocents.toml` a text that it must let pass; a test runs both. What mail programs lack stands in
`notices/lint/clients.toml`. What a text must state comes from its kind's about.toml (see [notices.md](notices.md)).

"""

COLUMNS = "| rule | looks at | why | mend |\n|---|---|---|---|\n"
WHERE = {
    "subject_source": "subject, as written", "text": "text", "rest": "text after the greeting", "nameless": "greeting without a name",
    "phoneless": "text without a telephone", "source": "text, as written", "plain": "text, as written", "page": "page of your own", "file": "file",
}  # fmt: skip
TITLES = {
    "SUB": "Subject", "PRE": "Preheader", "OPN": "Greeting", "FCT": "Facts", "BAD": "Bad news", "TRU": "Truth", "TON": "Tone",
    "STP": "Next step and contact", "MON": "Money", "ADV": "Advertising", "AMZ": "Amazon", "MAL": "Marketplaces", "LAY": "Lines and signs",
    "": "File, facts, page and law",
}  # fmt: skip


def page() -> str:
    """The whole page."""
    rules = list(book().rules.values())
    parts = [HEAD]
    for group, title in TITLES.items():
        rows = [rule for rule in rules if group_of(rule) == group]
        sources = dict.fromkeys(rule.origin for rule in rows)
        told = f"After: {next(iter(sources))}.\n\n" if len(sources) == 1 else ""
        parts.append(f"## {title}\n\n{told}{COLUMNS}{''.join(row(rule, with_source=len(sources) > 1) for rule in rows)}\n")
    return "".join([*parts, channels()])


def group_of(rule: Rule) -> str:
    return rule.id.split("-")[1] if rule.id.startswith("V-") else ""


def row(rule: Rule, *, with_source: bool) -> str:
    name = f"`{rule.id}`{'' if rule.level == 'stop' else ' (warning)'}{narrowed(rule)}"
    why = rule.message["en"] + (f" ({rule.origin})" if with_source else "")
    return f"| {name} | {WHERE.get(rule.where, rule.where)} | {escaped(why)} | {escaped(rule.mend['en'])} |\n"


def narrowed(rule: Rule) -> str:
    """Which kinds, languages and channels alone."""
    kinds = ", ".join(name.removeprefix("@").replace("_", " ") if name.startswith("@") else f"{len(rule.kinds)} kinds" for name in rule.kinds[:1])
    said = [kinds if "*" not in rule.kinds else "", "" if "*" in rule.locales else ", ".join(rule.locales), ", ".join(rule.channels)]
    return "".join(f"<br>{one}" for one in said if one)


def escaped(text: str) -> str:
    return text.replace("|", "\\|")


def channels() -> str:
    """What channels and laws ask, as rules/channel_rules.py has it."""
    rows = "".join(f"| `{one.name}` | {one.says} | {one.source} ({one.read}) | {one.lint} |\n" for one in RULES)
    head = "## Channels and laws\n\nFrom `rules/channel_rules.py`; `notices/lint/leaving.py:forbidden` asks the channel's again of what is about to leave.\n\n"
    return f"{head}| rule | says | source (read) | found by |\n|---|---|---|---|\n{rows}"
