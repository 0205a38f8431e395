//! What a message is.

pub mod source;

use crate::events::Actor;
use crate::kit::At;
use letters::{Address, Seal};
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    Letter,
    #[default]
    Reply,
    Note,
    /// What was said by telephone, as one of us wrote it down.
    Call,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Letter => "letter",
            Kind::Reply => "reply",
            Kind::Note => "note",
            Kind::Call => "call",
        }
    }
    /// Does it stay in the team? Nobody outside reads it.
    pub fn stays_inside(self) -> bool {
        matches!(self, Kind::Note | Kind::Call)
    }
    /// `in` for what came, `out` for what we wrote.
    pub fn direction(self) -> &'static str {
        if self == Kind::Letter { "in" } else { "out" }
    }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Kind::Letter, Kind::Reply, Kind::Note, Kind::Call]
            .into_iter()
            .find(|k| k.word() == word)
            .ok_or_else(|| format!("no such kind of message: {word}"))
    }
}

/// Why a letter is not a person asking something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Auto,
    Bounce,
    List,
    Thanks,
    Feedback,
}

impl Mark {
    pub fn word(self) -> &'static str {
        match self {
            Mark::Auto => "auto",
            Mark::Bounce => "bounce",
            Mark::List => "list",
            Mark::Thanks => "thanks",
            Mark::Feedback => "feedback",
        }
    }
}

impl FromStr for Mark {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [
            Mark::Auto,
            Mark::Bounce,
            Mark::List,
            Mark::Thanks,
            Mark::Feedback,
        ]
        .into_iter()
        .find(|m| m.word() == word)
        .ok_or_else(|| format!("no such mark: {word}"))
    }
}

/// The door by which somebody's words came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Came {
    #[default]
    Mail,
    /// The public form.
    Form,
    /// Their own page of the case.
    Page,
    Api,
}

impl Came {
    pub fn word(self) -> &'static str {
        match self {
            Came::Mail => "mail",
            Came::Form => "form",
            Came::Page => "page",
            Came::Api => "api",
        }
    }

    pub fn of_word(word: &str) -> Option<Came> {
        [Came::Mail, Came::Form, Came::Page, Came::Api]
            .into_iter()
            .find(|came| came.word() == word)
    }
}

/// How a telephone call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rang {
    WeCalled,
    TheyCalled,
    /// We called, and nobody answered.
    Missed,
}

impl Rang {
    pub const ALL: [Rang; 3] = [Rang::WeCalled, Rang::TheyCalled, Rang::Missed];

    pub fn word(self) -> &'static str {
        match self {
            Rang::WeCalled => "we",
            Rang::TheyCalled => "they",
            Rang::Missed => "missed",
        }
    }

    pub fn of_word(word: &str) -> Option<Rang> {
        Rang::ALL.into_iter().find(|rang| rang.word() == word)
    }
}

/// A telephone call: how it went, with whom, and when it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub rang: Rang,
    pub person: i64,
    /// What they are called now; empty when nobody knows.
    pub name: String,
    pub at: At,
}

#[derive(Debug, Clone)]
pub struct Message {
    pub id: i64,
    pub kind: Kind,
    pub author: Actor,
    /// The author's name now; the address for a person without one.
    pub author_name: String,
    pub sender: String,
    pub at: At,
    pub event: i64,
    pub subject: String,
    pub words: String,
    pub elided: Option<String>,
    pub has_html: bool,
    pub letter_id: Option<String>,
    pub mark: Option<Mark>,
    pub oddities: Vec<String>,
    pub raw: Option<String>,
    /// None for what we wrote, and where nobody knows any more.
    pub came: Option<Came>,
    pub seal: Option<Seal>,
    /// Who wrote the letter that this one passes on.
    pub writer: Option<Address>,
    /// With whom and when we spoke.
    pub call: Option<Call>,
    pub attachments: Vec<Attached>,
}

const HEAD_OF: &str = "head-only:";

/// The oddity of a letter of which only the head is here, and how many bytes
/// the whole has.
pub fn head_of(bytes: u64) -> String {
    format!("{HEAD_OF}{bytes}")
}

