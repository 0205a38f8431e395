//! A letter, understood as far as matching needs it.

use super::is_ours;
use crate::mailboxes::Mailbox;
use crate::messages::rules::source;
use crate::messages::{Came, Mark};
use crate::wordlists::Said;
use letters::{Address, Attachment, Auto, Bounce, Letter, Oddity, Seal};
use sha2::{Digest, Sha256};

/// A longer Message-ID is kept as its digest: an index row has an end.
const LONGEST_ID: usize = 500;
/// How many Message-IDs of a letter's ancestors are asked for, nearest first.
/// A thread of ours knows each of its letters, so the nearest ones suffice.
const ANCESTORS: usize = 30;
/// How many people one letter may bring along. A letter to hundreds is a
/// circular, and our answer must not go to all of them.
const COPIES: usize = 25;
/// A subject is one line of a list.
const SUBJECT: usize = 1_000;

/// What came, in the one form in which it is matched, whatever the door.
#[derive(Debug, Clone, Default)]
pub struct Incoming {
    /// Who wrote. None: nobody says.
    pub from: Option<Address>,
    /// Where answers should go, when it says another place than `from`.
    pub reply_to: Option<String>,
    /// The addresses it names as its own goal, lower case.
    pub goals: Vec<String>,
    /// Others the writer wrote to, ours still among them.
    pub copies: Vec<Address>,
    pub subject: String,
    pub words: String,
    /// Subject and words as lists are compared with them.
    pub said: Said,
    pub elided: Option<String>,
    pub html: Option<String>,
    pub letter_id: String,
    /// The same for the same words, whatever way they came.
    pub digest: String,
    /// Message-IDs it answers, nearest first.
    pub ancestors: Vec<String>,
    pub mark: Option<Mark>,
    pub bounce: Option<Bounce>,
    pub only_thanks: bool,
    pub language: Option<String>,
    /// The language is that of the form they chose, no guess.
    pub by_form: bool,
    /// By which door it came.
    pub came: Came,
    /// How it is signed or encrypted.
    pub seal: Option<Seal>,
    /// Who wrote the letter that it passes on.
    pub forwarded_from: Option<Address>,
    /// A list or another mailbox passed it on.
    pub passed_on: bool,
    /// The case page it was written on, by the token of its link.
    pub link: Option<String>,
    /// Closed words, blank between.
    pub oddities: String,
    pub files: Vec<Attachment>,
}

/// Understands a letter. `sender` is the envelope's; empty: a bounce or nobody.
pub fn read_letter(bytes: &[u8], sender: &str) -> Incoming {
    let (letter, oddities) = letters::read(bytes);
    let digest = letters::digest_content(&letter, bytes);
    incoming(letter, &oddities, digest, bytes, sender)
}

fn incoming(
    letter: Letter,
    oddities: &[Oddity],
    digest: String,
    bytes: &[u8],
    sender: &str,
) -> Incoming {
    let mark = mark(&letter);
    let from = writer(&letter, sender);
    let reply_to = letter
        .reply_to
        .first()
        .map(|a| a.address.clone())
        .filter(|a| is_address(a) && from.as_ref().is_none_or(|f| f.address != *a));
    let letter_id = match letter
        .message_id
        .as_deref()
        .map(str::trim)
        .filter(|id| !id.is_empty())
    {
        Some(id) => short_id(id),
        None => derived_id(bytes, sender),
    };
    let goals = letter
        .delivered_to
        .iter()
        .chain(letter.to.iter().map(|a| &a.address))
        .chain(letter.cc.iter().map(|a| &a.address))
        .map(|a| a.to_lowercase())
        .collect();
    let copies = if mark.is_none() {
        letter
            .to
            .iter()
            .chain(&letter.cc)
            .filter(|a| is_address(&a.address))
            .cloned()
            .collect()
    } else {
        Vec::new()
    };
    let ancestors = ancestors(&letter, &letter_id);
    let words = said(&letter);
    let (words, elided) = match words {
        Some(words) => (words, elided(&letter)),
        None => (letter.shown_text.clone(), None),
    };
    let subject = one_line(letter.subject.as_deref().unwrap_or_default());
    Incoming {
        said: Said::of(&subject, &words),
        only_thanks: mark.is_none()
            && letter.attachments.is_empty()
            && letters::only_thanks(&words, from.as_ref()),
        from,
        reply_to,
        goals,
        copies,
        subject,
        words,
        elided,
        html: letter.html,
        letter_id,
        digest,
        ancestors,
        mark,
        bounce: letter.bounce,
        language: letter.language,
        by_form: false,
        came: Came::Mail,
        seal: letter.seal,
        forwarded_from: letter.forwarded_from,
        passed_on: is_passed_on(bytes),
        link: None,
        oddities: oddities
            .iter()
            .map(Oddity::word)
            .collect::<Vec<_>>()
            .join(" "),
        files: letter.attachments,
    }
}

