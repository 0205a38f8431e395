//! `/settings/hours`: when we work, and on which days otherwise. Thin: find,
//! decide, save, answer.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::Markup;
use serde::Deserialize;

use super::rules::{self, Day, FILE_AT_MOST, Hours, Typed, TypedDay, Unread};
use super::store::{self, Calendar};
use super::{deeds, views};
use crate::kit::words::Words;
use crate::t;
use crate::team;
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Form, Named, Once, PageContext, Pieces, Problem, Routes,
    Who, or_again, page, see_other,
};

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/hours", Who::Lead, list)
        .post("/settings/hours", Who::Lead, add)
        .get("/settings/hours/new", Who::Lead, new)
        .get("/settings/hours/{id}", Who::Lead, one)
        .post("/settings/hours/{id}", Who::Lead, change)
        .post("/settings/hours/{id}/days", Who::Lead, add_day)
        .post("/settings/hours/{id}/days/remove", Who::Lead, remove_day)
        .post("/settings/hours/{id}/file", Who::Lead, add_file)
        .post("/settings/hours/{id}/remove", Who::Lead, remove)
        .merge(super::api::routes())
}

/// What stands in the form of one calendar.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sheet {
    pub name: String,
    pub zone: String,
    #[serde(rename = "mailbox")]
    pub mailboxes: Vec<i64>,
    pub monday: String,
    pub tuesday: String,
    pub wednesday: String,
    pub thursday: String,
    pub friday: String,
    pub saturday: String,
    pub sunday: String,
}

impl Sheet {
    pub fn of(calendar: &Calendar) -> Sheet {
        Sheet {
            name: calendar.name.clone().unwrap_or_default(),
            zone: zone_name(&calendar.hours.zone),
            mailboxes: calendar.mailboxes.iter().map(|(id, _)| *id).collect(),
            ..Sheet::default()
        }
        .with(Typed::of(Some(&calendar.hours)))
    }

    pub fn with(self, typed: Typed) -> Sheet {
        Sheet {
            monday: typed.monday,
            tuesday: typed.tuesday,
            wednesday: typed.wednesday,
            thursday: typed.thursday,
            friday: typed.friday,
            saturday: typed.saturday,
            sunday: typed.sunday,
            ..self
        }
    }

    pub fn week(&self) -> Typed {
        Typed {
            monday: self.monday.clone(),
            tuesday: self.tuesday.clone(),
            wednesday: self.wednesday.clone(),
            thursday: self.thursday.clone(),
            friday: self.friday.clone(),
            saturday: self.saturday.clone(),
            sunday: self.sunday.clone(),
        }
    }

    /// The hours that were meant, or what is wrong with which field.
    pub fn read(&self, words: Words) -> Result<(String, Hours), Vec<(&'static str, String)>> {
        let mut wrong = Vec::new();
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 80 {
            wrong.push(("name", t!(words, "hours-name-wrong")));
        }
        let zone = team::rules::zone(&self.zone)
            .map_err(|w| wrong.push(("zone", Problem::from(w).detail(words))));
        let zone = zone
            .ok()
            .and_then(|z| TimeZone::get(&z).ok())
            .unwrap_or(TimeZone::UTC);
        match self.week().read(&zone) {
            Ok(Some(hours)) if wrong.is_empty() => return Ok((name.to_owned(), hours)),
            Ok(Some(_)) => {}
            Ok(None) => wrong.push(("monday", t!(words, "hours-never-open"))),
            Err(days) => wrong.extend(days.into_iter().map(|d| (d, t!(words, "hours-wrong")))),
        }
        Err(wrong)
    }
}

pub fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}

