//! The noes of a case: those that stand, and those that wait in a draft.

use super::super::rules::{self, No, Why};
use crate::kit::At;
use store::{Error, Tx, args, ids, sql};

/// A no that stands, with all that was said with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub need: i64,
    pub settlement: i64,
    pub reason: String,
    pub possible: Vec<String>,
    pub signpost: String,
    pub why: Option<Why>,
    pub tradeoff: Option<i64>,
    pub replaced_by: Option<i64>,
    /// Which ways the person took, by their place.
    pub taken: Vec<i64>,
}

/// The noes of some cases that stand. Asked only where a need is declined.
pub fn said(tx: &mut Tx<'_>, cases: &[i64]) -> Result<Vec<Said>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT s.need_id, s.id, COALESCE(s.reason, ''), COALESCE(s.possible, ''), COALESCE(s.signpost, ''),
                    s.reason_kind, s.tradeoff_id, s.replaced_by,
                    (SELECT string_agg(CAST(w.way AS TEXT), ' ') FROM way_taken w WHERE w.settlement_id = s.id)
             FROM need n JOIN settlement s ON s.need_id = n.id AND s.undone_at IS NULL
             WHERE n.case_number IN {ids($1)} AND s.state = 'declined' ORDER BY s.need_id"
        ),
        args![ids(cases.iter().copied())],
    )?;
    rows.iter()
        .map(|row| {
            let why: Option<String> = row.get(5)?;
            let taken: Option<String> = row.get(8)?;
            Ok(Said {
                need: row.get(0)?,
                settlement: row.get(1)?,
                reason: row.get(2)?,
                possible: rules::lines(&row.get::<String>(3)?),
                signpost: row.get(4)?,
                why: why
                    .map(|word| word.parse())
                    .transpose()
                    .map_err(Error::data)?,
                tradeoff: row.get(6)?,
                replaced_by: row.get(7)?,
                taken: taken
                    .unwrap_or_default()
                    .split(' ')
                    .filter_map(|way| way.parse().ok())
                    .collect(),
            })
        })
        .collect()
}

/// Writes beside the live settlement of a need what its no rests on.
pub fn rest_on(tx: &mut Tx<'_>, need: i64, no: &No) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE settlement SET reason_kind = $2, tradeoff_id = $3, replaced_by = $4
             WHERE need_id = $1 AND undone_at IS NULL"
        ),
        args![need, no.why.map(Why::word), no.tradeoff, no.replaced_by],
    )?;
    Ok(())
}

/// The need that takes the place of a declined one.
pub fn replace(tx: &mut Tx<'_>, settlement: i64, by: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE settlement SET replaced_by = $2 WHERE id = $1"),
        args![settlement, by],
    )?;
    Ok(())
}

/// A person takes one of the ways that are possible; it became a need.
pub fn take(
    tx: &mut Tx<'_>,
    case: i64,
    said: &Said,
    way: i64,
    new_need: i64,
    person: i64,
    at: At,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO way_taken (case_number, need_id, settlement_id, way, new_need_id, person_id, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![case, said.need, said.settlement, way, new_need, person, at.0],
    )?;
    Ok(())
}

/// A no that waits in an agent's draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    pub need: i64,
    pub no: No,
    /// Since when it waits in the draft; none: it was said by a letter.
    pub made_at: Option<At>,
}

/// Keeps a no for the letter that this agent is writing.
pub fn make_ready(
    tx: &mut Tx<'_>,
    case: i64,
    agent: i64,
    need: i64,
    no: &No,
    at: At,
) -> Result<(), Error> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    tx.execute(
        sql!(
            "INSERT INTO no_ready (case_number, agent_id, need_id, reason, possible, signpost, reason_kind, tradeoff_id,
                                   replaced_by, look_again, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (case_number, agent_id, need_id) DO UPDATE
             SET reason = excluded.reason, possible = excluded.possible, signpost = excluded.signpost,
                 reason_kind = excluded.reason_kind, tradeoff_id = excluded.tradeoff_id,
                 replaced_by = excluded.replaced_by, look_again = excluded.look_again, made_at = excluded.made_at"
        ),
        args![
            case,
            agent,
            need,
            no.reason.as_str(),
            some(&no.possible.join("\n")),
            some(&no.signpost),
            no.why.map(Why::word),
            no.tradeoff,
            no.replaced_by,
            no.look_again,
            at.0
        ],
    )?;
    Ok(())
}

/// The noes that wait in the draft of an agent.
pub fn ready(tx: &mut Tx<'_>, case: i64, agent: i64) -> Result<Vec<Ready>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT need_id, reason, COALESCE(possible, ''), COALESCE(signpost, ''), reason_kind, tradeoff_id,
                    replaced_by, look_again, made_at
             FROM no_ready WHERE case_number = $1 AND agent_id = $2 ORDER BY need_id"
        ),
        args![case, agent],
    )?;
    rows.iter()
        .map(|row| {
            let why: Option<String> = row.get(4)?;
            Ok(Ready {
                made_at: Some(At(row.get(8)?)),
                need: row.get(0)?,
                no: No {
                    reason: row.get(1)?,
                    possible: rules::lines(&row.get::<String>(2)?),
                    signpost: row.get(3)?,
                    why: why
                        .map(|word| word.parse())
                        .transpose()
                        .map_err(Error::data)?,
                    tradeoff: row.get(5)?,
                    replaced_by: row.get(6)?,
                    look_again: row.get(7)?,
                    chosen: false,
                },
            })
        })
        .collect()
}

/// The letter has gone: nothing waits in the draft any more.
pub fn drop_ready(tx: &mut Tx<'_>, case: i64, agent: i64) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM no_ready WHERE case_number = $1 AND agent_id = $2"),
        args![case, agent],
    )?;
    Ok(())
}

/// The noes that a letter said, for the draft it becomes again. `look_again`
/// is not among them.
pub fn said_by(tx: &mut Tx<'_>, case: i64, message: i64) -> Result<Vec<Ready>, Error> {
    let settled: Vec<i64> = tx
        .query(
            sql!(
                "SELECT s.id FROM settlement s JOIN need n ON n.id = s.need_id
                 WHERE n.case_number = $1 AND s.message_id = $2 AND s.undone_at IS NULL"
            ),
            args![case, message],
        )?
        .iter()
        .map(|row| row.get(0))
        .collect::<Result<_, _>>()?;
    let said = said(tx, &[case])?;
    Ok(said
        .into_iter()
        .filter(|said| settled.contains(&said.settlement))
        .map(|said| Ready {
            made_at: None,
            need: said.need,
            no: No {
                reason: said.reason,
                possible: said.possible,
                signpost: said.signpost,
                why: said.why,
                tradeoff: said.tradeoff,
                replaced_by: said.replaced_by,
                look_again: None,
                chosen: false,
            },
        })
        .collect())
}
