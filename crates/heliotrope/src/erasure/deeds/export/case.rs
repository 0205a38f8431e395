//! One case as far as it is one person's: what began under its number, wherever
//! a merging has put it, and nothing of what came from somebody else.

use super::held::*;
use crate::cases::{self, Case};
use crate::erasure::store::{TheirCase, export as rows, whose};
use crate::events::Actor;
use crate::kit::money::Money;
use crate::messages::{self, Kind, Message};
use crate::needs::State;
use crate::web::Problem;
use crate::{billing, needs, outbox, plans};
use ::store::Tx;

pub fn held(tx: &mut Tx<'_>, person: i64, their: &TheirCase) -> Result<HeldCase, Problem> {
    let number = their.number;
    let case = cases::store::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
    let mut held = HeldCase {
        number,
        mailbox: rows::mailbox_of(tx, number)?,
        opened_at: case.opened_at,
        state: if case.is_closed() { "closed" } else { "open" },
        subject: String::new(),
        with_others: !their.alone,
        part: rows::part_of(tx, number, person)?,
        needs: Vec::new(),
        promises: Vec::new(),
        plan: None,
        restitution: Vec::new(),
        gifts: Vec::new(),
        time: Vec::new(),
        quotes: Vec::new(),
        apologies: Vec::new(),
        complaint: None,
        messages: letters(tx, person, their, &case)?,
    };
    let needs = needed(tx, person, &case, &mut held)?;
    if their.asks {
        held.subject.clone_from(&case.subject);
        held.restitution = rows::restitution(tx, &needs)?;
        promised(tx, &case, &mut held)?;
        given(tx, &case, &mut held)?;
        billed(tx, number, &mut held)?;
    }
    Ok(held)
}

/// What they need in it, whether they asked or somebody else did. Gives the needs.
fn needed(
    tx: &mut Tx<'_>,
    person: i64,
    case: &Case,
    held: &mut HeldCase,
) -> Result<Vec<i64>, Problem> {
    let home = case.merged_into.unwrap_or(case.number);
    let began = whose::needs(tx, case)?;
    let mut theirs = needs::store::of_case(tx, home)?;
    if home != case.number {
        // One that was joined with another stands with its own number.
        theirs.extend(needs::store::of_case(tx, case.number)?);
    }
    theirs.retain(|need| began.binary_search(&need.id).is_ok());
    theirs.retain(|need| need.is_of(person, case.person));
    let began: Vec<i64> = theirs.iter().map(|need| need.id).collect();
    let looks = rows::looks_back(tx, &began)?;
    let mut reasons = rows::reasons(tx, &began)?;
    for need in theirs {
        // A reason that nobody told them is a colleague's word.
        let told = need.state == State::Declined && need.told_at.is_some();
        held.needs.push(HeldNeed {
            state: need.state.word(),
            told_at: need.told_at,
            no: told.then(|| HeldNo {
                reason: reasons.remove(&need.id).unwrap_or_default(),
                possible: need.possible.clone(),
                signpost: need.signpost.clone(),
            }),
            looks_back: looks
                .iter()
                .filter(|(of, _)| *of == need.id)
                .map(|(_, on)| *on)
                .collect(),
            text: need.words,
        });
    }
    Ok(began)
}

/// What we promised who asks, and our plan.
fn promised(tx: &mut Tx<'_>, case: &Case, held: &mut HeldCase) -> Result<(), Problem> {
    let promised = whose::promises(tx, case)?;
    held.promises = rows::promises(tx, &promised)?;
    let planned = whose::plans(tx, case)?;
    let plan = plans::store::newest_among(tx, &planned)?;
    held.plan = plan.map(|plan| HeldPlan {
        can: plan.can,
        cannot: plan.cannot,
        steps: plan.steps.into_iter().map(|s| s.words).collect(),
    });
    Ok(())
}

/// What we gave, said sorry for, and whether they complained.
fn given(tx: &mut Tx<'_>, case: &Case, held: &mut HeldCase) -> Result<(), Problem> {
    let gifts = whose::gifts(tx, case)?;
    held.gifts = rows::gifts(tx, &gifts)?;
    let apologies = whose::apologies(tx, case)?;
    held.apologies = rows::apologies(tx, &apologies)?;
    let complaints = whose::complaints(tx, case)?;
    held.complaint = rows::complaint(tx, &complaints)?;
    Ok(())
}

/// Time and quotes stay with their number.
fn billed(tx: &mut Tx<'_>, number: i64, held: &mut HeldCase) -> Result<(), Problem> {
    let spent = billing::store::spent(tx, number)?;
    held.time = spent
        .into_iter()
        .map(|entry| HeldTime {
            kind: entry.kind.word(),
            minutes: entry.minutes,
            at: entry.at,
        })
        .collect();
    for quote in billing::store::quotes(tx, number)? {
        let amount = |minor| Amount::from(Money::of(minor, quote.currency));
        held.quotes.push(HeldQuote {
            version: quote.version,
            total: quote.total().into(),
            made_at: quote.made_at,
            accepted: quote.accepted,
            answered_at: quote.answered_at,
            lines: quote
                .lines
                .iter()
                .map(|line| HeldLine {
                    text: line.words.clone(),
                    amount: amount(line.amount(quote.rate)),
                })
                .collect(),
        });
    }
    Ok(())
}

/// Their letters and calls, what we wrote to them, and in a case that is theirs alone all
/// that was said.
fn letters(
    tx: &mut Tx<'_>,
    person: i64,
    their: &TheirCase,
    case: &Case,
) -> Result<Vec<HeldMessage>, Problem> {
    let began = whose::messages(tx, case)?;
    let home = case.merged_into.unwrap_or(case.number);
    let envelopes = outbox::store::of_case(tx, home)?;
    let mut letters = Vec::new();
    for message in messages::store::of_case(tx, home)? {
        if began.binary_search(&message.id).is_err() {
            continue;
        }
        let to_them: Vec<&outbox::store::Standing> = envelopes
            .iter()
            .filter(|e| e.message == Some(message.id) && e.person == Some(person))
            .collect();
        let own = message.author == Actor::Person(person)
            || message
                .call
                .as_ref()
                .is_some_and(|call| call.person == person);
        if own || their.alone || (message.kind == Kind::Reply && !to_them.is_empty()) {
            letters.push(said(message, &to_them));
        }
    }
    Ok(letters)
}

fn said(message: Message, envelopes: &[&outbox::store::Standing]) -> HeldMessage {
    let files = message.attachments.into_iter().map(|file| HeldFile {
        place: format!("files/{}-{}", file.id, safe_name(&file.name)),
        name: file.name,
        content_type: file.content_type,
        bytes: file.size,
        digest: file.digest,
    });
    HeldMessage {
        id: message.id,
        kind: message.kind.word(),
        from: message.author_name,
        at: message.at,
        subject: message.subject,
        text: message.words,
        quoted: message.elided,
        files: files.collect(),
        deliveries: envelopes
            .iter()
            .map(|e| Delivered {
                to: e.address.clone(),
                state: e.state.word(),
                at: e.state_at,
            })
            .collect(),
    }
}

/// A name that stays in its folder, wherever the archive is opened.
fn safe_name(name: &str) -> String {
    let safe = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        c if c.is_control() => '_',
        c => c,
    };
    let name: String = name.chars().map(safe).take(100).collect();
    name.trim_start_matches('.').to_owned()
}
