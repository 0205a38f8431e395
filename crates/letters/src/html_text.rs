//! HTML to the text a person sees.

use std::cell::RefCell;

use html2text::render::TextDecorator;

use crate::tame::tame;
use crate::{Oddity, structure};

/// Wider than any line, so that no line is broken by us.
const WIDTH: usize = 5_000;
/// Deeper trees than the guard lets through can only come from crossed tags.
const DEEPEST: usize = 400;
/// Beyond this the text is made without building a tree.
const MOST_HTML: usize = 3 * 1024 * 1024;
/// A tree costs a hundred times what its shortest tags cost.
const MOST_TAGS: usize = 150_000;

/// The words of an HTML part as plain text: quotes with `> `, lists with `* `,
/// and the marks of `structure` in lines of their own.
pub(crate) fn from_html(html: &str, oddities: &mut Vec<Oddity>) -> String {
    if html.len() > MOST_HTML || html.bytes().filter(|b| *b == b'<').count() > MOST_TAGS {
        oddities.push(Oddity::HtmlTooLong);
        return without_tags(html);
    }
    let (tamed, too_deep) = tame(html);
    if too_deep {
        oddities.push(Oddity::HtmlTooDeep);
    }
    // A tree empties itself when it goes, whoever else holds a piece of it.
    let made = RefCell::new(Vec::new());
    let config = html2text::config::with_decorator(Plain::default())
        .no_table_borders()
        .raw_mode(true);
    let text = config.parse_html(tamed.as_bytes()).and_then(|dom| {
        // The last word on depth has the tree itself: rendering it recurses.
        if depth(&dom.document) > DEEPEST {
            return Err(html2text::Error::Fail);
        }
        structure::mark(&dom.document, &|text| {
            let tree = config
                .parse_html(format!("<p>{text}</p>").as_bytes())
                .ok()?;
            let line = paragraph(&tree.document);
            made.borrow_mut().push(tree);
            line
        });
        config.render_to_string(config.dom_to_render_tree(&dom)?, WIDTH)
    });
    match text {
        Ok(text) => tidy(&text),
        Err(_) => {
            oddities.push(Oddity::HtmlTooDeep);
            without_tags(html)
        }
    }
}

/// Words as a mail program would write them: links behind their words, quotes
/// and lists marked, nothing else decorated.
#[derive(Clone, Debug, Default)]
struct Plain {
    links: Vec<String>,
}

/// Longer targets are for machines: they count who clicked.
const LONGEST_LINK: usize = 120;

impl TextDecorator for Plain {
    type Annotation = ();

    fn decorate_link_start(&mut self, url: &str) -> (String, ()) {
        self.links.push(url.to_string());
        (String::new(), ())
    }
    fn decorate_link_end(&mut self) -> String {
        let url = self.links.pop().unwrap_or_default();
        let target = url.strip_prefix("mailto:").unwrap_or(&url);
        let known =
            target != url || target.starts_with("http://") || target.starts_with("https://");
        if known && target.len() <= LONGEST_LINK {
            format!(" <{target}>")
        } else {
            String::new()
        }
    }
    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_em_end(&self) -> String {
        String::new()
    }
    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_strong_end(&self) -> String {
        String::new()
    }
    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }
    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_code_end(&self) -> String {
        String::new()
    }
    fn decorate_preformat_first(&self) {}
    fn decorate_preformat_cont(&self) {}
    fn decorate_image(&mut self, _src: &str, title: &str) -> (String, ()) {
        (
            if title.trim().is_empty() {
                String::new()
            } else {
                format!("[{}]", title.trim())
            },
            (),
        )
    }
    fn header_prefix(&self, _level: usize) -> String {
        String::new()
    }
    fn quote_prefix(&self) -> String {
        "> ".to_string()
    }
    fn unordered_item_prefix(&self) -> String {
        "* ".to_string()
    }
    fn ordered_item_prefix(&self, i: i64) -> String {
        format!("{i}. ")
    }
    fn make_subblock_decorator(&self) -> Self {
        Plain::default()
    }
}

