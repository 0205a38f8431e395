//! Bytes to letter: headers, bodies and attachments put together.

use std::borrow::Cow;

use mail_parser::{DateTime, HeaderName, HeaderValue};

use crate::attached::attachments;
use crate::bodies::Bodies;
use crate::mime::{self, Part};
use crate::seals::Seal;
use crate::{
    Address, Auto, Letter, Oddity, addresses, auto, bounce, encoded, language, quotes, seals,
    structure, text,
};

const MOST_IDS: usize = 1_000;

/// A letter that has been cut into parts but not yet understood.
pub(crate) struct Opened<'x> {
    pub raw: &'x [u8],
    pub parts: Vec<Part>,
    pub headers: Headers,
}

impl Opened<'_> {
    /// The words in the first `most` bytes of one part, whatever its kind.
    pub(crate) fn words(&self, index: usize, most: usize, oddities: &mut Vec<Oddity>) -> String {
        let part = &self.parts[index];
        let bytes = text::decode(
            &self.raw[part.start..part.end.min(part.start + most)],
            &part.transfer_encoding(),
            oddities,
        );
        let charset = part.content_type().and_then(|c| c.attribute("charset"));
        text::words(&bytes, charset, oddities)
    }

    pub(crate) fn bytes(&self, index: usize) -> Vec<u8> {
        let part = &self.parts[index];
        text::decode(
            &self.raw[part.start..part.end],
            &part.transfer_encoding(),
            &mut Vec::new(),
        )
        .into_owned()
    }
}

/// The headers of a letter as plain words, for questions about habits.
#[derive(Debug, Default)]
pub(crate) struct Headers(Vec<(String, String)>);

impl Headers {
    /// Unfolds a block of header lines.
    pub(crate) fn of(block: &[u8]) -> Headers {
        let mut headers: Vec<(String, String)> = Vec::new();
        let block = text::words(block, None, &mut Vec::new());
        for line in block.lines() {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = headers.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_string()));
            }
        }
        Headers(headers)
    }

    /// Every value of this header, in order.
    pub(crate) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first value of this header, lower case.
    pub(crate) fn word(&self, name: &str) -> Option<String> {
        self.first(name).map(str::to_lowercase)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }
}

/// Reads one raw letter. Never fails and never panics; what cannot be
/// understood is named as an [`Oddity`], and the words are kept. The work grows
/// with the size of the letter and with nothing else.
pub fn read(raw: &[u8]) -> (Letter, Vec<Oddity>) {
    let mut oddities = Vec::new();
    let turned = with_line_ends(raw);
    let opened = open(&turned, &mut oddities);
    let letter = match seals::inside(&opened) {
        Some(inside) => {
            let opened = open(&inside, &mut oddities);
            let mut letter = understand(&opened, &mut oddities);
            letter.seal = letter.seal.or(Some(Seal::SmimeSigned));
            letter
        }
        None => understand(&opened, &mut oddities),
    };
    oddities.sort();
    oddities.dedup();
    (letter, oddities)
}

/// Old programs end their lines with a carriage return alone.
fn with_line_ends(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.contains(&b'\n') || !raw.contains(&b'\r') {
        return Cow::Borrowed(raw);
    }
    let turn = |byte: &u8| if *byte == b'\r' { b'\n' } else { *byte };
    Cow::Owned(raw.iter().map(turn).collect())
}

fn open<'x>(raw: &'x [u8], oddities: &mut Vec<Oddity>) -> Opened<'x> {
    let parts = mime::parts(raw, oddities);
    let headers = parts
        .first()
        .map(|p| &raw[p.header_start..p.start])
        .map(|block| Headers::of(&block[..block.len().min(mime::MOST_HEADER_BYTES)]))
        .unwrap_or_default();
    Opened {
        raw,
        parts,
        headers,
    }
}

fn understand(opened: &Opened<'_>, oddities: &mut Vec<Oddity>) -> Letter {
    let mut letter = Letter::default();
    envelope(opened, &mut letter, oddities);
    let bodies = Bodies::of(opened, oddities);
    letter.body_text = bodies.body_text();
    letter.html = bodies.html();
    letter.has_html = letter.html.is_some();
    let marked = bodies.shown(opened, oddities);
    letter.seal = seals::of(opened, &marked);
    if letter.seal.is_some_and(|seal| seal.hides()) {
        oddities.push(Oddity::Encrypted);
    }
    letter.shown_text = structure::unmarked(marked.clone());
    letter.is_feedback_report = bounce::is_feedback_report(opened);
    if !letter.is_feedback_report {
        letter.bounce = bounce::bounce(opened, &letter);
    }
    letter.attachments = attachments(opened, &bodies, &letter);
    if letter.bounce.is_none() && !letter.is_feedback_report {
        letter.auto = auto::auto(&opened.headers, letter.subject.as_deref());
    }
    letter.is_list = auto::is_list(&opened.headers) && letter.auto != Some(Auto::Reply);
    if letter.bounce.is_some() || letter.is_feedback_report {
        letter.reply_text = letter.shown_text.trim().to_string();
    } else {
        let piles = quotes::sort(&marked, &letter);
        letter.reply_text = piles.reply;
        letter.signature = piles.signature;
        letter.forwarded_text = piles.forwarded;
        letter.elided_text = piles.elided;
        letter.forwarded_from = piles.forwarded_from.or_else(|| carried_from(opened));
    }
    // An answer goes on in the language of what it answers. Looking costs a
    // third of all that is done to read a letter.
    if letter.in_reply_to.is_empty() && letter.references.is_empty() {
        letter.language = language::of(&letter.reply_text);
    }
    letter
}

