//! What the settings of word lists look like.

use maud::{Markup, html};

use super::rules::{MOST_BYTES, Which, Why, Wrong};
use super::store::Standing;
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::t;
use crate::team::views::{errors, sheet};
use crate::web::{Asker, form_token, icon};

/// A text as it was typed, what is wrong in it, and what it finds in a letter.
pub struct Tried {
    pub text: String,
    pub letter: String,
    pub wrong: Vec<Wrong>,
    pub too_long: bool,
    /// (what it is about, the words of the letter)
    pub found: Vec<(String, String)>,
}

impl Tried {
    pub fn is_wrong(&self) -> bool {
        self.too_long || !self.wrong.is_empty()
    }

    /// What is wrong in it, line by line.
    pub fn said(&self, words: Words) -> Vec<String> {
        let most = MOST_BYTES / 1000;
        let long = t!(words, "wordlists-too-long", kilobytes = most);
        let lines = self.wrong.iter().map(|wrong| line(words, wrong));
        self.too_long
            .then_some(long)
            .into_iter()
            .chain(lines)
            .collect()
    }
}

pub fn name(which: Which, words: Words) -> String {
    match which {
        Which::Needs => t!(words, "wordlists-needs"),
        Which::Hollow => t!(words, "wordlists-hollow"),
        Which::Proving => t!(words, "wordlists-proving"),
        Which::Careful => t!(words, "wordlists-careful"),
    }
}

fn purpose(which: Which, words: Words) -> String {
    match which {
        Which::Needs => t!(words, "wordlists-needs-purpose"),
        Which::Hollow => t!(words, "wordlists-hollow-purpose"),
        Which::Proving => t!(words, "wordlists-proving-purpose"),
        Which::Careful => t!(words, "wordlists-careful-purpose"),
    }
}

fn path(which: Which, lang: Lang) -> String {
    format!("/settings/words/{}/{}", which.word(), lang.code())
}

pub fn lists(asker: &Asker, title: &str, all: &[(Which, Lang, Standing)], now: At) -> Markup {
    let words = asker.words();
    let body = html! {
        p.lead { (t!(words, "wordlists-lead")) }
        div.table-scroll tabindex="0" role="region" aria-label=(title) {
            table.table {
                thead { tr {
                    th { (t!(words, "wordlists-list")) }
                    th { (t!(words, "wordlists-language")) }
                    th { (t!(words, "wordlists-stands")) }
                    th { span.said { (t!(words, "wordlists-change")) } }
                } }
                tbody { @for (which, lang, standing) in all {
                    tr {
                        td { (name(*which, words)) }
                        td lang=(lang.code()) { (lang.own_name()) }
                        td { (state(asker, standing, now)) }
                        td.act { a href=(path(*which, *lang)) {
                            (t!(words, "wordlists-change"))
                            span.said { " " (name(*which, words)) ", " (lang.own_name()) }
                        } }
                    }
                } }
            }
        }
    };
    sheet(asker, "/settings/words", title, &body)
}

fn state(asker: &Asker, standing: &Standing, now: At) -> Markup {
    let words = asker.words();
    html! {
        @if standing.off {
            span.pill.bare { (icon("circle-minus")) (t!(words, "wordlists-off")) }
        } @else if standing.words.is_some() {
            span.pill.bare.met { (icon("check")) (t!(words, "wordlists-yours")) }
        } @else {
            (t!(words, "wordlists-ours"))
        }
        @if let Some((at, by)) = &standing.changed {
            " " span.quietly { (t!(words, "wordlists-by", name = by.as_str())) " "
                (words.time_tag(*at, &asker.zone, now)) }
        }
    }
}

