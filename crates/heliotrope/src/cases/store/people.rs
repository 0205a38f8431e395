//! Who takes part in a case, and the links and addresses by which they reach it.

use crate::cases::rules::Part;
use crate::kit::{At, random};
use store::{Error, Tx, args, sql};

/// Who takes part beside the person who asks: id, role, name, addresses come
/// from `people`. Someone already there keeps their role.
pub fn join(tx: &mut Tx<'_>, case: i64, person: i64, role: &str, at: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO case_person (case_number, person_id, role, added_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (case_number, person_id) DO NOTHING"
        ),
        args![case, person, role, at.0],
    )?;
    Ok(())
}

/// Somebody takes part with this role, whatever it was before.
pub fn give_role(tx: &mut Tx<'_>, case: i64, person: i64, part: Part, at: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO case_person (case_number, person_id, role, added_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (case_number, person_id) DO UPDATE SET role = excluded.role"
        ),
        args![case, person, part.word(), at.0],
    )?;
    Ok(())
}

/// Somebody takes part no longer, and their link opens nothing; false when they
/// did not take part.
pub fn leave(tx: &mut Tx<'_>, case: i64, person: i64, at: At) -> Result<bool, Error> {
    let left = tx.execute(
        sql!("DELETE FROM case_person WHERE case_number = $1 AND person_id = $2"),
        args![case, person],
    )?;
    tx.execute(
        sql!(
            "UPDATE case_link SET revoked_at = $3
             WHERE case_number = $1 AND person_id = $2 AND revoked_at IS NULL"
        ),
        args![case, person, at.0],
    )?;
    Ok(left > 0)
}

/// What part somebody has in a case beside who asks.
pub fn part_of(tx: &mut Tx<'_>, case: i64, person: i64) -> Result<Option<Part>, Error> {
    tx.one(
        sql!("SELECT role FROM case_person WHERE case_number = $1 AND person_id = $2"),
        args![case, person],
    )?
    .map(|row| row.get::<String>(0)?.parse().map_err(Error::data))
    .transpose()
}

pub fn takes_part(tx: &mut Tx<'_>, case: i64, person: i64) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT 1 FROM cases WHERE number = $1 AND person_id = $2
             UNION ALL SELECT 1 FROM case_person WHERE case_number = $1 AND person_id = $2"
        ),
        args![case, person],
    )?;
    Ok(row.is_some())
}

/// The others who take part: person, role, one address of theirs.
pub fn others(tx: &mut Tx<'_>, case: i64) -> Result<Vec<(i64, String, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.person_id, c.role, MIN(a.address) FROM case_person c
             JOIN person_address a ON a.person_id = c.person_id
             WHERE c.case_number = $1 GROUP BY c.person_id, c.role ORDER BY c.person_id"
        ),
        args![case],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// The link of one person to one case, if there is one that works.
pub fn live_link(tx: &mut Tx<'_>, case: i64, person: i64) -> Result<Option<String>, Error> {
    tx.one(
        sql!(
            "SELECT token FROM case_link WHERE case_number = $1 AND person_id = $2 AND revoked_at IS NULL"
        ),
        args![case, person],
    )?
    .map(|row| row.get(0))
    .transpose()
}

/// The link of one person to one case; made when there is none yet.
pub fn link(tx: &mut Tx<'_>, case: i64, person: i64, now: At) -> Result<String, Error> {
    if let Some(token) = live_link(tx, case, person)? {
        return Ok(token);
    }
    let token = random::token();
    tx.execute(
        sql!("INSERT INTO case_link (token, case_number, person_id, created_at) VALUES ($1, $2, $3, $4)"),
        args![token.as_str(), case, person, now.0],
    )?;
    Ok(token)
}

/// The cases that letters of `number` were given of their own and that this
/// person asks in, the newest first: the subject and the way to their page.
pub fn split_off(
    tx: &mut Tx<'_>,
    number: i64,
    person: i64,
) -> Result<Vec<(String, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.subject, l.token FROM merging m
             JOIN cases c ON c.number = m.from_case AND c.merged_into IS NULL AND c.person_id = $2
             JOIN case_link l ON l.case_number = c.number AND l.person_id = $2 AND l.revoked_at IS NULL
             WHERE m.into_case = $1 AND m.undone_at = m.at
             ORDER BY m.id DESC LIMIT 10"
        ),
        args![number, person],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Case and person of a link that was not revoked.
pub fn by_link(tx: &mut Tx<'_>, token: &str) -> Result<Option<(i64, i64)>, Error> {
    let row = tx.one(
        sql!(
            "SELECT case_number, person_id FROM case_link WHERE token = $1 AND revoked_at IS NULL"
        ),
        args![token],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// What stands behind the plus in the address to which letters of a case are
/// answered; made with the first of them. Nothing else opens with it: everybody
/// in copy reads it, and a page's link is one person's.
pub fn address_token(tx: &mut Tx<'_>, case: i64) -> Result<String, Error> {
    let known = tx.one(
        sql!("SELECT token FROM case_address WHERE case_number = $1"),
        args![case],
    )?;
    if let Some(row) = known {
        return row.get(0);
    }
    // Half of it: 130 bits, and 64 characters is all a mail address may have
    // before its @.
    let token = random::token().split_off(26);
    tx.execute(
        sql!("INSERT INTO case_address (token, case_number) VALUES ($1, $2)"),
        args![token.as_str(), case],
    )?;
    Ok(token)
}

/// The case whose letters are answered to this plus-address.
pub fn by_address(tx: &mut Tx<'_>, token: &str) -> Result<Option<i64>, Error> {
    tx.one(
        sql!("SELECT case_number FROM case_address WHERE token = $1"),
        args![token],
    )?
    .map(|row| row.get(0))
    .transpose()
}
