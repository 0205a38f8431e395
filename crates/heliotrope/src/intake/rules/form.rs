//! What stands in the public form.

use super::is_address;

/// What stands in the fields of the public form, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub text: String,
    pub from: String,
    pub name: String,
    pub order: String,
    /// Nobody sees this field; only programs fill it.
    pub website: String,
    /// The name of this sending: pressed twice, it is the same.
    pub once: String,
    pub lang: String,
    /// The token under which files of this form are kept; empty: none are.
    pub files: String,
    /// The kept files that stand in the form,
    pub keeps: Vec<i64>,
    /// and those of them that the writer does not want to send.
    pub without: Vec<i64>,
}

impl Typed {
    pub fn fill(&mut self, field: &str, value: &str) {
        match field {
            "kept" => value.clone_into(&mut self.files),
            "keeps" => self.keeps.extend(value.parse::<i64>()),
            "without" => self.without.extend(value.parse::<i64>()),
            // Browsers send CR LF where a person pressed Enter once.
            "text" => self.text = value.replace("\r\n", "\n").replace('\r', "\n"),
            "from" => value.clone_into(&mut self.from),
            "name" => value.clone_into(&mut self.name),
            "order" => value.clone_into(&mut self.order),
            "website" => value.clone_into(&mut self.website),
            "once" => {
                self.once = value
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .take(64)
                    .collect()
            }
            "lang" => value.clone_into(&mut self.lang),
            _ => {}
        }
    }
}

/// What a form still needs before we can answer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    Words,
    Address,
    /// There is one, but no letter could find it.
    WrongAddress,
}

pub fn missing(typed: &Typed, has_files: bool) -> Vec<Missing> {
    let mut missing = Vec::new();
    if typed.text.trim().is_empty() && !has_files {
        missing.push(Missing::Words);
    }
    match typed.from.trim() {
        "" => missing.push(Missing::Address),
        address if !is_address(address) => missing.push(Missing::WrongAddress),
        _ => {}
    }
    missing
}

/// The kept files that are to be sent: what the form showed, and nothing else.
pub fn wanted(typed: &Typed) -> impl Iterator<Item = i64> {
    let wanted = |id: &&i64| !typed.without.contains(id);
    typed.keeps.iter().filter(wanted).copied()
}

/// Did the form show files that are not `there` any more?
pub fn lacks_files(typed: &Typed, there: &[i64]) -> bool {
    wanted(typed).any(|id| !there.contains(&id))
}

/// Why a person has to look at a form first: never a reason to lose it.
pub fn screen(typed: &Typed, too_often: bool) -> Option<&'static str> {
    if !typed.website.trim().is_empty() {
        Some("honeypot")
    } else {
        too_often.then_some("too-often")
    }
}

/// What a list calls words that have no subject: their first line.
pub fn first_line(words: &str) -> String {
    let line = words
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    crate::messages::rules::preview(line, 80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_as_typed_but_for_the_line_ends_of_browsers() {
        let mut typed = Typed::default();
        typed.fill("text", " a\r\nb\rc\n");
        typed.fill("once", "k-1\r\n<x>");
        assert_eq!(
            (typed.text.as_str(), typed.once.as_str()),
            (" a\nb\nc\n", "k1x")
        );
    }

    #[test]
    fn a_form_needs_words_or_a_file_and_an_address() {
        let of = |text: &str, from: &str, file| {
            missing(
                &Typed {
                    text: text.into(),
                    from: from.into(),
                    ..Typed::default()
                },
                file,
            )
        };
        assert_eq!(of("Hi", " ines@example.org ", false), []);
        assert_eq!(of(" ", "ines@example.org", true), []);
        assert_eq!(of(" ", "", false), [Missing::Words, Missing::Address]);
        assert_eq!(of("Hi", "ines@", false), [Missing::WrongAddress]);
    }
}
