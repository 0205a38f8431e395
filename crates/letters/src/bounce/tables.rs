//! What mail servers commonly say when they refuse a letter, and what it means.
//!
//! Lower case; `*` stands for anything between. The order matters: what is
//! narrow comes before what is wide.

#[rustfmt::skip]
pub(super) const WORDS: &[(&str, &[&str])] = &[
    // Sentences in which a wide phrase would mislead.
    ("mailererror", &["unknown mailer error"]),
    ("systemerror", &["unknown error", "unknown reason", "unknown problem", "unknown failure", "unknown internal"]),
    // Lists that have "spam" in their names, and a file that is said to be blocked.
    ("blocked", &["spamhaus", "spamcop"]),
    ("contenterror", &["because its attachment", "because of its attachment", "attachment type"]),
    ("hostunknown", &["dns domain * does not exist", "infodomainnonexistent"]),
    ("userunknown", &["mailbox unavailable or not local", "user doesn't have a"]),
    ("policyviolation", &["security polic", "greylist", "graylist", "grey list", "gray list"]),
    ("suppressed", &["suppression list", "recipient suppressed", "address is suppressed"]),
    (
        "notaccept",
        &[
            "does not accept mail", "doesn't accept mail", "null mx", "nullmx", "not accepting network messages", "does not receive mail", "smtp protocol diagnostics: 521",
            "host does not accept", "server does not accept mail", "no mail accepted", "couldn't find a mail exchanger", "name service error * mx: malformed or unexpected",
            "this domain is not used for mail", "domain sends and receives no email", "indicated no smtp service", "no smtp service", "domain does not receive mail",
        ],
    ),
    (
        "authfailure",
        &[
            "dmarc", "dkim", "spf check", "spf record", "spf fail", "failed spf", "sender policy framework", "spf hard", "spf soft", "spf validation", "spf unauthorized", "not pass spf", "unauthenticated email", "unauthenticated mail",
            "is not authorized to send", "not authorised to send mail on behalf", "authentication-results", "is not allowed to send mail from", "envelope sender * forged", "authentication information fail",
            "does not pass authentication", "openspf", "by spf", "violates spf",
        ],
    ),
    (
        "requireptr",
        &[
            "reverse dns", "ptr record", "ptr lookup", "ptr dns", "no ptr", "missing ptr", "without ptr", "rdns", "ip name lookup failed", "reverse lookup", "reverse name", "cannot find your hostname", "cannot resolve your address",
            "client host rejected: cannot find", "unresolvable relay host name", "resolve your ip", "reverse ip", "hostname doesn't resolve", "ip address is not reverse",
        ],
    ),
    (
        "notcompliantrfc",
        &[
            "rfc 5322", "rfc5322", "rfc 2822", "rfc2822", "rfc 822", "rfc822 compliant", "rfc 5321", "not compliant with", "duplicate header", "multiple from", "multiple subject", "bare lf", "bare linefeed", "missing * header",
            "headers are not compliant", "too many headers", "rfcmessagenoncompliant",
        ],
    ),
    (
        "norelaying",
        &[
            "relay not permitted", "relaying denied", "relay access denied", "relay denied", "unable to relay", "not permitted to relay", "relaying not allowed", "relaying prohibited", "relay prohibited", "no relaying", "not configured to relay", "do not relay",
            "does not relay", "relaying mail", "relaying to", "open relay", "insecure mail relay", "allowed rcpthosts", "list of allowed domains", "relay is not allowed", "not allow relay", "we do not relay", "relaying is", "cannot relay", "not a relay", "relay * rejected", "non-local recipient", "as a relay",
            "relay not allowed", "not local", "is not hosted here", "not authorized to relay",
        ],
    ),
    (
        "virusdetected",
        &["virus", "infected", "malware", "trojan", "worm detected", "malicious"],
    ),
    (
        "hasmoved",
        &["no longer on server", "has moved to", "user has moved", "address has changed", "address changed", "has been replaced by", "new address is", "recipient has moved"],
    ),
    (
        "mailboxfull",
        &[
            "mailbox full", "mailbox is full", "mailbox was full", "mailboxfull", "full mailbox", "over quota", "overquota", "quota exceed", "exceeded * quota", "exceeds * quota", "quota has been", "quota violation", "quota full", "quota reached", "out of quota", "storage quota", "disk quota", "mail quota",
            "mailbox quota", "quota limit", "storage limit", "insufficient storage", "not enough storage", "not enough space", "not sufficient space", "out of storage", "exceeded storage", "exceeded its storage", "storage allocation", "disk space", "mailbox size limit", "mailbox * limit", "inbox is full",
            "folder is full", "mailfolder is full", "account is full", "is full", "too much mail", "too many messages on this mailbox", "reached its limit", "boîte pleine", "boite pleine", "boite du destinataire pleine", "boite aux lettres pleine", "postfach voll", "postfach ist voll", "quota dépassé", "buzón lleno", "casella piena",
            "mailbox exceeds", "mailbox exceeded", "keinen platz", "kein platz", "ist voll", "überfüllt", "est pleine", "est plein", "está llen", "está chei", "esta chei", "esta llen", "è pien", "e' pien", "zit vol", "postvak is vol", "mailbox is vol", "är full", "er fuld", "postkassen er full", "on täynnä", "jest pełn", "je plná", "este plin", "megtelt", "kutusu dolu", "kotası dolu", "переполн", "已满", "已滿", "いっぱい", "가득", "out of room", "out of space", "no room left", "no more room", "no space left in * mailbox", "mailbox has exceeded", "maildir over", "blocks limit exceeded", "exceeded the local limit", "quotaexceeded", "mailbox over", "user is over", "user over", "no space left for user", "переполнен", "容量",
        ],
    ),
    (
        "mesgtoobig",
        &[
            "message size", "size exceeds", "message too big", "message too large", "mail too large", "message is too large", "message is too big", "too big for", "message exceeds", "exceeds * size", "exceeded maximum inbound message size", "size limit exceeded", "size limit", "max message size", "maximum size",
            "message length exceeds", "exceed * size", "oversized", "message file too big", "data size exceeds", "too large",
        ],
    ),
    (
        "speeding",
        &[
            "rate limit", "ratelimit", "sending rate", "frequency limited", "unusual rate", "mail at a rate", "at a rate that", "throttl", "slow down", "too fast", "too much mail from", "too many messages", "unusual rate", "temporarily deferred due to", "message rate", "rate exceeded", "exceeds the rate", "hourly limit", "please try again slower", "too many emails",
            "sending limit", "limit on * messages", "too frequent", "daily * quota for",
        ],
    ),
    (
        "badreputation",
        &["reputation", "low sender score", "sender score"],
    ),
    (
        "spamdetected",
        &[
            "spam", "junk mail", "junkmail", "bulk mail", "unsolicited", "uce ", "uribl", "surbl", "blacklisted url", "blacklisted link", "bayes", "spamassassin", "looks like * spam", "phish", "mail rejete", "ofr_506", "mail content denied", "dt:spm", "bulk email", "user complaints", "message content rejected", "our filters", "content filter", "considered unsolicited", "message scored",
            "high probability", "likely suspicious", "suspicious due to", "appears to be unsol", "advertis", "cloudmark", "rejected by content",
        ],
    ),
    (
        "blocked",
        &[
            "blacklist", "black list", "blocklist", "block list", "blocked using", "is blocked", "been blocked", "blocked by", "was blocked", "blocked from", "dnsbl", "rbl", "spamhaus", "spamcop", "barracuda", "sorbs", "is listed", "currently listed", "listed by", "listed at", "bad ip", "banned", "not allowed to connect",
            "connection refused by policy", "ip address * denied", "ip address * rejected", "ip * not allowed", "your ip", "your host", "helo command rejected", "block list", "ipcheck", "blocked -", ":blocked", "connection denied", "helo rejected", "invalid helo", "bad helo", "client host rejected", "access denied. ip", "refused to talk", "dynamic ip", "dynamic address", "dial-up", "dialup", "dul ", "connection dropped", "connection rejected", "connection not accepted",
            "client * blocked", "no access from mail server", "denied access from", "server access forbidden by your ip", "not accepted from your", "mail server at", "relay quota", "after initial connection", "domain * blocked", "reject by behaviour", "bot ",
        ],
    ),
    (
        "failedstarttls",
        &["starttls", "tls required", "tls handshake", "tls negotiation", "cannot start tls", "must use tls", "tls is required", "encryption needed", "encryption required"],
    ),
    (
        "toomanyconn",
        &[
            "too many connections", "too many concurrent", "too many simultaneous", "concurrent connection", "simultaneous connections", "connections from your", "too many smtp sessions", "too many sessions", "too many recipients", "connection limit", "max connections", "connection rate", "maximum number of connections", "sessions open",
            "all available ips", "too many hosts",
        ],
    ),
    (
        "suspend",
        &[
            "account disabled", "account is disabled", "account has been disabled", "account has been suspended", "account is suspended", "account suspended", "account is inactive", "account inactive", "account has been deactivated", "account is locked", "account is not active", "account that you tried to reach is inactive", "email account that you tried to reach is disabled", "mailbox disabled", "mailbox is disabled",
            "mailbox is inactive", "mailbox inactive", "mailbox currently suspended", "mailbox is frozen", "mailbox frozen", "user suspended", "user is suspended", "user disabled", "user is inactive", "inactive user", "inactive account", "inactive recipient", "recipient suspend", "suspended", "deactivated", "is deactivated", "temporarily locked", "temporarily disabled", "discontinued", "is disabled", "has been disabled", "is currently disabled", "not active", "invalid/inactive", "locked out", "dormant", "cessation",
        ],
    ),
    (
        "rejected",
        &[
            "sender address rejected", "sender rejected", "sender denied", "sender verify failed", "sender verification failed", "sender address * does not exist", "sender domain", "sender's domain", "domain of sender", "bad sender", "invalid sender", "sender unknown", "unknown sender", "invalid domain in mail from", "mail from * not allowed", "mail from: * rejected", "mail from address", "mail from * domain must exist",
            "from address", "address of sender", "sender address has been", "sender is not", "sender was rejected", "sender not", "your sender", "originator", "return path", "envelope sender", "rule imposed mailbox access", "rejected: mail from", "after mail from", "reply to mail from", "sending domain", "the from", "badsender", "backscatter", "denied [bouncedeny]", "[mail_from]", "google groups", "access denied due to", "not permitted to send", "not authorized to post", "not allowed to post", "permission to post",
            "only accepts mail from", "not a member of", "only members", "members only", "not subscribed to", "restricted to", "sender is denied", "domain * does not exist",
        ],
    ),
    (
        "hostunknown",
        &[
            "host unknown", "unknown host", "host not found", "domain not found", "no such domain", "no such host", "unknown domain", "domain name not found", "host or domain name not found", "couldn't find any host", "could not find any host", "domain does not exist", "domain doesn't exist", "unrouteable mail domain", "unrouteable address", "unroutable address", "destination host", "host does not exist", "host doesn't exist", "illegal host/domain", "illegal domain", "domain is unknown",
            "domain must resolve", "nxdomain", "invalid domain", "bad host", "host name lookup failure", "recipient domain must exist", "all relevant mx records point to non-existent", "lookup * failed", "could not be resolved", "can't find host", "domain name does not exist", "unresolvable", "server could not be found", "name server: * host not found", "domain part of the address",
        ],
    ),
    (
        "userunknown",
        &[
            "recipient address rejected: access denied", "nobody of that name", "nobody by that name", "nobody with that name", "no one by that name", "no one with that name", "no-one by that name", "account closed", "account is closed", "account was closed", "account * has been closed", "mailbox closed", "mailbox is closed", "mailbox * has been closed", "account has been deleted", "mailbox has been deleted", "left the company", "no longer works", "no longer employed", "no longer in use", "no longer exist", "does not live here", "doesn't live here", "nonexistent user", "nonexistent recipient", "nonexistent mailbox", "non-existent user", "non-existent recipient", "non-existent mailbox", "non-existent address", "não existe", "n'existe pas", "no existe", "non esiste", "existiert nicht", "bestaat niet", "nie istnieje", "neexistuje", "finns inte", "findes ikke", "finnes ikke", "ei ole olemassa", "nu există", "nem létezik", "mevcut değil", "bulunamadı", "δεν υπάρχει", "不存在", "未找到", "找不到", "無此", "存在しない", "見つかりません", "존재하지", "nicht gefunden", "nicht bekannt", "ist unbekannt", "ist hier unbekannt", "adresse est introuvable", "destinataire est inconnu", "destinatário desconhecido", "destinatario sconosciuto", "gebruiker onbekend", "onbekende gebruiker", "ontvanger onbekend", "onbekende ontvanger", "неизвестный получатель", "неизвестный пользователь", "получатель неизвестен", "не найдена", "nieznany użytkownik", "nieznany odbiorca", "neznámý příjemce", "neznámý uživatel", "okänd mottagare", "okänd användare", "ukendt modtager", "ukendt bruger", "ukjent mottaker", "tuntematon vastaanottaja", "user unknown", "unknown user", "user is unknown", "no such user", "nosuchuser", "no such person", "no such mailbox", "no such recipient", "no such address", "no such account", "no such local", "no such email", "no such id", "user not found", "user does not exist", "user doesn't exist", "user not known", "user does not have", "no mailbox by that name", "invalid mailbox", "unknown user account", "cannot deliver mail for", "user invalid", "user * not listed", "user * not exist", "user (*) unknown", "user (* not listed", "user * doesn't have a", "unknown recipient", "recipient unknown", "recipient not found", "recipient does not exist", "recipient doesn't exist", "recipient * not exist", "recipient no longer", "recipient invalid",
            "recipient is not", "recipient not exists", "recipient name is not recognized", "recipientnotfound", "recipnotfound", "recipient address unknown", "recipient address not found", "no valid recipient", "not a valid recipient", "not a valid user", "not a valid mailbox", "not a known user", "not known here", "not known at this", "invalid recipient", "invalid mailbox", "invalid user", "invalid address", "invalid local", "invalid email address", "invalid to user",
            "mailbox not found", "mailbox not exist", "mailbox does not exist", "mailbox doesn't exist", "mailbox unknown", "mailbox is unknown", "mailbox unavailable", "mailbox not available", "mailbox for * does not exist", "mailbox name not allowed", "mailbox you", "no mailbox", "not our customer", "unknown address", "unknown mailbox", "unknown local", "unknown account", "unknown virtual", "unknown email", "address unknown", "address not found", "address not known", "address does not exist", "address doesn't exist", "address no longer", "address is unknown", "address error", "address invalid", "address not present", "address is not valid", "bad address", "bad destination",
            "bad recipient", "account not found", "account does not exist", "account that you tried to reach does not exist", "account is unavailable", "account not exist", "account doesn't exist", "account unavailable", "no account", "addressee unknown", "delivery to this address is restricted", "not listed in", "not in my", "is not a valid", "is not known", "is unknown", "does not exist", "doesn't exist", "not exist", "no longer valid", "no longer exists", "no longer available", "no longer with", "no longer active", "cannot find", "could not be found", "wasn't found",
            "couldn't be found", "not be found", "destinataire inconnu", "adresse d au moins un destinataire invalide", "utilisateur inconnu", "adresse inconnue", "unbekannter empf", "empfänger unbekannt", "empfaenger unbekannt", "nutzer unbekannt", "usuario desconocido", "usuario inexistente", "destinatario desconocido", "utente sconosciuto", "destinatario inesistente", "usuário desconhecido", "не существует", "не найден", "check if address is correct", "ユーザー", "存在しません", "宛先", "user_unknown", "unkn", "alias does not", "dead address", "must be a valid", "has no mailbox", "there is no", "illegal alias", "no local mailbox", "never logged", "not registered user",
        ],
    ),
    (
        "filtered",
        &["filtered", "is not accepting mail from", "not accept * from you", "recipient is not accepting", "refused by recipient", "rejected by recipient", "recipient * refuse", "because the recipient is only accepting", "not a registered gateway", "due to extended inactivity", "mailbox access denied", "access rule", "recipient policy", "spf=", "not accepting messages"],
    ),
    (
        "contenterror",
        &["attachment", "content reject", "content not", "content-type", "mime-", "mime ", "message content", "message contains", "message header", "extension", "zip file", "executable", "encrypted", "improper use of 8-bit", "8bit data", "malformed", "content denied", "charset"],
    ),
    (
        "securityerror",
        &["authentication required", "authentication turned on", "authentication failed", "auth failure", "not authorized", "not authorised", "delivery not authorized", "unauthorized", "account not subscribed", "insufficient permission", "account authentication", "insecure", "password", "verification failure", "credentials", "security", "message refused", "must authenticate", "notauthorized", "recipientnotauth", "sendernotauth", "restricted"],
    ),
    (
        "policyviolation",
        &["policies", "policy", "prohibited", "header error", "lpn", "disallowed", "not allowed", "not permitted", "violat", "administrative", "administrator has", "forbidden", "by local rule", "rule", "protocol violation", "denied", "refused for"],
    ),
    (
        "syntaxerror",
        &["syntax error", "bad sequence", "improper sequence", "command not recognized", "unrecognized command", "command unrecognized", "command not implemented", "not implemented", "invalid command", "bad command", "unsupported command", "parameter"],
    ),
    ("systemerror", &["ldap server", "database error", "local configuration error", "internal server error"]),
    (
        "expired",
        &[
            "delivery time expired", "delivery expired", "message expired", "envelope expired", "has expired", "retry timeout exceeded", "retry time not reached", "too long", "queue too long", "in the queue", "message timed out", "maximum retries", "retries exceeded", "could not be delivered for", "unable to deliver this message after", "not delivered within", "giving up", "been failing for", "delivery timeout", "retry limit", "kept in the queue", "for more than", "will be deleted from queue", "exceeded retry",
            "after * days", "within * days", "deferred", "delivery attempts", "10 attempts", "time limit", "4.4.7", "maximum time", "still being retried",
        ],
    ),
    (
        "networkerror",
        &[
            "no route to host", "network is unreachable", "network unreachable", "connection timed out", "timed out", "timeout", "dns error", "dns lookup", "dns server", "dns query", "connection refused", "connection lost", "lost connection", "connection reset", "connection closed", "broken pipe", "too many hops", "hop count exceeded", "maximum hop", "mail loop", "loops back", "loop detected", "looping", "unable to connect", "could not connect", "can't connect", "cannot connect", "connect to", "no answer from host", "host is unreachable",
            "unreachable", "not responding", "couldn't connect", "cannot contact", "name server", "bad connection", "routing error", "mx pointing", "mail forwarding loop", "temporary failure in name resolution", "no mx", "host down", "failed to connect",
        ],
    ),
    (
        "systemfull",
        &["mail system full", "no space left", "system storage", "exceeded storage allocation", "insufficient system storage", "system is full", "server is full"],
    ),
    (
        "mailererror",
        &["exited with", "exit status", "exit code", "unknown mailer error", "mailer error", "command failed", "command died", "returned error", "local delivery failed", "procmail", "died with", "x-unix", "cannot execute", "can't create", "pipe to", "could not execute", "local delivery"],
    ),
    (
        "systemerror",
        &[
            "system error", "server error", "internal error", "internal server", "service unavailable", "service currently unavailable", "service not available", "service refuse", "service refused", "temporarily unavailable", "local error", "configuration error", "misconfig", "config", "ldap", "database", "unable to contact", "try again later", "try later", "resources", "server busy", "too busy", "out of memory", "cannot write", "can't open", "i/o error", "alias loop", "lookup failure", "temporary failure", "temporary error", "local problem",
            "transient", "unexpected", "failure", "error in processing", "processing error", "fatal error", "temporary local", "interrupted", "shutdown", "shutting down",
        ],
    ),
    // Words that many servers put before their real reason come last.
    ("userunknown", &["recipient address rejected", "address rejected", "recipient rejected"]),
];

