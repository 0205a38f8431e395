//! What mail servers of many makes say, and whether trying again is useless.
//! One sentence a kind, as their manuals and their users tell them.

use super::reasons::{Facts, is_hard, reason, status};

const HARD: bool = true;
const SOFT: bool = false;

#[rustfmt::skip]
const SENTENCES: &[(&str, &str, bool)] = &[
    // Nobody of that name.
    ("Postfix", "550 5.1.1 <x@a.example>: Recipient address rejected: User unknown in local recipient table", HARD),
    ("Postfix", "unknown user: \"x\"", HARD),
    ("Exim", "550 No Such User Here", HARD),
    ("Exim", "550-5.1.1 verification failed: 550 no mailbox by that name is currently available", HARD),
    ("sendmail", "550 5.1.1 <x@a.example>... User unknown", HARD),
    ("qmail", "Sorry, no mailbox here by that name. (#5.1.1)", HARD),
    ("qmail", "550 sorry, no mailbox here by that name (#5.7.17)", HARD),
    ("Exchange", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient x@a.example not found by SMTP address lookup", HARD),
    ("Exchange", "#550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found ##", HARD),
    ("Exchange Online", "550 5.4.1 Recipient address rejected: Access denied. [AM5EUR02FT035.eop-EUR02.prod.protection.outlook.com]", HARD),
    ("Google", "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address", HARD),
    ("Yahoo", "554 delivery error: dd This user doesn't have a yahoo.com account (x@yahoo.com) [0]", HARD),
    ("Outlook.com", "550 5.5.0 Requested action not taken: mailbox unavailable", HARD),
    ("GMX", "550 Requested action not taken: mailbox unavailable For explanation visit https://postmaster.gmx.net", HARD),
    ("Domino", "550 5.1.1 User x (x@a.example) not listed in Domino Directory", HARD),
    ("MDaemon", "550 5.1.1 Recipient unknown <x@a.example>", HARD),
    ("Courier", "550 User unknown.", HARD),
    ("Zimbra", "550 5.1.1 <x@a.example>: Recipient address rejected: a.example", HARD),
    ("Lotus", "554 Recipient address rejected: User unknown", HARD),
    ("iCloud", "550 5.1.1 <x@icloud.com>: user does not exist", HARD),
    ("Mail.ru", "550 Message was not accepted -- invalid mailbox. Local mailbox x@mail.ru is unavailable: user not found", HARD),
    ("Yandex", "550 5.7.1 No such user!", HARD),
    ("QQ", "550 Mailbox not found. http://service.mail.qq.com/cgi-bin/help?subtype=1", HARD),
    ("NetEase", "550 User not found: x@163.com", HARD),
    ("docomo", "550 Unknown user x@docomo.ne.jp", HARD),
    ("Mimecast", "550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550", HARD),
    ("Barracuda", "550 No such user (x@a.example)", HARD),
    ("Proofpoint", "550 5.1.1 User Unknown", HARD),
    ("Symantec", "550 Invalid recipient <x@a.example> (#5.1.1)", HARD),
    ("Laposte", "550 5.1.1 Adresse d au moins un destinataire invalide. LPN007_510", HARD),
    ("T-Online", "550 user unknown", HARD),
    ("AOL", "550 5.1.1 <x@aol.com>: Recipient address rejected: aol.com", HARD),
    ("MailEnable", "550 Requested action not taken: mailbox unavailable or not local", HARD),
    ("hMailServer", "550 Unknown user", HARD),
    ("CommuniGate", "550 x@a.example unknown user account", HARD),
    ("Kerio", "550 5.1.1 User is unknown <x@a.example>", HARD),
    ("SmarterMail", "550 <x@a.example> No such user here", HARD),
    ("Axigen", "550 No such recipient x@a.example", HARD),
    ("Haraka", "550 I cannot deliver mail for {x@a.example}", HARD),
    // No such place, or one that takes no mail.
    ("Postfix", "Host or domain name not found. Name service error for name=a.invalid type=AAAA: Host not found", HARD),
    ("Exim", "all relevant MX records point to non-existent hosts", HARD),
    ("Exim", "Unrouteable address", HARD),
    ("sendmail", "550 5.1.2 <x@a.invalid>... Host unknown (Name server: a.invalid: host not found)", HARD),
    ("qmail", "Sorry, I couldn't find any host named a.invalid. (#5.1.2)", HARD),
    ("Google", "DNS Error: 12345 DNS type 'mx' lookup of a.invalid responded with code NXDOMAIN Domain name not found: a.invalid", HARD),
    ("Postfix", "Domain a.example does not accept mail (nullMX)", HARD),
    ("Exim", "an MX or SRV record indicated no SMTP service", HARD),
    ("Exchange Online", "550 5.4.310 DNS domain a.invalid does not exist [Message=InfoDomainNonexistent]", HARD),
    // Moved away.
    ("sendmail", "551 5.1.6 User has moved; please try <y@b.example>", HARD),
    // Full, too big, asleep.
    ("Google", "552-5.2.2 The email account that you tried to reach is over quota. Please direct the recipient", SOFT),
    ("Exchange", "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded", SOFT),
    ("Dovecot", "552 5.2.2 <x@a.example> Quota exceeded (mailbox for user is full)", SOFT),
    ("cPanel", "550 Mailbox is full / Blocks limit exceeded / Inode limit exceeded", SOFT),
    ("Courier", "maildir delivery: Mailbox over quota", SOFT),
    ("GMX", "552-Requested mail action aborted: exceeded storage allocation 552-Quota exceeded", SOFT),
    ("Postfix", "message size 41943040 exceeds size limit 20480000 of server mx.a.example", SOFT),
    ("sendmail", "552 5.2.3 Message exceeds maximum fixed size (10485760)", SOFT),
    ("Yahoo", "554 30 Sorry, your message to x@yahoo.com cannot be delivered. This mailbox is disabled (554.30).", SOFT),
    ("Google", "550 5.2.1 The email account that you tried to reach is disabled.", SOFT),
    ("Exchange", "550 5.2.1 mailbox disabled, not accepting messages", SOFT),
    // Refused for what we are or what we wrote.
    ("Google", "550-5.7.26 Unauthenticated email from a.example is not accepted due to domain's DMARC policy.", SOFT),
    ("Google", "421-4.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address", SOFT),
    ("Google", "550-5.7.1 Our system has detected that this message is likely unsolicited mail.", SOFT),
    ("Outlook.com", "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).", SOFT),
    ("Yahoo", "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints - 4.16.55.1", SOFT),
    ("Yahoo", "554 5.7.9 Message not accepted for policy reasons.", SOFT),
    ("Spamhaus", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", SOFT),
    ("Proofpoint", "554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1", SOFT),
    ("Mimecast", "550 Rejected by header based Anti-Spoofing policy", SOFT),
    ("Barracuda", "550 permanent failure for one or more recipients (x@a.example:blocked)", SOFT),
    ("Postfix", "554 5.7.1 <x@a.example>: Relay access denied", SOFT),
    ("qmail", "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", SOFT),
    ("Exchange", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", SOFT),
    ("Exchange", "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized", SOFT),
    ("Exchange", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required", SOFT),
    ("amavis", "554 5.7.0 Reject, id=12345-01 - spam", SOFT),
    ("ClamAV", "554 5.7.1 Virus (Eicar-Test-Signature) detected", SOFT),
    ("Postfix", "450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]", SOFT),
    ("postgrey", "450 4.2.0 <x@a.example>: Recipient address rejected: Greylisted, see http://postgrey.example/help", SOFT),
    ("QQ", "550 Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1", SOFT),
    ("QQ", "550 Domain frequency limited", SOFT),
    ("NetEase", "554 DT:SPM 163 smtp5,x please see http://mail.163.com/help/help_spam_16.htm", SOFT),
    ("Exim", "550 Sender verify failed", SOFT),
    ("sendmail", "553 5.1.8 <y@b.example>... Domain of sender address y@b.example does not exist", SOFT),
    ("Trend Micro", "550 5.7.1 Service unavailable; Client host blocked using Trend Micro Email Reputation Service", SOFT),
    // Not now.
    ("Postfix", "connect to mx.a.example[192.0.2.1]:25: Connection timed out", SOFT),
    ("Postfix", "connect to mx.a.example[192.0.2.1]:25: Connection refused", SOFT),
    ("Exim", "retry timeout exceeded", SOFT),
    ("Google", "The recipient server did not accept our requests to connect. [mx.a.example 192.0.2.1: timed out]", SOFT),
    ("Exchange", "#550 4.4.7 QUEUE.Expired; message expired ##", SOFT),
    ("Exchange Online", "550 5.0.350 Remote server returned an error -> 451 4.7.1 Temporary failure, please try again later", SOFT),
    ("sendmail", "451 4.3.0 Temporary system failure. Please try again later.", SOFT),
    ("Postfix", "452 4.3.1 Insufficient system storage", SOFT),
    ("Postfix", "Command died with status 1: \"/usr/bin/procmail\"", SOFT),
    ("Postfix", "mail for a.example loops back to myself", SOFT),
    ("Exim", "Too many \"Received\" headers - suspected mail loop", SOFT),
    ("Postfix", "TLS is required, but was not offered by host mx.a.example[192.0.2.1]", SOFT),
    ("Exchange", "421 4.3.2 The maximum number of concurrent server connections has exceeded a limit, closing transmission channel", SOFT),
];

#[test]
fn hard_and_soft_are_told_by_the_words() {
    let mut wrong = Vec::new();
    for (server, said, hard) in SENTENCES {
        let code = status(None, Some(said), "").unwrap_or_default();
        let facts = Facts {
            said,
            told: said,
            subject: "",
            status: &code,
            category: None,
            delayed: false,
        };
        let found = reason(&facts);
        if is_hard(found) != *hard {
            wrong.push(format!("{server}: {said} -> {found}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        SENTENCES.len(),
        wrong.join("\n")
    );
}

/// A sentence in the manner of a mail server for each reason that is told by
/// words. `onhold` and `undefined` are what is left when none fits.
#[rustfmt::skip]
const REASONS: &[(&str, &str)] = &[
    ("authfailure", "550 5.7.1 Sender Policy Framework says no to this host"),
    ("badreputation", "554 5.7.1 Poor reputation of the sending network"),
    ("blocked", "554 5.7.1 192.0.2.9 is listed on a blocklist"),
    ("blocked", "554 5.7.1 Client host [192.0.2.9] blocked using zen.spamhaus.org"),
    ("contenterror", "552 5.7.0 Blocked because of its attachment"),
    ("contenterror", "552 5.6.0 Attachment with a forbidden ending"),
    ("expired", "message expired after 5 days in the queue"),
    ("failedstarttls", "454 4.7.5 TLS handshake did not succeed"),
    ("filtered", "550 5.2.0 Refused by recipient"),
    ("hasmoved", "551 5.1.6 The user has moved to another house"),
    ("hostunknown", "550 5.1.2 No such domain"),
    ("mailboxfull", "552 5.2.2 Over quota"),
    ("mailererror", "pipe to program: exit status 75"),
    ("mailererror", "550 5.0.0 Unknown mailer error 1"),
    ("mesgtoobig", "552 5.3.4 Message too large"),
    ("networkerror", "connect to mx.b.example: No route to host"),
    ("norelaying", "550 5.7.1 Relaying denied"),
    ("notaccept", "556 5.1.10 Recipient domain publishes a null MX"),
    ("notcompliantrfc", "550 5.7.1 Duplicate header From, see RFC 5322"),
    ("policyviolation", "554 5.7.1 Refused by our security policies"),
    ("rejected", "550 5.1.8 Sender address rejected"),
    ("requireptr", "550 5.7.25 No PTR record for your address"),
    ("securityerror", "530 5.7.0 Authentication required"),
    ("spamdetected", "550 5.7.1 This looks like spam"),
    ("speeding", "450 4.7.1 Slow down, please"),
    ("suppressed", "550 5.1.1 On the suppression list of this account"),
    ("suspend", "550 5.2.1 Account suspended"),
    ("syntaxerror", "500 5.5.2 Syntax error in parameters"),
    ("systemerror", "451 4.3.0 Internal server error"),
    ("systemerror", "550 unknown error"),
    ("systemfull", "452 4.3.1 Mail system full"),
    ("toomanyconn", "421 4.3.2 Too many concurrent sessions"),
    ("userunknown", "550 5.1.1 No such user"),
    ("userunknown", "Raison : l'adresse du destinataire n'existe pas"),
    ("userunknown", "Motivo: la cuenta no existe"),
    ("userunknown", "Das Postfach existiert nicht"),
    ("mailboxfull", "Motivo: la casella del destinatario è piena"),
    ("mailboxfull", "Das Postfach hat keinen Platz mehr"),
];

#[test]
fn every_reason_can_be_told() {
    for (expected, said) in REASONS {
        let code = status(None, Some(said), "").unwrap_or_default();
        let facts = Facts {
            said,
            told: said,
            subject: "",
            status: &code,
            category: None,
            delayed: false,
        };
        assert_eq!(reason(&facts), *expected, "{said}");
    }
}
