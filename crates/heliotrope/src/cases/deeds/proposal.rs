//! A reply that a colleague left for an agent to send.

use super::reply::{check_seen, check_words};
use super::{Deed, Reply, Sent, find, send};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::messages;
use crate::proposals::{Proposal, store};
use crate::web::{Asker, Problem, Role};
use ::store::Tx;
use axum::http::StatusCode;

/// Leaves a reply for an agent to send. Gives its id.
pub fn propose(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    words: &str,
    seen_event: Option<i64>,
    now: At,
) -> Result<i64, Problem> {
    let case = find(tx, asker, number)?;
    check_words(words, &[])?;
    check_seen(tx, &case, seen_event)?;
    let id = store::make(tx, number, asker.agent, words, now)?;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    deed.record(Kind::Proposed, Ids::of("proposal", id));
    deed.done(tx)?;
    Ok(id)
}

/// The proposal, while nobody has sent or taken it.
fn live(tx: &mut Tx<'_>, number: i64, id: i64) -> Result<Proposal, Problem> {
    let all = store::of_case(tx, number)?;
    let found = all.into_iter().find(|it| it.id == id);
    let found = found.ok_or_else(|| Problem::not_found("proposal", id))?;
    match found.ended {
        None => Ok(found),
        Some(_) => Err(ended()),
    }
}

fn ended() -> Problem {
    Problem::refuse(StatusCode::CONFLICT, "ended", "cases-proposal-ended")
}

/// Sends it as it stands, as the letter of `asker`. `reply` says how; its words
/// are those of the proposal.
pub fn send_proposal(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    id: i64,
    reply: &Reply,
    now: At,
) -> Result<Sent, Problem> {
    asker.must_be(Role::Agent)?;
    find(tx, asker, number)?;
    let words = live(tx, number, id)?.words;
    let letter = Reply {
        words,
        ..reply.clone()
    };
    let sent = send(tx, asker, number, &letter, now).map_err(|problem| match problem.code {
        "stale" => problem.worded("cases-proposal-stale"),
        _ => problem,
    })?;
    let message = match &sent {
        Sent::Left(written) => Some(written.message),
        Sent::Waits => None,
    };
    match store::end(tx, id, asker.agent, message, now)? {
        true => Ok(sent),
        false => Err(ended()),
    }
}

/// Takes it as one's own draft; so its writer has it back.
pub fn take_proposal(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    id: i64,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let proposal = live(tx, number, id)?;
    if proposal.agent != asker.agent {
        asker.must_be(Role::Agent)?;
    }
    if !store::end(tx, id, asker.agent, None, now)? {
        return Err(ended());
    }
    let kind = messages::Kind::Reply;
    messages::store::put_on_top(tx, number, asker.agent, kind, &proposal.words, now)?;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    deed.record(Kind::ProposalTaken, Ids::of("proposal", id));
    deed.done(tx)?;
    Ok(())
}
