"""What mail servers say about us, the sender: our address, our server, our mail. The first row that fits counts; texts as in wording.py."""

from todoke.notices.bounces.wording import said

AUTH_FIRST = (  # log in before you send: of our own way out
    said("securityerror", "RFC 4954, SendGrid",
         r"smtp auth(?:entication)? (?:is )?required", r"authentication (?:is )?required", r"must (?:first )?(?:issue|authenticate|use smtp auth)",
         r"unauthenticated senders? not allowed", r"sender (?:is )?not authenticated", r"not authenticated to send",
         r"you are not authori[sz]ed to (?:send|relay)(?: \S+){0,3} without", r"pop before smtp", r"please (?:log|check mail) ?(?:in)? before"),
    said("securityerror", "MessageLabs", r"turn on smtp auth", r"authrequired", r"relay through this server without authentication"),
)
RELAY = (
    said("norelaying", "RFC 3463 5.7.1, Postfix, Sendmail, Exim, Exchange",
         r"relay(?:ing)?(?: \S+){0,3} (?:denied|not (?:allowed|permitted|supported|accepted)|prohibited|disallowed|forbidden|rejected|blocked|disabled|access denied)",
         r"(?:no|not|never|deny|denied|cannot|can't|unable|insecure|attempt(?:ed)? to|prevent|refused?|insecure mail|non-|we do not|mail|not permitted|not allowed|"
         r"not authori[sz]ed)(?: to)? (?:open |mail )?rela(?:y|ying)",
         r"relay(?:ing)? (?:not|access)", r"relaying? mail", r"not a (?:local|relay|gateway) (?:domain|host)", r"this is not a relay", r"not configured to relay",
         r"domain (?:is )?not hosted here", r"we don't handle mail for", r"not a mail exchanger for"),
    said("norelaying", "qmail", r"rcpthosts", r"that domain isn't in my list", r"as a relay, but i have not been configured"),
    said("norelaying", "au one net", r"smtp relay error"),
)
AUTHENTICITY = (
    said("authfailure", "RFC 7208, RFC 6376, RFC 7489, RFC 7372", r"\bdmarc\b", r"\bspf\b", r"\bdkim\b(?!-sig)", r"sender policy framework", r"sender ?id\b", r"domain.?key"),
    said("authfailure", "Gmail 5.7.26", r"unauthenticated (?:e-?mail|mail|sender)", r"authentication (?:information|checks?|results?)", r"sender is unauthenticated"),
    said("authfailure", "Microsoft 5.7.509, 5.7.515", r"does not pass(?: \S+)? verification", r"fail(?:s|ed)? (?:to pass )?authentication"),
)
NAMELESS = (
    said("requireptr", "RFC 7372 5.7.25, Gmail, Comcast",
         r"\bptr\b", r"\brdns\b", r"reverse[- ](?:dns|lookup|address|hostname|name|record|mapping)", r"reverse (?:does not|not)", r"without a (?:valid )?(?:reverse|ptr)"),
    said("requireptr", "Postfix",
         r"(?:cannot|can't|could not|couldn't|unable to|fix|no) (?:find|resolve|lookup|verify)? ?(?:your|the|a)? ?"
         r"(?:reverse|rdns|hostname|host ?name for|ip address|server's? (?:ip|name))"),
    said("requireptr", "many servers",
         r"(?:client|sending|your) (?:host|server|ip|mail server)(?: \S+){0,3} (?:has no|does not have|must have|lacks)(?: \S+){0,3} (?:name|dns|record|ptr)",
         r"no (?:matches to )?(?:reverse|name ?server|dns name)", r"domain name (?:for|of) (?:your|the client) ip", r"unverifyable sending ip"),
    said("requireptr", "Outlook.com", r"mismatches client ip"),
)
SENDER = (
    said("rejected", "RFC 3463 5.1.8, Postfix, Exim, Sendmail",
         r"sender(?:'s)? ?(?:address |e-?mail |domain |mail )*(?:is |was |has been )?(?:not (?:accepted|exist|allowed|permitted|valid|found|known|a valid)|reject|denied|"
         r"refused|blocked|unverif|invalid|unknown|forbidden|must (?:exist|resolve))",
         r"(?:invalid|bad|unknown|unresolvable|unverified|forged|unauthori[sz]ed|no such) (?:sender|from|domain of sender|return)",
         r"(?:domain|host)(?: \S+)? of sender", r"sender verif", r"verify(?:ing)? (?:the )?sender", r"return (?:path|address)", r"null sender", r"envelope sender",
         r"mail from (?:\S+ )?(?:not|is not|rejected|domain|refused|denied)", r"from (?:address|field|header|domain) (?:is |was |not |could |does )"),
    said("rejected", "Exim", r"administrative prohibition", r"does not exist in dns", r"to/from an address that has been blacklisted"),
    said("rejected", "GoDaddy IB506", r"from: domain is invalid", r"provide a valid from"),
    said("rejected", "Exchange: RESOLVER.RST, Outlook.com", r"not (?:allowed|permitted|authori[sz]ed) to (?:send|post|use)", r"recipient addresses rejected"),
    said("rejected", "MMDF and other gateways", r"not a registered gateway user", r"address not present in directory"),
    said("rejected", "Orange", r"emetteur"),
    said("rejected", "Google Groups", r"group(?: \S+){0,3} (?:may not|might not) exist", r"permission to post"),
    said("rejected", "fml and other lists", r"not (?:a )?member (?:of|article)", r"reject mail from"),
    said("rejected", "many servers", r"fraudulent", r"(?:we do not|doesn't) accept mail from"),
)
SPAM = (
    said("virusdetected", "amavis, ClamAV and other scanners",
         r"\bvirus(?:es)?\b", r"malware", r"infected", r"trojan", r"worm\b", r"executable", r"harmful", r"(?:dangerous|prohibited) attachment", r"zipped",
         r"attachment (?:type|name|extension)"),
    said("virusdetected", "Mimecast", r"mcspamsignature", r"security policies"),
    said("policyviolation", "Gmail, forbidden attachments", r"content presents a potential", r"potential security issue"),
    said("spamdetected", "Gmail, Yahoo, SpamAssassin", r"\bspam(?!cop|haus)", r"unsolicited", r"scored too high", r"junk", r"blocked (?:by|because)(?: \S+){0,5} (?:content|filter)"),
    said("spamdetected", "amavis, Barracuda", r"\bube\b", r"\buce\b", r"bulk (?:e-?)?mail", r"content (?:was )?reject", r"message content"),
    said("spamdetected", "URIBL, SURBL", r"ur?ibl\b", r"surbl", r"blacklisted (?:url|link)"),
    said("spamdetected", "Tencent", r"content denied"),
    said("spamdetected", "Orange", r"mail rejete\."),
    said("spamdetected", "many servers",
         r"rejected by (?:content|an? ?anti|anti)", r"identified as", r"rejected due to (?:content|spam)", r"message (?:was )?(?:rejected|blocked) because it",
         r"the message (?:was )?reject.{0,60} by organization policy", r"迷惑メール"),
)
FAST = (
    said("speeding", "GoDaddy IB607", r"sent to too many"),
    said("toomanyconn", "Postfix, Sendmail, docomo",
         r"too many (?:concurrent |simultaneous |open |smtp |parallel )*(?:connections|sessions|recipients|hosts)", r"connection (?:rate |count |limit )+(?:limit|exceed)",
         r"connections? (?:exceed|from your|limit)", r"concurrent", r"simultaneous", r"maximum (?:number of )?connections", r"at maximum connection",
         r"not accepting (?:more|new) connections from"),
    said("speeding", "Gmail p=ReceivingRate", r"receiving mail (?:at a rate|too quickly)", r"\brates?\b(?! please)(?: \S+){0,5} (?:limit|prevent|exceed|higher|too)", r"unusual rate"),
    said("speeding", "Yahoo TSS", r"temporarily deferred due to user complaints"),
    said("speeding", "Tencent", r"frequency limit"),
    said("speeding", "many servers",
         r"(?:too many|excessive|unusual)(?: \S+){0,3} (?:messages|mails?|e-?mails|recipients|requests|volume|rate|errors? from|deliver)", r"too much mail",
         r"(?:too|over) (?:fast|quickly|frequent)", r"slow down", r"throttl", r"rate[- ]?limit", r"sending (?:limit|rate|quota)",
         r"exceed(?:ed|s)?(?: \S+){0,5} (?:rate|messages per|per (?:hour|day|minute))", r"has exceeded", r"hourly"),
)
BLOCKED = (
    said("blocked", "lists of senders, and who asks them",
         r"black ?-?list", r"block ?-?list", r"dns-?bl", r"\b[rsxp]bl\b", r"spamhaus", r"spamcop", r"sorbs", r"barracudacentral", r"senderbase", r"proofpoint\.com/dnsbl",
         r"cloudmark", r"real ?-?time (?:block|black)", r"is (?:currently )?listed (?:in|on|at|by)", r"listed in"),
    said("blocked", "Microsoft S3140, Cisco, Trend Micro",
         r"your (?:ip|server|host|mail server|network|domain|subnet)(?: \S+){0,6} (?:block|ban|reject|list|denied|refused|poor|bad)",
         r"(?:ip|host|client|server|sending|connection|sender)(?: \S+){0,4} (?:is |was |has been |have been |been )*"
         r"(?:block|banned|black|refused|dropped|denied|rejected|not (?:allowed|accepted|welcome|permitted))", r"reputation", r"poor sender"),
    said("blocked", "Postfix", r"client host", r"helo (?:command )?(?:rejected|refused)", r"host .{0,40} refused"),
    said("blocked", "iCloud", r"not accepting connections", r"error: too many errors"),
    said("blocked", "Yahoo TS03, BL", r"connections? (?:from|not)(?: \S+){0,4} (?:not accepted|will not be accepted|refused|rejected|blocked)", r"temporarily blocked"),
    said("blocked", "Orange", r"adresse ip source bloquee"),
    said("blocked", "Exim", r"smtp server of your isp", r"use your isp"),
    said("blocked", "Amazon SES", r"invalid ip for sending"),
    said("blocked", "many servers",
         r"(?:block|bann?|blacklist)(?:ed|ing)? (?:ip|your|by|using|because|for|from|host|sender|mail|due|-|- see|sending)", r"^blocked", r"connection refused",
         r"refused (?:connection|your ip)", r"access denied(?:\W| from| for)*(?:ip|host|your|to your|bad|\d|\[)", r"no access from", r"go away", r"email blocked",
         r"mail from \S{0,20} (?:refused|rejected|blocked)", r"rejecting (?:banned|your)", r"we do not accept (?:mail|e-?mail) from (?:dynamic|hosts|this)",
         r"dynamic(?:ally)? (?:ip|assigned|host)", r"service not available, closing", r"does not like (?:your|my)"),
)
FORM = (
    said("contenterror", "Amazon SES", r"transaction failed: duplicate header"),
    said("notcompliantrfc", "Gmail", r"multiple(?: \S+){0,3} (?:addresses|headers?) in", r"addresses in from", r"duplicated? (?:header|from|message-id header)"),
    said("notcompliantrfc", "RFC 5321, RFC 5322", r"rfc[- ]?(?:5322|5321|2822|822|2821)", r"not (?:rfc )?compliant", r"non-?compliant", r"bare (?:lf|cr)",
         r"missing (?:a )?(?:valid )?(?:required )?(?:header|from|date|message-id)"),
    said("policyviolation", "Yahoo 5.7.9, Yahoo! JAPAN", r"polic(?:y|ies)", r"message (?:was )?not (?:allowed|accepted)"),
    said("policyviolation", "Sendmail", r"header error"),
    said("policyviolation", "many servers", r"prohibited", r"local configuration", r"restrict", r"because the message", r"not acceptable", r"unacceptable", r"violat", r"improper use of"),
    said("contenterror", "RFC 3463 5.6, Sendmail, Exchange",
         r"\bmime\b", r"content[- ](?:type|transfer|format)", r"malformed", r"8-?bit", r"line too long", r"illegal (?:character|attachment)", r"improper(?:ly)? format",
         r"(?:message|mail) (?:contents?|body|header|format)s? (?:is|are|was|were|error|not|invalid|could)", r"unsupported (?:content|media)"),
)
