"""What tells a bounce from any other mail: who wrote it, under which subject, in which words."""

import re

from todoke.notices.bounces.letter import ANSWER, CUE
from todoke.notices.bounces.mail import Mail


def any_of(*shapes: str) -> re.Pattern[str]:
    return re.compile("|".join(shapes), re.IGNORECASE | re.MULTILINE)


SERVER = any_of(
    r"mailer-?daemon", r"post_?master", r"mail[ .]delivery[ .](?:sub)?system", r"(?:mail|system) administrator", r"double-bounce", r"mail ?system",
    r"internet mail delivery", r"^\s*<>",
)
DAEMON = any_of(r"mailer-?daemon")
SUBJECT = any_of(
    r"undeliver", r"non-?deliver", r"not delivered", r"deliver\w* (?:status|fail|notif|report|problem|error)", r"delivery has failed",
    r"failure notice", r"fail(?:ed|ure)[: ].*(?:mail|deliver|notice)", r"return(?:ed|ing) (?:mail|message|to)",
    r"could not be (?:delivered|sent)", r"mail failure", r"delayed mail", r"warning: message", r"error sending your mail", r"bounce", r"rejected",
    r"(?:mail|message)(?: you sent)? (?:system error|delivery|could not|not delivered|status|error)", r"blocked by our",
    r"配信(?:不能|エラー|失敗|でき)", r"送信(?:でき|失敗|エラー)", r"エラーメール", r"недостав", r"не доставлен", r"退信",
    r"unzustellbar", r"non recapitabile", r"non (?:remis|distribu)", r"no se puede entregar", r"devuelto",
)
PLAIN_SUBJECT = any_of(  # what nobody but a program writes
    r"undelivered mail", r"undeliverable (?:mail|message)", r"non-delivery:", r"delivery status notification", r"failure notice", r"mail delivery failed",
    r"returning message to sender", r"^returned mail", r"^(?:mail|message) could not be delivered", r"loop (?:alert|back warning)", r"duplicated message-id",
    r"not member article", r"reject mail", r"配信(?:不能|エラー)", r"送信エラー", r"エラーメール", r"メールエラー",
)
CANNOT = any_of(
    r"could ?n.?t be (?:delivered|sent)", r"could not be", r"unable to", r"not (?:be )?(?:yet )?(?:been )?(?:delivered|sent)", r"wasn't able",
    r"not able to deliver",
    r"failed", r"undeliverable", r"did not (?:reach|receive|exactly match)", r"error", r"rejected", r"delayed", r"no such user", r"permanent", r"returned",
    r"refused", r"duplicated message-id", r"user unknown", r"(?:does not|doesn't) exist",
    r"送信できません", r"配信できません", r"届け", r"エラー", r"не может быть", r"недоступ", r"no pudo ser",
)
# au one net's mails come from a no-reply address, under any subject
BOX_IS_FULL = any_of(r"your mail sent on:.{0,80}\s+could not be delivered to:", r"メールボックスが一杯のため、送信できません")
AWAY = any_of(
    r"^(?:\W|re:)*(?:auto(?:matic(?:ally)?|mated)?[ -]?(?:reply|response|answer|respon)|autoreply)",
    r"^(?:\W|re:)*(?:out[ -]of[ -](?:the[ -])?office|away from|on vacation|i am away)",
    r"^(?:\W|re:)*(?:abwesen|automatische antwort|réponse automatique|respuesta automática|risposta automatica|автоответ)",
    r"^(?:\W|re:)*(?:自動(?:応答|返信|回答)|不在|自动回复|自動回覆)",
)
PERHAPS_AWAY = any_of(r"\b(?:away|vacation|holidays?|absent|absence)\b")  # of what says that it is sent to many
OWN_USERS = any_of(  # Exchange with its code for it, Domino and Notes, McAfee's gateway
    r"MSEXCH:[^\n]*\n?[^\n]*\(000C05A6\)", r"Domino", r"^[ -]*Failure Reasons", r"^[ \t]*-{3} The following addresses had delivery problems ---"
)


def from_server(mail: Mail) -> bool:
    empty = mail.head.get("return-path").strip() == "<>"
    return bool(SERVER.search(mail.head.get("from")) or (empty and SUBJECT.search(mail.head.get("subject"))))


def is_answer(mail: Mail) -> bool:
    """A person is away, a shop's machine says thanks (RFC 3834): the mail arrived."""
    if from_server(mail) or mail.head.get("x-failed-recipients"):
        return False
    return bool(AWAY.search(mail.head.get("subject"))) or (says_automatic(mail) and not fails(mail))


def says_automatic(mail: Mail) -> bool:
    head, precedence = mail.head, mail.head.get("precedence").casefold()
    names = ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply")
    if precedence in ("bulk", "junk") and PERHAPS_AWAY.search(head.get("subject")):
        return True
    return precedence == "auto_reply" or head.get("auto-submitted").casefold().startswith("auto-replied") or any(head.get(name) for name in names)


def fails(mail: Mail) -> bool:
    return bool(SUBJECT.search(mail.head.get("subject")) and CANNOT.search(mail.said))


def speaks_of_failure(mail: Mail) -> bool:
    """A server's mail does, by its subject or its words; another's only if both say what people do not say. An answer to somebody is a person's."""
    subject = mail.head.get("subject")
    if mail.head.get("x-failed-recipients") or BOX_IS_FULL.search(mail.said):
        return True
    if from_server(mail):
        return bool(SUBJECT.search(subject) or DAEMON.search(mail.head.get("from")) or speaks_of_addresses(mail.said))
    return bool(PLAIN_SUBJECT.search(subject) and CANNOT.search(mail.said) and not mail.head.get("in-reply-to"))


def speaks_of_addresses(said: str) -> bool:
    return bool(CUE.search(said) or ANSWER.search(said))


def is_delay(mail: Mail) -> bool:
    return bool(re.search(r"(?i)\bdelay|still being retried|warning: message", mail.head.get("subject")))


def knows_its_users(mail: Mail) -> bool:
    """Programs that speak of their own users: what they do not know, is not there."""
    return "<smtp32" in mail.head.get("x-mailer").casefold() or bool(OWN_USERS.search(mail.said[:4_000]))
