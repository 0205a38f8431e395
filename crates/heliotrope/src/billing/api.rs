//! `/api/v1/billing` and `/api/v1/invoice-lines`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::pages;
use super::rules::{self, Invoiced};
use super::store::{self, House};
use crate::kit::At;
use crate::kit::money::Money;
use crate::kit::words::Words;
use crate::t;
use crate::web::{Asked, Asker, Desk, Doing, Given, Problem, Routes, Who};
use ::store::Tx;

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/billing", Who::Light, read)
        .patch("/api/v1/billing", Who::Admin, change)
        .get("/api/v1/invoice-lines", Who::Lead, invoice_lines)
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(read, change, invoice_lines))]
pub struct Docs;

/// Whether the house bills direct work and parts. Research it never does.
#[derive(Serialize, ToSchema)]
struct BillingJson {
    bills: bool,
    /// Minor units for an hour of direct work.
    rate: i64,
    currency: String,
}

impl From<House> for BillingJson {
    fn from(house: House) -> BillingJson {
        BillingJson {
            bills: house.bills,
            rate: house.rate,
            currency: house.currency.code().to_owned(),
        }
    }
}

/// How the house bills.
#[utoipa::path(get, path = "/api/v1/billing", tag = "billing", operation_id = "billing",
    responses((status = 200, body = BillingJson)))]
async fn read(State(desk): State<Desk>) -> Result<Json<BillingJson>, Problem> {
    let house = desk
        .db
        .read(store::house)
        .await
        .doing(|| "reading how the house bills")?;
    Ok(Json(house.into()))
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedBilling {
    bills: Option<bool>,
    /// Minor units for an hour.
    rate: Option<i64>,
    /// ISO 4217.
    currency: Option<String>,
}

/// Says whether the house bills, and at what rate. Quotes that were made keep theirs.
#[utoipa::path(patch, path = "/api/v1/billing", tag = "billing", operation_id = "change_billing",
    request_body = ChangedBilling,
    responses((status = 200, body = BillingJson)))]
async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Given(change): Given<ChangedBilling>,
) -> Result<Json<BillingJson>, Problem> {
    let mut house = desk
        .db
        .read(store::house)
        .await
        .doing(|| "reading how the house bills")?;
    if let Some(code) = &change.currency {
        house.currency = code.parse().map_err(|_| {
            Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "currency",
                "billing-no-currency",
            )
            .arg("code", code.clone())
        })?;
    }
    if let Some(rate) = change.rate {
        if rate != 0 {
            let money = Money::of(rate, house.currency);
            money
                .positive()
                .map_err(|wrong| Problem::amount(&wrong, asker.words()))?;
        }
        house.rate = rate;
    }
    house.bills = change.bills.unwrap_or(house.bills);
    pages::change(&desk, &asker, house).await?;
    Ok(Json(house.into()))
}

/// One line for an invoice. Research stands there as given.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineJson {
    pub case: i64,
    /// The customer, by name.
    pub person: String,
    #[schema(pattern = "^(work|part|not_agreed|research)$")]
    pub kind: &'static str,
    /// "Research 3 h 10 min: not charged", or what the quote said.
    pub text: String,
    #[schema(required = true)]
    pub minutes: Option<i64>,
    #[schema(required = true)]
    pub pieces: Option<i64>,
    /// Minor units for each piece.
    #[schema(required = true)]
    pub each: Option<i64>,
    /// Minor units; below 0 where a changed quote takes something back.
    pub amount: i64,
    pub currency: String,
}

#[derive(Serialize, ToSchema)]
struct Lines {
    items: Vec<LineJson>,
    #[schema(required = true)]
    next: Option<String>,
}

/// The time to bill.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Between {
    /// From this moment on.
    #[param(value_type = String, format = DateTime)]
    from: At,
    /// Until before this one; at most 400 days later.
    #[param(value_type = String, format = DateTime)]
    to: At,
}

/// What was agreed and done between two moments, for all cases: each line once,
/// however the months are cut.
#[utoipa::path(get, path = "/api/v1/invoice-lines", tag = "billing", operation_id = "invoice_lines",
    params(Between),
    responses((status = 200, body = Lines)))]
async fn invoice_lines(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(between): Asked<Between>,
) -> Result<Json<Lines>, Problem> {
    let days = between.to.since(between.from).as_secs() / 86_400;
    if between.to < between.from || days > 400 {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "between",
            "billing-between",
        ));
    }
    let items = pages::exported(&desk, &asker, between.from, between.to).await?;
    Ok(Json(Lines { items, next: None }))
}

/// The lines of every case in which something moved.
pub fn lines(tx: &mut Tx<'_>, from: At, to: At, words: Words) -> Result<Vec<LineJson>, Problem> {
    let house = store::house(tx)?;
    let mut all = Vec::new();
    for (case, person) in store::moved(tx, from, to)? {
        let entries = store::spent(tx, case)?;
        let quotes = store::quotes(tx, case)?;
        let currency = quotes.last().map_or(house.currency, |q| q.currency);
        for line in rules::invoice(&entries, &quotes, from, to) {
            let (pieces, each) = match &line {
                Invoiced::Part { pieces, each, .. } => (Some(*pieces), Some(*each)),
                _ => (None, None),
            };
            all.push(LineJson {
                case,
                person: person.clone(),
                kind: line.word(),
                text: said(&line, words),
                minutes: line.minutes(),
                pieces,
                each,
                amount: line.amount(),
                currency: currency.code().to_owned(),
            });
        }
    }
    Ok(all)
}

fn said(line: &Invoiced, words: Words) -> String {
    match line {
        Invoiced::Research { minutes } => {
            t!(
                words,
                "billing-line-research",
                span = rules::span(*minutes, words)
            )
        }
        Invoiced::NotAgreed { minutes } => {
            t!(
                words,
                "billing-line-not-agreed",
                span = rules::span(*minutes, words)
            )
        }
        Invoiced::Work { words, .. } | Invoiced::Part { words, .. } => words.clone(),
    }
}
