//! Letters that came back.

use mail_parser::{Message, MimeHeaders, PartType};

use crate::Bounce;

/// The report in a delivery report after RFC 3464.
pub(crate) fn bounce(message: &Message<'_>) -> Option<Bounce> {
    let report = message
        .parts
        .iter()
        .find(|p| p.is_content_type("message", "delivery-status"))?;
    let text = match &report.body {
        PartType::Text(text) => text.to_string(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        _ => return None,
    };
    let mut bounce = Bounce::default();
    for line in text.lines() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "final-recipient" => {
                let address = value
                    .rsplit(';')
                    .next()
                    .unwrap_or(value)
                    .trim()
                    .to_lowercase();
                bounce.recipients.push(address);
            }
            "status" => bounce.status = value.split_whitespace().next().map(str::to_string),
            "diagnostic-code" => {
                bounce.said = Some(
                    value
                        .split_once(';')
                        .map_or(value, |(_, said)| said.trim())
                        .to_string(),
                )
            }
            "action" if !value.eq_ignore_ascii_case("failed") && bounce.recipients.len() < 2 => {}
            _ => {}
        }
    }
    bounce.hard = bounce.status.as_deref().is_some_and(|s| s.starts_with('5'));
    for part in &message.parts {
        if let PartType::Message(returned) = &part.body {
            bounce.returned_message_id = returned.message_id().map(str::to_string);
            bounce.returned_references = returned
                .references()
                .as_text_list()
                .unwrap_or_default()
                .iter()
                .map(|id| id.to_string())
                .collect();
        }
    }
    Some(bounce)
}

/// A complaint report (ARF, RFC 5965).
pub(crate) fn is_feedback_report(message: &Message<'_>) -> bool {
    message
        .parts
        .iter()
        .any(|p| p.is_content_type("message", "feedback-report"))
}
