//! Hours on disk: calendars with their spans and days, and which mailbox keeps
//! which of them.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use store::{Error, Row, Tx, args, ids, sql};

use super::rules::{Day, Hours, Span};

/// Hours that a house keeps, with the mailboxes that keep them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub id: i64,
    /// None while nobody gave it one.
    pub name: Option<String>,
    pub hours: Hours,
    /// Id and address.
    pub mailboxes: Vec<(i64, String)>,
}

impl Calendar {
    /// Its name, or what it was made for.
    pub fn shown(&self) -> &str {
        let address = || self.mailboxes.first().map(|(_, address)| address.as_str());
        self.name.as_deref().or_else(address).unwrap_or("#")
    }
}

/// The hours a mailbox keeps; none: around the clock.
pub fn of_mailbox(tx: &mut Tx<'_>, mailbox: i64) -> Result<Option<Hours>, Error> {
    let Some(row) = tx.one(
        sql!(
            "SELECT c.id, c.zone FROM calendar_use u JOIN calendar c ON c.id = u.calendar_id
             WHERE u.mailbox_id = $1"
        ),
        args![mailbox],
    )?
    else {
        return Ok(None);
    };
    let id: i64 = row.get(0)?;
    let mut hours = empty(id, &row.get::<String>(1)?)?;
    fill(tx, &mut BTreeMap::from([(id, &mut hours)]))?;
    Ok(Some(hours))
}

/// Every calendar, those with a name first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Calendar>, Error> {
    let rows = tx.query(
        sql!("SELECT id, name, zone FROM calendar ORDER BY name IS NULL, name, id"),
        args![],
    )?;
    let mut all = rows.iter().map(calendar).collect::<Result<Vec<_>, _>>()?;
    complete(tx, &mut all)?;
    Ok(all)
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Calendar>, Error> {
    let row = tx.one(
        sql!("SELECT id, name, zone FROM calendar WHERE id = $1"),
        args![id],
    )?;
    let mut found: Vec<Calendar> = row.iter().map(calendar).collect::<Result<_, _>>()?;
    complete(tx, &mut found)?;
    Ok(found.pop())
}

fn calendar(row: &Row) -> Result<Calendar, Error> {
    let id = row.get(0)?;
    Ok(Calendar {
        id,
        name: row.get(1)?,
        hours: empty(id, &row.get::<String>(2)?)?,
        mailboxes: Vec::new(),
    })
}

fn empty(calendar: i64, zone: &str) -> Result<Hours, Error> {
    let zone = TimeZone::get(zone).map_err(|e| {
        Error::data(format!(
            "calendar {calendar} is kept in the zone {zone}: {e}"
        ))
    })?;
    Ok(Hours {
        zone,
        week: Default::default(),
        days: Vec::new(),
    })
}

fn complete(tx: &mut Tx<'_>, all: &mut [Calendar]) -> Result<(), Error> {
    let mut hours = all.iter_mut().map(|c| (c.id, &mut c.hours)).collect();
    fill(tx, &mut hours)?;
    let rows = tx.query(
        sql!(
            "SELECT u.calendar_id, m.id, m.address FROM calendar_use u JOIN mailbox m ON m.id = u.mailbox_id
             WHERE u.calendar_id IN {ids($1)} AND m.removed_at IS NULL ORDER BY m.address"
        ),
        args![ids(all.iter().map(|c| c.id))],
    )?;
    for row in &rows {
        let calendar: i64 = row.get(0)?;
        if let Some(calendar) = all.iter_mut().find(|c| c.id == calendar) {
            calendar.mailboxes.push((row.get(1)?, row.get(2)?));
        }
    }
    Ok(())
}

/// Spans and days of these calendars.
fn fill(tx: &mut Tx<'_>, hours: &mut BTreeMap<i64, &mut Hours>) -> Result<(), Error> {
    let calendars: Vec<i64> = hours.keys().copied().collect();
    let wrong = |id: i64| Error::data(format!("calendar {id} has a time that cannot be"));
    for row in tx.query(
        sql!(
            "SELECT calendar_id, weekday, opens, closes FROM calendar_span WHERE calendar_id IN {ids($1)}
             ORDER BY calendar_id, weekday, opens"
        ),
        args![ids(calendars.iter().copied())],
    )? {
        let id: i64 = row.get(0)?;
        let minutes = |n: usize| u16::try_from(row.get::<i64>(n)?).map_err(|_| wrong(id));
        let span = Span {
            opens: minutes(2)?,
            closes: minutes(3)?,
        };
        let day = usize::try_from(row.get::<i64>(1)?).map_err(|_| wrong(id))?;
        if let Some(spans) = hours.get_mut(&id).and_then(|h| h.week.get_mut(day)) {
            spans.push(span);
        }
    }
    for row in tx.query(
        sql!(
            "SELECT calendar_id, year, month, day, name, hours FROM calendar_day
             WHERE calendar_id IN {ids($1)} ORDER BY calendar_id, year, month, day"
        ),
        args![ids(calendars)],
    )? {
        let id: i64 = row.get(0)?;
        let (year, month, day) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let read = Day::read(year, month, day, row.get(4)?, &row.get::<String>(5)?);
        if let Some(hours) = hours.get_mut(&id) {
            hours.days.push(read.ok_or_else(|| wrong(id))?);
        }
    }
    Ok(())
}

