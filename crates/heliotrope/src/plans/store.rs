//! Plans on disk.

use super::{Plan, Step};
use crate::events::Actor;
use crate::kit::At;
use store::{Error, Row, Sql, Tx, args, ids, sql};

/// The plan of a case. Of a case that took another one in, the newest.
pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Option<Plan>, Error> {
    let row = tx.one(
        sql!(
            "SELECT id, can, cannot, none_yet, none_until, changed_at FROM plan
             WHERE case_number = $1 ORDER BY changed_at DESC, id DESC LIMIT 1"
        ),
        args![case],
    )?;
    row.as_ref().map(|row| read(tx, row)).transpose()
}

/// The newest of these plans.
pub fn newest_among(tx: &mut Tx<'_>, plans: &[i64]) -> Result<Option<Plan>, Error> {
    let row = tx.one(
        sql!(
            "SELECT id, can, cannot, none_yet, none_until, changed_at FROM plan
             WHERE id IN {ids($1)} ORDER BY changed_at DESC, id DESC LIMIT 1"
        ),
        args![ids(plans.iter().copied())],
    )?;
    row.as_ref().map(|row| read(tx, row)).transpose()
}

fn read(tx: &mut Tx<'_>, row: &Row) -> Result<Plan, Error> {
    let id: i64 = row.get(0)?;
    Ok(Plan {
        id,
        can: row.get(1)?,
        cannot: row.get(2)?,
        none_yet: row.get(3)?,
        none_until: row.get::<Option<i64>>(4)?.map(At),
        steps: steps(tx, id)?,
        changed_at: Some(At(row.get(5)?)),
    })
}

fn steps(tx: &mut Tx<'_>, plan: i64) -> Result<Vec<Step>, Error> {
    let rows = tx.query(
        sql!("SELECT id, words, state FROM plan_step WHERE plan_id = $1 ORDER BY place, id"),
        args![plan],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Step {
                id: row.get(0)?,
                words: row.get(1)?,
                state: row.get::<String>(2)?.parse().map_err(Error::data)?,
            })
        })
        .collect()
}

/// Writes a plan with its steps in their order. Steps are never deleted.
pub fn keep(tx: &mut Tx<'_>, case: i64, plan: &Plan, at: At, by: Actor) -> Result<(), Error> {
    let id = match plan.id {
        0 => tx.insert(
            sql!(
                "INSERT INTO plan (case_number, can, cannot, none_yet, none_until, changed_at, changed_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
            ),
            args![
                case,
                plan.can.as_str(),
                plan.cannot.as_str(),
                plan.none_yet,
                plan.none_until.map(|at| at.0),
                at.0,
                by.to_string()
            ],
        )?,
        id => {
            tx.execute(
                sql!(
                    "UPDATE plan SET can = $2, cannot = $3, none_yet = $4, none_until = $5, changed_at = $6,
                        changed_by = $7
                     WHERE id = $1"
                ),
                args![
                    id,
                    plan.can.as_str(),
                    plan.cannot.as_str(),
                    plan.none_yet,
                    plan.none_until.map(|at| at.0),
                    at.0,
                    by.to_string()
                ],
            )?;
            id
        }
    };
    for (place, step) in (1_i64..).zip(&plan.steps) {
        match step.id {
            0 => tx.execute(
                sql!(
                    "INSERT INTO plan_step (plan_id, place, words, state) VALUES ($1, $2, $3, $4)"
                ),
                args![id, place, step.words.as_str(), step.state.word()],
            )?,
            known => tx.execute(
                sql!("UPDATE plan_step SET place = $2, words = $3, state = $4 WHERE id = $1"),
                args![known, place, step.words.as_str(), step.state.word()],
            )?,
        };
    }
    Ok(())
}

/// Nothing of what was said stays; that there was a plan does.
pub fn blank(tx: &mut Tx<'_>, plans: &[i64]) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE plan SET can = '', cannot = '' WHERE id IN {ids($1)}"),
        args![ids(plans.iter().copied())],
    )?;
    tx.execute(
        sql!("UPDATE plan_step SET words = '' WHERE plan_id IN {ids($1)}"),
        args![ids(plans.iter().copied())],
    )?;
    Ok(())
}

/// Where a case's plans hold words: how they are found, how one is written back.
pub fn texts() -> [(Sql, Sql); 3] {
    [
        (
            sql!("SELECT id, can FROM plan WHERE case_number = $1"),
            sql!("UPDATE plan SET can = $2 WHERE id = $1"),
        ),
        (
            sql!("SELECT id, cannot FROM plan WHERE case_number = $1"),
            sql!("UPDATE plan SET cannot = $2 WHERE id = $1"),
        ),
        (
            sql!(
                "SELECT s.id, s.words FROM plan_step s JOIN plan p ON p.id = s.plan_id WHERE p.case_number = $1"
            ),
            sql!("UPDATE plan_step SET words = $2 WHERE id = $1"),
        ),
    ]
}
