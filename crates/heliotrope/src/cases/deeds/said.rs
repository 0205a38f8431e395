//! What the words of a letter promise: offered while it is typed, checked when
//! it is sent. No promise is made that the person does not read.

use super::super::store::Case;
use super::promise::{check_due, end_promise};
use super::{Deed, away};
use crate::events::{Ids, Kind};
use crate::kit::At;
use crate::kit::moments;
use crate::kit::words::{Lang, Words};
use crate::mailboxes::{self, Mailbox};
use crate::promises::rules::said::{self, Here, Said, What};
use crate::promises::{self, Ending, Promise};
use crate::web::{Missing, Problem};
use crate::{hours, people};
use ::store::Tx;
use axum::http::StatusCode;

/// A sentence of the letter that its writer took for a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    pub kind: promises::Kind,
    pub due: At,
    pub words: String,
}

/// The times that a letter of this case names, in the zone and the hours of
/// its mailbox.
pub fn said_in(tx: &mut Tx<'_>, case: &Case, text: &str, now: At) -> Result<Vec<Said>, Problem> {
    if !said::may_bind(text) {
        return Ok(Vec::new());
    }
    let mailbox = mailboxes::store::find(tx, case.mailbox)?
        .ok_or_else(|| Problem::not_found("mailbox", case.mailbox))?;
    let hours = hours::store::of_mailbox(tx, case.mailbox)?;
    let zone = moments::zone(&mailbox.zone);
    let here = Here {
        now,
        zone: &zone,
        hours: hours.as_ref(),
    };
    Ok(said::said(text, &here))
}

/// The same without those that this agent does not want to be asked about.
pub fn offers(
    tx: &mut Tx<'_>,
    case: &Case,
    agent: i64,
    text: &str,
    now: At,
) -> Result<Vec<Said>, Problem> {
    let mut found = said_in(tx, case, text, now)?;
    if !found.is_empty() {
        let muted = promises::store::muted::of(tx, agent)?;
        found.retain(|said| said.what == What::Until || !muted.contains(&said.phrase));
    }
    Ok(found)
}

/// Blanks and line breaks are nothing that anybody reads differently.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn stands_in(letter: &str, words: &str) -> bool {
    let words = plain(words);
    !words.is_empty() && plain(letter).contains(&words)
}

/// A promise stands in its letter, and lies ahead.
pub(super) fn check(letter: &str, one: &Promised, now: At) -> Result<(), Problem> {
    if !stands_in(letter, &one.words) {
        let (code, key) = ("not-said", "promises-not-in-letter");
        return Err(
            Problem::lock(StatusCode::CONFLICT, code, key, &[Missing::Text])
                .arg("promise", one.words.clone()),
        );
    }
    check_due(one.due, now)
}

/// Makes the promises of a letter, which were checked. One that is no update and stands for what
/// was promised before gives that its new time.
pub(super) fn promise(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    mailbox: &Mailbox,
    promised: &[Promised],
    message: i64,
) -> Result<(), Problem> {
    let number = deed.case.number;
    for one in promised {
        let same: Vec<Promise> = promises::store::live(tx, number)?
            .into_iter()
            .filter(|p| p.kind == one.kind && !p.kind.kept_by_a_reply() && !p.house)
            .collect();
        let new = promises::store::New {
            kind: one.kind,
            words: &one.words,
            due: one.due,
            zone: &mailbox.zone,
            owner: away::keeper(tx, deed)?,
            house: false,
            message: Some(message),
        };
        let id = promises::store::make(tx, number, &new, deed.at, deed.by)?;
        deed.record(
            Kind::PromiseMade,
            Ids::of("promise", id).and("message", message),
        );
        if let [old] = same.as_slice() {
            end_promise(tx, deed, old, Ending::Renegotiated, Some(message))?;
            promises::store::took_place(tx, id, old.id)?;
        }
    }
    Ok(())
}

/// The sentence of `/until`, in the words of this desk and the language of the
/// case. Its day is still to come.
pub fn until_words(
    tx: &mut Tx<'_>,
    case: &Case,
    mailbox: &Mailbox,
    at: At,
    now: At,
) -> Result<String, Problem> {
    check_due(at, now)?;
    let tag = case.language.as_deref().unwrap_or(&mailbox.language);
    let theirs = people::store::find(tx, case.person)?.and_then(|p| p.zone);
    let words = Words::of(Lang::of_tag(tag).unwrap_or_default());
    Ok(promises::until_words(
        words,
        at,
        &mailbox.zone,
        theirs.as_deref(),
    ))
}

/// The day the letter says; never one that it does not say.
pub(super) fn until_said(
    tx: &mut Tx<'_>,
    case: &Case,
    letter: &str,
    now: At,
) -> Result<At, Problem> {
    let found = said_in(tx, case, letter, now)?;
    let mut days = found.iter().filter(|said| said.what == What::Until);
    match (days.next(), days.next()) {
        (Some(one), None) => Ok(one.due),
        _ => Err(Problem::lock(
            StatusCode::UNPROCESSABLE_ENTITY,
            "until-not-said",
            "promises-until-not-said",
            &[Missing::Text],
        )),
    }
}
