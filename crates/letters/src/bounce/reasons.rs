//! Why a letter came back, judged from the words of the server that refused it.
//!
//! One closed word each; the sentences stand in `tables`.

use super::tables::{CATEGORIES, CODES, WORDS};

/// What is known about a bounce.
pub(super) struct Facts<'t> {
    /// The refusing server's own sentence.
    pub said: &'t str,
    /// All of the prose.
    pub told: &'t str,
    pub subject: &'t str,
    pub status: &'t str,
    /// The word of a server that sorts bounces itself.
    pub category: Option<&'t str>,
    pub delayed: bool,
}

/// Reasons after which trying again is useless.
pub(super) fn is_hard(reason: &str) -> bool {
    matches!(
        reason,
        "userunknown" | "hostunknown" | "hasmoved" | "notaccept"
    )
}

pub(super) fn reason(facts: &Facts<'_>) -> &'static str {
    let said = tidy(facts.said);
    let told = tidy(facts.told);
    let sure = sure_code(facts.status);
    if let Some(reason) = sure {
        return refine(reason, &said, &told);
    }
    if let Some(reason) = by_words(&said) {
        // A temporary code says that the name may be found again.
        let reason = if reason == "hostunknown" && facts.status.starts_with('4') {
            "networkerror"
        } else {
            reason
        };
        return refine(reason, &said, &told);
    }
    let sorted = facts
        .category
        .and_then(|word| CATEGORIES.iter().find(|(known, _)| *known == word));
    if let Some((_, reason)) = sorted {
        return refine(reason, &said, &told);
    }
    if facts.delayed {
        return by_words(&told)
            .filter(|r| matches!(*r, "networkerror" | "hostunknown" | "mailboxfull"))
            .unwrap_or("expired");
    }
    if let Some(reason) = by_code(facts.status) {
        return refine(reason, &said, &told);
    }
    let spoken = without_greeting(&told);
    if let Some(reason) = by_words(&spoken).or_else(|| by_words(&tidy(facts.subject))) {
        return refine(reason, &said, &told);
    }
    if facts.status.is_empty() && said.is_empty() {
        "undefined"
    } else {
        "onhold"
    }
}

/// A full mailbox or a missing host is told by its code beyond doubt.
fn sure_code(status: &str) -> Option<&'static str> {
    match status {
        "5.2.2" | "4.2.2" => Some("mailboxfull"),
        "5.1.6" => Some("hasmoved"),
        "5.7.26" | "5.7.20" | "5.7.21" | "5.7.22" | "5.7.23" | "5.7.24" | "5.7.27" => {
            Some("authfailure")
        }
        "5.7.25" | "4.7.25" => Some("requireptr"),
        "5.2.1" => Some("suspend"),
        "5.3.4" => Some("mesgtoobig"),
        "4.4.7" => Some("expired"),
        _ => None,
    }
}

fn by_code(status: &str) -> Option<&'static str> {
    let code = status.get(2..)?;
    let found = CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, reason)| *reason)?;
    // A temporary refusal says nothing final about a person.
    (!(status.starts_with('4') && is_hard(found)))
        .then_some(found)
        .or(Some("expired"))
}

fn by_words(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return None;
    }
    WORDS
        .iter()
        .find(|(_, phrases)| phrases.iter().any(|phrase| holds(text, phrase)))
        .map(|(reason, _)| *reason)
}