/// Who wrote the one letter that this letter carries as a file.
fn carried_from(opened: &Opened<'_>) -> Option<Address> {
    let mut letters = opened.parts.iter().filter(|part| {
        let outer = part.parent.map(|outer| &opened.parts[outer]);
        part.carried && outer.is_some_and(|outer| !outer.carried)
    });
    let carried = letters.next()?;
    if letters.next().is_some() {
        return None;
    }
    let values = carried
        .headers
        .iter()
        .filter(|h| h.name == HeaderName::From);
    let list = addresses::addresses(values.map(|h| &h.value), &mut Vec::new());
    list.into_iter().next()
}

/// Who, to whom, about what, when.
fn envelope(opened: &Opened<'_>, letter: &mut Letter, oddities: &mut Vec<Oddity>) {
    let Some(top) = opened.parts.first() else {
        oddities.push(Oddity::Empty);
        return;
    };
    if opened.raw.trim_ascii().is_empty() {
        oddities.push(Oddity::Empty);
    } else if top.headers.is_empty() {
        oddities.push(Oddity::NoHeaders);
    }
    let mut list = |name: HeaderName<'_>| {
        let values = top
            .headers
            .iter()
            .filter(|h| h.name == name)
            .map(|h| &h.value);
        addresses::addresses(values, oddities)
    };
    letter.from = list(HeaderName::From);
    letter.to = list(HeaderName::To);
    letter.cc = list(HeaderName::Cc);
    letter.reply_to = list(HeaderName::ReplyTo);
    letter.sender = list(HeaderName::Sender);
    for name in [
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-delivered-to",
    ] {
        for value in opened.headers.all(name) {
            let address = value
                .trim_matches(|c: char| c == '<' || c == '>' || c.is_whitespace())
                .to_lowercase();
            if address.contains('@') && !letter.delivered_to.contains(&address) {
                letter.delivered_to.push(address);
            }
        }
    }
    letter.subject = opened
        .headers
        .first("subject")
        .map(|s| one_line(&encoded::decode(s)))
        .filter(|s| !s.is_empty());
    letter.message_id = ids(top, &HeaderName::MessageId).into_iter().next();
    letter.in_reply_to = ids(top, &HeaderName::InReplyTo);
    letter.references = ids(top, &HeaderName::References);
    if letter.from.is_empty() {
        oddities.push(Oddity::NoFrom);
    }
    if letter.message_id.is_none() {
        oddities.push(Oddity::NoMessageId);
    }
    date(
        top.value(&HeaderName::Date),
        opened.headers.has("date"),
        letter,
        oddities,
    );
}

fn date(
    value: Option<&HeaderValue<'_>>,
    named: bool,
    letter: &mut Letter,
    oddities: &mut Vec<Oddity>,
) {
    let date = match value {
        Some(HeaderValue::DateTime(date)) => date,
        _ => {
            oddities.push(if named {
                Oddity::DateUnclear
            } else {
                Oddity::NoDate
            });
            return;
        }
    };
    // A leap second is a valid second of mail.
    let sane = DateTime {
        second: date.second.min(59),
        ..*date
    };
    if !sane.is_valid() {
        oddities.push(Oddity::DateUnclear);
    } else if !(1971..=2100).contains(&sane.year) {
        oddities.push(Oddity::DateOutOfRange);
    } else {
        let minutes = i32::from(date.tz_hour) * 60 + i32::from(date.tz_minute);
        letter.date = Some(sane.to_timestamp() * 1_000_000);
        letter.date_offset_minutes = Some(if date.tz_before_gmt {
            -minutes
        } else {
            minutes
        });
    }
}

/// Message ids without angle brackets, in order, once each.
pub(crate) fn ids(part: &Part, name: &HeaderName<'_>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut add = |id: &str| {
        let id = one_line(id.trim_matches(|c: char| c == '<' || c == '>' || c.is_whitespace()));
        if !id.is_empty() && ids.len() < MOST_IDS {
            ids.push(id);
        }
    };
    for header in part.headers.iter().filter(|h| h.name == *name) {
        match &header.value {
            // Without brackets the whole value comes as one text.
            HeaderValue::Text(text) if text.contains([' ', ',', ';']) => text
                .split([' ', ',', ';'])
                .filter(|id| id.contains('@'))
                .for_each(&mut add),
            HeaderValue::Text(text) => add(text),
            HeaderValue::TextList(list) => list.iter().for_each(|id| add(id)),
            _ => {}
        }
    }
    ids
}

/// A header value as one line without control characters.
pub(crate) fn one_line(value: &str) -> String {
    let clean = value.replace(|c: char| c.is_control(), " ");
    clean.trim().to_string()
}
