//! Where one letter goes, inside the transaction that keeps it.

use super::super::rules::{self, Ending, Incoming, Known, Place};
use super::super::store::{self, Judged};
use super::outside;
use super::returned::{bounced, returned_letter};
use crate::cases::deeds::{self, Letter};
use crate::cases::{self, Case};
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::mailboxes::{self, Mailbox};
use crate::messages::Mark;
use crate::messages::rules::source::Vouched;
use crate::messages::store::{NewFile, Way};
use crate::outbox;
use crate::people::{self, Source};
use crate::{merging, messages, promises, receipts};
use ::store::{Error, Tx};
use serde_json::json;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// At most one receipt for a person in this time.
const BETWEEN_RECEIPTS: Duration = Duration::from_secs(3600);

/// One letter to be judged for one recipient.
#[derive(Clone, Copy)]
pub struct Judging<'a> {
    pub incoming: &'a Incoming,
    pub recipient: &'a str,
    /// Digest of the bytes as they came.
    pub raw: &'a str,
    pub files: &'a [NewFile],
    pub screen: Option<&'static str>,
    pub default_server: bool,
    /// When it came: to us, or to the server it was fetched from.
    pub at: At,
    /// What is done because of it is done now.
    pub now: At,
    /// May the first automatic answer leave? Not days later.
    pub receipt: bool,
    /// Its own row, when it is in the ledger already: no duplicate of itself.
    pub arrival: Option<i64>,
    /// A person looked at it and wants it in.
    pub wanted: bool,
    /// It lies in the folder of letters that were sent.
    pub sent: bool,
    /// What the server in front of us says of its sender.
    pub vouched: Option<&'a Vouched>,
    /// It reads like what people here let go.
    pub unwanted: bool,
}

/// A judge that falls over is a failure like any other: the letter is kept.
/// Nothing of the panic's own words is passed on: it may quote the letter.
pub fn judge_safely(tx: &mut Tx<'_>, j: &Judging<'_>) -> Result<Judged, Error> {
    catch_unwind(AssertUnwindSafe(|| judge(tx, j)))
        .unwrap_or_else(|_| Err(Error::data("judging a letter panicked")))
}

fn judge(tx: &mut Tx<'_>, j: &Judging<'_>) -> Result<Judged, Error> {
    let incoming = j.incoming;
    if let Some((case, message)) =
        store::duplicate_of(tx, &incoming.letter_id, &incoming.digest, j.arrival)?
    {
        return Ok(Judged {
            ending: Ending::Duplicate,
            reason: None,
            case,
            message,
            new: false,
        });
    }
    if let Some(why) = j.screen {
        return Ok(aside(Ending::Screened, why));
    }
    if outbox::store::is_own(tx, &incoming.letter_id)? {
        return Ok(aside(Ending::Duplicate, "own-test"));
    }
    let mailboxes = mailboxes::store::all(tx)?;
    let Some((mailbox, mut tokens)) = rules::destination(&mailboxes, j.recipient, incoming) else {
        return Ok(aside(Ending::NeedsPerson, "no-mailbox"));
    };
    tokens.extend(incoming.link.as_deref());
    if let Some(judged) = outside::ours(tx, j, &mailboxes)? {
        return Ok(judged);
    }
    if let Some(judged) = our_own(tx, &mailboxes, incoming)? {
        return Ok(judged);
    }
    let returned = match &incoming.bounce {
        Some(bounce) => returned_letter(tx, bounce)?,
        None => None,
    };
    let person = writer(tx, incoming, j.at)?;
    if let (Some(returned), Some(bounce)) = (&returned, &incoming.bounce) {
        return bounced(tx, j, person, bounce, returned);
    }
    let known = known_cases(tx, incoming, person)?;
    let by_token = match (by_token(tx, &tokens)?, known.first()) {
        // The letter it answers left with the token of a case that it has left since.
        (Some(case), Some(near))
            if near.case != case && merging::store::parted(tx, near.case, case)? =>
        {
            Some(near.case)
        }
        (found, _) => found,
    };
    match rules::place(by_token, &known) {
        Place::Join(case) => join(tx, j, &mailboxes, person, case),
        Place::Open { .. }
            if !j.wanted && rules::is_loop(incoming.mark, from_ours(&mailboxes, incoming)) =>
        {
            Ok(aside(Ending::Screened, "loop"))
        }
        Place::Open { belongs_to } => {
            if let Some(why) = held_back(j).filter(|_| belongs_to.is_none() && !j.wanted)
                // Whoever we know is never held back by how they write.
                && cases::store::of_person(tx, person, 0, 1)?.is_empty()
            {
                return Ok(aside(Ending::Screened, why));
            }
            let mailbox = mailboxes.iter().find(|m| m.id == mailbox);
            let mailbox = mailbox.ok_or_else(|| Error::data("the chosen mailbox is gone"))?;
            open(tx, j, &mailboxes, mailbox, person, belongs_to)
        }
    }
}

