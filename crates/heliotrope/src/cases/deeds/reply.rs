//! The reply that tells: a letter, and all that goes with it.

use super::super::rules::{self, After, NotYet, Turn};
use super::super::store::{self, Case};
use super::people::{Aside, write_aside};
use super::post::post;
use super::promise::{check_due, end_promise};
use super::said::{self, Promised};
use super::settle::settled_already;
use super::{Deed, away, find, no};
use crate::events::{self, Actor, Ids, Kind};
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::mailboxes::{self, Mailbox};
use crate::messages::store::NewFile;
use crate::needs::{How, Need, Settling};
use crate::promises::{self, Ending, Promise};
use crate::web::{Asker, Problem};
use crate::{needs, outbox, people};
use ::store::Tx;
use axum::http::StatusCode;
use serde_json::json;
use std::time::Duration;

/// What an agent sends. `seen_event` is the last event they saw (none: not
/// checked); `settles` the needs the letter settles and tells.
#[derive(Clone, Default)]
pub struct Reply {
    pub words: String,
    pub seen_event: Option<i64>,
    pub settles: Option<Vec<i64>>,
    pub next_word: Option<NextWord>,
    /// Sentences of the letter that promise, accepted by their writer.
    pub promised: Vec<Promised>,
    /// Silence until the day that the letter says settles the case.
    pub until: bool,
    pub close: bool,
    /// What the letter says about a fault.
    pub apology: Option<crate::apologies::Typed>,
    pub undo_seconds: i64,
    pub files: Vec<NewFile>,
    /// Is there a sending server for mailboxes without one of their own?
    pub default_server: bool,
    /// What stands in square brackets is no gap of a draft.
    pub gaps_meant: bool,
    /// Needs whose no waits in the writer's draft and is said by this letter.
    pub says_no: Vec<i64>,
    /// People beside who asks, and what they are told in a letter of their own.
    pub tells: Vec<(i64, String)>,
}

#[derive(Debug, Clone)]
pub struct NextWord {
    pub due: At,
    /// As the person will read them. None: the usual sentence.
    pub words: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Written {
    pub message: i64,
    pub event: i64,
    /// The case sleeps until then.
    pub parked_until: Option<At>,
    pub closed: bool,
}

/// Refuses words written without knowledge of newer ones (409 `stale`).
pub(super) fn check_seen(tx: &mut Tx<'_>, case: &Case, seen: Option<i64>) -> Result<(), Problem> {
    let Some(seen) = seen else { return Ok(()) };
    let newer: Vec<_> = events::store::since(tx, case.number, seen)?
        .into_iter()
        .filter(|e| e.kind.brings_words())
        .collect();
    if newer.is_empty() {
        return Ok(());
    }
    let since: Vec<_> = newer
        .iter()
        .map(|e| json!({ "n": e.n, "at": e.at.to_string(), "kind": e.kind.word(), "message": e.ids.get("message") }))
        .collect();
    Err(Problem::refuse(StatusCode::CONFLICT, "stale", "cases-stale").extra("since", since))
}

pub(super) fn check_words(words: &str, files: &[NewFile]) -> Result<(), Problem> {
    if words.trim().is_empty() && files.is_empty() {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "empty",
            "cases-empty",
        ));
    }
    Ok(())
}

/// Can a letter with these wishes leave now? Gives the mailbox it leaves from,
/// and the day on which silence settles the case, where it says one.
pub(super) fn may_leave(
    tx: &mut Tx<'_>,
    case: &Case,
    reply: &Reply,
    now: At,
) -> Result<(Mailbox, Option<At>), Problem> {
    check_words(&reply.words, &reply.files)?;
    check_seen(tx, case, reply.seen_event)?;
    let mailbox = mailboxes::store::find(tx, case.mailbox)?
        .ok_or_else(|| Problem::not_found("mailbox", case.mailbox))?;
    if mailbox.server.is_none() && !reply.default_server {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "no-sending-server",
            "cases-no-sending-server",
        )
        .arg("mailbox", mailbox.address.clone()));
    }
    if let Some(next) = &reply.next_word {
        check_due(next.due, now)?;
    }
    for one in &reply.promised {
        said::check(&reply.words, one, now)?;
    }
    let until = match reply.until {
        true => Some(said::until_said(tx, case, &reply.words, now)?),
        false => None,
    };
    Ok((mailbox, until))
}

