//! What went wrong in a case, and telling everybody once it is mended.

use super::post::post;
use super::reply::{Written, check_seen};
use super::waiting::{hold_news, looks_at_news};
use super::{Deed, find};
use crate::cases::store;
use crate::cases::store::Case;
use crate::causes::rules::{NewsEnd, Text, Told, filled, matter, primary};
use crate::causes::store::news::{self, News};
use crate::causes::{self, store as rows};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::mailboxes::{self, Mailbox};
use crate::web::{Asker, Problem};
use crate::{needs, people};
use ::store::Tx;
use axum::http::StatusCode;

/// Sets the cause that somebody means by a few letters of its name. Gives its id.
pub fn set_cause(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    typed: &str,
    now: At,
) -> Result<i64, Problem> {
    let case = find(tx, asker, number)?;
    let cause = causes::deeds::meant(tx, asker, typed, case.team, now)?;
    if rows::attach(
        tx,
        number,
        cause,
        case.person,
        now,
        Actor::Agent(asker.agent),
    )? {
        let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
        deed.record(Kind::CauseSet, Ids::of("cause", cause));
        deed.done(tx)?;
    }
    Ok(cause)
}

/// It was not that.
pub fn unset_cause(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    cause: i64,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    if rows::detach(tx, number, cause)? {
        let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
        deed.record(Kind::CauseUnset, Ids::of("cause", cause));
        deed.done(tx)?;
    }
    Ok(())
}

/// The next few letters of a telling that is under way. A case that had an
/// automatic letter within a day waits for its turn. False when nothing is left
/// to do now. `default_server`: is there one for mailboxes without their own?
pub fn tell_next(
    tx: &mut Tx<'_>,
    default_server: bool,
    limit: i64,
    now: At,
) -> Result<bool, Problem> {
    let mut looked_at = Vec::new();
    let (news, left) = loop {
        let Some(news) = news::take_due(tx, now, &looked_at)? else {
            return Ok(false);
        };
        let left = news::untold(tx, &news, now, limit)?;
        if !left.is_empty() {
            break (news, left);
        }
        if !news::is_waited_for(tx, &news)? {
            news::end(tx, &news, NewsEnd::Done, now)?;
            return Ok(true);
        }
        looked_at.push(news.id);
    };
    let texts = news::texts(tx, news.id)?;
    for (number, person) in left {
        // Told a moment ago as another case of the same person.
        if news::has_read(tx, &news, person)? {
            news::tell(tx, &news, number, Told::Joined, None, now)?;
            continue;
        }
        let (how, message) = tell_one(tx, &news, &texts, number, default_server, now)?;
        news::tell(tx, &news, number, how, message, now)?;
    }
    Ok(true)
}

/// Writes the letter into one case. It changes nothing about whose turn it is,
/// what is promised or what is open: whoever said "not yet" is still waiting.
fn tell_one(
    tx: &mut Tx<'_>,
    news: &News,
    texts: &[Text],
    number: i64,
    default_server: bool,
    now: At,
) -> Result<(Told, Option<i64>), Problem> {
    let gone = |number: i64| Problem::not_found("case", number);
    let mut case = store::lock(tx, number)?.ok_or_else(|| gone(number))?;
    // Merged into another case of the same person, it is told there.
    if let Some(home) = case.merged_into {
        let there = store::lock(tx, home)?.ok_or_else(|| gone(home))?;
        if there.person == case.person {
            case = there;
        }
    }
    let told_in = number;
    let number = case.number;
    let (mailbox, to) = match way(tx, &case, default_server)? {
        Ok(way) => way,
        Err(how) => return Ok((how, None)),
    };
    let person = people::store::find(tx, case.person)?
        .ok_or_else(|| Problem::not_found("person", case.person))?;
    // In their language, or not at all: another one would be no answer.
    let said = |tag: &Option<String>| tag.clone().filter(|tag| !tag.is_empty());
    let language = said(&case.language)
        .or_else(|| said(&person.language))
        .unwrap_or_else(|| mailbox.language.clone());
    let language = primary(&language);
    let Some(text) = texts.iter().find(|text| text.language == language) else {
        return Ok((Told::NoText, None));
    };
    let german = language == "de";
    let (mut matters, mut looks) = (Vec::new(), None);
    for beside in [number]
        .into_iter()
        .chain(news::also(tx, news, case.person, number)?)
    {
        let mut needs = needs::store::of_case(tx, beside)?;
        needs.retain(|n| n.is_of(case.person, case.person));
        let asked = needs.iter().find(|n| n.implied).or(needs.first());
        matters.extend(asked.map(|n| matter(&n.words, german)));
        // One of their cases that asks for care is enough.
        if looks.is_none()
            && let Some(beside) = store::find(tx, beside)?
        {
            looks = looks_at_news(tx, &beside, news.agent, now)?;
        }
    }
    let words = filled(&text.words, &matters);
    if let Some(looks) = looks {
        hold_news(tx, case, (news, told_in), &words, looks, now)?;
        return Ok((Told::Waits, None));
    }
    let message = say(tx, case, news, (&mailbox, to), &words, now)?.message;
    Ok((Told::Sent, Some(message)))
}

