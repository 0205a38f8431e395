//! What we promised, beside the case, above the composer and on the page of
//! the person. Plain values in, HTML out.

use super::rules::{Past, SOON};
use super::{Ending, Kind, Promise, Standing, rules};
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::t;
use crate::team::views::sheet;
use crate::web::{Asker, Filled, icon};
use jiff::tz::TimeZone;
use maud::{Markup, PreEscaped, html};
use std::collections::HashMap;
use std::sync::LazyLock;

/// For whom and when it is drawn.
#[derive(Clone, Copy)]
pub struct Eye<'a> {
    pub words: Words,
    pub zone: &'a TimeZone,
    pub now: At,
    /// May act: the hidden token of their forms.
    pub token: Option<&'a str>,
    /// A form that came back.
    pub filled: &'a Filled,
}

impl Eye<'_> {
    fn when(&self, at: At) -> Markup {
        self.words.clock_tag(at, self.zone, self.now)
    }

    fn token(&self) -> Markup {
        html! { @if let Some(token) = self.token { (crate::web::form_token(token)) } }
    }
}

pub fn kind(kind: Kind, words: Words) -> String {
    match kind {
        Kind::Update => t!(words, "promises-kind-update"),
        Kind::Action => t!(words, "promises-kind-action"),
        Kind::Callback => t!(words, "promises-kind-callback"),
        Kind::Money => t!(words, "promises-kind-money"),
    }
}

/// The live promises of a case with what can be done about each, and how the
/// others ended. `owner` names who owes it; `more` stands below.
pub fn panel(
    live: &[Promise],
    history: &[Past],
    path: &str,
    owner: impl Fn(&Promise) -> String,
    more: &Markup,
    eye: Eye<'_>,
) -> Markup {
    let words = eye.words;
    let ended: Vec<&Past> = history.iter().filter(|past| past.ended.is_some()).collect();
    if live.is_empty() && ended.is_empty() && more.0.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="p-prom" {
            h2 #p-prom { (t!(words, "promises-title")) }
            @if !live.is_empty() {
                ul.promises { @for promise in live { (self::live(promise, path, &owner(promise), eye)) } }
            }
            @if !ended.is_empty() {
                details.past {
                    summary { (icon("chevron-right")) (tally(&ended, words)) }
                    ul.promises { @for past in ended.iter().rev() { (self::past(past, eye)) } }
                }
            }
            (more)
        }
    }
}

fn live(promise: &Promise, path: &str, owner: &str, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let late = matches!(rules::standing(promise.due, eye.now), Standing::Late { .. });
    html! {
        li.late[late].owed[!late] data-key={ "promise-" (promise.id) } {
            (icon(if late { "circle-alert" } else { "clock" }))
            span dir="auto" { (promise.words) }
            span.state { (kind(promise.kind, words)) " · " (owner) " · "
                @if late { (t!(words, "cases-late-by", span = words.span(eye.now.since(promise.due)))) }
                @else { (words.ago(promise.due, eye.now)) } }
            @if eye.token.is_some() { (acts(promise, path, eye)) }
        }
    }
}

fn acts(promise: &Promise, path: &str, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let late = promise.due < eye.now;
    let id = format!("later-{}", promise.id);
    let back = eye.filled.form(&format!("promise-{}", promise.id));
    html! {
        details.menu open[back.is_back()] {
            summary.btn.quiet.icon-only {
                (icon("ellipsis")) span.said { (t!(words, "promises-acts", promise = promise.words.as_str())) }
            }
            form.hanging method="post" action={ (path) "/promises/" (promise.id) } {
                (eye.token())
                @if !promise.kind.kept_by_a_reply() {
                    button.btn name="act" value="kept" { (icon("circle-check")) (t!(words, "promises-kept")) }
                    @if promise.kind != Kind::Callback {
                        button.btn name="act" value="kept-phone" {
                            (icon("phone")) (t!(words, "promises-kept-phone")) }
                    }
                }
                button.btn name="act" value="released" { (icon("check")) (t!(words, "promises-released")) }
                @if !late {
                    div.field {
                        label for=(id) { (t!(words, "promises-later")) }
                        input.input type="datetime-local" id=(id) name="due" value=(back.value("due", ""))
                            aria-invalid=[back.invalid("due")] aria-describedby=[back.described("due", "")];
                        (back.error("due"))
                    }
                    button.btn name="act" value="later-phone" {
                        (icon("phone")) (t!(words, "promises-later-phone")) }
                }
            }
        }
    }
}

