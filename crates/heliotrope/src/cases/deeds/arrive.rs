//! What comes in: the first letter, the next one, thanks, and the news that a
//! letter of ours did not arrive.

use super::super::rules::{Part, Turn};
use super::super::store::{self, Case};
use super::apology::{ask_for_care, listen, speaks_of_harm};
use super::away::never_to_nobody;
use super::needs::guess;
use super::{Deed, scope};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::messages::store::{New, NewFile, Way};
use crate::messages::{self, Mark};
use crate::needs::{FoundBy, Whose};
use crate::promises;
use crate::wordlists::Said;
use crate::{needs, outbox};
use ::store::{Error, Tx};

/// A letter as intake read it. The person is known by now.
pub struct Letter<'a> {
    pub person: i64,
    pub sender: &'a str,
    pub reply_to: Option<&'a str>,
    pub subject: &'a str,
    pub words: &'a str,
    /// Subject and words, cut before the transaction: it holds up all others.
    pub said: &'a Said,
    pub elided: Option<&'a str>,
    pub html: Option<&'a str>,
    pub letter_id: Option<&'a str>,
    pub mark: Option<Mark>,
    pub oddities: &'a str,
    pub raw: Option<&'a str>,
    pub way: Way<'a>,
    /// The Message-ID it answers.
    pub answers: Option<&'a str>,
    pub files: &'a [NewFile],
    /// Others the writer put in copy: they take part.
    pub copies: &'a [i64],
    pub language: Option<&'a str>,
}

/// Opens a case with its first letter and one implied need. Gives number and message.
pub fn open(
    tx: &mut Tx<'_>,
    mailbox: i64,
    letter: &Letter<'_>,
    at: At,
) -> Result<(i64, i64), Error> {
    let kind = guess(tx, letter.language, letter.said)?;
    let careful = speaks_of_harm(tx, letter, letter.language)?;
    let first = store::First {
        words: letter.words,
        needs: 1,
        events: 3 + i64::from(careful),
        urgent: kind == needs::Kind::Safety,
    };
    let case = store::begin(
        tx,
        letter.subject,
        mailbox,
        letter.person,
        letter.language,
        &first,
        at,
    )?;
    let number = case.number;
    let by = Actor::Person(letter.person);
    let mut deed = Deed::on(case, at, by);
    deed.record(Kind::Opened, Ids::none());
    let message = add(tx, &mut deed, letter, at)?;
    deed.record(Kind::Letter, Ids::of("message", message));
    if careful {
        ask_for_care(tx, &mut deed)?;
    }
    let words = needs::rules::implied_words(letter.subject, letter.words);
    let new = needs::store::New {
        found_by: FoundBy::Implied,
        whose: Whose::Person,
        person: None,
        kind,
        words: &words,
        quote: None,
    };
    let need = needs::store::add(tx, number, &new, at, by)?;
    deed.record(Kind::NeedAdded, Ids::of("need", need));
    for person in letter.copies {
        store::join(tx, number, *person, "cc", at)?;
    }
    deed.begun(tx, first.events)?;
    Ok((number, message))
}

fn add(tx: &mut Tx<'_>, deed: &mut Deed, letter: &Letter<'_>, came: At) -> Result<i64, Error> {
    let new = New {
        kind: messages::Kind::Letter,
        author: Actor::Person(letter.person),
        sender: letter.sender,
        reply_to: letter.reply_to,
        subject: letter.subject,
        words: letter.words,
        elided: letter.elided,
        html: letter.html,
        letter_id: letter.letter_id,
        answers: letter.answers,
        mark: letter.mark,
        oddities: letter.oddities,
        raw: letter.raw,
        found_by: Some(&letter.said.found_by),
        way: letter.way,
    };
    let event = deed.next_event();
    messages::store::add(
        tx,
        deed.case.number,
        &new,
        letter.files,
        event,
        &scope(&deed.case),
        came,
    )
}

/// A further letter to a case. A person's letter makes it our turn and reopens
/// a closed case with its implied need; automatic letters are shown and change
/// nothing; thanks after closing makes no work. It may have lain on its server
/// for days: `came` is its own time, `at` the time of what it changes here.
/// Gives the message.
pub fn letter(
    tx: &mut Tx<'_>,
    case: Case,
    letter: &Letter<'_>,
    came: At,
    at: At,
) -> Result<i64, Error> {
    let number = case.number;
    let by = Actor::Person(letter.person);
    let mut deed = Deed::on(case, at, by);
    let message = add(tx, &mut deed, letter, came)?;
    let thanks = letter.mark == Some(Mark::Thanks);
    deed.quiet = letter.mark.is_some_and(|mark| mark != Mark::List);
    let kind = if thanks { Kind::Thanks } else { Kind::Letter };
    deed.record(kind, Ids::of("message", message));
    listen(tx, &mut deed, letter)?;
    for person in letter.copies {
        store::join(tx, number, *person, "cc", at)?;
    }
    if letter.mark.is_none_or(|mark| mark == Mark::List) {
        // They were heard before the day on which silence would have settled it.
        if deed.case.answered {
            promises::store::until::end(tx, number, "answered", at)?;
        }
        if store::reopen(tx, number, at, by)? {
            // What somebody else came for is not theirs to open.
            if deed.case.person == letter.person
                || store::part_of(tx, number, letter.person)?.is_none_or(|p| p == Part::Copy)
            {
                reopen_need(tx, &mut deed)?;
            }
            deed.record(Kind::Reopened, Ids::of("message", message));
        }
        deed.case.turn = Turn::Us;
        deed.case.parked_until = None;
        never_to_nobody(tx, &mut deed)?;
    }
    if thanks {
        thank(tx, &deed, message)?;
    }
    deed.done(tx)?;
    Ok(message)
}

