"""What mail servers say about the way there: names, networks, waiting, and servers that are broken. The first row that fits counts; texts as in wording.py."""

from todoke.notices.bounces.wording import said

PROGRAM = (
    said("mailererror", "Exim, Postfix pipe(8), procmail", r"pipe to \|", r"command output:", r"procmail:", r"local delivery failed", r"lmtp error", r"child process of"),
    said("contenterror", "Exim", r"too many .?received.? headers"),
    said("systemerror", "Exim, Domino", r"delivery to (?:file|pipe) forbidden", r"several matches found"),
)
MACHINE = (
    said("mailererror", "Postfix pipe(8), Sendmail's prog mailer",
         r"command (?:output|died|failed|time)", r"procmail", r"exit (?:status|code)", r"exited with", r"\bmailer\b(?: \S+){0,3} (?:error|exit|terminated)",
         r"x-unix", r"signal \d+", r"pipe to", r"local delivery agent"),
)
NO_HOST = (
    said("notaccept", "RFC 7505, Mail.Ru, Gmail", r"no smtp service", r"null ?mx", r"no mx (?:or srv )?record"),
    said("notaccept", "OpenSMTPD", r"seems? to reject all mails"),
    said("notaccept", "RFC 7504, Sendmail, iCloud",
         r"(?:host|domain|server|system)(?: \S+){0,3} (?:does not|doesn't|not) (?:accept|receive)(?:ing)?(?: \S+)? (?:mail|e-?mail|network|messages)",
         r"system not accepting", r"does not receive mail", r"recipient (?:host|domain)(?: \S+){0,2} does not accept", r"smtp protocol (?:is )?not"),
    said("networkerror", "Sendmail, Postfix: names that cannot be asked for now",
         r"host (?:name )?lookup failure", r"host not found,? try again", r"name server(?: \S+){0,4} (?:failure|timeout)", r"name server reply",
         r"temporary (?:lookup|dns|resolution) failure", r"name service error(?=.{0,120}try again)"),
    said("networkerror", "Gmail, Microsoft 5.4.312", r"dns (?:error|query failed|lookup|type|server)", r"servfail", r"nxdomain", r"infonorecords"),
    said("hostunknown", "RFC 3463 5.1.2, Sendmail, Postfix",
         r"host (?:or domain )?(?:name )?(?:is )?(?:unknown|not found|does not exist|invalid)",
         r"(?:unknown|no such|invalid|bad|non-?existent) (?:mail )?(?:host|domain|destination system|destination host|server|mail exchanger)",
         r"(?:host|domain)(?: name)?(?: (?!said)\S+){0,3} (?:not found|unknown|does not exist|doesn't exist|isn't known|invalid|could ?n.t be found|not exist|no longer exists?)",
         r"bad destination system", r"\brecipient (?:domain|host)(?: \S+){0,3} (?:not|invalid|unknown)"),
    said("hostunknown", "Exim, Mail.Ru", r"unroute?able (?:mail )?(?:address|domain)", r"all relevant mx records point to non-?existent hosts",
         r"host (?:address )?lookups? failed"),
    said("hostunknown", "qmail", r"couldn't find any host"),
    said("hostunknown", "Amazon SES, Outlook.com", r"invalid domain", r"domain is not reachable"),
    said("hostunknown", "au one net, Exchange", r"domain doesnt exist", r"nonexistentdomain"),
    said("hostunknown", "many servers",
         r"illegal host", r"name or service not known", r"domain (?:is )?not (?:found|valid|exist)", r"domain has no valid mail", r"invalid mx",
         r"mx record(?: \S+){0,4} (?:does not|not|no)", r"address has been changed to an invalid domain", r"\w\.[a-z]{2,12} does not exist"),
)
OVERDUE = (
    said("expired", "Microsoft 5.4.3xx", r"message expired"),
    said("expired", "Postfix, Yahoo, Exim", r"timed out"),
    said("expired", "Outlook.com", r"being unable to connect successfully"),
    said("expired", "Zoho, au", r"host not reachable", r"not delivered within"),
    said("expired", "Exim", r"has been frozen", r"frozen on arrival"),
    said("expired", "Postgrey and its like: who sent it did not try again for long enough", r"gr[ea]y-?list"),
)
NETWORK = (
    said("networkerror", "RFC 3463 5.4.6, Sendmail, Exchange",
         r"too many hops", r"hop count", r"(?:mail|mailing|routing|message) loop", r"message looping", r"loops? back", r"loop(?:ing)? detected"),
    said("networkerror", "Postfix",
         r"lost connection", r"conversation with", r"no route to", r"network (?:is )?(?:unreachable|error|problem)", r"address family", r"name service", r"handshake"),
    said("networkerror", "qmail, Yahoo", r"(?:establish|make|open)(?: an?)? smtp (?:connection|session)", r"could(?:n't| not) connect", r"no (?:answer|response) from",
         r"couldn't find a mail exchanger", r"best-preference mx"),
    said("networkerror", "OpenSMTPD, Exim", r"routes? to destination", r"no valid route", r"no host found for existing smtp connection"),
    said("networkerror", "Exchange, GroupWise",
         r"unable to (?:resolve|connect|route|reach)", r"cannot (?:connect|resolve)", r"could not be reached", r"destination(?: \S+){0,3} unreachable",
         r"remote (?:host|server) (?:is )?(?:down|not available|unavailable)", r"did not receive a valid response"),
    said("networkerror", "many servers",
         r"connection (?:lost|reset|closed|dropped|was dropped|aborted|terminated|died|broken|unexpectedly)", r"unreachable", r"\bdns\b", r"broken pipe", r"socket closed",
         r"(?:read|write) error", r"mx (?:points|list)", r"\bpeer\b"),
)
LATE = (
    said("expired", "RFC 3463 4.4.7, Postfix, OpenSMTPD", r"time(?:d)?[ -]?out", r"time limit", r"expir(?:ed|ation)", r"still being", r"delivery (?:attempts|time)"),
    said("expired", "Sendmail", r"could not be delivered for"),
    said("expired", "Exim", r"not yet been delivered", r"delay reason", r"retr(?:y|ies|ied|ying)"),
    said("expired", "Gmail", r"did not accept our requests to connect", r"socket error", r"warning message only", r"delivery incomplete"),
    said("expired", "Yahoo, qmail", r"giving up", r"gave up", r"been in the queue", r"(?:in the|message) queue (?:too|for too) long"),
    said("expired", "MDaemon, IMail", r"could not find a gateway", r"aborted after", r"failed \d+ attempts", r"maximum delivery attempts"),
    said("expired", "many servers",
         r"too old", r"attempts? (?:failed|to deliver)", r"(?:has been|will be|is|was|mail|message) delayed", r"after (?:trying|more than|\d+)", r"\bhours?\b", r"\bdays?\b",
         r"server unavailable or busy", r"temporary (?:problem|failure|error) delivering"),
)
BROKEN = (  # `denied`: whom, is decided by the command that was refused
    said("failedstarttls", "RFC 3207", r"starttls", r"tls (?:is |negotiation|handshake|required|not)", r"requires tls", r"encryption (?:required|needed)"),
    said("systemfull", "RFC 3463 4.3.1",
         r"(?:mail system|disk|file ?system|server|spool) (?:is )?full", r"no space left on device", r"insufficient (?:system|queue) (?:storage|resources)", r"out of (?:memory|disk)"),
    said("onhold", "Firefox Relay", r"recipient error\. please try again"),
    said("systemerror", "SurfControl, Postfix, Sendmail",
         r"service (?:is )?(?:currently |temporarily )*unavailable", r"remote protocol error", r"milter", r"mail server (?:is )?(?:busy|error|temporarily)",
         r"resources? (?:temporarily )?unavailable", r"out of resources", r"temporary (?:failure|error|problem)"),
    said("systemerror", "qmail-ldap", r"\bldap\b"),
    said("systemerror", "fml", r"duplicated message-id", r"loop alert"),
    said("systemerror", "Orange", r"service refuse"),
    said("systemerror", "Gmail", r"does not support tls"),
    said("systemerror", "many servers",
         r"(?:internal|local|server|system|software|configuration|unexpected|undefined|unknown|general|transient|processing|fatal|database|i/?o) (?:\S+ )?"
         r"(?:error|failure|problem|trouble)",
         r"misconfigur", r"(?:cannot|can't|could not) (?:open|create|append|write|lock|process|save|load)", r"unable to (?:contact|open|create|lock|append|load|access)",
         r"interrupted", r"try again later", r"backend", r"maintenance", r"overload", r"too busy", r"delivery error", r"exception"),
    said("syntaxerror", "RFC 5321 4.2.2",
         r"syntax", r"not implemented", r"unrecogni[sz]ed command", r"command (?:not|unrecogni|parameter|unknown)", r"bad (?:command|sequence)", r"parameter", r"malformed address",
         r"invalid command", r"need rcpt", r"unknown command"),
    said("denied", "RFC 3463 5.7.0",
         r"access denied", r"(?:not|un-?)authori[sz]ed", r"not authori[sz]ed", r"permission denied", r"security", r"certificate", r"encrypt", r"not permitted", r"forbidden",
         r"insecure", r"credential", r"authenticat", r"administratively denied", r"denied by", r"abuse", r"refused"),
)
