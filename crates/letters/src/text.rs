//! Bytes of one part to words: transfer encodings and charsets, also the ones
//! that lie; and HTML to the text a person sees.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

use crate::Oddity;

/// Undoes the transfer encoding. What cannot be decoded stays as it came.
pub(crate) fn decode<'x>(
    bytes: &'x [u8],
    encoding: &str,
    oddities: &mut Vec<Oddity>,
) -> Cow<'x, [u8]> {
    match encoding {
        "base64" => match base64(bytes) {
            Some(decoded) => Cow::Owned(decoded),
            None => {
                oddities.push(Oddity::BrokenTransferEncoding);
                Cow::Borrowed(bytes)
            }
        },
        "quoted-printable" => Cow::Owned(quoted_printable(bytes)),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => {
            uuencode(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned)
        }
        _ => Cow::Borrowed(bytes),
    }
}

/// Base64 with whatever noise relays put between; None when it is none at all.
pub(crate) fn base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count, mut noise) = (0u32, 0u8, 0usize);
    for byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            // Padding: some mailers join encoded pieces, so that it may stand inside.
            b'=' => {
                (bits, count) = (0, 0);
                continue;
            }
            b if b.is_ascii_whitespace() => continue,
            _ => {
                noise += 1;
                continue;
            }
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    // Plain words that only claim to be base64 hold spaces and full stops.
    let words = bytes.iter().filter(|b| **b == b' ').count();
    (noise + words <= out.len() / 8 + 2).then_some(out)
}

/// Quoted-printable; an equals sign that encodes nothing stays.
pub(crate) fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let hex = |b: Option<&u8>| b.and_then(|b| (*b as char).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        if *byte != b'=' {
            out.push(*byte);
            continue;
        }
        if let (Some(high), Some(low)) = (hex(bytes.get(at)), hex(bytes.get(at + 1))) {
            out.push((high * 16 + low) as u8);
            at += 2;
            continue;
        }
        // A soft line break, with the spaces that relays leave before it.
        let blanks = bytes[at..]
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .take(100)
            .count();
        match (bytes.get(at + blanks), bytes.get(at + blanks + 1)) {
            (Some(b'\n'), _) => at += blanks + 1,
            (Some(b'\r'), Some(b'\n')) => at += blanks + 2,
            (None, _) => at += blanks,
            _ => out.push(b'='),
        }
    }
    out
}

fn uuencode(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut lines = bytes
        .split(|b| *b == b'\n')
        .map(<[u8]>::trim_ascii_end)
        .skip_while(|l| !l.starts_with(b"begin "));
    lines.next()?;
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    for line in lines {
        let Some((length, data)) = line.split_first() else {
            continue;
        };
        let length = usize::from(length.wrapping_sub(b' ') & 63);
        if length == 0 || line == b"end" {
            break;
        }
        let start = out.len();
        for four in data.chunks(4) {
            let bits = (0..4).fold(0u32, |bits, n| {
                bits << 6 | u32::from(four.get(n).unwrap_or(&b' ').wrapping_sub(b' ') & 63)
            });
            out.extend_from_slice(&bits.to_be_bytes()[1..]);
        }
        out.truncate((start + length).min(out.len()));
    }
    Some(out)
}

/// Bytes to words by the named charset, or by what the bytes say themselves
/// when the name is missing, unknown or plainly wrong.
pub(crate) fn words(bytes: &[u8], charset: Option<&str>, oddities: &mut Vec<Oddity>) -> String {
    let label = charset
        .map(|c| c.trim().trim_matches(['"', '\'']))
        .filter(|c| !c.is_empty());
    // A byte order mark is no word.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let utf8 = std::str::from_utf8(bytes);
    let text =
        match label.map(|label| (label, Encoding::for_label_no_replacement(label.as_bytes()))) {
            None => utf8.map_or_else(|_| guess(bytes), str::to_string),
            Some((_, Some(encoding))) if encoding == UTF_8 => match utf8 {
                Ok(text) => text.to_string(),
                Err(_) => {
                    oddities.push(Oddity::CharsetWrong);
                    guess(bytes)
                }
            },
            Some((label, Some(encoding))) => {
                let ascii = label.to_ascii_lowercase().contains("ascii");
                match utf8 {
                    // Pure ASCII, except where ASCII bytes carry other letters.
                    Ok(text) if text.is_ascii() && !bytes.contains(&0x1b) => text.to_string(),
                    // Western bytes that happen to be good UTF-8 are UTF-8.
                    Ok(text) if encoding == WINDOWS_1252 && (ascii || surely_utf8(text)) => {
                        oddities.push(Oddity::CharsetWrong);
                        text.to_string()
                    }
                    _ => {
                        let (text, _, broken) = encoding.decode(bytes);
                        match utf8 {
                            Ok(better) if broken => {
                                oddities.push(Oddity::CharsetWrong);
                                better.to_string()
                            }
                            _ => text.into_owned(),
                        }
                    }
                }
            }
            Some((label, None)) => match charset_decoder(label.as_bytes()) {
                Some(decoder) => decoder(bytes),
                None => {
                    oddities.push(Oddity::CharsetUnknown);
                    utf8.map_or_else(|_| guess(bytes), str::to_string)
                }
            },
        };
    plain(&text)
}

/// Two sequences of UTF-8 are no accident in Western text.
fn surely_utf8(text: &str) -> bool {
    text.chars().filter(|c| !c.is_ascii()).nth(1).is_some()
}

/// Bytes that named no charset and are no UTF-8.
fn guess(bytes: &[u8]) -> String {
    // ISO-2022-JP announces itself.
    if bytes
        .windows(3)
        .take(4096)
        .any(|w| w == b"\x1b$B" || w == b"\x1b$@")
    {
        return encoding_rs::ISO_2022_JP.decode(bytes).0.into_owned();
    }
    // Mostly UTF-8 with a few broken bytes stays UTF-8.
    let lossy = String::from_utf8_lossy(bytes);
    let (bad, good) =
        lossy
            .chars()
            .filter(|c| !c.is_ascii())
            .fold((0usize, 0usize), |(bad, good), c| {
                if c == char::REPLACEMENT_CHARACTER {
                    (bad + 1, good)
                } else {
                    (bad, good + 1)
                }
            });
    if good > bad {
        lossy.into_owned()
    } else {
        WINDOWS_1252.decode(bytes).0.into_owned()
    }
}

/// One kind of line break, and no NUL: no database keeps one in a text.
pub(crate) fn plain(text: &str) -> String {
    if !text.contains(['\r', '\0']) {
        return text.to_string();
    }
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "\u{fffd}")
}
