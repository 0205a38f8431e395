//! What one person may know of a case: their page and the foot of their letters
//! show this and no more.

use super::Case;
use crate::merging::{self, store::Went};
use crate::needs::{self, Need};
use crate::plans::{self, Plan};
use crate::promises::{self, Promise};
use store::{Error, Tx};

/// The share of one person in a case.
#[derive(Debug, Clone)]
pub struct Share {
    /// Whose it is; of those who read along, the person who asks.
    pub person: i64,
    /// The number, the name and the language under which they know it.
    pub number: i64,
    pub subject: String,
    pub language: Option<String>,
    /// The numbers under which this person asked: their time and quotes stand there.
    pub numbers: Vec<i64>,
    /// Did they ask? Others have at most needs of their own in it.
    pub asks: bool,
    pub needs: Vec<Need>,
    pub live: Vec<Promise>,
}

impl Share {
    /// Is something in it their own, whoever asks?
    pub fn has_needs(&self) -> bool {
        !self.needs.is_empty()
    }
}

/// `case` is where the number leads. Two people may have come together in it by
/// merging: then each has what they asked for, and nothing of the other's.
pub fn of(tx: &mut Tx<'_>, case: &Case, person: i64) -> Result<Share, Error> {
    let live = promises::store::live(tx, case.number)?;
    let went = merging::store::leading_to(tx, case.number)?;
    let mut needs = needs::store::of_case(tx, case.number)?;
    needs.retain(|need| need.is_of(person, case.person));
    let own = |asks, needs, live| Share {
        numbers: own_numbers(case, &went, person),
        person: if asks { person } else { case.person },
        number: case.number,
        subject: case.subject.clone(),
        language: case.language.clone(),
        asks,
        needs,
        live,
    };
    if went.iter().all(|w| w.person == case.person) {
        return Ok(own(case.person == person, needs, live));
    }
    let asks = case.person == person || went.iter().any(|w| w.person == person);
    // Who reads along reads with whom the case is named after.
    let whose = if asks { person } else { case.person };
    let promised = merging::store::owners(tx, case.number, "promise")?;
    let live = live
        .into_iter()
        .filter(|p| promised.get(&p.id).unwrap_or(&case.person) == &whose)
        .collect();
    let part = own(asks, needs, live);
    Ok(match went.into_iter().find(|w| w.person == person) {
        Some(theirs) if person != case.person => known_as(part, theirs),
        _ => part,
    })
}

fn own_numbers(case: &Case, went: &[Went], person: i64) -> Vec<i64> {
    let own = (case.person == person).then_some(case.number);
    let theirs = went.iter().filter(|w| w.person == person);
    own.into_iter().chain(theirs.map(|w| w.number)).collect()
}

/// The plan as far as it is this person's: what they asked for is planned in it.
pub fn plan(tx: &mut Tx<'_>, case: &Case, person: i64) -> Result<Option<Plan>, Error> {
    let Some(plan) = plans::store::of_case(tx, case.number)? else {
        return Ok(None);
    };
    let owners = merging::store::owners(tx, case.number, "plan")?;
    let whose = owners.get(&plan.id).unwrap_or(&case.person);
    Ok(Some(plan).filter(|_| *whose == person))
}

fn known_as(share: Share, went: Went) -> Share {
    Share {
        number: went.number,
        subject: went.subject,
        language: went.language,
        ..share
    }
}
