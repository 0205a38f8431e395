//! Every letter of an agent passes here: it leaves, or waits until a named
//! person has looked at it.

use super::cause;
use super::note::note;
use super::reply::{NextWord, Reply, Written, may_leave, reply};
use super::said::Promised;
use super::{Deed, away, find};
use crate::apologies::rules::{self, Policy};
use crate::apologies::store::{self as rows, Waiting};
use crate::cases::store::Case;
use crate::causes::store::news::News;
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::kit::words::Lang;
use crate::web::{Asker, Problem, Role};
use crate::{answers, mailboxes, messages, people, team, teams, wordlists};
use ::store::{Error, Tx};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

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

/// Who looks before a letter that was written for many leaves in this case: its
/// writer has not seen the case, so being a lead does not spare it.
pub(super) fn looks_at_news(
    tx: &mut Tx<'_>,
    case: &Case,
    writer: i64,
    now: At,
) -> Result<Option<i64>, Problem> {
    let (Policy::FactsAndHelp, named) = policy(tx, case)? else {
        return Ok(None);
    };
    if let Some(agent) = named
        && team::store::may_own(tx, agent)?
    {
        return Ok(Some(agent));
    }
    Ok(Some(duty_lead(tx, case, now)?.unwrap_or(writer)))
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
    send_seen(tx, asker, asker, number, wanted, now)
}

/// The same for a letter of `writer` that `looker` has before them now.
pub(super) fn send_seen(
    tx: &mut Tx<'_>,
    writer: &Asker,
    looker: &Asker,
    number: i64,
    wanted: &Reply,
    now: At,
) -> Result<Sent, Problem> {
    let case = find(tx, writer, number)?;
    if !wanted.gaps_meant {
        check_gaps(&wanted.words)?;
        for (_, words) in &wanted.tells {
            check_gaps(words)?;
        }
    }
    match looks_first(tx, looker, &case, now)? {
        Some(lead) => hold(tx, writer, case, wanted, lead, now).map(|()| Sent::Waits),
        None => reply(tx, writer, number, wanted, now).map(Sent::Left),
    }
}

/// A letter that cannot wait (it goes to somebody aside) does not leave while
/// somebody has to look first: 409 `facts-and-help`.
pub(super) fn waits_for_nobody(
    tx: &mut Tx<'_>,
    asker: &Asker,
    case: &Case,
    now: At,
) -> Result<(), Problem> {
    match looks_first(tx, asker, case, now)? {
        None => Ok(()),
        Some(agent) => {
            let name = team::store::name(tx, agent)?.unwrap_or_default();
            let problem = Problem::refuse(
                StatusCode::CONFLICT,
                "facts-and-help",
                "apologies-aside-waits",
            );
            Err(problem.arg("name", name))
        }
    }
}

/// Hollow phrases in a letter of this case, for its writer and for whoever lets
/// it leave. Nothing of it is kept.
pub fn hints(tx: &mut Tx<'_>, case: &Case, text: &str) -> Result<Vec<(String, String)>, Error> {
    let lang = match &case.language {
        Some(tag) => Lang::of_tag(tag),
        None => mailboxes::store::find(tx, case.mailbox)?.and_then(|m| Lang::of_tag(&m.language)),
    };
    wordlists::store::hints(tx, lang, text)
}

/// What our drafts left open does not leave unseen (422 `brackets`).
///
/// # Errors
/// Names the first gap of the text.
pub(super) fn check_gaps(text: &str) -> Result<(), Problem> {
    match answers::rules::unfilled(text).first() {
        None => Ok(()),
        Some(gap) => {
            let gap = &text[gap.clone()];
            let problem =
                Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "brackets", "cases-gap");
            Err(problem.arg("gap", gap).extra("gap", gap))
        }
    }
}

/// What goes with a letter, besides its words, as it waits.
#[derive(Debug, Default, Serialize, Deserialize)]
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
    /// With the word of a mended cause: the case under which it is told.
    #[serde(default)]
    told_in: i64,
}

impl Wishes {
    fn of(answer: &Waiting) -> Result<Wishes, Problem> {
        Ok(serde_json::from_str(&answer.wishes).map_err(anyhow::Error::from)?)
    }

