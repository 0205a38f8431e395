//! What can be done to a case. Each deed runs inside the caller's transaction
//! and leaves the row, the events and the hearers in step.

mod apology;
mod arrive;
mod away;
mod billing;
mod bulk;
mod call;
mod cause;
mod close;
mod complaint;
mod follow;
mod gift;
mod goodwill;
mod later;
mod letters;
mod merge;
mod needs;
mod no;
mod note;
mod outside;
mod people;
mod plan;
mod post;
mod promise;
mod proposal;
mod reply;
mod said;
mod settle;
mod split;
mod undo;
mod until;
mod waiting;

pub use apology::{drop_care, given, not_owed, take_offer};
pub use arrive::{Letter, letter, open, receipt, receipt_held, undelivered};
pub use away::{away, back, change_colleague, leave};
pub use billing::{answer_quote, make_quote, spend_time};
pub use bulk::{Change, change_all, take_back_all};
pub use call::{Call, call};
pub use cause::{set_cause, tell_next, unset_cause};
pub use close::{close, end, not_yet, reopen, settled_by_person, wake};
pub use complaint::{Running, Said, complain, complaints};
pub use follow::follow;
pub use gift::take_gift_back;
pub use goodwill::{
    Answered, Asking, Waited, Wish, answer_ask, ask, give, goodwill_left, withdraw_ask,
};
pub use later::{bring_back, later_at, later_in, put_off};
pub use letters::{sent_again, told_otherwise};
pub use merge::{join_need, merge, same_needs, take_apart, unlend};
pub use needs::{
    Wanted, add_need, asked_lists, give_asked, give_need, reword_need, say_how, sort_need,
};
pub use no::{blank_no, decline, drop_check_in, look_back, say_no_in_draft, take_way};
pub use note::note;
pub use outside::outside;
pub use people::{Aside, take_in, take_out, tell_aside};
pub use plan::{no_plan_yet, not_what_i_need, plan};
pub use promise::{
    NewPromise, Word, break_due, keep_promise, make_promise, release_promise, released_by_person,
    renegotiate,
};
pub use proposal::{propose, send_proposal, take_proposal};
pub use reply::{NextWord, Reply, reply};
pub use said::{Promised, offers, said_in, until_words};
pub use settle::{assign, assign_to_team, set_tags, settle_need, tag, tell_need, turn, untag};
pub use split::split;
pub use undo::take_back;
pub use until::{Batch, Chosen, LeftOut, MOST, ToAll, until_due, until_in_bulk};
pub use waiting::{Sent, duty_lead, give_back, hints, policy, release, send};

