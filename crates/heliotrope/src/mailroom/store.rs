//! What the mailroom reads to write a letter.

mod servers;

use store::{Error, Tx, args, sql};

pub use self::servers::{
    LastTrip, Trouble, end_trouble, keep_trip, last_trip, note_signed, note_trouble, signed_by,
    troubles,
};
use super::letter::{Frame, Receipt};
use super::rules;
use crate::cases::store::share::Share;
use crate::cases::{self, Case};
use crate::kit::words::{Lang, Words};
use crate::kit::{At, moments};
use crate::mailboxes::{self, Mailbox};
use crate::messages::{self, Attached};
use crate::needs::Need;
use crate::outbox::store::Envelope;
use crate::outbox::{self, Kind};
use crate::plans::Plan;
use crate::{people, promises};

/// A letter as far as the database knows it: without its files and its link.
#[derive(Debug, Clone)]
pub struct Facts {
    pub mailbox: Mailbox,
    /// The number under which the recipient knows the case.
    pub case: Option<i64>,
    pub frame: Frame,
    pub what: What,
}

#[derive(Debug, Clone)]
pub enum What {
    Reply {
        case: i64,
        subject: String,
        words: String,
        promise: Option<String>,
        /// Of the times in it, when the person may live by another clock.
        zone: Option<String>,
        needs: Vec<Need>,
        next_word: Option<String>,
        plan: Option<Plan>,
        files: Vec<Attached>,
    },
    Receipt(Receipt),
    /// To one of us: `team` has the words.
    Reset,
}

/// What is known, or why there is no letter.
#[derive(Debug, Clone)]
pub enum Found {
    Letter(Box<Facts>),
    /// The reply was taken back: nothing leaves.
    TakenBack,
    /// No mailbox of ours is left that could send it.
    NoMailbox,
}

pub fn facts(tx: &mut Tx<'_>, envelope: &Envelope) -> Result<Found, Error> {
    let mailbox = match envelope.mailbox {
        Some(id) => mailboxes::store::find(tx, id)?,
        None => mailboxes::store::all(tx)?.into_iter().next(),
    };
    let Some(mailbox) = mailbox else {
        return Ok(Found::NoMailbox);
    };
    match envelope.kind {
        Kind::Reply => reply(tx, envelope, mailbox),
        Kind::Receipt => receipt(tx, envelope, mailbox),
        Kind::Reset => Ok(reset(envelope, mailbox)),
    }
}

fn case_of(tx: &mut Tx<'_>, envelope: &Envelope) -> Result<Case, Error> {
    let missing = || Error::data(format!("envelope {} belongs to no case", envelope.id));
    let number = envelope.case.ok_or_else(missing)?;
    let home = cases::store::home(tx, number)?.ok_or_else(missing)?;
    cases::store::find(tx, home)?.ok_or_else(missing)
}

fn share_of(tx: &mut Tx<'_>, case: &Case, envelope: &Envelope) -> Result<Share, Error> {
    cases::store::share::of(tx, case, envelope.person.unwrap_or(case.person))
}

fn frame(mailbox: &Mailbox, lang: Lang, envelope: &Envelope, to: letters::Address) -> Frame {
    Frame {
        from: letters::Address {
            address: mailbox.address.clone(),
            name: named(&mailbox.name),
        },
        to,
        copies: Vec::new(),
        reply_to: None,
        lang,
        message_id: envelope.letter_id.clone(),
        answers: None,
        references: Vec::new(),
        at: envelope.created_at,
        signature: mailbox.signature.clone(),
        link: None,
    }
}

