//! Writing into a case: the reply that tells, the note that stays inside, and
//! taking a reply back while it is still here.

use super::super::rules::{self, After, NotYet, Turn};
use super::super::store::{self, Case};
use super::people::{Aside, write_aside};
use super::promise::end_promise;
use super::said::{self, Promised};
use super::{Deed, away, find, no, scope};
use crate::events::{self, Actor, Ids, Kind};
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::mailboxes::{self, Mailbox};
use crate::messages::store::{New, NewFile, ToAnswer};
use crate::needs::{How, Settling};
use crate::promises::{self, Ending, Promise};
use crate::web::{Asker, Problem};
use crate::{messages, needs, outbox, people};
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

/// Sends a letter to the person, and with it settles, tells, promises, keeps,
/// closes or parks: all of it or nothing.
pub fn reply(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    reply: &Reply,
    now: At,
) -> Result<Written, Problem> {
    let case = find(tx, asker, number)?;
    check_words(&reply.words, &reply.files)?;
    check_seen(tx, &case, reply.seen_event)?;
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
    if let Some(next) = &reply.next_word
        && next.due <= now
    {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "past",
            "cases-next-word-past",
        ));
    }

    let until = match reply.until {
        true => Some(said::until_said(tx, &case, &reply.words, now)?),
        false => None,
    };
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    let undo = Duration::from_secs(u64::try_from(reply.undo_seconds).unwrap_or(0));
    let leaves = now.plus(undo);
    let message = post(
        tx,
        &mut deed,
        &mailbox,
        &reply.words,
        &reply.files,
        leaves,
        None,
    )?;
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
        super::apology::apologise(tx, &mut deed, asker, typed, message)?;
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
            rules::may_close(&needs, &live, None)?;
            // A case that was closed already takes the letter and stays closed.
            if store::closing(tx, number)?.is_none() {
                store::close(tx, number, None, Some(message), now, deed.by)?;
                deed.record(Kind::Closed, Ids::of("message", message));
            }
            deed.case.parked_until = None;
            written.closed = true;
        }
        After::Stay => deed.case.parked_until = None,
    }
    messages::store::drop_draft(tx, number, asker.agent, messages::Kind::Reply)?;
    written.event = deed.done(tx)?;
    Ok(written)
}

/// The message and one envelope for each person it goes to: those named, else
/// everybody a reply goes to.
pub(super) fn post(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    mailbox: &Mailbox,
    words: &str,
    files: &[NewFile],
    not_before: At,
    to: Option<Vec<(i64, String)>>,
) -> Result<i64, Problem> {
    let case = &deed.case;
    let answered = messages::store::to_answer(tx, case.number)?;
    let subject = letters::reply_subject(answered.as_ref().map_or(&case.subject, |a| &a.subject));
    let letter_id = outbox::letter_id(&mailbox.address);
    let new = New {
        kind: messages::Kind::Reply,
        author: deed.by,
        sender: &mailbox.address,
        reply_to: None,
        subject: &subject,
        words,
        elided: None,
        html: None,
        letter_id: Some(&letter_id),
        answers: answered.as_ref().and_then(|a| a.letter_id.as_deref()),
        mark: None,
        oddities: "",
        raw: None,
    };
    let message = messages::store::add(
        tx,
        case.number,
        &new,
        files,
        deed.next_event(),
        &scope(case),
        deed.at,
    )?;
    let to = match to {
        Some(to) => to,
        None => recipients(tx, case, answered.as_ref())?,
    };
    for (person, address) in to {
        let envelope = outbox::store::New {
            kind: outbox::Kind::Reply,
            case: Some(case.number),
            message: Some(message),
            person: Some(person),
            mailbox: Some(mailbox.id),
            address: &address,
            letter_id: &letter_id,
            words: "{}",
            not_before,
        };
        outbox::store::add(tx, &envelope, deed.at)?;
    }
    deed.record(Kind::Reply, Ids::of("message", message));
    Ok(message)
}

/// The person who asks, where their last letter wants its answer, then the
/// others who were put in copy.
fn recipients(
    tx: &mut Tx<'_>,
    case: &Case,
    answered: Option<&ToAnswer>,
) -> Result<Vec<(i64, String)>, Problem> {
    let person = people::store::find(tx, case.person)?
        .ok_or_else(|| Problem::not_found("person", case.person))?;
    let wanted = answered.filter(|a| person.addresses.contains(&a.sender));
    let address = wanted
        .map(|a| a.reply_to.clone().unwrap_or_else(|| a.sender.clone()))
        .or_else(|| person.addresses.first().cloned());
    let Some(address) = address else {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "no-address",
            "cases-no-address",
        ));
    };
    let mut all = vec![(case.person, address)];
    for (other, role, address) in store::others(tx, case.number)? {
        if role == "cc" && all.iter().all(|(_, known)| *known != address) {
            all.push((other, address));
        }
    }
    Ok(all)
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
    said::promise(tx, deed, mailbox, &reply.words, &reply.promised, message)?;
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
    let chosen =
        rules::settled_by_reply(&needs, reply.settles.as_deref(), closes).map_err(|stranger| {
            Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "no-such-need",
                "cases-no-such-need",
            )
            .arg("need", stranger)
        })?;
    for need in needs.iter().filter(|n| chosen.contains(&n.id)) {
        let ids = Ids::of("need", need.id).and("message", message);
        if need.is_open() {
            needs::store::settle(
                tx,
                need.id,
                &Settling::met(),
                Some(message),
                deed.at,
                deed.by,
            )?;
            deed.record(Kind::NeedMet, ids.clone());
        }
        needs::store::tell(tx, need.id, How::Message, Some(message), deed.at, deed.by)?;
        deed.record(Kind::Told, ids);
    }
    Ok(())
}

