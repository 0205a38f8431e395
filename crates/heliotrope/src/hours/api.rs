//! `GET /api/v1/hours`.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::pages::zone_name;
use super::rules::{DAYS, Day};
use super::store::{self, Calendar};
use crate::web::{Asker, Desk, Doing, Problem};

/// The path above with its shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list))]
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

#[derive(Serialize, ToSchema)]
pub struct DayOfWeekJson {
    #[schema(pattern = "^(monday|tuesday|wednesday|thursday|friday|saturday|sunday)$")]
    day: &'static str,
    /// "9:00–12:30, 13:30–17:00"; empty: closed.
    hours: String,
}

#[derive(Serialize, ToSchema)]
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
                day,
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
