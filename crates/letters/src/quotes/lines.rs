//! What single lines of a letter are.

use super::tables::{
    ABOVE, DEVICE_ENDS, DEVICE_STARTS, DEVICE_WORDS, DEVICES, DISCLAIMER_WORDS, DISCLAIMERS,
    FIELDS, FOOTERS, FORWARDED, Field, OLDER,
};

/// The line without its quote marks, and how many there were.
pub(super) fn unquoted(line: &str) -> (&str, usize) {
    let mut rest = line;
    let mut marks = 0;
    loop {
        let shorter = rest.trim_start_matches([' ', '\t', '\u{a0}']);
        match shorter.strip_prefix(['>', '＞']) {
            Some(inner) => {
                marks += 1;
                rest = inner;
            }
            None if marks == 0 => return (line, 0),
            None => return (rest.strip_prefix(' ').unwrap_or(rest), marks),
        }
    }
}

pub(super) fn is_quoted(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '\u{a0}']);
    line.starts_with(['>', '＞'])
}

/// A header inside a text: "*From:* Ann", "De : Ann".
pub(super) fn field(line: &str) -> Option<Field> {
    let bare = line.trim_start_matches(['*', '_', ' ', '\t', '\u{a0}', '>', '|', '\u{200e}']);
    let colon = bare
        .char_indices()
        .take(28)
        .find(|(_, c)| matches!(c, ':' | '：'))?
        .0;
    let name = bare[..colon]
        .trim_matches(['*', '_', ' ', '\u{a0}', '\u{200e}'])
        .to_lowercase();
    FIELDS
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()))
        .map(|(field, _)| *field)
}

/// "Something: and a value", in whatever language.
pub(super) fn has_name(line: &str) -> bool {
    let line = line.trim_matches(['*', '_', ' ', '\u{a0}', '\u{200e}', '\u{200f}']);
    let colon = line
        .char_indices()
        .take(28)
        .find(|(_, c)| matches!(c, ':' | '：'));
    colon.is_some_and(|(at, _)| at > 0 && line[at..].chars().count() > 2)
}

/// Holds a year or a day, and a time.
pub(super) fn is_moment(line: &str) -> bool {
    let figures = line
        .split(|c: char| !c.is_ascii_digit())
        .filter(|f| !f.is_empty());
    let time = line.as_bytes().windows(4).any(|w| {
        w[0].is_ascii_digit()
            && matches!(w[1], b':' | b'.')
            && w[2].is_ascii_digit()
            && w[3].is_ascii_digit()
    });
    time && figures.count() >= 4
}

/// The headers of Lotus Notes begin here: a column of names that stands far to
/// the right, or one line of who, when and what above headers.
pub(super) fn in_columns(lines: &[&str], at: usize) -> bool {
    const MOST_LINES: usize = 14;
    let below = || lines[at + 1..].iter().take(MOST_LINES);
    let head = lines[at].trim();
    let inactive = head
        .get(..21)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("inactive hide details"));
    let mut pieces = head.splitn(3, "---");
    let when = pieces.nth(1).is_some_and(is_moment) && pieces.next().is_some();
    if inactive || when {
        return below().any(|line| field(line) == Some(Field::From));
    }
    let far = |line: &str, name: &str| {
        let before = line.trim_end().strip_suffix(name);
        before.is_some_and(|before| before.ends_with("          "))
    };
    // From the sender down to the column's "To" nothing is blank, so that
    // indented words of one's own above stay.
    let block = lines[at..].iter().take(6);
    let mut block =
        block.take_while(|line| line.starts_with("        ") && !line.trim().is_empty());
    block.any(|line| far(line, "To"))
        && below().any(|line| far(line, "Subject"))
        && below().any(|line| is_moment(line))
}

/// A block of headers that begins here: how many lines it has.
///
/// `marked`: something above already says that an older letter follows. What
/// somebody typed as "From: Berlin, To: Paris" is no letter.
pub(super) fn header_block(lines: &[&str], at: usize, marked: bool) -> Option<usize> {
    field(lines[at])?;
    let mut fields: Vec<Field> = Vec::new();
    let mut addressed = false;
    let (mut end, mut gap) = (at, 0);
    for (offset, line) in lines[at..].iter().enumerate().take(24) {
        match field(line) {
            Some(field) => {
                if field != Field::Other && fields.contains(&field) {
                    break;
                }
                fields.push(field);
                addressed |= line.contains('@');
                (end, gap) = (at + offset, 0);
            }
            None => {
                gap += 1;
                if gap > 2 {
                    break;
                }
            }
        }
    }
    let has = |field| fields.contains(&field);
    let core = [Field::From, Field::Date, Field::To, Field::Subject]
        .into_iter()
        .filter(|f| has(*f))
        .count();
    let enough = has(Field::From)
        && (core >= 3 && (addressed || has(Field::Subject)) || marked && core >= 2);
    enough.then_some(end - at + 1)
}

