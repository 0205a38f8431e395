//! Encoded words (RFC 2047) in a subject or a file name, as they really come:
//! split inside a letter, without spaces around them, with spaces inside.

use crate::text::{quoted_printable, words};

/// Real words have at most 75 letters; looking further costs the square of a
/// header full of words that never end.
const LONGEST: usize = 2_000;

/// The value with its encoded words read. What is no encoded word stays.
pub(crate) fn decode(value: &str) -> String {
    if !value.contains("=?") {
        return value.to_string();
    }
    let mut out = String::with_capacity(value.len());
    // Neighbours in one charset are joined before they are read, because
    // programs cut them in the middle of a letter.
    let mut pending: Option<(String, Vec<u8>)> = None;
    let mut rest = value;
    while let Some(at) = rest.find("=?") {
        let (before, word) = rest.split_at(at);
        let Some((charset, bytes, length)) = one(word) else {
            flush(&mut pending, &mut out);
            out.push_str(before);
            out.push_str("=?");
            rest = &word[2..];
            continue;
        };
        let apart = !before.trim().is_empty() || pending.is_none();
        if apart {
            flush(&mut pending, &mut out);
            out.push_str(before);
        }
        match &mut pending {
            // Charsets that switch inside a text begin anew in each word.
            Some((known, joined))
                if known.eq_ignore_ascii_case(&charset)
                    && !charset.to_ascii_lowercase().starts_with("iso-2022") =>
            {
                joined.extend_from_slice(&bytes)
            }
            _ => {
                flush(&mut pending, &mut out);
                pending = Some((charset, bytes));
            }
        }
        rest = &word[length..];
    }
    flush(&mut pending, &mut out);
    out.push_str(rest);
    out
}

fn flush(pending: &mut Option<(String, Vec<u8>)>, out: &mut String) {
    if let Some((charset, bytes)) = pending.take() {
        out.push_str(&words(&bytes, Some(&charset), &mut Vec::new()));
    }
}

/// One encoded word at the start of `text`: charset, bytes, length in `text`.
fn one(text: &str) -> Option<(String, Vec<u8>, usize)> {
    let inner = text.strip_prefix("=?")?;
    let charset_end = inner.char_indices().take(60).find(|(_, c)| *c == '?')?.0;
    let charset = inner[..charset_end].split('*').next().unwrap_or_default();
    let mut after = inner[charset_end + 1..].chars();
    let encoding = after.next()?.to_ascii_lowercase();
    if !encoding.is_ascii() || after.next()? != '?' || charset.is_empty() || !charset.is_ascii() {
        return None;
    }
    let data_at = charset_end + 3;
    let data = &inner[data_at..];
    // A question mark inside the data is broken but known.
    let end = data
        .as_bytes()
        .windows(2)
        .take(LONGEST)
        .position(|w| w == b"?=")?;
    if data[..end].contains("=?") {
        return None;
    }
    let length = 2 + data_at + end + 2;
    let bytes = match encoding {
        'b' => crate::text::base64(&data.as_bytes()[..end])?,
        'q' => quoted_printable(&whole(&data[..end]).replace('_', " ").into_bytes()),
        _ => return None,
    };
    Some((charset.to_string(), bytes, length))
}

/// The data without the space at which a line was folded inside of an escape or
/// between the bytes of one letter. Any other space may be meant.
fn whole(data: &str) -> String {
    let mut out = String::with_capacity(data.len());
    for piece in data.split(' ') {
        let cut = {
            let tail = out.as_bytes();
            let escape = tail.ends_with(b"=") || tail.len() >= 2 && tail[tail.len() - 2] == b'=';
            escape || piece.starts_with('=') && inside_letter(&out)
        };
        if !out.is_empty() && !cut {
            out.push(' ');
        }
        out.push_str(piece);
    }
    out
}

/// Whether the bytes so far end within a letter of UTF-8.
fn inside_letter(data: &str) -> bool {
    let from = data.char_indices().rev().nth(11).map_or(0, |(at, _)| at);
    let bytes = quoted_printable(&data.as_bytes()[from..]);
    std::str::from_utf8(&bytes).is_err_and(|why| why.error_len().is_none())
        || bytes.utf8_chunks().last().is_some_and(|chunk| {
            let open = chunk.invalid();
            !open.is_empty()
                && std::str::from_utf8(open).is_err_and(|why| why.error_len().is_none())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, words: &str) {
        assert_eq!(decode(value), words, "from {value:?}");
    }

    #[test]
    fn encoded_words_become_words() {
        check("plain", "plain");
        check(
            "=?utf-8?q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=",
            "Grüße aus Köln",
        );
        check("=?UTF-8?B?R3LDvMOfZQ==?=. Ende", "Grüße. Ende");
        check("=?utf-8?b?R3LD?= =?utf-8?b?vMOfZQ==?=", "Grüße");
        check("a =?iso-8859-1?q?=E9?= b", "a é b");
        check("=?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=", "テスト");
    }

    #[test]
    fn a_word_that_was_folded_inside_is_whole() {
        check("=?utf-8?q?Gr=C3 =BC=C3=9Fe?=", "Grüße");
        check("=?utf-8?q?Gr= C3=BC=C3=9 Fe?=", "Grüße");
        check("=?utf-8?b?R3LD vMOf ZQ==?=", "Grüße");
        check("=?iso-8859-1?q?caf=E9 bar?=", "café bar");
        check("=?utf-8?q?Gr=C3=BC =C3=9F?=", "Grü ß");
    }

    #[test]
    fn broken_words_stay_as_they_are() {
        check("=?utf-8?x?abc?=", "=?utf-8?x?abc?=");
        check("=?utf-8?q?never closed", "=?utf-8?q?never closed");
        check("50% =? half", "50% =? half");
        check("=?utf-8?†?=", "=?utf-8?†?=");
        check("=?utf-8?ü?abc?=", "=?utf-8?ü?abc?=");
        check("=?utf-8?q?=E4?=", "ä");
    }
}
