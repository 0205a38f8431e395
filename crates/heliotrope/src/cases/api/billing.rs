//! Time and quotes of a case.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::deeds;
use super::messages::Conflict;
use super::{deed, to_json};
use crate::billing::{self, Entry, Kind, Line, Quote, What};
use crate::kit::At;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};

/// Minutes spent on a case.
#[derive(Serialize, ToSchema)]
pub struct TimeJson {
    id: i64,
    kind: Kind,
    minutes: i64,
    note: String,
    #[schema(value_type = String, format = DateTime)]
    at: At,
}

impl From<Entry> for TimeJson {
    fn from(entry: Entry) -> TimeJson {
        TimeJson {
            id: entry.id,
            kind: entry.kind,
            minutes: entry.minutes,
            note: entry.note,
            at: entry.at,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Times {
    items: Vec<TimeJson>,
    #[schema(required = true)]
    next: Option<String>,
}

/// What was spent on a case, oldest first.
#[utoipa::path(get, path = "/api/v1/cases/{number}/time", tag = "billing", operation_id = "time",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = Times)))]
pub async fn time(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<Times>, Problem> {
    desk.db
        .read(move |tx| {
            super::seen(tx, &asker, number)?;
            let numbers = super::super::store::numbers(tx, number)?;
            Ok::<_, Problem>(billing::store::spent_under(tx, &numbers)?)
        })
        .await
        .doing(|| format!("reading the time of case {number}"))
        .map(|all| {
            Json(Times {
                items: all.into_iter().map(Into::into).collect(),
                next: None,
            })
        })
}

/// Minutes of research or of direct work. Nothing says here whether they are
/// charged: research never is, direct work after the customer's OK on a quote.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTime {
    kind: Kind,
    minutes: i64,
    note: Option<String>,
}

/// Keeps minutes of research or direct work.
#[utoipa::path(post, path = "/api/v1/cases/{number}/time", tag = "billing", operation_id = "spend_time",
    params(("number" = i64, Path, description = "The case")),
    request_body = NewTime,
    responses((status = 201, body = TimeJson), (status = 409, body = Conflict)))]
pub async fn spend(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    given: Result<Given<NewTime>, Problem>,
) -> Result<Answer, Problem> {
    let Given(new) = given.map_err(never_charged)?;
    let now = desk.now();
    deed(&desk, once, number, move |tx| {
        let note = new.note.as_deref().unwrap_or_default();
        let entry = deeds::spend_time(tx, &asker, number, new.kind, new.minutes, note, now)?;
        to_json(&TimeJson::from(entry))
    })
    .await
}

/// Whoever wants to charge for an answer reads why that cannot be (lock L4).
fn never_charged(problem: Problem) -> Problem {
    let field = problem.extras().get("field").and_then(|f| f.as_str());
    match field.is_some_and(billing::rules::would_charge) {
        true => billing::Refused::NeverCharged.into(),
        false => problem,
    }
}

/// A line of a quote: work has `minutes`, a part has `pieces` and `each`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteLine {
    text: String,
    /// Of direct work, at the rate of the house.
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pieces: Option<i64>,
    /// Minor units for each piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    each: Option<i64>,
}

impl QuoteLine {
    fn read(&self) -> Result<Line, Problem> {
        let what = match (self.minutes, self.pieces, self.each) {
            (Some(minutes), None, None) => What::Work { minutes },
            (None, Some(pieces), Some(each)) => What::Part { pieces, each },
            _ => {
                return Err(Problem::refuse(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "line",
                    "billing-line-shape",
                ));
            }
        };
        Ok(Line {
            words: self.text.clone(),
            what,
        })
    }
}

impl From<&Line> for QuoteLine {
    fn from(line: &Line) -> QuoteLine {
        let (minutes, pieces, each) = match line.what {
            What::Work { minutes } => (Some(minutes), None, None),
            What::Part { pieces, each } => (None, Some(pieces), Some(each)),
        };
        QuoteLine {
            text: line.words.clone(),
            minutes,
            pieces,
            each,
        }
    }
}

/// What work and parts would cost. The newest version is the one that asks.
#[derive(Serialize, ToSchema)]
pub struct QuoteJson {
    id: i64,
    version: i64,
    lines: Vec<QuoteLine>,
    /// Minor units.
    total: i64,
    currency: String,
    /// Null: the customer has not said yet.
    #[schema(required = true)]
    accepted: Option<bool>,
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    answered_at: Option<At>,
}

impl From<Quote> for QuoteJson {
    fn from(quote: Quote) -> QuoteJson {
        QuoteJson {
            id: quote.id,
            version: quote.version,
            lines: quote.lines.iter().map(Into::into).collect(),
            total: quote.total().minor,
            currency: quote.currency.code().to_owned(),
            accepted: quote.accepted,
            answered_at: quote.answered_at,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Quotes {
    items: Vec<QuoteJson>,
    #[schema(required = true)]
    next: Option<String>,
}

/// The quotes of a case, oldest version first.
#[utoipa::path(get, path = "/api/v1/cases/{number}/quotes", tag = "billing", operation_id = "quotes",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = Quotes)))]
pub async fn quotes(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<Quotes>, Problem> {
    desk.db
        .read(move |tx| {
            super::seen(tx, &asker, number)?;
            let numbers = super::super::store::numbers(tx, number)?;
            Ok::<_, Problem>(billing::store::quotes_under(tx, &numbers)?)
        })
        .await
        .doing(|| format!("reading the quotes of case {number}"))
        .map(|all| {
            Json(Quotes {
                items: all.into_iter().map(Into::into).collect(),
                next: None,
            })
        })
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQuote {
    /// At most one of work, and parts.
    lines: Vec<QuoteLine>,
}

/// Makes a quote; a second one is the next version and asks again. The customer
/// says yes or no by one press on their page.
#[utoipa::path(post, path = "/api/v1/cases/{number}/quotes", tag = "billing", operation_id = "make_quote",
    params(("number" = i64, Path, description = "The case")),
    request_body = NewQuote,
    responses((status = 201, body = QuoteJson), (status = 409, body = Conflict)))]
pub async fn make_quote(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewQuote>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let lines = new
        .lines
        .iter()
        .map(QuoteLine::read)
        .collect::<Result<Vec<_>, _>>()?;
    deed(&desk, once, number, move |tx| {
        to_json(&QuoteJson::from(deeds::make_quote(
            tx, &asker, number, &lines, now,
        )?))
    })
    .await
}
