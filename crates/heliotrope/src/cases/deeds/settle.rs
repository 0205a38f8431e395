//! Needs settled and told without a letter, owners and tags.

use super::super::rules::Turn;
use super::super::store;
use super::needs::need_of;
use super::promise::end_promise;
use super::{Deed, find, need_json};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::needs::{self, How, Need, Refused, Settling, State};
use crate::promises::{self, Ending};
use crate::web::{Asker, Missing, Problem};
use ::store::Tx;
use axum::http::StatusCode;

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        let all = [Missing::Reason, Missing::Possible, Missing::Signpost];
        let (code, key, missing) = match refused {
            Refused::NoReason => ("no-reason", "needs-no-reason", &all[..1]),
            Refused::NoWayOn => ("no-way-on", "needs-no-way-on", &all[1..]),
            Refused::Neither => ("no-way-on", "needs-no-way-on", &all[..]),
        };
        Problem::lock(StatusCode::UNPROCESSABLE_ENTITY, code, key, missing)
    }
}

/// Settles a need, or opens it again.
pub fn settle_need(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    need: i64,
    settling: &Settling,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let before = need_of(tx, number, need)?;
    settling.check()?;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    let ids = Ids::of("need", need);
    if let Some(other) = before.settled_by.filter(|by| *by != deed.by)
        && settling.state != State::Open
    {
        return Err(settled_already(tx, &before, other)?);
    }
    if settling.state == before.state && settling.state != State::Declined {
        return Ok(());
    }
    if needs::store::untell(tx, need, "not_yet", now, deed.by)? {
        deed.record(Kind::Untold, ids.clone());
    }
    if settling.state == State::Open {
        needs::store::unsettle(tx, need, now, deed.by)?;
        deed.record(Kind::NeedReopened, ids.clone());
    } else {
        needs::store::settle(tx, need, settling, None, now, deed.by)?;
        let kind = match settling.state {
            State::Declined => Kind::NeedDeclined,
            State::Withdrawn => Kind::NeedWithdrawn,
            _ => Kind::NeedMet,
        };
        deed.record(kind, ids.clone());
    }
    // What is untold or open again owes a word: the case cannot stay closed.
    if store::reopen(tx, number, now, deed.by)? {
        deed.record(Kind::Reopened, ids);
        deed.case.turn = Turn::Us;
    }
    deed.done(tx)?;
    Ok(())
}

/// Two people at one need: one wins, the other reads who and how.
pub(super) fn settled_already(tx: &mut Tx<'_>, need: &Need, by: Actor) -> Result<Problem, Problem> {
    let name = match by {
        Actor::Agent(id) => crate::team::store::name(tx, id)?,
        _ => None,
    };
    let key = match (need.state, name.is_some()) {
        (State::Declined, true) => "needs-settled-declined",
        (State::Withdrawn, true) => "needs-settled-withdrawn",
        (_, true) => "needs-settled-met",
        (_, false) => "needs-settled-by-person",
    };
    let mut problem = Problem::refuse(StatusCode::CONFLICT, "settled", key)
        .arg("need", need.words.clone())
        .extra("state", need.state.word());
    if let Some(name) = name {
        problem = problem.arg("name", name);
    }
    if let Some(at) = need.settled_at {
        problem = problem.extra("at", at.to_string());
    }
    Ok(problem)
}

/// Two colleagues call about one need: the second reads that the first has.
pub(super) fn told_already(
    tx: &mut Tx<'_>,
    need: &Need,
    by: Actor,
    at: At,
) -> Result<Problem, Problem> {
    let name = match by {
        Actor::Agent(id) => crate::team::store::name(tx, id)?,
        _ => None,
    };
    Ok(
        Problem::refuse(StatusCode::CONFLICT, "told", "needs-told-already")
            .arg("name", name.unwrap_or_default())
            .arg("need", need.words.clone())
            .extra("at", at.to_string()),
    )
}