fn named(name: &str) -> Option<String> {
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

fn reply(tx: &mut Tx<'_>, envelope: &Envelope, mailbox: Mailbox) -> Result<Found, Error> {
    let case = case_of(tx, envelope)?;
    let message = envelope
        .message
        .ok_or_else(|| Error::data(format!("envelope {} carries no message", envelope.id)))?;
    let Some(written) = messages::store::outgoing(tx, message)? else {
        return Ok(Found::TakenBack);
    };
    let share = share_of(tx, &case, envelope)?;
    let envelopes = outbox::store::of_message(tx, message)?;
    // A letter to somebody aside is between them and us: it belongs to no
    // thread, and what the case is about is not theirs to read.
    let part = match envelope.person {
        Some(person) if !share.asks => cases::store::part_of(tx, case.number, person)?,
        _ => None,
    };
    let aside = part.is_some_and(|part| part != cases::Part::Copy);
    let lang = match envelope.person {
        Some(person) if aside => language_of(tx, person, &case, &mailbox)?,
        _ => language(tx, &share, case.person, &mailbox)?,
    };
    let mut everyone = Vec::new();
    for to in envelopes {
        let name = match to.person {
            Some(person) => people::store::find(tx, person)?.and_then(|p| named(&p.name)),
            None => None,
        };
        everyone.push((
            to.person,
            letters::Address {
                address: to.address,
                name,
            },
        ));
    }
    // To whoever asks, the others in copy: the same for every envelope.
    let asks = everyone
        .iter()
        .position(|(person, _)| *person == Some(case.person))
        .unwrap_or(0);
    let to = match everyone.is_empty() {
        true => letters::Address {
            address: envelope.address.clone(),
            name: None,
        },
        false => everyone.remove(asks).1,
    };
    let mut frame = frame(&mailbox, lang, envelope, to);
    frame.copies = everyone.into_iter().map(|(_, address)| address).collect();
    let thread = match aside {
        true => Vec::new(),
        false => messages::store::thread(tx, case.number)?,
    };
    frame.references = thread
        .into_iter()
        .take_while(|id| *id != envelope.letter_id)
        .collect();
    frame.answers = written.answers;
    frame.at = written.at;
    let made = promises::store::made_by(tx, message)?;
    // Whoever typed a promise into the letter wants it read once.
    let (typed, beside): (Vec<_>, Vec<_>) = made
        .into_iter()
        .partition(|made| written.words.contains(made.words.trim()));
    let zone = zone_said(tx, &case, &typed, lang)?;
    let beside: Vec<String> = beside.into_iter().map(|made| made.words).collect();
    // What this letter says by itself is not said again below it.
    let next_word = promises::rules::next_word(&share.live)
        .filter(|_| share.asks)
        .map(|promise| promise.words.clone())
        .filter(|said| !written.words.contains(said.trim()) && !beside.contains(said));
    let what = What::Reply {
        case: share.number,
        subject: written.subject,
        words: written.words,
        promise: (!beside.is_empty()).then(|| beside.join("\n\n")),
        zone,
        plan: match aside {
            true => None,
            false => new_plan(tx, &case, share.person, message)?,
        },
        needs: share.needs,
        next_word,
        files: messages::store::attachments(tx, message)?,
    };
    Ok(Found::Letter(Box::new(Facts {
        mailbox,
        case: Some(share.number),
        frame,
        what,
    })))
}

/// The zone of a time that the letter says in its own words, unless it stands
/// there or is the one we know to be theirs.
fn zone_said(
    tx: &mut Tx<'_>,
    case: &Case,
    typed: &[promises::store::Made],
    lang: Lang,
) -> Result<Option<String>, Error> {
    let Some(made) = typed.first() else {
        return Ok(None);
    };
    let theirs = people::store::find(tx, case.person)?.and_then(|person| person.zone);
    let name = Words::of(lang).zone_of(made.due, &moments::zone(&made.zone));
    let known = theirs.as_deref() == Some(made.zone.as_str()) || made.words.contains(&name);
    Ok((!known).then_some(name))
}

/// Our plan, when it changed since the last letter before this one.
fn new_plan(
    tx: &mut Tx<'_>,
    case: &Case,
    person: i64,
    message: i64,
) -> Result<Option<Plan>, Error> {
    let Some(plan) = cases::store::share::plan(tx, case, person)? else {
        return Ok(None);
    };
    let row = tx.one(
        sql!(
            "SELECT MAX(at) FROM message
             WHERE case_number = $1 AND id < $2 AND kind = 'reply' AND taken_back_at IS NULL"
        ),
        args![case.number, message],
    )?;
    let before = row.map(|r| r.get::<Option<i64>>(0)).transpose()?.flatten();
    let is_new = before.is_none_or(|before| plan.changed_at > Some(At(before)));
    Ok(Some(plan).filter(|_| is_new))
}

fn receipt(tx: &mut Tx<'_>, envelope: &Envelope, mailbox: Mailbox) -> Result<Found, Error> {
    let case = case_of(tx, envelope)?;
    let person = people::store::find(tx, envelope.person.unwrap_or(case.person))?;
    let name = person.map(|p| p.name).unwrap_or_default();
    let share = share_of(tx, &case, envelope)?;
    let first = answered(tx, &case, envelope)?;
    let lang = language(tx, &share, case.person, &mailbox)?;
    let to = letters::Address {
        address: envelope.address.clone(),
        name: named(&name),
    };
    let mut frame = frame(&mailbox, lang, envelope, to);
    frame.answers = first.as_ref().and_then(|(id, _)| id.clone());
    frame.references = frame.answers.iter().cloned().collect();
    // Ended promises are not repeated: the letter may have waited for days.
    let what = What::Receipt(Receipt {
        case: share.number,
        subject: share.subject,
        name,
        words: first.map(|(_, words)| words).unwrap_or_default(),
        promise: share.live.into_iter().find(|p| p.house).map(|p| p.words),
        usually_by: usually_by(envelope),
        zone: moments::zone(&mailbox.zone),
    });
    Ok(Found::Letter(Box::new(Facts {
        mailbox,
        case: Some(share.number),
        frame,
        what,
    })))
}

/// By when letters like this one are usually answered, as the receipt's deed
/// found it.
fn usually_by(envelope: &Envelope) -> Option<At> {
    let words: serde_json::Value = serde_json::from_str(&envelope.words).ok()?;
    words["usually_by"].as_i64().map(At)
}

fn reset(envelope: &Envelope, mailbox: Mailbox) -> Found {
    let to = letters::Address {
        address: envelope.address.clone(),
        name: None,
    };
    let frame = frame(&mailbox, Lang::default(), envelope, to);
    Found::Letter(Box::new(Facts {
        mailbox,
        case: None,
        frame,
        what: What::Reset,
    }))
}

/// The language of somebody aside: theirs, where we know it.
fn language_of(
    tx: &mut Tx<'_>,
    person: i64,
    case: &Case,
    mailbox: &Mailbox,
) -> Result<Lang, Error> {
    let theirs = people::store::find(tx, person)?.and_then(|p| p.language);
    let tag = theirs.as_deref().or(case.language.as_deref());
    Ok(rules::language(tag, None, &mailbox.language))
}

/// Message-ID and words of the letter that a receipt answers.
fn answered(
    tx: &mut Tx<'_>,
    case: &Case,
    envelope: &Envelope,
) -> Result<Option<(Option<String>, String)>, Error> {
    let words: serde_json::Value = serde_json::from_str(&envelope.words).unwrap_or_default();
    match words["message"].as_i64() {
        Some(message) => messages::store::letter(tx, case.number, message),
        None => messages::store::first_letter(tx, case.number),
    }
}

fn language(tx: &mut Tx<'_>, share: &Share, person: i64, mailbox: &Mailbox) -> Result<Lang, Error> {
    let person = people::store::find(tx, person)?.and_then(|p| p.language);
    Ok(rules::language(
        share.language.as_deref(),
        person.as_deref(),
        &mailbox.language,
    ))
}

/// The words in which we speak of a mailbox's letters to the team.
pub fn words_of(mailbox: Option<&Mailbox>) -> Words {
    Words::of(
        mailbox
            .and_then(|m| Lang::of_tag(&m.language))
            .unwrap_or_default(),
    )
}

/// The bytes of a reply's files.
pub fn files(tx: &mut Tx<'_>, files: &[Attached]) -> Result<Vec<letters::Attachment>, Error> {
    let mut carried = Vec::new();
    for file in files {
        let bytes = tx
            .blob(&file.digest)?
            .ok_or_else(|| Error::data(format!("the bytes of attachment {} are gone", file.id)))?;
        carried.push(letters::Attachment {
            name: Some(file.name.clone()),
            content_type: file.content_type.clone(),
            content_id: file.content_id.clone(),
            inline: file.inline,
            bytes,
        });
    }
    Ok(carried)
}

/// Does this envelope wait, is nobody sending it, and was it not tried since?
pub fn waits_since(
    tx: &mut Tx<'_>,
    envelope: i64,
    tried_since: i64,
    attempts: i64,
) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT id FROM outbox
             WHERE id = $1 AND state = 'waiting' AND COALESCE(again_at, created_at) = $2 AND attempts = $3
             {skip_locked}"
        ),
        args![envelope, tried_since, attempts],
    )?;
    Ok(row.is_some())
}
