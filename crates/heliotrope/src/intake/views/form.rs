//! The public form, and the receipt that follows it.

use maud::{Markup, html};

use super::super::rules::{Missing, Typed};
use super::super::store::forms::KeptFile;
use crate::kit::words::Words;
use crate::mailboxes::Mailbox;
use crate::promises::Promise;
use crate::t;
use crate::web::{big_icon, icon};

/// What is wrong with a form: above it, and beside the field it is about.
pub struct Wrong {
    field: &'static str,
    what: What,
}

enum What {
    Missing(Missing),
    /// These could not be kept, and browsers do not give them back.
    Files(Vec<String>),
    /// More than `1` bytes together.
    TooLarge(Vec<String>, usize),
    FilesGone,
    NotKept,
}

impl Wrong {
    pub fn not_kept() -> Wrong {
        Wrong {
            field: "text",
            what: What::NotKept,
        }
    }

    pub fn too_large(names: Vec<String>, limit: usize) -> Wrong {
        Wrong {
            field: "files",
            what: What::TooLarge(names, limit),
        }
    }

    pub fn files_gone() -> Wrong {
        Wrong {
            field: "files",
            what: What::FilesGone,
        }
    }

    fn says(&self, words: Words) -> String {
        match &self.what {
            What::Missing(Missing::Words) => t!(words, "intake-empty"),
            What::Missing(Missing::Address) => t!(words, "intake-no-address"),
            What::Missing(Missing::WrongAddress) => t!(words, "intake-wrong-address"),
            What::Files(names) => t!(words, "intake-files-again", names = names.join(", ")),
            What::TooLarge(names, limit) => too_large(words, names.join(", "), *limit),
            What::FilesGone => t!(words, "intake-files-gone"),
            What::NotKept => t!(words, "intake-not-kept"),
        }
    }
}

fn too_large(words: Words, names: String, limit: usize) -> String {
    let mib = limit.div_ceil(1 << 20) as i64;
    t!(words, "intake-files-too-large", names = names, mib = mib)
}

/// What is missing.
pub fn missing(missing: Vec<Missing>) -> Vec<Wrong> {
    let of = |what: Missing| Wrong {
        field: if what == Missing::Words {
            "text"
        } else {
            "from"
        },
        what: What::Missing(what),
    };
    missing.into_iter().map(of).collect()
}

/// With the files that have to be chosen again.
pub fn with_files(mut wrong: Vec<Wrong>, files: Vec<String>) -> Vec<Wrong> {
    if !files.is_empty() {
        wrong.push(Wrong {
            field: "files",
            what: What::Files(files),
        });
    }
    wrong
}

/// The form as it stands.
pub struct Form<'a> {
    pub path: &'a str,
    pub typed: &'a Typed,
    /// Files that came with it before.
    pub kept: &'a [KeptFile],
    pub wrong: &'a [Wrong],
    /// How many bytes its files may have together.
    pub limit: usize,
    /// The house bills: then it says that asking is free.
    pub bills: bool,
}

/// V14: what happened, and where to answer. No captcha, no time limit.
pub fn form(words: Words, form: &Form<'_>) -> Markup {
    let (typed, wrong) = (form.typed, form.wrong);
    // Scripts name the files before anything is sent.
    let too_large = too_large(words, "{names}".to_owned(), form.limit);
    html! {
        form.stack method="post" action=(form.path) enctype="multipart/form-data" data-keep="form"
            data-most=(form.limit) data-too-large=(too_large) novalidate {
            input type="hidden" name="once" value=(typed.once);
            input type="hidden" name="lang" value=(words.lang().code());
            h1 { (t!(words, "intake-form-title")) }
            @if wrong.is_empty() {
                p.lead { (t!(words, "intake-form-lead")) }
                @if form.bills { (crate::billing::views::asking_is_free(words)) }
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
                (kept_files(words, form))
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

/// By name, each with a box that leaves it out. Its words are nobody's but
/// those who hold the token: nothing else reads the file.
fn kept_files(words: Words, form: &Form<'_>) -> Markup {
    html! {
        @if !form.typed.files.is_empty() { input type="hidden" name="kept" value=(form.typed.files); }
        @if !form.kept.is_empty() {
            fieldset.field.kept-files {
                legend.label { (t!(words, "intake-kept-files")) }
                @for file in form.kept {
                    input type="hidden" name="keeps" value=(file.id);
                    div.kept-file data-size=(file.size) {
                        (icon("paperclip"))
                        bdi { (file.name) } " "
                        span.quietly { (crate::cases::views::size(file.size)) }
                        label.tick {
                            input type="checkbox" name="without" value=(file.id);
                            span { (t!(words, "intake-kept-without")) span.said { ": " (file.name) } }
                        }
                    }
                }
            }
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
    crate::promises::usual_words(words, promise.due, &mailbox.zone, None)
}
