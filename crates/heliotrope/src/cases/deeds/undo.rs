//! Taking a letter back while it is still here.

use super::super::rules;
use super::super::store;
use super::{Deed, find, no};
use crate::events::{self, Actor, Ids, Kind};
use crate::kit::At;
use crate::web::{Asker, Problem};
use crate::{messages, needs, outbox, promises};
use ::store::Tx;
use axum::http::StatusCode;

/// The letters to others that were ticked on a reply.
fn sent_with(tx: &mut Tx<'_>, number: i64, message: i64) -> Result<Vec<i64>, Problem> {
    Ok(events::store::since(tx, number, 0)?
        .iter()
        .filter(|e| e.kind == Kind::PersonTold && e.ids.get("with") == Some(message))
        .filter_map(|e| e.ids.get("message"))
        .collect())
}

/// Did this letter go to somebody aside alone?
fn aside_of(tx: &mut Tx<'_>, number: i64, message: i64) -> Result<bool, Problem> {
    Ok(events::store::since(tx, number, 0)?
        .iter()
        .any(|e| e.kind == Kind::PersonTold && e.ids.get("message") == Some(message)))
}

/// What others were told with it waits as a note of its writer.
fn asides_back(
    tx: &mut Tx<'_>,
    agent: i64,
    number: i64,
    message: i64,
    now: At,
) -> Result<(), Problem> {
    for with in sent_with(tx, number, message)? {
        if outbox::store::take_back(tx, with, now)?
            && let Some((_, _, words, _)) = messages::store::written(tx, number, with)?
        {
            messages::store::take_back(tx, with, now)?;
            needs_back(tx, number, with, now, Actor::Agent(agent))?;
            // Not into the reply: it was meant for somebody else.
            messages::store::put_on_top(tx, number, agent, messages::Kind::Note, &words, now)?;
        }
    }
    Ok(())
}

/// What a letter settled and told is as it was before it.
fn needs_back(
    tx: &mut Tx<'_>,
    number: i64,
    message: i64,
    now: At,
    by: Actor,
) -> Result<(), Problem> {
    for need in needs::store::told_by(tx, message)? {
        needs::store::untell(tx, need, "taken_back", now, by)?;
    }
    for need in needs::store::settled_by(tx, number, message)? {
        needs::store::unsettle(tx, need, now, by)?;
    }
    Ok(())
}

/// Undo send: while no envelope has left, the letter is a draft again and
/// everything it did is undone. 409 `left` once it is on its way.
pub fn take_back(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    message: i64,
    now: At,
) -> Result<String, Problem> {
    let case = find(tx, asker, number)?;
    let me = Actor::Agent(asker.agent);
    let words = match messages::store::written(tx, number, message)? {
        Some((messages::Kind::Reply, author, words, false)) if author == me => words,
        _ => return Err(Problem::not_found("message", message)),
    };
    if !outbox::store::take_back(tx, message, now)? {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "left",
            "cases-undo-too-late",
        ));
    }
    asides_back(tx, asker.agent, number, message, now)?;
    let mut deed = Deed::on(case, now, me);
    no::unsaid(tx, number, asker.agent, message, now)?;
    needs_back(tx, number, message, now, me)?;
    promises::store::take_back(tx, number, message, now, me)?;
    promises::store::until::take_back(tx, number, message, now)?;
    store::reopen(tx, number, now, me)?;
    messages::store::take_back(tx, message, now)?;
    super::apology::unsay(tx, number, message, now)?;
    deed.case.parked_until = None;
    deed.case.answered = messages::store::replies(tx, number)? > 0;
    let live = promises::store::live(tx, number)?;
    deed.case.turn = match messages::store::newest(tx, number)? {
        Some((messages::Kind::Reply, ..)) => rules::turn_after_reply(&live),
        _ => rules::Turn::Us,
    };
    let kind = match aside_of(tx, number, message)? {
        true => messages::Kind::Note,
        false => messages::Kind::Reply,
    };
    messages::store::put_on_top(tx, number, asker.agent, kind, &words, now)?;
    deed.record(Kind::TakenBack, Ids::of("message", message));
    deed.done(tx)?;
    Ok(words)
}