/// To everybody who helped, also inside; not to whom the case was given
/// afterwards, unless nobody wrote at all.
fn thank(tx: &mut Tx<'_>, deed: &Deed, message: i64) -> Result<(), Error> {
    let mut helped = messages::store::who_helped(tx, deed.case.number)?;
    if helped.is_empty() {
        helped.extend(deed.case.owner);
    }
    for agent in helped {
        messages::store::thank(tx, message, agent)?;
    }
    Ok(())
}

/// Somebody wrote again after the end: what they came for first is open again.
fn reopen_need(tx: &mut Tx<'_>, deed: &mut Deed) -> Result<(), Error> {
    let needs = needs::store::of_case(tx, deed.case.number)?;
    let Some(need) = needs.iter().find(|n| n.implied).or(needs.first()) else {
        return Ok(());
    };
    let ids = Ids::of("need", need.id);
    if needs::store::untell(tx, need.id, "letter", deed.at, deed.by)? {
        deed.record(Kind::Untold, ids.clone());
    }
    if needs::store::unsettle(tx, need.id, deed.at, deed.by)? {
        deed.record(Kind::NeedReopened, ids);
    }
    Ok(())
}

/// The receipt that leaves for a new case: its envelope and, when the mailbox
/// gives a date, the house's promise, owned by the team.
pub fn receipt(
    tx: &mut Tx<'_>,
    case: Case,
    envelope: &outbox::store::New<'_>,
    promise: Option<&promises::store::New<'_>>,
    at: At,
) -> Result<(), Error> {
    let number = case.number;
    let mut deed = Deed::on(case, at, Actor::System);
    let id = outbox::store::add(tx, envelope, at)?;
    messages::store::know_letter(tx, envelope.letter_id, number, None)?;
    deed.record(Kind::Receipt, Ids::of("envelope", id));
    if let Some(new) = promise {
        let promise = promises::store::make(tx, number, new, at, Actor::System)?;
        deed.record(Kind::PromiseMade, Ids::of("promise", promise));
    }
    deed.done(tx)?;
    Ok(())
}

/// No receipt leaves for this case: its writer has had `had` lately, and two
/// machines that answer each other have to come to an end.
pub fn receipt_held(tx: &mut Tx<'_>, case: Case, had: i64, at: At) -> Result<(), Error> {
    let mut deed = Deed::on(case, at, Actor::System);
    deed.record(Kind::ReceiptHeld, Ids::of("had", had));
    deed.done(tx)?;
    Ok(())
}

/// A letter of ours did not reach somebody: refused for good, given up, or
/// bounced, whenever that comes. What it told is untold again and the case is
/// open on its owner's list. `why` is `failed` or `bounced`.
pub fn undelivered(
    tx: &mut Tx<'_>,
    case: Case,
    message: Option<i64>,
    envelope: i64,
    person: Option<i64>,
    why: &str,
    at: At,
) -> Result<(), Error> {
    let number = case.number;
    let by = Actor::System;
    let case_asks = case.person;
    let asks = person.is_none_or(|p| p == case_asks);
    let mut deed = Deed::on(case, at, by);
    deed.record(Kind::Undelivered, Ids::of("envelope", envelope));
    let reader = person.unwrap_or(case_asks);
    let needs = needs::store::of_case(tx, number)?;
    let mut untold = match message {
        Some(message) => needs::store::told_by(tx, message)?,
        None => Vec::new(),
    };
    untold.retain(|id| {
        needs
            .iter()
            .any(|n| n.id == *id && n.is_of(reader, case_asks))
    });
    // A copy that did not arrive is shown on its message; the person who asks
    // has read it all the same.
    if let Some(message) = message
        && (asks || !untold.is_empty())
    {
        for need in untold {
            needs::store::untell(tx, need, why, at, by)?;
            deed.record(Kind::Untold, Ids::of("need", need).and("message", message));
        }
        if store::reopen(tx, number, at, by)? {
            deed.record(Kind::Reopened, Ids::of("message", message));
        }
        promises::store::until::end(tx, number, "undelivered", at)?;
        deed.case.turn = Turn::Us;
        deed.case.parked_until = None;
        if asks {
            deed.case.undelivered_at = Some(at);
        }
        never_to_nobody(tx, &mut deed)?;
    }
    deed.done(tx)?;
    Ok(())
}
