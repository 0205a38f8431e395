//! `winmail.dat`: what Outlook packs a letter into when it takes the other side
//! for Outlook (MS-OXTNEF). A row of attributes, each with its length in front.
//!
//! Read for the words and the files in it. Everything is copied at most once;
//! an attribute that says it is longer than what there is ends the reading.

/// What was packed.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Tnef {
    pub text: Option<String>,
    pub html: Option<Vec<u8>>,
    /// Rich text, packed as it came.
    pub rtf: Option<Vec<u8>>,
    pub files: Vec<File>,
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct File {
    pub name: Option<String>,
    pub kind: Option<String>,
    pub content_id: Option<String>,
    pub bytes: Vec<u8>,
}

const SIGNATURE: u32 = 0x223e_9f78;
const MOST_FILES: usize = 1_000;
const MOST_PROPERTIES: u32 = 5_000;

// Attributes.
const BODY: u32 = 0x0002_800c;
const MESSAGE_PROPERTIES: u32 = 0x0006_9003;
const FILE_BEGINS: u32 = 0x0006_9002;
const FILE_DATA: u32 = 0x0006_800f;
const FILE_TITLE: u32 = 0x0001_8010;
const FILE_PROPERTIES: u32 = 0x0006_9005;

// Properties inside of attributes.
const P_BODY: u16 = 0x1000;
const P_RTF: u16 = 0x1009;
const P_HTML: u16 = 0x1013;
const P_DATA: u16 = 0x3701;
const P_NAME: u16 = 0x3704;
const P_LONG_NAME: u16 = 0x3707;
const P_KIND: u16 = 0x370e;
const P_CONTENT_ID: u16 = 0x3712;

/// What is in these bytes; None when they are none of Outlook's.
pub(crate) fn tnef(bytes: &[u8]) -> Option<Tnef> {
    let mut rest = Bytes(bytes);
    if rest.u32()? != SIGNATURE {
        return None;
    }
    rest.take(2)?;
    let mut tnef = Tnef::default();
    while let Some((id, data)) = attribute(&mut rest) {
        match id {
            BODY => tnef.text = Some(narrow(data)),
            MESSAGE_PROPERTIES => {
                properties(data, &mut |tag, value| match tag {
                    P_BODY => tnef.text = Some(value.words()),
                    P_HTML => tnef.html = Some(value.bytes.to_vec()),
                    P_RTF => tnef.rtf = Some(value.bytes.to_vec()),
                    _ => {}
                });
            }
            FILE_BEGINS if tnef.files.len() < MOST_FILES => tnef.files.push(File::default()),
            _ => {
                if let Some(file) = tnef.files.last_mut() {
                    heed(file, id, data);
                }
            }
        }
    }
    tnef.files
        .retain(|f| f.name.is_some() || !f.bytes.is_empty());
    let has_something = tnef != Tnef::default();
    has_something.then_some(tnef)
}

/// One attribute of a file.
fn heed(file: &mut File, id: u32, data: &[u8]) {
    match id {
        FILE_DATA => file.bytes = data.to_vec(),
        FILE_TITLE if file.name.is_none() => {
            file.name = Some(narrow(data)).filter(|n| !n.is_empty())
        }
        FILE_PROPERTIES => properties(data, &mut |tag, value| match tag {
            P_LONG_NAME => file.name = Some(value.words()),
            P_NAME if file.name.is_none() => file.name = Some(value.words()),
            P_KIND => file.kind = Some(value.words().to_ascii_lowercase()),
            P_CONTENT_ID => file.content_id = Some(value.words()),
            // Sixteen bytes of an object say only what kind of object it is.
            P_DATA if file.bytes.is_empty() => {
                let object = value.kind == 0x0d && value.bytes.len() >= 16;
                file.bytes = value.bytes[if object { 16 } else { 0 }..].to_vec();
            }
            _ => {}
        }),
        _ => {}
    }
}

/// Level, id, length, data, checksum.
fn attribute<'x>(rest: &mut Bytes<'x>) -> Option<(u32, &'x [u8])> {
    rest.take(1)?;
    let id = rest.u32()?;
    let length = rest.u32()? as usize;
    let data = rest.take(length)?;
    rest.take(2);
    Some((id, data))
}

struct Value<'x> {
    kind: u16,
    bytes: &'x [u8],
}

impl Value<'_> {
    fn words(&self) -> String {
        if self.kind != 0x1f {
            return narrow(self.bytes);
        }
        let words = encoding_rs::UTF_16LE
            .decode_without_bom_handling(self.bytes)
            .0;
        words.trim_end_matches('\0').to_string()
    }
}

