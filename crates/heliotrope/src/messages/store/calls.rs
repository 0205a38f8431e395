//! Telephone calls on disk: what goes with a message that is one.

use crate::kit::At;
use crate::messages::{Call, Kind, Message, Rang};
use store::{Error, Tx, args, sql};

/// A message is a call: how it went, with whom, and when it was.
pub fn add_call(
    tx: &mut Tx<'_>,
    message: i64,
    rang: Rang,
    person: i64,
    at: At,
) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO phone_call (message_id, person_id, how, at) VALUES ($1, $2, $3, $4)"),
        args![message, person, rang.word(), at.0],
    )?;
    Ok(())
}

/// With whom and when, for the messages of a case that are calls. A case without
/// one costs no question.
pub(super) fn bring(tx: &mut Tx<'_>, case: i64, messages: &mut [Message]) -> Result<(), Error> {
    if messages.iter().all(|m| m.kind != Kind::Call) {
        return Ok(());
    }
    let rows = tx.query(
        sql!(
            "SELECT c.message_id, c.how, c.person_id, p.name, c.at,
                    COALESCE((SELECT MIN(a.address) FROM person_address a WHERE a.person_id = p.id), '')
             FROM phone_call c JOIN message m ON m.id = c.message_id JOIN person p ON p.id = c.person_id
             WHERE m.case_number = $1"
        ),
        args![case],
    )?;
    for row in &rows {
        let (id, how): (i64, String) = (row.get(0)?, row.get(1)?);
        let (name, address): (String, String) = (row.get(3)?, row.get(5)?);
        let rang = Rang::of_word(&how);
        let call = Call {
            rang: rang.ok_or_else(|| Error::data(format!("no such call: {how}")))?,
            person: row.get(2)?,
            name: if name.is_empty() { address } else { name },
            at: At(row.get(4)?),
        };
        if let Some(message) = messages.iter_mut().find(|m| m.id == id) {
            message.call = Some(call);
        }
    }
    Ok(())
}

/// The calls with one person among the messages of a case.
pub fn with(tx: &mut Tx<'_>, case: i64, person: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.id FROM phone_call c JOIN message m ON m.id = c.message_id
             WHERE m.case_number = $1 AND c.person_id = $2 ORDER BY m.id"
        ),
        args![case, person],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}
