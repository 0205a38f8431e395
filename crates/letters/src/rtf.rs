//! Rich text, as Outlook packs it (MS-OXRTFCP), to plain words. Only for
//! letters that hold no other words.

/// More than this is no letter; a packed byte can stand for seventeen.
const MOST: usize = 8 * 1024 * 1024;

/// The words of packed rich text.
pub(crate) fn words_of_packed(packed: &[u8]) -> Option<String> {
    let rtf = unpack(packed)?;
    let words = words(&rtf);
    (!words.trim().is_empty()).then_some(words)
}

/// What every dictionary begins with.
const START: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let kind = packed.get(8..12)?;
    let body = packed.get(16..)?;
    if kind == b"MELA" {
        return Some(body.to_vec());
    }
    if kind != b"LZFu" {
        return None;
    }
    let mut dictionary = [0u8; 4096];
    dictionary[..START.len()].copy_from_slice(START);
    let (mut write, mut out) = (START.len(), Vec::new());
    let mut put = |byte: u8, write: &mut usize, dictionary: &mut [u8; 4096]| {
        dictionary[*write] = byte;
        *write = (*write + 1) % 4096;
        out.push(byte);
        out.len() < MOST
    };
    let mut at = 0;
    'reading: while let Some(flags) = body.get(at) {
        at += 1;
        for bit in 0..8 {
            if flags >> bit & 1 == 0 {
                let Some(byte) = body.get(at) else {
                    break 'reading;
                };
                at += 1;
                if !put(*byte, &mut write, &mut dictionary) {
                    break 'reading;
                }
                continue;
            }
            let (Some(high), Some(low)) = (body.get(at), body.get(at + 1)) else {
                break 'reading;
            };
            at += 2;
            let offset = usize::from(*high) << 4 | usize::from(*low >> 4);
            if offset == write {
                break 'reading;
            }
            for n in 0..usize::from(low & 15) + 2 {
                let byte = dictionary[(offset + n) % 4096];
                if !put(byte, &mut write, &mut dictionary) {
                    break 'reading;
                }
            }
        }
    }
    Some(out)
}

/// Groups whose content is no words.
#[rustfmt::skip]
const SILENT: &[&str] = &[
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "colorschememapping", "latentstyles", "datastore",
    "generator", "header", "footer", "listtable", "listoverridetable", "rsidtbl", "mmathPr", "htmltag", "mhtmltag", "fldinst",
];

/// Rich text without its commands.
fn words(rtf: &[u8]) -> String {
    let text = String::from_utf8_lossy(rtf);
    let mut out = String::new();
    // Bytes of a charset that wait for their neighbours.
    let mut narrow: Vec<u8> = Vec::new();
    // For each open group whether it is silent.
    let mut groups: Vec<bool> = Vec::new();
    let mut rest = text.as_ref();
    // How many letters stand in for a Unicode letter and are to be skipped.
    let mut skip = 0;
    while let Some(sign) = rest.chars().next() {
        rest = &rest[sign.len_utf8()..];
        let silent = groups.last().copied().unwrap_or(false);
        match sign {
            '{' => groups.push(silent),
            '}' => drop(groups.pop()),
            '\\' => {
                let command = Command::at(rest);
                rest = &rest[command.length..];
                if command.byte.is_none() {
                    flush(&mut narrow, &mut out);
                }
                if command.silences()
                    && let Some(group) = groups.last_mut()
                {
                    *group = true;
                } else if skip > 0 && command.byte.is_some() {
                    skip -= 1;
                } else if !silent {
                    skip = command.write(&mut narrow, &mut out);
                }
            }
            '\r' | '\n' => {}
            _ if skip > 0 => skip -= 1,
            _ if silent => {}
            sign => {
                flush(&mut narrow, &mut out);
                out.push(sign);
            }
        }
    }
    flush(&mut narrow, &mut out);
    out
}

fn flush(narrow: &mut Vec<u8>, out: &mut String) {
    if !narrow.is_empty() {
        out.push_str(&crate::text::words(narrow, None, &mut Vec::new()));
        narrow.clear();
    }
}

struct Command<'t> {
    word: &'t str,
    number: Option<i32>,
    /// `\'e4`.
    byte: Option<u8>,
    length: usize,
}

impl<'t> Command<'t> {
    /// What stands behind a backslash.
    fn at(rest: &'t str) -> Command<'t> {
        let word_end = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        if word_end == 0 {
            let length = rest.chars().next().map_or(0, char::len_utf8);
            let hex = rest.strip_prefix('\'').and_then(|r| r.get(..2));
            let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
            let length = if byte.is_some() { 3 } else { length };
            return Command {
                word: &rest[..length],
                number: None,
                byte,
                length,
            };
        }
        let after = &rest[word_end..];
        let digits = after
            .char_indices()
            .take(11)
            .take_while(|(n, c)| c.is_ascii_digit() || *n == 0 && *c == '-')
            .count();
        let number = after[..digits].parse().ok();
        let mut length = word_end + digits;
        if rest[length..].starts_with(' ') {
            length += 1;
        }
        Command {
            word: &rest[..word_end],
            number,
            byte: None,
            length,
        }
    }

    fn silences(&self) -> bool {
        SILENT.contains(&self.word) || self.word == "*"
    }

    /// Writes what the command stands for; answers how many letters behind it
    /// only stand in for it.
    fn write(&self, narrow: &mut Vec<u8>, out: &mut String) -> usize {
        if let Some(byte) = self.byte {
            narrow.push(byte);
            return 0;
        }
        match self.word {
            "par" | "line" | "row" | "sect" => out.push('\n'),
            "tab" | "cell" => out.push('\t'),
            "\\" | "{" | "}" => out.push_str(self.word),
            "~" => out.push('\u{a0}'),
            "u" => {
                let code = self.number.unwrap_or_default();
                let code = if code < 0 { code + 65_536 } else { code };
                let sign = u32::try_from(code).ok().and_then(char::from_u32);
                out.push(sign.unwrap_or(char::REPLACEMENT_CHARACTER));
                return 1;
            }
            "lquote" => out.push('‘'),
            "rquote" => out.push('’'),
            "ldblquote" => out.push('“'),
            "rdblquote" => out.push('”'),
            "endash" => out.push('–'),
            "emdash" => out.push('—'),
            "bullet" => out.push('•'),
            _ => {}
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_is_read() {
        let rtf = br"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Gr\'fc\'dfe \{x\}\par Ol\u233?\tab end{\*\generator Riched;}}";
        assert_eq!(words(rtf), "Grüße {x}\nOlé\tend");
    }

    #[test]
    fn packed_rich_text_is_unpacked() {
        let plain = br"{\rtf1 hello\par}";
        let stored = [&[0; 8][..], b"MELA", &[0; 4], plain].concat();
        assert_eq!(words_of_packed(&stored).as_deref(), Some("hello\n"));
        // The example of the specification.
        let packed = [
            0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5,
            0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42,
            0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0,
            0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        assert_eq!(
            unpack(&packed).unwrap(),
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        );
        for end in 0..packed.len() {
            words_of_packed(&packed[..end]);
        }
    }

    #[test]
    fn a_bomb_ends_at_the_bound() {
        let body = [0xffu8, 0x00, 0x0f].repeat(1 << 20);
        let bomb = [&[0; 8][..], b"LZFu", &[0; 4], &body].concat();
        assert!(unpack(&bomb).unwrap().len() <= MOST);
    }
}
