//! What a letter says about a fault, and answers that wait until a named
//! person has looked at them.

use super::arrive::Letter;
use super::reply::{NextWord, Reply, Written, check_seen, check_words, note, reply};
use super::said::Promised;
use super::{Deed, find};
use crate::apologies::rules::{self, Policy, Refused, Saying, Typed};
use crate::apologies::store::{self as rows, Place, Waiting};
use crate::cases::store::{self, Case};
use crate::causes;
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::messages::Mark;
use crate::restitution::{self, State};
use crate::web::{Asker, Problem, Role};
use crate::wordlists::{self, Which};
use crate::{messages, needs, people, team, teams};
use ::store::{Error, Tx};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

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
    }
}

/// What holds for letters of this case, and who looks first when one is named.
pub fn policy(tx: &mut Tx<'_>, case: &Case) -> Result<(Policy, Option<i64>), Error> {
    let (lines, careful) = rows::lines(tx, case.mailbox, case.number)?;
    let country = match lines.iter().any(|l| !l.country.is_empty()) {
        true => people::store::find(tx, case.person)?
            .and_then(|p| rules::country_of(p.addresses.first()?)),
        false => None,
    };
    Ok(rules::policy(&lines, country.as_deref(), careful))
}

/// Who has to look before this letter may leave; none: nobody, or the asker
/// is the one who looks.
fn looks_first(
    tx: &mut Tx<'_>,
    asker: &Asker,
    case: &Case,
    now: At,
) -> Result<Option<i64>, Problem> {
    let (Policy::FactsAndHelp, named) = policy(tx, case)? else {
        return Ok(None);
    };
    match named {
        Some(agent) if agent == asker.agent => Ok(None),
        Some(agent) if team::store::may_own(tx, agent)? => Ok(Some(agent)),
        _ if asker.role >= Role::Lead => Ok(None),
        _ => Ok(duty_lead(tx, case, now)?.filter(|lead| *lead != asker.agent)),
    }
}

/// The lead who looks when nobody is named: who is on duty for the case's team
/// or the house. When none of them is here it waits for the first all the same.
pub fn duty_lead(tx: &mut Tx<'_>, case: &Case, now: At) -> Result<Option<i64>, Error> {
    if let Some((agent, _)) = teams::store::on_duty(tx, case.team, now)? {
        return Ok(Some(agent));
    }
    let leads = team::store::roster(tx)?;
    let of = |role: Role| {
        leads
            .iter()
            .find(|c| c.active && c.role == role)
            .map(|c| c.id)
    };
    Ok(of(Role::Lead).or_else(|| of(Role::Admin)))
}

/// What became of an answer.
#[derive(Debug, Clone)]
pub enum Sent {
    Left(Written),
    /// It waits until somebody has looked.
    Waits,
}

/// Sends a reply, or keeps it until the named person has looked.
pub fn send(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    wanted: &Reply,
    now: At,
) -> Result<Sent, Problem> {
    let case = find(tx, asker, number)?;
    match looks_first(tx, asker, &case, now)? {
        Some(lead) => hold(tx, asker, case, wanted, lead, now).map(|()| Sent::Waits),
        None => reply(tx, asker, number, wanted, now).map(Sent::Left),
    }
}

/// What goes with a letter, besides its words, as it waits.
#[derive(Debug, Serialize, Deserialize)]
struct Wishes {
    settles: Option<Vec<i64>>,
    due: Option<At>,
    next_word: Option<String>,
    /// Kind, due and words of each accepted promise.
    promised: Vec<(String, At, String)>,
    until: bool,
    close: bool,
    says_no: Vec<i64>,
    tells: Vec<(i64, String)>,
}

fn hold(
    tx: &mut Tx<'_>,
    asker: &Asker,
    case: Case,
    wanted: &Reply,
    lead: i64,
    now: At,
) -> Result<(), Problem> {
    check_words(&wanted.words, &wanted.files)?;
    check_seen(tx, &case, wanted.seen_event)?;
    if wanted.apology.as_ref().is_some_and(|a| !a.parts.is_empty()) {
        return Err(refuse("facts-and-help", "apologies-no-parts"));
    }
    let wishes = Wishes {
        settles: wanted.settles.clone(),
        due: wanted.next_word.as_ref().map(|w| w.due),
        next_word: wanted.next_word.as_ref().and_then(|w| w.words.clone()),
        promised: wanted
            .promised
            .iter()
            .map(|p| (p.kind.word().to_owned(), p.due, p.words.clone()))
            .collect(),
        until: wanted.until,
        close: wanted.close,
        says_no: wanted.says_no.clone(),
        tells: wanted.tells.clone(),
    };
    let waiting = Waiting {
        id: 0,
        case: case.number,
        agent: asker.agent,
        for_agent: lead,
        words: wanted.words.clone(),
        wishes: serde_json::to_string(&wishes).map_err(anyhow::Error::from)?,
        held_at: now,
    };
    let number = case.number;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    let id = rows::hold(tx, &waiting)?;
    messages::store::drop_draft(tx, number, asker.agent, messages::Kind::Reply)?;
    deed.record(Kind::AnswerWaits, Ids::of("answer", id).and("agent", lead));
    deed.done(tx)?;
    Ok(())
}

