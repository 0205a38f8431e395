//! Letters that are signed or encrypted (S/MIME, PGP): which of them this one
//! is, and the letter inside when a signature was put around it as a whole.
//!
//! Nothing is verified and nothing is decrypted here: that needs keys.

use serde::{Deserialize, Serialize};

use crate::mime::Part;
use crate::read::Opened;

/// How a letter is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seal {
    SmimeSigned,
    SmimeEncrypted,
    PgpSigned,
    PgpEncrypted,
}

impl Seal {
    pub fn word(&self) -> &'static str {
        match self {
            Seal::SmimeSigned => "smime-signed",
            Seal::SmimeEncrypted => "smime-encrypted",
            Seal::PgpSigned => "pgp-signed",
            Seal::PgpEncrypted => "pgp-encrypted",
        }
    }

    /// The seal of a word that [`Seal::word`] gave.
    pub fn of_word(word: &str) -> Option<Seal> {
        [
            Seal::SmimeSigned,
            Seal::SmimeEncrypted,
            Seal::PgpSigned,
            Seal::PgpEncrypted,
        ]
        .into_iter()
        .find(|seal| seal.word() == word)
    }

    /// Nobody without the key can read the words.
    pub fn hides(&self) -> bool {
        matches!(self, Seal::SmimeEncrypted | Seal::PgpEncrypted)
    }
}

pub(crate) const PGP_SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
pub(crate) const PGP_SIGNATURE: &str = "-----BEGIN PGP SIGNATURE-----";
pub(crate) const PGP_SIGNATURE_END: &str = "-----END PGP SIGNATURE-----";
const PGP_HIDDEN: &str = "-----BEGIN PGP MESSAGE-----";

/// How this letter is sealed, if it is.
pub(crate) fn of(opened: &Opened<'_>, shown: &str) -> Option<Seal> {
    let own = || opened.parts.iter().enumerate().filter(|(_, p)| !p.carried);
    if let Some(seal) = own().find_map(|(index, part)| of_part(opened, index, part)) {
        return Some(seal);
    }
    let stands = |mark: &str| shown.lines().any(|line| line.trim_end() == mark);
    if !shown.contains("-----BEGIN PGP ") {
        return None;
    }
    if stands(PGP_HIDDEN) {
        return Some(Seal::PgpEncrypted);
    }
    stands(PGP_SIGNED).then_some(Seal::PgpSigned)
}

fn of_part(opened: &Opened<'_>, index: usize, part: &Part) -> Option<Seal> {
    let named = |attribute: &str| {
        let value = part.content_type().and_then(|c| c.attribute(attribute));
        value.unwrap_or_default().to_ascii_lowercase()
    };
    match part.kind.as_str() {
        "multipart/encrypted" if named("protocol").contains("pkcs7") => Some(Seal::SmimeEncrypted),
        "multipart/encrypted" => Some(Seal::PgpEncrypted),
        "multipart/signed" if named("protocol").contains("pgp") => Some(Seal::PgpSigned),
        "multipart/signed" => Some(Seal::SmimeSigned),
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => match named("smime-type").as_str()
        {
            "enveloped-data" | "authenveloped-data" => Some(Seal::SmimeEncrypted),
            "signed-data" => Some(Seal::SmimeSigned),
            "certs-only" | "compressed-data" => None,
            _ => kind_of(&opened.bytes(index)),
        },
        _ => None,
    }
}

/// The letter inside, when a signature was put around all of it: the headers of
/// the envelope and below them what was signed.
pub(crate) fn inside(opened: &Opened<'_>) -> Option<Vec<u8>> {
    let top = opened.parts.first()?;
    if !matches!(
        top.kind.as_str(),
        "application/pkcs7-mime" | "application/x-pkcs7-mime"
    ) {
        return None;
    }
    let content = signed_content(&opened.bytes(0))?;
    let mut whole = Vec::with_capacity(top.start - top.header_start + content.len());
    let mut kept = true;
    for line in opened.raw[top.header_start..top.start].split_inclusive(|b| *b == b'\n') {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let of_the_body = |name: &[u8]| {
                let head = line.get(..name.len());
                head.is_some_and(|head| head.eq_ignore_ascii_case(name))
            };
            kept = !of_the_body(b"content-") && !line.trim_ascii().is_empty();
        }
        if kept {
            whole.extend_from_slice(line);
        }
    }
    whole.extend_from_slice(&content);
    Some(whole)
}

const SEQUENCE: u8 = 0x30;
const EXPLICIT: u8 = 0xa0;
const NAME: u8 = 0x06;
const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const SIGNED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";
const AUTH_ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17";
/// Values inside values; a signed letter has eight.
const DEEPEST: usize = 16;