/// What a status code says when the words say nothing.
#[rustfmt::skip]
pub(super) const CODES: &[(&str, &str)] = &[
    ("1.1", "userunknown"),
    ("1.0", "userunknown"),
    ("1.2", "hostunknown"),
    ("1.3", "userunknown"),
    ("1.4", "filtered"),
    ("1.6", "hasmoved"),
    ("1.7", "rejected"),
    ("1.8", "rejected"),
    ("1.9", "systemerror"),
    ("1.10", "userunknown"),
    ("2.0", "filtered"),
    ("2.1", "suspend"),
    ("2.2", "mailboxfull"),
    ("2.3", "exceedlimit"),
    ("2.4", "filtered"),
    ("3.0", "systemerror"),
    ("3.1", "systemfull"),
    ("3.2", "notaccept"),
    ("3.3", "systemerror"),
    ("3.4", "mesgtoobig"),
    ("3.5", "systemerror"),
    ("4.1", "expired"),
    ("4.2", "networkerror"),
    ("4.3", "systemerror"),
    ("4.4", "hostunknown"),
    ("4.5", "systemfull"),
    ("4.6", "networkerror"),
    ("4.7", "expired"),
    ("5.0", "syntaxerror"),
    ("5.1", "syntaxerror"),
    ("5.2", "syntaxerror"),
    ("5.3", "toomanyconn"),
    ("5.4", "systemerror"),
    ("6.0", "contenterror"),
    ("6.1", "contenterror"),
    ("6.2", "contenterror"),
    ("6.3", "contenterror"),
    ("6.5", "contenterror"),
    ("7.0", "securityerror"),
    ("7.1", "securityerror"),
    ("7.2", "filtered"),
    ("7.7", "policyviolation"),
    ("7.8", "securityerror"),
    ("7.9", "policyviolation"),
    ("7.13", "suspend"),
    ("7.17", "hasmoved"),
    ("7.20", "authfailure"),
    ("7.21", "authfailure"),
    ("7.22", "authfailure"),
    ("7.23", "authfailure"),
    ("7.24", "authfailure"),
    ("7.25", "requireptr"),
    ("7.26", "authfailure"),
    ("7.27", "notaccept"),
];

/// The words of servers that sort bounces themselves.
pub(super) const CATEGORIES: &[(&str, &str)] = &[
    ("bad-mailbox", "userunknown"),
    ("bad-domain", "hostunknown"),
    ("inactive-mailbox", "suspend"),
    ("quota-issues", "mailboxfull"),
    ("message-expired", "expired"),
    ("no-answer-from-host", "networkerror"),
    ("bad-connection", "networkerror"),
    ("routing-errors", "networkerror"),
    ("spam-related", "spamdetected"),
    ("spam-block", "spamdetected"),
    ("content-related", "contenterror"),
    ("virus-related", "virusdetected"),
    ("policy-related", "policyviolation"),
    ("protocol-errors", "syntaxerror"),
    ("relaying-issues", "norelaying"),
];
