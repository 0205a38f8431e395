//! Uuencoded files (`begin 644 name`), as a part of their own or in the middle
//! of a text, as programs sent them before there were parts.

/// A block in a text: its file, and the lines it stood in.
#[derive(Debug, PartialEq)]
pub(crate) struct Found {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The first block: its name and its bytes.
pub(crate) fn uuencode(bytes: &[u8]) -> Option<(String, Vec<u8>)> {
    let mut lines = bytes
        .split(|b| *b == b'\n')
        .map(<[u8]>::trim_ascii_end)
        .skip_while(|line| name_in(line).is_none());
    let name = name_in(lines.next()?)?;
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    for line in lines {
        if line == b"end" || !decode_line(line, &mut out) {
            break;
        }
    }
    Some((name, out))
}

/// The text without the files in it, and the files. A block whose lines are no
/// uuencode, or that never ends, is words and stays.
pub(crate) fn take(text: &str) -> (String, Vec<Found>) {
    let mut found = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(line_end) = line_end(rest) {
        let line = &rest[..line_end];
        match name_in(line.trim_end().as_bytes()).and_then(|name| block(&rest[line_end..], name)) {
            Some((file, length)) => {
                found.push(file);
                rest = &rest[line_end + length..];
            }
            None => {
                out.push_str(line);
                rest = &rest[line_end..];
            }
        }
    }
    (out, found)
}

fn line_end(text: &str) -> Option<usize> {
    (!text.is_empty()).then(|| text.find('\n').map_or(text.len(), |n| n + 1))
}

/// The block of which the first line has been read: its file and its length.
/// Looking stops at the first line that is none of it, so that each line is
/// looked at twice at most.
fn block(text: &str, name: String) -> Option<(Found, usize)> {
    let (mut at, mut bytes) = (0, Vec::new());
    while let Some(length) = line_end(&text[at..]) {
        let line = text[at..at + length].trim_end_matches(['\n', '\r']);
        at += length;
        if line.trim_end() == "end" {
            return (!bytes.is_empty()).then_some((Found { name, bytes }, at));
        }
        let plausible = line.bytes().all(|b| (b' '..=b'`').contains(&b)) && line.len() <= 90;
        if !plausible
            || !decode_line(line.as_bytes(), &mut bytes) && !matches!(line.trim(), "" | "`")
        {
            return None;
        }
    }
    None
}

/// `begin 644 name`.
fn name_in(line: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(line.get(..line.len().min(300))?).ok()?;
    let (mode, name) = line.strip_prefix("begin ")?.split_once(' ')?;
    let octal = (3..=4).contains(&mode.len()) && mode.bytes().all(|b| (b'0'..=b'7').contains(&b));
    let name = name.trim();
    (octal && !name.is_empty()).then(|| name.to_string())
}

/// Adds the bytes of one line; false for the empty line at the end.
fn decode_line(line: &[u8], out: &mut Vec<u8>) -> bool {
    let Some((length, data)) = line.split_first() else {
        return false;
    };
    let length = usize::from(length.wrapping_sub(b' ') & 63);
    let start = out.len();
    for four in data.chunks(4) {
        let bits = (0..4).fold(0u32, |bits, n| {
            bits << 6 | u32::from(four.get(n).unwrap_or(&b' ').wrapping_sub(b' ') & 63)
        });
        out.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    out.truncate((start + length).min(out.len()));
    length > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_a_text_is_taken_out() {
        let text = "Here it is:\n\nbegin 644 cat.txt\n#0V%T\n`\nend\n\nBye\n";
        let (words, files) = take(text);
        assert_eq!(words, "Here it is:\n\n\nBye\n");
        let cat = Found {
            name: "cat.txt".into(),
            bytes: b"Cat".to_vec(),
        };
        assert_eq!(files, [cat]);
    }

    #[test]
    fn words_that_only_look_so_stay() {
        for text in [
            "begin 644 cat.txt\nThis is no file.\nend\n",
            "begin 644 cat.txt\n#0V%T\n`\n",
            "begin with the bill\nend\n",
            "begin 999 x\n#0V%T\n`\nend",
        ] {
            assert_eq!(take(text), (text.to_string(), vec![]));
        }
    }
}