/// All that the page of one calendar shows beside its form.
#[derive(Default)]
pub struct Around {
    pub calendar: Option<Calendar>,
    pub mailboxes: Vec<(i64, String, Option<i64>)>,
    pub wrong: Vec<(&'static str, String)>,
    pub day: TypedDay,
    pub wrong_day: Vec<(&'static str, String)>,
    pub file: String,
    pub wrong_file: Option<String>,
    /// How many days a file brought.
    pub brought: Option<usize>,
    pub kept: bool,
}

async fn list(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let all = desk
        .db
        .read(store::all)
        .await
        .doing(|| "listing the opening hours")?;
    let words = asker.words();
    let body = views::list(&asker, &all, today(&desk, &asker));
    let title = t!(words, "hours-title");
    Ok(page(
        &PageContext::of(&desk, &asker, "settings"),
        &title,
        body,
    ))
}

fn today(desk: &Desk, asker: &Asker) -> Date {
    desk.now().timestamp().to_zoned(asker.zone.clone()).date()
}

async fn new(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let sheet = Sheet {
        zone: zone_name(&asker.zone),
        ..Sheet::default()
    }
    .with(Typed::usual());
    let around = around(&desk, None).await?;
    Ok(show(&desk, &asker, &sheet, &around))
}

fn show(desk: &Desk, asker: &Asker, sheet: &Sheet, around: &Around) -> Markup {
    let words = asker.words();
    let title = match &around.calendar {
        Some(calendar) => calendar.shown().to_owned(),
        None => t!(words, "hours-add"),
    };
    let body = views::one(asker, &title, sheet, around, today(desk, asker));
    page(&PageContext::of(desk, asker, "settings"), &title, body)
}

#[derive(Deserialize)]
struct Done {
    kept: Option<String>,
    brought: Option<usize>,
}

async fn one(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Asked(done): Asked<Done>,
) -> Result<Markup, Problem> {
    let mut around = around(&desk, Some(id)).await?;
    around.kept = done.kept.is_some();
    around.brought = done.brought;
    let sheet = around.calendar.as_ref().map(Sheet::of).unwrap_or_default();
    Ok(show(&desk, &asker, &sheet, &around))
}

async fn around(desk: &Desk, id: Option<i64>) -> Result<Around, Problem> {
    desk.db
        .read(move |tx| {
            Ok::<_, Problem>(Around {
                calendar: id.map(|id| deeds::find(tx, id)).transpose()?,
                mailboxes: store::mailboxes(tx)?,
                ..Around::default()
            })
        })
        .await
        .doing(|| "reading opening hours")
}

async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Form(sheet): Form<Sheet>,
) -> Result<Response, Problem> {
    keep(&desk, &asker, once, None, sheet).await
}

async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Form(sheet): Form<Sheet>,
) -> Result<Response, Problem> {
    keep(&desk, &asker, once, Some(id), sheet).await
}

/// Keeps what was typed, or gives it all back with what is wrong beside it.
async fn keep(
    desk: &Desk,
    asker: &Asker,
    once: Once,
    id: Option<i64>,
    sheet: Sheet,
) -> Result<Response, Problem> {
    let (name, hours) = match sheet.read(asker.words()) {
        Ok(read) => read,
        Err(wrong) => {
            let shown = again(desk, asker, id, &sheet, wrong).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
        }
    };
    let (now, actor, wanted) = (desk.now(), asker.actor(), sheet.mailboxes.clone());
    let kept = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let id = deeds::keep(tx, id, (&name, &hours), &wanted, &actor, now)?;
                Ok(Answer::see(format!("/settings/hours/{id}?kept=1")))
            })
        })
        .await;
    or_again(kept, "keeping opening hours", async |refused: Problem| {
        let said = refused.detail(asker.words());
        again(desk, asker, id, &sheet, vec![("mailbox", said)]).await
    })
    .await
}

