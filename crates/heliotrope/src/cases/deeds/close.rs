//! Closing under lock L1, reopening for ever, parking and waking.

use super::super::rules::{self, Exemption, Turn};
use super::super::store::{self, Case};
use super::away::never_to_nobody;
use super::promise::end_promise;
use super::{Deed, find};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::needs::{self, How, Need, Settling};
use crate::promises::{self, Ending, Promise};
use crate::web::{Asker, Problem};
use ::store::{Error, Tx};
use axum::http::StatusCode;

/// Closes a case: 409 `untold` or `promised` while something is owed. An
/// exemption is recorded; the needs it leaves open are withdrawn with its word.
pub fn close(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    exemption: Option<Exemption>,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    if let Some((at, by)) = store::closing(tx, number)? {
        return Err(already_closed(tx, at, by)?);
    }
    let needs = needs::store::of_case(tx, number)?;
    let live = promises::store::live(tx, number)?;
    rules::may_close(&needs, &live, exemption)?;
    let deed = Deed::on(case, now, Actor::Agent(asker.agent));
    end_all(tx, deed, &needs, &live, exemption)?;
    Ok(())
}

/// Closes a case whatever is owed, because there is nobody left to whom it is.
pub fn end(
    tx: &mut Tx<'_>,
    case: Case,
    exemption: Exemption,
    by: Actor,
    now: At,
) -> Result<(), Error> {
    let needs = needs::store::of_case(tx, case.number)?;
    let live = promises::store::live(tx, case.number)?;
    let deed = Deed::on(case, now, by);
    end_all(tx, deed, &needs, &live, Some(exemption))
}

fn end_all(
    tx: &mut Tx<'_>,
    mut deed: Deed,
    needs: &[Need],
    live: &[Promise],
    exemption: Option<Exemption>,
) -> Result<(), Error> {
    if let Some(exemption) = exemption {
        for need in needs.iter().filter(|n| n.is_open() && n.is_theirs()) {
            needs::store::settle(
                tx,
                need.id,
                &Settling::withdrawn(exemption.word()),
                None,
                deed.at,
                deed.by,
            )?;
            deed.record(Kind::NeedWithdrawn, Ids::of("need", need.id));
        }
    }
    for promise in live {
        end_promise(tx, &mut deed, promise, Ending::Released, None)?;
    }
    finish(tx, deed, exemption)
}

fn finish(tx: &mut Tx<'_>, mut deed: Deed, exemption: Option<Exemption>) -> Result<(), Error> {
    store::close(tx, deed.case.number, exemption, None, deed.at, deed.by)?;
    deed.case.parked_until = None;
    deed.case.turn = Turn::Customer;
    deed.case.undelivered_at = None;
    deed.record(
        Kind::Closed,
        exemption.map_or_else(Ids::none, |e| Ids::none().and("exemption", e.word())),
    );
    deed.done(tx)?;
    Ok(())
}

/// Two people at once: one wins, the other reads who.
fn already_closed(tx: &mut Tx<'_>, at: At, by: Actor) -> Result<Problem, Problem> {
    let name = match by {
        Actor::Agent(id) => crate::team::store::name(tx, id)?,
        _ => None,
    };
    let problem = match name {
        Some(name) => {
            Problem::refuse(StatusCode::CONFLICT, "closed", "cases-closed-by").arg("name", name)
        }
        None => Problem::refuse(StatusCode::CONFLICT, "closed", "cases-closed"),
    };
    Ok(problem.extra("at", at.to_string()))
}

/// Opens a closed case again. Its needs stay as they are; what is missing is
/// for the agent to say.
pub fn reopen(tx: &mut Tx<'_>, asker: &Asker, number: i64, now: At) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    if store::reopen(tx, number, now, deed.by)? {
        deed.case.turn = Turn::Us;
        deed.record(Kind::Reopened, Ids::none());
        deed.done(tx)?;
    }
    Ok(())
}

