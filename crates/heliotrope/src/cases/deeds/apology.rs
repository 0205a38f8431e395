//! What a letter says about a fault, and what is put right.

use super::arrive::Letter;
use super::waiting::{no_parts, policy};
use super::{Deed, find};
use crate::apologies::rules::{self, Policy, Refused, Saying, Typed};
use crate::apologies::store::{self as rows, Place};
use crate::billing;
use crate::cases::store::{self, Case};
use crate::causes;
use crate::events::{Actor, Ids, Kind};
use crate::goodwill::{self, Scope};
use crate::kit::At;
use crate::kit::money::Currency;
use crate::kit::words::{Lang, Words};
use crate::messages;
use crate::messages::Mark;
use crate::needs;
use crate::restitution::{self, State};
use crate::web::{Asker, Problem};
use crate::wordlists::{self, Which};
use ::store::{Error, Tx};
use axum::http::StatusCode;

fn refuse(code: &'static str, key: &'static str) -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key)
}

fn refused(why: Refused, asker: &Asker) -> Problem {
    match why {
        Refused::NoFault => refuse("no-fault", "apologies-no-fault"),
        Refused::NoSuchPart(word) => {
            refuse("no-such-part", "apologies-no-such-part").arg("part", word)
        }
        Refused::NotOurs => refuse("not-ours", "apologies-not-ours"),
        Refused::NoChange => refuse("no-change", "apologies-no-change"),
        Refused::Amount(wrong) => {
            refuse("amount", "apologies-amount").arg("why", wrong.said(Words::of(asker.lang)))
        }
        Refused::NoCurrency => refuse("currency", "apologies-no-currency"),
    }
}

/// Records what the letter says about a fault. Without a part that is marked
/// nothing is recorded but what went wrong.
pub(super) fn apologise(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    asker: &Asker,
    typed: &Typed,
    (message, words): (i64, &str),
) -> Result<(), Problem> {
    let cause = match typed.cause.trim() {
        "" => None,
        letters => Some(causes::deeds::meant(
            tx,
            asker,
            letters,
            deed.case.team,
            deed.at,
        )?),
    };
    if let Some(cause) = cause
        && causes::store::attach(
            tx,
            deed.case.number,
            cause,
            deed.case.person,
            deed.at,
            deed.by,
        )?
    {
        deed.record(Kind::CauseSet, Ids::of("cause", cause));
    }
    if typed.parts.is_empty() && typed.repair.is_empty() {
        return Ok(());
    }
    let usual = usual_currency(tx, &deed.case, typed, words)?;
    let saying = rules::read(typed, cause, asker.lang, usual).map_err(|why| refused(why, asker))?;
    if policy(tx, &deed.case)?.0 == Policy::FactsAndHelp {
        return Err(no_parts());
    }
    check_change(tx, &saying)?;
    stop_once(tx, deed, asker, typed, &saying)?;
    let restitution = put_right(tx, deed, &saying, message)?;
    let place = Place {
        case: deed.case.number,
        message,
        person: deed.case.person,
    };
    let id = rows::add(tx, &place, &saying, restitution, deed.at)?;
    if let Some(cause) = cause {
        causes::store::apologised(tx, deed.case.number, cause, Some(deed.at))?;
    }
    deed.record(
        Kind::Apologised,
        Ids::of("apology", id).and("message", message),
    );
    Ok(())
}

/// The currency of a sum that names none: that of the letter, else that of the
/// budgets which count for the mailbox, else the one the house bills in. Two that
/// differ are none: it is asked for.
fn usual_currency(
    tx: &mut Tx<'_>,
    case: &Case,
    typed: &Typed,
    words: &str,
) -> Result<Option<Currency>, Problem> {
    if typed.repair.is_empty() || typed.amount.trim().is_empty() {
        return Ok(None);
    }
    if let Some(said) = rules::said_in(words) {
        return Ok(Some(said));
    }
    let mut known: Vec<Currency> = goodwill::store::budgets(tx)?
        .into_iter()
        .filter(|budget| match budget.scope {
            Scope::Mailbox(mailbox) => mailbox == case.mailbox,
            Scope::House | Scope::Role(_) => true,
        })
        .map(|budget| budget.limit.currency)
        .collect();
    if known.is_empty() {
        known.extend(billing::store::currency(tx)?);
    }
    known.dedup();
    match known.as_slice() {
        [only] => Ok(Some(*only)),
        _ => Ok(None),
    }
}

