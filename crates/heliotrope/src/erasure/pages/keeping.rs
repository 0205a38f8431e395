//! `/settings/mailboxes/{id}/keeping`: how long the words of closed cases stay.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::erasure::deeds::keeping as deeds;
use crate::erasure::rules::{MONTHS, Takes};
use crate::erasure::store::keeping as rows;
use crate::erasure::views::keeping::{self as views, Typed};
use crate::mailboxes;
use crate::t;
use crate::web::{
    Asked, Asker, Desk, Doing, Form, Named, PageContext, Problem, Routes, Who, page, see_other,
};

/// What the form proposes.
const USUAL: &str = "24";

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/mailboxes/{id}/keeping", Who::Admin, look)
        .post("/settings/mailboxes/{id}/keeping", Who::Admin, switch)
}

#[derive(Default, Deserialize)]
struct Wanted {
    /// Nothing: nobody has asked yet.
    months: Option<String>,
    #[serde(default)]
    takes: String,
    #[serde(default)]
    off: String,
}

impl Wanted {
    fn months(&self) -> Option<i64> {
        let months = self.months.as_deref()?.trim().parse().ok()?;
        MONTHS.contains(&months).then_some(months)
    }

    fn takes(&self) -> Takes {
        self.takes.parse().unwrap_or(Takes::Files)
    }
}

async fn look(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    show(&desk, &asker, id, &wanted).await
}

async fn show(desk: &Desk, asker: &Asker, id: i64, wanted: &Wanted) -> Result<Response, Problem> {
    let (months, takes, now) = (wanted.months(), wanted.takes(), desk.now());
    let found = desk.db.read(move |tx| {
        let mailbox = mailboxes::store::find(tx, id)?
            .filter(|m| !m.removed)
            .ok_or_else(|| Problem::not_found("mailbox", id))?;
        let trial = months
            .map(|months| deeds::trial(tx, id, months, takes, now))
            .transpose()?;
        Ok::<_, Problem>((mailbox, rows::rule(tx, id)?, trial))
    });
    let (mailbox, rule, trial) = found
        .await
        .doing(|| format!("looking what the rule of mailbox {id} takes"))?;
    let wrong = wanted.months.is_some() && months.is_none();
    let typed = Typed {
        months: wanted.months.clone().unwrap_or_else(|| USUAL.to_owned()),
        takes,
        wrong,
    };
    let title = t!(
        asker.words(),
        "erasure-keeping-title",
        address = mailbox.address.as_str()
    );
    let body = views::page(
        asker,
        &title,
        &mailbox,
        rule.as_ref(),
        &typed,
        trial.as_ref(),
        now,
    );
    let page = page(&PageContext::of(desk, asker, "settings"), &title, body);
    let status = match wrong {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    Ok((status, page).into_response())
}

/// Switches the rule on as it was shown, or off.
async fn switch(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Problem> {
    let rule = match (wanted.off.is_empty(), wanted.months()) {
        (false, _) => None,
        (true, Some(months)) => Some((months, wanted.takes())),
        (true, None) => {
            let months = Some(wanted.months.unwrap_or_default());
            return show(&desk, &asker, id, &Wanted { months, ..wanted }).await;
        }
    };
    let known = desk
        .db
        .read(move |tx| mailboxes::store::find(tx, id))
        .await
        .doing(|| format!("finding mailbox {id}"))?;
    known.ok_or_else(|| Problem::not_found("mailbox", id))?;
    deeds::switch(&desk, id, rule, asker.actor()).await?;
    Ok(see_other(&format!("/settings/mailboxes/{id}/keeping")))
}
