//! Giving beyond what we owe, asking the lead for more, and the answer that lets
//! the waiting letter go.

use super::super::store::Case;
use super::waiting::{Sent, check_gaps, send, send_seen};
use super::{Deed, NextWord, Reply, away, find};
use crate::events::{self, Actor, Ids, Kind};
use crate::goodwill::store::{self, Ask, Gift, New};
use crate::goodwill::views::over_sentence;
use crate::goodwill::{self, Left};
use crate::kit::money::{Currency, Money};
use crate::kit::words::{Lang, Words};
use crate::kit::{At, moments};
use crate::web::{Asker, Problem, Role};
use crate::{apologies, mailboxes, needs, outbox, team};
use ::store::Tx;
use axum::http::StatusCode;
use jiff::tz::TimeZone;

/// What a form or a program wants to give.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub need: Option<i64>,
    pub cause: Option<i64>,
    pub kind: goodwill::Kind,
    pub amount: Money,
}

/// A question to the lead: by when the person hears of it, and the letter that
/// waits for the answer.
#[derive(Debug, Clone)]
pub struct Asking {
    pub wish: Wish,
    pub until: At,
    /// Empty: no letter waits.
    pub reply: String,
    pub seen_event: Option<i64>,
    pub undo_seconds: i64,
    pub default_server: bool,
}

/// What a role may still give in a case; the currency is that of the budgets.
pub fn goodwill_left(
    tx: &mut Tx<'_>,
    case: &Case,
    role: Role,
    now: At,
) -> Result<(Option<Left>, Currency), Problem> {
    let zone = zone_of(tx, case)?;
    let left = store::left(tx, case.number, case.mailbox, role, &zone, now)?;
    let first = store::budgets(tx)?.first().map(|b| b.limit.currency);
    Ok((left, first.unwrap_or(Currency::EUR)))
}

fn zone_of(tx: &mut Tx<'_>, case: &Case) -> Result<TimeZone, Problem> {
    let mailbox = mailboxes::store::find(tx, case.mailbox)?;
    Ok(mailbox.map_or(TimeZone::UTC, |m| moments::zone(&m.zone)))
}

/// The wish as a row, when it can be one.
fn checked(
    tx: &mut Tx<'_>,
    asker: &Asker,
    case: &Case,
    wish: &Wish,
    now: At,
) -> Result<New, Problem> {
    let amount = wish
        .amount
        .positive()
        .map_err(|wrong| Problem::amount(&wrong, asker.words()))?;
    // An answer of the lead is given in the currency it was asked in.
    let (_, currency) = goodwill_left(tx, case, asker.role, now)?;
    if currency != amount.currency {
        let wrong = crate::kit::money::Wrong::Other {
            found: amount.currency.code().to_owned(),
            wanted: currency,
        };
        return Err(Problem::amount(&wrong, asker.words()));
    }
    if let Some(need) = wish.need
        && needs::store::of_case(tx, case.number)?
            .iter()
            .all(|n| n.id != need)
    {
        return Err(Problem::not_found("need", need));
    }
    Ok(New {
        case: case.number,
        need: wish.need,
        cause: wish.cause,
        kind: wish.kind,
        amount,
        role: asker.role,
    })
}

/// Gives, inside the limit. Beyond it 409 `limit` says what is left and the ways
/// there are.
pub fn give(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    wish: &Wish,
    now: At,
) -> Result<Gift, Problem> {
    store::lock(tx)?;
    let case = find(tx, asker, number)?;
    let new = checked(tx, asker, &case, wish, now)?;
    let (left, currency) = goodwill_left(tx, &case, asker.role, now)?;
    if let Err(rest) = goodwill::rules::within(new.amount, left, currency) {
        return Err(over(asker, rest, new.amount, team::alone(tx)?));
    }
    let by = Actor::Agent(asker.agent);
    let id = store::give(tx, &new, None, now, by)?;
    let mut deed = Deed::on(case, now, by);
    deed.record(Kind::GoodwillGiven, Ids::of("goodwill", id));
    deed.done(tx)?;
    gift(tx, number, id)
}

fn gift(tx: &mut Tx<'_>, case: i64, id: i64) -> Result<Gift, Problem> {
    store::of_case(tx, case)?
        .into_iter()
        .find(|g| g.id == id)
        .ok_or_else(|| Problem::not_found("goodwill", id))
}

fn over(asker: &Asker, rest: Money, asked: Money, alone: bool) -> Problem {
    let mut ways = vec!["limit"];
    if !alone {
        ways.insert(0, "ask");
    }
    if rest.minor > 0 {
        ways.insert(0, "give");
    }
    Problem::refuse(StatusCode::CONFLICT, "limit", "goodwill-said")
        .arg("said", over_sentence(asker.words(), rest, asked, alone))
        .extra("left", rest.minor)
        .extra("currency", rest.currency.code())
        .extra("ways", ways)
}

