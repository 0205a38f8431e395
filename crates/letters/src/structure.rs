//! What the structure of HTML says about which words are old, in whatever
//! language they are: mail programs name the boxes into which they put the
//! letter that is answered, its introduction and the signature.
//!
//! Each such box is marked with a line of its own that no writer can type; the
//! lines are read and taken out where the new words are parted from the old.

use html2text::{Element, Handle};

use crate::text::MARK;

/// Behind [`MARK`] in a marking line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// From here on an older letter.
    Older,
    /// The next lines introduce a quote.
    Intro,
    Signature,
    SignatureEnds,
}

impl Sort {
    const ALL: [(Sort, char); 4] = [
        (Sort::Older, 'o'),
        (Sort::Intro, 'i'),
        (Sort::Signature, 's'),
        (Sort::SignatureEnds, 'e'),
    ];
}

/// What a line marks, when it is a marking line. Inside of a quote it marks
/// nothing but is taken out as well.
pub(crate) fn mark_in(line: &str) -> Option<Option<Sort>> {
    let words = line.trim_start_matches(['>', ' ', '*']);
    let mut signs = words.strip_prefix(MARK)?.chars();
    let sign = signs.next()?;
    let known = Sort::ALL
        .iter()
        .find(|(_, known)| *known == sign)
        .map(|(which, _)| *which);
    Some(known.filter(|_| !line.trim_start().starts_with('>')))
}

/// The text without its marking lines.
pub(crate) fn unmarked(text: String) -> String {
    if !text.contains(MARK) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines().filter(|line| mark_in(line).is_none()) {
        // What stood around a marking line is no paragraph of its own.
        if line.trim().is_empty() && blank {
            continue;
        }
        blank = line.trim().is_empty();
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Real letters have a few.
const MOST_BOXES: usize = 40;

/// Whether it is worth looking at all.
pub(crate) fn may_hold(html: &str) -> bool {
    [
        "divRplyFwdMsg",
        "appendonsend",
        "border-top:",
        "name=\"quote\"",
        "OLK_SRC",
        "reference-message",
        "_quote",
        "gmail_attr",
    ]
    .iter()
    .any(|word| html.contains(word))
}

/// Marks the boxes of a tree. `line` makes a paragraph of one text.
pub(crate) fn mark(root: &Handle, line: &dyn Fn(&str) -> Option<Handle>) {
    let mut found = 0;
    let mut level = vec![root.clone()];
    while let Some(node) = level.pop() {
        let children = node.children.borrow().clone();
        let mut marked: Vec<Handle> = Vec::new();
        for child in &children {
            let which = if found < MOST_BOXES {
                which(child)
            } else {
                None
            };
            let put = |which: Sort, list: &mut Vec<Handle>| {
                let sign = Sort::ALL
                    .iter()
                    .find(|(known, _)| *known == which)
                    .map(|(_, sign)| *sign);
                list.extend(sign.and_then(|sign| line(&format!("{MARK}{sign}"))));
            };
            found += usize::from(which.is_some());
            if let Some(which) = which {
                put(which, &mut marked);
            }
            marked.push(child.clone());
            if which == Some(Sort::Signature) {
                put(Sort::SignatureEnds, &mut marked);
            }
            level.push(child.clone());
        }
        if marked.len() > children.len() {
            *node.children.borrow_mut() = marked;
        }
    }
}

/// Ids, classes and names of the box with the older letter.
#[rustfmt::skip]
const OLDER: &[&str] = &[
    "divrplyfwdmsg", "appendonsend", "olk_src_body_section", "mail-editor-reference-message-container", "ms-outlook-mobile-reference-message",
    "ms-outlook-ios-reference-expand", "stopspelling", "zwchr", "yahoo_quoted", "yahoo-quoted", "zmail_extra", "messagereplysection", "quote",
    "aolreplycontainer", "reply_message_container", "replyforwardmessage", "missive_quote", "freshdesk_quote", "moz-forward-container",
    "mb-reply-container", "ox-quote", "x-quote-header", "hmmessage-quoted", "wm_quote", "ntes-quote",
];
/// Of its introduction.
const INTRO: &[&str] = &[
    "gmail_attr",
    "moz-cite-prefix",
    "reply-intro",
    "protonmail_quote-intro",
    "front-blockquote-intro",
];
/// Of the signature.
#[rustfmt::skip]
const SIGNATURE: &[&str] = &[
    "gmail_signature", "moz-signature", "messagesignaturesection", "ms-outlook-mobile-signature", "protonmail_signature_block",
    "signature", "applemailsignature", "linebreakatbeginningofsignature", "zmail_signature", "spark-signature",
];

fn which(node: &Handle) -> Option<Sort> {
    let Element { name, attrs, .. } = &node.data else {
        return None;
    };
    let tag: &str = &name.local;
    if !matches!(
        tag,
        "div" | "hr" | "span" | "section" | "p" | "table" | "td"
    ) {
        return None;
    }
    let mut found = None;
    for attr in attrs.borrow().iter() {
        let value = attr.value.trim();
        if value.is_empty() || value.len() > 2_000 {
            continue;
        }
        let named: &str = &attr.name.local;
        let which = match named {
            "id" | "class" | "name" | "data-smartmail" => {
                value.split_whitespace().find_map(by_word)
            }
            "style" if tag == "div" && is_outlook_line(value) => Some(Sort::Older),
            _ => None,
        };
        found = found.or(which);
    }
    found
}

fn by_word(word: &str) -> Option<Sort> {
    let holds = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    if holds(OLDER) {
        Some(Sort::Older)
    } else if holds(INTRO) {
        Some(Sort::Intro)
    } else {
        holds(SIGNATURE).then_some(Sort::Signature)
    }
}

/// The line above the headers of the older letter, as the Outlooks of the desk
/// and of Windows draw it.
fn is_outlook_line(style: &str) -> bool {
    let bare: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = bare.to_ascii_lowercase();
    let desk = bare.contains("border-top:solid#")
        && bare.contains("1.0pt")
        && bare.contains("padding:3.0pt0");
    let windows = bare.contains("border-top-color:rgb(229,229,229)")
        && bare.contains("border-top-style:solid");
    desk || windows
}
