//! Which rows of a case are one person's, wherever a merging has put them.

use crate::cases::{self, Case};
use crate::merging;
use store::{Error, Sql, Tx, args, sql};

/// How much of a case is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// What began under this number, and nothing of what came from another.
    Own,
    /// All that stands there; of a number that was merged, what began under it.
    Whole,
}

/// The rows of one table that are meant. `noun` is its name, `here` finds the
/// ids of those that stand in a case.
pub fn rows(
    tx: &mut Tx<'_>,
    number: i64,
    share: Share,
    noun: &str,
    here: Sql,
) -> Result<Vec<i64>, Error> {
    let Some(case) = cases::store::find(tx, number)? else {
        return Ok(Vec::new());
    };
    match share {
        Share::Whole if case.merged_into.is_none() => stand(tx, number, here),
        _ => began(tx, &case, noun, here),
    }
}

fn stand(tx: &mut Tx<'_>, number: i64, here: Sql) -> Result<Vec<i64>, Error> {
    let rows = tx.query(here, args![number])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The rows that began under the number of a case: those that stand there and
/// came from nowhere, and those that went along when it was merged.
pub fn began(tx: &mut Tx<'_>, case: &Case, noun: &str, here: Sql) -> Result<Vec<i64>, Error> {
    let home = case.merged_into.unwrap_or(case.number);
    let origins = merging::store::origins(tx, home, noun)?;
    let mut rows = stand(tx, case.number, here)?;
    rows.retain(|id| {
        origins
            .get(id)
            .is_none_or(|from| from.number == case.number)
    });
    let went = origins
        .iter()
        .filter(|(_, from)| from.number == case.number);
    rows.extend(went.map(|(id, _)| *id));
    rows.sort_unstable();
    rows.dedup();
    Ok(rows)
}

macro_rules! of {
    ($($name:ident = $noun:literal),* $(,)?) => {$(
        /// The ids of those that began under the number of a case, in their order.
        pub fn $name(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<i64>, Error> {
            let here = sql!(concat!("SELECT id FROM ", $noun, " WHERE case_number = $1"));
            began(tx, case, $noun, here)
        }
    )*};
}

of! {
    messages = "message",
    needs = "need",
    promises = "promise",
    plans = "plan",
    gifts = "goodwill",
    apologies = "apology",
    complaints = "complaint",
}

/// The numbers whose time and quotes are meant: these stay where they were made.
pub fn numbers(tx: &mut Tx<'_>, number: i64, share: Share) -> Result<Vec<i64>, Error> {
    match share {
        Share::Own => Ok(vec![number]),
        Share::Whole => cases::store::numbers(tx, number),
    }
}
