//! `/api/v1/hours`: read, and written under the rules of the page.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::pages::{Sheet, zone_name};
use super::rules::{DAYS, Day, TypedDay};
use super::store::{self, Calendar};
use super::{Typed, deeds};
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem, Routes, Who};
use ::store::Tx;

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/hours", Who::Light, list)
        .post("/api/v1/hours", Who::Lead, add)
        .patch("/api/v1/hours/{id}", Who::Lead, change)
        .delete("/api/v1/hours/{id}", Who::Lead, remove)
        .post("/api/v1/hours/{id}/days", Who::Lead, add_day)
        .delete("/api/v1/hours/{id}/days/{date}", Who::Lead, remove_day)
}

/// The paths above with its shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, add, change, remove, add_day, remove_day))]
pub struct Docs;

/// Opening hours that mailboxes keep.
#[derive(Serialize, ToSchema)]
pub struct CalendarJson {
    id: i64,
    name: String,
    /// Whose clock on the wall is meant: "Europe/Berlin".
    zone: String,
    /// Seven days, Monday first.
    week: Vec<DayOfWeekJson>,
    /// Days with other hours than their day of the week.
    days: Vec<DayJson>,
    /// The addresses of ours that keep them.
    mailboxes: Vec<String>,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayOfWeekJson {
    #[schema(pattern = "^(monday|tuesday|wednesday|thursday|friday|saturday|sunday)$")]
    day: String,
    /// "9:00–12:30, 13:30–17:00"; empty: closed.
    hours: String,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayJson {
    /// "2026-12-24", or "--12-24" for each year.
    date: String,
    name: String,
    /// "9:00–13:00"; empty: closed.
    hours: String,
}

#[derive(Serialize, ToSchema)]
pub struct Calendars {
    items: Vec<CalendarJson>,
}

/// All opening hours. A mailbox that keeps none is answered around the clock.
#[utoipa::path(get, path = "/api/v1/hours", tag = "hours", operation_id = "hours",
    responses((status = 200, body = Calendars)))]
pub async fn list(State(desk): State<Desk>, _asker: Asker) -> Result<Json<Calendars>, Problem> {
    let all = desk
        .db
        .read(store::all)
        .await
        .doing(|| "listing the opening hours")?;
    Ok(Json(Calendars {
        items: all.iter().map(calendar_json).collect(),
    }))
}

fn calendar_json(calendar: &Calendar) -> CalendarJson {
    let hours = &calendar.hours;
    let typed = super::Typed::of(Some(hours));
    let week = DAYS.into_iter().zip(typed.days());
    CalendarJson {
        id: calendar.id,
        name: calendar.shown().to_owned(),
        zone: zone_name(&hours.zone),
        week: week
            .map(|(day, hours)| DayOfWeekJson {
                day: day.to_owned(),
                hours: hours.to_owned(),
            })
            .collect(),
        days: hours.days.iter().map(day_json).collect(),
        mailboxes: calendar
            .mailboxes
            .iter()
            .map(|(_, address)| address.clone())
            .collect(),
    }
}

fn day_json(day: &Day) -> DayJson {
    let date = match day.is_each_year() {
        true => format!("--{:02}-{:02}", day.month, day.day),
        false => format!("{:04}-{:02}-{:02}", day.year, day.month, day.day),
    };
    DayJson {
        date,
        name: day.name.clone(),
        hours: day.hours(),
    }
}

/// What cannot be taken: the sentence of the page, and its field.
fn wrong(field: &str, said: String) -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "hours", "hours-said")
        .arg("said", said)
        .beside(field)
}

/// A week as the page reads it; a day that is not named is a day off.
fn week(days: &[DayOfWeekJson], asker: &Asker) -> Result<Typed, Problem> {
    let mut typed = Typed::default();
    for one in days {
        let hours = one.hours.clone();
        match one.day.as_str() {
            "monday" => typed.monday = hours,
            "tuesday" => typed.tuesday = hours,
            "wednesday" => typed.wednesday = hours,
            "thursday" => typed.thursday = hours,
            "friday" => typed.friday = hours,
            "saturday" => typed.saturday = hours,
            "sunday" => typed.sunday = hours,
            other => {
                let words = asker.words();
                let said = crate::t!(words, "hours-no-such-day", day = other);
                return Err(wrong("day", said));
            }
        }
    }
    Ok(typed)
}

/// Keeps what a sheet says, under the rules of the page.
fn keep(
    tx: &mut Tx<'_>,
    id: Option<i64>,
    sheet: &Sheet,
    asker: &Asker,
    now: crate::kit::At,
) -> Result<CalendarJson, Problem> {
    let (name, hours) = sheet.read(asker.words()).map_err(|all| {
        let first = all.into_iter().next();
        let (field, said) = first.unwrap_or_default();
        wrong(field, said)
    })?;
    let id = deeds::keep(
        tx,
        id,
        (&name, &hours),
        &sheet.mailboxes,
        &asker.actor(),
        now,
    )?;
    Ok(calendar_json(&deeds::find(tx, id)?))
}

/// Opening hours to be.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHours {
    name: String,
    /// "Europe/Berlin"; left out: yours.
    zone: Option<String>,
    /// A day that is left out is a day off.
    week: Vec<DayOfWeekJson>,
    /// Ids of the mailboxes that keep them.
    #[serde(default)]
    mailboxes: Vec<i64>,
}

/// Makes opening hours.
#[utoipa::path(post, path = "/api/v1/hours", tag = "hours", operation_id = "add_hours", request_body = NewHours,
    responses((status = 201, body = CalendarJson)))]
