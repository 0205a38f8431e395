//! Which parts of a letter are read and which are downloaded.

use mail_parser::HeaderName;

use crate::mime::Part;
use crate::read::{Opened, one_line};
use crate::{Attachment, Letter, Oddity, encoded, html_text, text};

/// A real letter shows a few thousand lines; beyond this it is cut on the screen only.
const MOST_TEXT: usize = 8 * 1024 * 1024;

/// One piece of what a person sees.
#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Html(String),
}

/// The parts that are read rather than downloaded.
#[derive(Default)]
pub(crate) struct Bodies {
    plain: Vec<String>,
    pieces: Vec<Piece>,
    rich: Vec<Piece>,
    /// Parts that are shown and therefore no attachments.
    used: Vec<usize>,
}

impl Bodies {
    pub(crate) fn of(opened: &Opened<'_>, oddities: &mut Vec<Oddity>) -> Bodies {
        let mut bodies = Bodies::default();
        if !opened.parts.is_empty() {
            let (pieces, rich) = bodies.walk(opened, 0, oddities);
            bodies.pieces = pieces;
            bodies.rich = rich;
        }
        bodies
    }

    /// What is shown of this part as text, and what as HTML. The recursion is
    /// as deep as the parts are, which `mime` bounds.
    fn walk(
        &mut self,
        opened: &Opened<'_>,
        index: usize,
        oddities: &mut Vec<Oddity>,
    ) -> (Vec<Piece>, Vec<Piece>) {
        let part = &opened.parts[index];
        if !part.is_multipart() {
            return match self.leaf(opened, index, oddities) {
                Some(piece) => (vec![piece.clone()], vec![piece]),
                None => (vec![], vec![]),
            };
        }
        self.used.push(index);
        let children: Vec<(Vec<Piece>, Vec<Piece>)> = part
            .children
            .iter()
            .map(|child| self.walk(opened, *child, oddities))
            .collect();
        if part.kind != "multipart/alternative" {
            let (pieces, rich): (Vec<_>, Vec<_>) = children.into_iter().unzip();
            return (pieces.concat(), rich.concat());
        }
        let has_html = |pieces: &[Piece]| pieces.iter().any(|p| matches!(p, Piece::Html(_)));
        let texts: Vec<Piece> = children
            .iter()
            .filter(|c| !has_html(&c.0))
            .flat_map(|c| c.0.clone())
            .collect();
        let wordy = texts
            .iter()
            .any(|p| matches!(p, Piece::Text(text) if !text.trim().is_empty()));
        let best = children.iter().rev().find(|c| has_html(&c.1));
        let rich = best.map_or_else(|| texts.clone(), |c| c.1.clone());
        let pieces = if wordy {
            texts
        } else {
            best.map_or(texts, |c| c.0.clone())
        };
        (pieces, rich)
    }

    fn leaf(
        &mut self,
        opened: &Opened<'_>,
        index: usize,
        oddities: &mut Vec<Oddity>,
    ) -> Option<Piece> {
        let part = &opened.parts[index];
        let attached = part
            .disposition()
            .is_some_and(|d| d.c_type.eq_ignore_ascii_case("attachment"));
        let alone = index == 0;
        let named = name_of(part).is_some() && !self.plain.is_empty();
        let is_text = part.kind.starts_with("text/")
            && (alone || matches!(part.kind.as_str(), "text/plain" | "text/html"));
        if part.carried || !is_text || (attached && !alone) || (named && part.kind == "text/plain")
        {
            return None;
        }
        self.used.push(index);
        let words = opened.words(index, oddities);
        if part.kind == "text/html" {
            return Some(Piece::Html(words));
        }
        if part.kind == "text/plain" {
            self.plain.push(words.clone());
        }
        Some(Piece::Text(words))
    }

    pub(crate) fn body_text(&self) -> Option<String> {
        (!self.plain.is_empty()).then(|| self.plain.join("\n"))
    }

    pub(crate) fn html(&self) -> Option<String> {
        if !self.rich.iter().any(|p| matches!(p, Piece::Html(_))) {
            return None;
        }
        let pieces = self.rich.iter().map(|piece| match piece {
            Piece::Html(html) => html.clone(),
            Piece::Text(text) if text.trim().is_empty() => String::new(),
            Piece::Text(text) => format!(
                "<pre style=\"white-space:pre-wrap\">{}</pre>",
                crate::html::escape(text)
            ),
        });
        Some(pieces.collect::<Vec<_>>().join("\n"))
    }

