//! A complaint and its clocks: flagged, finally answered, kept open.

use super::super::rules::Turn;
use super::super::store;
use super::{Deed, find};
use crate::cases::store::complaints::Listed;
use crate::complaints::rules::{self, Target};
use crate::complaints::store as rows;
use crate::events::{self, Actor, Ids, Kind};
use crate::hours;
use crate::kit::At;
use crate::web::{Asker, Problem};
use ::store::Tx;
use axum::http::StatusCode;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What can be said of a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Flagged,
    Final,
    Rejected,
    NoComplaint,
}

impl Said {
    pub fn of(word: &str) -> Option<Said> {
        Some(match word {
            "flag" => Said::Flagged,
            "final" => Said::Final,
            "rejected" => Said::Rejected,
            "none" => Said::NoComplaint,
            _ => return None,
        })
    }
}

/// A complaint that is not answered, and the clock that runs out next.
#[derive(Debug, Clone)]
pub struct Running {
    pub listed: Listed,
    pub next: Option<Target>,
}

/// More complaints at once than anybody reads.
const SHOWN: i64 = 200;

/// The complaints that are not answered, soonest clock first; those without
/// clocks at the end. `team`: of this one alone.
pub fn complaints(tx: &mut Tx<'_>, team: Option<i64>) -> Result<Vec<Running>, Problem> {
    let open = store::complaints::open(tx, team, SHOWN)?;
    let numbers: Vec<i64> = open.iter().map(|one| one.case).collect();
    let replies = store::complaints::replies(tx, &numbers)?;
    let mut hours = BTreeMap::new();
    for one in &open {
        if let Entry::Vacant(unread) = hours.entry(one.mailbox) {
            unread.insert(hours::store::of_mailbox(tx, one.mailbox)?);
        }
    }
    let mut all: Vec<Running> = Vec::with_capacity(open.len());
    for listed in open {
        let of_case = replies.iter().filter(|(case, _)| *case == listed.case);
        let ours: Vec<At> = of_case.map(|(_, at)| *at).collect();
        let hours = hours.get(&listed.mailbox).and_then(Option::as_ref);
        let next = rules::next(&rules::targets(&listed.complaint, &ours, hours));
        all.push(Running { listed, next });
    }
    all.sort_by_key(|one| one.next.map_or(i64::MAX, |next| next.due.0));
    Ok(all)
}

/// Flags a case, or says how far the complaint is. Its clocks run from the
/// person's newest letter when it is flagged.
pub fn complain(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    said: Said,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let known = rows::of_case(tx, number)?;
    let by = Actor::Agent(asker.agent);
    let nothing = || {
        Problem::refuse(
            StatusCode::CONFLICT,
            "no-complaint",
            "complaints-not-flagged",
        )
    };
    let kind = match (said, known) {
        (Said::Flagged, Some(_)) => return Ok(()),
        (Said::Flagged, None) => {
            let letters = events::store::since(tx, number, 0)?;
            let newest = letters.iter().rev().find(|e| e.kind == Kind::Letter);
            let received = newest.map_or(case.opened_at, |e| e.at);
            let pack = rows::pack_of(tx, case.mailbox)?;
            rows::flag(tx, number, pack.as_deref(), received, now, by)?;
            Kind::Complaint
        }
        (_, None) => return Err(nothing()),
        (Said::Final, Some(_)) => {
            rows::answered(tx, number, now)?;
            Kind::ComplaintAnswered
        }
        (Said::Rejected, Some(_)) => {
            if !rows::rejected(tx, number, now)? {
                return Err(Problem::refuse(
                    StatusCode::CONFLICT,
                    "not-answered",
                    "complaints-not-answered",
                ));
            }
            Kind::ComplaintRejected
        }
        (Said::NoComplaint, Some(_)) => {
            rows::drop(tx, number, now, by)?;
            Kind::ComplaintDropped
        }
    };
    let mut deed = Deed::on(case, now, by);
    deed.record(kind, Ids::none());
    // What they do not accept is kept open.
    if said == Said::Rejected && store::reopen(tx, number, now, by)? {
        deed.record(Kind::Reopened, Ids::none());
        deed.case.turn = Turn::Us;
    }
    deed.done(tx)?;
    Ok(())
}
