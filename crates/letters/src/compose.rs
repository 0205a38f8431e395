//! Letter to bytes.

use mail_builder::MessageBuilder;
use mail_builder::headers::{HeaderType, address::Address as Mailbox, raw::Raw, text::Text};
use mail_builder::mime::MimePart;

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
    pub headers: Vec<(String, String)>,
}

/// One line at the foot of a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FooterLine {
    pub text: String,
    pub link: Option<String>,
}

/// Writes the letter. Never fails; no header value can hold a line break.
pub fn compose(parts: &Outgoing) -> Vec<u8> {
    let mut builder = MessageBuilder::new()
        .from(mailbox(&parts.from))
        .to(parts.to.iter().map(mailbox).collect::<Vec<_>>())
        .subject(one_line(&parts.subject))
        .message_id(one_line(&parts.message_id))
        .date(parts.date.div_euclid(1_000_000));
    if !parts.cc.is_empty() {
        builder = builder.cc(parts.cc.iter().map(mailbox).collect::<Vec<_>>());
    }
    if let Some(reply_to) = &parts.reply_to {
        builder = builder.reply_to(mailbox(reply_to));
    }
    if let Some(id) = &parts.in_reply_to {
        builder = builder.in_reply_to(one_line(id));
    }
    if !parts.references.is_empty() {
        builder = builder.references(
            parts
                .references
                .iter()
                .map(|id| one_line(id))
                .collect::<Vec<_>>(),
        );
    }
    if let Some(word) = parts.auto_submitted {
        builder = builder.header("Auto-Submitted", Raw::new(one_line(word)));
    }
    if let Some(language) = &parts.language {
        builder = builder.header("Content-Language", Raw::new(one_line(language)));
    }
    for (name, value) in &parts.headers {
        let name: String = name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        if !name.is_empty() {
            builder = builder.header(name, HeaderType::Text(Text::new(one_line(value))));
        }
    }
    let body = MimePart::new(
        "multipart/alternative",
        vec![
            MimePart::new("text/plain", text_part(parts)),
            MimePart::new("text/html", html_part(parts)),
        ],
    );
    let body = if parts.attachments.is_empty() {
        body
    } else {
        let mut all = vec![body];
        all.extend(parts.attachments.iter().map(attached));
        MimePart::new("multipart/mixed", all)
    };
    builder.body(body).write_to_vec().unwrap_or_default()
}

fn attached(attachment: &Attachment) -> MimePart<'_> {
    let kind = one_line(&attachment.content_type);
    let name = one_line(attachment.name.as_deref().unwrap_or("attachment"));
    MimePart::new(kind, attachment.bytes.as_slice()).attachment(name)
}

fn mailbox(address: &Address) -> Mailbox<'static> {
    Mailbox::new_address(
        address.name.as_deref().map(one_line),
        one_line(&address.address),
    )
}

/// A value that fits one header line.
fn one_line(value: &str) -> String {
    value
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_string()
}

fn text_part(parts: &Outgoing) -> String {
    let mut text = parts.markdown.trim_end().to_string();
    text.push('\n');
    if let Some(signature) = &parts.signature {
        text.push_str(&format!("\n-- \n{}\n", signature.trim_end()));
    }
    if !parts.footer.is_empty() {
        text.push('\n');
    }
    for line in &parts.footer {
        match &line.link {
            Some(link) => text.push_str(&format!("{}\n{}\n", line.text, link)),
            None => text.push_str(&format!("{}\n", line.text)),
        }
    }
    text
}

fn html_part(parts: &Outgoing) -> String {
    let escape = crate::html::escape;
    let lang = parts
        .language
        .as_deref()
        .map(|l| format!(" lang=\"{}\"", escape(&one_line(l))))
        .unwrap_or_default();
    let mut html = format!(
        "<!doctype html>\n<html{lang}>\n<body>\n{}",
        markdown_html(&parts.markdown)
    );
    if let Some(signature) = &parts.signature {
        html.push_str(&format!(
            "<p>-- <br>{}</p>\n",
            escape(signature.trim_end()).replace('\n', "<br>")
        ));
    }
    for line in &parts.footer {
        match &line.link {
            Some(link) => html.push_str(&format!(
                "<p><a href=\"{}\">{}</a></p>\n",
                escape(link),
                escape(&line.text)
            )),
            None => html.push_str(&format!("<p>{}</p>\n", escape(&line.text))),
        }
    }
    html.push_str("</body>\n</html>\n");
    html
}