/// What the moment of the refusal adds to its words.
fn refine(reason: &'static str, said: &str, told: &str) -> &'static str {
    // Somebody who is unknown only after the whole letter was given is not
    // unknown: the server filters for them.
    let transcript = told.contains(">>> data <<< 55") && !told.contains(">>> rcpt");
    let late = transcript
        || [
            "in reply to end of data",
            "after end of data",
            "end of data command",
            "for text command",
        ]
        .iter()
        .any(|w| told.contains(w));
    if reason == "userunknown" && late && !said.contains("does not exist") {
        return "filtered";
    }
    let greeted = [
        "after initial connection",
        "while performing the helo",
        "refused to talk to me",
        "in reply to helo",
        "in reply to ehlo",
    ]
    .iter()
    .any(|w| told.contains(w));
    if matches!(
        reason,
        "userunknown" | "policyviolation" | "requireptr" | "securityerror" | "speeding"
    ) && greeted
    {
        return "blocked";
    }
    let sender = ["after mail from", "in reply to mail from", "[mail_from]"]
        .iter()
        .any(|w| told.contains(w));
    if matches!(reason, "userunknown" | "policyviolation" | "hostunknown") && sender {
        return "rejected";
    }
    reason
}

fn holds(text: &str, phrase: &str) -> bool {
    let mut rest = text;
    for piece in phrase.split('*') {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}

/// Lower case, one space, at most a few thousand letters.
fn tidy(text: &str) -> String {
    let text: String = text
        .chars()
        .take(6_000)
        .collect::<String>()
        .to_lowercase()
        .replace(['’', '`'], "'");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The prose without what servers always say.
fn without_greeting(told: &str) -> String {
    let mut text = told.to_string();
    for phrase in [
        "this is the mail system at host",
        "i'm sorry to have to inform you that your message could not be delivered to one or more recipients.",
        "it's attached below.",
        "this is a permanent error",
        "the following address(es) failed",
        "delivery failed",
        "delivery failure",
        "this message was created automatically by mail delivery software",
        "delivery report unavailable",
        "failure reasons",
        "failure notice",
    ] {
        text = text.replace(phrase, " ");
    }
    text
}

/// The status code: the server's own in its sentence when it says more than
/// the report around it.
pub(super) fn status(reported: Option<&str>, said: Option<&str>, told: &str) -> Option<String> {
    let reported = reported
        .map(|s| s.trim_matches(|c: char| !c.is_ascii_digit()).to_string())
        .filter(|s| is_status(s));
    let in_words = |text: &str| {
        let mut found: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || "()[]#:;,<>\"=/".contains(c))
            .map(|word| word.trim_end_matches(['.', '-']))
            .map(|word| word.split_once('-').map_or(word, |(_, after)| after))
            .filter(|word| is_status(word))
            .take(20)
            .collect();
        found.sort_by_key(|s| s.ends_with(".0.0"));
        found.first().map(|s| s.to_string())
    };
    let spoken = said.and_then(in_words);
    match (spoken, reported) {
        (Some(spoken), Some(reported)) => Some(if spoken.ends_with(".0.0") {
            reported
        } else {
            spoken
        }),
        (Some(spoken), None) => Some(spoken),
        (None, Some(reported)) => Some(reported),
        (None, None) => in_words(told),
    }
}

/// `5.1.1`, with sensible figures: no version and no address.
pub(super) fn is_status(word: &str) -> bool {
    let mut figures = word.split('.');
    let class = matches!(figures.next(), Some("4" | "5"));
    let mut figure = |most: usize| {
        figures.next().is_some_and(|f| {
            !f.is_empty() && f.len() <= most && f.bytes().all(|b| b.is_ascii_digit())
        })
    };
    let body = figure(1);
    let detail = figure(3);
    class && body && detail && figures.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: &str, reason: &str) {
        let status = status(None, Some(said), "").unwrap_or_default();
        let facts = Facts {
            said,
            told: said,
            subject: "",
            status: &status,
            category: None,
            delayed: false,
        };
        assert_eq!(super::reason(&facts), reason, "{said}");
    }

    #[test]
    fn the_usual_sentences() {
        check(
            "550 5.1.1 <ann@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
            "userunknown",
        );
        check(
            "552 5.2.2 The email account that you tried to reach is over quota",
            "mailboxfull",
        );
        check(
            "550-5.7.26 This mail has been blocked because the sender is unauthenticated",
            "authfailure",
        );
        check("554 5.7.1 Relay access denied", "norelaying");
        check("552 5.3.4 Message size exceeds fixed limit", "mesgtoobig");
        check(
            "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using a list",
            "blocked",
        );
        check(
            "550 5.4.1 Recipient address rejected: Access denied",
            "userunknown",
        );
        check("421 4.7.0 Too many connections from your IP", "blocked");
        check(
            "Host or domain name not found. Name service error for name=example.invalid type=A: Host not found",
            "hostunknown",
        );
    }

    #[test]
    fn a_status_is_no_address() {
        assert!(is_status("5.1.10"));
        assert!(!is_status("5.4.3.2"));
        assert!(!is_status("192.0.2.1"));
        assert!(!is_status("5.x"));
    }
}