/// Asks the lead. The person hears by when they will know; the letter waits.
/// Gives the question, and what became of the word to the person.
pub fn ask(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    asking: &Asking,
    now: At,
) -> Result<(i64, Sent), Problem> {
    let case = find(tx, asker, number)?;
    let new = checked(tx, asker, &case, &asking.wish, now)?;
    let waiting = asking.reply.replace("\r\n", "\n");
    check_gaps(&waiting)?;
    if team::alone(tx)? {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "alone",
            "goodwill-nobody-to-ask",
        ));
    }
    if let Some(open) = store::ask_in(tx, number)? {
        return Err(
            Problem::refuse(StatusCode::CONFLICT, "asked", "goodwill-asked-already")
                .arg("name", open.asker)
                .arg("amount", open.amount.said(asker.lang)),
        );
    }
    let sentence = asked_sentence(tx, &case, asking.until, now)?;
    let reply = Reply {
        words: sentence.clone(),
        seen_event: asking.seen_event,
        next_word: Some(NextWord {
            due: asking.until,
            words: Some(sentence),
        }),
        undo_seconds: asking.undo_seconds,
        default_server: asking.default_server,
        ..Reply::default()
    };
    let mut sent = send(tx, asker, number, &reply, now)?;
    let mut deed = Deed::on(find(tx, asker, number)?, now, Actor::Agent(asker.agent));
    let seen = deed.next_event();
    let id = store::ask(tx, &new, waiting.trim(), seen, now, asker.agent)?;
    deed.record(Kind::GoodwillAsked, Ids::of("ask", id));
    let event = deed.done(tx)?;
    if let Sent::Left(written) = &mut sent {
        written.event = event;
    }
    Ok((id, sent))
}

/// "I have asked; you will know by tomorrow 12:00.", in the case's language.
fn asked_sentence(tx: &mut Tx<'_>, case: &Case, until: At, now: At) -> Result<String, Problem> {
    let mailbox = mailboxes::store::find(tx, case.mailbox)?
        .ok_or_else(|| Problem::not_found("mailbox", case.mailbox))?;
    let tag = case.language.as_deref().unwrap_or(&mailbox.language);
    let words = Words::of(Lang::of_tag(tag).unwrap_or_default());
    let when = words.when(until, &moments::zone(&mailbox.zone), now);
    Ok(crate::t!(words, "goodwill-asked-sentence", when = when))
}

/// What a lead says to a question.
#[derive(Debug, Clone)]
pub enum Answered {
    Yes,
    /// With the reason, which reaches whoever asked.
    No(String),
}

/// What became of the letter that waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waited {
    /// None did.
    Nothing,
    Sent,
    /// Somebody else has to look at it before it leaves.
    Waits,
    /// It is its writer's draft again.
    Draft,
}

/// Answers a question. Of two who answer at once one wins, and the other reads
/// who: 409 `answered`.
pub fn answer_ask(
    tx: &mut Tx<'_>,
    lead: &Asker,
    id: i64,
    answer: &Answered,
    default_server: bool,
    now: At,
) -> Result<Waited, Problem> {
    let ask = store::find_ask(tx, id)?.ok_or_else(|| Problem::not_found("ask", id))?;
    let case = find(tx, lead, ask.case)?;
    let word = match answer {
        Answered::Yes => "yes",
        Answered::No(why) if why.trim().is_empty() => {
            return Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "no-reason",
                "goodwill-no-reason",
            ));
        }
        Answered::No(_) => "no",
    };
    if !store::answer(tx, id, word, now, lead.agent)? {
        return Err(answered_already(tx, id)?);
    }
    let mut deed = Deed::on(case, now, Actor::Agent(lead.agent));
    match answer {
        Answered::Yes => {
            deed.record(Kind::GoodwillAgreed, Ids::of("ask", id));
            let new = New {
                case: ask.case,
                need: ask.need,
                cause: ask.cause,
                kind: ask.kind,
                amount: ask.amount,
                role: ask.role,
            };
            let gift = store::give(tx, &new, Some(id), now, Actor::Agent(ask.asked_by))?;
            deed.record(
                Kind::GoodwillGiven,
                Ids::of("goodwill", gift).and("ask", id),
            );
            deed.done(tx)?;
            unask(tx, lead, &ask, now)?;
            release(tx, lead, &ask, default_server, now)
        }
        Answered::No(why) => {
            deed.record(Kind::GoodwillRefused, Ids::of("ask", id));
            deed.done(tx)?;
            let words = lead.words();
            let amount = ask.amount.said(words.lang());
            let note = crate::t!(words, "goodwill-no-note", amount = amount, why = why.trim());
            unask(tx, lead, &ask, now)?;
            super::note(tx, lead, ask.case, &note, None, &[], now)?;
            back_to_draft(tx, lead, &ask, now)
        }
    }
}