    /// What a person sees: text, or text made from HTML, or the raw words.
    pub(crate) fn shown(&self, opened: &Opened<'_>, oddities: &mut Vec<Oddity>) -> String {
        let pieces: Vec<String> = self
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Html(html) => html_text::from_html(html, oddities),
            })
            .collect();
        let mut shown = pieces.join("\n");
        if shown.trim().is_empty() {
            shown = self.raw_words(opened, oddities);
        }
        let odd = shown
            .chars()
            .take(10_000)
            .filter(|c| c.is_control() && !c.is_whitespace())
            .count();
        if odd > 20 {
            oddities.push(Oddity::BinaryText);
        }
        if shown.len() > MOST_TEXT {
            oddities.push(Oddity::TextTooLong);
            let end = (0..=MOST_TEXT)
                .rev()
                .find(|at| shown.is_char_boundary(*at))
                .unwrap_or(0);
            shown.truncate(end);
        }
        shown
    }

    /// A letter without readable text: its report, its attachments alone, or
    /// everything that stands below its headers.
    fn raw_words(&self, opened: &Opened<'_>, oddities: &mut Vec<Oddity>) -> String {
        oddities.push(Oddity::NoText);
        let Some(top) = opened.parts.first() else {
            return String::new();
        };
        let report = opened
            .parts
            .iter()
            .position(|p| p.kind == "message/delivery-status");
        if let Some(report) = report {
            return opened.words(report, oddities);
        }
        let attached = (0..opened.parts.len())
            .any(|i| !self.used.contains(&i) && opened.parts[i].start < opened.parts[i].end);
        if attached {
            return String::new();
        }
        let body = &opened.raw[top.start..top.end];
        if !body.trim_ascii().is_empty() {
            oddities.push(Oddity::RawShown);
        }
        text::words(body, None, oddities)
    }
}

fn name_of(part: &Part) -> Option<String> {
    let name = part
        .disposition()
        .and_then(|d| d.attribute("filename"))
        .or_else(|| part.content_type().and_then(|c| c.attribute("name")))?;
    let name = one_line(&encoded::decode(name));
    (!name.is_empty()).then_some(name)
}

/// What can be downloaded. The parts of a delivery or complaint report belong
/// to the report and are no attachments.
pub(crate) fn attachments(
    opened: &Opened<'_>,
    bodies: &Bodies,
    letter: &Letter,
) -> Vec<Attachment> {
    let report = letter.bounce.is_some()
        || letter.is_feedback_report
        || opened
            .parts
            .first()
            .is_some_and(|top| top.kind == "multipart/report");
    let mut list = Vec::new();
    for (index, part) in opened.parts.iter().enumerate() {
        if bodies.used.contains(&index) || part.carried {
            continue;
        }
        if report && (part.kind.starts_with("message/") || part.kind == "text/rfc822-headers") {
            continue;
        }
        let content_id = part
            .text(&HeaderName::ContentId)
            .map(|id| one_line(id.trim_matches(['<', '>'])));
        let bytes = opened.bytes(index);
        let name = name_of(part).or_else(|| carried_name(opened, index));
        if bytes.is_empty() && name.is_none() {
            continue;
        }
        let shown = content_id
            .as_deref()
            .is_some_and(|id| letter.html.as_deref().is_some_and(|h| h.contains(id)));
        let inline = shown
            || part
                .disposition()
                .is_some_and(|d| d.c_type.eq_ignore_ascii_case("inline"));
        list.push(Attachment {
            name,
            content_type: part.kind.clone(),
            content_id,
            inline,
            bytes,
        });
    }
    list
}

/// A carried letter is named by its subject.
fn carried_name(opened: &Opened<'_>, index: usize) -> Option<String> {
    if opened.parts[index].kind != "message/rfc822" {
        return None;
    }
    let inner = *opened.parts[index].children.first()?;
    let subject = opened.parts[inner].text(&HeaderName::Subject)?;
    let subject = one_line(&subject.replace(['/', '\\', ':'], " "));
    (!subject.is_empty()).then(|| format!("{}.eml", subject.chars().take(80).collect::<String>()))
}
