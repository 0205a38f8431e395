//! What a cause that is not mended asks for, and of whom: never of nobody.

use std::collections::HashMap;

use crate::causes::rules::{self, Asks};
use crate::causes::store::{self, Cause, Change};
use crate::kit::At;
use crate::web::Problem;
use crate::{team, teams};
use ::store::Tx;

/// Something a cause asks for, of whom.
#[derive(Debug, Clone)]
pub struct Asked {
    pub cause: Cause,
    pub change: Option<Change>,
    pub asks: Asks,
    /// None: nobody who could be asked is here.
    pub of: Option<i64>,
}

/// More causes than these do not wait for anybody.
const UNMENDED: i64 = 500;

/// What the causes that are not mended ask for, and of whom: of the owner of a
/// change or of its cause while they are here, else of whoever is on duty for
/// the team, never of nobody.
pub fn asked(tx: &mut Tx<'_>, now: At) -> Result<Vec<Asked>, Problem> {
    let mut all = Vec::new();
    let mut keepers = Keepers::new(now);
    for (cause, change) in store::unmended(tx, UNMENDED)? {
        let owned = keepers.works_here(tx, cause.owner)?;
        let known = all.last().is_some_and(|a: &Asked| a.cause.id == cause.id);
        if !owned && !known {
            let of = keepers.keeper(tx, None, &cause)?;
            all.push(Asked {
                cause: cause.clone(),
                change: None,
                asks: Asks::Owner,
                of,
            });
        }
        let Some(change) = change else { continue };
        let done_by = keepers.works_here(tx, change.owner)?;
        if let Some(asks) = rules::asks_of_change(change.state, done_by, change.due, now) {
            let of = keepers.keeper(tx, change.owner, &cause)?;
            all.push(Asked {
                cause,
                change: Some(change),
                asks,
                of,
            });
        }
    }
    Ok(all)
}

/// The same, of one agent alone.
pub fn asked_of(tx: &mut Tx<'_>, agent: i64, now: At) -> Result<Vec<Asked>, Problem> {
    let mut all = asked(tx, now)?;
    all.retain(|one| one.of == Some(agent));
    Ok(all)
}

/// Whoever is asked about a cause.
pub fn keeper(tx: &mut Tx<'_>, cause: &Cause, now: At) -> Result<Option<i64>, Problem> {
    Keepers::new(now).keeper(tx, None, cause)
}

/// Who is here and who is on duty, each looked up once.
struct Keepers {
    now: At,
    here: HashMap<i64, bool>,
    employed: HashMap<i64, bool>,
    duty: HashMap<Option<i64>, Option<i64>>,
}

impl Keepers {
    fn new(now: At) -> Keepers {
        Keepers {
            now,
            here: HashMap::new(),
            employed: HashMap::new(),
            duty: HashMap::new(),
        }
    }

    fn works_here(&mut self, tx: &mut Tx<'_>, agent: Option<i64>) -> Result<bool, Problem> {
        let Some(agent) = agent else { return Ok(false) };
        if let Some(known) = self.employed.get(&agent) {
            return Ok(*known);
        }
        let works = team::store::may_own(tx, agent)?;
        self.employed.insert(agent, works);
        Ok(works)
    }

    fn is_here(&mut self, tx: &mut Tx<'_>, agent: i64) -> Result<bool, Problem> {
        if let Some(known) = self.here.get(&agent) {
            return Ok(*known);
        }
        let here = self.works_here(tx, Some(agent))? && team::store::is_there(tx, agent, self.now)?;
        self.here.insert(agent, here);
        Ok(here)
    }

    fn keeper(
        &mut self,
        tx: &mut Tx<'_>,
        first: Option<i64>,
        cause: &Cause,
    ) -> Result<Option<i64>, Problem> {
        for agent in first.into_iter().chain(cause.owner) {
            if self.is_here(tx, agent)? {
                return Ok(Some(agent));
            }
        }
        if let Some(known) = self.duty.get(&cause.team) {
            return Ok(*known);
        }
        let duty = teams::store::on_duty(tx, cause.team, self.now)?.map(|(id, _)| id);
        self.duty.insert(cause.team, duty);
        Ok(duty)
    }
}
