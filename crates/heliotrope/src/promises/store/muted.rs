//! Times that an agent does not want to be asked about.

use crate::kit::At;
use store::{Error, Tx, args, sql};

pub fn of(tx: &mut Tx<'_>, agent: i64) -> Result<Vec<String>, Error> {
    let rows = tx.query(
        sql!("SELECT phrase FROM muted_phrase WHERE agent_id = $1 ORDER BY phrase"),
        args![agent],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

pub fn mute(tx: &mut Tx<'_>, agent: i64, phrase: &str, at: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO muted_phrase (agent_id, phrase, at) VALUES ($1, $2, $3)
             ON CONFLICT (agent_id, phrase) DO NOTHING"
        ),
        args![agent, phrase, at.0],
    )?;
    Ok(())
}

pub fn hear_again(tx: &mut Tx<'_>, agent: i64, phrase: &str) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM muted_phrase WHERE agent_id = $1 AND phrase = $2"),
        args![agent, phrase],
    )?;
    Ok(())
}
