//! The parts of a letter, found in one pass over its lines.
//!
//! Our own, because a stranger chooses the input: each line is looked at once,
//! against at most [`DEEPEST`] open boundaries, so that no nesting and no
//! missing boundary makes the work grow faster than the letter. Headers are
//! understood by `mail-parser`.

use mail_parser::{ContentType, Header, HeaderName, HeaderValue, MessageParser};

use crate::Oddity;

/// Parts inside parts inside parts; real letters stay below ten.
const DEEPEST: usize = 60;
const MOST_PARTS: usize = 2_000;
/// Bytes of headers that one part may have before the rest counts as words.
pub(crate) const MOST_HEADER_BYTES: usize = 512 * 1024;
/// Bytes of headers that are understood in all parts together. Understood
/// headers cost a hundred times their size.
const MOST_UNDERSTOOD: usize = 1024 * 1024;
/// Headers of one part; a letter that went round the world has two hundred.
const MOST_HEADERS: usize = 2_000;

/// One part of a letter; the letter itself is part 0.
#[derive(Debug)]
pub(crate) struct Part {
    pub headers: Vec<Header<'static>>,
    /// Lower case, `text/plain` when nothing was said.
    pub kind: String,
    pub boundary: Option<Vec<u8>>,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    /// The part is, or stands inside, a letter that this letter only carries.
    pub carried: bool,
    pub header_start: usize,
    pub start: usize,
    pub end: usize,
}

impl Part {
    pub(crate) fn value(&self, name: &HeaderName<'_>) -> Option<&HeaderValue<'static>> {
        self.headers
            .iter()
            .find(|h| h.name == *name)
            .map(|h| &h.value)
    }

    pub(crate) fn content_type(&self) -> Option<&ContentType<'static>> {
        match self.value(&HeaderName::ContentType) {
            Some(HeaderValue::ContentType(content)) => Some(content),
            _ => None,
        }
    }

    pub(crate) fn disposition(&self) -> Option<&ContentType<'static>> {
        match self.value(&HeaderName::ContentDisposition) {
            Some(HeaderValue::ContentType(content)) => Some(content),
            _ => None,
        }
    }

    pub(crate) fn text(&self, name: &HeaderName<'_>) -> Option<&str> {
        match self.value(name) {
            Some(HeaderValue::Text(text)) => Some(text.as_ref()),
            Some(HeaderValue::TextList(list)) => list.first().map(|t| t.as_ref()),
            _ => None,
        }
    }

    /// Lower case; empty when nothing was said.
    pub(crate) fn transfer_encoding(&self) -> String {
        self.text(&HeaderName::ContentTransferEncoding)
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }

    pub(crate) fn is_multipart(&self) -> bool {
        self.kind.starts_with("multipart/")
    }
}

/// The letter cut into its parts, in the order in which they stand.
pub(crate) fn parts(raw: &[u8], oddities: &mut Vec<Oddity>) -> Vec<Part> {
    let mut walk = Walk {
        raw,
        parser: MessageParser::default(),
        parts: Vec::new(),
        open: Vec::new(),
        full: false,
        understood: 0,
        oddities,
    };
    walk.run();
    walk.parts
}

struct Walk<'x, 'o> {
    raw: &'x [u8],
    parser: MessageParser,
    parts: Vec<Part>,
    /// The multiparts around the current line, outermost first.
    open: Vec<usize>,
    /// No more parts are opened: a limit was reached.
    full: bool,
    /// Bytes of headers so far.
    understood: usize,
    oddities: &'o mut Vec<Oddity>,
}

impl Walk<'_, '_> {
    fn run(&mut self) {
        let mut at = self.begin(0, None, 0, false);
        // The part that receives the lines; None between parts.
        let mut leaf = self.leaf();
        while at < self.raw.len() {
            let line_end = next_line(self.raw, at);
            if let Some((level, last)) = self.delimiter(at, line_end) {
                self.close(leaf.take(), at);
                let multipart = self.open[level];
                self.open.truncate(level + 1);
                if last {
                    self.open.pop();
                    self.parts[multipart].end = line_end;
                    at = line_end;
                    continue;
                }
                let depth = self.depth(multipart) + 1;
                let carried = self.parts[multipart].carried;
                at = self.begin(line_end, Some(multipart), depth, carried);
                leaf = self.leaf();
                continue;
            }
            at = line_end;
        }
        if !self.open.is_empty() {
            self.note(Oddity::BrokenParts);
        }
        self.close(leaf, self.raw.len());
    }

    /// The last part, when it is one that takes lines.
    fn leaf(&self) -> Option<usize> {
        let last = self.parts.len().checked_sub(1)?;
        (self.open.last() != Some(&last)).then_some(last)
    }

    fn depth(&self, mut part: usize) -> usize {
        let mut depth = 0;
        while let Some(parent) = self.parts[part].parent {
            part = parent;
            depth += 1;
        }
        depth
    }

    fn note(&mut self, oddity: Oddity) {
        if !self.oddities.contains(&oddity) {
            self.oddities.push(oddity);
        }
    }

