//! Promises beside the letter that makes most of them: made aloud, kept by a
//! press, given a new time, released, and broken by the clock.

use super::super::rules::Turn;
use super::super::store::{self, Case};
use super::later::sleeps_until;
use super::{Deed, away, find, promise_json};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::needs::How;
use crate::promises::rules::Past;
use crate::promises::{self, Ending, Promise};
use crate::web::{Asker, Missing, Problem};
use crate::{mailboxes, messages, people};
use ::store::{Error, Tx};
use axum::http::StatusCode;

/// How the person had word of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// By this letter of ours.
    Letter(i64),
    Aloud(How),
}

/// A time given without a reply of this desk that says it.
#[derive(Debug, Clone)]
pub struct NewPromise {
    pub kind: promises::Kind,
    pub due: At,
    /// As the person heard them; none: the usual sentence.
    pub words: Option<String>,
    pub word: Option<Word>,
}

/// Ends a promise as things stand: what comes after its time leaves it broken,
/// on the record once.
pub(super) fn end_promise(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    promise: &Promise,
    meant: Ending,
    message: Option<i64>,
) -> Result<Ending, Error> {
    let ending = meant.of(promise.due, deed.at);
    let mut ids = Ids::of("promise", promise.id);
    if let Some(message) = message {
        ids = ids.and("message", message);
    }
    let kind = match ending {
        Ending::Kept => Some(Kind::PromiseKept),
        Ending::Renegotiated => Some(Kind::PromiseRenegotiated),
        Ending::Released | Ending::TakenBack => Some(Kind::PromiseReleased),
        Ending::Broken => {
            promises::store::mark_broken(tx, promise.id, deed.at)?.then_some(Kind::PromiseBroken)
        }
    };
    promises::store::end(tx, promise.id, ending, message, deed.at, deed.by)?;
    if let Some(kind) = kind {
        deed.record(kind, ids);
    }
    Ok(ending)
}

/// The letter has to be one of ours in this case that was not taken back, and
/// not older than what it is to tell of.
fn check_word(tx: &mut Tx<'_>, case: i64, word: Option<Word>, after: i64) -> Result<Word, Problem> {
    let word = word.ok_or_else(|| {
        let (code, key) = ("not-told", "promises-not-told");
        Problem::lock(
            StatusCode::UNPROCESSABLE_ENTITY,
            code,
            key,
            &[Missing::Told],
        )
    })?;
    if let Word::Letter(message) = word {
        let ours = matches!(
            messages::store::written(tx, case, message)?,
            Some((messages::Kind::Reply, _, _, false))
        );
        if !ours || message < after {
            return Err(Problem::not_found("message", message));
        }
    }
    Ok(word)
}

/// A time that we give lies ahead.
pub(super) fn check_due(due: At, now: At) -> Result<(), Problem> {
    if due > now {
        return Ok(());
    }
    Err(Problem::lock(
        StatusCode::UNPROCESSABLE_ENTITY,
        "past",
        "cases-next-word-past",
        &[Missing::Due],
    ))
}

/// Makes a promise that the person has heard. Gives its id.
pub fn make_promise(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    new: &NewPromise,
    now: At,
) -> Result<i64, Problem> {
    let case = find(tx, asker, number)?;
    check_due(new.due, now)?;
    let word = check_word(tx, number, new.word, 0)?;
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    let owner = away::keeper(tx, &deed)?;
    let id = write(tx, &mut deed, new, word, owner)?;
    reopened_by_promise(tx, &mut deed, id)?;
    park_again(tx, &mut deed)?;
    deed.done(tx)?;
    Ok(id)
}

/// Whoever is owed a word has no closed case.
fn reopened_by_promise(tx: &mut Tx<'_>, deed: &mut Deed, promise: i64) -> Result<(), Error> {
    if store::reopen(tx, deed.case.number, deed.at, deed.by)? {
        deed.record(Kind::Reopened, Ids::of("promise", promise));
        deed.case.turn = Turn::Us;
    }
    Ok(())
}

fn write(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    new: &NewPromise,
    word: Word,
    owner: Option<i64>,
) -> Result<i64, Problem> {
    let number = deed.case.number;
    let mailbox = mailboxes::store::find(tx, deed.case.mailbox)?
        .ok_or_else(|| Problem::not_found("mailbox", deed.case.mailbox))?;
    let theirs = people::store::find(tx, deed.case.person)?.and_then(|p| p.zone);
    let tag = deed.case.language.as_deref().unwrap_or(&mailbox.language);
    let usual = promises::usual_words(
        Words::of(Lang::of_tag(tag).unwrap_or_default()),
        new.due,
        &mailbox.zone,
        theirs.as_deref(),
    );
    let said = new
        .words
        .as_deref()
        .map(str::trim)
        .filter(|w| !w.is_empty());
    let message = match word {
        Word::Letter(id) => Some(id),
        Word::Aloud(_) => None,
    };
    let row = promises::store::New {
        kind: new.kind,
        words: said.unwrap_or(&usual),
        due: new.due,
        zone: &mailbox.zone,
        owner,
        house: false,
        message,
    };
    let id = promises::store::make(tx, number, &row, deed.at, deed.by)?;
    let mut ids = Ids::of("promise", id);
    ids = match word {
        Word::Letter(message) => ids.and("message", message),
        Word::Aloud(how) => ids.and("how", how.word()),
    };
    deed.record(Kind::PromiseMade, ids);
    Ok(id)
}

