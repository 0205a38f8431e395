//! Time, quotes and the house's rate on disk.

use store::{Error, Row, Sql, Tx, args, ids, sql};

use super::rules::{Entry, Kind, Line, Quote, What};
use crate::events::Actor;
use crate::kit::At;
use crate::kit::money::Currency;

/// How the house bills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct House {
    pub bills: bool,
    /// Minor units for an hour.
    pub rate: i64,
    pub currency: Currency,
}

impl Default for House {
    fn default() -> House {
        House {
            bills: false,
            rate: 0,
            currency: Currency::EUR,
        }
    }
}

/// Off, where nothing was ever set.
pub fn house(tx: &mut Tx<'_>) -> Result<House, Error> {
    let row = tx.one(
        sql!("SELECT bills, rate_minor, currency FROM billing WHERE id = 1"),
        args![],
    )?;
    row.map_or(Ok(House::default()), |row| {
        Ok(House {
            bills: row.get(0)?,
            rate: row.get(1)?,
            currency: row.get::<String>(2)?.parse().map_err(Error::data)?,
        })
    })
}

/// The currency the house bills in; none, where nothing was ever set.
pub fn currency(tx: &mut Tx<'_>) -> Result<Option<Currency>, Error> {
    tx.one(sql!("SELECT currency FROM billing WHERE id = 1"), args![])?
        .map(|row| row.get::<String>(0)?.parse().map_err(Error::data))
        .transpose()
}

pub fn keep_house(tx: &mut Tx<'_>, house: House, at: At, by: Actor) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO billing (id, bills, rate_minor, currency, changed_at, changed_by)
             VALUES (1, $1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET bills = excluded.bills, rate_minor = excluded.rate_minor,
                currency = excluded.currency, changed_at = excluded.changed_at, changed_by = excluded.changed_by"
        ),
        args![house.bills, house.rate, house.currency.code(), at.0, by.to_string()],
    )?;
    Ok(())
}

pub fn spend(
    tx: &mut Tx<'_>,
    case: i64,
    kind: Kind,
    minutes: i64,
    note: &str,
    at: At,
    by: Actor,
) -> Result<i64, Error> {
    tx.insert(
        sql!(
            "INSERT INTO time_spent (case_number, kind, minutes, note, at, by_actor)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
        ),
        args![case, kind.word(), minutes, note, at.0, by.to_string()],
    )
}

/// What was spent on a case, oldest first.
pub fn spent(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Entry>, Error> {
    spent_under(tx, &[case])
}

/// The same under several numbers that lead to one case.
pub fn spent_under(tx: &mut Tx<'_>, numbers: &[i64]) -> Result<Vec<Entry>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, kind, minutes, note, at FROM time_spent WHERE case_number IN {ids($1)} ORDER BY id"
        ),
        args![ids(numbers.iter().copied())],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Entry {
                id: row.get(0)?,
                kind: row.get::<String>(1)?.parse().map_err(Error::data)?,
                minutes: row.get(2)?,
                note: row.get(3)?,
                at: At(row.get(4)?),
            })
        })
        .collect()
}

/// The next version of a case's quote. Its id.
pub fn quote(
    tx: &mut Tx<'_>,
    case: i64,
    house: House,
    lines: &[Line],
    at: At,
    by: Actor,
) -> Result<i64, Error> {
    let row = tx.one(
        sql!("SELECT COALESCE(MAX(version), 0) + 1 FROM quote WHERE case_number = $1"),
        args![case],
    )?;
    let version: i64 = row.map_or(Ok(1), |row| row.get(0))?;
    let id = tx.insert(
        sql!(
            "INSERT INTO quote (case_number, version, currency, rate_minor, made_at, made_by)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
        ),
        args![
            case,
            version,
            house.currency.code(),
            house.rate,
            at.0,
            by.to_string()
        ],
    )?;
    for line in lines {
        let (minutes, pieces, each) = match line.what {
            What::Work { minutes } => (Some(minutes), None, None),
            What::Part { pieces, each } => (None, Some(pieces), Some(each)),
        };
        tx.execute(
            sql!(
                "INSERT INTO quote_line (quote_id, words, minutes, pieces, each_minor, amount_minor)
                 VALUES ($1, $2, $3, $4, $5, $6)"
            ),
            args![
                id,
                line.words.as_str(),
                minutes,
                pieces,
                each,
                line.amount(house.rate)
            ],
        )?;
    }
    Ok(id)
}

/// The quotes of a case, oldest version first.
pub fn quotes(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Quote>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, version, currency, rate_minor, made_at, answer, answered_at FROM quote
             WHERE case_number = $1 ORDER BY version, id"
        ),
        args![case],
    )?;
    with_lines(tx, &rows)
}

/// The same under several numbers that lead to one case: number by number.
pub fn quotes_under(tx: &mut Tx<'_>, numbers: &[i64]) -> Result<Vec<Quote>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, version, currency, rate_minor, made_at, answer, answered_at FROM quote
             WHERE case_number IN {ids($1)} ORDER BY case_number, version, id"
        ),
        args![ids(numbers.iter().copied())],
    )?;
    with_lines(tx, &rows)
}

