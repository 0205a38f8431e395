//! Goodwill on disk: budgets, gifts, questions.

use jiff::tz::TimeZone;
use store::{Error, Row, Sql, Tx, Value, args, ids, sql};

use super::rules::{self, Budget, Drawn, Kind, Left, Scope};
use crate::events::Actor;
use crate::kit::At;
use crate::kit::money::{Currency, Money};
use crate::web::Role;

/// The budgets that hold now, oldest first.
pub fn budgets(tx: &mut Tx<'_>) -> Result<Vec<Budget>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, scope, mailbox_id, role, period, limit_minor, per_case_minor, currency FROM goodwill_budget
             WHERE ended_at IS NULL ORDER BY id"
        ),
        args![],
    )?;
    rows.iter().map(budget).collect()
}

fn budget(row: &Row) -> Result<Budget, Error> {
    let word: String = row.get(1)?;
    let wrong = || Error::data(format!("no such scope of a budget: {word}"));
    let scope = match word.as_str() {
        "house" => Scope::House,
        "mailbox" => Scope::Mailbox(row.get::<Option<i64>>(2)?.ok_or_else(wrong)?),
        "role" => Scope::Role(role(&row.get::<Option<String>>(3)?.ok_or_else(wrong)?)?),
        _ => return Err(wrong()),
    };
    let currency = currency(row, 7)?;
    Ok(Budget {
        id: row.get(0)?,
        scope,
        period: row.get::<String>(4)?.parse().map_err(Error::data)?,
        limit: Money::of(row.get(5)?, currency),
        per_case: row
            .get::<Option<i64>>(6)?
            .map(|minor| Money::of(minor, currency)),
    })
}

fn role(word: &str) -> Result<Role, Error> {
    Role::of_word(word).ok_or_else(|| Error::data(format!("no such role: {word}")))
}

fn currency(row: &Row, at: usize) -> Result<Currency, Error> {
    row.get::<String>(at)?.parse().map_err(Error::data)
}

/// The id of the new budget.
pub fn add_budget(tx: &mut Tx<'_>, new: &Budget, at: At, by: Actor) -> Result<i64, Error> {
    let (mailbox, role) = match new.scope {
        Scope::House => (None, None),
        Scope::Mailbox(id) => (Some(id), None),
        Scope::Role(role) => (None, Some(role.word())),
    };
    tx.insert(
        sql!(
            "INSERT INTO goodwill_budget
                (scope, mailbox_id, role, period, limit_minor, per_case_minor, currency, made_at, made_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
        ),
        args![
            new.scope.word(),
            mailbox,
            role,
            new.period.word(),
            new.limit.minor,
            new.per_case.map(|m| m.minor),
            new.limit.currency.code(),
            at.0,
            by.to_string()
        ],
    )
}

/// False when it had ended already.
pub fn end_budget(tx: &mut Tx<'_>, id: i64, at: At) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!("UPDATE goodwill_budget SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"),
        args![id, at.0],
    )? > 0)
}

/// What this role may still give in this case without asking; none: no budget
/// counts here.
pub fn left(
    tx: &mut Tx<'_>,
    case: i64,
    mailbox: i64,
    role: Role,
    zone: &TimeZone,
    now: At,
) -> Result<Option<Left>, Error> {
    let mut counted = Vec::new();
    for budget in budgets(tx)?.into_iter().filter(|b| b.counts(mailbox, role)) {
        let since = budget.period.began(now, zone);
        let currency = budget.limit.currency.code();
        let in_period = match budget.scope {
            Scope::House => sum(
                tx,
                sql!(
                    "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM goodwill
                     WHERE given_at >= $1 AND currency = $2 AND taken_back_at IS NULL"
                ),
                args![since.0, currency],
            )?,
            Scope::Mailbox(id) => sum(
                tx,
                sql!(
                    "SELECT CAST(COALESCE(SUM(g.amount_minor), 0) AS BIGINT) FROM goodwill g
                     JOIN cases c ON c.number = g.case_number
                     WHERE g.given_at >= $1 AND g.currency = $2 AND c.mailbox_id = $3 AND g.taken_back_at IS NULL"
                ),
                args![since.0, currency, id],
            )?,
            Scope::Role(of) => sum(
                tx,
                sql!(
                    "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM goodwill
                     WHERE given_at >= $1 AND currency = $2 AND role = $3 AND taken_back_at IS NULL"
                ),
                args![since.0, currency, of.word()],
            )?,
        };
        let in_case = sum(
            tx,
            sql!(
                "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM goodwill
                 WHERE case_number = $1 AND currency = $2 AND taken_back_at IS NULL"
            ),
            args![case, currency],
        )?;
        counted.push((budget, Drawn { in_period, in_case }));
    }
    Ok(rules::left(&counted))
}

