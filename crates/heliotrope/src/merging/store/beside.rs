//! What goes along besides rows of its own: days that were told, people, tags,
//! drafts, the ways back of letters.

use super::Merging;
use crate::kit::At;
use store::{Error, Tx, args, sql};

/// "If I hear nothing by Friday" was said of one case: of the two together nobody
/// said it.
pub fn end_untils(tx: &mut Tx<'_>, merging: &Merging) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE until SET ended_at = $3, ended_as = 'merged' WHERE case_number IN ($1, $2) AND ended_at IS NULL"
        ),
        args![merging.from, merging.into, merging.at.0],
    )?;
    Ok(())
}

/// Taken apart, it counts again, unless its day has passed or another was said.
pub fn untils_again(tx: &mut Tx<'_>, merging: &Merging, now: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE until SET ended_at = NULL, ended_as = NULL
             WHERE case_number IN ($1, $2) AND ended_at = $3 AND ended_as = 'merged' AND at > $4
             AND NOT EXISTS (SELECT 1 FROM until o WHERE o.case_number = until.case_number AND o.ended_at IS NULL)"
        ),
        args![merging.from, merging.into, merging.at.0, now.0],
    )?;
    Ok(())
}

/// The Message-IDs of the messages that go back are known there and no longer here.
pub fn letter_ids_back(tx: &mut Tx<'_>, merging: &Merging) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE letter_id SET case_number = $2 WHERE case_number = $3
             AND message_id IN (SELECT row_id FROM merging_row WHERE merging_id = $1 AND noun = 'message')
             AND NOT EXISTS (SELECT 1 FROM letter_id o WHERE o.letter_id = letter_id.letter_id AND o.case_number = $2)"
        ),
        args![merging.id, merging.from, merging.into],
    )?;
    Ok(())
}

/// Everybody who takes part in one case takes part in the other from now on.
/// `role` for all of them; none: the one they have.
pub fn bring_people(
    tx: &mut Tx<'_>,
    from: i64,
    into: i64,
    role: Option<&str>,
    at: At,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO case_person (case_number, person_id, role, added_at)
             SELECT $2, p.person_id, COALESCE($3, p.role), $4 FROM case_person p
             WHERE p.case_number = $1 AND p.person_id <> (SELECT person_id FROM cases WHERE number = $2)
             ON CONFLICT (case_number, person_id) DO NOTHING"
        ),
        args![from, into, role, at.0],
    )?;
    Ok(())
}

/// Those who came with it, and nobody who was there before or came otherwise.
pub fn send_people_home(tx: &mut Tx<'_>, merging: &Merging) -> Result<(), Error> {
    tx.execute(
        sql!(
            "DELETE FROM case_person WHERE case_number = $2 AND added_at = $3
             AND (person_id IN (SELECT o.person_id FROM case_person o WHERE o.case_number = $1)
                  OR person_id = (SELECT c.person_id FROM cases c WHERE c.number = $1))"
        ),
        args![merging.from, merging.into, merging.at.0],
    )?;
    Ok(())
}

pub fn bring_tags(tx: &mut Tx<'_>, from: i64, into: i64, at: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO case_tag (case_number, tag, added_at)
             SELECT $2, t.tag, $3 FROM case_tag t WHERE t.case_number = $1
             ON CONFLICT (case_number, tag) DO NOTHING"
        ),
        args![from, into, at.0],
    )?;
    Ok(())
}

pub fn tags_back(tx: &mut Tx<'_>, merging: &Merging) -> Result<(), Error> {
    tx.execute(
        sql!(
            "DELETE FROM case_tag WHERE case_number = $2 AND added_at = $3
             AND tag IN (SELECT o.tag FROM case_tag o WHERE o.case_number = $1)"
        ),
        args![merging.from, merging.into, merging.at.0],
    )?;
    Ok(())
}

/// A draft whose place was taken over there: agent, kind, words.
pub fn drafts_left(tx: &mut Tx<'_>, from: i64) -> Result<Vec<(i64, String, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT agent_id, kind, words FROM draft WHERE case_number = $1 ORDER BY id"),
        args![from],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// A need goes back to the number it came from, because the case has one that
/// says the same.
pub fn join_need(tx: &mut Tx<'_>, merging: &Merging, need: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE need SET case_number = $2 WHERE id = $1"),
        args![need, merging.from],
    )?;
    tx.execute(
        sql!("DELETE FROM merging_row WHERE merging_id = $1 AND noun = 'need' AND row_id = $2"),
        args![merging.id, need],
    )?;
    Ok(())
}
