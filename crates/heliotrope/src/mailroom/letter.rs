//! From what is known to the letter itself. Pure: `store.rs` brings the facts,
//! `server.rs` takes the bytes away.

use jiff::tz::TimeZone;
use letters::{Address, Attachment, FooterLine, Outgoing, reply_subject};

use super::rules;
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::needs::{Need, State};
use crate::plans::{self, Plan};
use crate::t;
use crate::tradeoffs::rules::own_page;

/// How much of a person's words a receipt repeats, in characters: enough to
/// know them again. Whoever forges a sender must not get a long text delivered.
const REPEATED: usize = 2000;

/// What every letter of ours says, whatever it is about.
#[derive(Debug, Clone)]
pub struct Frame {
    pub from: Address,
    pub to: Address,
    pub copies: Vec<Address>,
    /// The case's own address, where the server keeps plus-addresses.
    pub reply_to: Option<Address>,
    pub lang: Lang,
    pub message_id: String,
    pub answers: Option<String>,
    pub references: Vec<String>,
    pub at: At,
    pub signature: String,
    /// The recipient's own way to the case or page; none may leave.
    pub link: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Reply {
    pub case: i64,
    pub subject: String,
    pub words: String,
    /// What the reply promised, as the person reads it.
    pub promise: Option<String>,
    /// "CET": of the times in it, when the person may live by another clock.
    pub zone: Option<String>,
    pub needs: Vec<Need>,
    /// What we had promised before and still owe, as the person reads it.
    pub next_word: Option<String>,
    /// Our plan, when it changed since the letter before.
    pub plan: Option<Plan>,
    pub files: Files,
}

/// The files of a reply.
#[derive(Debug, Clone)]
pub enum Files {
    Carried(Vec<Attachment>),
    /// Too large for a letter: their names; they stand on the page.
    Linked(Vec<String>),
}

#[derive(Debug, Clone)]
pub struct Receipt {
    pub case: i64,
    pub subject: String,
    pub name: String,
    /// The words it repeats.
    pub words: String,
    pub promise: Option<String>,
    /// A habit of ours and no promise: by when four of five are answered.
    pub usually_by: Option<At>,
    pub zone: TimeZone,
}

fn outgoing(frame: &Frame, subject: String, markdown: String, footer: Vec<FooterLine>) -> Outgoing {
    Outgoing {
        from: frame.from.clone(),
        to: vec![frame.to.clone()],
        cc: frame.copies.clone(),
        reply_to: frame.reply_to.clone(),
        subject,
        message_id: frame.message_id.clone(),
        in_reply_to: frame.answers.clone(),
        references: frame.references.clone(),
        date: frame.at.0,
        markdown,
        signature: Some(frame.signature.clone()).filter(|s| !s.trim().is_empty()),
        footer,
        language: Some(frame.lang.code().to_owned()),
        ..Outgoing::default()
    }
}

/// A person's answer.
pub fn reply(frame: &Frame, reply: Reply) -> Outgoing {
    let words = Words::of(frame.lang);
    let mut markdown = own_page(reply.words.trim_end(), frame.link.as_deref());
    let mut add = |text: &str| {
        if !markdown.is_empty() {
            markdown.push_str("\n\n");
        }
        markdown.push_str(text);
    };
    if let Some(promise) = &reply.promise {
        add(promise);
    }
    let attachments = match reply.files {
        Files::Carried(files) => files,
        Files::Linked(names) => {
            add(&t!(
                words,
                "mailroom-files-linked",
                files = names.join(", ")
            ));
            Vec::new()
        }
    };
    let mut footer = needs_lines(&reply.needs, frame.link.as_deref(), words);
    footer.extend(reply.next_word.map(line));
    footer.extend(
        reply
            .zone
            .map(|zone| line(t!(words, "mailroom-times-in", zone = zone))),
    );
    let plan = reply.plan.as_ref();
    footer.extend(plan.and_then(|p| plans::views::foot(p, words)).map(line));
    footer.extend(link_line(
        frame,
        t!(words, "mailroom-case-link", case = reply.case.to_string()),
    ));
    Outgoing {
        attachments,
        ..outgoing(frame, reply.subject, markdown, footer)
    }
}

/// With one need the letter itself is the answer; with several, each says how
/// it stands.
fn needs_lines(needs: &[Need], link: Option<&str>, words: Words) -> Vec<FooterLine> {
    if needs.len() < 2 {
        return Vec::new();
    }
    let mut lines = vec![line(t!(words, "mailroom-needs"))];
    for need in needs {
        let text = format!("- {}", need_line(need, words));
        // One press on their page opens it again: no link does, for scanners
        // follow links.
        let page = link.filter(|_| !need.is_open());
        lines.push(match page {
            Some(page) => FooterLine {
                text: format!("{text}. {}", t!(words, "mailroom-not-yet")),
                link: Some(format!("{page}#n{}", need.id)),
            },
            None => line(text),
        });
    }
    lines
}

fn need_line(need: &Need, words: Words) -> String {
    let need_words = need.words.clone();
    let said = |field: &Option<String>| field.clone().filter(|text| !text.trim().is_empty());
    match need.state {
        State::Open => t!(words, "mailroom-need-open", need = need_words),
        State::Met => t!(words, "mailroom-need-met", need = need_words),
        State::Withdrawn => t!(words, "mailroom-need-withdrawn", need = need_words),
        State::Declined => match (said(&need.possible), said(&need.signpost)) {
            (Some(possible), _) => t!(
                words,
                "mailroom-need-declined",
                need = need_words,
                possible = possible.lines().collect::<Vec<_>>().join(", ")
            ),
            (None, Some(help)) => t!(
                words,
                "mailroom-need-elsewhere",
                need = need_words,
                help = help
            ),
            (None, None) => t!(words, "mailroom-need-no", need = need_words),
        },
    }
}

/// What leaves by itself for a new case.
pub fn receipt(frame: &Frame, receipt: &Receipt) -> Outgoing {
    let words = Words::of(frame.lang);
    let template = match frame.lang {
        Lang::En => include_str!("receipt.en.letter.txt"),
        Lang::De => include_str!("receipt.de.letter.txt"),
    };
    let number = receipt.case.to_string();
    let subject = match receipt.subject.trim() {
        "" => t!(words, "mailroom-receipt-subject", case = number.as_str()),
        subject => reply_subject(subject),
    };
    let name = one_line(&receipt.name);
    let habit = receipt.usually_by.map(|by| {
        t!(
            words,
            "mailroom-habit",
            day = words.day(by, &receipt.zone, frame.at),
            time = words.time(by, &receipt.zone)
        )
    });
    let (subject, markdown) = rules::fill(
        template,
        &[
            ("subject", Some(&subject)),
            ("name", name.as_deref()),
            ("no_name", name.is_none().then_some("")),
            ("number", Some(&number)),
            ("promise", receipt.promise.as_deref()),
            ("habit", habit.as_deref()),
        ],
    );
    let mut footer: Vec<FooterLine> =
        link_line(frame, t!(words, "mailroom-case-link", case = number))
            .into_iter()
            .collect();
    footer.extend(repeated(&receipt.words, words));
    Outgoing {
        auto_submitted: Some("auto-replied"),
        ..outgoing(frame, subject, markdown, footer)
    }
}

/// A person's own words below the letter, as plain text: whatever stands in
/// them must not become a link of ours.
fn repeated(words_of_theirs: &str, words: Words) -> Vec<FooterLine> {
    let theirs = words_of_theirs.trim();
    if theirs.is_empty() {
        return Vec::new();
    }
    let cut: String = theirs.chars().take(REPEATED).collect();
    let mut lines = vec![line(t!(words, "mailroom-you-wrote"))];
    lines.extend(
        cut.lines()
            .filter(|l| !l.trim().is_empty())
            .map(|l| line(format!("> {}", l.trim_end()))),
    );
    if cut.len() < theirs.len() {
        lines.push(line("> …".to_owned()));
    }
    lines
}

/// A way back in for one of us; `team` words it, link included.
pub fn reset(frame: &Frame, subject: String, markdown: String) -> Outgoing {
    Outgoing {
        auto_submitted: Some("auto-generated"),
        ..outgoing(frame, subject, markdown, Vec::new())
    }
}

fn link_line(frame: &Frame, text: String) -> Option<FooterLine> {
    frame.link.clone().map(|link| FooterLine {
        text,
        link: Some(link),
    })
}

fn line(text: String) -> FooterLine {
    FooterLine { text, link: None }
}

/// A name that can stand in a sentence: one line, or none at all.
fn one_line(name: &str) -> Option<String> {
    let name = name.split(char::is_control).collect::<Vec<_>>().join(" ");
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}
