//! HTML in both directions: light Markdown to HTML that every client shows, and
//! foreign HTML to something that may stand in a frame on a page of ours.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

use crate::tame::tame;

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

/// A picture inside the HTML itself may be this large.
const MOST_DATA: usize = 1024 * 1024;

/// Light Markdown as HTML. HTML in the source is shown as text, a new line is a
/// line break, links are http, https or mailto, pictures stay words, headings
/// are bold lines.
pub fn markdown_html(source: &str) -> String {
    let mut marks = Marks::default();
    let parser = TextMergeStream::new(Parser::new_ext(source, Options::ENABLE_STRIKETHROUGH));
    let mut html = String::with_capacity(source.len() * 2);
    pulldown_cmark::html::push_html(&mut html, parser.flat_map(|event| marks.follow(event)));
    html
}

/// Where the Markdown stands while it is followed.
#[derive(Default)]
struct Marks {
    /// For each open link, whether it was let through.
    links: Vec<bool>,
    code: bool,
}

impl Marks {
    fn follow<'e>(&mut self, event: Event<'e>) -> Vec<Event<'e>> {
        match event {
            // Raw HTML is words: a block of it becomes a paragraph.
            Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
            Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
            Event::Html(words) => {
                let mut events = vec![Event::Text(words.trim_end_matches('\n').to_string().into())];
                events.extend(words.ends_with('\n').then_some(Event::HardBreak));
                events
            }
            Event::InlineHtml(words) => vec![Event::Text(words)],
            Event::SoftBreak => vec![Event::HardBreak],
            Event::Start(Tag::Heading { .. }) => {
                vec![Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)]
            }
            Event::End(TagEnd::Heading(_)) => {
                vec![Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)]
            }
            Event::Start(Tag::Link {
                dest_url,
                link_type,
                ..
            }) => {
                let email = link_type == LinkType::Email;
                let url = if email {
                    format!("mailto:{dest_url}")
                } else {
                    dest_url.to_string()
                };
                let good = good_link(&url);
                self.links.push(good);
                if good {
                    vec![Event::InlineHtml(anchor(&url).into())]
                } else {
                    vec![]
                }
            }
            Event::End(TagEnd::Link) => match self.links.pop() {
                Some(true) => vec![Event::InlineHtml("</a>".into())],
                _ => vec![],
            },
            // A picture's words stay, the picture does not come.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => vec![],
            Event::Start(Tag::CodeBlock(_)) => {
                self.code = true;
                vec![event]
            }
            Event::End(TagEnd::CodeBlock) => {
                self.code = false;
                vec![event]
            }
            Event::Text(text) if self.links.is_empty() && !self.code => linked(&text),
            other => vec![other],
        }
    }
}

/// Bare addresses of pages in a text become links.
fn linked<'e>(text: &str) -> Vec<Event<'e>> {
    let mut events = Vec::new();
    let mut rest = text;
    while let Some(at) = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| rest.find(scheme))
        .min()
    {
        let (before, link) = rest.split_at(at);
        let end = link
            .find(|c: char| c.is_whitespace() || "<>\"'`|".contains(c))
            .unwrap_or(link.len());
        // A full stop ends the sentence, not the address.
        let mut url = link[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
        if url.ends_with(')') && !url.contains('(') {
            url = &url[..url.len() - 1];
        }
        events.push(Event::Text(before.to_string().into()));
        if url.len() > "https://".len() {
            events.push(Event::InlineHtml(anchor(url).into()));
            events.push(Event::Text(url.to_string().into()));
            events.push(Event::InlineHtml("</a>".into()));
        } else {
            events.push(Event::Text(url.to_string().into()));
        }
        rest = &link[url.len()..];
    }
    events.push(Event::Text(rest.to_string().into()));
    events
}

fn anchor(url: &str) -> String {
    format!("<a href=\"{}\" rel=\"noopener\">", escape(url))
}

