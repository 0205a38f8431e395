//! Time that was spent, and quotes.

use super::back;
use crate::billing::{self, Line, Refused, What};
use crate::cases::deeds;
use crate::kit::money::Money;
use crate::web::{Answer, Asker, Desk, Doing, Once, Problem};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use axum_extra::extract::Form;
use serde::Deserialize;

#[derive(Clone, Deserialize)]
pub struct Spent {
    kind: String,
    /// "90", "1:30", "1 h 30".
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    note: String,
}

pub async fn time(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    once: Once,
    Form(form): Form<Spent>,
) -> Result<Response, Problem> {
    let kind: billing::Kind = form.kind.parse().map_err(|_| {
        Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "kind",
            "billing-no-such-kind",
        )
    })?;
    let minutes = billing::rules::minutes(&form.minutes).ok_or(Refused::Minutes)?;
    let now = desk.now();
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                deeds::spend_time(tx, &asker, number, kind, minutes, &form.note, now)?;
                Ok(Answer::see(format!("/cases/{number}")))
            })
        })
        .await
        .doing(|| format!("keeping time of case {number}"))
        .map(IntoResponse::into_response)
}

#[derive(Clone, Deserialize)]
pub struct Quoted {
    #[serde(default)]
    work: String,
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    part: Vec<String>,
    #[serde(default)]
    pieces: Vec<String>,
    #[serde(default)]
    each: Vec<String>,
}

impl Quoted {
    /// Rows that were left empty are no lines.
    fn lines(&self, asker: &Asker, house: billing::store::House) -> Result<Vec<Line>, Problem> {
        let mut lines = Vec::new();
        if !self.work.trim().is_empty() || !self.minutes.trim().is_empty() {
            let minutes = billing::rules::minutes(&self.minutes).ok_or(Refused::Minutes)?;
            lines.push(Line {
                words: self.work.clone(),
                what: What::Work { minutes },
            });
        }
        for (at, words) in self.part.iter().enumerate() {
            let field =
                |all: &[String]| all.get(at).map(|t| t.trim().to_owned()).unwrap_or_default();
            let (pieces, each) = (field(&self.pieces), field(&self.each));
            if words.trim().is_empty() && pieces.is_empty() && each.is_empty() {
                continue;
            }
            let pieces = match pieces.as_str() {
                "" => 1,
                text => text.parse().map_err(|_| Refused::Pieces)?,
            };
            let each = Money::read(&each, asker.lang, house.currency)
                .map_err(|wrong| Problem::amount(&wrong, asker.words()))?;
            lines.push(Line {
                words: words.clone(),
                what: What::Part {
                    pieces,
                    each: each.minor,
                },
            });
        }
        Ok(lines)
    }
}

pub async fn quote(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    Form(form): Form<Quoted>,
) -> Result<Response, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            let house = billing::store::house(tx)?;
            let lines = form.lines(&asker, house)?;
            deeds::make_quote(tx, &asker, number, &lines, now)
        })
        .await
        .doing(|| format!("quoting in case {number}"))?;
    Ok(back(number).into_response())
}
