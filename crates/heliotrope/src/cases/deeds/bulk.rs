//! The same change to several cases, and one press that takes all of it back.
//! What cannot be changed is left out and named with its reason.

use super::super::store::batch::{self, Line};
use super::super::store::{self, Case};
use super::{Deed, find};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::web::{Asker, Problem};
use crate::{later, promises, team};
use ::store::{Error, Tx};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is to become of all of them.
#[derive(Debug, Clone)]
pub enum Change {
    Owner(Option<i64>),
    Team(Option<i64>),
    Tag(String),
    Untag(String),
    Later { until: At, reason: String },
    Close,
}

impl Change {
    fn word(&self) -> &'static str {
        match self {
            Change::Owner(_) => "owner",
            Change::Team(_) => "team",
            Change::Tag(_) => "tag",
            Change::Untag(_) => "untag",
            Change::Later { .. } => "later",
            Change::Close => "close",
        }
    }

    fn apply(&self, tx: &mut Tx<'_>, asker: &Asker, case: i64, now: At) -> Result<(), Problem> {
        match self {
            Change::Owner(owner) => super::assign(tx, asker, case, *owner, now),
            Change::Team(team) => super::assign_to_team(tx, asker, case, *team, now),
            Change::Tag(tag) => super::tag(tx, asker, case, tag, now),
            Change::Untag(tag) => super::untag(tx, asker, case, tag, now),
            Change::Later { until, reason } => {
                super::put_off(tx, asker, case, (*until, reason), now).map(|_| ())
            }
            Change::Close => super::close(tx, asker, case, None, now),
        }
    }
}

/// How a case stood before the change.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    owner: Option<i64>,
    team: Option<i64>,
    turn: String,
    parked: Option<i64>,
    undelivered: Option<i64>,
    /// What put it off.
    later: Option<i64>,
    /// Its live promises with their owners.
    promises: Vec<(i64, Option<i64>)>,
    tags: Vec<String>,
}

fn before(tx: &mut Tx<'_>, case: &Case) -> Result<Before, Error> {
    let number = case.number;
    let sleeps = later::store::newest(tx, number)?.filter(|later| later.back.is_none());
    let live = promises::store::live(tx, number)?;
    Ok(Before {
        owner: case.owner,
        team: case.team,
        turn: case.turn.word().to_owned(),
        parked: case.parked_until.map(|at| at.0),
        undelivered: case.undelivered_at.map(|at| at.0),
        later: sleeps.map(|later| later.id),
        promises: live.iter().map(|p| (p.id, p.owner)).collect(),
        tags: store::tags(tx, number)?,
    })
}

/// Changes all of them, each as one alone would be. Gives the batch.
///
/// # Errors
/// 422 `how-many` for none or more than [`super::MOST`]; what is wrong with the
/// change itself. Nothing is changed then.
pub fn change_all(
    tx: &mut Tx<'_>,
    asker: &Asker,
    numbers: &[i64],
    change: &Change,
    now: At,
) -> Result<i64, Problem> {
    let numbers: BTreeSet<i64> = numbers.iter().copied().collect();
    if numbers.is_empty() || numbers.len() > super::MOST {
        let many = (StatusCode::UNPROCESSABLE_ENTITY, "how-many");
        return Err(Problem::refuse(many.0, many.1, "cases-bulk-how-many"));
    }
    let id = batch::begin(tx, asker.agent, change.word(), now)?;
    for number in numbers {
        let Some(case) = store::lock(tx, number)? else {
            // A number that was never given has no row to name it by.
            continue;
        };
        let stood = before(tx, &case)?;
        let left_out = match case.merged_into {
            Some(_) => Some("gone"),
            None => match change.apply(tx, asker, number, now) {
                Ok(()) => None,
                Err(no) if ["untold", "promised", "closed"].contains(&no.code) => Some(no.code),
                Err(problem) => return Err(problem),
            },
        };
        let event = store::find(tx, number)?.map_or(0, |case| case.last_event);
        let same = left_out.is_none() && event == case.last_event;
        let left_out = left_out.or(same.then_some("same"));
        let line = Line {
            case: number,
            event: left_out.is_none().then_some(event),
            before: serde_json::to_string(&stood).map_err(|e| Error::data(e.to_string()))?,
            left_out: left_out.map(str::to_owned),
            back: false,
        };
        batch::add(tx, id, &line)?;
    }
    Ok(id)
}

