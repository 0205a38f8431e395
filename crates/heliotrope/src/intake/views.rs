//! The form and its receipt (in `form`), and the list of what is held back.

pub mod form;

use maud::{Markup, html};

use super::rules::Ending;
use super::store::Arrival;
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;
use crate::web::{Asker, Role, form_token, icon};

/// Above the reply of a case that answers a letter of another one: the one
/// click that puts them together.
pub fn belongs(words: Words, asker: &Asker, number: i64, home: i64) -> Markup {
    html! {
        div.bar.owed #belongs {
            (icon("circle-alert"))
            p {
                (t!(words, "intake-belongs")) " "
                a href={ "/cases/" (home) } { (t!(words, "intake-belongs-look", number = home.to_string())) }
            }
            @if asker.role >= Role::Agent {
                form.btns method="post" action={ "/cases/" (number) "/belongs" } {
                    (form_token(&asker.form_token))
                    button.btn { (t!(words, "intake-belongs-press", number = home.to_string())) }
                }
            }
        }
    }
}

/// One thing that is held back, with its words as far as they are readable.
pub struct Held {
    pub arrival: Arrival,
    /// None: too large for a list.
    pub words: Option<Glance>,
}

pub struct Glance {
    pub from: String,
    pub subject: String,
    pub words: String,
}

/// V19: kept, not shown yet.
pub fn screened(words: Words, asker: &Asker, now: At, held: &[Held], older: Option<i64>) -> Markup {
    html! {
        div.pane.sheet-page {
            div.broad {
                header.page-head { h1 { (t!(words, "intake-screened-title")) } }
                @if held.is_empty() {
                    p { (t!(words, "intake-screened-empty")) }
                } @else {
                    p { (t!(words, "intake-screened-lead")) }
                    ol.hits { @for one in held { (held_back(words, asker, now, one)) } }
                }
                @if let Some(older) = older {
                    p { a.btn href={ "/screened?before=" (older) } { (t!(words, "intake-screened-older")) } }
                }
            }
        }
    }
}

fn held_back(words: Words, asker: &Asker, now: At, held: &Held) -> Markup {
    let arrival = &held.arrival;
    let id = arrival.id;
    let subject = held
        .words
        .as_ref()
        .map(|w| w.subject.trim())
        .filter(|s| !s.is_empty());
    html! {
        li id={ "arrival-" (id) } {
            h2.subject dir="auto" { (subject.map_or_else(|| t!(words, "intake-screened-no-subject"), str::to_owned)) }
            p.quietly {
                @if let Some(glance) = &held.words { span dir="auto" { (glance.from) } " · " }
                (words.time_tag(arrival.at, &asker.zone, now)) " · " (why(words, arrival))
            }
            @match &held.words {
                Some(glance) => {
                    details {
                        summary { (t!(words, "intake-screened-words")) }
                        div.quote.words dir="auto" { (glance.words) }
                    }
                }
                None => p { (t!(words, "intake-screened-large")) }
            }
            form.btns method="post" action={ "/screened/" (id) "/keep" } {
                (form_token(&asker.form_token))
                button.btn { (icon("check")) (t!(words, "intake-screened-keep")) }
                a.btn.quiet href={ "/screened/" (id) "/raw" } { (t!(words, "intake-screened-raw")) }
            }
        }
    }
}

fn why(words: Words, arrival: &Arrival) -> String {
    match (arrival.ending, arrival.reason.as_deref()) {
        (None, _) => t!(words, "intake-why-unjudged"),
        (_, Some("honeypot")) => t!(words, "intake-why-honeypot"),
        (_, Some("too-often")) => t!(words, "intake-why-too-often"),
        (_, Some("no-mailbox")) => t!(words, "intake-why-no-mailbox"),
        (Some(Ending::Screened), _) => t!(words, "intake-why-screened"),
        _ => t!(words, "intake-why-not-understood"),
    }
}