/// A change that is linked has to be one of this cause, with an owner.
fn check_change(tx: &mut Tx<'_>, saying: &Saying) -> Result<(), Problem> {
    let Some(id) = saying.change else {
        return Ok(());
    };
    let known = causes::store::change(tx, id)?
        .is_some_and(|c| c.is_known() && saying.cause.is_none_or(|cause| cause == c.cause));
    match known {
        true => Ok(()),
        false => Err(refuse("no-change", "apologies-no-change")),
    }
}

/// Words for one cause are used up for 90 days: asked once, with four ways on.
/// A letter that repairs something, or tells what changed, is such a way.
fn stop_once(
    tx: &mut Tx<'_>,
    deed: &Deed,
    asker: &Asker,
    typed: &Typed,
    saying: &Saying,
) -> Result<(), Problem> {
    let repairs = saying.repair.as_ref().is_some_and(|r| r.given);
    let Some(cause) = saying
        .cause
        .filter(|_| !typed.anyway && !repairs && saying.change.is_none())
    else {
        return Ok(());
    };
    let last = rows::last_for(tx, deed.case.person, cause)?;
    let Some(last) = rules::used_up(last, deed.at) else {
        return Ok(());
    };
    let day = Words::of(asker.lang).date(last, &asker.zone);
    Err(
        Problem::refuse(StatusCode::CONFLICT, "used-up", "apologies-used-up")
            .arg("day", day)
            .extra("last", last.to_string())
            .extra(
                "ways",
                vec!["repair", "call", "tell_what_changed", "anyway"],
            ),
    )
}

/// What is given or offered, for the need that the case began with.
fn put_right(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    saying: &Saying,
    message: i64,
) -> Result<Option<i64>, Problem> {
    let Some(repair) = &saying.repair else {
        return Ok(None);
    };
    let needs = needs::store::of_case(tx, deed.case.number)?;
    let Some(need) = needs.iter().find(|n| n.implied).or(needs.first()) else {
        return Ok(None);
    };
    let kind = match repair.amount {
        Some(_) => restitution::Kind::Refund,
        None => restitution::Kind::Repair,
    };
    let new = restitution::store::New {
        need: need.id,
        kind,
        amount: repair.amount,
        state: if repair.given {
            State::Given
        } else {
            State::Offered
        },
        message: Some(message),
    };
    let id = restitution::store::make(tx, &new, deed.at, deed.by)?;
    deed.record(
        Kind::RestitutionMade,
        Ids::of("restitution", id).and("state", new.state.word()),
    );
    Ok(Some(id))
}

/// The letter is taken back, and with it what it said and offered; what was
/// marked stands beside the draft again.
pub(super) fn unsay(tx: &mut Tx<'_>, case: i64, message: i64, now: At) -> Result<(), Error> {
    remember(tx, case, message, now)?;
    restitution::store::take_back(tx, message)?;
    if let Some(cause) = rows::take_back(tx, message, now)? {
        let last = rows::last_in(tx, case, cause)?;
        causes::store::apologised(tx, case, cause, last)?;
    }
    Ok(())
}

/// The margin as it was when the letter left.
fn remember(tx: &mut Tx<'_>, case: i64, message: i64, now: At) -> Result<(), Error> {
    let all = rows::of_case(tx, case)?;
    let Some(said) = all.into_iter().find(|a| a.message == message) else {
        return Ok(());
    };
    let Some((_, Actor::Agent(writer), ..)) = messages::store::written(tx, case, message)? else {
        return Ok(());
    };
    let cause = said
        .cause
        .map(|id| causes::store::find(tx, id))
        .transpose()?;
    let put_right = restitution::store::of_case(tx, case)?;
    let put_right = put_right.iter().find(|r| Some(r.id) == said.restitution);
    let repair = put_right.map(|r| {
        if r.state == State::Given {
            "give"
        } else {
            "ask"
        }
    });
    let typed = Typed {
        fault: said.fault.word().to_owned(),
        cause: cause.flatten().map(|c| c.name).unwrap_or_default(),
        parts: said.parts.iter().map(|p| p.word().to_owned()).collect(),
        repair: repair.unwrap_or_default().to_owned(),
        amount: put_right
            .and_then(|r| r.amount)
            .map(|m| m.figures())
            .unwrap_or_default(),
        change: said.change.map(|id| id.to_string()).unwrap_or_default(),
        anyway: false,
    };
    let margin = serde_json::to_string(&typed).map_err(|e| Error::data(e.to_string()))?;
    messages::store::keep_margin(tx, case, writer, Some(&margin), now)
}

