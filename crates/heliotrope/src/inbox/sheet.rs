//! All that the page of a case shows, read in one go: what a case never had
//! costs no question.

use crate::cases::rules::Place;
use crate::cases::views::Sheet;
use crate::cases::{self, Case, views};
use crate::events::{Event, Kind as Happened};
use crate::kit::money::Money;
use crate::kit::words::{Lang, Words};
use crate::kit::{At, moments};
use crate::mailboxes::Mailbox;
use crate::messages::{Kind, Message};
use crate::needs::Need;
use crate::needs::rules::{Reading, reading};
use crate::web::{Asker, Filled, Problem, Role};
use crate::{
    billing, causes, checkins, events, goodwill, later, mailboxes, merging, messages, needs,
    notices, outbox, people, plans, promises, proposals, team, tradeoffs, wordlists,
};
use ::store::Tx;
use std::sync::Arc;

/// Other cases of a person that fit beside a conversation.
const OTHERS: i64 = 6;

/// What may be a need in the letter that nobody has answered yet.
fn outlined(
    tx: &mut Tx<'_>,
    case: &Case,
    mailbox: &Mailbox,
    messages: &[Message],
    needs: &[Need],
) -> Result<Reading, Problem> {
    let newest = messages.iter().rev().find(|m| !m.kind.stays_inside());
    let Some(letter) = newest.filter(|m| m.kind == Kind::Letter && m.mark.is_none()) else {
        return Ok(Reading::default());
    };
    let tag = case.language.as_deref().unwrap_or(&mailbox.language);
    let lang = Lang::of_tag(tag).unwrap_or_default();
    let list = wordlists::store::of(tx, wordlists::Which::Needs, lang)?;
    let read = |list: Arc<wordlists::List>| reading(&list, letter.id, &letter.words, needs);
    Ok(list.map(read).unwrap_or_default())
}

/// The line for a promise nearly due, when nothing is being written yet.
pub fn holding(tx: &mut Tx<'_>, sheet: &Sheet, now: At) -> Result<Option<String>, Problem> {
    let written = sheet
        .reply_draft
        .as_ref()
        .is_some_and(|(_, words, _)| !words.trim().is_empty());
    let case = &sheet.case;
    if written || case.is_closed() || promises::views::needs_line(&sheet.live, now).is_none() {
        return Ok(None);
    }
    let hours = crate::hours::store::of_mailbox(tx, case.mailbox)?;
    let zone = moments::zone(&sheet.mailbox.zone);
    let next = promises::rules::write_again(now, &zone, hours.as_ref());
    let tag = case.language.as_deref().unwrap_or(&sheet.mailbox.language);
    let words = Words::of(Lang::of_tag(tag).unwrap_or_default());
    Ok(Some(promises::holding_line(
        words,
        next,
        &sheet.mailbox.zone,
        case.answered,
    )))
}

/// Is there a promise that has ended? The record tells, at no cost.
fn any_ended(events: &[Event]) -> bool {
    events.iter().any(|e| {
        matches!(
            e.kind,
            Happened::PromiseKept
                | Happened::PromiseBroken
                | Happened::PromiseRenegotiated
                | Happened::PromiseReleased
        )
    })
}

