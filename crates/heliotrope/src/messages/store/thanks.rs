//! Thanks that came after the end, until who helped has read them.

use crate::kit::At;
use store::{Error, Tx, args, sql};

/// Everybody of ours who wrote in a case and still works here, in replies or
/// notes, with the one who wrote first at the front.
pub fn who_helped(tx: &mut Tx<'_>, case: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT a.id FROM message m JOIN agent a ON m.author = 'agent:' || a.id
             WHERE m.case_number = $1 AND m.kind IN ('reply', 'note', 'call') AND m.taken_back_at IS NULL
               AND a.disabled_at IS NULL
             GROUP BY a.id ORDER BY MIN(m.id)"
        ),
        args![case],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Thanks for `agent`, shown to them until they have read it.
pub fn thank(tx: &mut Tx<'_>, message: i64, agent: i64) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO thanks_for (message_id, agent_id) VALUES ($1, $2)"),
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
            "SELECT m.case_number, m.id, COALESCE(NULLIF(p.name, ''), m.sender), m.words FROM thanks_for t
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
        sql!("UPDATE thanks_for SET seen_at = $3 WHERE message_id = $1 AND agent_id = $2 AND seen_at IS NULL"),
        args![message, agent, now],
    )?;
    tx.say(format!("thanks:{agent}"));
    Ok(())
}