fn answered_already(tx: &mut Tx<'_>, id: i64) -> Result<Problem, Problem> {
    let ask = store::find_ask(tx, id)?.ok_or_else(|| Problem::not_found("ask", id))?;
    let key = match ask.answer.as_deref() {
        Some("yes") => "goodwill-answered-yes",
        Some("no") => "goodwill-answered-no",
        _ => "goodwill-answered-withdrawn",
    };
    Ok(Problem::refuse(StatusCode::CONFLICT, "answered", key)
        .arg("name", ask.answered_by.unwrap_or_default()))
}

/// The letter that waited leaves as its writer's, at once; as the lead's when
/// that colleague works here no more. When somebody wrote
/// in between, or it cannot leave, it is its writer's draft again: nothing is
/// sent by accident. What they are typing now stays their draft.
fn release(
    tx: &mut Tx<'_>,
    lead: &Asker,
    ask: &Ask,
    default_server: bool,
    now: At,
) -> Result<Waited, Problem> {
    if ask.reply.is_empty() {
        return Ok(Waited::Nothing);
    }
    // That it was asked is no news, whenever that word left.
    let asked = apologies::store::kept_at(tx, ask.case, ask.asked_by, ask.asked_at)?;
    let asked = asked.and_then(|(.., message)| message);
    let newer = events::store::since(tx, ask.case, ask.seen_event)?;
    let is_new = |e: &events::Event| {
        e.kind.brings_words() && (asked.is_none() || e.ids.get("message") != asked)
    };
    if newer.iter().any(is_new) || check_gaps(&ask.reply).is_err() {
        return back_to_draft(tx, lead, ask, now);
    }
    let writer = away::whose(tx, ask.asked_by, lead)?;
    let reply = Reply {
        undo_seconds: still_here(tx, ask.case, now)?,
        words: ask.reply.clone(),
        default_server,
        ..Reply::default()
    };
    let sent = tx.attempt(|tx| send_seen(tx, &writer, lead, ask.case, &reply, now));
    let waited = match sent {
        Ok(Sent::Left(_)) => Waited::Sent,
        Ok(Sent::Waits) => Waited::Waits,
        Err(problem) if problem.is_failure() => return Err(problem),
        Err(_) => return back_to_draft(tx, lead, ask, now),
    };
    store::released(tx, ask.id)?;
    Ok(waited)
}

/// "I have asked" is true no longer: where it still waits for somebody to look
/// at it, it does not leave.
fn unask(tx: &mut Tx<'_>, by: &Asker, ask: &Ask, now: At) -> Result<(), Problem> {
    let kept = apologies::store::kept_at(tx, ask.case, ask.asked_by, ask.asked_at)?;
    let Some((id, true, _)) = kept else {
        return Ok(());
    };
    if apologies::store::end(tx, id, None, now)? {
        let case = find(tx, by, ask.case)?;
        let mut deed = Deed::on(case, now, Actor::Agent(by.agent));
        deed.record(Kind::AnswerGivenBack, Ids::of("answer", id));
        deed.done(tx)?;
    }
    Ok(())
}

/// For how many seconds a letter of the case can still be taken back: "I have
/// asked" leaves before the answer does.
fn still_here(tx: &mut Tx<'_>, case: i64, now: At) -> Result<i64, Problem> {
    let latest = outbox::store::of_case(tx, case)?
        .into_iter()
        .filter(|e| e.state == outbox::Delivery::Waiting && e.not_before > now)
        .map(|e| e.not_before)
        .max();
    Ok(latest.map_or(0, |at| {
        i64::try_from(at.since(now).as_secs()).unwrap_or(0) + 1
    }))
}

fn back_to_draft(tx: &mut Tx<'_>, by: &Asker, ask: &Ask, now: At) -> Result<Waited, Problem> {
    if ask.reply.is_empty() {
        return Ok(Waited::Nothing);
    }
    away::back_to_writer(tx, by, ask.case, (ask.asked_by, &ask.reply), now)?;
    store::released(tx, ask.id)?;
    Ok(Waited::Draft)
}

/// Nobody has to answer any more; the letter that waited is a draft again.
pub fn withdraw_ask(tx: &mut Tx<'_>, asker: &Asker, number: i64, now: At) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let Some(ask) = store::ask_in(tx, number)? else {
        return Ok(());
    };
    if !store::answer(tx, ask.id, "withdrawn", now, asker.agent)? {
        return Err(answered_already(tx, ask.id)?);
    }
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    deed.record(Kind::GoodwillWithdrawn, Ids::of("ask", ask.id));
    deed.done(tx)?;
    unask(tx, asker, &ask, now)?;
    back_to_draft(tx, asker, &ask, now)?;
    Ok(())
}
