"""Answers of single providers that mean something else than they say, or say it by a code: with who refused, and where it is explained."""

import re
from typing import NamedTuple


class Answer(NamedTuple):
    """`host`: who reports or refused, any if empty. `stage`: at this command only."""

    reason: str
    host: str
    shape: str
    source: str
    stage: str = ""


ANSWERS = (
    # Microsoft
    Answer("userunknown", r"outlook\.com", r"5\.4\.1\b.*recipient address rejected: access denied", "learn.microsoft.com: directory-based edge blocking"),
    Answer("rejected", r"outlook\.com", r"all recipient addresses rejected", "learn.microsoft.com: directory-based edge blocking, after DATA"),
    Answer("userunknown", r"(?:hotmail|outlook)\.com", r"requested action not taken: mailbox unavailable", "Outlook.com: no such mailbox"),
    # Japan
    Answer("rejected", r"docomo\.ne\.jp", r"unknown user", "docomo, of what its filters refuse", "data"),
    Answer("toomanyconn", r"docomo\.ne\.jp", r"too many recipients", "docomo"),
    Answer("filtered", r"(?:ezweb\.ne\.jp|au\.com)$", r"550 : user unknown", "au, of what its filters refuse: there it names no address"),
    Answer("suspend", r"", r"user\(s\) account is disabled", "au: stands beside `user unknown`"),
    # Amazon
    Answer("filtered", r"inbound-smtp\.[\w-]+\.amazonaws\.com", r"mailbox does not exist", "a receipt rule's template, sent after the mail was taken"),
    Answer("securityerror", r"amazonses\.com", r"5\.7\.9 rejected", "Amazon SES"),
    # others
    Answer("userunknown", r"messagelabs\.com", r"542 \S+ rejected|no such user|user unknown|invalid recipient", "MessageLabs, by its list of addresses"),
    Answer("userunknown", r"", r"delivery error: dd .*doesn't have an? \S+ account", "Yahoo"),
    Answer("userunknown", r"", r"local mailbox \S+ is unavailable: user not found", "Mail.Ru, of its own users"),
    Answer("rejected", r"", r"groups\.google\.com/support", "Google Groups, in many languages: no such group, or not allowed to write to it"),
    Answer("policyviolation", r"mimecast\.com", r"host network not allowed", "community.mimecast.com: SMTP error codes"),
    Answer("blocked", r"", r"\baup#(?:cdrbl|cxbl|ipbl\d*)\b", "postmaster.cox.net: error codes"),
    Answer("blocked", r"", r"\bib(?:10[34]|11[012])\b", "godaddy.com/help: email bounce errors, block lists"),
    Answer("spamdetected", r"", r"\bib212\b", "godaddy.com/help: email bounce errors, content"),
    Answer("blocked", r"", r"\bofr\w*_(?:102|999)\b", "postmaster.orange.fr"),
    Answer("toomanyconn", r"", r"\bofr\w*_104\b", "postmaster.orange.fr"),
    Answer("userunknown", r"", r"\b(?:ofr|lpn)\w*_416\b", "postmaster.orange.fr: invalid recipient, also after DATA"),
    Answer("spamdetected", r"", r"\bofr\w*_506\b", "postmaster.orange.fr"),
)
SHAPES = [(re.compile(row.host), re.compile(row.shape), row) for row in ANSWERS]


def of_provider(host: str, answer: str, stage: str) -> str:
    """The reason, or nothing."""
    flat = re.sub(r"\s+", " ", answer[:5_000]).casefold()
    return next((row.reason for hosts, shape, row in SHAPES if row.stage in ("", stage) and hosts.search(host) and shape.search(flat)), "")


# PowerMTA's X-PowerMTA-BounceCategory, as its user's guide lists them
CATEGORIES = {
    "bad-configuration": "systemerror", "bad-connection": "networkerror", "bad-domain": "hostunknown", "bad-mailbox": "userunknown",
    "content-related": "contenterror", "inactive-mailbox": "suspend", "invalid-sender": "rejected", "message-expired": "expired",
    "no-answer-from-host": "networkerror", "policy-related": "policyviolation", "protocol-errors": "syntaxerror", "quota-issues": "mailboxfull",
    "relaying-issues": "norelaying", "routing-errors": "networkerror", "spam-related": "spamdetected", "virus-related": "virusdetected",
}
