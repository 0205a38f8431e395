//! A telephone call, written down.

use super::promise::{end_promise, park_again};
use super::reply::{Written, check_words, no_such_need};
use super::settle::told_already;
use super::{Deed, find, scope};
use crate::cases::store;
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::messages::store::{New, Way};
use crate::messages::{self, Rang};
use crate::needs::{self, How, Need, Settling};
use crate::notices;
use crate::promises::{self, Ending};
use crate::web::{Asker, Problem};
use ::store::Tx;
use axum::http::StatusCode;

/// What somebody writes down of a call.
#[derive(Debug, Clone)]
pub struct Call {
    pub rang: Rang,
    /// Somebody who takes part; none: who asks.
    pub with: Option<i64>,
    pub at: At,
    pub words: String,
    /// Needs that they were told of: an open one is met by it.
    pub settles: Vec<i64>,
}

fn wrong(code: &'static str, key: &'static str) -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key)
}

/// Keeps what was said by telephone. Whoever asks and was reached has heard from
/// us: what we promised to write, or to call for, is kept. Whose turn it is
/// stays as it was, as with a note.
///
/// # Errors
/// 422 `empty`, `ahead`, `not-here`, `missed`, `no-such-need`; 409 `told`.
pub fn call(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    call: &Call,
    now: At,
) -> Result<Written, Problem> {
    let case = find(tx, asker, number)?;
    check_words(&call.words, &[])?;
    let with = spoken_with(tx, &case, call.with)?;
    if call.at > now {
        return Err(wrong("ahead", "cases-call-ahead"));
    }
    if call.rang == Rang::Missed && !call.settles.is_empty() {
        return Err(wrong("missed", "cases-call-missed-tells-nobody"));
    }
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    let message = write_down(tx, &mut deed, asker, call, with)?;
    tell(tx, &mut deed, call, with, message)?;
    if call.rang != Rang::Missed && with == deed.case.person {
        heard(tx, &mut deed, message)?;
    }
    let closed = deed.case.is_closed();
    let event = deed.done(tx)?;
    Ok(Written {
        message,
        event,
        parked_until: None,
        closed,
    })
}

fn spoken_with(tx: &mut Tx<'_>, case: &store::Case, with: Option<i64>) -> Result<i64, Problem> {
    let with = with.unwrap_or(case.person);
    let here = with == case.person
        || store::others(tx, case.number)?
            .iter()
            .any(|(id, ..)| *id == with);
    match here {
        true => Ok(with),
        false => Err(wrong("not-here", "cases-call-not-here")),
    }
}

fn write_down(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    asker: &Asker,
    call: &Call,
    with: i64,
) -> Result<i64, Problem> {
    let new = New {
        kind: messages::Kind::Call,
        author: deed.by,
        sender: &asker.address,
        reply_to: None,
        subject: "",
        words: &call.words,
        elided: None,
        html: None,
        letter_id: None,
        answers: None,
        mark: None,
        oddities: "",
        raw: None,
        found_by: None,
        way: Way::default(),
    };
    let (number, event) = (deed.case.number, deed.next_event());
    let scope = scope(&deed.case);
    let message = messages::store::add(tx, number, &new, &[], event, &scope, deed.at)?;
    messages::store::add_call(tx, message, call.rang, with, call.at)?;
    deed.mentioned = notices::deeds::mentioned(tx, &call.words)?;
    deed.record(Kind::Called, Ids::of("message", message));
    Ok(message)
}

/// Who was reached is told what they need; what somebody else needs is met and
/// stays untold.
fn tell(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    call: &Call,
    with: i64,
    message: i64,
) -> Result<(), Problem> {
    let all = needs::store::of_case(tx, deed.case.number)?;
    let chosen = |id: &i64| {
        let there = all.iter().find(|n| n.id == *id && n.is_theirs());
        there.ok_or_else(|| no_such_need(*id))
    };
    let chosen: Vec<&Need> = call.settles.iter().map(chosen).collect::<Result<_, _>>()?;
    for need in chosen {
        let ids = Ids::of("need", need.id).and("message", message);
        if need.is_open() {
            needs::store::settle(tx, need.id, &Settling::met(), None, deed.at, deed.by)?;
            deed.record(Kind::NeedMet, ids.clone());
        }
        if !need.is_of(with, deed.case.person) {
            continue;
        }
        if need.told_at.is_some() {
            match needs::store::told_aloud(tx, need.id)? {
                Some((by, at)) if by != deed.by => return Err(told_already(tx, need, by, at)?),
                _ => continue,
            }
        }
        needs::store::tell(tx, need.id, How::Phone, None, deed.at, deed.by)?;
        deed.record(Kind::Told, ids.and("how", How::Phone.word()));
    }
    Ok(())
}

/// Who asks has heard from us, and we from them: silence settles nothing now.
fn heard(tx: &mut Tx<'_>, deed: &mut Deed, message: i64) -> Result<(), Problem> {
    let number = deed.case.number;
    for promise in promises::store::live(tx, number)? {
        if promise.kind.kept_by_a_call() {
            end_promise(tx, deed, &promise, Ending::Kept, Some(message))?;
        }
    }
    park_again(tx, deed)?;
    promises::store::until::end(tx, number, "answered", deed.at)?;
    Ok(())
}
