//! Thanks that came after the end, until who helped has read them.

use crate::kit::At;
use store::{Error, Tx, args, sql};

/// Thanks for `agent`, shown to them until they have read it.
pub fn thank(tx: &mut Tx<'_>, message: i64, agent: i64) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO thanks (message_id, agent_id) VALUES ($1, $2)"),
        args![message, agent],
    )?;
    tx.say(format!("thanks:{agent}"));
    Ok(())
}

/// Unread thanks of an agent, newest first: case, message, who, their words.
pub fn unread_thanks(
    tx: &mut Tx<'_>,
    agent: i64,
    limit: i64,
) -> Result<Vec<(i64, i64, String, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.case_number, m.id, COALESCE(NULLIF(p.name, ''), m.sender), m.words FROM thanks t
             JOIN message m ON m.id = t.message_id
             JOIN cases c ON c.number = m.case_number
             JOIN person p ON p.id = c.person_id
             WHERE t.agent_id = $1 AND t.seen_at IS NULL ORDER BY t.message_id DESC LIMIT $2"
        ),
        args![agent, limit],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .collect()
}

pub fn read_thanks(tx: &mut Tx<'_>, message: i64, agent: i64, now: At) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE thanks SET seen_at = $3 WHERE message_id = $1 AND agent_id = $2 AND seen_at IS NULL"),
        args![message, agent, now],
    )?;
    tx.say(format!("thanks:{agent}"));
    Ok(())
}
