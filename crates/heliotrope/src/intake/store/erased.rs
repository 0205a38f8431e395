//! Letters that were erased and may still lie on another server: known by
//! fingerprint, so that they stay away.

use super::super::rules::Prints;
use crate::kit::keys::Keys;
use crate::kit::random;
use store::{Error, Tx, args, sql};

/// Those that the key of this desk opens, the oldest first.
fn all(tx: &mut Tx<'_>, keys: &Keys) -> Result<Vec<Prints>, Error> {
    let rows = tx.query(
        sql!("SELECT sealed FROM erased_secret ORDER BY id"),
        args![],
    )?;
    let mut found = Vec::new();
    for row in rows {
        let opened = keys.open(&row.get::<String>(0)?).ok();
        found.extend(opened.as_deref().and_then(Prints::of));
    }
    Ok(found)
}

/// What makes the fingerprints of an erasure. A lost key must not keep anybody
/// from erasing: then a new secret is begun.
pub fn prints(tx: &mut Tx<'_>, keys: &Keys) -> Result<Prints, Error> {
    if let Some(known) = all(tx, keys)?.pop() {
        return Ok(known);
    }
    let new = Prints::new(random::bytes());
    tx.execute(
        sql!("INSERT INTO erased_secret (sealed) VALUES ($1)"),
        args![keys.seal(&new.secret())],
    )?;
    Ok(new)
}

/// From now on this one is known.
pub fn remember(tx: &mut Tx<'_>, print: &str) -> Result<(), Error> {
    tx.execute(
        sql!("INSERT INTO erased_letter (print) VALUES ($1) ON CONFLICT (print) DO NOTHING"),
        args![print],
    )?;
    Ok(())
}

fn has(tx: &mut Tx<'_>, print: &str) -> Result<bool, Error> {
    let row = tx.one(
        sql!("SELECT 1 FROM erased_letter WHERE print = $1"),
        args![print],
    )?;
    Ok(row.is_some())
}

/// Was this very letter erased here? Nobody erased anything: one question.
pub fn knows(tx: &mut Tx<'_>, keys: &Keys, letter_id: &str, digest: &str) -> Result<bool, Error> {
    for prints in all(tx, keys)? {
        if has(tx, &prints.exact(letter_id, digest))? || has(tx, &prints.ours(letter_id))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Is a letter with this Message-ID in the ledger, or was one that was erased?
pub fn has_come(tx: &mut Tx<'_>, keys: &Keys, letter_id: &str) -> Result<bool, Error> {
    let row = tx.one(
        sql!("SELECT 1 FROM arrival WHERE letter_id = $1 LIMIT 1"),
        args![letter_id],
    )?;
    if row.is_some() {
        return Ok(true);
    }
    for prints in all(tx, keys)? {
        if has(tx, &prints.named(letter_id))? || has(tx, &prints.ours(letter_id))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Seals the secrets anew; `again` gives nothing for one that does not open.
pub fn seal_again(
    tx: &mut Tx<'_>,
    again: &mut impl FnMut(&str) -> Option<String>,
) -> Result<(), Error> {
    for row in tx.query(sql!("SELECT id, sealed FROM erased_secret"), args![])? {
        let (id, sealed): (i64, String) = (row.get(0)?, row.get(1)?);
        if let Some(new) = again(&sealed) {
            tx.execute(
                sql!("UPDATE erased_secret SET sealed = $2 WHERE id = $1"),
                args![id, new],
            )?;
        }
    }
    Ok(())
}
