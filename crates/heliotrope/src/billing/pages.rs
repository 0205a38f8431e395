//! `/settings/billing`: whether the house bills, and the lines for its invoices.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::{ToSpan, Zoned};
use maud::Markup;
use serde::Deserialize;

use super::api::{LineJson, lines};
use super::store::House;
use super::views::{self, Typed};
use super::{rules, store};
use crate::events::Actor;
use crate::kit::At;
use crate::kit::money::{Currency, Money};
use crate::t;
use crate::team;
use crate::web::{
    Asked, Asker, Desk, Doing, Form, PageContext, Problem, Routes, Who, keep_bills, learn, page,
    see_other,
};
use ::store::Tx;

/// Months that are offered, the current one first.
const MONTHS: i32 = 13;

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/billing", Who::Lead, show)
        .post("/settings/billing", Who::Admin, keep)
        .get("/settings/billing/lines.csv", Who::Lead, csv)
        .get("/settings/billing/lines.json", Who::Lead, json)
}

#[derive(Deserialize)]
struct Kept {
    kept: Option<String>,
}

async fn show(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(kept): Asked<Kept>,
) -> Result<Markup, Problem> {
    let house = desk
        .db
        .read(store::house)
        .await
        .doing(|| "reading how the house bills")?;
    let typed = Typed::of(house, asker.words());
    Ok(the_page(&desk, &asker, &typed, &[], kept.kept.is_some()))
}

fn the_page(
    desk: &Desk,
    asker: &Asker,
    typed: &Typed,
    wrong: &[(&'static str, String)],
    kept: bool,
) -> Markup {
    let words = asker.words();
    let today = desk
        .now()
        .timestamp()
        .to_zoned(asker.zone.clone())
        .date()
        .first_of_month();
    let months: Vec<(String, String)> = (0..MONTHS)
        .filter_map(|n| today.checked_sub(n.months()).ok())
        .map(|month| {
            let value = month.strftime("%Y-%m").to_string();
            (value.clone(), value)
        })
        .collect();
    let title = t!(words, "billing-settings");
    let body = views::settings(asker, typed, wrong, kept, &months);
    page(&PageContext::of(desk, asker, "settings"), &title, body)
}

#[derive(Clone, Deserialize)]
struct HouseForm {
    bills: Option<String>,
    #[serde(default)]
    rate: String,
    #[serde(default)]
    currency: String,
}

async fn keep(
    State(desk): State<Desk>,
    asker: Asker,
    Form(form): Form<HouseForm>,
) -> Result<Response, Problem> {
    let words = asker.words();
    let bills = form.bills.is_some();
    let read = match form.currency.parse::<Currency>() {
        Ok(currency) => match (bills, form.rate.trim()) {
            (false, "") => Ok(Money::of(0, currency)),
            (_, rate) => Money::read(rate, asker.lang, currency),
        }
        .map_err(|wrong| ("rate", wrong.said(words))),
        Err(_) => {
            let none = t!(words, "billing-no-currency", code = form.currency.as_str());
            Err(("currency", none))
        }
    };
    let (rate, currency) = match read {
        Ok(rate) => (rate.minor, rate.currency),
        Err(wrong) => {
            let typed = Typed {
                bills,
                rate: form.rate,
                currency: form.currency,
            };
            let body = the_page(&desk, &asker, &typed, &[wrong], false);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, body).into_response());
        }
    };
    change(
        &desk,
        &asker,
        House {
            bills,
            rate,
            currency,
        },
    )
    .await?;
    Ok(see_other("/settings/billing?kept=1"))
}

/// From now on the house bills so; its open pages know at once.
pub async fn change(desk: &Desk, asker: &Asker, house: House) -> Result<(), Problem> {
    let (now, me) = (desk.now(), asker.clone());
    desk.db
        .write(move |tx| {
            store::keep_house(tx, house, now, Actor::Agent(me.agent))?;
            keep_bills(tx, house.bills)?;
            team::audit(tx, now, &me.actor(), "billing-changed", "billing:1")?;
            Ok::<_, Problem>(())
        })
        .await
        .doing(|| "setting how the house bills")?;
    learn(desk).await.doing(|| "reading how the house bills")
}

#[derive(Deserialize)]
struct Month {
    /// "2026-03"
    month: String,
}

/// The moments between which a month lies, by the clock of who asks.
fn month(text: &str, asker: &Asker) -> Result<(At, At), Problem> {
    let refuse = || {
        Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "month",
            "billing-no-month",
        )
    };
    let first: Date = format!("{text}-01").parse().map_err(|_| refuse())?;
    let next = first.checked_add(1.month()).map_err(|_| refuse())?;
    let at = |date: Date| -> Result<At, Problem> {
        let zoned: Zoned = date.to_zoned(asker.zone.clone()).map_err(|_| refuse())?;
        Ok(zoned.timestamp().into())
    };
    Ok((at(first)?, at(next)?))
}

async fn of_month(desk: &Desk, asker: &Asker, text: &str) -> Result<Vec<LineJson>, Problem> {
    let (from, to) = month(text, asker)?;
    exported(desk, asker, from, to).await
}

/// The lines, with an entry in the audit: they name customers.
pub async fn exported(
    desk: &Desk,
    asker: &Asker,
    from: At,
    to: At,
) -> Result<Vec<LineJson>, Problem> {
    let (now, me) = (desk.now(), asker.clone());
    desk.db
        .write(move |tx: &mut Tx<'_>| {
            team::audit(
                tx,
                now,
                &me.actor(),
                "invoice-lines-exported",
                &format!("{from}/{to}"),
            )?;
            lines(tx, from, to, me.words())
        })
        .await
        .doing(|| "exporting the lines of invoices")
}

/// One row for each line, in UTF-8 with a first row of names.
pub fn as_csv(lines: &[LineJson]) -> String {
    let mut text = String::from("case,person,kind,text,minutes,pieces,each,amount,currency\r\n");
    for line in lines {
        let number = |n: Option<i64>| n.map_or(String::new(), |n| n.to_string());
        let money = |minor: i64| match line.currency.parse::<Currency>() {
            Ok(currency) => Money::of(minor, currency).figures(),
            Err(_) => minor.to_string(),
        };
        // A negative amount is a number and no formula: it stays one.
        let cells = [
            line.case.to_string(),
            rules::cell(&line.person),
            line.kind.to_owned(),
            rules::cell(&line.text),
            number(line.minutes),
            number(line.pieces),
            line.each.map_or(String::new(), money),
            money(line.amount),
            line.currency.clone(),
        ];
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

async fn csv(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(query): Asked<Month>,
) -> Result<Response, Problem> {
    let lines = of_month(&desk, &asker, &query.month).await?;
    let name = format!("attachment; filename=\"invoice-lines-{}.csv\"", query.month);
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, name),
        ],
        as_csv(&lines),
    )
        .into_response())
}

async fn json(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(query): Asked<Month>,
) -> Result<Response, Problem> {
    let lines = of_month(&desk, &asker, &query.month).await?;
    let name = format!(
        "attachment; filename=\"invoice-lines-{}.json\"",
        query.month
    );
    Ok(([(header::CONTENT_DISPOSITION, name)], axum::Json(lines)).into_response())
}