/// Sends a letter to the person, and with it settles, tells, promises, keeps,
/// closes or parks: all of it or nothing. Whoever lets an agent write goes
/// through `send`, which asks first whether somebody has to look.
pub fn reply(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    reply: &Reply,
    now: At,
) -> Result<Written, Problem> {
    let case = find(tx, asker, number)?;
    let (mailbox, until) = may_leave(tx, &case, reply, now)?;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    let undo = Duration::from_secs(u64::try_from(reply.undo_seconds).unwrap_or(0));
    let (words, files) = (reply.words.as_str(), reply.files.as_slice());
    let message = post(tx, &mut deed, &mailbox, words, files, now.plus(undo), None)?;
    let live = keep_and_promise(tx, &mut deed, &mailbox, reply, message)?;
    // What a newer letter does not say again holds no more.
    promises::store::until::end(tx, number, "rewritten", now)?;
    if let Some(at) = until {
        if !live.is_empty() {
            return Err(NotYet::Promised { promises: live }.into());
        }
        super::until::set(tx, &mut deed, message, at, &mailbox.zone)?;
    }
    // A day that was told closes by itself.
    let after = rules::after_reply(reply.close && until.is_none(), &live);
    no::said_by_letter(tx, &mut deed, asker.agent, &reply.says_no, message)?;
    settle_and_tell(tx, &mut deed, reply, message, after == After::Close)?;
    tell_others(tx, &mut deed, reply, message)?;
    if let Some(typed) = &reply.apology {
        super::apology::apologise(tx, &mut deed, asker, typed, (message, words))?;
    }
    // Who waits on somebody else and is promised word goes on waiting.
    if deed.case.turn != Turn::ThirdParty || live.is_empty() {
        deed.case.turn = rules::turn_after_reply(&live);
    }
    deed.case.answered = true;
    deed.case.undelivered_at = None;
    let mut written = Written {
        message,
        event: 0,
        parked_until: None,
        closed: false,
    };
    go_on(tx, &mut deed, after, &live, &mut written)?;
    written.event = deed.done(tx)?;
    Ok(written)
}

/// Where the case stands when the letter has gone: it sleeps, closes or stays.
fn go_on(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    after: After,
    live: &[Promise],
    written: &mut Written,
) -> Result<(), Problem> {
    let (number, message) = (deed.case.number, written.message);
    deed.case.parked_until = None;
    if deed.slept {
        crate::later::store::back(tx, number, deed.at, deed.by)?;
    }
    match after {
        After::Park(due) => {
            deed.case.parked_until = Some(due);
            deed.record(
                Kind::Parked,
                Ids::of("message", message).and("until", due.0),
            );
            written.parked_until = Some(due);
        }
        After::Close => {
            let needs = needs::store::of_case(tx, number)?;
            rules::may_close(&needs, live, None)?;
            // A case that was closed already takes the letter and stays closed.
            if store::closing(tx, number)?.is_none() {
                store::close(tx, number, None, Some(message), deed.at, deed.by)?;
                deed.record(Kind::Closed, Ids::of("message", message));
            }
            written.closed = true;
        }
        After::Stay => {}
    }
    Ok(())
}

/// A letter keeps every live update; the next word is a new promise, owned by
/// the case's owner, else by who wrote. Gives what is live afterwards.
fn keep_and_promise(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    mailbox: &Mailbox,
    reply: &Reply,
    message: i64,
) -> Result<Vec<Promise>, Problem> {
    let number = deed.case.number;
    for promise in promises::store::live(tx, number)?
        .iter()
        .filter(|p| p.kind.kept_by_a_reply())
    {
        end_promise(tx, deed, promise, Ending::Kept, Some(message))?;
    }
    said::promise(tx, deed, mailbox, &reply.promised, message)?;
    let again = |due| reply.promised.iter().any(|one| one.due == due);
    if let Some(next) = reply.next_word.as_ref().filter(|next| !again(next.due)) {
        let usual = usual_words(tx, deed, mailbox, next.due)?;
        let owner = away::keeper(tx, deed)?;
        let new = promises::store::New {
            kind: promises::Kind::Update,
            words: next
                .words
                .as_deref()
                .filter(|w| !w.trim().is_empty())
                .unwrap_or(&usual),
            due: next.due,
            zone: &mailbox.zone,
            owner,
            house: false,
            message: Some(message),
        };
        let id = promises::store::make(tx, number, &new, deed.at, deed.by)?;
        deed.record(
            Kind::PromiseMade,
            Ids::of("promise", id).and("message", message),
        );
    }
    Ok(promises::store::live(tx, number)?)
}

