//! Letters of ours that did not arrive: sent once more, or told in another way.

use super::super::rules;
use super::{Deed, find};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::needs::{self, How};
use crate::outbox::store::Envelope;
use crate::promises;
use crate::web::{Asker, Problem};
use ::store::Tx;

/// The letter is on its way again: what it was to tell counts as told, until
/// it fails once more.
pub fn sent_again(
    tx: &mut Tx<'_>,
    asker: &Asker,
    letter: &Envelope,
    now: At,
) -> Result<(), Problem> {
    let Some(number) = letter.case else {
        return Ok(());
    };
    let mut deed = Deed::on(find(tx, asker, number)?, now, Actor::Agent(asker.agent));
    deed.record(Kind::SentAgain, Ids::of("envelope", letter.id));
    if let Some(message) = letter.message {
        let lost = needs::store::untold_by(tx, message)?;
        for need in of_reader(tx, &deed, letter, lost)? {
            needs::store::tell(tx, need, How::Message, Some(message), now, deed.by)?;
            deed.record(Kind::Told, Ids::of("need", need).and("message", message));
        }
    }
    cares_no_more(tx, &mut deed, letter)?;
    deed.done(tx)?;
    Ok(())
}

/// The person heard it by voice: what the letter was to tell is told so.
pub fn told_otherwise(
    tx: &mut Tx<'_>,
    asker: &Asker,
    letter: &Envelope,
    how: How,
    now: At,
) -> Result<(), Problem> {
    let Some(number) = letter.case else {
        return Ok(());
    };
    let mut deed = Deed::on(find(tx, asker, number)?, now, Actor::Agent(asker.agent));
    deed.record(
        Kind::Told,
        Ids::of("envelope", letter.id).and("how", how.word()),
    );
    if let Some(message) = letter.message {
        let lost = needs::store::told_by(tx, message)?;
        for need in of_reader(tx, &deed, letter, lost)? {
            needs::store::untell(tx, need, "replaced", now, deed.by)?;
        }
        let lost = needs::store::untold_by(tx, message)?;
        for need in of_reader(tx, &deed, letter, lost)? {
            needs::store::tell(tx, need, how, Some(message), now, deed.by)?;
            deed.record(Kind::Told, Ids::of("need", need).and("how", how.word()));
        }
    }
    cares_no_more(tx, &mut deed, letter)?;
    deed.done(tx)?;
    Ok(())
}

/// Of these needs those of whoever the letter went to.
fn of_reader(
    tx: &mut Tx<'_>,
    deed: &Deed,
    letter: &Envelope,
    mut of: Vec<i64>,
) -> Result<Vec<i64>, Problem> {
    let asks = deed.case.person;
    let reader = letter.person.unwrap_or(asks);
    let needs = needs::store::of_case(tx, deed.case.number)?;
    of.retain(|id| needs.iter().any(|n| n.id == *id && n.is_of(reader, asks)));
    Ok(of)
}

/// Nothing is undelivered any more, and the move is whose it was after the
/// letter.
fn cares_no_more(tx: &mut Tx<'_>, deed: &mut Deed, letter: &Envelope) -> Result<(), Problem> {
    let asks = letter
        .person
        .is_none_or(|person| person == deed.case.person);
    if asks && deed.case.undelivered_at.take().is_some() {
        let live = promises::store::live(tx, deed.case.number)?;
        deed.case.turn = rules::turn_after_reply(&live);
    }
    Ok(())
}
