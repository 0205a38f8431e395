//! The line that `heliotrope read --json` prints. The keys are an interface:
//! scripts read them, so they are only ever added to.

use serde::Serialize;

use crate::{Address, Auto, Letter, Oddity, Seal};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    pub file: String,
    pub from: Vec<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub subject: Option<String>,
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub body_text: Option<String>,
    pub shown_text: String,
    pub has_html: bool,
    pub attachments: Vec<ReadingAttachment>,
    pub reply_text: String,
    pub signature: Option<String>,
    pub forwarded_text: Option<String>,
    pub elided_text: Option<String>,
    pub is_bounce: bool,
    pub bounce_reason: Option<String>,
    pub bounce_hard: Option<bool>,
    pub bounce_status: Option<String>,
    pub bounce_recipients: Vec<String>,
    pub is_auto_reply: bool,
    pub is_feedback_report: bool,
    pub oddities: Vec<&'static str>,
    /// Who wrote what was passed on.
    pub forwarded_from: Option<String>,
    /// `smime-signed`, `smime-encrypted`, `pgp-signed` or `pgp-encrypted`.
    pub sealed: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadingAttachment {
    pub name: Option<String>,
    /// Bytes after decoding.
    pub size: usize,
    pub content_type: String,
}

/// The printed reading of one letter; `file` is the name as it was given.
pub fn reading(file: &str, letter: &Letter, oddities: &[Oddity]) -> Reading {
    let addresses = |list: &[Address]| list.iter().map(|a| a.address.clone()).collect();
    let bounce = letter.bounce.as_ref();
    Reading {
        file: file.to_string(),
        from: addresses(&letter.from),
        to: addresses(&letter.to),
        cc: addresses(&letter.cc),
        subject: letter.subject.clone(),
        message_id: letter.message_id.clone(),
        in_reply_to: letter.in_reply_to.clone(),
        references: letter.references.clone(),
        body_text: letter.body_text.clone(),
        shown_text: letter.shown_text.clone(),
        has_html: letter.has_html,
        attachments: letter
            .attachments
            .iter()
            .map(|a| ReadingAttachment {
                name: a.name.clone(),
                size: a.bytes.len(),
                content_type: a.content_type.clone(),
            })
            .collect(),
        reply_text: letter.reply_text.clone(),
        signature: letter.signature.clone(),
        forwarded_text: letter.forwarded_text.clone(),
        elided_text: letter.elided_text.clone(),
        is_bounce: bounce.is_some(),
        bounce_reason: bounce.and_then(|b| b.reason.clone()),
        bounce_hard: bounce.map(|b| b.hard),
        bounce_status: bounce.and_then(|b| b.status.clone()),
        bounce_recipients: bounce.map(|b| b.recipients.clone()).unwrap_or_default(),
        is_auto_reply: letter.auto == Some(Auto::Reply),
        is_feedback_report: letter.is_feedback_report,
        oddities: oddities.iter().map(Oddity::word).collect(),
        forwarded_from: letter.forwarded_from.as_ref().map(|a| a.address.clone()),
        sealed: letter.seal.as_ref().map(Seal::word),
    }
}
