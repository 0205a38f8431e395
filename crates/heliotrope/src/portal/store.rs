//! What stands on a customer's page.

use store::{Error, Tx};

use super::rules;
use crate::billing::{self, Quote};
use crate::cases::{self, Case, Part};
use crate::kit::At;
use crate::kit::money::Money;
use crate::kit::words::Lang;
use crate::mailboxes::{self, Mailbox};
use crate::mailroom;
use crate::messages::{self, Attached, Message};
use crate::needs::{Need, State};
use crate::outbox;
use crate::people::{self, Person};
use crate::plans::Plan;
use crate::promises::{self, Promise};
use crate::restitution;
use crate::team;
use crate::tradeoffs;

/// A case as one person sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub case: Case,
    pub person: Person,
    pub mailbox: Mailbox,
    /// Some of it is this person's own matter; the others take part.
    pub asks: bool,
    /// They ask, or read what we write to who does.
    pub in_copy: bool,
    pub needs: Vec<Need>,
    /// What was said with each no among them.
    pub noes: Vec<tradeoffs::store::Said>,
    pub next_word: Option<Promise>,
    /// Who looks after it, by name.
    pub owner: Option<String>,
    pub letters: Vec<Message>,
    pub plan: Option<Plan>,
    /// The newest version of each of their quotes.
    pub quotes: Vec<Quote>,
    /// What we offered to put right, and they have not taken yet.
    pub offers: Vec<(i64, Option<Money>)>,
    /// What of it stands on a page of its own now: its subject and its link.
    pub split_off: Vec<(String, String)>,
}

impl Seen {
    /// The language of the case, as its letters speak it.
    pub fn lang(&self) -> Lang {
        mailroom::rules::language(
            self.case.language.as_deref(),
            self.person.language.as_deref(),
            &self.mailbox.language,
        )
    }

    pub fn zone(&self) -> &str {
        self.person.zone.as_deref().unwrap_or(&self.mailbox.zone)
    }
}

/// The case behind a link; none: the link is not known, or not any more.
pub fn seen(tx: &mut Tx<'_>, token: &str, now: At) -> Result<Option<Seen>, Error> {
    let Some((number, person)) = cases::store::by_link(tx, token)? else {
        return Ok(None);
    };
    let gone = |what: &str, id: i64| {
        Error::data(format!("a link leads to {what} {id}, which is not there"))
    };
    let home = cases::store::home(tx, number)?.ok_or_else(|| gone("case", number))?;
    let case = cases::store::find(tx, home)?.ok_or_else(|| gone("case", home))?;
    let person = people::store::find(tx, person)?.ok_or_else(|| gone("person", person))?;
    let mailbox =
        mailboxes::store::find(tx, case.mailbox)?.ok_or_else(|| gone("mailbox", case.mailbox))?;
    let share = cases::store::share::of(tx, &case, person.id)?;
    // What we promised stands in letters to who asks, and to those in copy.
    let in_copy = share.asks || cases::store::part_of(tx, home, person.id)? == Some(Part::Copy);
    let next_word = match in_copy {
        true => promises::rules::next_word(&share.live).cloned(),
        false => None,
    };
    let keeper = next_word.as_ref().and_then(|p| p.owner).or(case.owner);
    let owner = match keeper {
        Some(agent) => team::store::name(tx, agent)?,
        None => None,
    };
    let needs = share.needs;
    let noes = match needs.iter().any(|n| n.state == State::Declined) {
        true => tradeoffs::store::said(tx, &[home])?,
        false => Vec::new(),
    };
    Ok(Some(Seen {
        asks: share.asks,
        quotes: match share.asks {
            true => billing::store::newest_under(tx, &share.numbers)?,
            false => Vec::new(),
        },
        offers: match share.asks {
            true => offers(tx, case.number, &needs)?,
            false => Vec::new(),
        },
        plan: match share.asks {
            true => cases::store::share::plan(tx, &case, person.id)?,
            false => None,
        },
        split_off: cases::store::split_off(tx, home, person.id)?,
        in_copy,
        needs,
        noes,
        next_word,
        owner,
        letters: letters(tx, home, person.id, case.person == person.id, now)?,
        // Under the number and the name that this person knows.
        case: Case {
            number: share.number,
            subject: share.subject,
            language: share.language,
            ..case
        },
        person,
        mailbox,
    }))
}

/// Of their own needs only.
fn offers(tx: &mut Tx<'_>, case: i64, needs: &[Need]) -> Result<Vec<(i64, Option<Money>)>, Error> {
    let theirs = |need: i64| needs.iter().any(|n| n.id == need);
    let open = restitution::store::of_case(tx, case)?
        .into_iter()
        .filter(|r| r.state == restitution::State::Offered && theirs(r.need));
    Ok(open.map(|r| (r.id, r.amount)).collect())
}

fn letters(
    tx: &mut Tx<'_>,
    case: i64,
    person: i64,
    asks: bool,
    now: At,
) -> Result<Vec<Message>, Error> {
    let all = messages::store::of_case(tx, case)?;
    let envelopes = outbox::store::of_case(tx, case)?;
    Ok(rules::between(all, &envelopes, person, asks, now))
}

/// A file of a letter this person may see, with its bytes.
pub fn file(
    tx: &mut Tx<'_>,
    token: &str,
    id: i64,
    now: At,
) -> Result<Option<(Attached, Vec<u8>)>, Error> {
    let Some((number, person)) = cases::store::by_link(tx, token)? else {
        return Ok(None);
    };
    let home = cases::store::home(tx, number)?.unwrap_or(number);
    let Some(case) = cases::store::find(tx, home)? else {
        return Ok(None);
    };
    let letters = letters(tx, home, person, case.person == person, now)?;
    let found = letters
        .into_iter()
        .flat_map(|m| m.attachments)
        .find(|file| file.id == id);
    let Some(file) = found else { return Ok(None) };
    Ok(tx.blob(&file.digest)?.map(|bytes| (file, bytes)))
}

/// How to reach the house, for those whose link leads nowhere.
pub fn house(tx: &mut Tx<'_>) -> Result<Option<Mailbox>, Error> {
    Ok(mailboxes::store::all(tx)?.into_iter().next())
}
