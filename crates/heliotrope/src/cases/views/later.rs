//! A case that is put off: the menu that asks until when, and the line that says
//! why it sleeps, or slept.

use super::{Eye, Sheet};
use crate::events::{Actor, Event, Kind as Happening};
use crate::kit::At;
use crate::kit::words::Words;
use crate::later::Later;
use crate::messages::Kind;
use crate::t;
use crate::web::{Role, icon};
use maud::{Markup, html};
use std::time::Duration;

const HOURS: Duration = Duration::from_secs(3 * 3600);

/// Until when, in words, and why; or one of three times with one press.
pub fn menu(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let back = sheet.filled.form("later");
    html! {
        details.menu #later open[back.is_back()] {
            summary.btn.quiet { (icon("calendar-clock")) (t!(words, "cases-later")) " " kbd { "h" } }
            form.hanging method="post" action={ (sheet.path()) "/later" } {
                (eye.token())
                div.field {
                    label for="later-when" { (t!(words, "cases-later-when")) }
                    input.input #later-when name="when" value=(back.value("when", "")) autocomplete="off"
                        maxlength="60" aria-invalid=[back.invalid("when")]
                        aria-describedby=[back.described("when", "later-help")];
                    p.help #later-help { (t!(words, "cases-later-help")) }
                    (back.error("when"))
                }
                div.field {
                    label for="later-reason" { (t!(words, "cases-later-why")) }
                    input.input #later-reason name="reason" value=(back.value("reason", "")) dir="auto"
                        maxlength="200" autocomplete="off" aria-invalid=[back.invalid("reason")]
                        aria-describedby=[back.described("reason", "")];
                    (back.error("reason"))
                }
                button.btn.primary { (t!(words, "cases-later-do")) }
                div.btns {
                    @for (typed, label) in quick(eye) {
                        button.btn.quiet name="quick" value=(typed) { (label) }
                    }
                }
            }
        }
    }
}

/// What is asked for most, as it would be typed, and how it is said.
fn quick(eye: Eye<'_>) -> Vec<(&'static str, String)> {
    let zone = &eye.asker.zone;
    let here = eye.now.timestamp().to_zoned(zone.clone());
    let nine = |date: jiff::civil::Date| {
        let local = date.at(9, 0, 0, 0).to_zoned(zone.clone()).ok()?;
        Some(eye.words.when(At::from(local.timestamp()), zone, eye.now))
    };
    let tomorrow = here.date().tomorrow().ok();
    let monday = here
        .date()
        .nth_weekday(1, jiff::civil::Weekday::Monday)
        .ok();
    let monday = monday.filter(|monday| Some(*monday) != tomorrow);
    let mut all = vec![("in 3 h", eye.words.ago(eye.now.plus(HOURS), eye.now))];
    all.extend(tomorrow.and_then(nine).map(|said| ("tomorrow 9", said)));
    all.extend(monday.and_then(nine).map(|said| ("monday 9", said)));
    all
}

/// Why it sleeps, with the way back; or why it slept, until somebody has written.
pub fn bar(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let Some(later) = &sheet.later else {
        return html! {};
    };
    match (&later.back, sheet.case.parked_until) {
        (None, Some(until)) => sleeps(sheet, later, until, eye),
        (Some((back, by)), None) if !sheet.case.is_closed() => {
            let ours = |kind| matches!(kind, Kind::Reply | Kind::Note | Kind::Call);
            let wrote = sheet.messages.iter().any(|m| ours(m.kind) && m.at >= *back);
            let pressed = matches!(by, Actor::Agent(_));
            match wrote || pressed {
                true => html! {},
                false => came_back(sheet, later, *by, eye),
            }
        }
        _ => html! {},
    }
}

fn sleeps(sheet: &Sheet, later: &Later, until: At, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let name = sheet.agent_name(later.agent);
    html! {
        div.bar.later-line role="status" { (icon("calendar-clock"))
            p {
                bdi { (t!(words, "cases-later-by", name = name)) } " " (eye.when(later.until)) "."
                (reason(later))
                @if until < later.until {
                    " " (t!(words, "cases-later-sooner",
                        when = words.when(until, &eye.asker.zone, eye.now)))
                }
            }
            @if eye.asker.role >= Role::Agent {
                form method="post" action={ (sheet.path()) "/later" } {
                    (eye.token())
                    button.btn.quiet name="act" value="back" { (t!(words, "cases-later-back")) }
                }
            }
        }
    }
}

fn came_back(sheet: &Sheet, later: &Later, by: Actor, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let name = sheet.agent_name(later.agent);
    let said = match by {
        Actor::Person(_) => t!(words, "cases-later-wrote", name = name),
        _ => t!(words, "cases-later-is-back", name = name),
    };
    html! {
        div.bar.owed.later-line { (icon("clock"))
            p { bdi { (said) } " " (eye.when(later.until)) "." (reason(later)) }
        }
    }
}

/// That a case went to sleep or woke, as the conversation says it: the shape and
/// the words.
pub fn happened(event: &Event, name: String, words: Words) -> (&'static str, String) {
    let later = event.ids.get("later").is_some();
    match (event.kind, event.actor) {
        (Happening::Parked, _) if later => (
            "calendar-clock",
            t!(words, "cases-did-put-off", name = name),
        ),
        (Happening::Parked, _) => ("calendar-clock", t!(words, "cases-did-park", name = name)),
        (_, Actor::Agent(_)) => ("undo-2", t!(words, "cases-did-bring-back", name = name)),
        _ if later => ("clock", t!(words, "cases-did-come-back")),
        _ => ("clock", t!(words, "cases-did-wake")),
    }
}

fn reason(later: &Later) -> Markup {
    html! { @if !later.reason.is_empty() { " " q dir="auto" { (later.reason) } } }
}
