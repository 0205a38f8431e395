//! How many letters leave a mailbox in a minute, counted over all nodes: each
//! that is taken up says when, on its own row.

use std::time::Duration;

use super::HELD;
use crate::kit::At;
use store::{Error, Tx, args, ids, sql};

const MINUTE: Duration = Duration::from_secs(60);
/// Clocks of several nodes differ a little; what lies further ahead is from a
/// clock that was set back, and holds nobody up.
const AHEAD: Duration = Duration::from_secs(5);

/// Which of these letters may leave now, when `most` may leave the mailbox in a
/// minute; and when there is room again, if there is not room for all. A letter
/// that is tried once more within its minute counts once.
pub fn take_up(
    tx: &mut Tx<'_>,
    mailbox: i64,
    most: i64,
    wanted: &[i64],
    now: At,
) -> Result<(Vec<i64>, Option<At>), Error> {
    tx.lock(&format!("pace {mailbox}"))?;
    let since = now.minus(MINUTE);
    let counted = tx.one(
        sql!(
            "SELECT COUNT(*), MIN(taken_at) FROM outbox
             WHERE taken_at > $1 AND taken_at <= $2 AND COALESCE(mailbox_id, 0) = $3"
        ),
        args![since.0, now.plus(AHEAD).0, mailbox],
    )?;
    let (mut taken, oldest): (i64, Option<i64>) = match counted {
        Some(row) => (row.get(0)?, row.get(1)?),
        None => (0, None),
    };
    let rows = tx.query(
        sql!(
            "SELECT id, taken_at FROM outbox WHERE id IN {ids($1)} AND state = 'waiting'
             ORDER BY not_before, id {skip_locked}"
        ),
        args![ids(wanted.iter().copied())],
    )?;
    let mut go = Vec::new();
    let mut left_behind = false;
    for row in &rows {
        let id: i64 = row.get(0)?;
        let before: Option<i64> = row.get(1)?;
        if tx.is_held(HELD, id) {
            continue;
        }
        if before.is_none_or(|at| at <= since.0 || at > now.plus(AHEAD).0) {
            if taken >= most {
                left_behind = true;
                continue;
            }
            taken += 1;
            tx.execute(
                sql!("UPDATE outbox SET taken_at = $2 WHERE id = $1"),
                args![id, now.0],
            )?;
        }
        go.push(id);
    }
    let oldest = oldest.map_or(now, At).min(now);
    Ok((go, left_behind.then(|| oldest.plus(MINUTE))))
}