async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Given(new): Given<NewHours>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let sheet = Sheet {
        name: new.name,
        zone: new.zone.unwrap_or_else(|| zone_name(&asker.zone)),
        mailboxes: new.mailboxes,
        ..Sheet::default()
    }
    .with(week(&new.week, &asker)?);
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let made = keep(tx, None, &sheet, &asker, now)?;
                Ok(Answer::created(
                    serde_json::to_value(made).map_err(anyhow::Error::from)?,
                ))
            })
        })
        .await
        .doing(|| "making opening hours")
}

/// What is to change; what is left out stays as it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeHours {
    name: Option<String>,
    zone: Option<String>,
    week: Option<Vec<DayOfWeekJson>>,
    mailboxes: Option<Vec<i64>>,
}

/// Changes opening hours; their days stay.
#[utoipa::path(patch, path = "/api/v1/hours/{id}", tag = "hours", operation_id = "change_hours",
    params(("id" = i64, Path, description = "The opening hours")), request_body = ChangeHours,
    responses((status = 200, body = CalendarJson)))]
async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Given(change): Given<ChangeHours>,
) -> Result<Json<CalendarJson>, Problem> {
    let now = desk.now();
    let wanted = change.week.as_deref().map(|days| week(days, &asker));
    let wanted = wanted.transpose()?;
    desk.db
        .write(move |tx| {
            let known = deeds::find(tx, id)?;
            let mut sheet = Sheet::of(&known);
            if known.name.is_none() {
                known.shown().clone_into(&mut sheet.name);
            }
            if let Some(week) = &wanted {
                sheet = sheet.with(week.clone());
            }
            let change = change.clone();
            sheet.name = change.name.unwrap_or(sheet.name);
            sheet.zone = change.zone.unwrap_or(sheet.zone);
            sheet.mailboxes = change.mailboxes.unwrap_or(sheet.mailboxes);
            keep(tx, Some(id), &sheet, &asker, now)
        })
        .await
        .doing(|| format!("changing the opening hours {id}"))
        .map(Json)
}

/// Removes opening hours that no mailbox keeps.
#[utoipa::path(delete, path = "/api/v1/hours/{id}", tag = "hours", operation_id = "remove_hours",
    params(("id" = i64, Path, description = "The opening hours")), responses((status = 200, body = Calendars)))]
async fn remove(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<Calendars>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::remove(tx, id, &asker.actor(), now)?;
            let left = store::all(tx)?;
            Ok::<_, Problem>(Calendars {
                items: left.iter().map(calendar_json).collect(),
            })
        })
        .await
        .doing(|| format!("removing the opening hours {id}"))
        .map(Json)
}

/// A date as the API writes it: "2026-12-24", or "--12-24" for each year.
fn typed_day(day: &DayJson) -> TypedDay {
    let each_year = day.date.strip_prefix("--");
    TypedDay {
        // A leap year: the 29th of February comes each year too.
        date: each_year.map_or_else(|| day.date.clone(), |rest| format!("2000-{rest}")),
        each_year: each_year.map(|_| "yes".to_owned()).unwrap_or_default(),
        name: day.name.clone(),
        hours: day.hours.clone(),
    }
}

/// A day with hours of its own; it takes the place of what stood at its date.
#[utoipa::path(post, path = "/api/v1/hours/{id}/days", tag = "hours", operation_id = "add_day",
    params(("id" = i64, Path, description = "The opening hours")), request_body = DayJson,
    responses((status = 201, body = DayJson)))]
async fn add_day(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Given(day): Given<DayJson>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let words = asker.words();
    let day = typed_day(&day).read().map_err(|all| {
        let first = all.first();
        wrong(
            first.map_or("date", |w| w.field()),
            first.map_or_else(String::new, |w| words.say(w.key())),
        )
    })?;
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                deeds::put(tx, id, std::slice::from_ref(&day), &asker.actor(), now)?;
                Ok(Answer::created(
                    serde_json::to_value(day_json(&day)).map_err(anyhow::Error::from)?,
                ))
            })
        })
        .await
        .doing(|| format!("adding a day to the opening hours {id}"))
}

#[derive(Deserialize)]
struct WhichDay {
    id: i64,
    date: String,
}

/// A day is like its day of the week again.
#[utoipa::path(delete, path = "/api/v1/hours/{id}/days/{date}", tag = "hours", operation_id = "remove_day",
    params(("id" = i64, Path, description = "The opening hours"),
        ("date" = String, Path, description = "2026-12-24, or --12-24 for each year")),
    responses((status = 200, body = CalendarJson)))]
async fn remove_day(
    State(desk): State<Desk>,
    asker: Asker,
    Named(which): Named<WhichDay>,
) -> Result<Json<CalendarJson>, Problem> {
    let now = desk.now();
    let named = typed_day(&DayJson {
        date: which.date.clone(),
        name: "-".to_owned(),
        hours: String::new(),
    });
    let day = named
        .read()
        .map_err(|_| Problem::not_found("day", which.date.clone()))?;
    let date = (
        i64::from(day.year),
        i64::from(day.month),
        i64::from(day.day),
    );
    desk.db
        .write(move |tx| {
            deeds::remove_day(tx, which.id, date, &asker.actor(), now)?;
            Ok::<_, Problem>(calendar_json(&deeds::find(tx, which.id)?))
        })
        .await
        .doing(|| "removing a day from opening hours")
        .map(Json)
}