/// The form as it was typed, with what is wrong.
async fn again(
    desk: &Desk,
    asker: &Asker,
    id: Option<i64>,
    sheet: &Sheet,
    wrong: Vec<(&'static str, String)>,
) -> Result<Markup, Problem> {
    let around = Around {
        wrong,
        ..around(desk, id).await?
    };
    Ok(show(desk, asker, sheet, &around))
}

async fn add_day(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(typed): Form<TypedDay>,
) -> Result<Response, Problem> {
    let words = asker.words();
    let wrong = match typed.read() {
        Ok(day) => {
            let there = format!("/settings/hours/{id}?kept=1#days");
            match put(&desk, &asker, id, vec![day], &there).await? {
                Ok(done) => return Ok(done),
                Err(said) => vec![("date", said)],
            }
        }
        Err(wrong) => wrong
            .iter()
            .map(|w| (w.field(), words.say(w.key())))
            .collect(),
    };
    let around = Around {
        wrong_day: wrong,
        day: typed,
        ..around(&desk, Some(id)).await?
    };
    Ok(refused(&desk, &asker, &around))
}

fn refused(desk: &Desk, asker: &Asker, around: &Around) -> Response {
    let sheet = around.calendar.as_ref().map(Sheet::of).unwrap_or_default();
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        show(desk, asker, &sheet, around),
    )
        .into_response()
}

/// Adds days and goes `there`, or says why they cannot be added.
async fn put(
    desk: &Desk,
    asker: &Asker,
    id: i64,
    days: Vec<Day>,
    there: &str,
) -> Result<Result<Response, String>, Problem> {
    let (now, actor) = (desk.now(), asker.actor());
    let put = desk
        .db
        .write(move |tx| deeds::put(tx, id, &days, &actor, now))
        .await;
    match put {
        Ok(()) => Ok(Ok(see_other(there))),
        Err(refused) if refused.code == "too-many" => Ok(Err(refused.detail(asker.words()))),
        Err(other) => Err(other.doing(format!("adding days to the opening hours {id}"))),
    }
}

#[derive(Clone, Copy, Deserialize)]
struct WhichDay {
    year: i64,
    month: i64,
    day: i64,
}

async fn remove_day(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(which): Form<WhichDay>,
) -> Result<Response, Problem> {
    let (now, actor) = (desk.now(), asker.actor());
    desk.db
        .write(move |tx| {
            let date = (which.year, which.month, which.day);
            deeds::remove_day(tx, id, date, &actor, now)
        })
        .await
        .doing(|| format!("removing a day from the opening hours {id}"))?;
    Ok(see_other(&format!("/settings/hours/{id}?kept=1#days")))
}

/// The days of a calendar file, pasted or chosen.
async fn add_file(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Pieces(mut form): Pieces,
) -> Result<Response, Problem> {
    let cut = |_| Problem::refuse(StatusCode::BAD_REQUEST, "cut-short", "web-cut-short");
    let (mut pasted, mut chosen) = (String::new(), String::new());
    while let Some(field) = form.next_field().await.map_err(cut)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(cut)?;
        // What lies beyond the limit need not be kept to be refused.
        let text =
            String::from_utf8_lossy(&bytes[..bytes.len().min(FILE_AT_MOST + 1)]).into_owned();
        match name.as_str() {
            "pasted" => pasted = text,
            "file" => chosen = text,
            _ => {}
        }
    }
    let text = if chosen.trim().is_empty() {
        &pasted
    } else {
        &chosen
    };
    let mut around = around(&desk, Some(id)).await?;
    let wrong = match rules::days_of_file(text, today(&desk, &asker)) {
        Ok(days) => {
            let there = format!("/settings/hours/{id}?brought={}#days", days.len());
            match put(&desk, &asker, id, days, &there).await? {
                Ok(done) => return Ok(done),
                Err(said) => said,
            }
        }
        Err(unread) => {
            if unread == Unread::TooLarge {
                pasted = String::new();
            }
            asker.words().say(unread.key())
        }
    };
    around.wrong_file = Some(wrong);
    around.file = pasted;
    Ok(refused(&desk, &asker, &around))
}

async fn remove(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let (now, actor) = (desk.now(), asker.actor());
    desk.db
        .write(move |tx| deeds::remove(tx, id, &actor, now))
        .await
        .doing(|| format!("removing the opening hours {id}"))?;
    Ok(see_other("/settings/hours"))
}
