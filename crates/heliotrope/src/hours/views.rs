//! The hours of a week as part of a form.

use maud::{Markup, html};

use super::rules::{DAYS, Typed};
use crate::kit::words::Words;
use crate::t;
use crate::web::icon;

/// One field for each day. `wrong` names the days that could not be read.
pub fn fields(words: Words, typed: &Typed, wrong: &[&str]) -> Markup {
    html! {
        fieldset.hours aria-describedby="hours-help" {
            legend { (t!(words, "hours-title")) " " span.optional { (t!(words, "hours-if-any")) } }
            p.help #hours-help { (t!(words, "hours-help")) }
            @for (day, value) in DAYS.into_iter().zip(typed.days()) {
                (row(words, day, value, wrong.contains(&day)))
            }
        }
    }
}

fn row(words: Words, day: &str, value: &str, wrong: bool) -> Markup {
    let error = format!("{day}-error");
    html! {
        div.day {
            label for=(day) { (words.say(&format!("kit-{day}"))) }
            input.input id=(day) name=(day) value=(value) autocomplete="off" inputmode="text"
                aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some(&error)];
            @if wrong { p.error id=(error) { (icon("circle-alert")) (t!(words, "hours-wrong")) } }
        }
    }
}
