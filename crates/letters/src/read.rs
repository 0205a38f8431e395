//! Bytes to letter.

use mail_parser::{HeaderName, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

use crate::{Attachment, Auto, Letter, Oddity, addresses::addresses, auto, bounce, quotes, text};

/// The headers of a letter as plain words, for questions about habits.
pub(crate) struct Headers(Vec<(String, String)>);

impl Headers {
    fn of(message: &Message<'_>) -> Headers {
        Headers(
            message
                .headers_raw()
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_string()))
                .collect(),
        )
    }

    /// The first value of this header, lower case.
    pub(crate) fn word(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.to_lowercase())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}

/// Reads one raw letter. Never fails and never panics; what cannot be
/// understood is named as an [`Oddity`], and the words are kept.
pub fn read(raw: &[u8]) -> (Letter, Vec<Oddity>) {
    let mut oddities = Vec::new();
    let mut letter = Letter::default();
    if raw.is_empty() {
        oddities.push(Oddity::Empty);
    }
    let message = MessageParser::default().parse(raw);
    if let Some(message) = &message {
        understand(message, &mut letter);
    } else {
        oddities.push(Oddity::NoHeaders);
    }
    if letter.from.is_empty() {
        oddities.push(Oddity::NoFrom);
    }
    if letter.date.is_none() {
        oddities.push(Oddity::NoDate);
    }
    letter.shown_text = match (&letter.body_text, &letter.html) {
        (Some(text), _) if !text.trim().is_empty() => text.clone(),
        (_, Some(html)) => text::from_html(html),
        _ if message.is_none() => {
            oddities.push(Oddity::RawShown);
            String::from_utf8_lossy(raw).into_owned()
        }
        _ => {
            oddities.push(Oddity::NoText);
            String::new()
        }
    };
    let piles = quotes::sort(&letter.shown_text);
    letter.reply_text = piles.reply;
    letter.signature = piles.signature;
    letter.forwarded_text = piles.forwarded;
    letter.elided_text = piles.elided;
    letter.language = whatlang::detect(&letter.reply_text)
        .filter(|guess| guess.is_reliable())
        .and_then(|guess| two_letters(guess.lang().code()))
        .map(str::to_string);
    (letter, oddities)
}

fn two_letters(code: &str) -> Option<&'static str> {
    const CODES: &[(&str, &str)] = &[
        ("eng", "en"),
        ("deu", "de"),
        ("fra", "fr"),
        ("spa", "es"),
        ("ita", "it"),
        ("por", "pt"),
        ("nld", "nl"),
    ];
    CODES
        .iter()
        .find(|(three, _)| *three == code)
        .map(|(_, two)| *two)
}

fn understand(message: &Message<'_>, letter: &mut Letter) {
    let headers = Headers::of(message);
    let list = |name| addresses(message.header(name));
    letter.from = list(HeaderName::From);
    letter.to = list(HeaderName::To);
    letter.cc = list(HeaderName::Cc);
    letter.reply_to = list(HeaderName::ReplyTo);
    letter.sender = list(HeaderName::Sender);
    letter.delivered_to = ["delivered-to", "x-original-to", "envelope-to"]
        .iter()
        .filter_map(|name| headers.word(name))
        .collect();
    letter.subject = message.subject().map(str::to_string);
    letter.message_id = message.message_id().map(str::to_string);
    letter.in_reply_to = ids(message.in_reply_to());
    letter.references = ids(message.references());
    if let Some(date) = message.date().filter(|date| date.is_valid()) {
        letter.date = Some(date.to_timestamp() * 1_000_000);
        let minutes = i32::from(date.tz_hour) * 60 + i32::from(date.tz_minute);
        letter.date_offset_minutes = Some(if date.tz_before_gmt {
            -minutes
        } else {
            minutes
        });
    }
    bodies(message, letter);
    letter.is_feedback_report = bounce::is_feedback_report(message);
    letter.bounce = if letter.is_feedback_report {
        None
    } else {
        bounce::bounce(message)
    };
    letter.auto = if letter.bounce.is_some() {
        None
    } else {
        auto::auto(&headers)
    };
    letter.is_list = auto::is_list(&headers) && letter.auto != Some(Auto::Reply);
}

fn bodies(message: &Message<'_>, letter: &mut Letter) {
    let (mut texts, mut htmls) = (Vec::new(), Vec::new());
    for id in &message.text_body {
        if let Some(PartType::Text(text)) = message.part(*id).map(|p| &p.body) {
            texts.push(text.to_string());
        }
    }
    for id in &message.html_body {
        if let Some(PartType::Html(html)) = message.part(*id).map(|p| &p.body) {
            htmls.push(html.to_string());
        }
    }
    letter.has_html = !htmls.is_empty();
    letter.body_text = (!texts.is_empty()).then(|| texts.join("\n"));
    letter.html = (!htmls.is_empty()).then(|| htmls.join("\n"));
    for part in message.attachments() {
        let content_type = part.content_type().map_or_else(
            || "application/octet-stream".to_string(),
            |c| format!("{}/{}", c.ctype(), c.subtype().unwrap_or("octet-stream")).to_lowercase(),
        );
        letter.attachments.push(Attachment {
            name: part.attachment_name().map(str::to_string),
            content_type,
            content_id: part.content_id().map(str::to_string),
            inline: part.content_disposition().is_some_and(|d| d.is_inline())
                || part.content_id().is_some(),
            bytes: match &part.body {
                PartType::Message(inner) => inner.raw_message().to_vec(),
                _ => part.contents().to_vec(),
            },
        });
    }
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    value
        .as_text_list()
        .unwrap_or_default()
        .iter()
        .map(|id| id.to_string())
        .collect()
}