/// What a line between dashes announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announces {
    Older,
    Forwarded,
    /// A desk's own "write above this line".
    Above,
}

pub(super) fn announces(line: &str) -> Option<Announces> {
    // GroupWise: ">>> Ann <ann@example.org> 05.02.2024 09:41 >>>".
    let sided = line
        .trim()
        .strip_prefix(">>>")
        .and_then(|l| l.strip_suffix(">>>"));
    if sided.is_some_and(|core| core.len() < 200 && is_moment(core)) {
        return Some(Announces::Older);
    }
    let (line, _) = unquoted(line);
    let line = line.trim();
    if line.len() > 200 || line.is_empty() {
        return None;
    }
    // Most lines are neither between dashes nor end with a colon nor ask to
    // write above them.
    let starts = line.starts_with([
        '-', '_', '=', '—', '–', '*', '─', '~', '#', '(', '[', '‐', '‑', '‒', '―',
    ]);
    if !starts && !line.ends_with([':', '：']) && line.split_whitespace().count() < 4 {
        return None;
    }
    let low = line.to_lowercase();
    if ABOVE.iter().any(|words| low.contains(words)) {
        return Some(Announces::Above);
    }
    let edge = |c: char| {
        matches!(
            c,
            '-' | '_'
                | '='
                | '*'
                | '~'
                | '—'
                | '–'
                | '─'
                | '‐'
                | '‑'
                | '‒'
                | '―'
                | ' '
                | '\u{a0}'
                | '#'
        )
    };
    let core = low.trim_matches(edge);
    let dashes = low.len() - core.len() >= 4
        && low.starts_with(['-', '_', '=', '—', '–', '*', '─', '~', '‐', '‑', '‒', '―']);
    let core = core.trim_end_matches([':', '：', ' ', '\u{a0}']);
    if FORWARDED.contains(&core) && (dashes || low.ends_with([':', '：']))
        || dashes
            && FORWARDED
                .iter()
                .any(|words| core.starts_with(words) && core.len() < words.len() + 80)
    {
        return Some(Announces::Forwarded);
    }
    let older = dashes
        && OLDER.iter().any(|words| {
            core == *words || core.starts_with(words) && core.len() < words.len() + 80
        });
    older.then_some(Announces::Older)
}

/// "-------- Original message --------From: Ann Date: ...": what announces an
/// older letter and all its headers, run together in one line.
pub(super) fn runs_together(line: &str) -> bool {
    let line = line.trim();
    let inner = line.trim_start_matches('-');
    let Some(end) = inner.find("---").filter(|_| line.starts_with("---")) else {
        return false;
    };
    let rest = inner[end..].trim_start_matches('-');
    let head = &line[..line.len() - rest.len()];
    announces(head) == Some(Announces::Older) && field(rest) == Some(Field::From)
}

/// A line of nothing but dashes and the like.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() >= 2
        && line.chars().all(|c| {
            matches!(
                c,
                '-' | '_' | '=' | '*' | '~' | '#' | '—' | '–' | '─' | '‐' | '―' | '+' | '.'
            )
        })
        && !line.starts_with("..")
}

/// "-- " and what clients made of it.
pub(super) fn is_signature_mark(line: &str) -> bool {
    matches!(line.trim(), "--" | "—" | "– –" | "—-" | "-—" | "- -")
}

/// "Sent from my phone".
pub(super) fn is_device(line: &str) -> bool {
    let low = line
        .trim()
        .trim_start_matches(['-', '—', '–', '*', '_', '~', ' ', '[', '('])
        .to_lowercase();
    let low = low.replace('\u{a0}', " ");
    let length = low
        .split(['<', '(', '['])
        .next()
        .unwrap_or_default()
        .chars()
        .count();
    let ends = DEVICE_ENDS
        .iter()
        .any(|words| low.trim_end_matches(['.', ' ']).ends_with(words));
    let begins = DEVICES.iter().any(|words| low.starts_with(words))
        || ends && DEVICE_STARTS.iter().any(|words| low.starts_with(words));
    // "Sent via DHL on Monday" is an answer, "Sent via my phone" is none; a line
    // with a number is one that was asked for.
    let known = begins
        && (low.starts_with("sent from") || DEVICE_WORDS.iter().any(|word| low.contains(word)));
    let figures = low.split(['<', '(', '[']).next().unwrap_or_default();
    let figures = figures.chars().filter(char::is_ascii_digit).count();
    known && length <= 90 && !low.ends_with('?') && figures < 4
}

/// "PS: ...": written by hand, wherever it stands.
pub(super) fn is_afterthought(line: &str) -> bool {
    let low = line.trim().get(..5).unwrap_or_default().to_lowercase();
    ["ps ", "ps:", "ps.", "p.s", "p.-s", "пс ", "зы "]
        .iter()
        .any(|mark| low.starts_with(mark))
}

