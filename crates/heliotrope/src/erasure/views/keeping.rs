//! The page of a mailbox's rule: what it takes, seen before it is switched on.

use maud::{Markup, html};

use crate::erasure::deeds::keeping::Trial;
use crate::erasure::rules::Takes;
use crate::erasure::store::keeping::Rule;
use crate::kit::At;
use crate::kit::words::Words;
use crate::mailboxes::Mailbox;
use crate::t;
use crate::team::views::{Field, errors, sheet};
use crate::web::{Asker, form_token, icon};

/// What the form holds.
pub struct Typed {
    pub months: String,
    pub takes: Takes,
    /// The months are no number we take.
    pub wrong: bool,
}

pub fn page(
    asker: &Asker,
    title: &str,
    mailbox: &Mailbox,
    rule: Option<&Rule>,
    typed: &Typed,
    trial: Option<&Trial>,
    now: At,
) -> Markup {
    let words = asker.words();
    let path = format!("/settings/mailboxes/{}/keeping", mailbox.id);
    let body = html! {
        div.narrow.stack {
            p.lead { (t!(words, "erasure-keeping-lead")) }
            @match rule {
                Some(rule) => div.bar.owed {
                    (icon("eraser"))
                    p { (rule_in_words(words, rule.months, rule.takes)) " "
                        (t!(words, "erasure-keeping-on")) " " (words.time_tag(rule.since, &asker.zone, now)) }
                    form.btns method="post" action=(path) {
                        (form_token(&asker.form_token))
                        input type="hidden" name="off" value="yes";
                        button.btn { (t!(words, "erasure-keeping-switch-off")) }
                    }
                },
                None => p { (t!(words, "erasure-keeping-off")) },
            }
            (ask(words, &path, typed))
            @if let Some(trial) = trial { (tried(asker, &path, trial, now)) }
            p { a href={ "/settings/mailboxes/" (mailbox.id) } { (mailbox.address) } }
        }
    };
    sheet(asker, "/settings/mailboxes", title, &body)
}

/// Looking changes nothing: a plain question.
fn ask(words: Words, path: &str, typed: &Typed) -> Markup {
    let wrong = typed.wrong.then(|| t!(words, "erasure-no-months"));
    html! {
        form.stack action=(path) {
            @if let Some(wrong) = &wrong {
                (errors(t!(words, "erasure-keeping-not-yet"), t!(words, "erasure-keeping-nothing"),
                    &[("months", wrong.clone())]))
            }
            div.fields {
                (Field::new("months", "text", t!(words, "erasure-keeping-months"), &typed.months)
                    .help(t!(words, "erasure-keeping-months-help")).wrong(wrong).show())
                div.field {
                    label for="takes" { (t!(words, "erasure-keeping-takes")) }
                    select.select #takes name="takes" {
                        @for takes in Takes::ALL {
                            option value=(takes.word()) selected[takes == typed.takes] { (what(words, takes)) }
                        }
                    }
                }
            }
            div.btns { button.btn { (icon("search")) (t!(words, "erasure-keeping-try")) } }
        }
    }
}

fn what(words: Words, takes: Takes) -> String {
    match takes {
        Takes::Files => t!(words, "erasure-takes-files"),
        Takes::Words => t!(words, "erasure-takes-words"),
        Takes::Everything => t!(words, "erasure-takes-everything"),
    }
}

fn rule_in_words(words: Words, months: i64, takes: Takes) -> String {
    t!(
        words,
        "erasure-keeping-rule",
        months = months,
        what = what(words, takes)
    )
}

fn tried(asker: &Asker, path: &str, trial: &Trial, now: At) -> Markup {
    let words = asker.words();
    html! {
        section.section.stack aria-labelledby="trial" {
            h2 #trial { (t!(words, "erasure-keeping-would")) }
            p { (rule_in_words(words, trial.months, trial.takes)) }
            p { (t!(words, "erasure-keeping-counts", cases = trial.cases, messages = trial.messages,
                files = trial.files)) }
            @if !trial.first.is_empty() {
                ol.hits {
                    @for (number, subject, since) in &trial.first {
                        li { a href={ "/cases/" (number) } {
                            span.subject dir="auto" {
                                @if subject.trim().is_empty() { (t!(words, "search-no-subject")) } @else { (subject) }
                            }
                            span.where { "#" (number) }
                            span.said-by { (t!(words, "search-closed")) " " (words.time_tag(*since, &asker.zone, now)) }
                        } }
                    }
                }
                @if trial.cases > trial.first.len() as i64 {
                    p.quietly { (t!(words, "erasure-keeping-first", n = trial.first.len() as i64)) }
                }
            }
            form.btns method="post" action=(path) {
                (form_token(&asker.form_token))
                input type="hidden" name="months" value=(trial.months);
                input type="hidden" name="takes" value=(trial.takes.word());
                button.btn.primary { (icon("eraser")) (t!(words, "erasure-keeping-switch-on")) }
            }
        }
    }
}
