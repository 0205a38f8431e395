//! Letter to bytes.
//!
//! One source, two parts: the text part is what the agent typed, the HTML part
//! the same as light Markdown, styled inside its tags so that every client shows
//! it alike, in light and dark, and loading nothing. The same letter gives the
//! same bytes every time it is written, so that a retry is no second letter.

use mail_builder::MessageBuilder;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::{HeaderType, address::Address as Mailbox, raw::Raw, text::Text};
use mail_builder::mime::MimePart;
use sha2::{Digest, Sha256};

use crate::html::escape;
use crate::{Address, Attachment, markdown_html};

/// A letter to be written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outgoing {
    pub from: Address,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub reply_to: Option<Address>,
    pub subject: String,
    /// Without angle brackets; written exactly as given.
    pub message_id: String,
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
    /// Microseconds UTC.
    pub date: i64,
    /// Light Markdown, as the agent typed it: also the text part.
    pub markdown: String,
    pub signature: Option<String>,
    /// Below the signature in both parts.
    pub footer: Vec<FooterLine>,
    /// BCP 47, `de`.
    pub language: Option<String>,
    pub attachments: Vec<Attachment>,
    /// `auto-replied` for what no person wrote.
    pub auto_submitted: Option<&'static str>,
    /// More headers. The ones above are not written a second time.
    pub headers: Vec<(String, String)>,
}

/// One line at the foot of a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FooterLine {
    pub text: String,
    pub link: Option<String>,
}

/// The start of a thread and its last letters are enough for every client.
const MOST_REFERENCES: usize = 20;

#[rustfmt::skip]
const OWN: &[&str] = &[
    "from", "to", "cc", "bcc", "reply-to", "subject", "message-id", "in-reply-to", "references", "date", "mime-version",
    "content-type", "content-transfer-encoding", "content-language", "auto-submitted",
];

/// Writes the letter. Never fails; no header value can hold a line break.
pub fn compose(parts: &Outgoing) -> Vec<u8> {
    let mailboxes = |list: &[Address]| list.iter().map(mailbox).collect::<Vec<_>>();
    let mut builder = MessageBuilder::new().from(mailbox(&parts.from));
    if !parts.to.is_empty() {
        builder = builder.to(mailboxes(&parts.to));
    }
    if !parts.cc.is_empty() {
        builder = builder.cc(mailboxes(&parts.cc));
    }
    if let Some(reply_to) = &parts.reply_to {
        builder = builder.reply_to(mailbox(reply_to));
    }
    builder = builder
        .subject(one_line(&parts.subject))
        .message_id(id(&parts.message_id))
        .date(parts.date.div_euclid(1_000_000));
    if let Some(answered) = &parts.in_reply_to {
        builder = builder.in_reply_to(id(answered));
    }
    let references = references(parts);
    if !references.is_empty() {
        builder = builder.references(references);
    }
    if let Some(word) = parts.auto_submitted {
        builder = builder.header("Auto-Submitted", Raw::new(one_line(word)));
    }
    if let Some(language) = language(parts) {
        builder = builder.header("Content-Language", Raw::new(language));
    }
    for (name, value) in &parts.headers {
        let name: String = name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        if !name.is_empty() && !OWN.contains(&name.to_ascii_lowercase().as_str()) {
            builder = builder.header(name, HeaderType::Text(Text::new(one_line(value))));
        }
    }
    builder.body(body(parts)).write_to_vec().unwrap_or_default()
}

fn body(parts: &Outgoing) -> MimePart<'_> {
    let words = vec![
        MimePart::new("text/plain", text_part(parts)),
        MimePart::new("text/html", html_part(parts)),
    ];
    let words = MimePart::new(multipart("multipart/alternative", parts), words);
    if parts.attachments.is_empty() {
        return words;
    }
    let mut all = vec![words];
    all.extend(parts.attachments.iter().map(attached));
    MimePart::new(multipart("multipart/mixed", parts), all)
}

