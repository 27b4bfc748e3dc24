"""What mail servers say about the one we wrote to: wordings in families, each with whose they are. The first row that fits counts.

Texts are compared in small letters, without codes and addresses (`@` stands for each address), blanks made one: see wording.py."""

from todoke.notices.bounces.wording import said

_BOX = r"(?:mail ?box|inbox|mail ?folder|maildir|mail ?drop|account|user|recipient|address)"
_WHOM = r"(?:user|recipient|mailbox|account|address|addressee|alias|customer|member|person|name|destination|inbox|mail ?drop|subscriber|id|userid|login)"
_WHOSE = (
    r"(?:local |destination |virtual |recipient |final |e-?mail |mail |forward |target |user'?s? |intended |legal |permanent |delivery |relay |gateway |registered )*"
)
_SUSPENDED = r"(?:disabled|suspend|discontinued|deactivated|de-activated|locked|terminated|frozen|expired|closed|on hold|inactive|no longer active|not (?:yet )?activ)"

FULL = (
    said("mailboxfull", "Sendmail, Exim, Exchange, Biglobe, au",
         r"mail ?box(?:es)?(?: for \S+)?(?: is| are| has been| was| size)? (?:now |currently |completely |almost |temporarily )*"
         r"(?:full|over(?: its)? (?:quota|size|limit)|overflow|exceed|too large)"),
    said("mailboxfull", "Yahoo, Gmail, iCloud, Outblaze",
         _BOX + r"(?: \S+){0,6} (?:is|are|has|was|reached|exceed(?:s|ed)?|been|over|gone)(?: \S+){0,3} "
         r"(?:full|over ?quota|quota|its limit|disk quota|over (?:the )?(?:size|storage|maximum|allowed))"),
    said("mailboxfull", "Courier, Dovecot, Postfix, vpopmail, Cyrus",
         r"(?:disk|mail ?box|storage|space|file|user'?s?|mail|maildir|message|inbox|account)[- ]?(?:disk |size |space |storage )*quota"
         r"(?: limit| size)?(?: \S+){0,3} ?(?:exceed|full|reached|over)",
         r"quota ?exceeded", r"exceed(?:s|ed|ing)?(?: \S+){0,4} quota", r"over (?:the )?(?:disk |storage |maximum |allowed |allocated |mail )*quota",
         r"overquota", r"out of (?:disk )?quota", r"quota violation"),
    said("mailboxfull", "Dovecot, Sendmail, Jetmail",
         r"(?:not enough|insufficient|no|out of|exceeds available) (?:free |disk |mail ?box |storage |available |allocated )*(?:disk |storage |mailbox )?space",
         r"not enough (?:disk|storage|space)", r"box space not enough"),
    said("mailboxfull", "Exchange: STOREDRV", r"mapiexceptionshutoffquota"),
    said("mailboxfull", "Outblaze, Netscape, Earthlink",
         r"exceeded (?:\S+ )?(?:storage|space|mailbox) (?:allocation|limit|capacity|space)", r"storage limit", r"too much mail (?:data )?(?:stored|on)",
         r"no (?:room|space) left", r"has run out of", r"too many (?:mails|messages) (?:in|on|stored)", r"cannot receive(?: \S+){0,4} (?:full|quota)"),
    said("mailboxfull", "Secureserver, Yahoo, IMail",
         r"mailfolder is (?:full|over the allowed quota)", r"maximum (?:storage|quota|mailbox) ", r"out of storage space", r"mailbox exceeds"),
    said("mailboxfull", "any server that says no more", r"it is full|is full$|^full$|box is full"),
    said("mailboxfull", "au one net and others in Japan",
         r"(?:メールボックス|受信箱|ディスク|容量)\S{0,12}(?:一杯|いっぱい|超え|超過|オーバー|不足|満杯)", r"容量(?:を|が)?(?:超|オーバー)"),
    said("mailboxfull", "servers in China and Russia", r"邮箱(?:已满|空间不足)", r"超出配额", r"переполнен"),
    said("mailboxfull", "servers in Europe", r"postfach (?:ist )?voll", r"boite? (?:aux lettres )?pleine", r"buz[oó]n (?:est[aá] )?lleno", r"casella (?:di posta )?piena"),
)
LARGE = (
    said("exceedlimit", "RFC 3463 5.2.3", r"length exceeds(?: administrative)? limit", r"exceeds administrative limit"),
    said("exceedlimit", "qmail-ldap", r"maximum size the user accepts"),
    said("mesgtoobig", "RFC 1870, Postfix, Sendmail, Exchange, 1&1",
         r"(?:message|mail|file|content|data|e-?mail)s?(?: \S+){0,4} (?:too (?:large|big|long)|exceed(?:s|ed)?(?: \S+){0,5} (?:size|limit|maximum|length|allowed))",
         r"(?:message|mail|maximum|max)(?: \S+)? size(?: \S+){0,3} (?:exceed|limit|too)", r"size (?:limit )?exceed",
         r"exceed(?:s|ed)?(?: \S+){0,6} (?:message|maximum|max|mail|size|length)(?: \S+){0,2} (?:size|length|limit)", r"exceeds (?:the )?(?:size|maximum)",
         r"too (?:large|big) (?:message|mail)", r"message size limit", r"larger than the current (?:system|recipient) limit", r"サイズ(?:が|を)?(?:大き|超)"),
)
SUSPENDED = (
    said("suspend", "Yahoo, Gmail p=DisabledUser, au, Exchange",
         r"(?:account|user|mailbox|recipient|customer|mail ?address)s?(?:\(s\))?(?: \S+){0,6} (?:is|are|has|have|was|been|is not|currently|temporarily)(?: \S+){0,3} ?" + _SUSPENDED),
    said("suspend", "RFC 3463 5.7.13, Exim, Courier",
         r"\b(?:disabled|suspended|inactive|discontinued|deactivated|locked|closed|terminated|dormant) (?:recipient|user|account|mailbox|customer|due to)",
         r"(?:user|account|mailbox|recipient|address)(?: \S+)? (?:disabled|suspended|inactive|deactivated|locked|discontinued|frozen|not active)",
         r"recipient suspend", r"account (?:is |has )?(?:been )?(?:temporarily )?(?:limited|unavailable due to)", r"invalid/inactive user", r"is a deactivated"),
    said("suspend", "Orange", r"boite du destinataire archivee"),
    said("suspend", "servers in Japan and China", r"停止(?:され|中)", r"冻结", r"禁用"),
)
MOVED = (
    said("hasmoved", "RFC 3463 5.1.6, RFC 5321 551",
         r"(?:has|have) (?:moved|been replaced|changed (?:his|her|their|its) (?:e-?mail )?address)",
         r"(?:address|mailbox|account|user) has (?:been )?(?:moved|changed|replaced)", r"new address is", r"please (?:update|use)(?: \S+){0,4} new (?:e-?mail )?address"),
    said("hasmoved", "Symantec Messaging Gateway", r"no longer on (?:this |the )?server"),
    said("hasmoved", "RFC 7293", r"owner has changed"),
)
NOBODY = (  # the address does not exist; whether that is certain depends on who says it and when: judge.py
    said("nobody", "RFC 5321, Sendmail, Postfix, Exim, Notes, docomo",
         r"(?:unknown|invalid|bad|non-?existent|no such|unrecogni[sz]ed|illegal|unknown or illegal|unroutable|undefined|unresolvable|unidentified|"
         r"not an?(?: \S+)? (?:valid|known|registered|local|active|existing)|not our|unauthori[sz]ed|rejected:?) ?(?:\W{0,3}@\W{0,3})?" + _WHOSE + _WHOM + r"s?\b"),
    said("nobody", "RFC 5321, Exchange, Domino, Yahoo, Gmail",
         _WHOM + r"s?\b\S{0,80}(?: \S+){0,6}? \W{0,4}"
         r"(?:is |are |was |were |has |have |does |do |did |could |can |cannot |can't |be |been |seems |currently |doesn't |you )*(?:to )?(?:be )?"
         r"(?:un(?:known|recogni[sz]ed|deliverable|routeable|reachable)|invalid|non-?existent|doesn't exist|not exist|never existed|n'existe pas|"
         r"not ?(?:be )?(?:known|found|exist|recogni[sz]ed|registered|listed|valid|here|in (?:my|our|the|directory|domino|system)|a (?:valid|known|registered|local|current))|"
         r"no longer (?:exists?|valid|available|in use|with|here|at))"),
    said("nobody", "Gmail, Facebook, Exim", r"(?:does not|doesn't|do not|don't|did not|didn't|no longer) exists?\b"),
    said("nobody", "Yahoo", r"have an? \S+ account"),
    said("nobody", "qmail, Exim, Verizon, Yale", r"no (?:mail ?box|account|user|one|recipient|such|person|local mailbox|valid recipients?|matches?|e-?mail address)\b"),
    said("nobody", "Exchange: RESOLVER", r"recip(?:ient)?notfound", r"recipient ?not ?found", r"name is not recogni[sz]ed"),
    said("nobody", "Domino, Notes", r"not listed in", r"not in (?:my|our|this|the) (?:user|mailbox|database|domino|directory|recipient)", r"リストにありません", r"non répertorié", r"no se encuentra en el directorio"),
    said("nobody", "Postfix", r"unknown (?:local[- ]part|in (?:local|virtual|relay|my|our))", r"recipient address rejected: access denied", r"unknown extension"),
    said("nobody", "RFC 3463 5.1.1", r"user(?:'s)? (?:id )?(?:not found|unknown)", r"bad destination mailbox", r"mailbox unavailable", r"address (?:rejected\W*$|error)"),
    said("nobody", "Office 365, Outlook.com", r"wasn't found (?:at|by)", r"was not found", r"could ?n[o']t be found", r"unable to find", r"couldn't find"),
    said("nobody", "Courier, Exim and others",
         r"not one of our", r"unable to (?:verify|validate) (?:the )?(?:user|recipient|address)", r"address does not conform", r"has no (?:mailbox|account)",
         r"not (?:a )?known (?:to|at)", r"delivery to this (?:user|address) is not", r"could not find(?: \S+)? (?:user|recipient|mailbox)", r"addressee unknown"),
    said("nobody", "iCloud", r"inactive e-?mail address"),
    said("nobody", "phquery, as American universities have it", r"did not exactly match", r"does not have a final e-?mail delivery point", r"no final delivery point"),
    said("nobody", "Orange", r"adresse d au moins un destinataire invalide", r"destinataire (?:inconnu|inexistant)"),
    said("nobody", "servers in Europe", r"empfaenger unbekannt", r"usuario desconocido", r"utente sconosciuto"),
    said("nobody", "docomo, au, Domino in Japanese",
         r"(?:ディレクトリ|宛先|ユーザ|アドレス|受信者|メールボックス|アカウント)\S{0,20}?(?:見つかりません|見つからない|存在しま|存在しない|ありません|不明|無効)"),
    said("nobody", "servers in China", r"用户不存在", r"邮箱不存在", r"收件人不存在", r"無此用戶"),
    said("nobody", "servers in Russia", r"нет такого пользователя", r"пользователь не найден", r"ящик не (?:найден|существует)", r"почтовый ящик недоступен"),
)
FILTERED = (  # the one we wrote to, or a list of theirs, does not want it
    said("filtered", "Yahoo groups, AOL", r"only accept(?:s|ing)? (?:mail|e-?mail|messages?) from", r"extended inactivity", r"restricted sms"),
    said("filtered", "Exchange: RESOLVER.RST", r"notauthorized; ?not authori[sz]ed"),
    said("filtered", "Facebook", r"email preferences of the person", r"recipient.s? (?:e-?mail )?preferences"),
    said("filtered", "au, docomo, SoftBank",
         r"each of the following recipients was rejected", r"by-the-domain-filter", r"rejected by (?:the )?(?:user\b|domain filter|recipient's filter)",
         r"拒否(?:して|され)", r"受信拒否", r"指定受信"),
    said("filtered", "Domino", r"cannot route mail to user"),
    said("filtered", "many servers",
         r"refuses? to (?:receive|accept)", r"does not accept(?: \S+){0,4} from (?:you|unknown|your)", r"blocked by the recipient", r"protected by",
         r"(?:user|recipient)(?:'s)? (?:reject|refus|block|does(?:n't| not) want)", r"this address does not accept", r"not permitted to send to this",
         r"mailbox does not accept", r"message filtered", r"spam filter of the recipient", r"permanent failure for one or more recipients"),
)
