//! Letters that came back.
//!
//! The honest form is a delivery report (RFC 3464): fields for every recipient,
//! and the returned letter beside them. Many servers write prose of their own
//! instead, so the prose is read, too: who could not be reached, and what the
//! other server said. From its sentence follows the reason, one closed word,
//! and from the reason whether trying again is useless.
//!
//! `report` reads the fields, `prose` the sentences, `reasons` judges.

mod prose;
mod reasons;
mod report;
mod tables;

use mail_parser::{HeaderName, MessageParser};

use crate::addresses::addresses;
use crate::mime::{Part, parse_headers};
use crate::read::{Opened, ids};
use crate::{Bounce, Letter};
use report::MOST_REPORT;

/// What came back, when this letter is a bounce.
pub(crate) fn bounce(opened: &Opened<'_>, letter: &Letter) -> Option<Bounce> {
    let top = opened.parts.first()?;
    let (told, returned) = prose::split(&letter.shown_text);
    let mut fields = report::of_parts(opened);
    // A customer may ask us what the report means that stands in the letter.
    if fields.is_empty() && prose::by_machine(opened, letter) {
        fields = report::of_text(&letter.shown_text);
    }
    if fields.is_empty() {
        fields = report::of_notice(&letter.shown_text);
    }
    if fields.iter().any(|f| f.action.is_some()) && fields.iter().all(|f| !f.failed()) {
        return None;
    }
    let is_report = opened
        .parts
        .iter()
        .any(|p| !p.carried && p.kind == "message/delivery-status")
        || fields.iter().any(|f| f.action.is_some());
    if !is_report && !prose::is_bounce(opened, letter, told) {
        return None;
    }
    let failed: Vec<&report::Fields> = fields.iter().filter(|f| f.failed()).collect();
    let senders: Vec<String> = letter.to.iter().map(|a| a.address.clone()).collect();
    let mut recipients: Vec<String> = Vec::new();
    for field in &failed {
        if let Some(recipient) = &field.recipient
            && !recipients.contains(recipient)
        {
            recipients.push(recipient.clone());
        }
    }
    if recipients.is_empty() {
        recipients = prose::named(&opened.headers, told, &senders);
    }
    if recipients.is_empty() {
        recipients = returned_to(opened, returned);
    }
    let said = failed
        .iter()
        .find_map(|f| f.said.clone())
        .or_else(|| prose::said(told, recipients.first().map(String::as_str)));
    let reported = failed.iter().find_map(|f| f.status.clone());
    let status = reasons::status(reported.as_deref(), said.as_deref(), told);
    let facts = reasons::Facts {
        said: said.as_deref().unwrap_or_default(),
        told,
        subject: letter.subject.as_deref().unwrap_or_default(),
        status: status.as_deref().unwrap_or_default(),
        category: failed.iter().find_map(|f| f.category.as_deref()),
        delayed: !failed.is_empty()
            && failed
                .iter()
                .all(|f| f.action.as_deref() == Some("delayed")),
    };
    let reason = reasons::reason(&facts);
    let mut bounce = Bounce {
        hard: reasons::is_hard(reason),
        reason: Some(reason.to_string()),
        status,
        recipients,
        said,
        returned_message_id: None,
        returned_references: Vec::new(),
    };
    returned_letter(opened, top, returned, &mut bounce);
    Some(bounce)
}

/// A complaint report (RFC 5965).
pub(crate) fn is_feedback_report(opened: &Opened<'_>) -> bool {
    opened
        .parts
        .iter()
        .any(|p| !p.carried && p.kind == "message/feedback-report")
}

/// The headers of the letter that came back, wherever they stand: in a part of
/// their own, as headers only, or at the end of the prose.
fn returned_letter(opened: &Opened<'_>, top: &Part, returned: &str, bounce: &mut Bounce) {
    let carried = opened
        .parts
        .iter()
        .find(|p| p.carried && p.value(&HeaderName::MessageId).is_some());
    if let Some(part) = carried {
        take(part, bounce);
        return;
    }
    let parser = MessageParser::default();
    let headers_only = opened
        .parts
        .iter()
        .position(|p| matches!(p.kind.as_str(), "text/rfc822-headers" | "message/rfc822"));
    let block = match headers_only {
        Some(index) => opened.words(index, MOST_REPORT, &mut Vec::new()),
        None => returned.to_string(),
    };
    let start = block
        .find("Message-I")
        .or_else(|| block.to_lowercase().find("\nmessage-id:").map(|at| at + 1));
    let Some(start) = start.filter(|at| block.is_char_boundary(*at)) else {
        // Some servers name the returned letter in their own headers.
        bounce.returned_message_id = ids(top, &HeaderName::InReplyTo).into_iter().next();
        bounce.returned_references = ids(top, &HeaderName::References);
        return;
    };
    let id_block = block[start..].split("\n\n").next().unwrap_or_default();
    let headers = parse_headers(&parser, id_block.as_bytes());
    let references = block
        .to_lowercase()
        .find("\nreferences:")
        .filter(|at| block.is_char_boundary(*at));
    let mut part = blank(headers);
    if let Some(at) = references {
        part.headers.extend(parse_headers(
            &parser,
            block[at + 1..]
                .split("\n\n")
                .next()
                .unwrap_or_default()
                .as_bytes(),
        ));
    }
    take(&part, bounce);
}

/// To whom the returned letter had gone.
fn returned_to(opened: &Opened<'_>, returned: &str) -> Vec<String> {
    let carried = opened
        .parts
        .iter()
        .find(|p| p.carried && p.value(&HeaderName::To).is_some());
    let headers = match carried {
        Some(part) => part.headers.clone(),
        None => {
            let Some(at) = returned.find("\nTo:") else {
                return Vec::new();
            };
            parse_headers(
                &MessageParser::default(),
                returned[at + 1..]
                    .split("\n\n")
                    .next()
                    .unwrap_or_default()
                    .as_bytes(),
            )
        }
    };
    let values = headers
        .iter()
        .filter(|h| h.name == HeaderName::To)
        .map(|h| &h.value);
    addresses(values, &mut Vec::new())
        .into_iter()
        .map(|a| a.address)
        .take(1)
        .collect()
}

fn take(part: &Part, bounce: &mut Bounce) {
    bounce.returned_message_id = ids(part, &HeaderName::MessageId).into_iter().next();
    bounce.returned_references = ids(part, &HeaderName::References);
    for id in ids(part, &HeaderName::InReplyTo) {
        if !bounce.returned_references.contains(&id) {
            bounce.returned_references.push(id);
        }
    }
    bounce.returned_references.dedup();
}

fn blank(headers: Vec<mail_parser::Header<'static>>) -> Part {
    Part {
        headers,
        kind: String::new(),
        boundary: None,
        parent: None,
        children: Vec::new(),
        carried: true,
        header_start: 0,
        start: 0,
        end: 0,
    }
}

#[cfg(test)]
mod tests;