    /// Opens the part whose headers begin at `at`; answers where its body begins.
    fn begin(&mut self, at: usize, parent: Option<usize>, depth: usize, carried: bool) -> usize {
        let (mut at, mut parent, mut depth, mut carried) = (at, parent, depth, carried);
        loop {
            let body = self.header_end(at);
            let (headers, kind, boundary) = self.headers(at, body, parent);
            let index = self.parts.len();
            let is_multipart = kind.starts_with("multipart/");
            let is_message = matches!(kind.as_str(), "message/rfc822" | "message/global");
            let part = Part {
                headers,
                kind,
                boundary,
                parent,
                children: Vec::new(),
                carried,
                header_start: at,
                start: body,
                end: self.raw.len(),
            };
            let encoded = matches!(
                part.transfer_encoding().as_str(),
                "base64" | "quoted-printable"
            );
            let has_boundary = part.boundary.is_some();
            self.parts.push(part);
            if let Some(parent) = parent {
                self.parts[parent].children.push(index);
            }
            if self.parts.len() >= MOST_PARTS && !self.full {
                self.full = true;
                self.note(Oddity::TooManyParts);
            }
            if depth >= DEEPEST && (is_multipart || is_message) {
                self.note(Oddity::TooDeep);
                return body;
            }
            if is_multipart && has_boundary && !self.full {
                self.open.push(index);
                return body;
            }
            if !is_message || encoded || self.full || body >= self.raw.len() {
                return body;
            }
            // A carried letter: its own headers follow at once.
            (at, parent, depth, carried) = (body, Some(index), depth + 1, true);
        }
    }

    /// Where the header block that begins at `at` ends and the body begins.
    fn header_end(&self, at: usize) -> usize {
        let mut pos = at;
        let mut seen = false;
        while pos < self.raw.len() && pos - at < MOST_HEADER_BYTES {
            let end = next_line(self.raw, pos);
            let line = trim_line(&self.raw[pos..end]);
            let continues = seen && line.first().is_some_and(|b| matches!(b, b' ' | b'\t'));
            // A line of nothing but spaces only ends the headers when none follow.
            let folded_blank = continues && {
                let next = trim_line(&self.raw[end..next_line(self.raw, end)]);
                next.first().is_some_and(|b| matches!(b, b' ' | b'\t'))
                    && !next.trim_ascii().is_empty()
            };
            if line.trim_ascii().is_empty() && !folded_blank {
                // Blank lines before the very first header are not its end.
                if seen || at != 0 {
                    return end;
                }
            } else if self.delimiter(pos, end).is_some() {
                return pos;
            } else if is_header_line(line) || continues {
                seen = true;
            } else if !(pos == at && line.starts_with(b"From ")
                || at == 0 && !seen && line.starts_with(b" "))
            {
                // A line that is no header: skipped when headers go on below it.
                let next = self.raw.get(end..).unwrap_or_default();
                let next = trim_line(&next[..next_line(next, 0)]);
                if !seen || !is_header_line(next) {
                    return pos;
                }
            }
            pos = end;
        }
        pos
    }

    /// The understood headers, the kind of the part and its boundary.
    fn headers(
        &mut self,
        at: usize,
        body: usize,
        parent: Option<usize>,
    ) -> (Vec<Header<'static>>, String, Option<Vec<u8>>) {
        let block = &self.raw[at..body];
        self.understood += block.len();
        let headers = if block.len() >= MOST_HEADER_BYTES || self.understood > MOST_UNDERSTOOD {
            self.note(Oddity::TooManyHeaders);
            parse_headers(&self.parser, &narrowed(block))
        } else {
            parse_headers(&self.parser, block)
        };
        if headers.len() > MOST_HEADERS {
            self.note(Oddity::TooManyHeaders);
        }
        let digest = parent.is_some_and(|p| self.parts[p].kind == "multipart/digest");
        let content = headers
            .iter()
            .find(|h| h.name == HeaderName::ContentType)
            .and_then(|h| match &h.value {
                HeaderValue::ContentType(content) => Some(content),
                _ => None,
            });
        let kind = match content {
            Some(content) => {
                let subtype = content
                    .c_subtype
                    .as_deref()
                    .map(str::trim)
                    .filter(|s| !s.is_empty());
                let kind = content.c_type.trim().to_ascii_lowercase();
                match (kind.as_str(), subtype) {
                    // "text" alone is an old way to say plain text.
                    ("text", None) | ("", _) => "text/plain".to_string(),
                    (_, None) => format!("{kind}/octet-stream"),
                    (_, Some(subtype)) => format!("{kind}/{}", subtype.to_ascii_lowercase()),
                }
            }
            None if digest => "message/rfc822".to_string(),
            None => "text/plain".to_string(),
        };
        let plain = |kind: &String| kind.bytes().all(|b| b.is_ascii_graphic());
        let kind = Some(kind)
            .filter(plain)
            .unwrap_or_else(|| "application/octet-stream".to_string());
        let boundary = content
            .and_then(|c| c.attribute("boundary"))
            .map(|b| b.trim_end().as_bytes().to_vec())
            .filter(|b| !b.is_empty())
            .or_else(|| {
                if kind.starts_with("multipart/") {
                    self.guess_boundary(body)
                } else {
                    None
                }
            });
        (headers, kind, boundary)
    }

