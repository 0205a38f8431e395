//! A guard in front of every HTML library: nesting, attributes and size of a
//! tag are bounded before a tree is built, because building and walking a tree
//! that a stranger made 5,000 deep costs time and stack.

use std::borrow::Cow;

/// Elements inside elements; mail made of tables stays below fifty.
const DEEPEST: usize = 120;
const MOST_ATTRIBUTES: usize = 100;
/// Writing one text out again costs the square of the signs to be escaped in
/// it, so that longer texts are broken where no reader sees it.
const LONGEST_WORDS: usize = 8_000;

#[rustfmt::skip]
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
];
/// Closed by their next sibling, so that they nest only as deep as what is around them.
#[rustfmt::skip]
const SELF_CLOSING: &[&str] = &["p", "li", "dt", "dd", "tr", "tbody", "thead", "tfoot", "colgroup", "caption", "html", "head", "body"];
/// A parser opens these again by itself after a block closed over them.
#[rustfmt::skip]
const FORMATTING: &[&str] = &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Their content is no HTML.
const RAW: &[&str] = &[
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
];

/// The same HTML without the tags that stand too deep (their text stays), and
/// whether there were any.
pub(crate) fn tame(html: &str) -> (Cow<'_, str>, bool) {
    let mut out = String::new();
    let mut open = Open::default();
    // `kept` is the index up to which `html` has been copied to `out`.
    let (mut at, mut kept, mut cut) = (0, 0, false);
    // Where the text before the next tag begins.
    let mut words = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        if html[start..].starts_with("<!--") {
            at = html[start..]
                .find("-->")
                .map_or(html.len(), |end| start + end + 3);
            words = at;
            continue;
        }
        let Some(tag) = Tag::at(html, start) else {
            at = start + 1;
            continue;
        };
        at = tag.end;
        kept = split_words(html, words, start, kept, &mut out);
        words = at;
        let heavy =
            tag.end - start > LONGEST_WORDS && html[start..tag.end].matches('&').count() > 500;
        let good = tag.attributes <= MOST_ATTRIBUTES && !heavy && open.heed(&tag);
        if !good {
            out.push_str(&html[kept..start]);
            out.push(' ');
            kept = tag.end;
            cut = true;
        } else if !tag.closes && RAW.contains(&tag.name.as_str()) {
            at = raw_end(html, tag.end, &tag.name);
            words = at;
        }
    }
    kept = split_words(html, words, html.len(), kept, &mut out);
    if kept == 0 {
        return (Cow::Borrowed(html), false);
    }
    out.push_str(&html[kept..]);
    (Cow::Owned(out), cut)
}

/// Breaks a very long text with `<wbr>`, outside of entities. Answers up to
/// where the HTML has been copied.
fn split_words(html: &str, from: usize, to: usize, kept: usize, out: &mut String) -> usize {
    let (mut kept, mut at) = (kept, from);
    while to.saturating_sub(at) > LONGEST_WORDS {
        let earliest = at + LONGEST_WORDS - 100;
        let entity = html.as_bytes()[earliest..to.min(earliest + 100)]
            .iter()
            .position(|b| *b == b'&');
        let near = entity.map_or(earliest + 50, |n| earliest + n);
        at = (near..=to)
            .find(|n| html.is_char_boundary(*n))
            .unwrap_or(to);
        out.push_str(&html[kept..at]);
        out.push_str("<wbr>");
        kept = at;
    }
    kept
}

/// The open elements, as the parser would see them or more.
#[derive(Default)]
struct Open(Vec<String>);

impl Open {
    /// Follows one tag; false when it would nest too deep.
    fn heed(&mut self, tag: &Tag) -> bool {
        let name = tag.name.as_str();
        if VOID.contains(&name) {
            return true;
        }
        if matches!(name, "td" | "th") || name == "tr" {
            // A cell ends the cell before it, and everything in it.
            let cell = self
                .0
                .iter()
                .rposition(|n| matches!(n.as_str(), "td" | "table"));
            if let Some(cell) = cell.filter(|c| self.0[*c] == "td") {
                self.0.truncate(cell);
            }
            if tag.closes || name == "tr" {
                return true;
            }
            return self.push("td");
        }
        if SELF_CLOSING.contains(&name) {
            return true;
        }
        if !tag.closes {
            return self.push(name);
        }
        let Some(from) = self.0.iter().rposition(|n| n == name) else {
            return true;
        };
        if FORMATTING.contains(&name) {
            self.0.remove(from);
            return true;
        }
        // Nothing but its own end closes a table or a cell from inside.
        let fence = self.0[from + 1..].iter().any(|n| n == "td" || n == "table");
        if name == "table" || !fence {
            let cell = self.0[from..]
                .iter()
                .position(|n| n == "td")
                .map_or(self.0.len(), |n| from + n);
            let kept: Vec<String> = self.0[from..cell]
                .iter()
                .filter(|n| FORMATTING.contains(&n.as_str()))
                .cloned()
                .collect();
            self.0.truncate(from);
            self.0.extend(kept);
        }
        true
    }

