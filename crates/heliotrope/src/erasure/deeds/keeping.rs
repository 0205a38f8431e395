//! Rules by which words of closed cases go after some months: shown first,
//! switched on by a person, then done in small parts.

use axum::http::StatusCode;

use crate::erasure::rules::{self, Takes};
use crate::erasure::store::keeping::{self as rows, Rule};
use crate::erasure::store::{blank, is_agent};
use crate::events::{self, Actor, Ids, Kind};
use crate::intake::store::erased;
use crate::kit::At;
use crate::kit::keys::Keys;
use crate::web::{Desk, Doing, Problem};
use crate::{cases, people, team};
use ::store::{Error, Tx};

/// How many cases go in one transaction, and how many a page names.
const AT_ONCE: i64 = 50;
const NAMED: i64 = 100;

/// What a rule would take now.
pub struct Trial {
    pub months: i64,
    pub takes: Takes,
    pub cases: i64,
    pub messages: i64,
    pub files: i64,
    /// The first hundred: number, subject, closed when.
    pub first: Vec<(i64, String, At)>,
}

/// Looks what a rule would take. Changes nothing.
pub fn trial(
    tx: &mut Tx<'_>,
    mailbox: i64,
    months: i64,
    takes: Takes,
    now: At,
) -> Result<Trial, Error> {
    let before = rules::months_before(now, months);
    let (cases, messages, files) = rows::count(tx, mailbox, before, takes)?;
    Ok(Trial {
        months,
        takes,
        cases,
        messages,
        files,
        first: rows::due(tx, mailbox, before, takes, 0, NAMED)?,
    })
}

/// Switches a rule on, or off without one.
///
/// # Errors
/// 422 `months` for what is no number of months.
pub async fn switch(
    desk: &Desk,
    mailbox: i64,
    wanted: Option<(i64, Takes)>,
    by: String,
) -> Result<(), Problem> {
    if wanted.is_some_and(|(months, _)| !rules::MONTHS.contains(&months)) {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "months",
            "erasure-no-months",
        ));
    }
    let now = desk.now();
    desk.db
        .write(move |tx| {
            let deed = match wanted {
                Some((months, takes)) => {
                    let rule = Rule {
                        mailbox,
                        months,
                        takes,
                        since: now,
                    };
                    rows::switch_on(tx, &rule, &by)?;
                    "keeping-on"
                }
                None => {
                    rows::switch_off(tx, mailbox)?;
                    "keeping-off"
                }
            };
            team::audit(tx, now, &by, deed, &format!("mailbox:{mailbox}"))
        })
        .await
        .doing(|| format!("switching the rule of mailbox {mailbox}"))
}

/// Does what all rules ask for now. Gives how many cases it took from.
pub async fn run(desk: &Desk) -> anyhow::Result<usize> {
    let mut taken = 0;
    for rule in desk.db.read(rows::rules).await? {
        loop {
            let (now, rule, keys) = (desk.now(), rule.clone(), desk.keys.clone());
            let done = desk.db.write(move |tx| part(tx, &rule, &keys, now)).await?;
            taken += done;
            if done == 0 {
                break;
            }
        }
    }
    if taken > 0
        && let Err(error) = desk.db.scrub().await
    {
        tracing::warn!(%error, "Erased words may still stand in the log of the database");
    }
    Ok(taken)
}

/// A few cases of one rule, which somebody may have changed meanwhile.
fn part(tx: &mut Tx<'_>, rule: &Rule, keys: &Keys, now: At) -> Result<usize, Error> {
    // Several nodes may look at the same moment.
    tx.lock("keeping")?;
    if rows::rule(tx, rule.mailbox)?.as_ref() != Some(rule) {
        return Ok(0);
    }
    let before = rules::months_before(now, rule.months);
    let due = rows::due(tx, rule.mailbox, before, rule.takes, 0, AT_ONCE)?;
    if due.is_empty() {
        return Ok(0);
    }
    let prints = erased::prints(tx, keys)?;
    for (number, ..) in &due {
        let Some(case) = cases::store::lock(tx, *number)?.filter(|c| c.is_closed()) else {
            continue;
        };
        rows::take(tx, case.number, rule.takes, &prints, now)?;
        rows::thinned(tx, case.number, rule.takes, now)?;
        let ids = Ids::none().and("takes", rule.takes.word());
        events::store::record(tx, case.number, now, Actor::System, &[(Kind::Erased, ids)])?;
        if rule.takes == Takes::Everything {
            people_left(tx, case.number, now)?;
        }
    }
    let object = format!("mailbox:{}", rule.mailbox);
    team::audit(tx, now, "system", "keeping-took", &object)?;
    Ok(due.len())
}

/// Somebody of whom no word is left is nobody we have to know.
fn people_left(tx: &mut Tx<'_>, case: i64, now: At) -> Result<(), Error> {
    for person in rows::nothing_left_of(tx, case)? {
        let addresses = people::store::find(tx, person)?.map_or(Vec::new(), |p| p.addresses);
        if !is_agent(tx, &addresses)? {
            blank::person(tx, person, now)?;
        }
    }
    Ok(())
}
