//! The page of the mail's health, and the banner above every page.

pub mod banner;
pub mod queue;

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::Seen;
use super::rules::{Check, Fact, State};
use super::store::HeldUp;
use crate::kit::At;
use crate::kit::words::{FluentValue, Words};
use crate::mailboxes::Mailbox;
use crate::outbox;
use crate::t;
use crate::team::views::sheet;
use crate::web::{Asker, Role, form_token, icon};

/// What a finding says, in the reader's language and zone.
pub fn sentence(words: Words, check: &Check, zone: &TimeZone, now: At) -> String {
    let facts = check.facts.iter().map(|(name, fact)| {
        let said: FluentValue<'_> = match fact {
            Fact::Text(text) => text.as_str().into(),
            Fact::Number(n) => (*n).into(),
            Fact::Moment(at) => words.when(*at, zone, now).into(),
        };
        (name.as_str(), said)
    });
    words.with(&check.key, facts.collect::<Vec<_>>())
}

/// What the page shows.
pub struct Shown {
    pub seen: Seen,
    /// Those behind the letter `after`: one page of them.
    pub held_up: Vec<HeldUp>,
    pub after: i64,
    /// There are more behind these.
    pub more: bool,
    /// Mailbox and the cases to which its letters came back since yesterday.
    pub bounced: Vec<(i64, Vec<i64>)>,
    pub asking: bool,
    /// An invented company: nobody outside is ever asked.
    pub demo: bool,
}

pub fn health(asker: &Asker, shown: &Shown, now: At) -> Markup {
    let words = asker.words();
    let eye = Eye { asker, words, now };
    let body = html! {
        div.health #health data-part=(super::store::PART) data-src="/settings/health" {
            (summary(shown, eye))
            @for mailbox in &shown.seen.mailboxes { (of_mailbox(shown, mailbox, eye)) }
            section.section aria-labelledby="letters-out" {
                h2 #letters-out { (t!(words, "health-letters")) }
                (checks(shown, eye, |check| check.name == "outbox"))
                (letters(shown, eye))
            }
            section.section aria-labelledby="house" {
                h2 #house { (t!(words, "health-house")) }
                (checks(shown, eye, |check| check.subject.is_empty() && check.name != "outbox"))
            }
        }
    };
    sheet(asker, "/settings/health", &t!(words, "health-title"), &body)
}