/// The newest version under each of these numbers: what asks, or was answered.
pub fn newest_under(tx: &mut Tx<'_>, numbers: &[i64]) -> Result<Vec<Quote>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, version, currency, rate_minor, made_at, answer, answered_at FROM quote q
             WHERE case_number IN {ids($1)} AND NOT EXISTS (SELECT 1 FROM quote n
                WHERE n.case_number = q.case_number AND (n.version > q.version OR (n.version = q.version AND n.id > q.id)))
             ORDER BY case_number"
        ),
        args![ids(numbers.iter().copied())],
    )?;
    with_lines(tx, &rows)
}

/// Under which of these numbers the newest quote was made.
pub fn agreed_under(tx: &mut Tx<'_>, numbers: &[i64]) -> Result<Option<i64>, Error> {
    tx.one(
        sql!(
            "SELECT case_number FROM quote WHERE case_number IN {ids($1)} ORDER BY id DESC LIMIT 1"
        ),
        args![ids(numbers.iter().copied())],
    )?
    .map(|row| row.get(0))
    .transpose()
}

fn with_lines(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Vec<Quote>, Error> {
    let mut quotes: Vec<Quote> = rows.iter().map(read_quote).collect::<Result<_, _>>()?;
    if quotes.is_empty() {
        return Ok(quotes);
    }
    let rows = tx.query(
        sql!(
            "SELECT quote_id, words, minutes, pieces, each_minor FROM quote_line
             WHERE quote_id IN {ids($1)} ORDER BY id"
        ),
        args![ids(quotes.iter().map(|q| q.id))],
    )?;
    for row in &rows {
        let of: i64 = row.get(0)?;
        let what = match row.get::<Option<i64>>(2)? {
            Some(minutes) => What::Work { minutes },
            None => What::Part {
                pieces: row.get::<Option<i64>>(3)?.unwrap_or(0),
                each: row.get::<Option<i64>>(4)?.unwrap_or(0),
            },
        };
        let line = Line {
            words: row.get(1)?,
            what,
        };
        if let Some(quote) = quotes.iter_mut().find(|q| q.id == of) {
            quote.lines.push(line);
        }
    }
    Ok(quotes)
}

/// The number under which a quote was made.
pub fn case_of(tx: &mut Tx<'_>, quote: i64) -> Result<Option<i64>, Error> {
    tx.one(
        sql!("SELECT case_number FROM quote WHERE id = $1"),
        args![quote],
    )?
    .map(|row| row.get(0))
    .transpose()
}

fn read_quote(row: &Row) -> Result<Quote, Error> {
    let answer: Option<String> = row.get(5)?;
    Ok(Quote {
        id: row.get(0)?,
        version: row.get(1)?,
        currency: row.get::<String>(2)?.parse().map_err(Error::data)?,
        rate: row.get(3)?,
        lines: Vec::new(),
        made_at: At(row.get(4)?),
        accepted: answer.map(|a| a == "accepted"),
        answered_at: row.get::<Option<i64>>(6)?.map(At),
    })
}

/// False when it has an answer already.
pub fn answer(
    tx: &mut Tx<'_>,
    quote: i64,
    accepts: bool,
    at: At,
    by: Actor,
) -> Result<bool, Error> {
    let word = if accepts { "accepted" } else { "refused" };
    Ok(tx.execute(
        sql!("UPDATE quote SET answer = $2, answered_at = $3, answered_by = $4 WHERE id = $1 AND answer IS NULL"),
        args![quote, word, at.0, by.to_string()],
    )? > 0)
}

/// The cases in which something was spent or agreed in that time, with the name
/// of the person.
pub fn moved(tx: &mut Tx<'_>, from: At, to: At) -> Result<Vec<(i64, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.number, p.name FROM cases c JOIN person p ON p.id = c.person_id
             WHERE c.number IN (
                SELECT case_number FROM time_spent WHERE at >= $1 AND at < $2
                UNION SELECT case_number FROM quote
                    WHERE answer = 'accepted' AND answered_at >= $1 AND answered_at < $2)
             ORDER BY c.number"
        ),
        args![from.0, to.0],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Nothing of what was said stays; the figures do.
pub fn blank(tx: &mut Tx<'_>, case: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE time_spent SET note = '' WHERE case_number = $1"),
        args![case],
    )?;
    tx.execute(
        sql!("UPDATE quote_line SET words = '' WHERE quote_id IN (SELECT id FROM quote WHERE case_number = $1)"),
        args![case],
    )?;
    Ok(())
}

/// Where a case's time and quotes hold words: how they are found, how one is
/// written back.
pub fn texts() -> [(Sql, Sql); 2] {
    [
        (
            sql!("SELECT id, note FROM time_spent WHERE case_number = $1"),
            sql!("UPDATE time_spent SET note = $2 WHERE id = $1"),
        ),
        (
            sql!(
                "SELECT l.id, l.words FROM quote_line l JOIN quote q ON q.id = l.quote_id WHERE q.case_number = $1"
            ),
            sql!("UPDATE quote_line SET words = $2 WHERE id = $1"),
        ),
    ]
}
