//! Attack strings of other projects, cleaned: nothing that acts is left in the
//! markup. That nothing runs in a real browser is held by the browser suite.

use std::path::{Path, PathBuf};

use letters::{Clean, clean_html, markdown_html};
use serde_json::Value;

#[rustfmt::skip]
const TAGS: &[&str] = &[
    "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite",
    "code", "col", "colgroup", "data", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "i", "img", "ins", "kbd", "li", "mark", "nav", "ol", "p", "pre", "q", "rp", "rt",
    "rtc", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "time", "tr",
    "tt", "u", "ul", "var", "wbr", "tfoot",
];

/// The tags of cleaned markup with their attributes. The serialiser escapes
/// every `<` and `>` in text and quotes every value, so this needs no parser.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut list = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let name: String = rest
            .trim_start_matches('/')
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric())
            .collect();
        let mut attributes = Vec::new();
        let mut inside = &rest[rest
            .find(|c: char| c.is_whitespace() || c == '>')
            .unwrap_or(rest.len())..];
        while let Some(start) = inside.strip_prefix(' ') {
            let (attribute, after) = start
                .split_once("=\"")
                .expect("every attribute has a quoted value");
            let (value, after) = after.split_once('"').expect("every value ends");
            attributes.push((attribute.to_string(), value.to_string()));
            inside = after;
        }
        assert!(inside.starts_with('>'), "a tag ends: {html}");
        list.push((name, attributes));
        rest = inside;
    }
    list
}

fn harmless(html: &str, pictures: bool) {
    for (tag, attributes) in tags(html) {
        assert!(TAGS.contains(&tag.as_str()), "<{tag}> is left in {html}");
        for (name, value) in attributes {
            let low: String = value
                .to_lowercase()
                .chars()
                .filter(|c| !c.is_whitespace() && !c.is_control())
                .collect();
            assert!(
                !name.starts_with("on")
                    && ![
                        "srcdoc",
                        "formaction",
                        "background",
                        "ping",
                        "srcset",
                        "xlink:href",
                        "id",
                        "name"
                    ]
                    .contains(&name.as_str()),
                "{name} is left in {html}"
            );
            if name == "href" {
                assert!(
                    ["http://", "https://", "mailto:", "tel:"]
                        .iter()
                        .any(|s| low.starts_with(s)),
                    "href {value} in {html}"
                );
            }
            if name == "src" {
                let remote = low.starts_with("http://") || low.starts_with("https://");
                assert!(
                    tag == "img"
                        && (low.starts_with("data:image/") && !low.contains("svg")
                            || pictures && remote),
                    "src {value} in {html}"
                );
            }
            if name == "style" {
                assert!(
                    ![
                        "url(",
                        "expression",
                        "position",
                        "javascript",
                        "import",
                        "behavior",
                        "-moz-binding"
                    ]
                    .iter()
                    .any(|w| low.contains(w)),
                    "style {value} in {html}"
                );
            }
        }
    }
}

fn check(html: &str) {
    for pictures in [false, true] {
        harmless(
            &clean_html(
                html,
                &Clean {
                    pictures,
                    cid: &|_| None,
                },
            )
            .html,
            pictures,
        );
    }
    let own = markdown_html(html);
    for word in ["<script", "<img", "<svg", "<iframe", "<form", "<style"] {
        assert!(!own.to_lowercase().contains(word), "{word} in {own}");
    }
}

#[test]
fn the_well_known_ways_in_are_shut() {
    for html in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<a href=\"java\nscript:alert(1)\">x</a>",
        "<a href=\" javascript:alert(1)\">x</a>",
        "<a href=\"&#106;avascript:alert(1)\">x</a>",
        "<iframe srcdoc=\"<script>1</script>\">",
        "<div style=\"background:\\75rl(javascript:1)\">x</div>",
        "<base href=\"https://evil.example/\">",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
        "<form action=https://evil.example><button>go</button></form>",
        "<img src=\"data:image/svg+xml,<svg onload=1>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=1>\">",
        "<xmp><p title=\"</xmp><script>1</script>\">",
        "<template><script>1</script></template>",
        "<link rel=stylesheet href=//evil.example>",
    ] {
        check(html);
    }
}

#[test]
fn attack_strings_of_other_projects_leave_nothing_that_acts() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let file = std::env::var_os("HELIOTROPE_SHARED_DATA")
        .map_or(beside, PathBuf::from)
        .join("hostile/xss.jsonl");
    let Ok(lines) = std::fs::read_to_string(&file) else {
        println!(
            "The attack strings of other projects are not here (../shared/data): nothing was cleaned."
        );
        return;
    };
    let mut count = 0;
    for line in lines.lines() {
        let vector: Value = serde_json::from_str(line).unwrap();
        check(vector["payload"].as_str().unwrap());
        count += 1;
    }
    println!("{count} attack strings cleaned");
    assert!(count > 0);
}
