//! A letter that began something else gets a case of its own.

use super::super::rules::{self, Turn};
use super::super::store::{self, Case};
use super::merge::{its_thread, nothing_leaves};
use super::needs::guess;
use super::{Deed, find, scope};
use crate::events::{self, Actor, Ids, Kind};
use crate::kit::At;
use crate::merging::{self, Merging};
use crate::messages::{self, Message};
use crate::needs::{self, FoundBy, How, State, Whose, rules::Settling};
use crate::web::{Asker, Problem};
use crate::wordlists::Said;
use crate::{outbox, promises};
use ::store::{Error, Tx};
use axum::http::StatusCode;
use std::collections::HashSet;

/// Gives a letter a case of its own, with everything that answers it and what
/// was asked for and promised in it; its writer is who asks there. Gives the new
/// number. What the letter had opened again here is as it was before. Merging
/// the new case into this one puts everything back.
///
/// # Errors
/// 404 `message` when it is no letter of this case; 409 `split-all` when no
/// letter would be left; 409 `leaving` while a letter of it is being sent.
pub fn split(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    message: i64,
    now: At,
) -> Result<i64, Problem> {
    let case = find(tx, asker, number)?;
    nothing_leaves(tx, number)?;
    let all = messages::store::of_case(tx, number)?;
    let letter = all
        .iter()
        .find(|m| m.id == message && m.kind == messages::Kind::Letter)
        .ok_or_else(|| Problem::not_found("message", message))?;
    let mut going = HashSet::from([message]);
    let links = merging::store::links(tx, number)?;
    going.extend(merging::rules::followed(&links, &going));
    let stays = |m: &&Message| !going.contains(&m.id);
    if !all
        .iter()
        .filter(stays)
        .any(|m| m.kind == messages::Kind::Letter)
    {
        let nothing_left = Problem::refuse(StatusCode::CONFLICT, "split-all", "cases-split-all");
        return Err(nothing_left);
    }
    let by = Actor::Agent(asker.agent);
    let own = begin(tx, &case, letter)?;
    let (mut kept, mut own) = (Deed::on(case, now, by), Deed::on(own, now, by));
    let numbers = (own.case.number, number);
    let merging = merging::store::split(tx, numbers, message, now, by)?;
    let parts = |case: i64| Ids::of("case", case).and("merging", merging.id);
    own.record(Kind::Opened, Ids::none());
    own.record(Kind::SplitFrom, parts(number));
    kept.record(Kind::SplitOff, parts(own.case.number));
    its_thread(tx, &merging, &mut own)?;
    merging::store::what_hangs_on(tx, &merging)?;
    let settled = settled_there(tx, number, &all, &going)?;
    merging::store::letter_ids_back(tx, &merging)?;
    merging::store::give_back(tx, &merging, own.next_event() - 1)?;
    merging::store::end(tx, merging.id, now, by)?;
    let tokens = scope(&own.case);
    for message in &going {
        messages::store::index_again(tx, *message, &tokens)?;
    }
    let subject = kept.case.subject.clone();
    own_need(tx, &mut own, &merging, (letter, &subject), settled)?;
    as_before(tx, &mut kept, &all, &going)?;
    stand(tx, &mut own, &mut kept)?;
    let number = own.case.number;
    // The page they know leads to the new one, and a look at it writes nothing.
    store::link(tx, number, own.case.person, now)?;
    own.done(tx)?;
    kept.done(tx)?;
    Ok(number)
}

/// The case of its own: from when the letter came, with whoever looks after the
/// one it came from.
fn begin(tx: &mut Tx<'_>, case: &Case, letter: &Message) -> Result<Case, Error> {
    let person = match letter.author {
        Actor::Person(person) => person,
        _ => case.person,
    };
    let language = case.language.as_deref();
    let mut own = store::begin(
        tx,
        &letter.subject,
        case.mailbox,
        person,
        language,
        &store::First::default(),
        letter.at,
    )?;
    own.owner = case.owner;
    own.team = case.team;
    Ok(own)
}

/// The reply among those that go which settled a need here: it settles what the
/// letter asked for.
fn settled_there(
    tx: &mut Tx<'_>,
    number: i64,
    all: &[Message],
    going: &HashSet<i64>,
) -> Result<Option<(i64, At, Actor)>, Error> {
    let replies = all
        .iter()
        .filter(|m| going.contains(&m.id) && m.kind == messages::Kind::Reply);
    for reply in replies {
        if !needs::store::settled_by(tx, number, reply.id)?.is_empty() {
            return Ok(Some((reply.id, reply.at, reply.author)));
        }
    }
    Ok(None)
}

