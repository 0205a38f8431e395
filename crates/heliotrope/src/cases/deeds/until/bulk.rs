//! The same sentence into several cases at once: all of them, or what is left
//! out is named with its reason.

use super::super::promise::check_due;
use super::super::reply::{Reply, reply};
use super::super::said::until_words;
use super::super::waiting::policy;
use crate::apologies::rules::Policy;
use crate::cases::store::{self, Case};
use crate::events;
use crate::kit::At;
use crate::kit::words::Lang;
use crate::mailboxes::{self, Mailbox};
use crate::messages::{self, Kind};
use crate::web::{Asker, Problem};
use crate::{people, promises};
use ::store::Tx;
use axum::http::StatusCode;
use std::collections::BTreeSet;
use std::str::FromStr;

/// More than anybody chooses at one go.
pub const MOST: usize = 100;

/// A case of a batch, and the last event of it that its chooser saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    pub number: i64,
    pub seen: Option<i64>,
}

/// What goes to all of them.
#[derive(Debug, Clone)]
pub struct ToAll {
    pub chosen: Vec<Chosen>,
    /// The day on which silence settles them.
    pub at: At,
    /// What stands above the sentence; may be empty.
    pub words: String,
    pub undo_seconds: i64,
    /// Is there a sending server for mailboxes without one of their own?
    pub default_server: bool,
}

/// Why nothing was sent in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    Gone,
    Closed,
    /// We owe a word there by a day.
    Promised,
    /// Somebody wrote since it was chosen.
    Wrote,
    /// Its chooser has a letter there that is not sent.
    Draft,
    /// A named person looks at letters of this case first.
    Looks,
    NoServer,
    NoAddress,
    /// They write in a language that this desk does not speak.
    Language,
}

impl LeftOut {
    pub const ALL: [LeftOut; 9] = [
        LeftOut::Gone,
        LeftOut::Closed,
        LeftOut::Promised,
        LeftOut::Wrote,
        LeftOut::Draft,
        LeftOut::Looks,
        LeftOut::NoServer,
        LeftOut::NoAddress,
        LeftOut::Language,
    ];

    pub fn word(self) -> &'static str {
        match self {
            LeftOut::Gone => "gone",
            LeftOut::Closed => "closed",
            LeftOut::Promised => "promised",
            LeftOut::Wrote => "wrote",
            LeftOut::Draft => "draft",
            LeftOut::Looks => "looks",
            LeftOut::NoServer => "no_server",
            LeftOut::NoAddress => "no_address",
            LeftOut::Language => "language",
        }
    }
}

impl FromStr for LeftOut {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        LeftOut::ALL
            .into_iter()
            .find(|why| why.word() == word)
            .ok_or_else(|| format!("no case is left out because of: {word}"))
    }
}

/// What became of a batch: letters as (case, message), and what was left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    pub sent: Vec<(i64, i64)>,
    pub left: Vec<(i64, LeftOut)>,
}

fn unprocessable(code: &'static str, key: &'static str) -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key)
}

/// Writes "If I hear nothing by then I take this as settled" into each of these
/// cases, in the language of each.
///
/// # Errors
/// 422 `none`, `too-many`, `past`; 422 `languages` when words go with it and the
/// cases speak several.
pub fn until_in_bulk(
    tx: &mut Tx<'_>,
    asker: &Asker,
    all: &ToAll,
    now: At,
) -> Result<Batch, Problem> {
    if all.chosen.is_empty() {
        return Err(unprocessable("none", "cases-until-none"));
    }
    if all.chosen.len() > MOST {
        return Err(unprocessable("too-many", "cases-until-too-many").arg("most", MOST as i64));
    }
    check_due(all.at, now)?;
    let mut batch = Batch::default();
    let mut fit = Vec::new();
    // In the order of their numbers: two batches do not wait for each other.
    let mut chosen = all.chosen.clone();
    chosen.sort_by_key(|one| one.number);
    chosen.dedup_by_key(|one| one.number);
    for one in chosen {
        match left_out(tx, asker, one, all.default_server)? {
            Fit::No(why) => batch.left.push((one.number, why)),
            Fit::Yes(fits) => {
                let (case, mailbox, lang) = *fits;
                fit.push((one, case, mailbox, lang));
            }
        }
    }
    let spoken: BTreeSet<Lang> = fit.iter().map(|(.., lang)| *lang).collect();
    if spoken.len() > 1 && !all.words.trim().is_empty() {
        let names: Vec<&str> = spoken.iter().map(|lang| lang.own_name()).collect();
        return Err(
            unprocessable("languages", "cases-until-languages").arg("languages", names.join(", "))
        );
    }
    for (one, case, mailbox, _) in fit {
        let sentence = until_words(tx, &case, &mailbox, all.at, now)?;
        let letter = Reply {
            words: match all.words.trim() {
                "" => sentence,
                words => format!("{words}\n\n{sentence}"),
            },
            seen_event: one.seen,
            until: true,
            undo_seconds: all.undo_seconds,
            default_server: all.default_server,
            ..Reply::default()
        };
        let written = reply(tx, asker, one.number, &letter, now)?;
        batch.sent.push((one.number, written.message));
    }
    Ok(batch)
}

/// May the sentence go into a case, and how does it speak there?
enum Fit {
    Yes(Box<(Case, Mailbox, Lang)>),
    No(LeftOut),
}

fn left_out(
    tx: &mut Tx<'_>,
    asker: &Asker,
    one: Chosen,
    default_server: bool,
) -> Result<Fit, Problem> {
    let number = one.number;
    let Some(case) = store::lock(tx, number)?.filter(|case| case.merged_into.is_none()) else {
        return Ok(Fit::No(LeftOut::Gone));
    };
    if case.is_closed() {
        return Ok(Fit::No(LeftOut::Closed));
    }
    // A letter keeps what was only promised as a word.
    let live = promises::store::live(tx, number)?;
    if live.iter().any(|promise| !promise.kind.kept_by_a_reply()) {
        return Ok(Fit::No(LeftOut::Promised));
    }
    let newer = match one.seen {
        Some(seen) => events::store::since(tx, number, seen)?,
        None => Vec::new(),
    };
    if newer.iter().any(|event| event.kind.brings_words()) {
        return Ok(Fit::No(LeftOut::Wrote));
    }
    let draft = messages::store::draft(tx, number, asker.agent, Kind::Reply)?;
    if draft.is_some_and(|(_, words, _)| !words.trim().is_empty()) {
        return Ok(Fit::No(LeftOut::Draft));
    }
    if policy(tx, &case)?.0 == Policy::FactsAndHelp {
        return Ok(Fit::No(LeftOut::Looks));
    }
    let mailbox = mailboxes::store::find(tx, case.mailbox)?
        .ok_or_else(|| Problem::not_found("mailbox", case.mailbox))?;
    if mailbox.server.is_none() && !default_server {
        return Ok(Fit::No(LeftOut::NoServer));
    }
    let person = people::store::find(tx, case.person)?;
    if person.is_none_or(|person| person.addresses.is_empty()) {
        return Ok(Fit::No(LeftOut::NoAddress));
    }
    let tag = case.language.as_deref().unwrap_or(&mailbox.language);
    match Lang::of_tag(tag) {
        Some(lang) => Ok(Fit::Yes(Box::new((case, mailbox, lang)))),
        None => Ok(Fit::No(LeftOut::Language)),
    }
}
