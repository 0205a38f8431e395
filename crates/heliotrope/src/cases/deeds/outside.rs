//! What one of us wrote without this desk: from another program, found in the
//! folder of sent letters or sent to us as a copy.

use super::super::rules;
use super::super::store::{self, Case};
use super::arrive::Letter;
use super::promise::end_promise;
use super::{Deed, scope};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::messages;
use crate::messages::store::New;
use crate::promises::{self, Ending};
use ::store::{Error, Tx};

/// Our letter to the person stands on the case as our reply and keeps what is
/// kept by a reply, at the time at which it left (`came`). One that did not go to
/// who asks (`to_them`) is a note: they know nothing of it. Which needs it
/// settled, nobody has said: they stay as they are. Gives the message.
pub fn outside(
    tx: &mut Tx<'_>,
    case: Case,
    letter: &Letter<'_>,
    (by, to_them): (Actor, bool),
    came: At,
    at: At,
) -> Result<i64, Error> {
    let number = case.number;
    let mut deed = Deed::on(case, at, by);
    let (kind, happened) = match to_them {
        true => (messages::Kind::Reply, Kind::Reply),
        false => (messages::Kind::Note, Kind::Note),
    };
    let new = New {
        kind,
        author: by,
        sender: letter.sender,
        reply_to: None,
        subject: letter.subject,
        words: letter.words,
        elided: letter.elided,
        html: letter.html,
        letter_id: letter.letter_id,
        answers: letter.answers,
        mark: None,
        oddities: letter.oddities,
        raw: letter.raw,
        found_by: Some(&letter.said.found_by),
        way: letter.way,
    };
    let event = deed.next_event();
    let tokens = scope(&deed.case);
    let message = messages::store::add(tx, number, &new, letter.files, event, &tokens, came)?;
    deed.record(happened, Ids::of("message", message));
    if to_them {
        for person in letter.copies {
            if *person != deed.case.person {
                store::join(tx, number, *person, "cc", at)?;
            }
        }
        answered(tx, &mut deed, message, came)?;
    }
    deed.done(tx)?;
    Ok(message)
}

/// It does what a reply does that says nothing of needs.
fn answered(tx: &mut Tx<'_>, deed: &mut Deed, message: i64, came: At) -> Result<(), Error> {
    let number = deed.case.number;
    let now = deed.at;
    // In time is what left in time, whenever we come to know of it.
    deed.at = came.min(now);
    for promise in promises::store::live(tx, number)? {
        if promise.kind.kept_by_a_reply() && promise.made_at <= deed.at {
            end_promise(tx, deed, &promise, Ending::Kept, Some(message))?;
        }
    }
    deed.at = now;
    // Somebody has written since: then it is our turn as before.
    let newest = messages::store::newest(tx, number)?
        .is_some_and(|(kind, at, _)| kind == messages::Kind::Reply || at <= came);
    if !newest {
        return Ok(());
    }
    promises::store::until::end(tx, number, "rewritten", now)?;
    let live = promises::store::live(tx, number)?;
    if !deed.case.is_closed() {
        deed.case.turn = rules::turn_after_reply(&live);
        deed.case.parked_until = None;
    }
    deed.case.answered = true;
    deed.case.undelivered_at = None;
    Ok(())
}
