//! Bytes of one part to words: transfer encodings and charsets, also the ones
//! that lie; and HTML to the text a person sees.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

use crate::Oddity;
use crate::uuencode::uuencode;

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
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => match uuencode(bytes) {
            Some((_, decoded)) => Cow::Owned(decoded),
            None => {
                oddities.push(Oddity::BrokenTransferEncoding);
                Cow::Borrowed(bytes)
            }
        },
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

/// Bytes to words by the named charset, or by what the bytes say themselves
/// when the name is missing, unknown or plainly wrong.
pub(crate) fn words(bytes: &[u8], charset: Option<&str>, oddities: &mut Vec<Oddity>) -> String {
    let label = charset
        .map(|c| c.trim().trim_matches(['"', '\'']))
        .filter(|c| !c.is_empty());
    // A byte order mark is no word, and it knows better than any label.
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        if encoding != UTF_8 {
            return plain(encoding.decode(bytes).0.into_owned());
        }
        return words(&bytes[mark..], Some("utf-8"), oddities);
    }
    let known = label.and_then(|l| Encoding::for_label_no_replacement(l.as_bytes()));
    let Some(encoding) = known else {
        return plain(unnamed(bytes, label, oddities));
    };
    // Pure ASCII, except where ASCII bytes carry other letters.
    let shifts =
        bytes.contains(&0x1b) || label.is_some_and(|l| l.eq_ignore_ascii_case("hz-gb-2312"));
    if bytes.is_ascii() && !shifts && encoding.is_ascii_compatible() {
        return plain(String::from_utf8_lossy(bytes).into_owned());
    }
    let ascii = label.is_some_and(|l| l.to_ascii_lowercase().contains("ascii"));
    let utf8 = std::str::from_utf8(bytes);
    let text = match utf8 {
        Ok(text) if encoding == UTF_8 => text.to_string(),
        // Western bytes that happen to be good UTF-8 are UTF-8.
        Ok(text) if encoding == WINDOWS_1252 && (ascii || surely_utf8(text)) => {
            oddities.push(Oddity::CharsetWrong);
            text.to_string()
        }
        Err(_) if encoding == UTF_8 || ascii => {
            oddities.push(Oddity::CharsetWrong);
            guess(bytes)
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
    };
    plain(text)
}

/// Words under no name, or under one that no browser knows.
fn unnamed(bytes: &[u8], label: Option<&str>, oddities: &mut Vec<Oddity>) -> String {
    if let Some(decoder) = label.and_then(|label| charset_decoder(label.as_bytes())) {
        return decoder(bytes);
    }
    if label.is_some() {
        oddities.push(Oddity::CharsetUnknown);
    }
    std::str::from_utf8(bytes).map_or_else(|_| guess(bytes), str::to_string)
}

/// Two sequences of UTF-8 are no accident in Western text.
fn surely_utf8(text: &str) -> bool {
    text.chars().filter(|c| !c.is_ascii()).nth(1).is_some()
}

/// With fewer bytes beyond ASCII than this a letter of the East cannot be told
/// from one of the West.
const FEWEST_TELLING: usize = 12;

/// Bytes that named no charset, or a wrong one, and are no UTF-8.
fn guess(bytes: &[u8]) -> String {
    // ISO-2022-JP announces itself.
    if bytes
        .windows(3)
        .take(4096)
        .any(|w| w == b"\x1b$B" || w == b"\x1b$@")
    {
        return encoding_rs::ISO_2022_JP.decode(bytes).0.into_owned();
    }
    let beyond = bytes.iter().filter(|b| !b.is_ascii()).count();
    // Mostly UTF-8 with a few broken bytes stays UTF-8.
    let (good, bad) = bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let letters = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (
            good + letters,
            bad + usize::from(!chunk.invalid().is_empty()),
        )
    });
    if good > bad {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    if beyond < FEWEST_TELLING {
        return WINDOWS_1252.decode(bytes).0.into_owned();
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(64 * 1024)], true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// One kind of line break, and no NUL: no database keeps one in a text. Nothing
/// is copied when there is nothing to do.
pub(crate) fn plain(text: String) -> String {
    if !text.contains(['\r', '\0', MARK]) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\r' => {
                signs.next_if_eq(&'\n');
                out.push('\n');
            }
            '\0' => out.push(char::REPLACEMENT_CHARACTER),
            // No letter of any script: with it our own reading of HTML marks a place.
            MARK => {}
            other => out.push(other),
        }
    }
    out
}

/// Stands alone in a line that the structure of HTML says begins an older letter.
pub(crate) const MARK: char = '\u{fdd0}';

/// The longest beginning of these words that is at most `most` bytes long.
pub(crate) fn beginning(text: &str, most: usize) -> &str {
    let end = (0..=text.len().min(most))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], charset: Option<&str>, text: &str, oddities: &[Oddity]) {
        let mut found = Vec::new();
        assert_eq!(words(bytes, charset, &mut found), text);
        assert_eq!(found, oddities, "{text}");
    }

    #[test]
    fn bytes_say_what_they_are_when_nobody_does() {
        let russian = "Здравствуйте, велосипед до сих пор не доставлен";
        for encoding in [encoding_rs::KOI8_R, encoding_rs::WINDOWS_1251] {
            let bytes = encoding.encode(russian).0;
            check(&bytes, None, russian, &[]);
            check(&bytes, Some("us-ascii"), russian, &[Oddity::CharsetWrong]);
            check(&bytes, Some("utf-8"), russian, &[Oddity::CharsetWrong]);
        }
        let japanese = "自転車がまだ届いていません。いつ届きますか。";
        for encoding in [encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP] {
            check(&encoding.encode(japanese).0, None, japanese, &[]);
        }
        let chinese = "您好，我的自行车还没有送到，请问什么时候能送到";
        check(&encoding_rs::GBK.encode(chinese).0, None, chinese, &[]);
        check(b"caf\xe9", None, "café", &[]);
        check(b"\xff\xfeh\0i\0", Some("utf-8"), "hi", &[]);
        check(b"a\r\nb\rc\0", None, "a\nb\nc\u{fffd}", &[]);
    }
}