/// Why it is better looked at first, when somebody new writes it.
fn held_back(j: &Judging<'_>) -> Option<&'static str> {
    let disowned = j.vouched.is_some_and(Vouched::is_disowned);
    if disowned && !rules::is_passed_on(j.incoming, j.recipient) {
        return Some("disowned");
    }
    j.unwanted.then_some("learned")
}

pub(super) fn aside(ending: Ending, why: &str) -> Judged {
    Judged {
        ending,
        reason: Some(why.to_owned()),
        case: None,
        message: None,
        new: false,
    }
}

pub(super) fn in_case(case: i64, message: i64, new: bool, reason: Option<String>) -> Judged {
    Judged {
        ending: Ending::Case,
        reason,
        case: Some(case),
        message: Some(message),
        new,
    }
}

/// A letter of ours that comes back to us as it left (a copy to ourselves, a
/// list, a forwarding) stands in its case already. With other words in it, it
/// is a letter like any other.
fn our_own(
    tx: &mut Tx<'_>,
    mailboxes: &[Mailbox],
    incoming: &Incoming,
) -> Result<Option<Judged>, Error> {
    if !from_ours(mailboxes, incoming) {
        return Ok(None);
    }
    for (case, message) in origin_first(tx, &incoming.letter_id)? {
        let Some(message) = message else { continue };
        let said = messages::store::outgoing(tx, message)?;
        if said.is_some_and(|s| rules::repeats(&incoming.words, &s.words)) {
            let reason = Some("our-own".to_owned());
            let (case, message) = (Some(case), Some(message));
            return Ok(Some(Judged {
                ending: Ending::Duplicate,
                reason,
                case,
                message,
                new: false,
            }));
        }
    }
    Ok(None)
}

fn from_ours(mailboxes: &[Mailbox], incoming: &Incoming) -> bool {
    incoming
        .from
        .as_ref()
        .is_some_and(|from| rules::is_ours(mailboxes, &from.address))
}

/// The person who wrote, and what their letter tells of them. Somebody without
/// an address is somebody new each time: nothing says that two are the same.
fn writer(tx: &mut Tx<'_>, incoming: &Incoming, at: At) -> Result<i64, Error> {
    let (address, name) = match &incoming.from {
        Some(from) => (
            from.address.as_str(),
            from.name.as_deref().unwrap_or_default(),
        ),
        None => ("", ""),
    };
    let person = if address.is_empty() {
        people::store::without_address(tx, name, at)?
    } else {
        people::store::meet(tx, address, name, at)?.0
    };
    if let Some(language) = incoming
        .language
        .as_deref()
        .filter(|_| incoming.mark.is_none())
    {
        let source = if incoming.by_form {
            Source::Form
        } else {
            Source::Letter
        };
        people::store::learn_language(tx, person, language, source)?;
    }
    Ok(person)
}

fn by_token(tx: &mut Tx<'_>, tokens: &[&str]) -> Result<Option<i64>, Error> {
    for token in tokens {
        let by_address = cases::store::by_address(tx, token)?;
        if by_address.is_some() {
            return Ok(by_address);
        }
        if let Some((case, _)) = cases::store::by_link(tx, token)? {
            return Ok(Some(case));
        }
    }
    Ok(None)
}

/// The cases that know a letter this one answers, nearest first. A letter that
/// somebody answered before it came here is known by its own id.
pub(super) fn known_cases(
    tx: &mut Tx<'_>,
    incoming: &Incoming,
    person: i64,
) -> Result<Vec<Known>, Error> {
    let mut known: Vec<Known> = Vec::new();
    let mut add = |tx: &mut Tx<'_>, case: i64| -> Result<(), Error> {
        if known.iter().all(|k| k.case != case) {
            known.push(Known {
                case,
                lets_in: cases::store::takes_part(tx, case, person)?,
            });
        }
        Ok(())
    };
    for id in &incoming.ancestors {
        for (case, _) in origin_first(tx, id)? {
            add(tx, case)?;
        }
    }
    for (case, message) in origin_first(tx, &incoming.letter_id)? {
        if message.is_none() {
            add(tx, case)?;
        }
    }
    Ok(known)
}