/// "https://example.org <https://example.org>" says it twice.
fn once(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(" <") {
        let (before, link) = rest.split_at(at);
        out.push_str(before);
        let Some(end) = link.find('>') else { break };
        let target = &link[2..end];
        let bare = |s: &str| {
            s.trim_start_matches("https://")
                .trim_start_matches("http://")
                .trim_end_matches('/')
                .to_lowercase()
        };
        let said = before
            .rsplit([' ', '<', '(', '"'])
            .next()
            .unwrap_or_default();
        if bare(said) != bare(target) || target.is_empty() {
            out.push_str(&link[..=end]);
        }
        rest = &link[end + 1..];
    }
    out.push_str(rest);
    out
}

/// The first paragraph of a tree.
fn paragraph(root: &html2text::Handle) -> Option<html2text::Handle> {
    let mut next = vec![root.clone()];
    while let Some(node) = next.pop() {
        if node.element_name().as_deref() == Some("p") {
            return Some(node);
        }
        next.extend(node.children.borrow().iter().cloned());
    }
    None
}

fn depth(root: &html2text::Handle) -> usize {
    let (mut level, mut deep) = (vec![root.clone()], 0);
    while !level.is_empty() {
        deep += 1;
        level = level
            .iter()
            .flat_map(|node| node.children.borrow().clone())
            .collect();
    }
    deep
}

/// Rules drawn over the whole width become short, runs of blank lines two.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(1 << 20));
    let mut blank = 0;
    for line in text.lines() {
        let line = line.trim_end_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if line.is_empty() {
            blank += 1;
            if blank > 2 {
                continue;
            }
        } else {
            blank = 0;
        }
        if line.len() > 60 && line.chars().all(|c| matches!(c, '─' | '—' | '-')) {
            out.push_str("----------------------------------------");
        } else {
            out.push_str(&once(line));
        }
        out.push('\n');
    }
    out
}

/// Words without tags, for input that no library should build a tree of.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(close) = rest.find('>') else { break };
        // What stands in a style sheet or a script are no words.
        let raw = ["<style", "<script"].iter().find(|t| {
            rest.get(..t.len())
                .is_some_and(|r| r.eq_ignore_ascii_case(t))
        });
        if raw.is_some()
            && let Some(end) = rest[close..].find("</")
        {
            rest = &rest[close + end..];
            continue;
        }
        let tag = rest[1..close].trim_start_matches('/').to_ascii_lowercase();
        let block = [
            "br",
            "p",
            "div",
            "tr",
            "li",
            "h1",
            "h2",
            "h3",
            "blockquote",
            "table",
        ];
        text.push(if block.iter().any(|b| tag.starts_with(b)) {
            '\n'
        } else {
            ' '
        });
        rest = &rest[close + 1..];
    }
    text.push_str(rest);
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, text: &str) {
        assert_eq!(
            from_html(html, &mut Vec::new()).trim(),
            text,
            "from {html:?}"
        );
    }

    #[test]
    fn html_reads_like_a_letter() {
        check("<p>Hello<br>there</p><p>Bye</p>", "Hello\nthere\n\nBye");
        check("<div>one</div><div>two</div>", "one\ntwo");
        check("old<blockquote>quoted</blockquote>", "old\n\n> quoted");
        check("<ul><li>a<li>b</ul>", "* a\n* b");
        check(
            "<style>p{}</style><script>x()</script><b>bold</b> &amp; more",
            "bold & more",
        );
        check("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb");
    }

    #[test]
    fn links_keep_their_targets_once() {
        check(
            "see <a href=\"https://example.org/x\">this</a> now",
            "see this <https://example.org/x> now",
        );
        check(
            "<a href=\"https://example.org/\">example.org</a>",
            "example.org",
        );
        check(
            "<a href=\"mailto:a@example.org\">Ann</a>",
            "Ann <a@example.org>",
        );
        check("<a href=\"javascript:x()\">go</a>", "go");
    }

    #[test]
    fn five_thousand_deep_is_no_danger() {
        let mut oddities = Vec::new();
        let deep = format!(
            "{}word{}",
            "<div><span>".repeat(5_000),
            "</span></div>".repeat(5_000)
        );
        assert!(from_html(&deep, &mut oddities).contains("word"));
        assert_eq!(oddities, [Oddity::HtmlTooDeep]);
        let lists = format!("{}word", "<ul><li><p>".repeat(119));
        assert!(from_html(&lists, &mut oddities).contains("word"));
    }
}
