//! "Belongs to #1042": a colleague lets a stranger who answered one of our
//! letters into the case it stands in.

use super::super::store;
use super::kept::read_again;
use super::{judge, kept::Look};
use crate::cases::Exemption;
use crate::cases::{self, deeds};
use crate::messages;
use crate::web::{Asker, Desk, Doing, Problem};
use ::store::Error;
use std::sync::Arc;

/// Puts the letters of case `number` into the case they answer, with the time
/// at which they came; their writer is a person of that case from now on. The
/// case they had opened is closed. Gives the case they are in now.
pub async fn belongs(desk: &Desk, asker: &Asker, number: i64) -> Result<i64, Problem> {
    let found = desk.db.read(move |tx| {
        let Some(home) = store::belongs_to(tx, number)? else {
            return Ok(None);
        };
        let home = cases::store::home(tx, home)?.unwrap_or(home);
        let mut letters = Vec::new();
        for arrival in store::of_case(tx, number)? {
            let raw = tx.blob(&arrival.raw)?;
            let raw = raw.ok_or_else(|| {
                Error::data(format!("the bytes of arrival {} are not there", arrival.id))
            })?;
            letters.push((arrival, raw));
        }
        Ok::<_, Error>(Some((home, letters)))
    });
    let found = found
        .await
        .doing(|| format!("finding where case {number} belongs"))?;
    let (home, kept) = found.ok_or_else(|| Problem::not_found("case", number))?;
    let mut letters = Vec::with_capacity(kept.len());
    for (arrival, raw) in kept {
        let (incoming, files) = read_again(desk, &arrival, raw, Look::Person)
            .await
            .doing(|| "reading a letter that moves")?;
        letters.push((arrival, incoming, files));
    }
    let letters = Arc::new(letters);
    let (now, asker) = (desk.now(), asker.clone());
    desk.db
        .write(move |tx| {
            let stranger = deeds::find(tx, &asker, number)?;
            deeds::find(tx, &asker, home)?;
            let still = match store::belongs_to(tx, number)? {
                Some(still) => cases::store::home(tx, still)?,
                None => None,
            };
            if still != Some(home) {
                return Ok(home); // pressed twice
            }
            cases::store::join(tx, home, stranger.person, "affected", now)?;
            for (arrival, incoming, files) in &*letters {
                let case = cases::store::lock(tx, home)?
                    .ok_or_else(|| Problem::not_found("case", home))?;
                let letter = judge::letter(
                    incoming,
                    &arrival.raw,
                    files,
                    stranger.person,
                    incoming.mark,
                    &[],
                );
                let message = deeds::letter(tx, case, &letter, arrival.at, now)?;
                store::moved(tx, arrival.id, home, message)?;
            }
            // What answers our receipt of the other case comes here as well.
            for id in store::letter_ids(tx, number)? {
                messages::store::know_letter(tx, &id, home, None)?;
            }
            if !stranger.is_closed() {
                deeds::close(tx, &asker, number, Some(Exemption::NothingToTell), now)?;
            }
            Ok::<_, Problem>(home)
        })
        .await
        .doing(|| format!("putting case {number} where it belongs"))
}