/// Every property in a block, given to `heed`; what cannot be followed ends it.
fn properties(data: &[u8], heed: &mut dyn FnMut(u16, Value<'_>)) {
    let mut rest = Bytes(data);
    let count = rest.u32().unwrap_or_default().min(MOST_PROPERTIES);
    for _ in 0..count {
        if property(&mut rest, heed).is_none() {
            return;
        }
    }
}

fn property(rest: &mut Bytes<'_>, heed: &mut dyn FnMut(u16, Value<'_>)) -> Option<()> {
    let kind = rest.u16()?;
    let tag = rest.u16()?;
    if tag >= 0x8000 {
        // A property with a name: whose, and a number or a name.
        rest.take(16)?;
        if rest.u32()? == 0 {
            rest.take(4)?;
        } else {
            let length = rest.u32()? as usize;
            rest.padded(length)?;
        }
    }
    let many = kind & 0x1000 != 0;
    let kind = kind & 0x0fff;
    let fixed = match kind {
        0x01..=0x04 | 0x0a | 0x0b => Some(4),
        0x05..=0x07 | 0x14 | 0x40 => Some(8),
        0x48 => Some(16),
        0x0d | 0x1e | 0x1f | 0x102 => None,
        _ => return None,
    };
    let varies = fixed.is_none();
    let count = if many || varies {
        rest.u32()?.min(MOST_PROPERTIES)
    } else {
        1
    };
    for _ in 0..count {
        let length = match fixed {
            Some(length) => length,
            None => rest.u32()? as usize,
        };
        let bytes = rest.padded(length)?;
        heed(tag, Value { kind, bytes });
    }
    Some(())
}

/// Words of one byte a letter: what Windows wrote.
fn narrow(bytes: &[u8]) -> String {
    let end = bytes.iter().rposition(|b| *b != 0).map_or(0, |n| n + 1);
    crate::text::words(&bytes[..end], None, &mut Vec::new())
}

/// What has not been read yet.
struct Bytes<'x>(&'x [u8]);

impl<'x> Bytes<'x> {
    fn take(&mut self, length: usize) -> Option<&'x [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// Values fill whole groups of four bytes.
    fn padded(&mut self, length: usize) -> Option<&'x [u8]> {
        let taken = self.take(length)?;
        let pad = (4 - length % 4) % 4;
        self.0 = self.0.get(pad..).unwrap_or_default();
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        let bytes = self.take(2)?;
        Some(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    fn u32(&mut self) -> Option<u32> {
        let bytes = self.take(4)?;
        Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap();
        [
            &[level][..],
            &id.to_le_bytes(),
            &length.to_le_bytes(),
            data,
            &[0, 0],
        ]
        .concat()
    }

    fn words(tag: u16, text: &str) -> Vec<u8> {
        let wide: Vec<u8> = text
            .encode_utf16()
            .chain([0])
            .flat_map(u16::to_le_bytes)
            .collect();
        let pad = vec![0; (4 - wide.len() % 4) % 4];
        let length = u32::try_from(wide.len()).unwrap();
        [
            &0x1fu16.to_le_bytes()[..],
            &tag.to_le_bytes(),
            &1u32.to_le_bytes(),
            &length.to_le_bytes(),
            &wide,
            &pad,
        ]
        .concat()
    }

    fn packed() -> Vec<u8> {
        let number = [
            &3u16.to_le_bytes()[..],
            &0x0e1fu16.to_le_bytes(),
            &7u32.to_le_bytes(),
        ]
        .concat();
        let message = [
            &2u32.to_le_bytes()[..],
            &number,
            &words(P_BODY, "Grüße aus Köln"),
        ]
        .concat();
        let file = [
            &1u32.to_le_bytes()[..],
            &words(P_LONG_NAME, "Rechnung März.pdf"),
        ]
        .concat();
        [
            SIGNATURE.to_le_bytes().to_vec(),
            vec![1, 0],
            attribute(1, MESSAGE_PROPERTIES, &message),
            attribute(2, FILE_BEGINS, &[0; 14]),
            attribute(2, FILE_TITLE, b"RECHNU~1.PDF\0"),
            attribute(2, FILE_DATA, b"%PDF-1.4"),
            attribute(2, FILE_PROPERTIES, &file),
        ]
        .concat()
    }

    #[test]
    fn words_and_files_are_unpacked() {
        let found = tnef(&packed()).unwrap();
        assert_eq!(found.text.as_deref(), Some("Grüße aus Köln"));
        assert_eq!(found.files.len(), 1);
        assert_eq!(found.files[0].name.as_deref(), Some("Rechnung März.pdf"));
        assert_eq!(found.files[0].bytes, b"%PDF-1.4");
    }

    #[test]
    fn whatever_is_cut_off_ends_the_reading() {
        let whole = packed();
        for end in 0..whole.len() {
            tnef(&whole[..end]);
        }
        assert_eq!(tnef(b"no"), None);
        let endless = [
            &whole[..6],
            &[1],
            &BODY.to_le_bytes(),
            &u32::MAX.to_le_bytes(),
        ]
        .concat();
        assert_eq!(tnef(&endless), None);
    }
}