    fn json(&self) -> Result<String, Problem> {
        Ok(serde_json::to_string(self).map_err(anyhow::Error::from)?)
    }
}

/// Where facts and help holds, no part of an apology is marked.
pub(super) fn no_parts() -> Problem {
    Problem::refuse(
        StatusCode::UNPROCESSABLE_ENTITY,
        "facts-and-help",
        "apologies-no-parts",
    )
}

fn hold(
    tx: &mut Tx<'_>,
    asker: &Asker,
    case: Case,
    wanted: &Reply,
    lead: i64,
    now: At,
) -> Result<(), Problem> {
    may_leave(tx, &case, wanted, now)?;
    if wanted.apology.as_ref().is_some_and(|a| !a.parts.is_empty()) {
        return Err(no_parts());
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
        told_in: 0,
    };
    let waiting = Waiting {
        id: 0,
        case: case.number,
        agent: asker.agent,
        for_agent: lead,
        words: wanted.words.clone(),
        wishes: wishes.json()?,
        held_at: now,
        news: None,
    };
    let number = case.number;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    let mut before = rows::waiting(tx, number)?;
    before.retain(|old| old.agent == asker.agent && old.news.is_none());
    for old in &before {
        rows::end(tx, old.id, None, now)?;
    }
    let id = rows::hold(tx, &waiting)?;
    // The one it takes the place of is its writer's draft, unless it stands in
    // the new one: nothing that was typed is lost.
    for old in &before {
        if !wanted.words.contains(old.words.trim()) {
            messages::store::restore_draft(tx, number, asker.agent, &old.words, now)?;
        }
    }
    deed.record(Kind::AnswerWaits, Ids::of("answer", id).and("agent", lead));
    deed.done(tx)?;
    Ok(())
}

/// The word that a cause is mended waits in a case like every other letter.
pub(super) fn hold_news(
    tx: &mut Tx<'_>,
    case: Case,
    (news, told_in): (&News, i64),
    words: &str,
    looks: i64,
    now: At,
) -> Result<(), Problem> {
    let wishes = Wishes {
        told_in,
        ..Wishes::default()
    };
    let waiting = Waiting {
        id: 0,
        case: case.number,
        agent: news.agent,
        for_agent: looks,
        words: words.to_owned(),
        wishes: wishes.json()?,
        held_at: now,
        news: Some(news.id),
    };
    let id = rows::hold(tx, &waiting)?;
    let mut deed = Deed::on(case, now, Actor::Agent(news.agent));
    deed.record(Kind::AnswerWaits, Ids::of("answer", id).and("agent", looks));
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
    let wishes = Wishes::of(&answer)?;
    if let Some(news) = answer.news {
        let news = (news, wishes.told_in);
        let seen = (seen_event, default_server);
        let written = cause::let_go(tx, asker, number, (news, &answer.words), seen, now)?;
        rows::end(tx, id, Some(written.message), now)?;
        return went(tx, asker, (number, id), written, now);
    }
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
    let writer = away::whose(tx, answer.agent, asker)?;
    let written = reply(tx, &writer, number, &wanted, now)?;
    rows::end(tx, id, Some(written.message), now)?;
    went(tx, asker, (number, id), written, now)
}

/// Who let it go stands in the event.
fn went(
    tx: &mut Tx<'_>,
    asker: &Asker,
    (number, answer): (i64, i64),
    written: Written,
    now: At,
) -> Result<Written, Problem> {
    let mut deed = Deed::on(find(tx, asker, number)?, now, Actor::Agent(asker.agent));
    deed.record(
        Kind::AnswerReleased,
        Ids::of("answer", answer).and("message", written.message),
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
    away::back_to_writer(tx, asker, number, (answer.agent, &answer.words), now)?;
    rows::end(tx, id, None, now)?;
    if let Some(news) = answer.news {
        cause::given_back(tx, (news, Wishes::of(&answer)?.told_in), now)?;
    }
    let mut deed = Deed::on(find(tx, asker, number)?, now, Actor::Agent(asker.agent));
    deed.record(Kind::AnswerGivenBack, Ids::of("answer", id));
    deed.done(tx)?;
    if !why.trim().is_empty() {
        note(tx, asker, number, why.trim(), None, &[], now)?;
    }
    Ok(())
}
