//! The note that stays inside.

use super::reply::{Written, check_seen, check_words};
use super::{Deed, find, scope};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::messages;
use crate::messages::store::{New, NewFile, Way};
use crate::notices;
use crate::web::{Asker, Problem};
use ::store::Tx;

/// Words for colleagues. Changes nothing about whose turn it is.
pub fn note(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    words: &str,
    seen_event: Option<i64>,
    files: &[NewFile],
    now: At,
) -> Result<Written, Problem> {
    let case = find(tx, asker, number)?;
    check_words(words, files)?;
    check_seen(tx, &case, seen_event)?;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    let new = New {
        kind: messages::Kind::Note,
        author: deed.by,
        sender: &asker.address,
        reply_to: None,
        subject: "",
        words,
        elided: None,
        html: None,
        letter_id: None,
        answers: None,
        mark: None,
        oddities: "",
        raw: None,
        found_by: None,
        way: Way::default(),
    };
    let message = messages::store::add(
        tx,
        number,
        &new,
        files,
        deed.next_event(),
        &scope(&deed.case),
        now,
    )?;
    deed.mentioned = notices::deeds::mentioned(tx, words)?;
    deed.record(Kind::Note, Ids::of("message", message));
    let closed = deed.case.is_closed();
    let event = deed.done(tx)?;
    Ok(Written {
        message,
        event,
        parked_until: None,
        closed,
    })
}
