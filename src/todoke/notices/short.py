"""A notice in few words, for ways other than mail: its subject and the link to the order's page; never a part of a sentence that could mislead."""

GSM = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
TWICE = frozenset("^{}\\[~]|€\f")  # of the extension table: two places each (3GPP TS 23.038)
ALONE, JOINED = {True: 160, False: 70}, {True: 153, False: 67}  # places in one part, and in each of several (3GPP TS 23.040), GSM or UCS-2
MOST_PARTS = 2
LINE_MOST = 5000  # UTF-16 units of one text message (developers.line.biz, Messaging API, text message)


def places(text: str) -> tuple[int, bool]:
    """How many places a text takes, and whether it fits the GSM alphabet."""
    gsm = all(one in GSM or one in TWICE for one in text)
    return (sum(2 if one in TWICE else 1 for one in text) if gsm else units(text)), gsm


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parts(text: str) -> int:
    """Parts of a text message, as they are charged."""
    long, gsm = places(text)
    return 1 if long <= ALONE[gsm] else -(-long // JOINED[gsm])


def for_sms(subject: str, link: str) -> str:
    """The subject, cut at its end where it must be, and the link whole: MOST_PARTS parts at the most where the link leaves room."""
    kept = " ".join(subject.split())
    text = f"{kept}\n{link}"
    while parts(text) > MOST_PARTS and kept:
        kept = kept[:-2].rstrip()
        text = f"{kept}…\n{link}" if kept else link
    return text


def for_line(subject: str, text: str, link: str) -> str:
    """The whole text part under its subject, where it fits; else the subject and the link."""
    whole = f"{subject}\n\n{text.strip()}".replace("\r\n", "\n")
    return whole if units(whole) <= LINE_MOST else f"{subject}\n{link}"
