//! "If I hear nothing by Friday I take this as settled": what that day does.

mod bulk;

pub use bulk::{Batch, Chosen, LeftOut, MOST, ToAll, until_in_bulk};

use super::super::rules::{self, Turn};
use super::super::store;
use super::Deed;
use super::away::never_to_nobody;
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::needs::{self, How, Settling};
use crate::promises;
use ::store::{Error, Tx};

/// The letter says so: the day stands on the case, and another one no more.
pub(super) fn set(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    message: i64,
    at: At,
    zone: &str,
) -> Result<(), Error> {
    let number = deed.case.number;
    let id = promises::store::until::set(tx, number, message, at, zone, deed.at, deed.by)?;
    deed.record(
        Kind::UntilSet,
        Ids::of("until", id).and("message", message).and("at", at.0),
    );
    Ok(())
}

/// The clock: where nobody wrote until the day that was told, open needs are
/// withdrawn, told by that sentence, and the case closes. Gives how many days
/// had come.
pub fn until_due(tx: &mut Tx<'_>, now: At, limit: i64) -> Result<usize, Error> {
    let due = promises::store::until::due(tx, now, limit)?;
    for number in &due {
        let Some(case) = store::lock(tx, *number)? else {
            continue;
        };
        // Somebody may have been faster than the list.
        let Some(until) = promises::store::until::live(tx, *number)?.filter(|u| u.at <= now) else {
            continue;
        };
        // Whoever is owed a word, or has the move back, is not closed by silence.
        let ours = case.turn != Turn::Customer || !promises::store::live(tx, *number)?.is_empty();
        if case.is_closed() || ours {
            let why = if case.is_closed() {
                "closed"
            } else {
                "promised"
            };
            promises::store::until::end(tx, *number, why, now)?;
            continue;
        }
        let asks = case.person;
        let mut deed = Deed::on(case, now, Actor::System);
        for need in needs::store::of_case(tx, *number)? {
            // The letter that said so went to who asks.
            if !need.is_of(asks, asks) {
                continue;
            }
            let ids = Ids::of("need", need.id).and("message", until.message);
            if need.is_open() {
                let silent = Settling::withdrawn("no_answer");
                needs::store::settle(tx, need.id, &silent, Some(until.message), now, deed.by)?;
                deed.record(Kind::NeedWithdrawn, ids.clone());
            }
            if need.told_at.is_none() {
                needs::store::tell(tx, need.id, How::Message, Some(until.message), now, deed.by)?;
                deed.record(Kind::Told, ids);
            }
        }
        promises::store::until::end(tx, *number, "passed", now)?;
        let ids = Ids::of("until", until.id).and("message", until.message);
        match rules::may_close(&needs::store::of_case(tx, *number)?, &[], None) {
            Ok(()) => {
                store::close(tx, *number, None, Some(until.message), now, deed.by)?;
                deed.case.parked_until = None;
                deed.record(Kind::Closed, ids);
            }
            // Somebody else of the case is still owed word: it comes back to us.
            Err(_) => {
                deed.case.turn = Turn::Us;
                deed.case.parked_until = None;
                deed.record(Kind::Woke, ids);
                never_to_nobody(tx, &mut deed)?;
            }
        }
        deed.done(tx)?;
    }
    Ok(due.len())
}