impl Message {
    /// How large the letter is whose head this is. None: all of it is here.
    pub fn is_head_of(&self) -> Option<i64> {
        let size = |oddity: &String| oddity.strip_prefix(HEAD_OF)?.parse().ok();
        self.oddities.iter().find_map(size)
    }
}

#[derive(Debug, Clone)]
pub struct Attached {
    pub id: i64,
    pub name: String,
    pub content_type: String,
    pub content_id: Option<String>,
    pub inline: bool,
    pub size: i64,
    pub digest: String,
}

impl Attached {
    pub fn url(&self) -> String {
        format!("/attachments/{}", self.id)
    }
}

/// How a file may be given to a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    Picture(&'static str),
    Pdf,
    Text,
    /// Everything that could act: HTML, SVG, and what we do not know.
    Download,
}

/// What its content type allows. It is what a stranger wrote, so only the
/// listed ones are believed, and the browser is told not to guess.
pub fn showing(content_type: &str) -> Showing {
    const PICTURES: [&str; 6] = [
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/bmp",
    ];
    let kind = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match kind.as_str() {
        "application/pdf" => Showing::Pdf,
        "text/plain" => Showing::Text,
        "image/jpg" => Showing::Picture("image/jpeg"),
        kind => PICTURES
            .into_iter()
            .find(|p| *p == kind)
            .map_or(Showing::Download, Showing::Picture),
    }
}

/// The first words of a message for a list: one line, at most `most` characters.
pub fn preview(words: &str, most: usize) -> String {
    let (mut line, mut long) = (String::new(), 0);
    for word in words.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
            long += 1;
        }
        line.push_str(word);
        long += word.chars().count();
        if long > most {
            let mut cut: String = line.chars().take(most.saturating_sub(1)).collect();
            cut.truncate(cut.trim_end().len());
            cut.push('…');
            return cut;
        }
    }
    line
}

/// Two texts of one writer as one: the newer below the older, and what stands
/// in both once.
pub fn joined(older: &str, newer: &str) -> String {
    let (older, fresh) = (older.trim_end(), newer.trim());
    if older.trim().is_empty() || newer.starts_with(older) || newer.contains(older) {
        return newer.to_owned();
    }
    if fresh.is_empty() || older.ends_with(fresh) {
        return older.to_owned();
    }
    // The newer one may go on from the last paragraphs of the older.
    let starts = older.match_indices("\n\n").map(|(at, gap)| at + gap.len());
    for start in starts {
        if newer.starts_with(&older[start..]) {
            return format!("{}{newer}", &older[..start]);
        }
    }
    format!("{older}\n\n{newer}")
}

/// What a message is found by, besides the names of its files.
pub fn found_by(subject: &str, words: &str) -> store::Words {
    store::Words::of(&format!("{subject}\n{words}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_act_is_shown() {
        assert_eq!(
            showing("image/PNG; name=a.png"),
            Showing::Picture("image/png")
        );
        assert_eq!(showing("application/pdf"), Showing::Pdf);
        assert_eq!(showing("text/plain"), Showing::Text);
        for acts in [
            "text/html",
            "image/svg+xml",
            "application/xhtml+xml",
            "text/xml",
            "",
        ] {
            assert_eq!(showing(acts), Showing::Download, "{acts}");
        }
    }

    #[test]
    fn a_preview_is_one_short_line() {
        assert_eq!(preview("Hello\n\n  there", 20), "Hello there");
        assert_eq!(preview("one two three four", 9), "one two…");
        assert_eq!(preview("ÄÖÜäöüßßß", 4), "ÄÖÜ…");
        assert_eq!(preview("", 4), "");
    }

    #[test]
    fn two_texts_become_one_and_nothing_stands_twice() {
        for (older, newer, expected) in [
            ("", "Dear Ines", "Dear Ines"),
            ("Dear Ines", "", "Dear Ines"),
            ("Dear Ines", "Dear Ines, it left", "Dear Ines, it left"),
            ("It left.", "We look.", "It left.\n\nWe look."),
            ("It left.\n\nWe", "We look.", "It left.\n\nWe look."),
            ("It left.\n\nWe look.", "We look.", "It left.\n\nWe look."),
        ] {
            assert_eq!(joined(older, newer), expected, "{older} + {newer}");
        }
    }
}
