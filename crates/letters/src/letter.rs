//! What a letter is once it has been understood.

use serde::{Deserialize, Serialize};

use crate::seals::Seal;

/// One person or machine in a header. The address is lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    pub address: String,
    pub name: Option<String>,
}

/// A letter as read. Every list may be empty: mail arrives without a sender,
/// without a subject and without words, and is kept all the same.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Letter {
    pub from: Vec<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub reply_to: Vec<Address>,
    pub sender: Vec<Address>,
    /// Addresses from `Delivered-To`, `X-Original-To` and `Envelope-To`.
    pub delivered_to: Vec<String>,
    pub subject: Option<String>,
    /// Without angle brackets, as are the two lists below.
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    /// Microseconds UTC, as the sender's clock said.
    pub date: Option<i64>,
    pub date_offset_minutes: Option<i32>,
    /// The text/plain parts only.
    pub body_text: Option<String>,
    /// What a person sees: text, or text made from HTML, or the raw words.
    pub shown_text: String,
    pub html: Option<String>,
    pub has_html: bool,
    pub attachments: Vec<Attachment>,
    /// The new words. `reply_text` and `elided_text` hold every line of
    /// `shown_text` between them.
    pub reply_text: String,
    /// A part of `elided_text`, named because it tells who somebody is.
    pub signature: Option<String>,
    /// A part of `elided_text`: a letter of somebody else, passed on, from its
    /// headers on and without the marks in front of its lines.
    pub forwarded_text: Option<String>,
    /// Who wrote the letter that was passed on, in the text or as a file.
    pub forwarded_from: Option<Address>,
    /// Everything set aside, in order: quotes, signature, what was passed on.
    pub elided_text: Option<String>,
    pub auto: Option<Auto>,
    pub is_list: bool,
    pub bounce: Option<Bounce>,
    pub is_feedback_report: bool,
    /// How it is signed or encrypted, when it is.
    pub seal: Option<Seal>,
    /// ISO 639-1, only when the guess is reliable; none for an answer.
    pub language: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: Option<String>,
    /// Lower case, without parameters: `image/png`.
    pub content_type: String,
    /// Without angle brackets.
    pub content_id: Option<String>,
    pub inline: bool,
    pub bytes: Vec<u8>,
}

/// A machine answered for a person: out of office, vacation, "we got your mail".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auto {
    /// An answer to one letter of ours.
    Reply,
    /// Written by a machine of its own accord (a notification).
    Generated,
}

/// A letter of ours, or one sent in our name, came back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounce {
    /// One closed word, such as `userunknown` or `mailboxfull`.
    pub reason: Option<String>,
    /// Trying again is useless.
    pub hard: bool,
    /// RFC 3463, `5.1.1`.
    pub status: Option<String>,
    pub recipients: Vec<String>,
    /// The other server's own sentence.
    pub said: Option<String>,
    pub returned_message_id: Option<String>,
    pub returned_references: Vec<String>,
}
