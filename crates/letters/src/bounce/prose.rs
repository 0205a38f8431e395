//! Bounces in prose: what mail servers write when they write no report.

use crate::Letter;
use crate::read::{Headers, Opened};

/// Above a returned letter stands a line that begins like one of these.
#[rustfmt::skip]
const RETURNED: &[&str] = &[
    "below this line is a copy", "this is a copy of the message", "this is a copy of your message", "enclosed is a copy",
    "message headers follow", "the header of the original", "the headers of the original", "returned message",
    "original message follows", "original message header", "original message", "included is a copy", "below is a copy",
    "unsent message follows", "message header follows", "undelivered message", "the original message was", "copy of the original",
    "original mail", "message text follows", "returned mail follows", "ursprüngliche nachricht", "the body of your message",
    "your original message", "header of the message", "attached is a copy", "a copy of the message", "failed message follows",
    "the message that caused this", "original-nachricht", "mensaje original", "message original", "content of the original",
];

/// Lines of prose that are looked at.
const MOST_LINES: usize = 400;

/// Words in the subject of a bounce.
#[rustfmt::skip]
const SUBJECTS: &[&str] = &[
    "undeliver", "non-deliver", "nondeliver", "non deliver", "not delivered", "not be delivered", "cannot be delivered", "delivery status", "delivery failure", "delivery failed",
    "failed delivery", "failure delivery", "failure notice", "failed mail", "mail failure", "returned mail", "returned message", "return to sender", "returned to sender",
    "returning message", "delivery notification", "delivery report", "delivery error", "delivery problem", "delivery has", "delivery delayed",
    "delayed mail", "delayed message", "message delayed", "warning: could not send", "could not send", "unable to deliver", "mail system error",
    "postmaster notify", "error sending", "rejected mail", "message rejected", "mail rejected", "message status", "nachricht unzustellbar",
    "unzustellbar", "nicht zugestellt", "zustellung", "non remis", "non distribuable", "échec de la remise", "non délivr", "no se puede entregar", "no entregado",
    "impossibile recapitare", "mancato recapito", "não foi possível entregar", "não entregue", "onbestelbaar", "olevererbart", "kunde inte levereras", "ikke leveres", "не доставлено",
    "недоставленн", "nie dostarczon", "nedoručiteln", "配信不能", "配信できません", "送信できません", "退信", "undelivered", "mail delivery", "bounce", "blocked", "user unknown", "problem delivering", "address not found", "unknown recipient", "message could not be delivered", "message not delivered", "no entregable", "no se ha podido entregar", "nie można dostarczyć", "nelze doručit", "kan inte levereras", "kunne ikke leveres", "levering mislykkedes", "aflevering mislukt", "niet bezorgd", "consegna fallita", "notifica di mancato recapito", "falha na entrega", "iletilemedi", "teslim edilemedi", "kézbesíthetetlen", "投递失败", "无法投递", "無法投遞", "发送失败", "系统退信", "반송", "メールを配信", "配送できません", "送信エラー", "not member article", "not a member", "нe доставлено", "не удалось доставить",
];

/// Words in the body of a bounce.
#[rustfmt::skip]
const BODIES: &[&str] = &[
    "could not be delivered", "couldn't be delivered", "was not delivered", "wasn't delivered", "has not been delivered", "cannot be delivered", "can't be delivered", "not able to deliver", "unable to deliver", "wasn't able to deliver", "error delivering your", "undeliverable",
    "delivery failed", "failed to deliver", "delivery to the following", "delivery problems", "delivery errors", "did not reach", "permanent error", "permanent fatal error", "permanent failure", "following address", "user unknown", "failure reasons",
    "could not be sent", "delivery attempt", "returned to you", "message is delayed", "could not deliver", "non remis", "konnte nicht zugestellt", "nicht zugestellt werden", "n'a pas pu être", "no se pudo entregar", "не может быть доставлено", "не удалось доставить", "google groups", "service unavailable",
    "not listed in", "配信", "配送", "couldn't deliver", "can't deliver", "did not get through", "nicht erreicht", "konnte nicht übermittelt", "nicht ausgeliefert", "n'a pu être", "no pudo ser entregado", "no ha llegado", "non è stato possibile", "non è stata recapitata", "não pôde ser entregue", "kon niet worden", "kunde inte levereras", "kunne ikke leveres", "ei voitu toimittaa", "nie mogła zostać dostarczona", "nie została dostarczona", "nebyla doručena", "не была доставлена", "не доставлено", "teslim edilemedi", "无法投递", "無法投遞", "无法送达", "未能送达", "you are not a member", "are not subscribed", "被退回", "전달되지", "届けることができません", "送信できません",
];