fn good_link(url: &str) -> bool {
    let lower = url.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// Foreign HTML made harmless: no script, form, frame, style sheet or style
/// that leaves its place, and no picture from outside unless it is allowed.
pub fn clean_html(html: &str, opts: &Clean<'_>) -> Cleaned {
    let (html, _) = tame(html);
    // The filter below outlives this call in the eyes of the compiler, so the
    // carried pictures are looked up before.
    let carried: HashMap<String, String> = carried_ids(&html)
        .into_iter()
        .filter_map(|id| (opts.cid)(&id).map(|url| (id, url)))
        .collect();
    let blocked = Arc::new(AtomicUsize::new(0));
    let (count, pictures) = (Arc::clone(&blocked), opts.pictures);
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags(["font", "big", "address", "u", "tt"])
        .rm_tags(["map", "area", "details", "summary"])
        .clean_content_tags(HashSet::from([
            "script",
            "style",
            "title",
            "svg",
            "math",
            "template",
            "noscript",
            "iframe",
            "object",
            "embed",
            "applet",
            "xmp",
            "plaintext",
            "noembed",
            "noframes",
            "textarea",
            "select",
            "frameset",
            "audio",
            "video",
        ]))
        .add_generic_attributes([
            "align", "valign", "width", "height", "bgcolor", "dir", "style",
        ])
        .add_tag_attributes("table", ["cellpadding", "cellspacing", "border"])
        .add_tag_attributes("td", ["colspan", "rowspan", "nowrap"])
        .add_tag_attributes("th", ["colspan", "rowspan", "nowrap"])
        .add_tag_attributes("font", ["color", "face", "size"])
        .add_tag_attributes("img", ["src", "alt", "width", "height", "title"])
        .url_schemes(HashSet::from([
            "http", "https", "mailto", "tel", "cid", "data",
        ]))
        .filter_style_properties(HashSet::from(STYLES))
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(move |element, attribute, value| {
            filter(element, attribute, value, &carried, pictures, &count)
        });
    let html = builder.clean(&html).to_string();
    Cleaned {
        html,
        blocked_pictures: blocked.load(Ordering::Relaxed),
    }
}

/// Properties that stay inside their element and load nothing.
#[rustfmt::skip]
const STYLES: [&str; 40] = [
    "color", "background-color", "font", "font-family", "font-size", "font-style", "font-weight", "line-height",
    "letter-spacing", "text-align", "text-decoration", "text-indent", "text-transform", "vertical-align",
    "white-space", "word-break", "overflow-wrap", "direction", "display", "width", "max-width", "min-width", "height",
    "padding", "padding-top", "padding-right", "padding-bottom", "padding-left", "margin-top", "margin-bottom",
    "border", "border-top", "border-right", "border-bottom", "border-left", "border-color", "border-style",
    "border-width", "border-collapse", "border-radius",
];

fn filter<'v>(
    element: &str,
    attribute: &str,
    value: &'v str,
    carried: &HashMap<String, String>,
    pictures: bool,
    blocked: &AtomicUsize,
) -> Option<Cow<'v, str>> {
    // Browsers skip white space and control characters in a scheme.
    let bare: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .take(64)
        .collect();
    let bare = bare.to_ascii_lowercase();
    match (element, attribute) {
        ("img", "src") => {
            if bare.starts_with("cid:") {
                let id = value.trim().get(4..).unwrap_or_default();
                return carried.get(id).map(|url| Cow::Owned(url.clone()));
            }
            let data = [
                "data:image/png",
                "data:image/jpeg",
                "data:image/jpg",
                "data:image/gif",
                "data:image/webp",
            ];
            if data.iter().any(|kind| bare.starts_with(kind)) && value.len() < MOST_DATA {
                return Some(Cow::Borrowed(value));
            }
            let remote = bare.starts_with("http://") || bare.starts_with("https://");
            if remote && pictures {
                return Some(Cow::Borrowed(value));
            }
            if remote || bare.starts_with("//") {
                blocked.fetch_add(1, Ordering::Relaxed);
            }
            None
        }
        (_, "href" | "cite" | "src") => {
            let good = ["http://", "https://", "mailto:", "tel:"]
                .iter()
                .any(|scheme| bare.starts_with(scheme));
            good.then_some(Cow::Borrowed(value))
        }
        (_, "style") => {
            let lower = value.to_ascii_lowercase();
            let bad = [
                "url(",
                "expression",
                "image(",
                "image-set",
                "@import",
                "\\",
                "/*",
                "javascript",
                "behavior",
            ];
            (!bad.iter().any(|word| lower.contains(word))).then_some(Cow::Borrowed(value))
        }
        _ => Some(Cow::Borrowed(value)),
    }
}

