//! What the pages of erasures look like.

mod export;
pub mod keeping;

use maud::{Markup, html};

pub use export::export;

use super::deeds::Survey;
use crate::kit::words::Words;
use crate::t;
use crate::web::{Asker, form_token, icon};

/// Names what goes and what cannot be known; the press that takes it stands
/// below.
pub fn ask(asker: &Asker, title: &str, survey: &Survey, unread: bool) -> Markup {
    let words = asker.words();
    let person = format!("/people/{}", survey.person);
    html! {
        div.pane.sheet-page {
            div.narrow.stack {
                header.page-head { h1 dir="auto" { (title) } }
                @if unread {
                    div.errors role="alert" tabindex="-1" {
                        h2 { (icon("circle-alert")) (t!(words, "erasure-not-yet")) }
                        ul { li { a href="#sure" { (t!(words, "erasure-read-first")) } } }
                    }
                }
                p.lead { (t!(words, "erasure-lead")) }
                section.section aria-labelledby="goes" {
                    h2 #goes { (t!(words, "erasure-goes")) }
                    (goes(words, survey))
                }
                section.section aria-labelledby="stays" {
                    h2 #stays { (t!(words, "erasure-stays")) }
                    (stays(words, survey))
                }
                form.stack method="post" action={ (person) "/erase" } {
                    (form_token(&asker.form_token))
                    label.tick {
                        input #sure type="checkbox" name="sure" value="yes"
                            aria-invalid=[unread.then_some("true")];
                        span { (t!(words, "erasure-sure")) }
                    }
                    div.btns {
                        button.btn.primary { (icon("eraser")) (t!(words, "erasure-press")) }
                        a.btn.quiet href=(person) { (t!(words, "erasure-leave")) }
                    }
                }
            }
        }
    }
}

fn goes(words: Words, survey: &Survey) -> Markup {
    let counts = survey.in_alone;
    html! {
        ul {
            li { (t!(words, "erasure-person")) }
            @if !survey.alone.is_empty() {
                li { (t!(words, "erasure-alone", cases = survey.alone.len() as i64,
                    messages = counts.messages, files = counts.files)) }
            }
            @if survey.open > 0 { li { (t!(words, "erasure-open", cases = survey.open)) } }
            @if counts.waiting > 0 { li { (t!(words, "erasure-waiting", letters = counts.waiting)) } }
            @if !survey.shared.is_empty() {
                li { (t!(words, "erasure-shared", cases = survey.shared.len() as i64,
                    letters = survey.letters_in_shared)) }
            }
            @if !survey.held.is_empty() { li { (t!(words, "erasure-held", letters = survey.held.len() as i64)) } }
        }
    }
}

fn stays(words: Words, survey: &Survey) -> Markup {
    html! {
        ul {
            li { (t!(words, "erasure-stays-numbers")) }
            @if survey.by_others > 0 {
                li { (t!(words, "erasure-by-others", n = survey.by_others)) " " (links(&survey.shared)) }
            }
            @if !survey.elsewhere.is_empty() {
                li { (t!(words, "erasure-elsewhere")) " " (links(&survey.elsewhere)) }
            }
            li { (t!(words, "erasure-copies")) }
        }
    }
}

fn links(cases: &[i64]) -> Markup {
    const NAMED: usize = 20;
    html! {
        @for (n, case) in cases.iter().take(NAMED).enumerate() {
            @if n > 0 { ", " }
            a href={ "/cases/" (case) } { "#" (case) }
        }
        @if cases.len() > NAMED { " …" }
    }
}