/// The cases that know a Message-ID: first the one that holds the letter, then
/// those that only answer it, the oldest first.
pub(super) fn origin_first(
    tx: &mut Tx<'_>,
    letter_id: &str,
) -> Result<Vec<(i64, Option<i64>)>, Error> {
    let mut cases = messages::store::cases_of_letter(tx, letter_id)?;
    cases.sort_by_key(|(case, message)| (message.is_none(), *case));
    Ok(cases)
}

/// The people a letter brings along.
pub(super) fn company(
    tx: &mut Tx<'_>,
    j: &Judging<'_>,
    mailboxes: &[Mailbox],
) -> Result<Vec<i64>, Error> {
    let mut copies = Vec::new();
    for other in j.incoming.company(mailboxes) {
        copies.push(
            people::store::meet(
                tx,
                &other.address,
                other.name.as_deref().unwrap_or_default(),
                j.at,
            )?
            .0,
        );
    }
    Ok(copies)
}

/// The letter as a case takes it.
pub fn letter<'a>(
    incoming: &'a Incoming,
    raw: &'a str,
    files: &'a [NewFile],
    person: i64,
    mark: Option<Mark>,
    copies: &'a [i64],
) -> Letter<'a> {
    Letter {
        person,
        sender: incoming.from.as_ref().map_or("", |f| f.address.as_str()),
        reply_to: incoming.reply_to.as_deref(),
        subject: &incoming.subject,
        words: &incoming.words,
        said: &incoming.said,
        elided: incoming.elided.as_deref(),
        html: incoming.html.as_deref(),
        letter_id: Some(&incoming.letter_id),
        mark,
        oddities: &incoming.oddities,
        raw: Some(raw),
        way: Way {
            came: Some(incoming.came),
            seal: incoming.seal,
            writer: incoming.forwarded_from.as_ref(),
        },
        answers: incoming.ancestors.first().map(String::as_str),
        files,
        copies,
        language: incoming.language.as_deref(),
    }
}

