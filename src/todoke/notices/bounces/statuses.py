"""What a status means (RFC 3463 and its registry), without its first digit: whether it will pass is said there."""

# RFC 3463, 3886, 4468, 4954, 7293, 7372, 7504, 7505: https://www.iana.org/assignments/smtp-enhanced-status-codes
MEANT = {
    "1.0": "userunknown", "1.1": "userunknown", "1.2": "hostunknown", "1.3": "userunknown", "1.4": "filtered", "1.6": "hasmoved", "1.7": "rejected",
    "1.8": "rejected", "1.9": "systemerror", "1.10": "notaccept",
    "2.0": "filtered", "2.1": "filtered", "2.2": "mailboxfull", "2.3": "exceedlimit", "2.4": "filtered",
    "3.0": "systemerror", "3.1": "systemfull", "3.2": "notaccept", "3.3": "systemerror", "3.4": "mesgtoobig", "3.5": "systemerror",
    "4.0": "networkerror", "4.1": "expired", "4.2": "networkerror", "4.3": "systemerror", "4.4": "hostunknown", "4.5": "toomanyconn", "4.6": "networkerror",
    "4.7": "expired",
    "5.0": "syntaxerror", "5.1": "syntaxerror", "5.2": "syntaxerror", "5.3": "toomanyconn", "5.4": "syntaxerror", "5.5": "syntaxerror",
    "6.0": "contenterror", "6.1": "contenterror", "6.2": "contenterror", "6.3": "contenterror", "6.4": "contenterror", "6.5": "contenterror",
    "6.6": "contenterror",
    "7.0": "securityerror", "7.1": "securityerror", "7.2": "rejected", "7.3": "securityerror", "7.4": "securityerror", "7.5": "securityerror",
    "7.6": "securityerror", "7.7": "securityerror", "7.8": "securityerror", "7.9": "policyviolation", "7.10": "securityerror", "7.11": "securityerror",
    "7.13": "suspend", "7.14": "securityerror", "7.15": "policyviolation", "7.17": "hasmoved", "7.18": "hasmoved", "7.20": "authfailure",
    "7.21": "authfailure", "7.22": "authfailure", "7.23": "authfailure", "7.24": "authfailure", "7.25": "requireptr", "7.26": "authfailure",
    "7.27": "notaccept", "7.28": "speeding",
} | {
    # Microsoft's own: https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online
    "1.90": "speeding", "1.351": "userunknown", "2.121": "speeding", "2.122": "speeding", "4.14": "networkerror", "4.300": "expired", "4.310": "systemerror",
    "4.312": "networkerror", "4.316": "expired", "7.12": "rejected", "7.57": "securityerror", "7.64": "norelaying", "7.124": "rejected", "7.133": "rejected",
    "7.134": "rejected", "7.135": "rejected", "7.136": "rejected", "7.193": "rejected", "7.501": "spamdetected", "7.502": "spamdetected",
    "7.503": "spamdetected", "7.508": "toomanyconn", "7.509": "authfailure", "7.511": "blocked", "7.515": "authfailure", "7.606": "blocked",
    "7.705": "speeding", "7.708": "blocked", "7.750": "blocked",
}
VAGUE = frozenset(("", "securityerror", "systemerror", "syntaxerror"))  # meanings that servers use for anything
