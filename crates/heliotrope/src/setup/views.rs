//! What the set-up looks like: three steps above, one thing to do below.

pub mod mailbox;
pub mod word;
pub mod you;

use maud::{Markup, html};

use super::rules::Step;
use crate::kit::words::Words;
use crate::mailboxes::rules::Wrong;
use crate::t;
use crate::web::icon;

/// Which of the three steps this is, and which are done.
fn steps(words: Words, here: Step) -> Markup {
    let order = |step: Step| match step {
        Step::You => 0,
        Step::Mailbox => 1,
        Step::Word { .. } => 2,
    };
    let names = [
        t!(words, "setup-step-you"),
        t!(words, "setup-step-mailbox"),
        t!(words, "setup-step-word"),
    ];
    html! {
        ol.steps aria-label=(t!(words, "setup-steps")) {
            @for (at, name) in names.iter().enumerate() {
                li.done[at < order(here)] aria-current=[(at == order(here)).then_some("step")] {
                    @if at < order(here) {
                        (icon("circle-check")) span.said { (t!(words, "setup-step-done")) " " }
                    } @else { span.figure aria-hidden="true" { (at + 1) } }
                    (name)
                }
            }
        }
    }
}

/// The sentences of wrong fields, by field.
fn said(words: Words, wrong: &[Wrong]) -> Vec<(&'static str, String)> {
    let n = i64::try_from(crate::team::rules::PASSWORD_AT_LEAST).unwrap_or_default();
    wrong
        .iter()
        .map(|w| (w.field, words.with(w.key, [("n", n.into())])))
        .collect()
}

fn wrong_in(said: &[(&'static str, String)], field: &str) -> Option<String> {
    said.iter()
        .find(|(f, _)| *f == field)
        .map(|(_, words)| words.clone())
}

/// One tick after the other: what held, and what did not with its reason.
fn ticks(ticks: &[(bool, String)]) -> Markup {
    html! {
        ul.ticks {
            @for (held, sentence) in ticks {
                li.failed[!held] {
                    (icon(if *held { "circle-check" } else { "circle-alert" })) span { (sentence) }
                }
            }
        }
    }
}

/// A password that was typed on an earlier press and is kept.
fn kept(value: &str) -> Markup {
    html! { @if !value.is_empty() { input type="hidden" name="kept" value=(value); } }
}

pub fn instead(words: Words, sentence: &str) -> Markup {
    html! {
        div.stack {
            h1 { (t!(words, "setup-title")) }
            p { (sentence) }
            p { a href="/sign-in" { (t!(words, "setup-to-sign-in")) } }
        }
    }
}