/// "Next word from us by Tuesday 24 November, 12:00 (CET)", in the case's language.
fn usual_words(
    tx: &mut Tx<'_>,
    deed: &Deed,
    mailbox: &Mailbox,
    due: At,
) -> Result<String, Problem> {
    let tag = deed.case.language.as_deref().unwrap_or(&mailbox.language);
    let theirs = people::store::find(tx, deed.case.person)?.and_then(|p| p.zone);
    Ok(promises::usual_words(
        Words::of(Lang::of_tag(tag).unwrap_or_default()),
        due,
        &mailbox.zone,
        theirs.as_deref(),
    ))
}

fn settle_and_tell(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    reply: &Reply,
    message: i64,
    closes: bool,
) -> Result<(), Problem> {
    let needs = needs::store::of_case(tx, deed.case.number)?;
    let readers: Vec<i64> = outbox::store::of_message(tx, message)?
        .iter()
        .filter_map(|letter| letter.person)
        .collect();
    let asks = deed.case.person;
    let reads = |need: &Need| readers.contains(&need.person.unwrap_or(asks));
    let chosen = rules::settled_by_reply(&needs, reads, reply.settles.as_deref(), closes)
        .map_err(no_such_need)?;
    for need in needs.iter().filter(|n| chosen.contains(&n.id)) {
        if let Some(by) = refused_since(tx, deed, reply.seen_event, need.id)? {
            return Err(settled_already(tx, need, by)?);
        }
        if need.is_open() {
            meet(tx, deed, need.id, message)?;
        }
        // Whoever does not read this letter is not told by it.
        if reads(need) {
            tell(tx, deed, need.id, message)?;
        }
    }
    Ok(())
}

pub(super) fn no_such_need(stranger: i64) -> Problem {
    Problem::refuse(
        StatusCode::UNPROCESSABLE_ENTITY,
        "no-such-need",
        "cases-no-such-need",
    )
    .arg("need", stranger)
}

/// The need is met by what this letter says.
pub(super) fn meet(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    need: i64,
    message: i64,
) -> Result<(), Problem> {
    let met = Settling::met();
    needs::store::settle(tx, need, &met, Some(message), deed.at, deed.by)?;
    deed.record(Kind::NeedMet, Ids::of("need", need).and("message", message));
    Ok(())
}

/// This letter tells how the need ended.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    need: i64,
    message: i64,
) -> Result<(), Problem> {
    needs::store::tell(tx, need, How::Message, Some(message), deed.at, deed.by)?;
    deed.record(Kind::Told, Ids::of("need", need).and("message", message));
    Ok(())
}

/// Who said no to a need, or took it back, after its writer looked: this letter
/// would tell it as something else.
fn refused_since(
    tx: &mut Tx<'_>,
    deed: &Deed,
    seen: Option<i64>,
    need: i64,
) -> Result<Option<Actor>, Problem> {
    let Some(seen) = seen else { return Ok(None) };
    Ok(events::store::since(tx, deed.case.number, seen)?
        .into_iter()
        .rev()
        .find(|e| e.ids.get("need") == Some(need) && e.kind.moves_a_need())
        .filter(|e| e.actor != deed.by)
        .filter(|e| matches!(e.kind, Kind::NeedDeclined | Kind::NeedWithdrawn))
        .map(|e| e.actor))
}

/// Those who were ticked are told what was changed, each in a letter of their own.
fn tell_others(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    reply: &Reply,
    message: i64,
) -> Result<(), Problem> {
    for (person, words) in &reply.tells {
        let aside = Aside {
            person: *person,
            words: words.clone(),
            settles: Vec::new(),
            undo_seconds: reply.undo_seconds,
            default_server: reply.default_server,
        };
        write_aside(tx, deed, &aside, Some(message))?;
    }
    Ok(())
}