pub fn one(
    asker: &Asker,
    which: Which,
    lang: Lang,
    standing: &Standing,
    tried: Option<&Tried>,
    now: At,
) -> Markup {
    let words = asker.words();
    let ours = which.ours(lang);
    let text = match tried {
        Some(tried) => tried.text.as_str(),
        None => standing.words.as_deref().unwrap_or(ours),
    };
    let wrong = tried.filter(|t| t.is_wrong());
    let body = html! {
        div.stack {
            p.lead { (purpose(which, words)) }
            p { strong lang=(lang.code()) { (lang.own_name()) } " · " (state(asker, standing, now)) }
            form.stack method="post" action=(path(which, lang)) {
                (form_token(&asker.form_token))
                @if let Some(tried) = wrong { (not_kept(words, tried)) }
                div.field {
                    label for="words" { (t!(words, "wordlists-words")) }
                    p.help #words-help { (t!(words, "wordlists-words-help")) }
                    textarea.area.code #words name="words" rows="18" lang=(lang.code()) spellcheck="false"
                        aria-describedby="words-help" aria-invalid=[wrong.map(|_| "true")] { "\n" (text) }
                }
                div.btns {
                    button.btn.primary name="act" value="keep" { (t!(words, "wordlists-keep")) }
                    a.btn.quiet href="/settings/words" { (t!(words, "wordlists-leave")) }
                }
                div.field {
                    label for="letter" { (t!(words, "wordlists-letter")) }
                    p.help #letter-help { (t!(words, "wordlists-letter-help")) }
                    textarea.area #letter name="letter" rows="4" dir="auto" aria-describedby="letter-help" {
                        "\n" (tried.map_or("", |t| t.letter.as_str())) }
                }
                div.btns { button.btn name="act" value="try" { (icon("search")) (t!(words, "wordlists-try")) } }
            }
            @if let Some(tried) = tried.filter(|t| !t.letter.trim().is_empty()) { (finds(words, tried)) }
            form.btns method="post" action=(path(which, lang)) {
                (form_token(&asker.form_token))
                @if standing.off {
                    button.btn name="act" value="on" { (icon("circle-check")) (t!(words, "wordlists-switch-on")) }
                } @else {
                    button.btn name="act" value="off" { (icon("circle-minus")) (t!(words, "wordlists-switch-off")) }
                }
                @if standing.words.is_some() {
                    button.btn name="act" value="ours" { (icon("undo-2")) (t!(words, "wordlists-back")) }
                }
            }
        }
    };
    sheet(asker, "/settings/words", &name(which, words), &body)
}

fn not_kept(words: Words, tried: &Tried) -> Markup {
    let lines = tried.said(words).into_iter();
    let said: Vec<(&str, String)> = lines.map(|said| ("words", said)).collect();
    errors(
        t!(words, "wordlists-not-kept"),
        t!(words, "wordlists-nothing-changed"),
        &said,
    )
}

fn line(words: Words, wrong: &Wrong) -> String {
    let line = wrong.line;
    match &wrong.why {
        Why::Nothing => t!(words, "wordlists-line-nothing", line = line),
        Why::UnknownSet(set) => {
            t!(words, "wordlists-line-set", line = line, set = set.as_str())
        }
        Why::Everywhere => t!(words, "wordlists-line-everywhere", line = line),
        Why::TooLong => t!(words, "wordlists-line-long", line = line),
        Why::TooMany => t!(words, "wordlists-line-many", line = line),
    }
}

fn finds(words: Words, tried: &Tried) -> Markup {
    html! {
        section.section aria-labelledby="finds" {
            h2 #finds { (t!(words, "wordlists-finds", n = tried.found.len())) }
            ul { @for (head, said) in &tried.found { li { strong { (head) } " · " q dir="auto" { (said) } } } }
        }
    }
}

/// Phrases in a letter, each with what is said to it, for whoever lets it leave.
pub fn hints(found: &[(String, String)], words: Words) -> Markup {
    html! {
        @if !found.is_empty() {
            ul.hints aria-label=(t!(words, "wordlists-hints")) {
                @for (phrase, says) in found { li { span.wavy { (phrase) } ": " (says) } }
            }
        }
    }
}
