//! The part of a case page that is about a fault: the margin beside the draft,
//! answers that wait, the ribbon's A, a complaint.

use super::{Eye, Sheet};
use crate::apologies::views::{self, Frame, Margin};
use crate::apologies::{self, store::Waiting};
use crate::complaints::{self, Complaint};
use crate::events::{Event, Kind as Happening};
use crate::hours::Hours;
use crate::kit::At;
use crate::messages::Kind;
use crate::restitution::Restitution;
use crate::t;
use crate::web::{Asker, Role, icon};
use maud::{Markup, html};

/// What a case page shows of it; most cases have nothing.
#[derive(Default)]
pub struct Shown {
    /// What waits beside the draft.
    pub kept: Option<apologies::Typed>,
    pub margin: Option<Margin>,
    /// Answers that wait, each with what whoever lets it leave is asked about it.
    pub waiting: Vec<(Waiting, Vec<(String, String)>)>,
    pub complaint: Option<Complaint>,
    /// What we owe, offered or given.
    pub owed: Vec<Restitution>,
    /// Those of the mailbox, for a complaint.
    pub hours: Option<Hours>,
    /// Phrases in the draft, each with what is said to it.
    pub hints: Vec<(String, String)>,
}

impl Shown {
    /// With what waits beside the draft.
    pub fn kept(margin: Option<&str>) -> Shown {
        Shown {
            kept: margin.and_then(|kept| serde_json::from_str(kept).ok()),
            ..Shown::default()
        }
    }
}

fn framed(sheet: &Sheet, eye: Eye<'_>, draw: impl FnOnce(&Frame<'_>) -> Markup) -> Markup {
    let (path, token) = (sheet.path(), eye.token());
    draw(&Frame {
        path: &path,
        token,
        name: sheet.person.shown(),
        zone: &eye.asker.zone,
        now: eye.now,
        words: eye.words,
        filled: &sheet.filled,
    })
}

/// Above the draft: that the letter is heavy, that care is asked for, answers that wait, the margin.
pub fn above_draft(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let may = eye.asker.role >= Role::Agent;
    html! {
        @if sheet.reading.heavy {
            p.bar.calm #read-first { (icon("heart")) span { (t!(eye.words, "needs-read-first")) } }
        }
        @if is_careful(sheet) { (views::careful(&sheet.path(), eye.token(), may, eye.words)) }
        @for (answer, hints) in &sheet.apology.waiting {
            @let looks = looks(eye.asker, answer);
            @let (writer, name) = (sheet.agent_name(answer.agent), sheet.agent_name(answer.for_agent));
            (framed(sheet, eye, |frame| views::waits((answer, hints), (writer.as_str(), name.as_str()), frame, looks, sheet.case.last_event)))
        }
        @if let Some(margin) = &sheet.apology.margin { (framed(sheet, eye, |frame| views::margin(margin, frame))) }
    }
}

/// Whoever is named looks at it, and a lead may.
pub fn looks(asker: &Asker, answer: &Waiting) -> bool {
    asker.role >= Role::Lead || asker.agent == answer.for_agent
}

/// The newest word about it counts.
fn is_careful(sheet: &Sheet) -> bool {
    let about = |kind| matches!(kind, Happening::CareFound | Happening::CareDropped);
    let newest = sheet.events.iter().rev().find(|e| about(e.kind));
    newest.is_some_and(|e| e.kind == Happening::CareFound)
}

/// Under the draft.
pub fn hints(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    views::hints(&sheet.apology.hints, eye.words)
}

/// A of the ribbon: an apology left and was not taken back, or none is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Nothing,
    Apology,
    NotOwed,
}

pub fn said(sheet: &Sheet) -> Said {
    // A letter that was taken back is no message of the case any more.
    let stands = |message: Option<i64>| sheet.messages.iter().any(|m| Some(m.id) == message);
    let left = |e: &Event| e.kind == Happening::Apologised && stands(e.ids.get("message"));
    if sheet.events.iter().any(left) {
        return Said::Apology;
    }
    let not_owed = |e: &Event| e.kind == Happening::ApologyNotOwed;
    match sheet.events.iter().any(not_owed) {
        true => Said::NotOwed,
        false => Said::Nothing,
    }
}

/// Beside the conversation: the way to an apology, and a complaint's clocks.
pub fn panel(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let may = eye.asker.role >= Role::Agent;
    let path = sheet.path();
    let begin = may && !sheet.case.is_closed() && said(sheet) == Said::Nothing;
    html! {
        @if may && (begin || sheet.apology.complaint.is_none()) {
            div.owed-lines role="group" aria-label=(t!(words, "apologies-title")) {
                @if begin { (views::owed(&path, eye.token(), words)) }
                @if sheet.apology.complaint.is_none() {
                    form.owed-line method="post" action={ (path) "/complaint" } {
                        (eye.token())
                        button.as-link name="act" value="flag" { (t!(words, "complaints-flag")) }
                    }
                }
            }
        }
        (views::put_right(&sheet.apology.owed, &path, eye.token(), may, words))
        @if let Some(complaint) = &sheet.apology.complaint {
            (complaints::views::panel(complaint, &targets(sheet, complaint), &path, eye.token(), may, words, (&eye.asker.zone, eye.now)))
        }
    }
}

fn targets(sheet: &Sheet, complaint: &Complaint) -> Vec<complaints::rules::Target> {
    let ours = sheet.messages.iter().filter(|m| m.kind == Kind::Reply);
    let replies: Vec<At> = ours.map(|m| m.at).collect();
    complaints::rules::targets(complaint, &replies, sheet.apology.hours.as_ref())
}