/// A multipart whose boundary follows from the letter, not from chance.
fn multipart(kind: &'static str, parts: &Outgoing) -> ContentType<'static> {
    let mut sum = Sha256::new();
    for piece in [kind, &parts.message_id, &parts.markdown] {
        sum.update(piece.as_bytes());
        sum.update([0]);
    }
    let sum: String = sum
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    ContentType::new(kind).attribute("boundary", format!("=_{sum}"))
}

fn attached(attachment: &Attachment) -> MimePart<'_> {
    let name = one_line(attachment.name.as_deref().unwrap_or_default());
    let name = if name.is_empty() {
        "attachment".to_string()
    } else {
        name
    };
    let part = MimePart::new(
        ContentType::new(kind(&attachment.content_type)),
        attachment.bytes.as_slice(),
    );
    match &attachment.content_id {
        Some(content_id) if attachment.inline => {
            let disposition = ContentType::new("inline").attribute("filename", name);
            part.header("Content-Disposition", HeaderType::ContentType(disposition))
                .cid(id(content_id))
        }
        _ => part.attachment(name),
    }
}

/// `type/subtype` of harmless letters. Text and carried letters travel as plain
/// bytes: on the way their line ends would be changed.
fn kind(content_type: &str) -> String {
    let kind: String = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let token = |s: &str| {
        !s.is_empty()
            && s.chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-._".contains(c))
    };
    let good = kind
        .split_once('/')
        .is_some_and(|(a, b)| token(a) && token(b));
    let carried = kind.starts_with("multipart/") || kind.starts_with("message/");
    if good && !carried {
        kind
    } else {
        "application/octet-stream".to_string()
    }
}

fn references(parts: &Outgoing) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for reference in parts.references.iter().chain(&parts.in_reply_to) {
        let reference = id(reference);
        if !reference.is_empty() && !list.contains(&reference) {
            list.push(reference);
        }
    }
    if list.len() > MOST_REFERENCES {
        list.drain(1..=list.len() - MOST_REFERENCES);
    }
    list
}

fn mailbox(address: &Address) -> Mailbox<'static> {
    let name = address
        .name
        .as_deref()
        .map(one_line)
        .filter(|name| !name.is_empty());
    let spec: String = address
        .address
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace() && !"<>,;\"()".contains(*c))
        .collect();
    Mailbox::new_address(name, spec)
}

/// A Message-ID without what would end it.
fn id(id: &str) -> String {
    id.chars()
        .filter(|c| !c.is_control() && !c.is_whitespace() && !matches!(c, '<' | '>'))
        .collect()
}