/// A case is a list of needs: without one that came along it has the one of its
/// letter. `subject` is that of the case it leaves.
fn own_need(
    tx: &mut Tx<'_>,
    own: &mut Deed,
    merging: &Merging,
    (letter, subject): (&Message, &str),
    settled: Option<(i64, At, Actor)>,
) -> Result<(), Error> {
    if !merging::store::rows(tx, merging.id, "need")?.is_empty() {
        return Ok(());
    }
    let number = own.case.number;
    // "Re: " and the subject of the other case is not what they came for.
    let again = letters::reply_subject(&letter.subject) == letters::reply_subject(subject);
    let subject = if again { "" } else { letter.subject.as_str() };
    let words = needs::rules::implied_words(subject, &letter.words);
    let language = own.case.language.clone();
    let new = needs::store::New {
        found_by: FoundBy::Implied,
        whose: Whose::Person,
        person: None,
        kind: guess(
            tx,
            language.as_deref(),
            &Said::of(&letter.subject, &letter.words),
        )?,
        words: &words,
        quote: None,
    };
    let need = needs::store::add(tx, number, &new, letter.at, own.by)?;
    own.record(Kind::NeedAdded, Ids::of("need", need));
    if let Some((reply, at, by)) = settled {
        let met = Settling {
            state: State::Met,
            reason: None,
            possible: None,
            signpost: None,
        };
        let ids = Ids::of("need", need).and("message", reply);
        needs::store::settle(tx, need, &met, Some(reply), at, by)?;
        own.record(Kind::NeedMet, ids.clone());
        let lost = outbox::store::of_message(tx, reply)?;
        if !lost.iter().any(|e| e.state.is_lost()) {
            needs::store::tell(tx, need, How::Message, Some(reply), at, by)?;
            own.record(Kind::Told, ids);
        }
    }
    Ok(())
}

/// What the letter had opened again is closed again, when nothing else came.
fn as_before(
    tx: &mut Tx<'_>,
    kept: &mut Deed,
    all: &[Message],
    going: &HashSet<i64>,
) -> Result<(), Error> {
    let number = kept.case.number;
    let gone = |e: &events::Event| e.ids.get("message").is_some_and(|m| going.contains(&m));
    let record = events::store::since(tx, number, 0)?;
    let reopened = record
        .iter()
        .rfind(|e| e.kind == Kind::Reopened && gone(e))
        .filter(|e| {
            let later = |m: &Message| !going.contains(&m.id) && m.event > e.n;
            !all.iter().any(|m| later(m) && !m.kind.stays_inside())
        });
    let live = promises::store::live(tx, number)?;
    if let Some(reopened) = reopened {
        needs::store::settled_again(tx, number, reopened.at)?;
        let needs = needs::store::of_case(tx, number)?;
        let nothing_left = rules::may_close(&needs, &live, None).is_ok();
        if nothing_left && store::close_again(tx, number, reopened.at)? {
            kept.case.turn = Turn::Customer;
            kept.case.parked_until = None;
            kept.record(Kind::Closed, Ids::none());
            return Ok(());
        }
    }
    kept.case.answered = messages::store::replies(tx, number)? > 0;
    if store::closing(tx, number)?.is_none() && kept.case.parked_until.is_none() {
        kept.case.turn = turn(tx, number)?;
    }
    Ok(())
}

fn turn(tx: &mut Tx<'_>, number: i64) -> Result<Turn, Error> {
    let live = promises::store::live(tx, number)?;
    Ok(match messages::store::newest(tx, number)? {
        Some((messages::Kind::Reply, ..)) => rules::turn_after_reply(&live),
        _ => Turn::Us,
    })
}

/// Whose move it is in the new case; closed, when all of it was answered in a
/// case that is.
fn stand(tx: &mut Tx<'_>, own: &mut Deed, kept: &mut Deed) -> Result<(), Error> {
    let number = own.case.number;
    own.case.answered = messages::store::replies(tx, number)? > 0;
    own.case.turn = turn(tx, number)?;
    let lost = |envelopes: Vec<outbox::store::Standing>| {
        envelopes
            .iter()
            .any(|e| e.message.is_some() && e.state.is_lost())
    };
    if kept.case.undelivered_at.is_some() && lost(outbox::store::of_case(tx, number)?) {
        own.case.undelivered_at = kept.case.undelivered_at;
        own.case.turn = Turn::Us;
        if !lost(outbox::store::of_case(tx, kept.case.number)?) {
            kept.case.undelivered_at = None;
        }
    }
    let live = promises::store::live(tx, number)?;
    let needs = needs::store::of_case(tx, number)?;
    let done = own.case.answered && rules::may_close(&needs, &live, None).is_ok();
    if done && store::closing(tx, kept.case.number)?.is_some() {
        store::close(tx, number, None, None, own.at, own.by)?;
        own.record(Kind::Closed, Ids::none());
    }
    Ok(())
}