/// From now on the mailbox keeps the week of these hours, or none. A calendar
/// that others keep too is left to them: the mailbox gets one of its own.
pub fn keep(tx: &mut Tx<'_>, mailbox: i64, hours: Option<&Hours>) -> Result<(), Error> {
    let known = calendar_of(tx, mailbox)?;
    let Some(hours) = hours else {
        return use_none(tx, mailbox);
    };
    match known {
        Some(known) => {
            let shared = known.mailboxes.len() > 1;
            if known.hours.week == hours.week && (shared || known.name.is_some()) {
                return Ok(());
            }
            if shared {
                let own = add(tx, None, hours)?;
                for day in &known.hours.days {
                    put_day(tx, own, day)?;
                }
                return use_by(tx, mailbox, own);
            }
            change(tx, known.id, known.name.as_deref(), hours)
        }
        None => {
            let own = add(tx, None, hours)?;
            use_by(tx, mailbox, own)
        }
    }
}

fn calendar_of(tx: &mut Tx<'_>, mailbox: i64) -> Result<Option<Calendar>, Error> {
    let row = tx.one(
        sql!("SELECT calendar_id FROM calendar_use WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    match row {
        Some(row) => find(tx, row.get(0)?),
        None => Ok(None),
    }
}

/// A new calendar with the week of these hours.
pub fn add(tx: &mut Tx<'_>, name: Option<&str>, hours: &Hours) -> Result<i64, Error> {
    let zone = hours.zone.iana_name().unwrap_or("UTC");
    let calendar = tx.insert(
        sql!("INSERT INTO calendar (name, zone) VALUES ($1, $2) RETURNING id"),
        args![name, zone],
    )?;
    add_week(tx, calendar, hours)?;
    Ok(calendar)
}

/// Another name, another week, another zone; its days stay.
pub fn change(tx: &mut Tx<'_>, id: i64, name: Option<&str>, hours: &Hours) -> Result<(), Error> {
    let zone = hours.zone.iana_name().unwrap_or("UTC");
    tx.execute(
        sql!("UPDATE calendar SET name = $2, zone = $3 WHERE id = $1"),
        args![id, name, zone],
    )?;
    tx.execute(
        sql!("DELETE FROM calendar_span WHERE calendar_id = $1"),
        args![id],
    )?;
    add_week(tx, id, hours)
}

fn add_week(tx: &mut Tx<'_>, calendar: i64, hours: &Hours) -> Result<(), Error> {
    for (day, spans) in (0_i64..).zip(&hours.week) {
        for span in spans {
            tx.execute(
                sql!(
                    "INSERT INTO calendar_span (calendar_id, weekday, opens, closes)
                     VALUES ($1, $2, $3, $4)"
                ),
                args![calendar, day, i64::from(span.opens), i64::from(span.closes)],
            )?;
        }
    }
    Ok(())
}

pub fn use_by(tx: &mut Tx<'_>, mailbox: i64, calendar: i64) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO calendar_use (mailbox_id, calendar_id) VALUES ($1, $2)
             ON CONFLICT (mailbox_id) DO UPDATE SET calendar_id = $2"
        ),
        args![mailbox, calendar],
    )?;
    Ok(())
}

/// The mailbox is answered around the clock.
pub fn use_none(tx: &mut Tx<'_>, mailbox: i64) -> Result<(), Error> {
    tx.execute(
        sql!("DELETE FROM calendar_use WHERE mailbox_id = $1"),
        args![mailbox],
    )?;
    Ok(())
}

/// Takes the place of what stood at that date.
pub fn put_day(tx: &mut Tx<'_>, calendar: i64, day: &Day) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO calendar_day (calendar_id, year, month, day, name, hours)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (calendar_id, year, month, day) DO UPDATE SET name = $5, hours = $6"
        ),
        args![
            calendar,
            i64::from(day.year),
            i64::from(day.month),
            i64::from(day.day),
            day.name.as_str(),
            day.hours()
        ],
    )?;
    Ok(())
}

pub fn remove_day(tx: &mut Tx<'_>, calendar: i64, date: (i64, i64, i64)) -> Result<(), Error> {
    let (year, month, day) = date;
    tx.execute(
        sql!("DELETE FROM calendar_day WHERE calendar_id = $1 AND year = $2 AND month = $3 AND day = $4"),
        args![calendar, year, month, day],
    )?;
    Ok(())
}

/// A calendar that no mailbox keeps.
pub fn remove(tx: &mut Tx<'_>, id: i64) -> Result<(), Error> {
    for gone in [
        sql!("DELETE FROM calendar_use WHERE calendar_id = $1"),
        sql!("DELETE FROM calendar_day WHERE calendar_id = $1"),
        sql!("DELETE FROM calendar_span WHERE calendar_id = $1"),
        sql!("DELETE FROM calendar WHERE id = $1"),
    ] {
        tx.execute(gone, args![id])?;
    }
    Ok(())
}

/// The mailboxes there are: id and address, with the calendar each keeps.
pub fn mailboxes(tx: &mut Tx<'_>) -> Result<Vec<(i64, String, Option<i64>)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.id, m.address, u.calendar_id FROM mailbox m
             LEFT JOIN calendar_use u ON u.mailbox_id = m.id
             WHERE m.removed_at IS NULL ORDER BY m.address"
        ),
        args![],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}
