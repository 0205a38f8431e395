//! Time that was spent, quotes, and the customer's OK.

use super::super::store::{self as cases, Case};
use super::{Deed, find};
use crate::billing::{self, Entry, Line, Quote, Refused, store};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::web::{Asker, Missing, Problem};
use ::store::Tx;
use axum::http::StatusCode;

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        let no = |code, key| Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key);
        match refused {
            Refused::Off => Problem::refuse(StatusCode::CONFLICT, "off", "billing-off"),
            Refused::NeverCharged => Problem::lock(
                StatusCode::UNPROCESSABLE_ENTITY,
                "never-charged",
                "billing-never-charged",
                &[Missing::Quote],
            ),
            Refused::Minutes => no("minutes", "billing-wrong-minutes"),
            Refused::LongNote => no("too-long", "billing-long-note"),
            Refused::NoLines => no("no-lines", "billing-no-lines"),
            Refused::TwoWorks => no("two-works", "billing-two-works"),
            Refused::NoWords => no("no-words", "billing-no-words"),
            Refused::Pieces => no("pieces", "billing-wrong-pieces"),
            Refused::TooMuch => no("amount", "kit-money-too-large"),
        }
    }
}

/// The house, where it bills.
fn bills(tx: &mut Tx<'_>) -> Result<store::House, Problem> {
    let house = store::house(tx)?;
    match house.bills {
        true => Ok(house),
        false => Err(Refused::Off.into()),
    }
}

/// The number whose agreement holds for a case, which is its own. Where cases
/// were merged that may be one that leads here: new time counts for what was
/// agreed there, and a new quote is the next version of that one, so that nothing
/// is asked or billed twice. Gives that case, locked; none: it is `case` itself.
fn agreed(tx: &mut Tx<'_>, case: &Case) -> Result<Option<Case>, Problem> {
    let share = cases::share::of(tx, case, case.person)?;
    let number = match share.numbers.as_slice() {
        [] | [_] => None,
        several => store::agreed_under(tx, several)?,
    };
    match number.filter(|number| *number != case.number) {
        Some(number) => Ok(cases::lock(tx, number)?),
        None => Ok(None),
    }
}

/// Records what happened under the number it counts for; whoever looks at the
/// case it leads to hears of it too.
fn happened(
    tx: &mut Tx<'_>,
    home: Case,
    own: Option<Case>,
    (kind, ids): (Kind, Ids),
    now: At,
    by: Actor,
) -> Result<(), Problem> {
    tx.say(format!("case:{}", home.number));
    let mut deed = Deed::on(own.unwrap_or(home), now, by);
    deed.record(kind, ids);
    deed.done(tx)?;
    Ok(())
}

/// Minutes of research or of direct work, with a note.
pub fn spend_time(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    kind: billing::Kind,
    minutes: i64,
    note: &str,
    now: At,
) -> Result<Entry, Problem> {
    let case = find(tx, asker, number)?;
    bills(tx)?;
    let note = note.trim();
    billing::rules::check_entry(minutes, note)?;
    let by = Actor::Agent(asker.agent);
    let own = agreed(tx, &case)?;
    let under = own.as_ref().map_or(number, |own| own.number);
    let id = store::spend(tx, under, kind, minutes, note, now, by)?;
    happened(
        tx,
        case,
        own,
        (Kind::TimeSpent, Ids::of("time", id)),
        now,
        by,
    )?;
    Ok(Entry {
        id,
        kind,
        minutes,
        note: note.to_owned(),
        at: now,
    })
}

/// A quote, or the next version of it: it asks the person for their OK.
pub fn make_quote(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    lines: &[Line],
    now: At,
) -> Result<Quote, Problem> {
    let case = find(tx, asker, number)?;
    let house = bills(tx)?;
    let lines: Vec<Line> = lines
        .iter()
        .map(|l| Line {
            words: l.words.trim().to_owned(),
            ..l.clone()
        })
        .collect();
    billing::rules::check_lines(&lines, house.rate, house.currency)?;
    let by = Actor::Agent(asker.agent);
    let own = agreed(tx, &case)?;
    let under = own.as_ref().map_or(number, |own| own.number);
    let id = store::quote(tx, under, house, &lines, now, by)?;
    happened(
        tx,
        case,
        own,
        (Kind::QuoteMade, Ids::of("quote", id)),
        now,
        by,
    )?;
    store::quotes(tx, under)?
        .into_iter()
        .find(|q| q.id == id)
        .ok_or_else(|| Problem::not_found("quote", id))
}

/// The customer's OK, or their no, to the newest version. An older one asks
/// nothing any more.
pub fn answer_quote(
    tx: &mut Tx<'_>,
    case: Case,
    person: i64,
    quote: i64,
    accepts: bool,
    now: At,
) -> Result<(), Problem> {
    let not_theirs = || Problem::not_found("quote", quote);
    // A quote stays with the number it was made under, also when that was merged.
    let number = store::case_of(tx, quote)?.ok_or_else(not_theirs)?;
    let own = cases::find(tx, number)?.ok_or_else(not_theirs)?;
    if cases::home(tx, number)? != Some(case.number) || own.person != person {
        return Err(not_theirs());
    }
    let newest = store::quotes(tx, number)?.into_iter().next_back();
    let newest = newest.ok_or_else(not_theirs)?;
    let by = Actor::Person(person);
    if newest.id != quote {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "changed",
            "billing-quote-changed",
        ));
    }
    if !store::answer(tx, quote, accepts, now, by)? {
        // The same press twice.
        return match newest.accepted == Some(accepts) {
            true => Ok(()),
            false => Err(Problem::refuse(
                StatusCode::CONFLICT,
                "answered",
                "billing-quote-answered",
            )),
        };
    }
    let kind = if accepts {
        Kind::QuoteAccepted
    } else {
        Kind::QuoteRefused
    };
    let mut deed = Deed::on(case, now, by);
    deed.record(kind, Ids::of("quote", quote));
    // It is ours to go on, whatever they said.
    if deed.case.turn == super::super::rules::Turn::Customer {
        deed.case.turn = super::super::rules::Turn::Us;
    }
    deed.done(tx)?;
    Ok(())
}