/// One page of the letters that wait or did not arrive.
fn letters(shown: &Shown, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let at = |after: i64| format!("/settings/health?after={after}#letters-out");
    html! {
        div #held-up data-part=(outbox::store::PART) data-src=(format!("/settings/health?after={}", shown.after)) {
            @if !shown.held_up.is_empty() {
                ul.held-up { @for letter in &shown.held_up { (queue::held_up(letter, None, "/settings/health/letters", eye)) } }
            }
            @if shown.more || shown.after > 0 {
                nav.btns aria-label=(t!(words, "health-letters")) {
                    @if shown.after > 0 {
                        a.btn href=(at(0)) { (icon("arrow-left")) (t!(words, "health-first-page")) }
                    }
                    @if shown.more && let Some(last) = shown.held_up.last() {
                        p.quietly { (t!(words, "health-more")) }
                        a.btn href=(at(last.id)) { (t!(words, "health-next-page")) (icon("arrow-right")) }
                    }
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Eye<'a> {
    asker: &'a Asker,
    words: Words,
    now: At,
}

/// How it stands in one line, and the press that asks others.
fn summary(shown: &Shown, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let of = |state| {
        shown
            .seen
            .checks
            .iter()
            .filter(|c| c.state == state)
            .count() as i64
    };
    let (class, shape, said) = match (of(State::NotWell), of(State::Look)) {
        (0, 0) => ("met", "circle-check", t!(words, "health-all-well")),
        (0, n) => ("owed", "circle-alert", t!(words, "health-look", n = n)),
        (n, _) => (
            "late",
            "triangle-alert",
            t!(words, "health-not-well", n = n),
        ),
    };
    html! {
        div.bar.(class) {
            (icon(shape))
            p {
                strong { (said) } " "
                @if shown.demo { (t!(words, "health-demo")) }
                @else if shown.asking { (t!(words, "health-asking")) }
                @else if let Some(at) = shown.seen.asked_at {
                    (t!(words, "health-asked", at = words.when(at, &eye.asker.zone, eye.now)))
                } @else { (t!(words, "health-never-asked")) }
            }
            form method="post" action="/settings/health" {
                (form_token(&eye.asker.form_token))
                button.btn.primary disabled[shown.asking] { (icon("refresh-cw")) (t!(words, "health-run")) }
            }
        }
    }
}

fn of_mailbox(shown: &Shown, mailbox: &Mailbox, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let domain = mailbox
        .address
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain);
    let left = shown.seen.left.iter().find(|(id, ..)| *id == mailbox.id);
    let left = left.map_or(0, |(_, left, _)| *left);
    let bounced = shown.bounced.iter().find(|(id, _)| *id == mailbox.id);
    let id = format!("mailbox-{}", mailbox.id);
    html! {
        section.section aria-labelledby=(id) {
            h2 id=(id) { (mailbox.address) }
            p.quietly { (t!(words, "health-sent", n = left)) }
            (checks(shown, eye, |check| check.subject == mailbox.address || check.subject == domain))
            @if let Some((_, cases)) = bounced {
                @if !cases.is_empty() {
                    p.beside-icon { (t!(words, "health-bounced-cases", n = cases.len())) " "
                        @for case in cases { a href={ "/cases/" (case) } { "#" (case) } " " } }
                }
            }
        }
    }
}

fn checks(shown: &Shown, eye: Eye<'_>, which: impl Fn(&Check) -> bool) -> Markup {
    html! {
        ul.checks { @for check in shown.seen.checks.iter().filter(|c| which(c)) { (one(check, eye)) } }
    }
}

/// A finding as a sentence of its own: on the command line it goes on after the
/// name of its check. Names that are typed as they are keep their small letter.
fn begun(said: &str) -> Markup {
    let first = said.split_whitespace().next().unwrap_or_default();
    let is_name = first.contains(['@', '.', '/', '`']);
    let small = if is_name {
        0
    } else {
        first.chars().next().map_or(0, char::len_utf8)
    };
    let said = format!("{}{}", said[..small].to_uppercase(), &said[small..]);
    html! {
        @for (n, part) in said.split('`').enumerate() {
            @if n % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

fn one(check: &Check, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let (class, shape, state) = match check.state {
        State::Well => ("met", "circle-check", t!(words, "health-state-well")),
        State::Look => ("owed", "circle-alert", t!(words, "health-state-look")),
        State::NotWell => ("late", "triangle-alert", t!(words, "health-state-not-well")),
    };
    html! {
        li.(class) {
            (icon(shape))
            div {
                p {
                    span.said { (state) ": " }
                    (begun(&sentence(words, check, &eye.asker.zone, eye.now)))
                    @if let Some(at) = check.at {
                        " " span.quietly { (words.when(at, &eye.asker.zone, eye.now)) }
                    }
                }
                @if let Some(again) = check.again() {
                    @if eye.asker.role == Role::Admin {
                        div.btns { a.btn href=(again) { (icon("key-round")) (t!(words, "health-consent-again")) } }
                    }
                }
                @if let Some(line) = check.line() {
                    @let id = format!("line-{}-{}", check.name, check.subject);
                    div.field {
                        label.quietly for=(id) { (t!(words, "health-publish")) }
                        div.to-copy {
                            input.input.line id=(id) readonly value=(line) dir="ltr" spellcheck="false";
                            button.btn type="button" data-copy=(id) {
                                (icon("copy")) (t!(words, "health-copy")) span.said { " " (line) }
                            }
                        }
                    }
                }
            }
        }
    }
}
