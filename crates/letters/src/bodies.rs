//! Which parts of a letter are read.

use crate::attached::{is_tnef, name_of};
use crate::read::Opened;
use crate::tnef::{Tnef, tnef};
use crate::{Oddity, calendar, flowed, html_text, rtf, text, uuencode};

/// A real letter shows a few thousand lines; what is beyond thirty thousand is no
/// longer read but can be downloaded.
const MOST_TEXT: usize = 2 * 1024 * 1024;

/// The words of one part.
struct Words {
    is_html: bool,
    /// From a text/plain part.
    is_plain: bool,
    /// As they came.
    text: String,
    /// As they are shown, when that is not as they came.
    shown: Option<String>,
}

/// "Your program does not show HTML": a text beside HTML that says only where
/// the words are.
fn is_stub(text: &str, html: &str) -> bool {
    let low = text.to_lowercase();
    let speaks_of_it = [
        "html",
        "browser",
        "mail client",
        "e-mail client",
        "email client",
    ]
    .iter()
    .any(|w| low.contains(w));
    text.len() < 250 && speaks_of_it && html.len() > 8 * text.len() + 500
}

/// The parts that are read rather than downloaded.
#[derive(Default)]
pub(crate) struct Bodies {
    words: Vec<Words>,
    /// Of which `words` the shown text is made.
    pieces: Vec<usize>,
    /// Of which the HTML is made.
    rich: Vec<usize>,
    /// Parts that are shown and therefore no attachments.
    pub(crate) used: Vec<usize>,
    /// Files that stood in the middle of a text.
    pub(crate) files: Vec<uuencode::Found>,
    /// What was unpacked from a part.
    pub(crate) unpacked: Vec<(usize, Tnef)>,
    invitation: Option<String>,
    /// Bytes that were read so far.
    read: usize,
}

impl Bodies {
    pub(crate) fn of(opened: &Opened<'_>, oddities: &mut Vec<Oddity>) -> Bodies {
        let mut bodies = Bodies::default();
        if opened.parts.is_empty() {
            return bodies;
        }
        let (pieces, rich) = bodies.walk(opened, 0, oddities);
        bodies.pieces = pieces;
        bodies.rich = rich;
        for (index, part) in opened.parts.iter().enumerate() {
            if part.carried {
                continue;
            }
            if is_tnef(part) {
                match tnef(&opened.bytes(index)) {
                    Some(found) => bodies.unpacked.push((index, found)),
                    None => oddities.push(Oddity::BrokenParts),
                }
            } else if part.kind == "text/calendar" && bodies.invitation.is_none() {
                bodies.invitation = calendar::line(&opened.words(index, MOST_TEXT, oddities));
            }
        }
        bodies.unpack_words(oddities);
        bodies
    }

    /// The words of a packed letter, when there are no others.
    fn unpack_words(&mut self, oddities: &mut Vec<Oddity>) {
        let wordy = |n: &usize| !self.words[*n].text.trim().is_empty();
        if self.pieces.iter().any(wordy) {
            return;
        }
        let found = self.unpacked.iter().find_map(|(_, tnef)| {
            if let Some(text) = &tnef.text {
                return Some((false, text.clone()));
            }
            if let Some(html) = &tnef.html {
                return Some((true, text::words(html, None, oddities)));
            }
            tnef.rtf
                .as_deref()
                .and_then(rtf::words_of_packed)
                .map(|words| (false, words))
        });
        if let Some((is_html, text)) = found {
            let text = text::beginning(&text::plain(text), MOST_TEXT).to_string();
            self.words.push(Words {
                is_html,
                is_plain: false,
                text,
                shown: None,
            });
            self.pieces.push(self.words.len() - 1);
            self.rich.push(self.words.len() - 1);
        }
    }