/// Everything as it was before, in the cases where nothing happened since.
///
/// # Errors
/// 404 for a batch of somebody else.
pub fn take_back_all(tx: &mut Tx<'_>, asker: &Asker, id: i64, now: At) -> Result<(), Problem> {
    let batch = batch::find(tx, asker.agent, id)?.ok_or_else(|| Problem::not_found("batch", id))?;
    if !batch::undo(tx, id, now)? {
        return Ok(());
    }
    for line in &batch.lines {
        let case = match store::find(tx, line.case)? {
            Some(case) if case.merged_into.is_none() && line.event == Some(case.last_event) => {
                find(tx, asker, line.case)?
            }
            _ => continue,
        };
        let stood: Before = serde_json::from_str(&line.before).map_err(|e| {
            let case = line.case;
            Error::data(format!("how case {case} stood before batch {id}: {e}"))
        })?;
        let by = Actor::Agent(asker.agent);
        let mut deed = Deed::on(case, now, by);
        restore(tx, &mut deed, &batch, &stood)?;
        deed.done(tx)?;
        batch::back(tx, id, line.case, now)?;
    }
    Ok(())
}

fn restore(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    batch: &batch::Batch,
    stood: &Before,
) -> Result<(), Problem> {
    let number = deed.case.number;
    match batch.change.as_str() {
        "owner" | "team" => owner_again(tx, deed, stood)?,
        "tag" | "untag" => {
            let now = store::tags(tx, number)?;
            for tag in now.iter().filter(|tag| !stood.tags.contains(tag)) {
                store::untag(tx, number, tag)?;
                deed.record(Kind::Untagged, Ids::none());
            }
            for tag in stood.tags.iter().filter(|tag| !now.contains(tag)) {
                store::tag(tx, number, tag, deed.at)?;
                deed.record(Kind::Tagged, Ids::none());
            }
        }
        "later" => {
            deed.record(Kind::Woke, Ids::none());
            sleep_again(tx, deed, stood)?;
        }
        _ => {
            store::reopen(tx, number, deed.at, deed.by)?;
            promises::store::live_again(tx, number, batch.at, deed.by)?;
            deed.case.undelivered_at = stood.undelivered.map(At);
            deed.record(Kind::Reopened, Ids::none());
            sleep_again(tx, deed, stood)?;
        }
    }
    Ok(())
}

fn owner_again(tx: &mut Tx<'_>, deed: &mut Deed, stood: &Before) -> Result<(), Problem> {
    // Who left meanwhile has nothing any more.
    let here = |tx: &mut Tx<'_>, agent: Option<i64>| -> Result<Option<i64>, Error> {
        match agent {
            Some(agent) if team::store::may_own(tx, agent)? => Ok(Some(agent)),
            _ => Ok(None),
        }
    };
    deed.case.owner = here(tx, stood.owner)?;
    deed.case.team = stood.team;
    for (promise, owner) in &stood.promises {
        let owner = here(tx, *owner)?;
        promises::store::give(tx, *promise, owner)?;
    }
    let ids = match (deed.case.owner, deed.case.team) {
        (Some(agent), _) => Ids::of("agent", agent),
        (None, Some(team)) => Ids::of("team", team),
        (None, None) => Ids::none(),
    };
    deed.record(Kind::Assigned, ids);
    Ok(())
}

/// As long as it slept before, if that is still to come.
fn sleep_again(tx: &mut Tx<'_>, deed: &mut Deed, stood: &Before) -> Result<(), Problem> {
    later::store::back(tx, deed.case.number, deed.at, deed.by)?;
    deed.case.turn = stood.turn.parse().map_err(Error::data)?;
    deed.case.parked_until = stood.parked.map(At).filter(|until| *until > deed.at);
    if let (Some(later), Some(_)) = (stood.later, deed.case.parked_until) {
        later::store::sleep_again(tx, later)?;
    }
    Ok(())
}