/// No apology is owed here: a press, so that the ribbon says so.
pub fn not_owed(tx: &mut Tx<'_>, asker: &Asker, number: i64, now: At) -> Result<(), Problem> {
    let mut deed = Deed::on(find(tx, asker, number)?, now, Actor::Agent(asker.agent));
    deed.record(Kind::ApologyNotOwed, Ids::none());
    deed.done(tx)?;
    Ok(())
}

/// The case is not about an injury, a lawyer or lost data after all.
pub fn drop_care(tx: &mut Tx<'_>, asker: &Asker, number: i64, now: At) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let by = Actor::Agent(asker.agent);
    if rows::drop_care(tx, number, by, now)? {
        let mut deed = Deed::on(case, now, by);
        deed.record(Kind::CareDropped, Ids::none());
        deed.done(tx)?;
    }
    Ok(())
}

/// They have what we owed them: a press.
pub fn given(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    owed: i64,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let ours = restitution::store::of_case(tx, number)?;
    if !ours.iter().any(|r| r.id == owed) {
        return Err(Problem::not_found("restitution", owed));
    }
    if restitution::store::give(tx, owed, now)? {
        let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
        deed.record(
            Kind::RestitutionMade,
            Ids::of("restitution", owed).and("state", State::Given.word()),
        );
        deed.done(tx)?;
    }
    Ok(())
}

/// The person takes what was offered; it is our turn to give it.
pub fn take_offer(
    tx: &mut Tx<'_>,
    case: Case,
    person: i64,
    offer: i64,
    now: At,
) -> Result<(), Problem> {
    let number = case.number;
    let share = store::share::of(tx, &case, person)?;
    let theirs = restitution::store::of_case(tx, number)?
        .into_iter()
        .any(|r| r.id == offer && share.needs.iter().any(|n| n.id == r.need));
    if !theirs || !restitution::store::accept(tx, offer, now)? {
        return Ok(());
    }
    let by = Actor::Person(person);
    let mut deed = Deed::on(case, now, by);
    deed.record(Kind::RestitutionTaken, Ids::of("restitution", offer));
    if store::reopen(tx, number, now, by)? {
        deed.record(Kind::Reopened, Ids::of("restitution", offer));
    }
    deed.case.turn = super::super::rules::Turn::Us;
    deed.case.parked_until = None;
    deed.done(tx)?;
    Ok(())
}

/// A letter that speaks of an injury, a lawyer or lost data asks for facts and
/// help; somebody may say that it is not about that.
pub(super) fn listen(tx: &mut Tx<'_>, deed: &mut Deed, letter: &Letter<'_>) -> Result<(), Error> {
    let language = letter.language.or(deed.case.language.as_deref());
    match speaks_of_harm(tx, letter, language)? {
        true => ask_for_care(tx, deed),
        false => Ok(()),
    }
}

pub(super) fn speaks_of_harm(
    tx: &mut Tx<'_>,
    letter: &Letter<'_>,
    language: Option<&str>,
) -> Result<bool, Error> {
    if letter.mark.is_some_and(|mark| mark != Mark::List) {
        return Ok(false);
    }
    let Some(lang) = language.map_or(Some(Lang::default()), Lang::of_tag) else {
        return Ok(false);
    };
    let list = wordlists::store::of(tx, Which::Careful, lang)?;
    Ok(list.is_some_and(|list| {
        let heads = letter.said.heads(&list);
        !(heads.subject.is_empty() && heads.letter.is_empty())
    }))
}

/// Once for each case.
pub(super) fn ask_for_care(tx: &mut Tx<'_>, deed: &mut Deed) -> Result<(), Error> {
    if rows::be_careful(tx, deed.case.number, deed.at)? {
        deed.record(Kind::CareFound, Ids::none());
    }
    Ok(())
}