/// All that the case page shows.
pub fn sheet(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    default_server: bool,
) -> Result<Sheet, Problem> {
    let case = cases::deeds::look(tx, asker, number)?;
    let mailbox = mailboxes::store::find(tx, case.mailbox)?
        .ok_or_else(|| Problem::not_found("mailbox", case.mailbox))?;
    let person = people::store::find(tx, case.person)?
        .ok_or_else(|| Problem::not_found("person", case.person))?;
    let mut events = events::store::since(tx, number, 0)?;
    let joined = events.iter().any(|e| e.kind == Happened::Merged);
    if joined {
        events = merging::store::events(tx, number, events)?;
    }
    let drafts = messages::store::drafts(tx, number, asker.agent)?;
    let (reply_draft, note_draft, call_draft) = (drafts.reply, drafts.note, drafts.call);
    // What a case never had costs no question.
    let happened = |kind| events.iter().any(|e| e.kind == kind);
    let plan = match happened(Happened::PlanChanged) {
        true => plans::store::of_case(tx, number)?,
        false => None,
    };
    let gave = happened(Happened::GoodwillGiven);
    let asked = happened(Happened::GoodwillAsked);
    let goodwill = goodwill::views::Shown {
        given: match gave {
            true => goodwill::store::of_case(tx, number)?,
            false => Vec::new(),
        },
        ask: match asked {
            true => goodwill::store::ask_in(tx, number)?,
            false => None,
        },
        ..goodwill::views::Shown::default()
    };
    let proposals = match happened(Happened::Proposed) {
        true => proposals::store::of_case(tx, number)?,
        false => Vec::new(),
    };
    let causes = match happened(Happened::CauseSet) {
        true => causes::store::of_case(tx, number)?,
        false => Vec::new(),
    };
    let needs = needs::store::of_case(tx, number)?;
    // A no leaves its mark on a need or stands in a draft: else nothing is asked.
    let declined = needs.iter().any(|n| n.state == needs::State::Declined);
    let (noes, looks) = match declined {
        true => (
            tradeoffs::store::said(tx, &[number])?,
            checkins::store::of_case(tx, number)?,
        ),
        false => (Vec::new(), Vec::new()),
    };
    let noes_ready = match reply_draft {
        Some(_) => tradeoffs::store::ready(tx, number, asker.agent)?,
        None => Vec::new(),
    };
    let billed = happened(Happened::TimeSpent) || happened(Happened::QuoteMade);
    let numbers = match joined && billed {
        true => cases::store::numbers(tx, number)?,
        false => vec![number],
    };
    let billing = billing::views::Shown {
        bills: false,
        spent: match happened(Happened::TimeSpent) {
            true => billing::store::spent_under(tx, &numbers)?,
            false => Vec::new(),
        },
        quotes: match happened(Happened::QuoteMade) {
            true => billing::store::newest_under(tx, &numbers)?,
            false => Vec::new(),
        },
    };
    let later = match happened(Happened::Parked) {
        true => later::store::newest(tx, number)?,
        false => None,
    };
    let messages = messages::store::of_case(tx, number)?;
    let reading = match asker.role >= Role::Agent && case.place == Place::Ours {
        true => outlined(tx, &case, &mailbox, &messages, &needs)?,
        false => Reading::default(),
    };
    Ok(Sheet {
        later,
        billing,
        plan,
        goodwill,
        promised: if any_ended(&events) {
            promises::store::history(tx, number)?
        } else {
            Vec::new()
        },
        holding: None,
        events,
        closing: match case.is_closed() {
            true => cases::store::closing(tx, number)?,
            false => None,
        },
        messages,
        vouched: Default::default(),
        reading,
        envelopes: outbox::store::of_case(tx, number)?,
        causes,
        same_needs: match joined {
            true => cases::deeds::same_needs(tx, &case, &needs)?,
            false => Vec::new(),
        },
        needs,
        live: match case.owed_at == cases::rules::NO_DATE {
            true => Vec::new(),
            false => promises::store::live(tx, number)?,
        },
        apology: views::apology::Shown::kept(drafts.margin.as_deref()),
        tags: cases::store::tags(tx, number)?,
        others: cases::store::others(tx, number)?,
        followed: notices::store::followers(tx, number)?.contains(&asker.agent),
        reply_draft,
        note_draft,
        call_draft,
        proposals,
        noes,
        noes_ready,
        looks,
        no_form: None,
        filled: Filled::default(),
        team: team::store::roster(tx)?,
        teams: Vec::new(),
        other_cases: cases::store::of_person(tx, case.person, number, OTHERS)?,
        default_server,
        case,
        mailbox,
        person,
    })
}

/// What is left to give and what was given before, for the open form only.
pub fn open_goodwill(
    tx: &mut Tx<'_>,
    asker: &Asker,
    sheet: &mut Sheet,
    asked: Option<&str>,
    over: Option<Money>,
    now: At,
) -> Result<(), Problem> {
    let back = sheet.filled.form("give").is_back();
    if (asked.is_none() && !back) || asker.role < Role::Agent {
        return Ok(());
    }
    let (left, currency) = cases::deeds::goodwill_left(tx, &sheet.case, asker.role, now)?;
    let shown = &mut sheet.goodwill;
    shown.opened = Some(goodwill::views::Opened {
        left,
        currency,
        earlier: goodwill::store::earlier(tx, sheet.case.person, sheet.case.number, OTHERS)?,
    });
    shown.over = over;
    if let Some(amount) = asked.filter(|a| *a != "open") {
        amount.clone_into(&mut shown.amount);
    }
    Ok(())
}