/// The Content-IDs that the HTML points at.
pub(crate) fn carried_ids(html: &str) -> Vec<String> {
    let lower = html.to_ascii_lowercase();
    let mut ids = Vec::new();
    for (at, _) in lower.match_indices("cid:").take(1_000) {
        let id: String = html[at + 4..]
            .chars()
            .take_while(|c| !c.is_whitespace() && !"\"'<>)".contains(*c))
            .take(300)
            .collect();
        // Entities in the attribute reach the filter decoded.
        let id = id
            .replace("&amp;", "&")
            .replace("&#64;", "@")
            .replace("&#x40;", "@");
        if !ids.contains(&id) && ids.len() < 200 {
            ids.push(id);
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn markdown(source: &str, html: &str) {
        assert_eq!(markdown_html(source).trim_end(), html, "from {source:?}");
    }

    #[test]
    fn what_an_agent_types_is_what_the_customer_sees() {
        markdown("one\ntwo", "<p>one<br />\ntwo</p>");
        markdown(
            "**now** and *then*",
            "<p><strong>now</strong> and <em>then</em></p>",
        );
        markdown(
            "a <b>bold</b> claim",
            "<p>a &lt;b&gt;bold&lt;/b&gt; claim</p>",
        );
        markdown(
            "<script>alert(1)</script>",
            "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        );
        markdown("![pixel](https://example.com/p.gif)", "<p>pixel</p>");
        markdown("# Number one", "<p><strong>Number one</strong></p>");
    }

    #[test]
    fn only_honest_links_become_links() {
        markdown(
            "[here](https://example.com/a)",
            "<p><a href=\"https://example.com/a\" rel=\"noopener\">here</a></p>",
        );
        markdown("[here](javascript:alert(1))", "<p>here</p>");
        let bare = "<p>See <a href=\"https://example.com/a_b_c\" rel=\"noopener\">https://example.com/a_b_c</a>.</p>";
        markdown("See https://example.com/a_b_c.", bare);
        markdown("[here](data:text/html,x)", "<p>here</p>");
        markdown(
            "<mail@example.com>",
            "<p><a href=\"mailto:mail@example.com\" rel=\"noopener\">mail@example.com</a></p>",
        );
    }

    #[track_caller]
    fn clean(html: &str, expected: &str, blocked: usize) {
        let cid = |id: &str| (id == "pic@1").then(|| "/attachments/7".to_string());
        let cleaned = clean_html(
            html,
            &Clean {
                pictures: false,
                cid: &cid,
            },
        );
        assert_eq!(
            (cleaned.html.as_str(), cleaned.blocked_pictures),
            (expected, blocked),
            "from {html:?}"
        );
    }

    #[test]
    fn foreign_html_loses_what_acts_and_keeps_what_speaks() {
        clean("<p onclick=x()>hi<script>x()</script></p>", "<p>hi</p>", 0);
        clean(
            "<img src=\"https://example.com/p.gif\" alt=dot>",
            "<img alt=\"dot\">",
            1,
        );
        clean("<img src=\"cid:pic@1\">", "<img src=\"/attachments/7\">", 0);
        clean("<img src=\"cid:other\">", "<img>", 0);
        clean(
            "<div style=\"position:fixed;color:red\">x</div>",
            "<div style=\"color:red\">x</div>",
            0,
        );
        clean(
            "<div style=\"background:url(https://example.com/x)\">x</div>",
            "<div>x</div>",
            0,
        );
        clean(
            "<a href=\"/sign-out\">x</a>",
            "<a rel=\"noopener noreferrer nofollow\" target=\"_blank\">x</a>",
            0,
        );
        clean("<form action=/x><input name=a>words</form>", "words", 0);
    }
}
