//! Who else a case is about: affected, pays, speaks for, in copy. Nothing of
//! one is told to another: a letter to somebody aside is a letter of its own.

use super::super::rules::Part;
use super::super::store;
use super::reply::{meet, no_such_need, tell};
use super::waiting::waits_for_nobody;
use super::{Deed, find, scope};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::mailboxes::rules::looks_like_address;
use crate::messages::store::{New, Way};
use crate::needs::Need;
use crate::web::{Asker, Problem};
use crate::{mailboxes, messages, needs, outbox, people, t};
use ::store::Tx;
use axum::http::StatusCode;
use std::time::Duration;

fn unprocessable(code: &'static str, key: &'static str) -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key)
}

/// Somebody takes part from now on; whoever does already changes their role.
/// Gives the person.
pub fn take_in(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    address: &str,
    name: &str,
    role: Part,
    now: At,
) -> Result<i64, Problem> {
    let case = find(tx, asker, number)?;
    let address = address.trim().to_lowercase();
    if !looks_like_address(&address) {
        return Err(unprocessable("address", "people-no-address"));
    }
    let (person, _) = people::store::meet(tx, &address, name.trim(), now)?;
    if person == case.person {
        return Err(
            Problem::refuse(StatusCode::CONFLICT, "asks", "cases-people-asks")
                .arg("address", address),
        );
    }
    if role == Part::Copy {
        owed_nothing(tx, number, person)?;
    }
    store::give_role(tx, number, person, role, now)?;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    deed.record(
        Kind::PersonAdded,
        Ids::of("person", person).and("role", role.word()),
    );
    deed.done(tx)?;
    Ok(person)
}

/// The needs of one person beside who asks, as far as they are not settled and
/// told.
fn owed(tx: &mut Tx<'_>, number: i64, person: i64) -> Result<Vec<Need>, Problem> {
    let mut needs = needs::store::of_case(tx, number)?;
    needs.retain(|n| n.person == Some(person) && n.is_owed());
    Ok(needs)
}

/// Nobody who still needs something leaves, or is put in copy: word of it could
/// not reach them alone.
fn owed_nothing(tx: &mut Tx<'_>, number: i64, person: i64) -> Result<(), Problem> {
    match owed(tx, number, person)?.first() {
        None => Ok(()),
        Some(need) => Err(
            Problem::refuse(StatusCode::CONFLICT, "needs", "cases-people-needs")
                .arg("need", need.words.clone()),
        ),
    }
}

/// A letter to one person tells the needs of theirs that are settled, and meets
/// those it names.
fn tell_own(tx: &mut Tx<'_>, deed: &mut Deed, aside: &Aside, message: i64) -> Result<(), Problem> {
    let owed = owed(tx, deed.case.number, aside.person)?;
    let stranger = aside
        .settles
        .iter()
        .find(|id| owed.iter().all(|n| n.id != **id));
    if let Some(stranger) = stranger {
        return Err(no_such_need(*stranger));
    }
    for need in owed {
        if need.is_open() && aside.settles.contains(&need.id) {
            meet(tx, deed, need.id, message)?;
        } else if need.is_open() {
            continue;
        }
        tell(tx, deed, need.id, message)?;
    }
    Ok(())
}

/// Somebody takes part no longer: their link opens nothing any more.
pub fn take_out(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    person: i64,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    owed_nothing(tx, number, person)?;
    if !store::leave(tx, number, person, now)? {
        return Err(Problem::not_found("person", person));
    }
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    deed.record(Kind::PersonRemoved, Ids::of("person", person));
    deed.done(tx)?;
    Ok(())
}

/// What one person of a case is told, and nobody else of it.
#[derive(Debug, Clone, Default)]
pub struct Aside {
    pub person: i64,
    pub words: String,
    /// Needs of theirs that this letter meets; what was settled before, it tells.
    pub settles: Vec<i64>,
    pub undo_seconds: i64,
    /// Is there a sending server for mailboxes without one of their own?
    pub default_server: bool,
}

/// A letter to one person of the case alone. Gives the message.
pub fn tell_aside(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    aside: &Aside,
    now: At,
) -> Result<i64, Problem> {
    let case = find(tx, asker, number)?;
    waits_for_nobody(tx, asker, &case, now)?;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    let message = write_aside(tx, &mut deed, aside, None)?;
    deed.done(tx)?;
    Ok(message)
}

/// `with`: the reply it was ticked on, which takes it along when it is taken
/// back.
pub(super) fn write_aside(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    aside: &Aside,
    with: Option<i64>,
) -> Result<i64, Problem> {
    let number = deed.case.number;
    let (person, words) = (aside.person, aside.words.as_str());
    if words.trim().is_empty() {
        return Err(unprocessable("empty", "cases-people-empty"));
    }
    let others = store::others(tx, number)?;
    let Some((_, role, address)) = others.into_iter().find(|(id, ..)| *id == person) else {
        return Err(Problem::not_found("person", person));
    };
    if role == Part::Copy.word() {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "in-copy",
            "cases-people-in-copy",
        ));
    }
    let mailbox = mailboxes::store::find(tx, deed.case.mailbox)?
        .ok_or_else(|| Problem::not_found("mailbox", deed.case.mailbox))?;
    if mailbox.server.is_none() && !aside.default_server {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "no-sending-server",
            "cases-no-sending-server",
        )
        .arg("mailbox", mailbox.address.clone()));
    }
    // In their language, never under the subject that somebody else chose.
    let language = people::store::find(tx, person)?.and_then(|p| p.language);
    let tag = language
        .as_deref()
        .or(deed.case.language.as_deref())
        .unwrap_or(&mailbox.language);
    let spoken = Words::of(Lang::of_tag(tag).unwrap_or_default());
    let subject = t!(spoken, "cases-aside-subject", house = mailbox.name.as_str());
    let letter_id = outbox::letter_id(&mailbox.address);
    let new = New {
        kind: messages::Kind::Reply,
        author: deed.by,
        sender: &mailbox.address,
        reply_to: None,
        subject: &subject,
        words,
        elided: None,
        html: None,
        letter_id: Some(&letter_id),
        answers: None,
        mark: None,
        oddities: "",
        raw: None,
        found_by: None,
        way: Way::default(),
    };
    let event = deed.next_event();
    let message = messages::store::add(tx, number, &new, &[], event, &scope(&deed.case), deed.at)?;
    let wait = Duration::from_secs(u64::try_from(aside.undo_seconds).unwrap_or(0));
    let envelope = outbox::store::New {
        kind: outbox::Kind::Reply,
        case: Some(number),
        message: Some(message),
        person: Some(person),
        mailbox: Some(mailbox.id),
        address: &address,
        letter_id: &letter_id,
        words: "{}",
        not_before: deed.at.plus(wait),
    };
    outbox::store::add(tx, &envelope, deed.at)?;
    deed.record(Kind::Reply, Ids::of("message", message).and("to", person));
    let mut told = Ids::of("person", person).and("message", message);
    if let Some(with) = with {
        told = told.and("with", with);
    }
    deed.record(Kind::PersonTold, told);
    tell_own(tx, deed, aside, message)?;
    Ok(message)
}