fn kind_of(der: &[u8]) -> Option<Seal> {
    let (_, outer, _) = value(der, 0).filter(|(tag, ..)| *tag == SEQUENCE)?;
    match value(outer, 0)? {
        (NAME, SIGNED, _) => Some(Seal::SmimeSigned),
        (NAME, ENVELOPED | AUTH_ENVELOPED, _) => Some(Seal::SmimeEncrypted),
        _ => None,
    }
}

/// What was signed, when it stands inside of the signature (RFC 5652).
fn signed_content(der: &[u8]) -> Option<Vec<u8>> {
    let inside = |bytes, wanted| {
        let (tag, content, rest) = value(bytes, 0)?;
        (tag == wanted).then_some((content, rest))
    };
    let (outer, _) = inside(der, SEQUENCE)?;
    let (name, rest) = inside(outer, NAME)?;
    if name != SIGNED {
        return None;
    }
    let (explicit, _) = inside(rest, EXPLICIT)?;
    let (signed, _) = inside(explicit, SEQUENCE)?;
    let (_, _, rest) = value(signed, 0)?;
    let (_, _, rest) = value(rest, 0)?;
    let (content, _) = inside(rest, SEQUENCE)?;
    let (name, rest) = inside(content, NAME)?;
    if name != DATA {
        return None;
    }
    let (explicit, _) = inside(rest, EXPLICIT)?;
    let mut out = Vec::with_capacity(explicit.len());
    octets(explicit, &mut out, 0)?;
    Some(out)
}

/// The bytes of an octet string, also of one in pieces.
fn octets(bytes: &[u8], out: &mut Vec<u8>, depth: usize) -> Option<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let (tag, content, after) = value(rest, 0)?;
        match tag {
            0x04 => out.extend_from_slice(content),
            0x24 if depth < DEEPEST => octets(content, out, depth + 1)?,
            _ => return None,
        }
        rest = after;
    }
    Some(())
}

/// The value at the front: its tag, its content and what is behind it. A value
/// without a length ends at two zeros.
fn value(bytes: &[u8], depth: usize) -> Option<(u8, &[u8], &[u8])> {
    if depth > DEEPEST {
        return None;
    }
    let (tag, length, body) = (*bytes.first()?, *bytes.get(1)?, bytes.get(2..)?);
    if tag & 0x1f == 0x1f {
        return None;
    }
    if length < 0x80 {
        let (content, rest) = body.split_at_checked(usize::from(length))?;
        return Some((tag, content, rest));
    }
    if length > 0x80 {
        let (figures, body) = body.split_at_checked(usize::from(length & 0x7f))?;
        if figures.len() > 4 {
            return None;
        }
        let length = figures
            .iter()
            .fold(0, |sum: usize, b| sum << 8 | usize::from(*b));
        let (content, rest) = body.split_at_checked(length)?;
        return Some((tag, content, rest));
    }
    let mut rest = body;
    loop {
        if let Some(after) = rest.strip_prefix(b"\0\0") {
            let content = &body[..body.len() - rest.len()];
            return Some((tag, content, after));
        }
        (_, _, rest) = value(rest, depth + 1)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82][..], &length, content].concat()
    }

    fn endless(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, 0x80][..], content, &[0, 0]].concat()
    }

    fn signed(wrap: fn(u8, &[u8]) -> Vec<u8>, octets: Vec<u8>) -> Vec<u8> {
        let inner = wrap(
            SEQUENCE,
            &[tlv(NAME, DATA), wrap(EXPLICIT, &octets)].concat(),
        );
        let body = [tlv(0x02, &[1]), tlv(0x31, &[]), inner, tlv(0x31, b"")].concat();
        let signed = wrap(EXPLICIT, &wrap(SEQUENCE, &body));
        wrap(SEQUENCE, &[tlv(NAME, SIGNED), signed].concat())
    }

    #[test]
    fn what_was_signed_is_found() {
        let der = signed(tlv, tlv(0x04, b"hello"));
        assert_eq!(signed_content(&der).as_deref(), Some(&b"hello"[..]));
        assert_eq!(kind_of(&der), Some(Seal::SmimeSigned));
        let pieces = endless(0x24, &[tlv(0x04, b"hel"), tlv(0x04, b"lo")].concat());
        let ber = signed(endless, pieces);
        assert_eq!(signed_content(&ber).as_deref(), Some(&b"hello"[..]));
        for end in 0..ber.len() {
            assert_eq!(signed_content(&ber[..end.min(20)]), None);
        }
    }

    #[test]
    fn what_is_encrypted_is_told() {
        let der = tlv(SEQUENCE, &tlv(NAME, ENVELOPED));
        assert_eq!(kind_of(&der), Some(Seal::SmimeEncrypted));
        assert_eq!(signed_content(&der), None);
        assert_eq!(value(&[0x30, 0x80].repeat(10_000), 0), None);
    }
}
