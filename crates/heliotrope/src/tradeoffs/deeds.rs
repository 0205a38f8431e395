//! Keeping, changing, looking at again and dropping a trade-off; and filling a
//! no from one. Page and API call the same.

use super::rules::{self, No, Tradeoff, Typed, Wanted, Wrong};
use super::store;
use crate::events::Actor;
use crate::kit::words::Words;
use crate::kit::{At, moments};
use crate::mailboxes::Mailbox;
use crate::web::{Asker, Problem};
use crate::{hours, team};
use ::store::Tx;
use axum::http::StatusCode;
use jiff::civil::Date;

/// The day it is for whoever asks.
pub fn today(asker: &Asker, now: At) -> Date {
    now.timestamp().to_zoned(asker.zone.clone()).date()
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Tradeoff, Problem> {
    store::find(tx, id)?.ok_or_else(|| Problem::not_found("tradeoff", id))
}

/// 422 with the first sentence, and every field by its name.
pub fn refused(wrong: &[Wrong]) -> Problem {
    let first = wrong.first().map_or("tradeoffs-wrong-title", |w| w.key);
    let fields: Vec<&str> = wrong.iter().map(|w| w.field).collect();
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "tradeoff", first).extra("missing", fields)
}

/// What was typed, when all of it can be kept. The owner is somebody who can
/// answer for it.
pub fn read(
    tx: &mut Tx<'_>,
    typed: &Typed,
    today: Date,
) -> Result<Result<Wanted, Vec<Wrong>>, Problem> {
    let wanted = match typed.read(today) {
        Ok(wanted) => wanted,
        Err(wrong) => return Ok(Err(wrong)),
    };
    if !team::store::may_own(tx, wanted.owner)? {
        let wrong = Wrong {
            field: "owner",
            key: "tradeoffs-wrong-owner",
        };
        return Ok(Err(vec![wrong]));
    }
    Ok(Ok(wanted))
}

pub fn add(tx: &mut Tx<'_>, asker: &Asker, wanted: &Wanted, now: At) -> Result<i64, Problem> {
    let id = store::add(tx, wanted, now)?;
    store::note(tx, id, now, Actor::Agent(asker.agent), "made", &[])?;
    Ok(id)
}

/// Changes one that was read at `version`. 409 `changed` when somebody was
/// faster: nothing is overwritten.
pub fn change(
    tx: &mut Tx<'_>,
    asker: &Asker,
    id: i64,
    version: Option<i64>,
    wanted: &Wanted,
    now: At,
) -> Result<(), Problem> {
    let before = find(tx, id)?;
    let fields = rules::changed(&before.what, wanted);
    if fields.is_empty() {
        return Ok(());
    }
    if !store::keep(tx, id, version.unwrap_or(before.version), wanted)? {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "changed",
            "tradeoffs-changed-since",
        ));
    }
    store::note(tx, id, now, Actor::Agent(asker.agent), "changed", &fields)?;
    Ok(())
}

/// On its day: it holds for another year.
pub fn keep(tx: &mut Tx<'_>, asker: &Asker, id: i64, now: At) -> Result<(), Problem> {
    let known = find(tx, id)?;
    let wanted = Wanted {
        review_on: rules::in_months(today(asker, now), rules::REVIEW_MONTHS),
        ..known.what
    };
    store::keep(tx, id, known.version, &wanted)?;
    store::note(
        tx,
        id,
        now,
        Actor::Agent(asker.agent),
        "kept",
        &["review_on"],
    )?;
    Ok(())
}

/// It holds no longer. What was said with it stays.
pub fn drop_it(tx: &mut Tx<'_>, asker: &Asker, id: i64, now: At) -> Result<(), Problem> {
    if find(tx, id)?.dropped_at.is_none() {
        store::drop_it(tx, id, now)?;
        store::note(tx, id, now, Actor::Agent(asker.agent), "dropped", &[])?;
    }
    Ok(())
}

/// One place up or down on the map.
pub fn step(tx: &mut Tx<'_>, id: i64, up: bool) -> Result<(), Problem> {
    let all = store::all(tx)?;
    let at = all
        .iter()
        .position(|t| t.id == id)
        .ok_or_else(|| Problem::not_found("tradeoff", id))?;
    let other = if up { at.checked_sub(1) } else { Some(at + 1) };
    if let Some(other) = other.and_then(|other| all.get(other)) {
        store::swap(tx, &all[at], other)?;
    }
    Ok(())
}

/// To a place in the order, from 1; behind the last is the last.
pub fn place_at(tx: &mut Tx<'_>, id: i64, place: i64) -> Result<(), Problem> {
    let mut all = store::all(tx)?;
    let at = all
        .iter()
        .position(|t| t.id == id)
        .ok_or_else(|| Problem::not_found("tradeoff", id))?;
    let moved = all.remove(at);
    let to = usize::try_from(place.saturating_sub(1)).unwrap_or(0);
    all.insert(to.min(all.len()), moved);
    for (place, tradeoff) in (1..).zip(&all) {
        if tradeoff.place != place {
            store::place(tx, tradeoff.id, place)?;
        }
    }
    Ok(())
}

/// Fills what a no leaves out from the trade-off it names: its reason, what is
/// possible (with the next call-back times) and who can help. What somebody
/// chose stays as it was chosen, also when that is nothing. Gives the trade-off,
/// for the wording. `words` are the letter's.
pub fn fill(
    tx: &mut Tx<'_>,
    no: &mut No,
    mailbox: &Mailbox,
    words: Words,
    now: At,
) -> Result<Option<(Tradeoff, Vec<rules::Offered>)>, Problem> {
    let Some(id) = no.tradeoff else {
        return Ok(None);
    };
    let known = find(tx, id)?;
    let hours = hours::store::of_mailbox(tx, mailbox.id)?;
    let zone = moments::zone(&mailbox.zone);
    let slots = rules::offered(&known.what, now, &zone, hours.as_ref(), words);
    if no.reason.trim().is_empty() {
        no.reason = rules::reason_of(&known.what, words);
    }
    if !no.chosen && no.possible.is_empty() && no.signpost.trim().is_empty() {
        no.possible = known.what.instead.clone();
        no.possible
            .extend(slots.iter().map(|slot| slot.way.clone()));
        no.signpost = known.what.signpost.clone();
    }
    no.why = no.why.or(Some(known.what.why));
    Ok(Some((known, slots)))
}
