//! HTML to the text a person sees.

/// Wider than any line, so that the text is not broken by us.
const WIDTH: usize = 10_000;
/// Beyond this the text is made without an HTML library.
const MOST_HTML: usize = 2 * 1024 * 1024;

/// The words of an HTML part as plain text.
pub(crate) fn from_html(html: &str) -> String {
    if html.len() > MOST_HTML || crate::html::depth(html) > 200 {
        return without_tags(html);
    }
    html2text::config::plain_no_decorate()
        .link_footnotes(false)
        .no_table_borders()
        .raw_mode(true)
        .string_from_read(html.as_bytes(), WIDTH)
        .unwrap_or_else(|_| without_tags(html))
}

/// Words without tags, for input that no library should be asked to build a tree of.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}