    /// A multipart that forgot to name its boundary: the first line that looks
    /// like one and is followed by a header.
    fn guess_boundary(&self, body: usize) -> Option<Vec<u8>> {
        let mut pos = body;
        for _ in 0..50 {
            if pos >= self.raw.len() {
                return None;
            }
            let end = next_line(self.raw, pos);
            let line = self.raw[pos..end].trim_ascii_end();
            let next = &self.raw[end..next_line(self.raw, end)];
            if line.len() > 4
                && line.len() < 200
                && line.starts_with(b"--")
                && is_header_line(trim_line(next))
            {
                return Some(line[2..].to_vec());
            }
            pos = end;
        }
        None
    }

    /// Which open multipart the line ends or continues: its level, and whether
    /// it was the last part.
    fn delimiter(&self, at: usize, end: usize) -> Option<(usize, bool)> {
        let line = &self.raw[at..end];
        if !line.starts_with(b"--") || self.full {
            return None;
        }
        let line = line[2..].trim_ascii_end();
        self.open
            .iter()
            .enumerate()
            .rev()
            .find_map(|(level, part)| {
                let rest = line.strip_prefix(self.parts[*part].boundary.as_deref()?)?;
                match rest {
                    b"" => Some((level, false)),
                    b"--" => Some((level, true)),
                    _ => None,
                }
            })
    }

    /// Ends a part before the line break that belongs to the boundary at `at`,
    /// and the carried letters around it.
    fn close(&mut self, leaf: Option<usize>, at: usize) {
        let Some(mut part) = leaf else { return };
        let whole = at == self.raw.len();
        let floor = self.parts[part].start;
        let mut end = at;
        if !whole && end > floor && self.raw[end - 1] == b'\n' {
            end -= 1;
            if end > floor && self.raw[end - 1] == b'\r' {
                end -= 1;
            }
        }
        loop {
            self.parts[part].end = end.max(self.parts[part].start);
            match self.parts[part].parent {
                Some(parent) if !self.parts[parent].is_multipart() => part = parent,
                _ => return,
            }
        }
    }
}

/// Of a block with too many headers the ones that say what a letter is, and who
/// wrote it to whom, up to a bound.
fn narrowed(block: &[u8]) -> Vec<u8> {
    const MOST: usize = 64 * 1024;
    #[rustfmt::skip]
    const WANTED: &[&[u8]] = &[
        b"content-", b"from:", b"to:", b"cc:", b"subject:", b"date:", b"message-id:", b"in-reply-to:", b"references:", b"reply-to:", b"sender:",
    ];
    let (mut kept, mut wanted) = (Vec::new(), false);
    for line in block.split_inclusive(|b| *b == b'\n') {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let named = |name: &&[u8]| {
                let head = line.get(..name.len());
                head.is_some_and(|head| head.eq_ignore_ascii_case(name))
            };
            wanted = WANTED.iter().any(named);
        }
        if wanted {
            kept.extend_from_slice(&line[..line.len().min(MOST - kept.len())]);
        }
        if kept.len() >= MOST {
            break;
        }
    }
    kept
}

/// The headers of a block of lines.
pub(crate) fn parse_headers(parser: &MessageParser, block: &[u8]) -> Vec<Header<'static>> {
    // The line of a mailbox file above the headers; "From : Ann" is one of them.
    let first = next_line(block, 0);
    let block = if block.starts_with(b"From ") && !is_header_line(&block[..first]) {
        &block[first..]
    } else {
        block
    };
    // The parser wants to see the end of the last line and of the block.
    let block = [block.trim_ascii_start(), b"\n\n"].concat();
    // Bytes beyond ASCII without an encoded word: a charset has to be guessed.
    let block = if block.is_ascii() {
        block
    } else {
        crate::text::words(&block, None, &mut Vec::new()).into_bytes()
    };
    let message = parser.parse_headers(&block);
    message
        .and_then(|m| m.parts.into_iter().next())
        .map(|part| part.into_owned().headers)
        .unwrap_or_default()
}

/// The index after the line that begins at `at`.
pub(crate) fn next_line(raw: &[u8], at: usize) -> usize {
    raw.get(at..)
        .and_then(|rest| rest.iter().position(|b| *b == b'\n'))
        .map_or(raw.len(), |n| at + n + 1)
}

fn trim_line(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// `Name: value`, the name without spaces inside.
fn is_header_line(line: &[u8]) -> bool {
    let Some(colon) = line.iter().take(200).position(|b| *b == b':') else {
        return false;
    };
    let name = line[..colon].trim_ascii_end();
    !name.is_empty() && name.iter().all(|b| b.is_ascii_graphic())
}