use super::rules::NotYet;
use super::store::{self, Case};
use crate::events::{self, Actor, Ids, Kind};
use crate::kit::At;
use crate::needs::Need;
use crate::notices::{self, Happened};
use crate::promises::Promise;
use crate::web::{Asker, Missing, Problem};
use ::store::{Error, Tx};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// The case of a number, locked, as far as this agent may see it.
pub fn find(tx: &mut Tx<'_>, _asker: &Asker, number: i64) -> Result<Case, Problem> {
    // Every agent sees every case until mailboxes are given to teams; the asker
    // is asked for, so that no caller has to change on that day.
    let case = store::lock(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
    match case.merged_into {
        None => Ok(case),
        Some(into) => Err(merge::elsewhere(tx, number, into)?),
    }
}

/// The case of a number, to be read. A number that was merged sends its reader on.
pub fn look(tx: &mut Tx<'_>, _asker: &Asker, number: i64) -> Result<Case, Problem> {
    let case = store::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
    match case.merged_into {
        None => Ok(case),
        Some(into) => {
            Err(
                Problem::refuse(StatusCode::TEMPORARY_REDIRECT, "merged", "cases-merged")
                    .moved(number, into),
            )
        }
    }
}

/// Collects the events of one deed, and writes them with the row at its end.
struct Deed {
    case: Case,
    at: At,
    by: Actor,
    events: Vec<(Kind, Ids)>,
    slept: bool,
    /// Only a machine wrote.
    quiet: bool,
    /// Who of us is named in what was written.
    mentioned: Vec<i64>,
}

impl Deed {
    fn on(case: Case, at: At, by: Actor) -> Deed {
        Deed {
            slept: case.parked_until.is_some(),
            case,
            at,
            by,
            events: Vec::new(),
            quiet: false,
            mentioned: Vec::new(),
        }
    }

    /// Who of us does it.
    fn agent(&self) -> Option<i64> {
        match self.by {
            Actor::Agent(id) => Some(id),
            _ => None,
        }
    }

    fn record(&mut self, kind: Kind, ids: Ids) {
        self.events.push((kind, ids));
    }

    /// The number the next recorded event will have.
    fn next_event(&self) -> i64 {
        self.case.last_event + self.events.len() as i64 + 1
    }

    /// Writes the events of a case whose row was begun as it stands now, with
    /// so many.
    fn begun(self, tx: &mut Tx<'_>, events: i64) -> Result<(), Error> {
        let (number, there) = (self.case.number, self.events.len() as i64);
        if there != events {
            return Err(Error::data(format!(
                "case {number} was begun with {events} events and has {there}"
            )));
        }
        events::store::record_from(tx, number, 1, self.at, self.by, &self.events)
    }

    /// Writes events and row. Gives the number of the last event.
    fn done(mut self, tx: &mut Tx<'_>) -> Result<i64, Error> {
        let first = self.case.last_event + 1;
        self.case.last_event += self.events.len() as i64;
        store::save(tx, &self.case, self.at)?;
        if self.slept && self.case.parked_until.is_none() {
            crate::later::store::back(tx, self.case.number, self.at, self.by)?;
        }
        events::store::record_from(tx, self.case.number, first, self.at, self.by, &self.events)?;
        let happened = Happened {
            by: self.by,
            events: &self.events,
            owner: self.case.owner,
            quiet: self.quiet,
            mentioned: &self.mentioned,
        };
        notices::deeds::tell(tx, self.case.number, first, &happened, self.at)?;
        Ok(self.case.last_event)
    }
}

/// The search tokens of a case: who may find its messages, and by what.
pub fn scope(case: &Case) -> Vec<String> {
    tokens(case.mailbox, case.person).into()
}

pub fn tokens(mailbox: i64, person: i64) -> [String; 2] {
    [format!("mb{mailbox}"), format!("pe{person}")]
}

pub fn need_json(need: &Need) -> Value {
    json!({ "id": need.id, "text": need.words })
}

pub fn promise_json(promise: &Promise) -> Value {
    json!({ "id": promise.id, "due": promise.due.to_string(), "text": promise.words })
}

impl From<NotYet> for Problem {
    fn from(not_yet: NotYet) -> Problem {
        match not_yet {
            NotYet::Promised { promises } => {
                let words = promises
                    .first()
                    .map(|p| p.words.clone())
                    .unwrap_or_default();
                let (code, key) = ("promised", "cases-not-yet-promised");
                Problem::lock(StatusCode::CONFLICT, code, key, &[Missing::Kept])
                    .arg("promise", words)
                    .extra(
                        "promises",
                        promises.iter().map(promise_json).collect::<Vec<_>>(),
                    )
            }
            NotYet::Untold { open, untold } => {
                let (key, words) = super::rules::gap(&open, &untold);
                let lists = [(&open, Missing::Settled), (&untold, Missing::Told)];
                let missing = lists.iter().filter(|(list, _)| !list.is_empty());
                let missing: Vec<Missing> = missing.map(|(_, what)| *what).collect();
                Problem::lock(StatusCode::CONFLICT, "untold", key, &missing)
                    .arg("needs", words)
                    .extra("open", open.iter().map(need_json).collect::<Vec<_>>())
                    .extra("untold", untold.iter().map(need_json).collect::<Vec<_>>())
            }
        }
    }
}
