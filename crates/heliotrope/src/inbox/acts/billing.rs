//! Time that was spent, and quotes.

use super::again;
use crate::billing::store::House;
use crate::billing::{self, Line, Refused, What};
use crate::cases::deeds;
use crate::kit::money::Money;
use crate::web::{Answer, Asker, Desk, Doing, Form, Named, Once, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;

#[derive(Clone, Deserialize, Serialize)]
pub struct Spent {
    kind: String,
    /// "90", "1:30", "1 h 30".
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    note: String,
    #[serde(flatten, skip_serializing)]
    beyond: HashMap<String, Value>,
}

pub async fn time(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
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
    let (me, now, spent) = (asker.clone(), desk.now(), form.clone());
    let done = desk
        .db
        .write(move |tx| {
            if spent.beyond.keys().any(|f| billing::rules::would_charge(f)) {
                return Err(Refused::NeverCharged.into());
            }
            let minutes = billing::rules::minutes(&spent.minutes).ok_or(Refused::Minutes)?;
            once.run(tx, now, |tx| {
                deeds::spend_time(tx, &me, number, kind, minutes, &spent.note, now)?;
                Ok(Answer::see(format!("/cases/{number}")))
            })
        })
        .await
        .doing(|| format!("keeping time of case {number}"));
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) => {
            let field = if problem.code == "too-long" {
                "note"
            } else {
                "minutes"
            };
            again(&desk, &asker, number, ("time", &form, field), problem).await
        }
    }
}

#[derive(Clone, Deserialize, Serialize)]
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
    /// Rows that were left empty are no lines. What is wrong names its field.
    fn lines(&self, asker: &Asker, house: House) -> Result<Vec<Line>, Problem> {
        let mut lines = Vec::new();
        if !self.work.trim().is_empty() || !self.minutes.trim().is_empty() {
            let minutes = billing::rules::minutes(&self.minutes)
                .ok_or_else(|| Problem::from(Refused::Minutes).beside("minutes"))?;
            let what = What::Work { minutes };
            lines.push(line(
                &self.work,
                what,
                house,
                ["work", "minutes", "minutes"],
            )?);
        }
        for (at, words) in self.part.iter().enumerate() {
            let field =
                |all: &[String]| all.get(at).map(|t| t.trim().to_owned()).unwrap_or_default();
            let (pieces, each) = (field(&self.pieces), field(&self.each));
            if words.trim().is_empty() && pieces.is_empty() && each.is_empty() {
                continue;
            }
            let of_row = ["part", "pieces", "each"].map(|name| format!("{name}-{}", at + 1));
            let [part_field, pieces_field, each_field] = of_row.each_ref().map(String::as_str);
            let pieces = match pieces.as_str() {
                "" => 1,
                text => text
                    .parse()
                    .map_err(|_| Problem::from(Refused::Pieces).beside(pieces_field))?,
            };
            let each = Money::read(&each, asker.lang, house.currency)
                .map_err(|wrong| Problem::amount(&wrong, asker.words()).beside(each_field))?
                .minor;
            let what = What::Part { pieces, each };
            lines.push(line(
                words,
                what,
                house,
                [part_field, pieces_field, each_field],
            )?);
        }
        Ok(lines)
    }
}

/// One line, when it could stand in a quote alone. `fields`: of its words, of
/// how much of it, of its price.
fn line(words: &str, what: What, house: House, fields: [&str; 3]) -> Result<Line, Problem> {
    let line = Line {
        words: words.trim().to_owned(),
        what,
    };
    let [words, count, price] = fields;
    billing::rules::check_lines(std::slice::from_ref(&line), house.rate, house.currency).map_err(
        |why| {
            let field = match why {
                Refused::Minutes | Refused::Pieces => count,
                Refused::TooMuch => price,
                _ => words,
            };
            Problem::from(why).beside(field)
        },
    )?;
    Ok(line)
}

pub async fn quote(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    once: Once,
    Form(form): Form<Quoted>,
) -> Result<Response, Problem> {
    let (me, now, quoted) = (asker.clone(), desk.now(), form.clone());
    let done = desk
        .db
        .write(move |tx| {
            let lines = quoted.lines(&me, billing::store::house(tx)?)?;
            once.run(tx, now, |tx| {
                deeds::make_quote(tx, &me, number, &lines, now)?;
                Ok(Answer::see(format!("/cases/{number}")))
            })
        })
        .await
        .doing(|| format!("quoting in case {number}"));
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) => again(&desk, &asker, number, ("quote", &form, "work"), problem).await,
    }
}