/// "4 kept · 1 broken", in short.
fn tally(ended: &[&Past], words: Words) -> String {
    let count = |wanted: &[Ending]| {
        ended
            .iter()
            .filter(|past| past.ended.is_some_and(|(e, _)| wanted.contains(&e)))
            .count()
    };
    let kept = count(&[Ending::Kept, Ending::Renegotiated]);
    let broken = count(&[Ending::Broken]);
    let released = count(&[Ending::Released]);
    [
        (kept > 0).then(|| t!(words, "promises-n-kept", n = kept)),
        (broken > 0).then(|| t!(words, "promises-n-broken", n = broken)),
        (released > 0).then(|| t!(words, "promises-n-released", n = released)),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

fn past(past: &Past, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let Some((ending, at)) = past.ended else {
        return html! {};
    };
    let (shape, said) = match ending {
        Ending::Kept => ("circle-check", t!(words, "promises-was-kept")),
        Ending::Renegotiated => ("calendar-clock", t!(words, "promises-was-renegotiated")),
        Ending::Released | Ending::TakenBack => ("check", t!(words, "promises-was-released")),
        Ending::Broken => {
            let late = words.span(at.since(past.promise.due));
            (
                "circle-alert",
                t!(words, "promises-was-broken", span = late),
            )
        }
    };
    html! {
        li.ended.late[ending == Ending::Broken] {
            (icon(shape))
            span dir="auto" { (past.promise.words) }
            span.state { (said) " · " (eye.when(at)) }
        }
    }
}

/// The promise for which a line should leave soon: given by a person, due in
/// two hours or late. Once word has gone it is not live any more, and the line
/// is gone with it.
pub fn needs_line(live: &[Promise], now: At) -> Option<&Promise> {
    live.iter().find(|p| p.due.0 <= now.plus(SOON).0)
}

/// A line for when there is no news: the agent's to change, and one press to
/// send. It never leaves by itself.
pub fn holding_line(
    promise: &Promise,
    line: &str,
    path: &str,
    seen_event: i64,
    once: Markup,
    eye: Eye<'_>,
) -> Markup {
    let words = eye.words;
    let late = promise.due < eye.now;
    let rows = line.chars().count().div_ceil(90).clamp(2, 4);
    html! {
        form.bar.owed.holding #holding method="post" action={ (path) "/messages#write" } data-send="reply"
            aria-label=(t!(words, "promises-holding-title")) {
            (eye.token()) (once)
            input type="hidden" name="kind" value="reply";
            input type="hidden" name="seen_event" value=(seen_event);
            input type="hidden" name="promises" value="said";
            input type="hidden" name="then" value="next";
            (icon("hourglass"))
            div.line {
                label for="holding-text" {
                    @if late { (t!(words, "promises-holding-late", when = words.when(promise.due, eye.zone, eye.now))) }
                    @else { (t!(words, "promises-holding", when = words.when(promise.due, eye.zone, eye.now))) }
                }
                textarea.area #holding-text name="text" rows=(rows) dir="auto" { "\n" (line) }
            }
            div.btns {
                button.btn.primary #holding-send name="close" value="false" {
                    (icon("send")) (t!(words, "promises-holding-send")) " " kbd { "s" }
                }
            }
        }
    }
}

/// On the person's page: they may let us off a promise by one press.
pub fn release(promise: &Promise, token: &str, lang: Markup, words: Words) -> Markup {
    html! {
        form method="post" action={ "/c/" (token) "/release" } {
            (lang)
            input type="hidden" name="promise" value=(promise.id);
            button.btn.quiet type="submit" { (icon("check")) (t!(words, "promises-release")) }
        }
    }
}

/// Where the chips of the composer stand; a script fills it. Always the same,
/// on each case page: so it is made once.
pub fn chips(words: Words) -> PreEscaped<&'static str> {
    static MADE: LazyLock<HashMap<Lang, String>> = LazyLock::new(|| {
        let made = |lang| (lang, place_of_chips(Words::of(lang)).into_string());
        Lang::ALL.into_iter().map(made).collect()
    });
    PreEscaped(&MADE[&words.lang()])
}

fn place_of_chips(words: Words) -> Markup {
    html! {
        div.promise-chips #promise-chips data-still role="group" aria-label=(t!(words, "promises-chips"))
            data-accept=(t!(words, "promises-chip-accept")) data-drop=(t!(words, "promises-chip-drop"))
            data-accepted=(t!(words, "promises-chip-accepted", label = "{label}"))
            data-offered=(t!(words, "promises-chip-offered", label = "{label}"))
            data-gone=(t!(words, "promises-chip-gone", label = "{label}"))
            data-muted=(t!(words, "promises-chip-muted", label = "{label}"))
            data-again=(t!(words, "promises-chip-again")) {}
    }
}

/// The times that an agent muted, in the closed words they are kept in.
pub fn muted(asker: &Asker, title: &str, phrases: &[String]) -> Markup {
    let words = asker.words();
    let body = html! {
        p.lead { (t!(words, "promises-times-lead")) }
        @if phrases.is_empty() { p { (t!(words, "promises-times-none")) } }
        @for phrase in phrases {
            form.btns method="post" action="/promises/muted" {
                (crate::web::form_token(&asker.form_token))
                input type="hidden" name="phrase" value=(phrase);
                input type="hidden" name="back" value="true";
                code { (phrase) }
                button.btn name="again" value="true" {
                    (t!(words, "promises-chip-again")) span.said { ": " (phrase) }
                }
            }
        }
    };
    sheet(asker, "/settings/times", title, &body)
}