fn live_of(tx: &mut Tx<'_>, case: i64, id: i64) -> Result<Past, Problem> {
    let past = promises::store::find(tx, case, id)?
        .filter(|past| {
            past.ended
                .is_none_or(|(ending, _)| ending != Ending::TakenBack)
        })
        .ok_or_else(|| Problem::not_found("promise", id))?;
    if let Some((_, at)) = past.ended {
        return Err(
            Problem::refuse(StatusCode::CONFLICT, "ended", "promises-ended")
                .extra("at", at.to_string()),
        );
    }
    Ok(past)
}

/// It was done, and the person knows. A call is its own word; of anything else
/// they must have heard since it was promised.
pub fn keep_promise(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    id: i64,
    how: Option<How>,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let past = live_of(tx, number, id)?;
    let wrote =
        messages::store::replied_since(tx, number, past.promise.made_at, past.made_message)?;
    if past.promise.kind != promises::Kind::Callback && how.is_none() && !wrote {
        let (code, key) = ("not-told", "promises-kept-untold");
        return Err(
            Problem::lock(StatusCode::CONFLICT, code, key, &[Missing::Told])
                .extra("promises", vec![promise_json(&past.promise)])
                .arg("promise", past.promise.words),
        );
    }
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    end_promise(tx, &mut deed, &past.promise, Ending::Kept, None)?;
    park_again(tx, &mut deed)?;
    deed.done(tx)?;
    Ok(())
}

/// A new time, before the old one has passed, and the person was told. Gives
/// the promise that stands now.
pub fn renegotiate(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    id: i64,
    new: &NewPromise,
    now: At,
) -> Result<i64, Problem> {
    let case = find(tx, asker, number)?;
    let past = live_of(tx, number, id)?;
    if past.promise.due < now {
        let (code, key) = ("late", "promises-late");
        return Err(
            Problem::lock(StatusCode::CONFLICT, code, key, &[Missing::Kept])
                .extra("promises", vec![promise_json(&past.promise)])
                .arg("promise", past.promise.words),
        );
    }
    check_due(new.due, now)?;
    let word = check_word(tx, number, new.word, past.made_message.unwrap_or(0) + 1)?;
    let message = match word {
        Word::Letter(id) => Some(id),
        Word::Aloud(_) => None,
    };
    let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
    end_promise(tx, &mut deed, &past.promise, Ending::Renegotiated, message)?;
    let made = NewPromise {
        kind: past.promise.kind,
        ..new.clone()
    };
    let standing = write(tx, &mut deed, &made, word, past.promise.owner)?;
    promises::store::took_place(tx, standing, id)?;
    park_again(tx, &mut deed)?;
    deed.done(tx)?;
    Ok(standing)
}

/// The person said that they need no word any more.
pub fn release_promise(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    id: i64,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let past = live_of(tx, number, id)?;
    release(tx, case, &past.promise, Actor::Agent(asker.agent), now)
}

/// The same by the person's own press, on their page.
pub fn released_by_person(
    tx: &mut Tx<'_>,
    case: Case,
    person: i64,
    id: i64,
    now: At,
) -> Result<(), Problem> {
    let share = store::share::of(tx, &case, person)?;
    match live_of(tx, case.number, id) {
        // Promised to somebody else whose case was merged with this one.
        Ok(_) if share.live.iter().all(|p| p.id != id) => Err(Problem::not_found("promise", id)),
        Ok(past) => release(tx, case, &past.promise, Actor::Person(person), now),
        // Pressed twice, or word went in between: it is over either way.
        Err(problem) if problem.code == "ended" => Ok(()),
        Err(problem) => Err(problem),
    }
}

fn release(
    tx: &mut Tx<'_>,
    case: Case,
    promise: &Promise,
    by: Actor,
    now: At,
) -> Result<(), Problem> {
    let mut deed = Deed::on(case, now, by);
    end_promise(tx, &mut deed, promise, Ending::Released, None)?;
    park_again(tx, &mut deed)?;
    deed.done(tx)?;
    Ok(())
}

/// A parked case sleeps until the next of its promises, or as long as somebody put it off.
/// Nobody waits on a third party without a date either.
pub(super) fn park_again(tx: &mut Tx<'_>, deed: &mut Deed) -> Result<(), Error> {
    let next = promises::store::live(tx, deed.case.number)?
        .first()
        .map(|p| p.due);
    if deed.case.parked_until.is_some() {
        let until = sleeps_until(tx, deed.case.number, next)?;
        deed.case.parked_until = until.filter(|at| *at > deed.at);
    }
    if next.is_none() && deed.case.turn == Turn::ThirdParty {
        deed.case.turn = Turn::Us;
    }
    Ok(())
}

/// The clock: promises whose time passed without a word are broken, on the
/// record, and stay live and late. Gives how many.
pub fn break_due(tx: &mut Tx<'_>, now: At, limit: i64) -> Result<usize, Error> {
    let due = promises::store::to_break(tx, now, limit)?;
    for (number, id) in &due {
        let Some(case) = store::lock(tx, *number)? else {
            continue;
        };
        // Somebody may have been faster than the list.
        let live = promises::store::find(tx, *number, *id)?
            .is_some_and(|past| past.ended.is_none() && past.promise.due < now);
        if live && promises::store::mark_broken(tx, *id, now)? {
            let mut deed = Deed::on(case, now, Actor::System);
            deed.record(Kind::PromiseBroken, Ids::of("promise", *id));
            deed.done(tx)?;
        }
    }
    Ok(due.len())
}