    /// What is shown of this part as text, and what as HTML. The recursion is
    /// as deep as the parts are, which `mime` bounds.
    fn walk(
        &mut self,
        opened: &Opened<'_>,
        index: usize,
        oddities: &mut Vec<Oddity>,
    ) -> (Vec<usize>, Vec<usize>) {
        let part = &opened.parts[index];
        if !part.is_multipart() {
            return match self.leaf(opened, index, oddities) {
                Some(words) => (vec![words], vec![words]),
                None => (vec![], vec![]),
            };
        }
        self.used.push(index);
        let children: Vec<(Vec<usize>, Vec<usize>)> = part
            .children
            .iter()
            .map(|child| self.walk(opened, *child, oddities))
            .collect();
        if part.kind != "multipart/alternative" {
            let (pieces, rich): (Vec<_>, Vec<_>) = children.into_iter().unzip();
            return (pieces.concat(), rich.concat());
        }
        let has_html = |list: &[usize]| list.iter().any(|n| self.words[*n].is_html);
        let texts: Vec<usize> = children
            .iter()
            .filter(|c| !has_html(&c.0))
            .flat_map(|c| c.0.clone())
            .collect();
        let html = children
            .iter()
            .rev()
            .flat_map(|c| &c.1)
            .find(|n| self.words[**n].is_html);
        let html = html.map(|n| self.words[*n].text.as_str());
        let wordy = texts.iter().any(|n| {
            let text = self.words[*n].text.trim();
            !text.is_empty() && !html.is_some_and(|html| is_stub(text, html))
        });
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
    ) -> Option<usize> {
        let part = &opened.parts[index];
        let attached = part
            .disposition()
            .is_some_and(|d| d.c_type.eq_ignore_ascii_case("attachment"));
        let alone = index == 0;
        let text_before = self.words.iter().any(|w| w.is_plain);
        let named = name_of(part).is_some() && text_before;
        let is_text = part.kind.starts_with("text/")
            && (alone || matches!(part.kind.as_str(), "text/plain" | "text/html"));
        if part.carried || !is_text || (attached && !alone) || (named && part.kind == "text/plain")
        {
            return None;
        }
        // A file for calendars; its line is shown.
        if part.kind == "text/calendar"
            && calendar::line(&opened.words(index, MOST_TEXT, oddities)).is_some()
        {
            return None;
        }
        // What is longer than anybody reads is cut, and can be had whole as a file.
        let room = MOST_TEXT - self.read;
        let length = part.end - part.start;
        self.read += length.min(room);
        if length > room {
            oddities.push(Oddity::TextTooLong);
            if room == 0 {
                return None;
            }
        } else {
            self.used.push(index);
        }
        let text = opened.words(index, room, oddities);
        let is_html = part.kind == "text/html";
        let shown = if is_html {
            None
        } else {
            self.shown_words(part, &text)
        };
        let is_plain = part.kind == "text/plain";
        self.words.push(Words {
            is_html,
            is_plain,
            text,
            shown,
        });
        Some(self.words.len() - 1)
    }

    /// Plain words without the line breaks and the files that programs put in.
    fn shown_words(&mut self, part: &crate::mime::Part, text: &str) -> Option<String> {
        let attribute = |name: &str| {
            let value = part.content_type().and_then(|c| c.attribute(name));
            value.unwrap_or_default().to_ascii_lowercase()
        };
        let flowed = (attribute("format") == "flowed")
            .then(|| flowed::unflow(text, attribute("delsp") == "yes"));
        if !text.contains("begin ") {
            return flowed;
        }
        let (words, files) = uuencode::take(flowed.as_deref().unwrap_or(text));
        if files.is_empty() {
            return flowed;
        }
        self.files.extend(files);
        Some(words)
    }

    /// The text/plain parts only.
    pub(crate) fn body_text(&self) -> Option<String> {
        let texts: Vec<&str> = self
            .words
            .iter()
            .filter(|w| w.is_plain)
            .map(|w| w.text.as_str())
            .collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }

    pub(crate) fn html(&self) -> Option<String> {
        if !self.rich.iter().any(|n| self.words[*n].is_html) {
            return None;
        }
        let pieces = self.rich.iter().map(|n| {
            let words = &self.words[*n];
            if words.is_html {
                return words.text.clone();
            }
            let text = words.shown.as_ref().unwrap_or(&words.text);
            if text.trim().is_empty() {
                return String::new();
            }
            let text = crate::html::escape(text);
            format!("<pre style=\"white-space:pre-wrap\">{text}</pre>")
        });
        Some(pieces.collect::<Vec<_>>().join("\n"))
    }

    /// What a person sees: text, or text made from HTML, or the raw words. Where
    /// the HTML says that an older letter begins stands a line with a mark.
    pub(crate) fn shown(&self, opened: &Opened<'_>, oddities: &mut Vec<Oddity>) -> String {
        let mut pieces: Vec<String> = self.invitation.clone().into_iter().collect();
        pieces.extend(self.pieces.iter().map(|n| {
            let words = &self.words[*n];
            if words.is_html {
                html_text::from_html(&words.text, oddities)
            } else {
                words.shown.as_ref().unwrap_or(&words.text).clone()
            }
        }));
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
            shown.truncate(text::beginning(&shown, MOST_TEXT).len());
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
            return opened.words(report, MOST_TEXT, oddities);
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
        text::words(&body[..body.len().min(MOST_TEXT)], None, oddities)
    }
}