#[rustfmt::skip]
const DAEMONS: &[&str] = &["mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "mail.daemon", "mailadmin", "mail-admin", "mdaemon", "bounce", "bounces", "mmdf", "poostmaster", "post_master", "post-master", "mailerdaemon", "mail_daemon", "autoreply-daemon", "smtp-daemon",  "noreply-dmarc"];
#[rustfmt::skip]
const DAEMON_NAMES: &[&str] = &["mail delivery", "mailer-daemon", "mailer daemon", "delivery subsystem", "mail deliver", "post office", "mail system", "system administrator", "systemadministrator", "postmaster", "mail administrator", "delivery system", "mail router", "mail daemon", "mailsystem", "microsoft outlook", "microsoft exchange", "spam firewall", "internet mail service", "zustellungssystem", "mail-zustellung", "système de messagerie", "sistema de correo"];

/// Whether a letter without a report is a bounce: it comes from a mail system,
/// or from nobody, and speaks of failure.
pub(super) fn is_bounce(opened: &Opened<'_>, letter: &Letter, told: &str) -> bool {
    let (daemon, nobody) = (is_daemon(opened, letter), is_nobody(opened));
    let subject = letter.subject.as_deref().unwrap_or_default().to_lowercase();
    let failed_recipients = opened.headers.has("x-failed-recipients");
    let subject_says = SUBJECTS.iter().any(|words| subject.contains(words));
    let body = told.to_lowercase();
    let body_says = BODIES.iter().any(|words| body.contains(words));
    let replies = opened
        .headers
        .word("auto-submitted")
        .is_some_and(|a| a.starts_with("auto-replied"));
    // Some gateways sign as a house that takes no answers; what another server
    // said in figures tells them from a parcel that did not arrive.
    let coded = || told.lines().take(MOST_LINES).any(is_refusal);
    failed_recipients
        || daemon && (subject_says || body_says)
        || nobody && subject_says && body_says && (!replies || daemon)
        || (nobody || takes_no_answers(letter)) && body_says && !replies && coded()
}

/// Whether anything says that no person sent it.
pub(super) fn by_machine(opened: &Opened<'_>, letter: &Letter) -> bool {
    let automatic = opened
        .headers
        .word("auto-submitted")
        .is_some_and(|a| a.starts_with("auto-"));
    let report = opened
        .parts
        .first()
        .is_some_and(|top| top.kind == "multipart/report");
    automatic
        || report
        || opened.headers.has("x-failed-recipients")
        || is_nobody(opened)
        || is_daemon(opened, letter)
}

/// Whether a mail system signs as the sender.
fn is_daemon(opened: &Opened<'_>, letter: &Letter) -> bool {
    let from = opened.headers.word("from").unwrap_or_default();
    let address = letter.from.first().map(|a| a.address.as_str());
    let local = address
        .and_then(|a| a.split('@').next())
        .unwrap_or_default();
    DAEMONS.contains(&local)
        || DAEMON_NAMES.iter().any(|name| from.contains(name))
        || from.trim().starts_with("<>")
}

/// Whether the sender's address says that nobody reads what is sent there.
fn takes_no_answers(letter: &Letter) -> bool {
    let address = letter.from.first().map(|a| a.address.as_str());
    let local = address
        .and_then(|a| a.split('@').next())
        .unwrap_or_default();
    [
        "no-reply",
        "noreply",
        "no_reply",
        "donotreply",
        "do-not-reply",
    ]
    .contains(&local)
}

/// "550 5.1.1 ...": both kinds of figures in which mail servers refuse.
fn is_refusal(line: &str) -> bool {
    let mut words = line.split(|c: char| c.is_whitespace() || "()[]#:;<>-".contains(c));
    let reply = |word: &str| {
        word.len() == 3 && word.starts_with(['4', '5']) && word.bytes().all(|b| b.is_ascii_digit())
    };
    words.any(reply) && words.any(super::reasons::is_status)
}

/// Whether nobody is to be told when this letter fails.
fn is_nobody(opened: &Opened<'_>) -> bool {
    ["return-path", "x-envelope-from"].iter().any(|name| {
        let path = opened.headers.word(name);
        path.is_some_and(|path| path.trim() == "<>")
    })
}

/// The prose, and the returned letter below it.
pub(super) fn split(text: &str) -> (&str, &str) {
    let mut at = 0;
    let mut seen_words = false;
    for line in text.split_inclusive('\n') {
        let bare = line
            .trim()
            .trim_matches(|c: char| {
                matches!(c, '-' | '=' | '*' | '_' | ' ' | '#' | ':' | '.' | '|')
            })
            .to_lowercase();
        let marked = RETURNED.iter().any(|words| bare.starts_with(words)) && bare.len() < 90;
        // "The original message was received at" opens a report of sendmail.
        let opening = bare.contains("was received at")
            || bare.contains("was received on")
            || bare.contains("message was not");
        let header = ["return-path:", "received: from", "received: (qmail"]
            .iter()
            .any(|h| line.to_lowercase().starts_with(h));
        if seen_words && (marked && !opening || header) {
            return text.split_at(at);
        }
        seen_words |= !bare.is_empty();
        at += line.len();
    }
    (text, "")
}

/// Who could not be reached, by the header some servers add or by the prose.
pub(super) fn named(headers: &Headers, told: &str, senders: &[String]) -> Vec<String> {
    let failed: Vec<String> = headers
        .all("x-failed-recipients")
        .flat_map(addresses_in)
        .collect();
    if !failed.is_empty() {
        return failed;
    }
    let list = recipients(told, senders);
    // Somebody who wrote to themselves is the sender as well.
    if list.is_empty() {
        recipients(told, &[])
    } else {
        list
    }
}

/// Addresses that stand where such programs put them, else the first that is
/// not the sender's own.
fn recipients(told: &str, senders: &[String]) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    let mut first = None;
    for line in told.lines().take(MOST_LINES) {
        let addresses = addresses_in(line);
        for address in &addresses {
            if first.is_none() && !ours(address, senders) {
                first = Some(address.clone());
            }
        }
        let Some(address) = addresses.first() else {
            continue;
        };
        let low = line.trim().to_lowercase();
        let bare = low.trim_start_matches(['<', '"', '\'', '*', '-', ' ', '(']);
        let alone = bare.starts_with(address.as_str()) && bare.len() < address.len() + 8;
        let leads = bare.starts_with(address.as_str())
            && bare[address.len()..]
                .trim_start_matches(['>', '"', '\''])
                .starts_with([':', ' ', '(', '[', ';', '.', ',']);
        let named = [
            "recipient address:",
            "to:",
            "recipient:",
            "addressed to:",
            "undeliverable to",
            "your mail to",
            "delivered to",
            "message to",
            "original-recipient",
            "delivery failed 10 attempts:",
            "following address",
            "failed recipient",
            "unable to deliver message to",
            "message could not be delivered to",
            "rcpt to:",
        ]
        .iter()
        .any(|words| {
            low.starts_with(words)
                || low.contains(&format!("{words} {address}"))
                || low.contains(&format!("{words} <{address}"))
        });
        if (alone || leads || named) && !ours(address, senders) && !list.contains(address) {
            list.push(address.clone());
        }
    }
    if list.is_empty() {
        list.extend(first);
    }
    list
}