fn waiting(tx: &mut Tx<'_>, asker: &Asker, number: i64, id: i64) -> Result<Waiting, Problem> {
    find(tx, asker, number)?;
    let answer = rows::waiting(tx, number)?
        .into_iter()
        .find(|w| w.id == id)
        .ok_or_else(|| Problem::refuse(StatusCode::CONFLICT, "looked-at", "apologies-looked-at"))?;
    if asker.agent != answer.for_agent && asker.role < Role::Lead {
        return Err(Problem::refuse(
            StatusCode::FORBIDDEN,
            "role",
            "apologies-not-yours",
        ));
    }
    Ok(answer)
}

/// The named person has looked: it leaves now, as its writer's letter.
pub fn release(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    id: i64,
    seen_event: Option<i64>,
    default_server: bool,
    now: At,
) -> Result<Written, Problem> {
    let answer = waiting(tx, asker, number, id)?;
    let wishes: Wishes = serde_json::from_str(&answer.wishes).map_err(anyhow::Error::from)?;
    // A time that has passed while it waited is promised by nobody.
    let due = wishes.due.filter(|due| *due > now);
    let wanted = Reply {
        words: answer.words,
        seen_event,
        settles: wishes.settles,
        next_word: due.map(|due| NextWord {
            due,
            words: wishes.next_word,
        }),
        promised: promised(wishes.promised, now),
        until: wishes.until,
        close: wishes.close,
        says_no: wishes.says_no,
        tells: wishes.tells,
        default_server,
        ..Reply::default()
    };
    // The letter is its writer's; who let it go stands in the event.
    let writer = Asker {
        agent: answer.agent,
        ..asker.clone()
    };
    let newer = messages::store::draft(tx, number, answer.agent, messages::Kind::Reply)?;
    let written = reply(tx, &writer, number, &wanted, now)?;
    if let Some((_, words, _)) = newer {
        messages::store::restore_draft(tx, number, answer.agent, &words, now)?;
    }
    rows::end(tx, id, Some(written.message), now)?;
    let mut deed = Deed::on(find(tx, asker, number)?, now, Actor::Agent(asker.agent));
    deed.record(
        Kind::AnswerReleased,
        Ids::of("answer", id).and("message", written.message),
    );
    deed.done(tx)?;
    Ok(written)
}

fn promised(kept: Vec<(String, At, String)>, now: At) -> Vec<Promised> {
    kept.into_iter()
        .filter(|(_, due, _)| *due > now)
        .filter_map(|(kind, due, words)| {
            Some(Promised {
                kind: kind.parse().ok()?,
                due,
                words,
            })
        })
        .collect()
}

/// It goes back to its writer as their draft, with a word of why as a note.
pub fn give_back(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    id: i64,
    why: &str,
    now: At,
) -> Result<(), Problem> {
    let answer = waiting(tx, asker, number, id)?;
    messages::store::restore_draft(tx, number, answer.agent, &answer.words, now)?;
    rows::end(tx, id, None, now)?;
    let mut deed = Deed::on(find(tx, asker, number)?, now, Actor::Agent(asker.agent));
    deed.record(Kind::AnswerGivenBack, Ids::of("answer", id));
    deed.done(tx)?;
    if !why.trim().is_empty() {
        note(tx, asker, number, why.trim(), None, &[], now)?;
    }
    Ok(())
}

/// Records what the letter says about a fault. Without a part that is marked
/// nothing is recorded but what went wrong.
pub(super) fn apologise(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    asker: &Asker,
    typed: &Typed,
    message: i64,
) -> Result<(), Problem> {
    let cause = match typed.cause.trim() {
        "" => None,
        letters => Some(causes::deeds::meant(tx, asker, letters, deed.at)?),
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
    let saying = rules::read(typed, cause, asker.lang).map_err(|why| refused(why, asker))?;
    if policy(tx, &deed.case)?.0 == Policy::FactsAndHelp {
        return Err(refuse("facts-and-help", "apologies-no-parts"));
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

/// The letter is taken back, and with it what it said and offered.
pub(super) fn unsay(tx: &mut Tx<'_>, case: i64, message: i64, now: At) -> Result<(), Error> {
    restitution::store::take_back(tx, message)?;
    if let Some(cause) = rows::take_back(tx, message, now)? {
        let last = rows::last_in(tx, case, cause)?;
        causes::store::apologised(tx, case, cause, last)?;
    }
    Ok(())
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
    let theirs = restitution::store::of_case(tx, number)?
        .into_iter()
        .any(|r| r.id == offer);
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
    if letter.mark.is_some_and(|mark| mark != Mark::List) {
        return Ok(());
    }
    let tag = letter.language.or(deed.case.language.as_deref());
    let Some(lang) = tag.map_or(Some(Lang::default()), Lang::of_tag) else {
        return Ok(());
    };
    let Some(list) = wordlists::store::of(tx, Which::Careful, lang)? else {
        return Ok(());
    };
    let speaks = !list.find(letter.words).is_empty() || !list.find(letter.subject).is_empty();
    if speaks && rows::be_careful(tx, deed.case.number, deed.at)? {
        deed.record(Kind::CareFound, Ids::none());
    }
    Ok(())
}
