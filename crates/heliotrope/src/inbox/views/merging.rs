//! Into which case should this one go? Found by number or words; whoever wrote
//! the other one is named before anything is done.

use crate::cases::Case;
use crate::cases::store::lists::Line;
use crate::cases::views::Eye;
use crate::people::rules::shown;
use crate::t;
use crate::web::icon;
use maud::{Markup, html};

/// What the page shows.
pub struct Choice {
    pub case: Case,
    /// Who asks in it.
    pub name: String,
    pub query: String,
    pub found: Vec<Line>,
}

pub fn choice(choice: &Choice, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let number = choice.case.number;
    html! {
        div.pane.sheet-page {
            div.broad.stack {
                header.page-head { h1 { (t!(words, "inbox-merge-title", number = number.to_string())) } }
                p { (t!(words, "inbox-merge-what", number = number.to_string())) }
                form.search-form role="search" action={ "/cases/" (number) "/merging" } {
                    label for="q" { (t!(words, "inbox-merge-find")) }
                    input.input #q type="search" name="q" value=(choice.query) autocomplete="off" dir="auto"
                        autofocus[choice.found.is_empty()];
                    button.btn { (icon("search")) (t!(words, "inbox-merge-find-do")) }
                }
                @if choice.found.is_empty() {
                    p.quietly role="status" {
                        @if choice.query.is_empty() { (t!(words, "inbox-merge-no-other", name = choice.name.as_str())) }
                        @else { (t!(words, "inbox-merge-nothing", query = choice.query.as_str())) }
                    }
                } @else {
                    @if choice.query.is_empty() {
                        h2 { (t!(words, "inbox-merge-others", name = choice.name.as_str())) }
                    }
                    ul.choices { @for line in &choice.found { (row(choice, line, eye)) } }
                }
                p { a.btn.quiet href={ "/cases/" (number) } { (icon("arrow-left")) (t!(words, "inbox-merge-back", number = number.to_string())) } }
            }
        }
    }
}

fn row(choice: &Choice, line: &Line, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let case = &line.case;
    let name = shown(&line.person_name, &line.address);
    let other = case.person != choice.case.person;
    html! {
        li.choice {
            div {
                p.subject { a href={ "/cases/" (case.number) } dir="auto" {
                    @if case.subject.trim().is_empty() { (t!(words, "cases-no-subject")) } @else { (case.subject) }
                } " " span.quietly { "#" (case.number) } }
                p.quietly dir="auto" { (name) " · "
                    @if case.is_closed() { (t!(words, "cases-is-closed")) } @else { (t!(words, "cases-is-open")) }
                    " · " (eye.when(case.since)) }
                @if other {
                    p.warning { (icon("triangle-alert")) span { (t!(words, "inbox-merge-other-person",
                        other = choice.name.as_str(), name = name)) } }
                }
            }
            form method="post" action={ "/cases/" (choice.case.number) "/merging" } {
                (eye.token())
                button.btn.primary[!other] name="into" value=(case.number) {
                    (icon("merge")) (t!(words, "inbox-merge-into", number = case.number.to_string()))
                }
            }
        }
    }
}
