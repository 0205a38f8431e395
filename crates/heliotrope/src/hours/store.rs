//! Hours on disk: a calendar with its spans, and which mailbox keeps it.

use jiff::tz::TimeZone;
use store::{Error, Tx, args, sql};

use super::rules::{Hours, Span};

/// The hours a mailbox keeps; none: around the clock.
pub fn of_mailbox(tx: &mut Tx<'_>, mailbox: i64) -> Result<Option<Hours>, Error> {
    let Some((calendar, zone)) = calendar_of(tx, mailbox)? else {
        return Ok(None);
    };
    let zone = TimeZone::get(&zone).map_err(|e| {
        Error::data(format!(
            "calendar {calendar} is kept in the zone {zone}: {e}"
        ))
    })?;
    let mut week: [Vec<Span>; 7] = Default::default();
    for row in tx.query(
        sql!(
            "SELECT weekday, opens, closes FROM calendar_span WHERE calendar_id = $1
             ORDER BY weekday, opens"
        ),
        args![calendar],
    )? {
        let wrong = |_| Error::data(format!("calendar {calendar} has a span that cannot be"));
        let day = usize::try_from(row.get::<i64>(0)?).map_err(wrong)?;
        let span = Span {
            opens: u16::try_from(row.get::<i64>(1)?).map_err(wrong)?,
            closes: u16::try_from(row.get::<i64>(2)?).map_err(wrong)?,
        };
        if let Some(spans) = week.get_mut(day) {
            spans.push(span);
        }
    }
    Ok(Some(Hours { zone, week }))
}

fn calendar_of(tx: &mut Tx<'_>, mailbox: i64) -> Result<Option<(i64, String)>, Error> {
    let row = tx.one(
        sql!(
            "SELECT c.id, c.zone FROM calendar_use u JOIN calendar c ON c.id = u.calendar_id
             WHERE u.mailbox_id = $1"
        ),
        args![mailbox],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// From now on the mailbox keeps these hours, or none.
pub fn keep(tx: &mut Tx<'_>, mailbox: i64, hours: Option<&Hours>) -> Result<(), Error> {
    let known = calendar_of(tx, mailbox)?.map(|(id, _)| id);
    let Some(hours) = hours else {
        tx.execute(
            sql!("DELETE FROM calendar_use WHERE mailbox_id = $1"),
            args![mailbox],
        )?;
        return Ok(());
    };
    let zone = hours.zone.iana_name().unwrap_or("UTC");
    let calendar = match known {
        Some(calendar) => {
            tx.execute(
                sql!("UPDATE calendar SET zone = $2 WHERE id = $1"),
                args![calendar, zone],
            )?;
            tx.execute(
                sql!("DELETE FROM calendar_span WHERE calendar_id = $1"),
                args![calendar],
            )?;
            calendar
        }
        None => add(tx, mailbox, zone)?,
    };
    for (day, spans) in hours.week.iter().enumerate() {
        for span in spans {
            tx.execute(
                sql!(
                    "INSERT INTO calendar_span (calendar_id, weekday, opens, closes)
                     VALUES ($1, $2, $3, $4)"
                ),
                args![
                    calendar,
                    i64::try_from(day).unwrap_or_default(),
                    i64::from(span.opens),
                    i64::from(span.closes)
                ],
            )?;
        }
    }
    Ok(())
}

fn add(tx: &mut Tx<'_>, mailbox: i64, zone: &str) -> Result<i64, Error> {
    let calendar: i64 = tx
        .one(
            sql!("INSERT INTO calendar (zone) VALUES ($1) RETURNING id"),
            args![zone],
        )?
        .ok_or_else(|| Error::data("adding a calendar gave no id"))?
        .get(0)?;
    tx.execute(
        sql!("INSERT INTO calendar_use (mailbox_id, calendar_id) VALUES ($1, $2)"),
        args![mailbox, calendar],
    )?;
    Ok(calendar)
}