/// The person was told by voice or by post. Telling keeps what we promised to
/// write (an update), as a letter would.
pub fn tell_need(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    need: i64,
    how: How,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let before = need_of(tx, number, need)?;
    if before.is_open() {
        return Err(Problem::lock(
            StatusCode::CONFLICT,
            "open",
            "needs-tell-open",
            &[Missing::Settled],
        )
        .arg("need", before.words.clone())
        .extra("open", vec![need_json(&before)]));
    }
    if before.told_at.is_some() {
        return match needs::store::told_aloud(tx, need)? {
            Some((by, at)) if by != Actor::Agent(asker.agent) => {
                Err(told_already(tx, &before, by, at)?)
            }
            _ => Ok(()),
        };
    }
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    needs::store::tell(tx, need, how, None, now, deed.by)?;
    deed.record(Kind::Told, Ids::of("need", need).and("how", how.word()));
    // What we promised, we promised to who asks.
    let asks = before.is_of(deed.case.person, deed.case.person);
    for promise in promises::store::live(tx, number)?
        .iter()
        .filter(|p| asks && p.kind.kept_by_a_reply())
    {
        end_promise(tx, &mut deed, promise, Ending::Kept, None)?;
    }
    deed.done(tx)?;
    Ok(())
}

/// Gives the case an owner, or sets it free. Its promises go with it.
pub fn assign(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    owner: Option<i64>,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    if case.owner == owner {
        return Ok(());
    }
    if let Some(agent) = owner
        && !crate::team::store::may_own(tx, agent)?
    {
        return Err(Problem::not_found("agent", agent));
    }
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    deed.case.owner = owner;
    promises::store::hand_over(tx, number, owner)?;
    deed.record(
        Kind::Assigned,
        owner.map_or_else(Ids::none, |id| Ids::of("agent", id)),
    );
    deed.done(tx)?;
    Ok(())
}

/// The case belongs to a team, or to everybody, and nobody of them has it yet.
pub fn assign_to_team(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    team: Option<i64>,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    if case.owner.is_none() && case.team == team {
        return Ok(());
    }
    if let Some(team) = team {
        crate::teams::deeds::find(tx, team)?;
    }
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    deed.case.owner = None;
    deed.case.team = team;
    promises::store::hand_over(tx, number, None)?;
    let ids = team.map_or_else(Ids::none, |id| Ids::of("team", id));
    deed.record(Kind::Assigned, ids);
    deed.done(tx)?;
    Ok(())
}

/// One word without blanks around it; blanks inside stay.
fn clean_tag(tag: &str) -> Result<String, Problem> {
    let tag = tag
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    if tag.is_empty() || tag.chars().count() > 60 {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "tag",
            "cases-tag-length",
        ));
    }
    Ok(tag)
}

pub fn tag(tx: &mut Tx<'_>, asker: &Asker, number: i64, tag: &str, now: At) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let tag = clean_tag(tag)?;
    if store::tag(tx, number, &tag, now)? {
        let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
        deed.record(Kind::Tagged, Ids::none());
        deed.done(tx)?;
    }
    Ok(())
}

pub fn untag(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    tag: &str,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    if store::untag(tx, number, tag)? {
        let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
        deed.record(Kind::Untagged, Ids::none());
        deed.done(tx)?;
    }
    Ok(())
}

/// Makes `tags` all the tags of the case.
pub fn set_tags(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    tags: &[String],
    now: At,
) -> Result<(), Problem> {
    let wanted = tags
        .iter()
        .map(|t| clean_tag(t))
        .collect::<Result<Vec<_>, _>>()?;
    for old in store::tags(tx, number)? {
        if !wanted.contains(&old) {
            untag(tx, asker, number, &old, now)?;
        }
    }
    for new in &wanted {
        tag(tx, asker, number, new, now)?;
    }
    Ok(())
}

/// Says whose move it is. Ours ends the sleep of a parked case.
pub fn turn(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    turn: Turn,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    if case.turn == turn {
        return Ok(());
    }
    // Lock L3: nobody waits on a third party without a date.
    if turn == Turn::ThirdParty && promises::store::live(tx, number)?.is_empty() {
        return Err(Problem::lock(
            StatusCode::CONFLICT,
            "no-promise",
            "promises-third-party-needs-one",
            &[Missing::Promise],
        ));
    }
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    deed.case.turn = turn;
    if turn == Turn::Us {
        deed.case.parked_until = None;
    }
    deed.record(Kind::Turned, Ids::none().and("turn", turn.word()));
    deed.done(tx)?;
    Ok(())
}
