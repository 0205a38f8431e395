//! A letter that began something else: one press for a case of its own, the line
//! that says where it went, and the way back.

use super::{Eye, Sheet};
use crate::events::{Event, Kind as Happening};
use crate::merging::rules;
use crate::messages::{Kind, Message};
use crate::t;
use crate::web::{Role, icon};
use maud::{Markup, html};

/// The newest letter that can have a case of its own: one that is not the only
/// one here.
pub fn split_by(sheet: &Sheet, eye: Eye<'_>) -> Option<i64> {
    let letters = || sheet.messages.iter().filter(|m| m.kind == Kind::Letter);
    let agent = eye.asker.role >= Role::Agent;
    let newest = letters().next_back().filter(|_| agent)?;
    letters()
        .any(|other| other.id < newest.id)
        .then_some(newest.id)
}

/// One press on a letter that began something else.
pub fn split(sheet: &Sheet, message: &Message, eye: Eye<'_>) -> Markup {
    let newest = split_by(sheet, eye);
    let first = sheet.messages.iter().find(|m| m.kind == Kind::Letter);
    if newest.is_none() || first.is_some_and(|m| m.id == message.id) {
        return html! {};
    }
    let id = (newest == Some(message.id)).then_some("split");
    html! {
        button.btn.quiet.icon-only id=[id] form="split-off" name="letter" value=(message.id)
            title=(t!(eye.words, "cases-split")) {
            (icon("split")) span.said { (t!(eye.words, "cases-split")) }
        }
    }
}

/// A letter went from here into a case of its own, or came so; and the way back.
pub fn parted(sheet: &Sheet, event: &Event, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    // Put back, its own record stands here too and leads nowhere else.
    let here = sheet.case.number;
    let Some(other) = event.ids.get("case").filter(|other| *other != here) else {
        return html! {};
    };
    let name = sheet
        .actor_name(event.actor)
        .unwrap_or_else(|| t!(words, "cases-the-desk"));
    let number = other.to_string();
    let (from, into, text) = match event.kind {
        Happening::SplitOff => (
            other,
            sheet.case.number,
            t!(words, "cases-did-split-off", name = name, number = number),
        ),
        _ => (
            sheet.case.number,
            other,
            t!(words, "cases-did-split-from", name = name, number = number),
        ),
    };
    let back = sheet.merged().any(|(_, number)| number == other);
    let may = !back && eye.asker.role >= Role::Agent && rules::may_be_undone(event.at, eye.now);
    html! {
        div.happened.with-act {
            (icon("split"))
            span { a href={ "/cases/" (other) } { bdi { (text) } } ", " (eye.when(event.at)) }
            @if may {
                form method="post" action={ "/cases/" (from) "/merging" } {
                    (eye.token())
                    button.btn.quiet name="into" value=(into) title=(t!(words, "cases-put-back-until",
                        when = words.when(rules::until(event.at), &eye.asker.zone, eye.now))) {
                        (icon("undo-2")) (t!(words, "cases-put-back"))
                    }
                }
            }
        }
    }
}