    fn push(&mut self, name: &str) -> bool {
        if self.0.len() >= DEEPEST {
            return false;
        }
        self.0.push(name.to_string());
        true
    }
}

struct Tag {
    name: String,
    closes: bool,
    attributes: usize,
    /// The index after `>`.
    end: usize,
}

impl Tag {
    fn at(html: &str, start: usize) -> Option<Tag> {
        let bytes = html.as_bytes();
        let closes = bytes.get(start + 1) == Some(&b'/');
        let name_at = start + 1 + usize::from(closes);
        if !bytes.get(name_at)?.is_ascii_alphabetic() {
            return None;
        }
        let name_end = bytes[name_at..]
            .iter()
            .take(60)
            .position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
        let name_end = name_at + name_end.unwrap_or(60.min(bytes.len() - name_at));
        let name = String::from_utf8_lossy(&bytes[name_at..name_end]).to_ascii_lowercase();
        let (mut attributes, mut quote, mut before) = (0, None, b' ');
        for (offset, byte) in bytes[name_end..].iter().enumerate() {
            match (quote, byte) {
                (Some(q), b) if *b == q => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') if before == b'=' => quote = Some(*byte),
                (None, b'>') => {
                    return Some(Tag {
                        name,
                        closes,
                        attributes,
                        end: name_end + offset + 1,
                    });
                }
                (None, b)
                    if !b.is_ascii_whitespace()
                        && (before.is_ascii_whitespace() || before == b'/')
                        && *b != b'=' =>
                {
                    attributes += 1
                }
                _ => {}
            }
            if !byte.is_ascii_whitespace() || before != b'=' {
                before = *byte;
            }
        }
        Some(Tag {
            name,
            closes,
            attributes,
            end: bytes.len(),
        })
    }
}

/// Where the raw content that begins at `from` ends: at its closing tag.
fn raw_end(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = html[at..].find("</") {
        let close = at + found;
        let candidate = &bytes[close + 2..(close + 2 + name.len()).min(bytes.len())];
        if candidate.eq_ignore_ascii_case(name.as_bytes()) {
            return close;
        }
        at = close + 2;
    }
    // Never closed: what follows is read as tags, which errs on the safe side.
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_html_is_left_alone() {
        let html = "<div><p>one<p>two <b>three</b><table><tr><td>x<td>y</table></div>";
        assert!(matches!(tame(html), (Cow::Borrowed(_), false)));
        let rows = format!(
            "<table>{}</table>",
            "<tr><td><font size=2>cell</td></tr>".repeat(500)
        );
        assert!(!tame(&rows).1, "unclosed fonts in cells do not pile up");
        let paragraphs = "<p>word".repeat(5_000);
        assert!(!tame(&paragraphs).1);
    }

    #[test]
    fn deep_nesting_loses_its_tags_and_keeps_its_words() {
        let deep = format!("{}words{}", "<div>".repeat(5_000), "</div>".repeat(5_000));
        let (tamed, cut) = tame(&deep);
        assert!(cut);
        assert!(tamed.contains("words"));
        assert!(tamed.matches("<div>").count() <= DEEPEST);
    }

    #[test]
    fn long_texts_are_broken_outside_of_entities() {
        let (tamed, cut) = tame_owned(&"&amp;x".repeat(10_000));
        assert!(!cut);
        assert!(tamed.contains("<wbr>"));
        assert_eq!(tamed.replace("<wbr>", ""), "&amp;x".repeat(10_000));
        assert!(
            !tamed.replace("&amp;", "").contains('&'),
            "no entity was cut"
        );
        let comment = format!("<!--{}-->", "<b>".repeat(9_000));
        assert!(matches!(tame(&comment), (Cow::Borrowed(_), false)));
    }

    fn tame_owned(html: &str) -> (String, bool) {
        let (tamed, cut) = tame(html);
        (tamed.into_owned(), cut)
    }

    #[test]
    fn crossed_tags_do_not_hide_depth() {
        for piece in [
            "<b><div></b>",
            "<div><table><tr><td></div>",
            "<table><div></td>",
            "<div><font size=1></div>x",
        ] {
            let html = piece.repeat(5_000);
            assert!(tame(&html).1, "{piece}");
        }
    }
}