/// What lists and forwarding mailboxes write above a letter.
fn is_passed_on(bytes: &[u8]) -> bool {
    const MARKS: [&str; 9] = [
        "list-id",
        "list-post",
        "arc-seal",
        "resent-from",
        "resent-to",
        "x-forwarded-to",
        "x-forwarded-for",
        "x-original-to",
        "delivered-to",
    ];
    let head = source::head(bytes);
    head.iter()
        .any(|(name, _)| MARKS.contains(&name.to_lowercase().as_str()))
}

/// A letter that no reader understands, as far as bytes can be shown.
pub fn raw_words(bytes: &[u8], sender: &str) -> Incoming {
    let letter = Letter {
        shown_text: String::from_utf8_lossy(bytes).into_owned(),
        ..Letter::default()
    };
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(bytes));
    incoming(letter, &[Oddity::RawShown], digest, bytes, sender)
}

/// Why it is not a person asking something. Bounces speak first: some carry
/// the marks of automatic letters too.
fn mark(letter: &Letter) -> Option<Mark> {
    match letter {
        l if l.bounce.is_some() => Some(Mark::Bounce),
        l if l.is_feedback_report => Some(Mark::Feedback),
        Letter {
            auto: Some(Auto::Reply | Auto::Generated),
            ..
        } => Some(Mark::Auto),
        l if l.is_list => Some(Mark::List),
        _ => None,
    }
}

/// Who wrote: From, else Sender, else Reply-To, else the envelope.
fn writer(letter: &Letter, sender: &str) -> Option<Address> {
    let all = letter
        .from
        .iter()
        .chain(&letter.sender)
        .chain(&letter.reply_to);
    let named = all.clone().find(|a| is_address(&a.address)).cloned();
    named
        .or_else(|| {
            is_address(sender).then(|| Address {
                address: sender.to_lowercase(),
                name: None,
            })
        })
        .or_else(|| {
            // No address at all, but perhaps a name to call them by.
            let name = all.clone().find_map(|a| a.name.clone())?;
            Some(Address {
                address: String::new(),
                name: Some(name),
            })
        })
}

pub fn is_address(text: &str) -> bool {
    crate::mailboxes::rules::looks_like_address(text)
}

fn said(letter: &Letter) -> Option<String> {
    (!letter.reply_text.trim().is_empty()).then(|| letter.reply_text.clone())
}

/// What stands behind the new words, one press away.
fn elided(letter: &Letter) -> Option<String> {
    let parts = [
        &letter.forwarded_text,
        &letter.elided_text,
        &letter.signature,
    ];
    let parts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .map(String::as_str)
        .filter(|p| !p.trim().is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// Nearest first: In-Reply-To, then References from their end. The first of
/// References is the root and always asked for.
fn ancestors(letter: &Letter, own: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let root = letter.references.first();
    let near = letter
        .in_reply_to
        .iter()
        .chain(letter.references.iter().rev())
        .take(ANCESTORS - 1);
    for id in near.chain(root) {
        let id = short_id(id.trim());
        if !id.is_empty() && id != own && !all.contains(&id) {
            all.push(id);
        }
    }
    all
}

/// A Message-ID as it is kept: without angle brackets, and not without end.
pub fn letter_id(written: &str) -> String {
    let id = written.trim();
    short_id(
        id.strip_prefix('<')
            .and_then(|id| id.strip_suffix('>'))
            .unwrap_or(id),
    )
}

fn short_id(id: &str) -> String {
    if id.len() <= LONGEST_ID {
        return id.to_owned();
    }
    format!(
        "long.{}",
        data_encoding::HEXLOWER.encode(&Sha256::digest(id.as_bytes()))
    )
}

/// The same bytes from the same sender get the same Message-ID.
fn derived_id(bytes: &[u8], sender: &str) -> String {
    let mut sum = Sha256::new();
    sum.update(sender.as_bytes());
    sum.update([0]);
    sum.update(bytes);
    format!(
        "{}@derived.invalid",
        data_encoding::HEXLOWER.encode(&sum.finalize()[..20])
    )
}

fn one_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c })
        .take(SUBJECT)
        .collect();
    line.trim().to_owned()
}

impl Incoming {
    /// The names under which no second door may work on the same thread.
    /// Sorted, so that two letters never wait for each other.
    pub fn locks(&self) -> Vec<String> {
        let mut names: Vec<String> = std::iter::once(&self.letter_id)
            .chain(&self.ancestors)
            .chain(
                self.bounce
                    .iter()
                    .filter_map(|b| b.returned_message_id.as_ref()),
            )
            .map(|id| format!("letter {id}"))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// The people it brings along, without its writer and without us.
    pub fn company(&self, mailboxes: &[Mailbox]) -> Vec<&Address> {
        let mut company: Vec<&Address> = Vec::new();
        for other in &self.copies {
            let writer = self
                .from
                .as_ref()
                .is_some_and(|f| f.address == other.address);
            let known = company.iter().any(|a| a.address == other.address);
            if !writer && !known && !is_ours(mailboxes, &other.address) {
                company.push(other);
            }
        }
        company.truncate(COPIES);
        company
    }
}
