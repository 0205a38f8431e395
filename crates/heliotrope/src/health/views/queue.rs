//! Letters that wait or did not arrive, each with what can be done, and the page
//! of them that an agent reaches.

use maud::{Markup, html};

use super::super::store::HeldUp;
use super::Eye;
use crate::kit::At;
use crate::outbox::{self, Delivery, Kind};
use crate::t;
use crate::web::{Asker, Role, form_token, icon, once_field};

/// An address that came back, and why.
pub struct Wrong {
    pub letter: i64,
    pub typed: String,
    pub said: String,
}

pub struct Queue {
    pub letters: Vec<HeldUp>,
    /// Those behind this letter.
    pub after: i64,
    /// There are more behind these.
    pub more: bool,
    pub wrong: Option<Wrong>,
}

pub fn queue(asker: &Asker, shown: &Queue, now: At) -> Markup {
    let words = asker.words();
    let eye = Eye { asker, words, now };
    html! {
        div.pane.sheet-page {
            div.broad.stack {
                header.page-head { h1 { (t!(words, "health-queue")) } }
                p.quietly {
                    @if asker.role >= Role::Lead { (t!(words, "health-queue-all")) }
                    @else { (t!(words, "health-queue-own")) }
                }
                div #held-up data-part=(outbox::store::PART) data-src=(format!("/letters?after={}", shown.after)) {
                    @if shown.letters.is_empty() { div.empty { p { (t!(words, "health-queue-none")) } } }
                    @else {
                        ul.held-up { @for letter in &shown.letters {
                            (held_up(letter, shown.wrong.as_ref().filter(|w| w.letter == letter.id), "/letters", eye))
                        } }
                    }
                    @if shown.more && let Some(last) = shown.letters.last() {
                        p { a.btn href={ "/letters?after=" (last.id) } {
                            (t!(words, "health-next-page")) (icon("arrow-right")) } }
                    }
                }
            }
        }
    }
}

pub(super) fn held_up(letter: &HeldUp, wrong: Option<&Wrong>, base: &str, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let zone = &eye.asker.zone;
    let standing = match letter.state {
        Delivery::Waiting => {
            t!(
                words,
                "health-waits",
                since = words.when(letter.created_at, zone, eye.now)
            )
        }
        Delivery::Bounced => {
            t!(
                words,
                "health-came-back",
                at = words.when(letter.state_at, zone, eye.now)
            )
        }
        _ => t!(
            words,
            "health-given-up",
            at = words.when(letter.state_at, zone, eye.now)
        ),
    };
    let owner = match (&letter.owner, letter.case) {
        (Some(owner), _) => t!(words, "health-owner", owner = owner.as_str()),
        (None, Some(_)) => t!(words, "health-no-owner"),
        (None, None) => t!(words, "health-reset"),
    };
    html! {
        li id={ "letter-" (letter.id) } {
            p { strong dir="ltr" { (letter.address) } " "
                span.pill.late[letter.state != Delivery::Waiting].owed[letter.state == Delivery::Waiting] { (standing) } }
            p.quietly {
                @if let Some(case) = letter.case {
                    a href={ "/cases/" (case) } { "#" (case) " " span dir="auto" { (letter.subject.as_deref().unwrap_or_default()) } }
                    " · "
                }
                (owner)
            }
            @if let Some(said) = &letter.said { p { (t!(words, "health-said")) " " samp dir="auto" { (said) } } }
            (acts(letter, wrong, base, eye))
        }
    }
}

/// Send again, tell them otherwise, correct the address.
fn acts(letter: &HeldUp, wrong: Option<&Wrong>, base: &str, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let path = |act: &str| format!("{base}/{}/{act}", letter.id);
    let field = format!("address-{}", letter.id);
    let error = format!("{field}-error");
    html! {
        div.btns {
            form method="post" action=(path("again")) {
                (form_token(&eye.asker.form_token)) (once_field())
                button.btn { (icon("send")) (t!(words, "health-again"))
                    span.said { " " (letter.address) } }
            }
            form method="post" action=(path("told")) {
                (form_token(&eye.asker.form_token)) (once_field())
                button.btn { (icon("phone")) (t!(words, "health-told"))
                    span.said { " " (letter.address) } }
            }
        }
        @if letter.person.is_some() && letter.kind != Kind::Reset {
            details.folded open[wrong.is_some()] {
                summary { (icon("chevron-right")) (t!(words, "health-correct")) span.said { " " (letter.address) } }
                form.inline method="post" action=(path("address")) {
                    (form_token(&eye.asker.form_token)) (once_field())
                    div.field {
                        label for=(field) { (t!(words, "health-address")) }
                        input.input id=(field) name="address" type="email" required autocomplete="off"
                            value=(wrong.map_or(letter.address.as_str(), |w| w.typed.as_str()))
                            aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| error.as_str())];
                        @if let Some(wrong) = wrong { p.error id=(error) { (icon("circle-alert")) (wrong.said) } }
                    }
                    button.btn { (t!(words, "health-correct-press")) }
                }
            }
        }
    }
}
