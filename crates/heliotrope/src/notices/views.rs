//! The list of notices.

use super::Kind;
use super::store::Notice;
use crate::events::Kind as Happening;
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;
use crate::web::{Asker, form_token, icon};
use maud::{Markup, html};

pub struct Shown {
    pub notices: Vec<Notice>,
    pub next: Option<String>,
}

pub fn list(asker: &Asker, shown: &Shown, now: At) -> Markup {
    let words = asker.words();
    let unread = shown.notices.iter().any(|n| n.read_at.is_none());
    html! {
        div.pane.sheet-page { div.broad.stack {
            header.page-head {
                h1 { (t!(words, "notices-title")) }
                @if let Some(newest) = shown.notices.first().filter(|_| unread) {
                    form method="post" action="/notices" {
                        (form_token(&asker.form_token))
                        button.btn.quiet name="up_to" value=(newest.id) { (icon("check-check")) (t!(words, "notices-all-read")) }
                    }
                }
            }
            p.quietly { (t!(words, "notices-about")) }
            @if shown.notices.is_empty() {
                div.empty {
                    p { (t!(words, "notices-none")) }
                    a.btn href="/today" { (icon("sun")) (t!(words, "web-today")) }
                }
            } @else {
                ul.notice-list { @for notice in &shown.notices { (row(asker, notice, words, now)) } }
            }
            @if let Some(next) = &shown.next {
                p { a.btn.quiet href={ "/notices?cursor=" (next) } { (t!(words, "notices-older")) } }
            }
        } }
    }
}

/// Opening is a press, for a GET changes nothing.
fn row(asker: &Asker, notice: &Notice, words: Words, now: At) -> Markup {
    let (shape, said) = line(notice, asker, now);
    let unread = notice.read_at.is_none();
    html! {
        li.unread[unread] {
            form method="post" action={ "/notices/" (notice.id) } {
                (form_token(&asker.form_token))
                button.notice {
                    (icon(shape))
                    span.what {
                        span { @if unread { span.said { (t!(words, "notices-new")) " " } } bdi { (said) } }
                        span.about { "#" (notice.case) " " bdi { @if notice.subject.trim().is_empty() {
                            (t!(words, "notices-no-subject")) } @else { (notice.subject) } } }
                    }
                    (words.clock_tag(notice.at, &asker.zone, now))
                }
            }
        }
    }
}

fn line(notice: &Notice, asker: &Asker, now: At) -> (&'static str, String) {
    let words = asker.words();
    let name = match notice.by.is_empty() {
        true => t!(words, "notices-the-desk"),
        false => notice.by.clone(),
    };
    match notice.kind {
        Kind::Mention => ("at-sign", t!(words, "notices-mention", name = name)),
        Kind::Assigned => (
            "user-round-plus",
            t!(words, "notices-assigned", name = name),
        ),
        Kind::Answer => ("mail", t!(words, "notices-answer", name = name)),
        Kind::Due => {
            let due = notice.due.unwrap_or(notice.at);
            let when = words.when(due, &asker.zone, now);
            ("clock", t!(words, "notices-due", when = when))
        }
        Kind::Followed => followed(notice, name, words),
    }
}

fn followed(notice: &Notice, name: String, words: Words) -> (&'static str, String) {
    match notice.event.as_ref().map(|(kind, _)| *kind) {
        Some(Happening::Note) => ("lock", t!(words, "notices-followed-note", name = name)),
        Some(Happening::Called) => ("phone", t!(words, "notices-followed-call", name = name)),
        Some(Happening::Reply) => ("reply", t!(words, "notices-followed-reply", name = name)),
        Some(Happening::Letter) => ("mail", t!(words, "notices-followed-letter", name = name)),
        Some(Happening::Closed) => (
            "circle-check",
            t!(words, "notices-followed-closed", name = name),
        ),
        Some(Happening::Assigned) => (
            "user-round-plus",
            t!(words, "notices-followed-assigned", name = name),
        ),
        _ => ("bell", t!(words, "notices-followed", name = name)),
    }
}