fn ours(address: &str, senders: &[String]) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    senders.iter().any(|s| s == address) || DAEMONS.contains(&local)
}

/// Everything in a line that looks like an address, lower case.
fn addresses_in(line: &str) -> Vec<String> {
    let mut list = Vec::new();
    for word in line
        .split(|c: char| {
            c.is_whitespace() || "<>()[]\",;'|：，；、（）「」『』【】＜＞".contains(c)
        })
        .take(60)
    {
        let word =
            word.trim_matches(|c: char| matches!(c, ':' | '.' | '!' | '?' | '=' | '*' | '-'));
        let word = word
            .strip_prefix("mailto:")
            .or_else(|| word.strip_prefix("SMTP:"))
            .unwrap_or(word);
        let Some((local, domain)) = word.split_once('@') else {
            continue;
        };
        let good = |s: &str| {
            !s.is_empty()
                && s.chars()
                    .all(|c| c.is_alphanumeric() || "._+-=/&~#%{}".contains(c))
        };
        if good(local) && good(domain) && domain.contains('.') && !word.contains("//") {
            list.push(word.to_lowercase());
        }
    }
    list
}

/// The other server's sentence: the paragraph beside the recipient, or lines
/// that begin with a reply code.
pub(super) fn said(told: &str, recipient: Option<&str>) -> Option<String> {
    let lines: Vec<&str> = told.lines().take(MOST_LINES).collect();
    let beside = recipient.and_then(|recipient| {
        let at = lines
            .iter()
            .position(|line| line.to_lowercase().contains(recipient))?;
        let mut found: Vec<&str> = Vec::new();
        let own = lines[at].to_lowercase();
        let rest = own.find(recipient).map_or("", |n| {
            lines[at].get(n + recipient.len()..).unwrap_or_default()
        });
        found.push(rest.trim_matches(['>', ':', ' ', '"', '.', ')']));
        let mut gap = 0;
        for line in &lines[at + 1..] {
            if line.trim().is_empty() {
                gap += 1;
                if gap > 2 || found.iter().any(|l| !l.is_empty()) {
                    break;
                }
                continue;
            }
            if !addresses_in(line).is_empty()
                && found.iter().any(|l| !l.is_empty())
                && !has_code(line)
            {
                break;
            }
            found.push(line.trim());
        }
        let text = found.join(" ").trim().to_string();
        if text.len() > 4 {
            return Some(text);
        }
        // Some write the reason above the address.
        let above = lines[..at]
            .iter()
            .rev()
            .map(|l| l.trim())
            .find(|l| !l.is_empty())?;
        (above.len() > 4
            && !above.ends_with(':')
            && above.contains(char::is_alphabetic)
            && !above.starts_with("--"))
        .then(|| above.to_string())
    });
    let coded = || {
        let first = lines.iter().position(|line| has_code(line))?;
        let end = lines[first..]
            .iter()
            .position(|l| l.trim().is_empty())
            .map_or(lines.len(), |n| first + n);
        Some(
            lines[first..end]
                .iter()
                .map(|l| l.trim())
                .collect::<Vec<_>>()
                .join(" "),
        )
    };
    let text = match beside {
        Some(text) if has_code(&text) => Some(text),
        other => coded().or(other),
    }?;
    Some(
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(1_000)
            .collect(),
    )
}

/// `550`, `#5.1.1`: the figures in which mail servers speak.
fn has_code(line: &str) -> bool {
    line.split(|c: char| c.is_whitespace() || "()[]#:;<>".contains(c))
        .any(|word| {
            let word = word.trim_end_matches(['-', ',']);
            let code = word.get(..3).unwrap_or_default();
            let reply = code.len() == 3
                && code.starts_with(['4', '5'])
                && code.bytes().all(|b| b.is_ascii_digit())
                && (word.len() == 3 || word.as_bytes()[3] == b'-');
            reply || super::reasons::is_status(word)
        })
}
