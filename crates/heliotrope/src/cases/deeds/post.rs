//! A letter of a case with its envelopes: what every sender of one uses.

use super::{Deed, scope};
use crate::cases::store::{self, Case};
use crate::events::{Ids, Kind};
use crate::kit::At;
use crate::mailboxes::Mailbox;
use crate::messages::store::{New, NewFile, ToAnswer, Way};
use crate::web::Problem;
use crate::{messages, outbox, people};
use ::store::Tx;
use axum::http::StatusCode;

/// The message and one envelope for each person it goes to: those named, else
/// everybody a reply goes to.
pub(super) fn post(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    mailbox: &Mailbox,
    words: &str,
    files: &[NewFile],
    not_before: At,
    to: Option<Vec<(i64, String)>>,
) -> Result<i64, Problem> {
    let case = &deed.case;
    let answered = messages::store::to_answer(tx, case.number)?;
    let subject = letters::reply_subject(answered.as_ref().map_or(&case.subject, |a| &a.subject));
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
        answers: answered.as_ref().and_then(|a| a.letter_id.as_deref()),
        mark: None,
        oddities: "",
        raw: None,
        found_by: None,
        way: Way::default(),
    };
    let message = messages::store::add(
        tx,
        case.number,
        &new,
        files,
        deed.next_event(),
        &scope(case),
        deed.at,
    )?;
    let to = match to {
        Some(to) => to,
        None => recipients(tx, case, answered.as_ref())?,
    };
    for (person, address) in to {
        let envelope = outbox::store::New {
            kind: outbox::Kind::Reply,
            case: Some(case.number),
            message: Some(message),
            person: Some(person),
            mailbox: Some(mailbox.id),
            address: &address,
            letter_id: &letter_id,
            words: "{}",
            not_before,
        };
        outbox::store::add(tx, &envelope, deed.at)?;
    }
    deed.record(Kind::Reply, Ids::of("message", message));
    Ok(message)
}

/// The person who asks, where their last letter wants its answer, then the
/// others who were put in copy.
fn recipients(
    tx: &mut Tx<'_>,
    case: &Case,
    answered: Option<&ToAnswer>,
) -> Result<Vec<(i64, String)>, Problem> {
    let person = people::store::find(tx, case.person)?
        .ok_or_else(|| Problem::not_found("person", case.person))?;
    let wanted = answered.filter(|a| person.addresses.contains(&a.sender));
    let address = wanted
        .map(|a| a.reply_to.clone().unwrap_or_else(|| a.sender.clone()))
        .or_else(|| person.addresses.first().cloned());
    let Some(address) = address else {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "no-address",
            "cases-no-address",
        ));
    };
    let mut all = vec![(case.person, address)];
    for (other, role, address) in store::others(tx, case.number)? {
        if role == "cc" && all.iter().all(|(_, known)| *known != address) {
            all.push((other, address));
        }
    }
    Ok(all)
}