/// "This message is confidential and meant for the addressee only."
pub(super) fn is_disclaimer(paragraph: &[&str]) -> bool {
    let text = paragraph.join(" ").to_lowercase();
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let begins = DISCLAIMERS.iter().any(|words| text.starts_with(words));
    begins
        && text.len() >= 60
        && DISCLAIMER_WORDS.iter().any(|word| text.contains(word))
        && !text.ends_with('?')
}

pub(super) fn is_footer(line: &str) -> bool {
    let low = line.to_lowercase();
    FOOTERS.iter().any(|words| low.contains(words))
}

/// Lines that look like a name, an office and ways to reach it. Figures alone
/// are none: they may be the order number that was asked for.
pub(super) fn looks_like_signature(lines: &[&str]) -> bool {
    let filled: Vec<&str> = lines
        .iter()
        .map(|l| l.trim())
        .filter(|l| !l.is_empty())
        .collect();
    let short = filled.len() <= 8 && filled.iter().all(|l| l.chars().count() <= 70);
    let sentence = filled
        .iter()
        .any(|l| l.ends_with(['?', '!']) || l.ends_with('.') && l.split_whitespace().count() > 6);
    let reach = filled.iter().any(|l| {
        let low = l.to_lowercase();
        let phone = [
            "tel", "phone", "fon", "mob", "fax", "handy", "+", "cell", "тел",
        ]
        .iter()
        .any(|w| low.starts_with(w));
        let digits = l.chars().filter(char::is_ascii_digit).count();
        l.contains('@') || l.contains("www.") || l.contains("http") || phone && digits >= 6
    });
    short && !sentence && (reach || filled.iter().any(|l| is_footer(l) || is_device(l)))
}

/// A signature that a program put below the quote: at least a name and a way
/// to reach somebody. One line alone may be an answer.
pub(super) fn is_signature(stretch: &[&str]) -> bool {
    let filled = stretch.iter().filter(|l| !l.trim().is_empty()).count();
    is_signature_mark(stretch.first().unwrap_or(&"")) && filled < 2
        || filled >= 2 && looks_like_signature(stretch)
        || filled == 1 && stretch.iter().any(|l| is_device(l))
}

/// The line without its outermost mark.
pub(super) fn one_mark_less(line: &str) -> &str {
    let line = line.trim_start();
    let inner = line.strip_prefix(['>', '＞']).unwrap_or(line);
    inner.strip_prefix(' ').unwrap_or(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lines_are_known_in_many_languages() {
        assert_eq!(field("*From:* Ann"), Some(Field::From));
        assert_eq!(field("De : Ann"), Some(Field::From));
        assert_eq!(field("Gesendet: Montag"), Some(Field::Date));
        assert_eq!(field("Objet : vélo"), Some(Field::Subject));
        assert_eq!(field("Note: this"), None);
    }

    #[test]
    fn a_journey_is_no_letter() {
        assert_eq!(
            header_block(&["From: Berlin", "To: Paris", "Date: 5 May"], 0, false),
            None
        );
        assert_eq!(
            header_block(
                &["From: Ann", "Sent: Monday", "To: Bo", "Subject: Bike"],
                0,
                false
            ),
            Some(4)
        );
    }

    #[test]
    fn announcements() {
        assert_eq!(
            announces("-----Original Message-----"),
            Some(Announces::Older)
        );
        assert_eq!(
            announces("-------- Ursprüngliche Nachricht --------"),
            Some(Announces::Older)
        );
        assert_eq!(
            announces("---------- Forwarded message ---------"),
            Some(Announces::Forwarded)
        );
        assert_eq!(
            announces("> Begin forwarded message:"),
            Some(Announces::Forwarded)
        );
        assert_eq!(
            announces("##- Please type your reply above this line -##"),
            Some(Announces::Above)
        );
        assert_eq!(announces("The original message got lost"), None);
    }

    #[test]
    fn an_order_number_is_no_signature() {
        assert!(!looks_like_signature(&["4711000234"]));
        assert!(!looks_like_signature(&[
            "2x chain 4711001",
            "1x bell 4711002"
        ]));
        assert!(looks_like_signature(&["Ann Field", "Tel. 0151 123456"]));
    }

    #[test]
    fn devices() {
        assert!(is_device("Sent from my iPhone"));
        assert!(is_device("Get Outlook for iOS<https://example.com/o>"));
        assert!(is_device("Von meinem iPhone gesendet"));
        assert!(is_device("Sent with Proton Mail secure email"));
        assert!(!is_device("Sent via DHL on Monday"));
        assert!(!is_device(
            "Sent from my parents' house where we spend the whole summer and the bicycle is not there with us"
        ));
    }
}