impl<'a> Judging<'a> {
    pub(super) fn letter(&self, person: i64, mark: Option<Mark>, copies: &'a [i64]) -> Letter<'a> {
        letter(self.incoming, self.raw, self.files, person, mark, copies)
    }
}

/// The case a number leads to: what was merged is one case with the other.
pub(super) fn locked(tx: &mut Tx<'_>, case: i64) -> Result<Case, Error> {
    cases::store::lock_home(tx, case)?
        .ok_or_else(|| Error::data(format!("case {case} is known by a letter and not there")))
}

fn join(
    tx: &mut Tx<'_>,
    j: &Judging<'_>,
    mailboxes: &[Mailbox],
    person: i64,
    number: i64,
) -> Result<Judged, Error> {
    let case = locked(tx, number)?;
    let home = case.number;
    let thanks = case.is_closed() && j.incoming.only_thanks;
    let mark = if thanks {
        Some(Mark::Thanks)
    } else {
        j.incoming.mark
    };
    let copies = company(tx, j, mailboxes)?;
    let message = deeds::letter(tx, case, &j.letter(person, mark, &copies), j.at, j.now)?;
    if home != number {
        merging::store::follow(tx, number, message)?;
    }
    Ok(in_case(home, message, false, None))
}

fn open(
    tx: &mut Tx<'_>,
    j: &Judging<'_>,
    mailboxes: &[Mailbox],
    mailbox: &Mailbox,
    person: i64,
    belongs_to: Option<i64>,
) -> Result<Judged, Error> {
    let copies = company(tx, j, mailboxes)?;
    let (case, message) = deeds::open(
        tx,
        mailbox.id,
        &j.letter(person, j.incoming.mark, &copies),
        j.at,
    )?;
    // What it answers and we have not seen yet belongs here as well: letters of
    // one thread may overtake each other.
    for id in &j.incoming.ancestors {
        messages::store::know_letter(tx, id, case, None)?;
    }
    let has_address = j
        .incoming
        .from
        .as_ref()
        .is_some_and(|f| !f.address.is_empty());
    let can_send = has_address && j.receipt && (mailbox.server.is_some() || j.default_server);
    let to_us = j
        .incoming
        .reply_to
        .as_deref()
        .is_some_and(|a| rules::is_ours(mailboxes, a));
    let ours = to_us || from_ours(mailboxes, j.incoming);
    // Asked for last: it costs a look at the person's cases.
    if rules::may_receipt(j.incoming.mark, ours, mailbox.receipt, can_send)
        && !store::had_receipt(tx, person, j.now.minus(BETWEEN_RECEIPTS))?
    {
        match enough_receipts(tx, person, j.now)? {
            Some(had) => {
                let case = locked(tx, case)?;
                deeds::receipt_held(tx, case, had, j.now)?;
            }
            None => receipt(tx, j, mailbox, person, case, message)?,
        }
    }
    Ok(in_case(
        case,
        message,
        true,
        belongs_to.map(|n| format!("belongs-to:{n}")),
    ))
}

/// The receipts somebody has had, when they are as many as one person gets.
fn enough_receipts(tx: &mut Tx<'_>, person: i64, now: At) -> Result<Option<i64>, Error> {
    for (within, most) in rules::RECEIPTS {
        let had = store::receipts_since(tx, person, now.minus(within))?;
        if had >= most {
            return Ok(Some(had));
        }
    }
    Ok(None)
}

/// The first automatic answer: the envelope, and the house's promise when the
/// mailbox gives a date. The mailroom finds the words by these ids.
fn receipt(
    tx: &mut Tx<'_>,
    j: &Judging<'_>,
    mailbox: &Mailbox,
    person: i64,
    number: i64,
    message: i64,
) -> Result<(), Error> {
    let case = locked(tx, number)?;
    let incoming = j.incoming;
    let address = incoming
        .reply_to
        .as_deref()
        .or(incoming.from.as_ref().map(|f| f.address.as_str()));
    let word = receipts::word(tx, mailbox, j.now)?;
    let due = word.due;
    let lang = case.language.as_deref().and_then(Lang::of_tag);
    let lang = lang
        .or_else(|| Lang::of_tag(&mailbox.language))
        .unwrap_or_default();
    let words = due.map(|due| promises::usual_words(Words::of(lang), due, &mailbox.zone, None));
    let promise = due
        .zip(words.as_deref())
        .map(|(due, words)| promises::store::New {
            kind: promises::Kind::Update,
            words,
            due,
            zone: &mailbox.zone,
            owner: None,
            house: true,
            message: None,
        });
    let envelope = outbox::store::New {
        kind: outbox::Kind::Receipt,
        case: Some(number),
        message: None,
        person: Some(person),
        mailbox: Some(mailbox.id),
        address: address.unwrap_or_default(),
        letter_id: &outbox::letter_id(&mailbox.address),
        words: &json!({
            "message": message,
            "due": due.map(|d| d.0),
            "usually_by": word.usually_by.map(|at| at.0),
        })
        .to_string(),
        not_before: j.now,
    };
    deeds::receipt(tx, case, &envelope, promise.as_ref(), j.now)
}
