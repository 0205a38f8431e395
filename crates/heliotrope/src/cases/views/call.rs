//! A telephone call: the box it is written down in, and its line above the words.

use super::write::{Typed, error_of, words_of};
use super::{Eye, Sheet};
use crate::kit::words::Words;
use crate::messages::{Call, Kind, Rang};
use crate::needs::Need;
use crate::t;
use crate::web::{icon, once_field};
use maud::{Markup, html};

/// Who, when, what was said, and what they were told by it.
pub(super) fn form(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let number = sheet.case.number;
    let (text, version) = words_of(
        sheet.call_draft.as_ref(),
        (typed.kind == Kind::Call).then_some(typed.text.as_str()),
    );
    let error = error_of(typed, Kind::Call);
    html! {
        form.writing.call-form #call-form method="post" action={ (sheet.path()) "/messages#write" } data-send="note" {
            (eye.token()) (once_field())
            input type="hidden" name="kind" value="call";
            input type="hidden" name="drafted" value="1";
            input type="hidden" name="then" value="stay";
            p.to { span { (icon("lock")) " " (t!(words, "cases-note-only-team")) } }
            div.call-facts {
                div.field {
                    label for="rang" { (t!(words, "cases-call-how")) }
                    select.select #rang name="rang" {
                        @for rang in Rang::ALL {
                            option value=(rang.word()) selected[typed.call.rang == rang.word()] { (went(rang, words)) }
                        }
                    }
                }
                (whom(sheet, typed, eye))
                div.field {
                    label for="called-at" { (t!(words, "cases-call-when")) }
                    input.input type="datetime-local" #called-at name="called_at" value=(typed.call.at)
                        aria-describedby="called-at-help";
                    p.help #called-at-help { (t!(words, "cases-call-when-help")) }
                }
            }
            label.said for="call" { (t!(words, "cases-call-said")) }
            textarea.area #call name="text" rows="4" dir="auto" placeholder=(t!(words, "cases-call-said"))
                data-draft={ (number) ":call" } data-version=(version) data-url={ (sheet.path()) "/draft" }
                aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| "call-error")] { "\n" (text) }
            @if let Some(error) = error { p.error #call-error { (icon("circle-alert")) (error) } }
            div.send-bar {
                (told(sheet, typed, words))
                div.btns {
                    button.btn.primary #keep-call { (t!(words, "cases-call-keep")) " " kbd { "Ctrl ⏎" } }
                }
            }
        }
    }
}

/// With whom, when more than one person takes part.
fn whom(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    if sheet.others.is_empty() {
        return html! {};
    }
    html! {
        div.field {
            label for="call-with" { (t!(eye.words, "cases-call-with")) }
            select.select #call-with name="with" {
                option value=(sheet.person.id) { (sheet.person.shown()) }
                @for (id, _, address) in &sheet.others {
                    option value=(id) selected[typed.call.with == id.to_string()] { (address) }
                }
            }
        }
    }
}

/// One box for each need that is still open or untold, the only one as well: a
/// call settles what is ticked and nothing else.
fn told(sheet: &Sheet, typed: &Typed, words: Words) -> Markup {
    let owed: Vec<&Need> = sheet.needs.iter().filter(|n| n.is_owed()).collect();
    html! {
        @if !owed.is_empty() {
            fieldset.chips {
                legend { (t!(words, "cases-call-told")) }
                @for need in owed {
                    @let id = format!("told-by-call-{}", need.id);
                    input.said type="checkbox" name="settles" value=(need.id) id=(id)
                        checked[typed.kind == Kind::Call && typed.settles.contains(&need.id)];
                    label for=(id) {
                        span.is-open { (icon("circle")) } span.is-met { (icon("check")) }
                        span.text dir="auto" { (need.words) }
                        span.is-met { (t!(words, "cases-told-phone")) }
                    }
                }
            }
        }
    }
}

fn went(rang: Rang, words: Words) -> String {
    match rang {
        Rang::WeCalled => t!(words, "cases-call-we"),
        Rang::TheyCalled => t!(words, "cases-call-they"),
        Rang::Missed => t!(words, "cases-call-missed"),
    }
}

/// Beside the name of who wrote it down: with whom, and when it was.
pub(super) fn line(call: &Call, eye: Eye<'_>) -> Markup {
    let name = match call.name.is_empty() {
        true => t!(eye.words, "cases-call-somebody"),
        false => call.name.clone(),
    };
    let said = match call.rang {
        Rang::WeCalled => t!(eye.words, "cases-call-did-we", name = name),
        Rang::TheyCalled => t!(eye.words, "cases-call-did-they", name = name),
        Rang::Missed => t!(eye.words, "cases-call-did-miss", name = name),
    };
    html! { span { (icon("phone")) " " bdi { (said) } } }
}