/// Words for colleagues. Changes nothing about whose turn it is.
pub fn note(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    words: &str,
    seen_event: Option<i64>,
    files: &[NewFile],
    now: At,
) -> Result<Written, Problem> {
    let case = find(tx, asker, number)?;
    check_words(words, files)?;
    check_seen(tx, &case, seen_event)?;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    let new = New {
        kind: messages::Kind::Note,
        author: deed.by,
        sender: &asker.address,
        reply_to: None,
        subject: "",
        words,
        elided: None,
        html: None,
        letter_id: None,
        answers: None,
        mark: None,
        oddities: "",
        raw: None,
    };
    let message = messages::store::add(
        tx,
        number,
        &new,
        files,
        deed.next_event(),
        &scope(&deed.case),
        now,
    )?;
    deed.record(Kind::Note, Ids::of("message", message));
    messages::store::drop_draft(tx, number, asker.agent, messages::Kind::Note)?;
    let closed = deed.case.is_closed();
    let event = deed.done(tx)?;
    Ok(Written {
        message,
        event,
        parked_until: None,
        closed,
    })
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
            undo_seconds: reply.undo_seconds,
            default_server: reply.default_server,
        };
        write_aside(tx, deed, &aside, Some(message))?;
    }
    Ok(())
}

/// The letters to others that were ticked on a reply.
fn sent_with(tx: &mut Tx<'_>, number: i64, message: i64) -> Result<Vec<i64>, Problem> {
    Ok(events::store::since(tx, number, 0)?
        .iter()
        .filter(|e| e.kind == Kind::PersonTold && e.ids.get("with") == Some(message))
        .filter_map(|e| e.ids.get("message"))
        .collect())
}

/// Did this letter go to somebody aside alone?
fn aside_of(tx: &mut Tx<'_>, number: i64, message: i64) -> Result<bool, Problem> {
    Ok(events::store::since(tx, number, 0)?
        .iter()
        .any(|e| e.kind == Kind::PersonTold && e.ids.get("message") == Some(message)))
}

/// Undo send: while no envelope has left, the letter is a draft again and
/// everything it did is undone. 409 `left` once it is on its way.
pub fn take_back(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    message: i64,
    now: At,
) -> Result<String, Problem> {
    let case = find(tx, asker, number)?;
    let me = Actor::Agent(asker.agent);
    let words = match messages::store::written(tx, number, message)? {
        Some((messages::Kind::Reply, author, words, false)) if author == me => words,
        _ => return Err(Problem::not_found("message", message)),
    };
    if !outbox::store::take_back(tx, message, now)? {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "left",
            "cases-undo-too-late",
        ));
    }
    for with in sent_with(tx, number, message)? {
        if outbox::store::take_back(tx, with, now)?
            && let Some((_, _, words, _)) = messages::store::written(tx, number, with)?
        {
            messages::store::take_back(tx, with, now)?;
            // Not into the reply: it was meant for somebody else.
            messages::store::put_on_top(
                tx,
                number,
                asker.agent,
                messages::Kind::Note,
                &words,
                now,
            )?;
        }
    }
    let mut deed = Deed::on(case, now, me);
    no::unsaid(tx, number, asker.agent, message, now)?;
    for need in needs::store::told_by(tx, message)? {
        needs::store::untell(tx, need, "taken_back", now, me)?;
    }
    for need in needs::store::settled_by(tx, number, message)? {
        needs::store::unsettle(tx, need, now, me)?;
    }
    promises::store::take_back(tx, number, message, now, me)?;
    promises::store::until::take_back(tx, number, message, now)?;
    store::reopen(tx, number, now, me)?;
    messages::store::take_back(tx, message, now)?;
    super::apology::unsay(tx, number, message, now)?;
    deed.case.parked_until = None;
    deed.case.answered = messages::store::replies(tx, number)? > 0;
    let live = promises::store::live(tx, number)?;
    deed.case.turn = match messages::store::newest(tx, number)? {
        Some((messages::Kind::Reply, ..)) => rules::turn_after_reply(&live),
        _ => rules::Turn::Us,
    };
    let kind = match aside_of(tx, number, message)? {
        true => messages::Kind::Note,
        false => messages::Kind::Reply,
    };
    messages::store::put_on_top(tx, number, asker.agent, kind, &words, now)?;
    deed.record(Kind::TakenBack, Ids::of("message", message));
    deed.done(tx)?;
    Ok(words)
}
