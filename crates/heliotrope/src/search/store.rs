//! What stands beside a hit, and what is spelt how.

use crate::kit::At;
use store::{Error, Row, Tx, args, ids, sql};

/// A message that was found, as a result shows it.
#[derive(Debug, Clone)]
pub struct Hit {
    pub message: i64,
    pub case: i64,
    pub subject: String,
    pub kind: String,
    pub words: String,
    /// Who wrote it.
    pub by: String,
    pub at: At,
    pub closed: bool,
    pub owed_at: At,
}

/// The hits of these messages, newest first.
pub fn hits(tx: &mut Tx<'_>, messages: &[i64]) -> Result<Vec<Hit>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.id, m.case_number, c.subject, m.kind, m.words, COALESCE(g.name, p.name, ''), m.sender, m.at,
                    c.place = 'closed', c.owed_at
             FROM message m
             JOIN cases c ON c.number = m.case_number
             LEFT JOIN agent g
                ON g.id = CASE WHEN m.author LIKE 'agent:%' THEN CAST(substr(m.author, 7) AS BIGINT) END
             LEFT JOIN person p
                ON p.id = CASE WHEN m.author LIKE 'person:%' THEN CAST(substr(m.author, 8) AS BIGINT) END
             WHERE m.id IN {ids($1)} ORDER BY m.id DESC"
        ),
        args![ids(messages.iter().copied())],
    )?;
    rows.iter().map(hit).collect()
}

fn hit(row: &Row) -> Result<Hit, Error> {
    let name: String = row.get(5)?;
    Ok(Hit {
        message: row.get(0)?,
        case: row.get(1)?,
        subject: row.get(2)?,
        kind: row.get(3)?,
        words: row.get(4)?,
        by: if name.is_empty() { row.get(6)? } else { name },
        at: row.get(7)?,
        closed: row.get(8)?,
        owed_at: row.get(9)?,
    })
}

/// Newer subjects and names, to find how a word may have been meant.
pub fn spellings(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<String>, Error> {
    let mut texts = Vec::new();
    for rows in [
        tx.query(
            sql!("SELECT subject FROM cases ORDER BY number DESC LIMIT $1"),
            args![limit],
        )?,
        tx.query(
            sql!("SELECT name FROM person ORDER BY id DESC LIMIT $1"),
            args![limit],
        )?,
    ] {
        for row in &rows {
            texts.push(row.get(0)?);
        }
    }
    Ok(texts)
}
