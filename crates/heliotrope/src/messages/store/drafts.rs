//! What agents are writing, on disk.

use crate::kit::At;
use crate::messages::Kind;
use store::{Error, Tx, args, sql};

/// Version, words and when they last rested.
pub type Draft = (i64, String, At);

/// What an agent is writing in a case.
#[derive(Debug, Default)]
pub struct Drafts {
    pub reply: Option<Draft>,
    pub note: Option<Draft>,
    pub call: Option<Draft>,
    /// What is marked in the margin beside the reply, as JSON.
    pub margin: Option<String>,
}

pub fn drafts(tx: &mut Tx<'_>, case: i64, agent: i64) -> Result<Drafts, Error> {
    let rows = tx.query(
        sql!("SELECT kind, version, words, updated_at, margin FROM draft WHERE case_number = $1 AND agent_id = $2"),
        args![case, agent],
    )?;
    let mut drafts = Drafts::default();
    for row in &rows {
        let draft = (row.get(1)?, row.get(2)?, At(row.get(3)?));
        match row.get::<String>(0)?.parse().map_err(Error::data)? {
            Kind::Note => drafts.note = Some(draft),
            Kind::Call => drafts.call = Some(draft),
            _ => {
                drafts.reply = Some(draft);
                drafts.margin = row.get(4)?;
            }
        }
    }
    Ok(drafts)
}

/// Keeps what is marked beside the reply, also while no word of it is written.
/// None: the margin was put away.
pub fn keep_margin(
    tx: &mut Tx<'_>,
    case: i64,
    agent: i64,
    margin: Option<&str>,
    now: At,
) -> Result<(), Error> {
    match margin {
        Some(margin) => tx.execute(
            sql!(
                "INSERT INTO draft (case_number, agent_id, kind, version, words, updated_at, margin)
                 VALUES ($1, $2, 'reply', 1, '', $3, $4)
                 ON CONFLICT (case_number, agent_id, kind) DO UPDATE SET margin = excluded.margin"
            ),
            args![case, agent, now.0, margin],
        )?,
        None => tx.execute(
            sql!(
                "UPDATE draft SET margin = NULL
                 WHERE case_number = $1 AND agent_id = $2 AND kind = 'reply' AND margin IS NOT NULL"
            ),
            args![case, agent],
        )?,
    };
    Ok(())
}

/// Marks beside a draft come along to one that has none of its own.
pub fn bring_margin(tx: &mut Tx<'_>, from: i64, into: i64, agent: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE draft SET margin = (SELECT o.margin FROM draft o
                 WHERE o.case_number = $1 AND o.agent_id = $3 AND o.kind = 'reply')
             WHERE case_number = $2 AND agent_id = $3 AND kind = 'reply' AND margin IS NULL"
        ),
        args![from, into, agent],
    )?;
    Ok(())
}

/// What an agent is writing of one kind.
pub fn draft(tx: &mut Tx<'_>, case: i64, agent: i64, kind: Kind) -> Result<Option<Draft>, Error> {
    let row = tx.one(
        sql!("SELECT version, words, updated_at FROM draft WHERE case_number = $1 AND agent_id = $2 AND kind = $3"),
        args![case, agent, kind.word()],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, At(row.get(2)?))))
        .transpose()
}

/// Keeps a draft that was read at `version` (0: there was none). Gives the new
/// version, or none when another tab was here in between.
pub fn keep_draft(
    tx: &mut Tx<'_>,
    case: i64,
    agent: i64,
    kind: Kind,
    version: i64,
    words: &str,
    now: At,
) -> Result<Option<i64>, Error> {
    let row = tx.one(
        sql!(
            "INSERT INTO draft (case_number, agent_id, kind, version, words, updated_at)
             VALUES ($1, $2, $3, 1, $4, $5)
             ON CONFLICT (case_number, agent_id, kind) DO UPDATE
             SET version = draft.version + 1, words = excluded.words, updated_at = excluded.updated_at
             WHERE draft.version = $6
             RETURNING version"
        ),
        args![case, agent, kind.word(), words, now.0, version],
    )?;
    row.map(|row| row.get(0)).transpose()
}

pub fn drop_draft(tx: &mut Tx<'_>, case: i64, agent: i64, kind: Kind) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM draft WHERE case_number = $1 AND agent_id = $2 AND kind = $3"),
        args![case, agent, kind.word()],
    )?;
    Ok(())
}

/// A letter that was taken back is the draft again. What was typed since then
/// stays, below it.
pub fn restore_draft(
    tx: &mut Tx<'_>,
    case: i64,
    agent: i64,
    words: &str,
    now: At,
) -> Result<(), Error> {
    put_on_top(tx, case, agent, Kind::Reply, words, now)
}

/// Words on top of a draft; what stands in it stays, below them.
pub fn put_on_top(
    tx: &mut Tx<'_>,
    case: i64,
    agent: i64,
    kind: Kind,
    words: &str,
    now: At,
) -> Result<(), Error> {
    let (version, words) = match draft(tx, case, agent, kind)? {
        Some((version, newer, _)) if !newer.trim().is_empty() => {
            (version, format!("{words}\n\n{newer}"))
        }
        Some((version, ..)) => (version, words.to_owned()),
        None => (0, words.to_owned()),
    };
    keep_draft(tx, case, agent, kind, version, &words, now)?;
    Ok(())
}
