//! What may come next while a filter is typed.

use super::{FIELDS, Field, print::quoted};
use crate::kit::fold;

/// How many are shown at once.
const SHOWN: usize = 8;

/// A word that may stand at the caret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The whole text with it.
    pub text: String,
    /// Where the caret stands then, in characters.
    pub caret: usize,
    /// What is put in: `tag:`, `tag:refund`.
    pub word: String,
    /// Whose value it is, or which field it names.
    pub field: Field,
    /// It is a whole part, not the beginning of one.
    pub whole: bool,
}

/// What may come next where the caret stands. `names`: what the house knows for
/// the field that is being written ([`field_at`]).
pub fn suggest(text: &str, caret: usize, names: &[String]) -> Vec<Suggestion> {
    let typed = Typed::at(text, caret);
    match typed.field() {
        Some(field) => {
            let begin = fold(typed.value.trim_start_matches('"'));
            let closed = field.values().iter().map(|value| (*value).to_owned());
            let named = names.iter().map(|name| quoted(name));
            let starts = |value: &String| {
                let value = fold(value.trim_matches('"'));
                value.starts_with(&begin)
                    || value
                        .split_whitespace()
                        .any(|word| word.starts_with(&begin))
            };
            named
                .chain(closed)
                .filter(starts)
                .take(SHOWN)
                .map(|value| typed.with(format!("{}:{value}", field.word()), field, true))
                .collect()
        }
        None => fields(&typed),
    }
}

/// The field whose value stands at the caret.
pub fn field_at(text: &str, caret: usize) -> Option<Field> {
    Typed::at(text, caret).field()
}

fn fields(typed: &Typed<'_>) -> Vec<Suggestion> {
    let begin = fold(&typed.name);
    if begin.is_empty() {
        return Vec::new();
    }
    FIELDS
        .iter()
        .filter(|row| row.names.iter().any(|name| name.starts_with(&begin)))
        .take(SHOWN)
        .map(|row| typed.with(format!("{}:", row.field.word()), row.field, false))
        .collect()
}

/// The part of a text at its caret.
struct Typed<'a> {
    before: &'a str,
    after: &'a str,
    name: String,
    value: String,
    colon: bool,
}

impl Typed<'_> {
    fn at(text: &str, caret: usize) -> Typed<'_> {
        let byte = text
            .char_indices()
            .nth(caret)
            .map_or(text.len(), |(at, _)| at);
        let (left, after) = text.split_at(byte);
        let start = begin(left);
        let (before, part) = left.split_at(start);
        let (name, value, colon) = match part.split_once(':') {
            Some((name, value)) => (name, value, true),
            None => (part, "", false),
        };
        Typed {
            before,
            after,
            name: name.to_owned(),
            value: value.to_owned(),
            colon,
        }
    }

    fn field(&self) -> Option<Field> {
        let row = self.colon.then(|| Field::named(&self.name)).flatten();
        row.map(|row| row.field)
    }

    fn with(&self, word: String, field: Field, whole: bool) -> Suggestion {
        let put = format!("{}{word}{}", self.before, if whole { " " } else { "" });
        Suggestion {
            caret: put.chars().count(),
            text: format!("{put}{}", self.after.trim_start()),
            word,
            field,
            whole,
        }
    }
}

/// Where the part begins that ends with `left`: behind the last blank that
/// stands in no quotes, a parenthesis or a minus.
fn begin(left: &str) -> usize {
    let (mut start, mut quoted, mut fresh) = (0, false, true);
    for (at, c) in left.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | ')' => start = at + 1,
            '-' if fresh => start = at + 1,
            c if c.is_whitespace() => start = at + c.len_utf8(),
            _ => {}
        }
        fresh = start == at + c.len_utf8();
    }
    start
}
