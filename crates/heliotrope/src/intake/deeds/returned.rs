//! Bounces: which letter of ours came back, and what that undoes.

use super::judge::{Judging, in_case, locked, origin_first};
use crate::cases::deeds;
use crate::intake::rules;
use crate::intake::store::Judged;
use crate::merging;
use crate::outbox::{self, Delivery};
use ::store::{Error, Tx};
use letters::Bounce;

/// What a bounce speaks of.
pub struct Returned {
    case: i64,
    /// The envelope that did not arrive, when it was one of ours.
    envelope: Option<outbox::store::Standing>,
}

pub fn returned_letter(tx: &mut Tx<'_>, bounce: &Bounce) -> Result<Option<Returned>, Error> {
    if let Some(id) = &bounce.returned_message_id {
        let envelopes = outbox::store::by_letter_id(tx, id)?;
        let named = |e: &outbox::store::Standing| {
            bounce
                .recipients
                .iter()
                .any(|r| r.eq_ignore_ascii_case(&e.address))
        };
        let envelope = match envelopes.iter().find(|e| named(e)) {
            Some(envelope) => Some(envelope.clone()),
            // Some servers name the mailbox behind an alias, or nobody.
            None if envelopes.len() == 1 => envelopes.first().cloned(),
            None => None,
        };
        if let Some((case, _)) = origin_first(tx, id)?.first() {
            return Ok(Some(Returned {
                case: *case,
                envelope,
            }));
        }
    }
    for id in bounce.returned_references.iter().rev() {
        if let Some((case, _)) = origin_first(tx, id)?.first() {
            return Ok(Some(Returned {
                case: *case,
                envelope: None,
            }));
        }
    }
    Ok(None)
}

/// The bounce stands in the case of the letter it returns, whoever sent it;
/// what that letter told is untold again.
pub fn bounced(
    tx: &mut Tx<'_>,
    j: &Judging<'_>,
    person: i64,
    bounce: &Bounce,
    returned: &Returned,
) -> Result<Judged, Error> {
    let case = locked(tx, returned.case)?;
    let home = case.number;
    let letter = j.letter(person, j.incoming.mark, &[]);
    let message = deeds::letter(tx, case, &letter, j.at, j.now)?;
    if home != returned.case {
        merging::store::follow(tx, returned.case, message)?;
    }
    if let Some(envelope) = returned
        .envelope
        .as_ref()
        .filter(|e| rules::is_lost(bounce) && !e.state.is_lost())
    {
        let said = bounce.said.as_deref().or(bounce.status.as_deref());
        outbox::store::mark(tx, envelope.id, Delivery::Bounced, said, j.now)?;
        let case = locked(tx, returned.case)?;
        deeds::undelivered(
            tx,
            case,
            envelope.message,
            envelope.id,
            envelope.person,
            "bounced",
            j.now,
        )?;
    }
    Ok(in_case(home, message, false, None))
}
