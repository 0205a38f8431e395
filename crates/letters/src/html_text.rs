//! HTML to the text a person sees.

use crate::Oddity;
use crate::tame::tame;

/// Wider than any line, so that no line is broken by us.
const WIDTH: usize = 5_000;
/// Deeper trees than the guard lets through can only come from crossed tags.
const DEEPEST: usize = 400;
/// Beyond this the text is made without building a tree.
const MOST_HTML: usize = 3 * 1024 * 1024;

/// The words of an HTML part as plain text: quotes with `> `, lists with `* `.
pub(crate) fn from_html(html: &str, oddities: &mut Vec<Oddity>) -> String {
    if html.len() > MOST_HTML {
        oddities.push(Oddity::HtmlTooLong);
        return without_tags(html);
    }
    let (tamed, too_deep) = tame(html);
    if too_deep {
        oddities.push(Oddity::HtmlTooDeep);
    }
    let config = html2text::config::plain_no_decorate()
        .link_footnotes(false)
        .no_table_borders()
        .raw_mode(true);
    let text = config.parse_html(tamed.as_bytes()).and_then(|dom| {
        // The last word on depth has the tree itself: rendering it recurses.
        if depth(&dom.document) > DEEPEST {
            return Err(html2text::Error::Fail);
        }
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
            out.push_str(line);
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
