//! Telling, in the transaction of what is told.

use super::rules::{self, Happened};
use super::store;
use crate::events::Actor;
use crate::kit::At;
use ::store::{Error, Tx};

/// Writes the notices of a deed whose first event has the number `first`. What
/// a case had to tell whoever did it, they know now.
pub fn tell(
    tx: &mut Tx<'_>,
    case: i64,
    first: i64,
    happened: &Happened<'_>,
    at: At,
) -> Result<(), Error> {
    if let Actor::Agent(agent) = happened.by {
        store::known(tx, agent, case, at)?;
    }
    if !happened.tells() {
        return Ok(());
    }
    let followers = store::followers(tx, case)?;
    for (agent, kind, n) in rules::whom(happened, &followers) {
        store::tell(tx, agent, (case, first + n as i64), kind, at)?;
    }
    Ok(())
}

/// Who is named in words that stay in the team.
pub fn mentioned(tx: &mut Tx<'_>, words: &str) -> Result<Vec<i64>, Error> {
    if !words.contains('@') {
        return Ok(Vec::new());
    }
    let team = store::team(tx)?;
    let team: Vec<(i64, &str)> = team.iter().map(|(id, name)| (*id, name.as_str())).collect();
    Ok(rules::mentioned(words, &team))
}

/// The clock: tells the owners of promises that are nearly due. Gives how many.
pub fn warn(tx: &mut Tx<'_>, now: At, limit: i64) -> Result<usize, Error> {
    let due = store::to_warn(tx, now, now.plus(rules::BEFORE_DUE), limit)?;
    for (promise, case, owner) in &due {
        store::warn(tx, *owner, *case, *promise, now)?;
    }
    Ok(due.len())
}
