//! What the doctor counts: how much there is of everything.

use serde::Serialize;
use store::{Error, Tx, args, sql};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub cases: i64,
    pub messages: i64,
    pub people: i64,
    pub events: i64,
    pub attachments: i64,
}

pub fn counts(tx: &mut Tx<'_>) -> Result<Counts, Error> {
    let row = tx.one(
        sql!(
            "SELECT (SELECT COUNT(*) FROM cases), (SELECT COUNT(*) FROM message), (SELECT COUNT(*) FROM person),
                    (SELECT COUNT(*) FROM case_event), (SELECT COUNT(*) FROM message_attachment)"
        ),
        args![],
    )?;
    let row = row.ok_or_else(|| Error::data("counting gave no row"))?;
    Ok(Counts {
        cases: row.get(0)?,
        messages: row.get(1)?,
        people: row.get(2)?,
        events: row.get(3)?,
        attachments: row.get(4)?,
    })
}
