//! Letters that one of us wrote without this desk, and that came to us all the
//! same: from the folder of sent letters, or as a copy.

use super::judge::{Judging, aside, company, in_case, known_cases, letter, locked};
use crate::cases::{self, deeds};
use crate::events::Actor;
use crate::intake::rules::{self, Ending};
use crate::intake::store::Judged;
use crate::mailboxes::Mailbox;
use crate::{merging, outbox, people, team};
use ::store::{Error, Tx};

/// None: it is no such letter. What lies in the folder of sent letters was put
/// there by somebody with our password. A copy counts only when the server in
/// front of us vouches for its sender: a name is soon written.
pub fn ours(
    tx: &mut Tx<'_>,
    j: &Judging<'_>,
    mailboxes: &[Mailbox],
) -> Result<Option<Judged>, Error> {
    let Some(from) = &j.incoming.from else {
        return Ok(None);
    };
    let vouched = || j.vouched.is_some_and(|v| v.is_from(&from.address));
    if !j.sent && !vouched() {
        return Ok(None);
    }
    let colleague = team::store::by_address(tx, &from.address)?;
    let is_ours = rules::is_ours(mailboxes, &from.address) || colleague.is_some();
    if j.incoming.mark.is_some() || (!j.sent && !is_ours) {
        return Ok(None);
    }
    // What this desk sent lies there too, where the server files it by itself.
    if let Some(own) = outbox::store::by_letter_id(tx, &j.incoming.letter_id)?.first() {
        return Ok(Some(Judged {
            case: own.case,
            message: own.message,
            ..aside(Ending::Duplicate, "our-own")
        }));
    }
    let by = colleague.map_or(Actor::System, |c| Actor::Agent(c.id));
    let Some(known) = known_cases(tx, j.incoming, 0)?.into_iter().next() else {
        // It answers nothing that stands here. A copy of what left is kept as one.
        return Ok(j.sent.then(|| aside(Ending::Duplicate, "sent-elsewhere")));
    };
    let case = locked(tx, known.case)?;
    let home = case.number;
    let to_them = reaches(tx, j, &case)?;
    let copies = match to_them {
        true => others(tx, j, mailboxes)?,
        false => Vec::new(),
    };
    let words = letter(j.incoming, j.raw, j.files, case.person, None, &copies);
    let message = deeds::outside(tx, case, &words, (by, to_them), j.at, j.now)?;
    if home != known.case {
        merging::store::follow(tx, known.case, message)?;
    }
    let from = Some("sent-elsewhere".to_owned());
    Ok(Some(in_case(home, message, false, from)))
}

/// Does it go to who asks? What went to somebody aside alone is between them and
/// us, and stands on no page of the person who asks.
fn reaches(tx: &mut Tx<'_>, j: &Judging<'_>, case: &cases::Case) -> Result<bool, Error> {
    for goal in &j.incoming.goals {
        if people::store::by_address(tx, goal)? == Some(case.person) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whoever one of us put in copy takes part; one of us does not.
fn others(tx: &mut Tx<'_>, j: &Judging<'_>, mailboxes: &[Mailbox]) -> Result<Vec<i64>, Error> {
    let mut copies = Vec::new();
    for person in company(tx, j, mailboxes)? {
        let addresses = people::store::find(tx, person)?.map_or(Vec::new(), |p| p.addresses);
        let mut of_us = false;
        for address in &addresses {
            of_us |= team::store::by_address(tx, address)?.is_some();
        }
        if !of_us {
            copies.push(person);
        }
    }
    Ok(copies)
}
