//! Who wrote a letter that was passed on.

use super::lines;
use super::tables::Field;
use crate::Address;

/// Headers stand in the first lines.
const MOST_LINES: usize = 15;

/// The sender in the headers above the letter: an address at least.
pub(super) fn writer(forwarded: &str) -> Option<Address> {
    let line = forwarded
        .lines()
        .take(MOST_LINES)
        .find(|line| lines::field(line) == Some(Field::From))?;
    let value = line.split_once([':', '：'])?.1;
    let value = value.trim_matches(['*', '_', ' ', '\u{a0}']);
    let edge = |c: char| c.is_whitespace() || "<>()[]\"'*,;".contains(c);
    let words = value
        .split(edge)
        .map(|word| word.strip_prefix("mailto:").unwrap_or(word));
    let word = words.into_iter().find(|word| {
        let parts = word.split_once('@');
        parts.is_some_and(|(who, place)| !who.is_empty() && place.contains('.'))
    })?;
    let before = value.split(word).next().unwrap_or_default();
    let before = before.strip_suffix("mailto:").unwrap_or(before);
    let name = before.trim_matches(|c: char| edge(c) || c == '\u{a0}');
    Some(Address {
        address: word.to_lowercase(),
        name: (!name.is_empty()).then(|| name.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(forwarded: &str, address: Option<&str>, name: Option<&str>) {
        let found = writer(forwarded);
        assert_eq!(
            found.as_ref().map(|a| a.address.as_str()),
            address,
            "{forwarded}"
        );
        assert_eq!(found.and_then(|a| a.name).as_deref(), name, "{forwarded}");
    }

    #[test]
    fn the_sender_stands_in_the_headers() {
        check(
            "From: Ann Field <Ann@post.example>\nTo: Bo\n\nHello",
            Some("ann@post.example"),
            Some("Ann Field"),
        );
        check(
            "Betreff: Rad\nVon: \"Feld, Anna\" <anna@post.example>",
            Some("anna@post.example"),
            Some("Feld, Anna"),
        );
        check(
            "*De :* Anne [mailto:anne@post.example]",
            Some("anne@post.example"),
            Some("Anne"),
        );
        check(
            "差出人：田中 <tanaka@post.example>",
            Some("tanaka@post.example"),
            Some("田中"),
        );
        check("From: ann@post.example", Some("ann@post.example"), None);
        check("From: Ann Field\nSent: Monday", None, None);
        check("Hello there", None, None);
    }
}
