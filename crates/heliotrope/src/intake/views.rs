//! The form, its receipt, and the list of what is held back.

use maud::{Markup, html};

use super::rules::{Ending, Missing, Typed};
use super::store::Arrival;
use crate::kit::At;
use crate::kit::words::Words;
use crate::mailboxes::Mailbox;
use crate::promises::Promise;
use crate::t;
use crate::web::{Asker, Role, big_icon, form_token, icon};

/// What is wrong with a form: above it, and beside the field it is about.
pub struct Wrong {
    field: &'static str,
    what: What,
}

enum What {
    Missing(Missing),
    /// Browsers do not give files back: these have to be chosen again.
    Files(Vec<String>),
    NotKept,
}

impl Wrong {
    pub fn not_kept() -> Wrong {
        Wrong {
            field: "text",
            what: What::NotKept,
        }
    }

    fn says(&self, words: Words) -> String {
        match &self.what {
            What::Missing(Missing::Words) => t!(words, "intake-empty"),
            What::Missing(Missing::Address) => t!(words, "intake-no-address"),
            What::Missing(Missing::WrongAddress) => t!(words, "intake-wrong-address"),
            What::Files(names) => t!(words, "intake-files-again", names = names.join(", ")),
            What::NotKept => t!(words, "intake-not-kept"),
        }
    }
}

/// What is missing, and the files that came with it.
pub fn wrong(missing: Vec<Missing>, files: Vec<String>) -> Vec<Wrong> {
    let of = |what: Missing| Wrong {
        field: if what == Missing::Words {
            "text"
        } else {
            "from"
        },
        what: What::Missing(what),
    };
    let mut wrong: Vec<Wrong> = missing.into_iter().map(of).collect();
    if !files.is_empty() {
        wrong.push(Wrong {
            field: "files",
            what: What::Files(files),
        });
    }
    wrong
}

/// V14: what happened, and where to answer. No captcha, no time limit.
pub fn form(words: Words, path: &str, typed: &Typed, wrong: &[Wrong]) -> Markup {
    html! {
        form.stack method="post" action=(path) enctype="multipart/form-data" data-keep="form" novalidate {
            input type="hidden" name="once" value=(typed.once);
            input type="hidden" name="lang" value=(words.lang().code());
            h1 { (t!(words, "intake-form-title")) }
            @if wrong.is_empty() {
                p.lead { (t!(words, "intake-form-lead")) }
            } @else {
                div #errors.errors role="alert" tabindex="-1" {
                    h2 { (icon("circle-alert")) (t!(words, "intake-form-errors")) }
                    ul { @for w in wrong { li { a href={ "#" (w.field) } { (w.says(words)) } } } }
                }
            }
            div.fields {
                (words_field(words, typed, wrong))
                div.fields-2 {
                    (field(words, wrong, "from", "email", "email", t!(words, "intake-form-from"), true, &typed.from))
                    (field(words, wrong, "name", "text", "name", t!(words, "intake-form-name"), false, &typed.name))
                    (field(words, wrong, "order", "text", "off", t!(words, "intake-form-order"), false, &typed.order))
                    (field(words, wrong, "files", "file", "off", t!(words, "intake-form-files"), false, ""))
                }
                div.trap aria-hidden="true" {
                    label for="website" { (t!(words, "intake-form-trap")) }
                    input #website name="website" tabindex="-1" autocomplete="off";
                }
            }
            p.quietly {
                (t!(words, "intake-form-no-limit")) " "
                span data-kept hidden { (t!(words, "intake-form-kept")) }
            }
            div.btns { button.btn.primary { (icon("send")) (t!(words, "intake-form-send")) } }
        }
    }
}

fn of_field<'a>(wrong: &'a [Wrong], name: &str) -> Option<&'a Wrong> {
    wrong.iter().find(|w| w.field == name)
}

fn error(words: Words, name: &str, wrong: Option<&Wrong>) -> Markup {
    html! {
        @if let Some(wrong) = wrong { p.error id={ (name) "-error" } { (icon("circle-alert")) (wrong.says(words)) } }
    }
}

fn words_field(words: Words, typed: &Typed, wrong: &[Wrong]) -> Markup {
    let wrong = of_field(wrong, "text");
    html! {
        div.field {
            label for="text" { (t!(words, "intake-form-text")) }
            // A browser drops the first line end after the tag: it is not one of theirs.
            textarea #text.area name="text" rows="7" required dir="auto" aria-invalid=[wrong.map(|_| "true")]
                aria-describedby=[wrong.map(|_| "text-error")] { "\n" (typed.text) }
            (error(words, "text", wrong))
        }
    }
}

// One line of the form each; a struct would only name the same things again.
#[allow(clippy::too_many_arguments)]
fn field(
    words: Words,
    wrong: &[Wrong],
    name: &str,
    kind: &str,
    autocomplete: &str,
    label: String,
    required: bool,
    value: &str,
) -> Markup {
    let wrong = of_field(wrong, name);
    html! {
        div.field {
            label for=(name) {
                (label)
                @if !required { " " span.optional { (t!(words, "intake-form-optional")) } }
            }
            input.input id=(name) name=(name) type=(kind) autocomplete=(autocomplete) required[required]
                multiple[kind == "file"] value=[(kind != "file").then_some(value)]
                dir=[(kind == "text").then_some("auto")] aria-invalid=[wrong.map(|_| "true")]
                aria-describedby=[wrong.map(|_| format!("{name}-error"))];
            (error(words, name, wrong))
        }
    }
}

/// What the receipt page says.
pub struct Received {
    pub typed: Typed,
    /// None: it waits for a person's look first.
    pub case: Option<Opened>,
}

pub struct Opened {
    pub number: i64,
    pub link: String,
    pub promise: Option<Promise>,
    /// Is a copy on its way by mail?
    pub copied: bool,
}

/// "We have your words."
pub fn received(words: Words, mailbox: &Mailbox, received: &Received) -> Markup {
    let typed = &received.typed;
    html! {
        div.stack data-received="form" {
            p { (big_icon("circle-check", "met")) }
            h1 { (t!(words, "intake-received-title")) }
            @if let Some(case) = &received.case {
                p.case-number { (t!(words, "intake-case-number", number = case.number.to_string())) }
                @if let Some(promise) = &case.promise {
                    div.word-from-us {
                        (icon("clock"))
                        p { strong { (promises_words(words, mailbox, promise)) } }
                        p { (t!(words, "intake-received-even-without")) }
                    }
                }
                @if case.copied {
                    p { (t!(words, "intake-received-copy", address = typed.from.trim().to_owned())) }
                } @else {
                    p { (t!(words, "intake-received-answer", address = typed.from.trim().to_owned())) }
                }
            } @else {
                p { (t!(words, "intake-received-answer", address = typed.from.trim().to_owned())) }
            }
            h2 { (t!(words, "intake-what-you-wrote")) }
            div.quote.words dir="auto" { (typed.text) }
            @if let Some(case) = &received.case {
                div.btns { a.btn href={ "/c/" (case.link) } { (t!(words, "intake-see-case")) } }
            }
        }
    }
}

/// The promise as it was written, in the language of this page.
fn promises_words(words: Words, mailbox: &Mailbox, promise: &Promise) -> String {
    crate::promises::usual_words(words, promise.due, &mailbox.zone)
}

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