fn sum(tx: &mut Tx<'_>, sql: Sql, args: &[Value]) -> Result<i64, Error> {
    tx.one(sql, args)?.map_or(Ok(0), |row| row.get(0))
}

/// Two gifts at once: the second sees what the first left.
pub fn lock(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.lock("goodwill")
}

/// What is given, or asked for.
#[derive(Debug, Clone, Copy)]
pub struct New {
    pub case: i64,
    pub need: Option<i64>,
    pub cause: Option<i64>,
    pub kind: Kind,
    pub amount: Money,
    pub role: Role,
}

impl New {
    /// What a gift and a question to the lead both hold, in the order of
    /// their columns; `role` stands last.
    fn columns(&self, at: At, by: impl Into<Value>) -> Vec<Value> {
        args![
            self.case,
            self.need,
            self.cause,
            self.kind.word(),
            self.amount.minor,
            self.amount.currency.code(),
            at.0,
            by.into(),
            self.role.word()
        ]
        .to_vec()
    }
}

/// The id of the gift. `ask`: the question it is the answer to.
pub fn give(tx: &mut Tx<'_>, new: &New, ask: Option<i64>, at: At, by: Actor) -> Result<i64, Error> {
    let mut values = new.columns(at, by.to_string());
    values.push(ask.into());
    tx.insert(
        sql!(
            "INSERT INTO goodwill
                (case_number, need_id, cause_id, kind, amount_minor, currency, given_at, given_by, role, ask_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
        ),
        &values,
    )
}

/// Takes a gift back; false when that was done already.
pub fn take_back(tx: &mut Tx<'_>, id: i64, at: At, by: Actor) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!("UPDATE goodwill SET taken_back_at = $2, taken_back_by = $3 WHERE id = $1 AND taken_back_at IS NULL"),
        args![id, at, by.to_string()],
    )? > 0)
}

/// Something that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gift {
    pub id: i64,
    pub case: i64,
    pub need: Option<i64>,
    pub cause: Option<i64>,
    pub kind: Kind,
    pub amount: Money,
    pub at: At,
}

fn gift(row: &Row) -> Result<Gift, Error> {
    Ok(Gift {
        id: row.get(0)?,
        case: row.get(1)?,
        need: row.get(2)?,
        cause: row.get(3)?,
        kind: row.get::<String>(4)?.parse().map_err(Error::data)?,
        amount: Money::of(row.get(5)?, currency(row, 6)?),
        at: At(row.get(7)?),
    })
}

/// What was given in a case and not taken back, oldest first.
pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Gift>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, case_number, need_id, cause_id, kind, amount_minor, currency, given_at FROM goodwill
             WHERE case_number = $1 AND taken_back_at IS NULL ORDER BY id"
        ),
        args![case],
    )?;
    rows.iter().map(gift).collect()
}

/// What a person was given in other cases, newest first. Shown, never a reason.
pub fn earlier(tx: &mut Tx<'_>, person: i64, beside: i64, limit: i64) -> Result<Vec<Gift>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT g.id, g.case_number, g.need_id, g.cause_id, g.kind, g.amount_minor, g.currency, g.given_at
             FROM cases c JOIN goodwill g ON g.case_number = c.number
             WHERE c.person_id = $1 AND c.number <> $2 AND g.taken_back_at IS NULL ORDER BY g.id DESC LIMIT $3"
        ),
        args![person, beside, limit],
    )?;
    rows.iter().map(gift).collect()
}

/// What was given since then because of each of these causes, once for each
/// currency: the price of a fault.
pub fn by_cause(tx: &mut Tx<'_>, causes: &[i64], since: At) -> Result<Vec<(i64, Money)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT cause_id, CAST(SUM(amount_minor) AS BIGINT), currency FROM goodwill
             WHERE given_at >= $2 AND cause_id IN {ids($1)} AND taken_back_at IS NULL
             GROUP BY cause_id, currency ORDER BY cause_id, currency"
        ),
        args![ids(causes.iter().copied()), since],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, Money::of(row.get(1)?, currency(row, 2)?))))
        .collect()
}

/// A question to the lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub id: i64,
    pub case: i64,
    pub need: Option<i64>,
    pub cause: Option<i64>,
    pub kind: Kind,
    pub amount: Money,
    pub asked_at: At,
    pub asked_by: i64,
    pub asker: String,
    pub role: Role,
    /// The letter that waits; empty: none does.
    pub reply: String,
    pub seen_event: i64,
    pub subject: String,
    /// For whom, by name; empty when none is known.
    pub person: String,
    pub answer: Option<String>,
    pub answered_by: Option<String>,
}