/// From where and to whom the letter goes, else why it cannot.
#[allow(clippy::type_complexity)]
fn way(
    tx: &mut Tx<'_>,
    case: &Case,
    default_server: bool,
) -> Result<Result<(Mailbox, (i64, String)), Told>, Problem> {
    let mailbox = mailboxes::store::find(tx, case.mailbox)?
        .ok_or_else(|| Problem::not_found("mailbox", case.mailbox))?;
    if mailbox.server.is_none() && !default_server {
        return Ok(Err(Told::NoServer));
    }
    let person = people::store::find(tx, case.person)?
        .ok_or_else(|| Problem::not_found("person", case.person))?;
    Ok(match person.addresses.first() {
        Some(address) => Ok((mailbox, (case.person, address.clone()))),
        None => Err(Told::NoAddress),
    })
}

fn say(
    tx: &mut Tx<'_>,
    case: Case,
    news: &News,
    (mailbox, to): (&Mailbox, (i64, String)),
    words: &str,
    now: At,
) -> Result<Written, Problem> {
    let mut deed = Deed::on(case, now, Actor::Agent(news.agent));
    let message = post(tx, &mut deed, mailbox, words, &[], now, Some(vec![to]))?;
    deed.record(
        Kind::CauseTold,
        Ids::of("cause", news.cause).and("message", message),
    );
    Ok(Written {
        message,
        event: deed.done(tx)?,
        parked_until: None,
        closed: false,
    })
}

/// Somebody has looked at the word that waited in this case, and it leaves. A
/// telling that was stopped meanwhile says nothing more (409 `stopped`).
pub(super) fn let_go(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    ((id, told_in), words): ((i64, i64), &str),
    (seen_event, default_server): (Option<i64>, bool),
    now: At,
) -> Result<Written, Problem> {
    let case = find(tx, asker, number)?;
    check_seen(tx, &case, seen_event)?;
    let news = news::find(tx, id)?.ok_or_else(|| Problem::not_found("answer", id))?;
    let conflict = |code, key| Problem::refuse(StatusCode::CONFLICT, code, key);
    if matches!(news.ended, Some((_, how)) if how != NewsEnd::Done) {
        return Err(conflict("stopped", "apologies-news-stopped"));
    }
    let (mailbox, to) = match way(tx, &case, default_server)? {
        Ok(way) => way,
        Err(Told::NoServer) => {
            let mailbox = mailboxes::store::find(tx, case.mailbox)?;
            let address = mailbox.map(|m| m.address).unwrap_or_default();
            let problem = conflict("no-sending-server", "cases-no-sending-server");
            return Err(problem.arg("mailbox", address));
        }
        Err(_) => return Err(conflict("no-address", "cases-no-address")),
    };
    let written = say(tx, case, &news, (&mailbox, to), words, now)?;
    news::tell(tx, &news, told_in, Told::Sent, Some(written.message), now)?;
    Ok(written)
}

/// They looked and did not let it go: it is a draft, and nobody was told.
pub(super) fn given_back(
    tx: &mut Tx<'_>,
    (id, told_in): (i64, i64),
    now: At,
) -> Result<(), Problem> {
    if let Some(news) = news::find(tx, id)? {
        news::tell(tx, &news, told_in, Told::GivenBack, None, now)?;
    }
    Ok(())
}
