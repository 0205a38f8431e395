//! `/api/v1/goodwill/budgets`.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Budget, Period, Scope, pages, store};
use crate::kit::money::{Currency, Money};
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem, Routes, Who};
use axum::http::StatusCode;

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/goodwill/budgets", Who::Lead, list)
        .post("/api/v1/goodwill/budgets", Who::Lead, add)
        .delete("/api/v1/goodwill/budgets/{id}", Who::Lead, end)
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, add, end))]
pub struct Docs;

/// How much may be given without asking. Amounts are minor units: 1550 of EUR is €15.50.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetJson {
    id: i64,
    /// "house", "mailbox:3" or "role:agent".
    scope: String,
    period: Period,
    limit: i64,
    /// Null: only the period counts.
    #[schema(required = true)]
    per_case: Option<i64>,
    currency: String,
}

impl From<&Budget> for BudgetJson {
    fn from(budget: &Budget) -> BudgetJson {
        BudgetJson {
            id: budget.id,
            scope: match budget.scope {
                Scope::House => "house".to_owned(),
                Scope::Mailbox(id) => format!("mailbox:{id}"),
                Scope::Role(role) => format!("role:{}", role.word()),
            },
            period: budget.period,
            limit: budget.limit.minor,
            per_case: budget.per_case.map(|m| m.minor),
            currency: budget.limit.currency.code().to_owned(),
        }
    }
}

#[derive(Serialize, ToSchema)]
struct Budgets {
    items: Vec<BudgetJson>,
    #[schema(required = true)]
    next: Option<String>,
}

/// The budgets that hold now: all of them at once.
#[utoipa::path(get, path = "/api/v1/goodwill/budgets", tag = "goodwill", operation_id = "goodwill_budgets",
    responses((status = 200, body = Budgets)))]
async fn list(State(desk): State<Desk>) -> Result<Json<Budgets>, Problem> {
    let all = desk
        .db
        .read(store::budgets)
        .await
        .doing(|| "reading the budgets of goodwill")?;
    Ok(Json(Budgets {
        items: all.iter().map(BudgetJson::from).collect(),
        next: None,
    }))
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBudget {
    /// "house", "mailbox:3" or "role:agent".
    scope: String,
    period: Period,
    /// Minor units.
    limit: i64,
    per_case: Option<i64>,
    /// ISO 4217, the same for all budgets.
    currency: String,
}

impl NewBudget {
    fn read(&self, asker: &Asker) -> Result<Budget, Problem> {
        let words = asker.words();
        let currency: Currency = currency(&self.currency)?;
        let amount = |minor| {
            Money::of(minor, currency)
                .positive()
                .map_err(|wrong| Problem::amount(&wrong, words))
        };
        Ok(Budget {
            id: 0,
            scope: pages::scope(&self.scope).ok_or_else(|| {
                Problem::refuse(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "scope",
                    "goodwill-no-scope",
                )
            })?,
            period: self.period,
            limit: amount(self.limit)?,
            per_case: self.per_case.map(amount).transpose()?,
        })
    }
}

/// # Errors
/// 422 `currency` for a code nobody uses.
pub fn currency(code: &str) -> Result<Currency, Problem> {
    code.parse().map_err(|_| {
        Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "currency",
            "goodwill-no-currency",
        )
        .arg("code", code)
    })
}

/// Adds a budget.
#[utoipa::path(post, path = "/api/v1/goodwill/budgets", tag = "goodwill", operation_id = "add_goodwill_budget",
    request_body = NewBudget,
    responses((status = 201, body = BudgetJson)))]
async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Given(new): Given<NewBudget>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let budget = new.read(&asker)?;
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let id = pages::keep(tx, &asker, &budget, now)?;
                let made = BudgetJson::from(&Budget {
                    id,
                    ..budget.clone()
                });
                let json = serde_json::to_value(made).map_err(anyhow::Error::from)?;
                Ok(Answer::created(json))
            })
        })
        .await
        .doing(|| "adding a budget of goodwill")
}

/// Ends a budget. What was given stays given.
#[utoipa::path(delete, path = "/api/v1/goodwill/budgets/{id}", tag = "goodwill", operation_id = "end_goodwill_budget",
    params(("id" = i64, Path, description = "The budget")),
    responses((status = 204, description = "It holds no more")))]
async fn end(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<StatusCode, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| pages::stop(tx, &asker, id, now))
        .await
        .doing(|| format!("ending budget {id}"))?;
    Ok(StatusCode::NO_CONTENT)
}
