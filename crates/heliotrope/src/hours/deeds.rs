//! What can be done about opening hours, shared by pages and API: each leaves
//! its row in the audit.

use ::store::Tx;
use axum::http::StatusCode;

use super::rules::{self, Day, Hours};
use super::store::{self, Calendar};
use crate::kit::At;
use crate::team;
use crate::web::Problem;

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Calendar, Problem> {
    store::find(tx, id)?.ok_or_else(|| Problem::not_found("hours", id))
}

fn changed(tx: &mut Tx<'_>, id: i64, actor: &str, now: At) -> Result<(), Problem> {
    team::audit(tx, now, actor, "hours-change", &format!("calendar:{id}"))?;
    Ok(())
}

/// Keeps a calendar, or makes one; these mailboxes keep it, and no others. Its
/// days stay. Gives its id.
pub fn keep(
    tx: &mut Tx<'_>,
    id: Option<i64>,
    (name, hours): (&str, &Hours),
    mailboxes: &[i64],
    actor: &str,
    now: At,
) -> Result<i64, Problem> {
    let known = store::mailboxes(tx)?;
    let unknown = |id: &&i64| known.iter().all(|(mailbox, ..)| mailbox != *id);
    if let Some(unknown) = mailboxes.iter().find(unknown) {
        return Err(Problem::not_found("mailbox", unknown).beside("mailbox"));
    }
    let id = match id {
        Some(id) => {
            find(tx, id)?;
            store::change(tx, id, Some(name), hours)?;
            id
        }
        None => store::add(tx, Some(name), hours)?,
    };
    for (mailbox, _, keeps) in known {
        match (mailboxes.contains(&mailbox), keeps == Some(id)) {
            (true, false) => store::use_by(tx, mailbox, id)?,
            (false, true) => store::use_none(tx, mailbox)?,
            _ => {}
        }
    }
    changed(tx, id, actor, now)?;
    Ok(id)
}

/// Days with hours of their own; each takes the place of what stood at its date.
///
/// # Errors
/// 422 `too-many`.
pub fn put(tx: &mut Tx<'_>, id: i64, days: &[Day], actor: &str, now: At) -> Result<(), Problem> {
    let known = find(tx, id)?.hours.days.len();
    if known + days.len() > rules::DAYS_AT_MOST {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too-many",
            "hours-too-many-days",
        )
        .arg("most", rules::DAYS_AT_MOST));
    }
    for day in days {
        store::put_day(tx, id, day)?;
    }
    changed(tx, id, actor, now)
}

/// A day is like its day of the week again. `date`: year (0: each year), month, day.
pub fn remove_day(
    tx: &mut Tx<'_>,
    id: i64,
    date: (i64, i64, i64),
    actor: &str,
    now: At,
) -> Result<(), Problem> {
    find(tx, id)?;
    store::remove_day(tx, id, date)?;
    changed(tx, id, actor, now)
}

/// # Errors
/// 409 `in-use` while a mailbox keeps it.
pub fn remove(tx: &mut Tx<'_>, id: i64, actor: &str, now: At) -> Result<(), Problem> {
    let calendar = find(tx, id)?;
    if let Some((_, address)) = calendar.mailboxes.first() {
        return Err(
            Problem::refuse(StatusCode::CONFLICT, "in-use", "hours-in-use")
                .arg("mailbox", address.clone()),
        );
    }
    store::remove(tx, id)?;
    team::audit(tx, now, actor, "hours-removed", &format!("calendar:{id}"))?;
    Ok(())
}