/// A value that fits one header line.
fn one_line(value: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    value
        .chars()
        .map(|c| if breaks(c) { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_string()
}

fn language(parts: &Outgoing) -> Option<String> {
    let tag: String = parts
        .language
        .as_deref()?
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    (!tag.is_empty()).then_some(tag)
}

fn text_part(parts: &Outgoing) -> String {
    let lines = |text: &str| text.replace("\r\n", "\n").replace(['\r', '\0'], "\n");
    let mut text = lines(&parts.markdown).trim_end().to_string();
    text.push('\n');
    if let Some(signature) = &parts.signature {
        text.push_str(&format!("\n-- \n{}\n", lines(signature).trim_end()));
    }
    if !parts.footer.is_empty() {
        text.push('\n');
    }
    for (n, line) in parts.footer.iter().enumerate() {
        match &line.link {
            Some(link) => {
                text.push_str(&format!("{}\n{}\n", one_line(&line.text), one_line(link)));
                // What comes next must not look like more of the link.
                if n + 1 < parts.footer.len() {
                    text.push('\n');
                }
            }
            None => text.push_str(&format!("{}\n", one_line(&line.text))),
        }
    }
    text
}

fn html_part(parts: &Outgoing) -> String {
    const QUIET: &str = "color:#6b6b6b;font-size:90%";
    let lang = language(parts)
        .map(|l| format!(" lang=\"{l}\""))
        .unwrap_or_default();
    let mut html = format!(
        "<!doctype html>\n<html{lang}>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>{}</title>\n</head>\n\
         <body style=\"margin:0;padding:16px\">\n\
         <div style=\"max-width:40em;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;\
         font-size:16px;line-height:1.5\">\n{}",
        escape(&one_line(&parts.subject)),
        markdown_html(&parts.markdown)
    );
    if let Some(signature) = &parts.signature {
        let signature = escape(signature.replace("\r\n", "\n").trim_end()).replace('\n', "<br>\n");
        html.push_str(&format!("<p style=\"{QUIET}\">-- <br>\n{signature}</p>\n"));
    }
    for line in &parts.footer {
        let text = escape(&one_line(&line.text));
        match &line.link {
            Some(link) => html.push_str(&format!(
                "<p style=\"{QUIET}\"><a href=\"{}\" rel=\"noopener\" style=\"color:#3b6fb5\">{text}</a></p>\n",
                escape(&one_line(link))
            )),
            None => html.push_str(&format!("<p style=\"{QUIET}\">{text}</p>\n")),
        }
    }
    html.push_str("</div>\n</body>\n</html>\n");
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    fn letter() -> Outgoing {
        let person = |address: &str, name: &str| Address {
            address: address.into(),
            name: Some(name.into()),
        };
        Outgoing {
            from: person("help@shop.example", "Käthe, Shop"),
            to: vec![person("ann@example.org", "Ann")],
            subject: "Re: Größe \r\nBcc: evil@example.org".into(),
            message_id: "a.b@shop.example".into(),
            in_reply_to: Some("x@example.org".into()),
            references: (0..60).map(|n| format!("{n}@example.org")).collect(),
            date: 1_767_600_000_000_000,
            markdown: "Hello Ann,\n\n**tomorrow** it comes: https://shop.example/a?b=1&c=2\nKäthe"
                .into(),
            signature: Some("Käthe\nShop".into()),
            footer: vec![FooterLine {
                text: "Your case".into(),
                link: Some("https://shop.example/c/abc".into()),
            }],
            language: Some("de".into()),
            attachments: vec![Attachment {
                name: Some("Übersicht.txt".into()),
                content_type: "text/plain".into(),
                bytes: b"one\ntwo\r\nthree".to_vec(),
                ..Attachment::default()
            }],
            auto_submitted: Some("auto-replied"),
            headers: vec![
                ("X-Case\r\nBcc".into(), "7\r\nBcc: evil@example.org".into()),
                ("Subject".into(), "two".into()),
            ],
            ..Outgoing::default()
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let raw = compose(&letter());
        let (read, oddities) = read(&raw);
        assert_eq!(oddities, []);
        assert_eq!(
            read.from,
            [Address {
                address: "help@shop.example".into(),
                name: Some("Käthe, Shop".into())
            }]
        );
        assert_eq!(
            read.subject.as_deref(),
            Some("Re: Größe   Bcc: evil@example.org")
        );
        assert_eq!(read.message_id.as_deref(), Some("a.b@shop.example"));
        assert_eq!(read.in_reply_to, ["x@example.org"]);
        assert_eq!(read.references.len(), MOST_REFERENCES);
        assert_eq!(read.references[0], "0@example.org");
        assert_eq!(read.references[MOST_REFERENCES - 1], "x@example.org");
        assert_eq!(read.date, Some(1_767_600_000_000_000));
        assert!(read.reply_text.starts_with(
            "Hello Ann,\n\n**tomorrow** it comes: https://shop.example/a?b=1&c=2\nKäthe"
        ));
        assert!(read.signature.unwrap().starts_with("-- \nKäthe\nShop"));
        let html = read.html.unwrap();
        assert!(html.contains("<strong>tomorrow</strong>") && html.contains("lang=\"de\""));
        assert!(html.contains("href=\"https://shop.example/c/abc\"") && !html.contains("<img"));
        assert_eq!(read.attachments[0].name.as_deref(), Some("Übersicht.txt"));
        assert_eq!(read.attachments[0].bytes, b"one\ntwo\r\nthree");
    }

    #[test]
    fn no_value_makes_a_header() {
        let raw = String::from_utf8(compose(&letter())).unwrap();
        let head = raw.split("\r\n\r\n").next().unwrap();
        assert!(
            !head
                .lines()
                .any(|line| line.to_lowercase().starts_with("bcc:")),
            "{head}"
        );
        assert_eq!(head.matches("Subject: ").count(), 1);
    }

    #[test]
    fn the_same_letter_gives_the_same_bytes() {
        assert_eq!(compose(&letter()), compose(&letter()));
    }
}