fn ask_of(row: &Row) -> Result<Ask, Error> {
    Ok(Ask {
        id: row.get(0)?,
        case: row.get(1)?,
        need: row.get(2)?,
        cause: row.get(3)?,
        kind: row.get::<String>(4)?.parse().map_err(Error::data)?,
        amount: Money::of(row.get(5)?, currency(row, 6)?),
        asked_at: At(row.get(7)?),
        asked_by: row.get(8)?,
        asker: row.get(9)?,
        role: role(&row.get::<String>(10)?)?,
        reply: row.get(11)?,
        seen_event: row.get(12)?,
        subject: row.get(13)?,
        person: row.get(14)?,
        answer: row.get(15)?,
        answered_by: row.get(16)?,
    })
}

/// The id of the new question.
pub fn ask(
    tx: &mut Tx<'_>,
    new: &New,
    reply: &str,
    seen_event: i64,
    at: At,
    by: i64,
) -> Result<i64, Error> {
    let mut values = new.columns(at, by);
    values.extend([reply.into(), seen_event.into()]);
    tx.insert(
        sql!(
            "INSERT INTO goodwill_ask
                (case_number, need_id, cause_id, kind, amount_minor, currency, asked_at, asked_by, role, reply, seen_event)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id"
        ),
        &values,
    )
}

/// The questions that nobody has answered, oldest first.
pub fn asks_open(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Ask>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT a.id, a.case_number, a.need_id, a.cause_id, a.kind, a.amount_minor, a.currency, a.asked_at,
                    a.asked_by, g.name, a.role, a.reply, a.seen_event, c.subject, p.name, a.answer, b.name
             FROM goodwill_ask a JOIN agent g ON g.id = a.asked_by JOIN cases c ON c.number = a.case_number
             JOIN person p ON p.id = c.person_id LEFT JOIN agent b ON b.id = a.answered_by
             WHERE a.answer IS NULL ORDER BY a.asked_at, a.id LIMIT $1"
        ),
        args![limit],
    )?;
    rows.iter().map(ask_of).collect()
}

/// One question, answered or not.
pub fn find_ask(tx: &mut Tx<'_>, id: i64) -> Result<Option<Ask>, Error> {
    tx.one(
        sql!(
            "SELECT a.id, a.case_number, a.need_id, a.cause_id, a.kind, a.amount_minor, a.currency, a.asked_at,
                    a.asked_by, g.name, a.role, a.reply, a.seen_event, c.subject, p.name, a.answer, b.name
             FROM goodwill_ask a JOIN agent g ON g.id = a.asked_by JOIN cases c ON c.number = a.case_number
             JOIN person p ON p.id = c.person_id LEFT JOIN agent b ON b.id = a.answered_by
             WHERE a.id = $1"
        ),
        args![id],
    )?
    .as_ref()
    .map(ask_of)
    .transpose()
}

/// The newest question of a case that nobody has answered.
pub fn ask_in(tx: &mut Tx<'_>, case: i64) -> Result<Option<Ask>, Error> {
    let row = tx.one(
        sql!("SELECT id FROM goodwill_ask WHERE case_number = $1 AND answer IS NULL ORDER BY id DESC LIMIT 1"),
        args![case],
    )?;
    match row {
        Some(row) => find_ask(tx, row.get(0)?),
        None => Ok(None),
    }
}

/// Answers a question; false when it has an answer already.
pub fn answer(tx: &mut Tx<'_>, id: i64, answer: &str, at: At, by: i64) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!(
            "UPDATE goodwill_ask SET answer = $2, answered_at = $3, answered_by = $4
             WHERE id = $1 AND answer IS NULL"
        ),
        args![id, answer, at.0, by],
    )? > 0)
}

/// The waiting letter has left, or is a draft again: here it stands no more.
pub fn released(tx: &mut Tx<'_>, id: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE goodwill_ask SET reply = '' WHERE id = $1"),
        args![id],
    )?;
    Ok(())
}

/// Nothing of what was to be said stays; the gifts do.
pub fn blank(tx: &mut Tx<'_>, asks: &[i64]) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE goodwill_ask SET reply = '' WHERE id IN {ids($1)}"),
        args![ids(asks.iter().copied())],
    )?;
    Ok(())
}

/// Where a case's questions hold words: how they are found, how one is written back.
pub fn texts() -> [(Sql, Sql); 1] {
    [(
        sql!("SELECT id, reply FROM goodwill_ask WHERE case_number = $1"),
        sql!("UPDATE goodwill_ask SET reply = $2 WHERE id = $1"),
    )]
}
