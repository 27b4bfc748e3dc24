"""At which command of the SMTP session a server refused: connect, ehlo, mail, rcpt, data. What it says means another thing at each."""

import re

ASKED = r"(rcpt|mail|data|ehlo|helo)"
SAID = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"in[\s>]+reply[\s>]+to[\s>]+(?:the[\s>]+)?(end[\s>]+of[\s>]+data|rcpt|mail|helo|ehlo|data)",  # Postfix
        r"(?:after|for)[\s>]+(?:sending[\s>]+)?(?:the[\s>]+)?"  # Exim, GMX, 1&1
        r"(rcpt to|rcpt|mail from|mail|ehlo|helo|end of data|data|initial connection|pipelined (?:mail|rcpt|data)|text)\b[^.]{0,60}?(?:command|:|<|$)",
        r"did not like our (?:final )?" + ASKED,  # DragonFly
        r"\[(rcpt|mail)_(?:to|from)\]",  # Yahoo
        r"smtp command\s{0,5}\n\s{0,5}" + ASKED,  # m-FILTER
        r"\bsmtp:" + ASKED + r"\b",  # MDaemon
        r"sent (?:<<<|>>>) " + ASKED,  # InterScan
        r"\((rcpt|mail|data)\), with the following error",
    )
)
MEANT = (
    (re.compile(r"(?i)does not like recipient"), "rcpt"),  # qmail
    (re.compile(r"(?i)but (?:my name|greeting) was rejected"), "ehlo"),
    (re.compile(r"(?i)but sender was rejected"), "mail"),
    (re.compile(r"(?i)failed after i sent the message|failed on data command"), "data"),
    (re.compile(r"(?i)\bstate 1[34]\b"), "rcpt"),  # Gmail
    (re.compile(r"(?i)refused\s+to\s+talk\s+to\s+me"), "connect"),  # Postfix
)
WORDS = {"end": "data", "text": "data", "initial": "connect", "helo": "ehlo"}
QUESTION = re.compile(r"[ \t]*(?:>>>|->)[ \t]*" + ASKED + r"\b", re.IGNORECASE)
REFUSAL = re.compile(r"[ \t]*(?:<<<|<-)[ \t]*[45]\d\d")


def stage(text: str) -> str:
    """Nothing where nobody says it."""
    text = text[:20_000]
    for shape in SAID:
        if found := shape.search(text):
            return command(found[1])
    return next((word for shape, word in MEANT if shape.search(text)), "") or of_transcript(text)


def command(words: str) -> str:
    said = words.casefold().removeprefix("pipelined ").split()
    return WORDS.get(said[0], said[0])


def of_transcript(text: str) -> str:
    """`>>> RCPT To:<…>` and the refusal that follows it."""
    asked = ""
    for line in text.split("\n")[:500]:
        if found := QUESTION.match(line):
            asked = command(found[1])
        elif asked and REFUSAL.match(line):
            return asked
    return ""
