//! A complaint and its clocks: flagged, finally answered, kept open.

use super::super::rules::Turn;
use super::super::store;
use super::{Deed, find};
use crate::complaints::store as rows;
use crate::events::{self, Actor, Ids, Kind};
use crate::kit::At;
use crate::web::{Asker, Problem};
use ::store::Tx;
use axum::http::StatusCode;

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
