//! `/settings/goodwill`: how much may be given without asking.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Deserialize;

use super::views::budgets::{self, Page, Typed};
use super::{Budget, Scope, store};
use crate::events::Actor;
use crate::kit::money::{Currency, Money};
use crate::t;
use crate::web::{
    Asker, Desk, Doing, Form, Named, PageContext, Problem, Role, Routes, Who, page, see_other,
};
use crate::{mailboxes, team};

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/goodwill", Who::Lead, show)
        .post("/settings/goodwill", Who::Lead, add)
        .post("/settings/goodwill/{id}/end", Who::Lead, end)
}

async fn show(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let typed = Typed {
        period: "year".to_owned(),
        currency: "EUR".to_owned(),
        ..Typed::default()
    };
    the_page(&desk, &asker, &typed, &[]).await
}

async fn the_page(
    desk: &Desk,
    asker: &Asker,
    typed: &Typed,
    wrong: &[(&'static str, String)],
) -> Result<Markup, Problem> {
    let (all, mailboxes) = desk
        .db
        .read(|tx| Ok::<_, ::store::Error>((store::budgets(tx)?, mailboxes::store::all(tx)?)))
        .await
        .doing(|| "reading the budgets of goodwill")?;
    let shown = Page {
        budgets: &all,
        mailboxes: &mailboxes,
        typed,
        wrong,
    };
    let context = PageContext::of(desk, asker, "settings");
    let title = t!(asker.words(), "goodwill-budgets");
    Ok(page(&context, &title, budgets::page(asker, &shown)))
}

#[derive(Clone, Deserialize)]
struct BudgetForm {
    #[serde(default)]
    scope: String,
    #[serde(default)]
    period: String,
    #[serde(default)]
    limit: String,
    #[serde(default)]
    per_case: String,
    #[serde(default)]
    currency: String,
}

impl BudgetForm {
    /// The budget, or what is wrong with which field.
    fn read(&self, asker: &Asker) -> Result<Budget, Vec<(&'static str, String)>> {
        let words = asker.words();
        let mut wrong = Vec::new();
        let currency = self.currency.parse::<Currency>().unwrap_or_else(|_| {
            let code = self.currency.as_str();
            wrong.push(("currency", t!(words, "goodwill-no-currency", code = code)));
            Currency::EUR
        });
        let limit = Money::read_some(&self.limit, asker.lang, currency)
            .map_err(|w| wrong.push(("limit", w.said(words))));
        let per_case = match self.per_case.trim() {
            "" => Ok(None),
            text => Money::read_some(text, asker.lang, currency)
                .map(Some)
                .map_err(|w| wrong.push(("per_case", w.said(words)))),
        };
        let scope =
            scope(&self.scope).ok_or_else(|| wrong.push(("scope", t!(words, "goodwill-no-scope"))));
        let period = self
            .period
            .parse()
            .map_err(|_| wrong.push(("period", t!(words, "goodwill-no-period"))));
        match (limit, per_case, scope, period) {
            (Ok(limit), Ok(per_case), Ok(scope), Ok(period)) if wrong.is_empty() => Ok(Budget {
                id: 0,
                scope,
                period,
                limit,
                per_case,
            }),
            _ => Err(wrong),
        }
    }
}

/// "house", "mailbox:3", "role:agent".
pub fn scope(text: &str) -> Option<Scope> {
    match text.split_once(':') {
        None if text == "house" => Some(Scope::House),
        Some(("mailbox", id)) => id.parse().ok().map(Scope::Mailbox),
        Some(("role", word)) => Role::of_word(word).map(Scope::Role),
        _ => None,
    }
}

async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    Form(form): Form<BudgetForm>,
) -> Result<Response, Problem> {
    let wrong = match form.read(&asker) {
        Ok(new) => {
            let (now, me) = (desk.now(), asker.clone());
            let kept = desk.db.write(move |tx| keep(tx, &me, &new, now)).await;
            match kept {
                Ok(_) => return Ok(see_other("/settings/goodwill")),
                Err(problem) if problem.is_failure() => return Err(problem),
                Err(problem) => vec![("limit", problem.detail(asker.words()))],
            }
        }
        Err(wrong) => wrong,
    };
    let typed = Typed {
        scope: form.scope,
        period: form.period,
        limit: form.limit,
        per_case: form.per_case,
        currency: form.currency,
    };
    let body = the_page(&desk, &asker, &typed, &wrong).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, body).into_response())
}

/// A new budget, in the currency of those that stand. Its id.
pub fn keep(
    tx: &mut ::store::Tx<'_>,
    asker: &Asker,
    new: &Budget,
    now: crate::kit::At,
) -> Result<i64, Problem> {
    if let Some(other) = store::budgets(tx)?.first().map(|b| b.limit.currency)
        && other != new.limit.currency
    {
        return Err(
            Problem::refuse(StatusCode::CONFLICT, "currency", "goodwill-one-currency")
                .arg("currency", other.code()),
        );
    }
    if let Scope::Mailbox(id) = new.scope {
        mailboxes::store::find(tx, id)?.ok_or_else(|| Problem::not_found("mailbox", id))?;
    }
    let id = store::add_budget(tx, new, now, Actor::Agent(asker.agent))?;
    team::audit(
        tx,
        now,
        &asker.actor(),
        "goodwill-budget-made",
        &format!("goodwill_budget:{id}"),
    )?;
    Ok(id)
}

/// Ends a budget, with its line in the audit.
pub fn stop(
    tx: &mut ::store::Tx<'_>,
    asker: &Asker,
    id: i64,
    now: crate::kit::At,
) -> Result<(), Problem> {
    if !store::end_budget(tx, id, now)? {
        return Err(Problem::not_found("budget", id));
    }
    team::audit(
        tx,
        now,
        &asker.actor(),
        "goodwill-budget-ended",
        &format!("goodwill_budget:{id}"),
    )?;
    Ok(())
}

async fn end(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| stop(tx, &asker, id, now))
        .await
        .doing(|| format!("ending budget {id}"))?;
    Ok(see_other("/settings/goodwill"))
}
