//! A case is put off until a time, and brought back before it.

use super::super::rules::Turn;
use super::{Deed, find, promise_json};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::later::{self, rules};
use crate::promises::rules::said::{Here, NotRead, typed};
use crate::web::{Asker, Missing, Problem};
use crate::{hours, promises};
use ::store::{Error, Tx};
use axum::http::StatusCode;

fn wrong(code: &'static str, key: &'static str) -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key).beside("when")
}

/// The moment somebody means with "tomorrow 9", in their zone; a day begins when
/// the mailbox of the case opens.
pub fn later_at(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    words: &str,
    now: At,
) -> Result<At, Problem> {
    let case = find(tx, asker, number)?;
    later_in(tx, asker, Some(case.mailbox), words, now)
}

/// The same where the day of no one mailbox counts: it begins at nine.
pub fn later_in(
    tx: &mut Tx<'_>,
    asker: &Asker,
    mailbox: Option<i64>,
    words: &str,
    now: At,
) -> Result<At, Problem> {
    let hours = match mailbox {
        Some(mailbox) => hours::store::of_mailbox(tx, mailbox)?,
        None => None,
    };
    let here = Here {
        now,
        zone: &asker.zone,
        hours: hours.as_ref(),
    };
    typed(words, &here).map_err(|why| match why {
        NotRead::NotUnderstood => wrong("time", "cases-later-not-understood"),
        NotRead::Past => wrong("past", "cases-later-past"),
        NotRead::Far => wrong("far", "cases-later-far"),
    })
}

/// Puts a case off. It comes back in time for the next word that was promised;
/// gives when that is.
///
/// # Errors
/// 409 `closed`; 409 `promised` when a word is due so soon that there is nothing
/// to put off; 422 `past`, `reason`.
pub fn put_off(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    (until, reason): (At, &str),
    now: At,
) -> Result<At, Problem> {
    let case = find(tx, asker, number)?;
    let reason = reason.trim();
    if case.is_closed() {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "closed",
            "cases-later-closed",
        ));
    }
    if until <= now {
        return Err(wrong("past", "cases-later-past"));
    }
    if reason.chars().count() > rules::REASON {
        let long = Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "reason",
            "cases-later-reason",
        );
        return Err(long.beside("reason"));
    }
    let live = promises::store::live(tx, number)?;
    let back = rules::comes_back(until, live.first().map(|p| p.due));
    if back <= now {
        let (code, key) = ("promised", "cases-later-promised");
        return Err(
            Problem::lock(StatusCode::CONFLICT, code, key, &[Missing::Kept]).extra(
                "promises",
                live.iter().map(promise_json).collect::<Vec<_>>(),
            ),
        );
    }
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    deed.case.parked_until = Some(back);
    let id = later::store::put_off(tx, number, asker.agent, (until, reason), now)?;
    deed.record(Kind::Parked, Ids::of("later", id).and("until", back.0));
    deed.done(tx)?;
    Ok(back)
}

/// It is our turn again, now. Nothing when it does not sleep.
pub fn bring_back(tx: &mut Tx<'_>, asker: &Asker, number: i64, now: At) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    if case.parked_until.is_none() {
        return Ok(());
    }
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    deed.case.parked_until = None;
    deed.case.turn = Turn::Us;
    deed.record(Kind::Woke, Ids::none());
    deed.done(tx)?;
    Ok(())
}

/// Until when a case sleeps whose next promise is due then: what was put off
/// longer than that, and what sleeps for a promise alone.
pub(super) fn sleeps_until(
    tx: &mut Tx<'_>,
    number: i64,
    next: Option<At>,
) -> Result<Option<At>, Error> {
    let live = later::store::newest(tx, number)?.filter(|later| later.back.is_none());
    Ok(match live {
        Some(later) => Some(rules::comes_back(later.until, next)),
        None => next,
    })
}
