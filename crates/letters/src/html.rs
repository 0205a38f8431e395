//! HTML in both directions: light Markdown to HTML that every client shows, and
//! foreign HTML to something that may stand on a page of ours.

use std::collections::HashSet;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

/// How foreign HTML is cleaned.
pub struct Clean<'a> {
    /// Remote pictures are shown.
    pub pictures: bool,
    /// Where the picture with this Content-ID is served from.
    pub cid: &'a dyn Fn(&str) -> Option<String>,
}

/// Foreign HTML made harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    pub html: String,
    /// How many remote pictures were held back.
    pub blocked_pictures: usize,
}

/// Light Markdown as HTML. HTML in the source is shown as text, a new line is a
/// line break, links are http, https or mailto, pictures stay words.
pub fn markdown_html(source: &str) -> String {
    let mut dropped: Vec<bool> = Vec::new();
    let events =
        Parser::new_ext(source, Options::ENABLE_STRIKETHROUGH).flat_map(|event| match event {
            Event::Html(html) | Event::InlineHtml(html) => vec![Event::Text(html)],
            Event::SoftBreak => vec![Event::HardBreak],
            Event::Start(Tag::Link { dest_url, .. }) => {
                let good = good_link(&dest_url);
                dropped.push(!good);
                if good {
                    vec![Event::Html(CowStr::from(format!(
                        "<a href=\"{}\" rel=\"noopener\">",
                        escape(&dest_url)
                    )))]
                } else {
                    vec![]
                }
            }
            Event::End(TagEnd::Link) => match dropped.pop() {
                Some(false) => vec![Event::Html(CowStr::from("</a>"))],
                _ => vec![],
            },
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => vec![],
            other => vec![other],
        });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

fn good_link(url: &str) -> bool {
    let url = url.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// Foreign HTML made harmless: no script, form, frame, style that escapes, and
/// no picture from outside unless it is allowed.
pub fn clean_html(html: &str, opts: &Clean<'_>) -> Cleaned {
    let mut schemes: HashSet<&str> = ["http", "https", "mailto", "tel"].into();
    if opts.pictures {
        schemes.insert("cid");
    }
    let blocked_pictures = if opts.pictures {
        0
    } else {
        html.matches("<img").count()
    };
    let mut builder = ammonia::Builder::default();
    builder.url_schemes(schemes);
    if !opts.pictures {
        builder.rm_tags(["img"]);
    }
    Cleaned {
        html: builder.clean(html).to_string(),
        blocked_pictures,
    }
}

/// How deep the elements of `html` nest, counted without building a tree.
pub(crate) fn depth(html: &str) -> usize {
    let (mut depth, mut most) = (0usize, 0usize);
    let bytes = html.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'<' {
            match bytes.get(at + 1) {
                Some(b'/') => depth = depth.saturating_sub(1),
                Some(next) if next.is_ascii_alphabetic() => {
                    depth += 1;
                    most = most.max(depth);
                }
                _ => {}
            }
        }
    }
    most
}
