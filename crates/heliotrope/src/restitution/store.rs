//! Restitution on disk.

use super::{Kind, Restitution, State};
use crate::events::Actor;
use crate::kit::At;
use crate::kit::money::{Currency, Money};
use store::{Error, Row, Tx, args, sql};

/// What is offered or given.
#[derive(Debug, Clone)]
pub struct New {
    pub need: i64,
    pub kind: Kind,
    pub amount: Option<Money>,
    /// Offered, or given at once.
    pub state: State,
    /// The letter that says so, if one does.
    pub message: Option<i64>,
}

pub fn make(tx: &mut Tx<'_>, new: &New, at: At, by: Actor) -> Result<i64, Error> {
    let given = (new.state == State::Given).then_some(at.0);
    tx.insert(
        sql!(
            "INSERT INTO restitution (need_id, kind, amount_minor, currency, state, made_at, made_by, made_message, given_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
        ),
        args![
            new.need,
            new.kind.word(),
            new.amount.map(|m| m.minor),
            new.amount.map(|m| m.currency.code()),
            new.state.word(),
            at.0,
            by.to_string(),
            new.message,
            given
        ],
    )
}

/// The person takes what was offered; false when it is no offer any more.
pub fn accept(tx: &mut Tx<'_>, id: i64, at: At) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!("UPDATE restitution SET state = 'accepted', accepted_at = $2 WHERE id = $1 AND state = 'offered'"),
        args![id, at.0],
    )? > 0)
}

/// They have it; false when they had it before, or it was taken back.
pub fn give(tx: &mut Tx<'_>, id: i64, at: At) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!(
            "UPDATE restitution SET state = 'given', given_at = $2
             WHERE id = $1 AND state IN ('offered', 'accepted')"
        ),
        args![id, at.0],
    )? > 0)
}

/// The letter that said so is taken back. What the person has taken meanwhile stays.
pub fn take_back(tx: &mut Tx<'_>, message: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE restitution SET state = 'taken_back' WHERE made_message = $1 AND accepted_at IS NULL"),
        args![message],
    )?;
    Ok(())
}

/// What stands in a case, oldest first, without what was taken back.
pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Restitution>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT r.id, r.need_id, r.kind, r.amount_minor, r.currency, r.state, r.made_message
             FROM need n JOIN restitution r ON r.need_id = n.id
             WHERE n.case_number = $1 AND r.state <> 'taken_back' ORDER BY r.id"
        ),
        args![case],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Restitution, Error> {
    let minor: Option<i64> = row.get(3)?;
    let currency: Option<String> = row.get(4)?;
    let amount = match (minor, currency) {
        (Some(minor), Some(code)) => Some(Money::of(
            minor,
            code.parse::<Currency>().map_err(Error::data)?,
        )),
        _ => None,
    };
    Ok(Restitution {
        id: row.get(0)?,
        need: row.get(1)?,
        kind: row.get::<String>(2)?.parse().map_err(Error::data)?,
        amount,
        state: row.get::<String>(5)?.parse().map_err(Error::data)?,
        message: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_offered_is_accepted_and_given_once() {
        crate::testing::each("2026-03-05T11:00:00Z", async |desk| {
            let case = desk.case("Ines", "You charged me twice").await;
            let now = desk.now();
            let seen = desk
                .write(move |tx| {
                    let need = crate::needs::store::of_case(tx, case)?[0].id;
                    let amount = Some(Money::of(5900, Currency::EUR));
                    let new = |state, message| New {
                        need,
                        kind: Kind::Refund,
                        amount,
                        state,
                        message,
                    };
                    let offered = make(tx, &new(State::Offered, None), now, Actor::Agent(1))?;
                    let first = [accept(tx, offered, now)?, accept(tx, offered, now)?];
                    let then = [give(tx, offered, now)?, give(tx, offered, now)?];
                    make(tx, &new(State::Given, Some(7)), now, Actor::Agent(1))?;
                    let both = of_case(tx, case)?.len();
                    take_back(tx, 7)?;
                    Ok((first, then, both, of_case(tx, case)?))
                })
                .await;
            assert_eq!((seen.0, seen.1, seen.2), ([true, false], [true, false], 2));
            assert_eq!(seen.3.len(), 1);
            assert_eq!(
                (seen.3[0].state, seen.3[0].amount),
                (State::Given, Some(Money::of(5900, Currency::EUR)))
            );
        })
        .await;
    }
}