/// "Not yet?": the person opens one need again, for ever.
pub fn not_yet(
    tx: &mut Tx<'_>,
    case: Case,
    person: i64,
    need: i64,
    now: At,
) -> Result<(), Problem> {
    let number = case.number;
    let by = Actor::Person(person);
    let part = store::share::of(tx, &case, person)?;
    if !part.needs.iter().any(|n| n.id == need && n.is_theirs()) {
        return Err(Problem::not_found("need", need));
    }
    let mut deed = Deed::on(case, now, by);
    if needs::store::untell(tx, need, "not_yet", now, by)? {
        deed.record(Kind::Untold, Ids::of("need", need));
    }
    if needs::store::unsettle(tx, need, now, by)? {
        deed.record(Kind::NeedReopened, Ids::of("need", need));
    }
    if deed.events.is_empty() {
        return Ok(());
    }
    if store::reopen(tx, number, now, by)? {
        deed.record(Kind::Reopened, Ids::of("need", need));
    }
    promises::store::until::end(tx, number, "answered", now)?;
    // A complaint whose answer was not accepted is kept open.
    if crate::complaints::store::rejected(tx, number, now)? {
        deed.record(Kind::ComplaintRejected, Ids::of("need", need));
    }
    deed.case.turn = Turn::Us;
    deed.case.parked_until = None;
    never_to_nobody(tx, &mut deed)?;
    deed.done(tx)?;
    Ok(())
}

/// "This settles it": the person says that nothing more is owed. Their needs
/// are met, they need no telling, and they release what we promised.
pub fn settled_by_person(tx: &mut Tx<'_>, case: Case, person: i64, now: At) -> Result<(), Problem> {
    let number = case.number;
    if store::closing(tx, number)?.is_some() {
        return Ok(());
    }
    let by = Actor::Person(person);
    let part = store::share::of(tx, &case, person)?;
    let mut deed = Deed::on(case, now, by);
    for need in part.needs.iter().filter(|n| n.is_owed()) {
        if need.is_open() {
            needs::store::settle(tx, need.id, &Settling::met(), None, now, by)?;
            deed.record(Kind::NeedMet, Ids::of("need", need.id));
        }
        if need.told_at.is_none() {
            needs::store::tell(tx, need.id, How::Page, None, now, by)?;
            deed.record(
                Kind::Told,
                Ids::of("need", need.id).and("how", How::Page.word()),
            );
        }
    }
    for promise in part.live {
        end_promise(tx, &mut deed, &promise, Ending::Released, None)?;
    }
    let needs = needs::store::of_case(tx, number)?;
    let live = promises::store::live(tx, number)?;
    // Somebody else's matter in the same case may still be open.
    match rules::may_close(&needs, &live, None) {
        Ok(()) => finish(tx, deed, None)?,
        Err(_) => {
            deed.done(tx)?;
        }
    }
    Ok(())
}

/// The clock: parked cases whose promise is due come back, and those that wait
/// on a third party while there is still time to write. Gives how many.
pub fn wake(tx: &mut Tx<'_>, now: At, limit: i64) -> Result<usize, Error> {
    let due = store::to_wake(tx, now, limit)?;
    for number in &due {
        // Somebody may have been faster than the list.
        let due = |c: &Case| match c.parked_until {
            Some(until) => until <= now,
            None => c.turn == Turn::ThirdParty && c.owed_at <= now.plus(promises::rules::SOON),
        };
        let Some(case) = store::lock(tx, *number)?.filter(due) else {
            continue;
        };
        let mut deed = Deed::on(case, now, Actor::System);
        deed.case.parked_until = None;
        deed.case.turn = Turn::Us;
        let later = crate::later::store::newest(tx, *number)?.filter(|l| l.back.is_none());
        let ids = later.map_or_else(Ids::none, |later| Ids::of("later", later.id));
        deed.record(Kind::Woke, ids);
        never_to_nobody(tx, &mut deed)?;
        deed.done(tx)?;
    }
    Ok(due.len())
}
