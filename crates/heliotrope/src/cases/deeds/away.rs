//! Somebody goes away, comes back, or leaves for good: what they owe falls to
//! the team, never to nobody.

use super::super::rules::Turn;
use super::super::store;
use super::Deed;
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::team::{self, By};
use crate::web::{Asker, Problem, Role};
use crate::{messages, promises};
use ::store::{Error, Tx};
use axum::http::StatusCode;
use std::collections::BTreeMap;

/// What fell to the team.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fell {
    pub promises: usize,
    pub cases: usize,
}

/// From now on somebody is not here, until a time or until they are back.
/// Somebody who is away already is away until another time.
///
/// # Errors
/// 409 `alone`; 404 for who does not work here; 422 `past`.
pub fn away(
    tx: &mut Tx<'_>,
    by: i64,
    agent: i64,
    until: Option<At>,
    now: At,
) -> Result<Fell, Problem> {
    works_here(tx, agent)?;
    if team::alone(tx)? {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "alone",
            "team-away-alone",
        ));
    }
    if until.is_some_and(|until| until <= now) {
        let past = Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "past", "team-away-past");
        return Err(past);
    }
    let by = Actor::Agent(by);
    let away = match team::store::away(tx, agent, now)? {
        Some(known) => {
            team::store::stay_away(tx, known.id, until)?;
            known.id
        }
        None => {
            // One that ended by itself is over.
            team::store::come_back(tx, agent, now)?;
            team::store::go_away(tx, agent, until, &by.to_string(), now)?
        }
    };
    team::audit(tx, now, &by.to_string(), "away", &format!("agent:{agent}"))?;
    let ids = Ids::of("agent", agent);
    Ok(fall(tx, agent, (Some(away), ids), by, now)?)
}

/// Somebody is here again. What fell to the team stays with it.
pub fn back(tx: &mut Tx<'_>, by: i64, agent: i64, now: At) -> Result<(), Problem> {
    works_here(tx, agent)?;
    team::store::come_back(tx, agent, now)?;
    let by = Actor::Agent(by).to_string();
    team::audit(tx, now, &by, "back", &format!("agent:{agent}"))?;
    tx.say("list");
    Ok(())
}

/// Somebody leaves the team for good.
pub fn leave(tx: &mut Tx<'_>, agent: i64, by: By, now: At) -> Result<Fell, Problem> {
    team::disable(tx, agent, by, now)?;
    let ids = Ids::of("agent", agent);
    Ok(fall(tx, agent, (None, ids), actor(by), now)?)
}

/// Another name or another role. Who reads only from now on answers for nobody:
/// what they owed falls to the team.
pub fn change_colleague(
    tx: &mut Tx<'_>,
    agent: i64,
    name: &str,
    role: Role,
    by: By,
    now: At,
) -> Result<(), Problem> {
    let before = team::find(tx, agent)?;
    team::change(tx, agent, name, role, by, now)?;
    if role < Role::Agent && before.role >= Role::Agent {
        let ids = Ids::of("agent", agent).and("reads", agent);
        fall(tx, agent, (None, ids), actor(by), now)?;
    }
    Ok(())
}

fn actor(by: By) -> Actor {
    match by {
        By::Agent(id) => Actor::Agent(id),
        By::Command | By::System => Actor::System,
    }
}

fn works_here(tx: &mut Tx<'_>, agent: i64) -> Result<(), Problem> {
    match team::store::by_id(tx, agent)?.is_some_and(|a| !a.disabled) {
        true => Ok(()),
        false => Err(Problem::not_found("agent", agent)),
    }
}

/// Their live promises become the team's, and with them every case of theirs
/// that is not closed. A case that slept until the promise is due wakes: somebody
/// has to see it in time.
/// `away`: the row of their being away, if they are; and whose it was.
fn fall(
    tx: &mut Tx<'_>,
    agent: i64,
    (away, whose): (Option<i64>, Ids),
    by: Actor,
    now: At,
) -> Result<Fell, Error> {
    let promised = promises::store::owned(tx, agent)?;
    let mut cases: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for case in store::open_of(tx, agent)? {
        cases.insert(case, Vec::new());
    }
    for (case, promise) in &promised {
        cases.entry(*case).or_default().push(*promise);
    }
    promises::store::fall_to_team(tx, agent)?;
    for (number, promises) in &cases {
        let Some(case) = store::lock(tx, *number)? else {
            continue;
        };
        let mut deed = Deed::on(case, now, by);
        let ids = promises
            .iter()
            .fold(whose.clone(), |ids, id| ids.and("promise", id));
        if deed.case.owner == Some(agent) {
            deed.case.owner = None;
        }
        if !promises.is_empty() && !deed.case.is_closed() {
            deed.case.parked_until = None;
            deed.case.turn = Turn::Us;
        }
        deed.record(Kind::FellToTeam, ids);
        deed.done(tx)?;
        if let Some(away) = away {
            let fallen = i64::try_from(promises.len()).unwrap_or(i64::MAX);
            team::store::note_fallen(tx, away, *number, fallen)?;
        }
    }
    Ok(Fell {
        promises: promised.len(),
        cases: cases.len(),
    })
}

/// Who keeps a new promise: the owner of the case, when they are here, else who
/// gives it.
pub(super) fn keeper(tx: &mut Tx<'_>, deed: &Deed) -> Result<Option<i64>, Error> {
    let giver = deed.agent();
    match deed.case.owner.filter(|owner| Some(*owner) != giver) {
        Some(owner) if team::store::is_there(tx, owner, deed.at)? => Ok(Some(owner)),
        _ => Ok(giver.or(deed.case.owner)),
    }
}

/// It is our turn again in a case whose owner is not here (it was closed when
/// they went): it is the team's now, with what was promised in it.
pub(super) fn never_to_nobody(tx: &mut Tx<'_>, deed: &mut Deed) -> Result<(), Error> {
    let Some(owner) = deed.case.owner else {
        return Ok(());
    };
    if team::store::is_there(tx, owner, deed.at)? {
        return Ok(());
    }
    deed.case.owner = None;
    promises::store::hand_over(tx, deed.case.number, None)?;
    deed.record(Kind::FellToTeam, Ids::of("agent", owner));
    Ok(())
}

/// A letter that did not leave is its writer's draft again. Whoever works here no
/// more has no drafts: the whole team reads it as a note of the case.
pub(super) fn back_to_writer(
    tx: &mut Tx<'_>,
    by: &Asker,
    number: i64,
    (writer, words): (i64, &str),
    now: At,
) -> Result<(), Problem> {
    if team::store::may_own(tx, writer)? {
        messages::store::restore_draft(tx, number, writer, words, now)?;
        return Ok(());
    }
    let name = team::store::name(tx, writer)?.unwrap_or_default();
    let note = crate::t!(by.words(), "cases-left-letter", name = name);
    let note = format!("{note}\n\n{words}");
    super::note(tx, by, number, &note, None, &[], now)?;
    Ok(())
}

/// Whose letter it is that somebody lets leave: its writer's, as long as they
/// work here. Nobody who is gone gives a promise.
pub(super) fn whose(tx: &mut Tx<'_>, writer: i64, looker: &Asker) -> Result<Asker, Problem> {
    let mut whose = looker.clone();
    if team::store::may_own(tx, writer)? {
        whose.agent = writer;
    }
    Ok(whose)
}
