//! `/api/v1/apologies/policies`: where an apology is a matter for a named person
//! first.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::deeds;
use super::rules::{Line, Policy};
use super::store;
use crate::web::{Asker, Desk, Doing, Given, Problem, Routes, Who};
use ::store::Tx;

const PATH: &str = "/api/v1/apologies/policies";

pub fn routes() -> Routes {
    Routes::new()
        .get(PATH, Who::Light, policies)
        .patch(PATH, Who::Lead, change)
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(policies, change))]
pub struct Docs;

/// What holds for letters of a mailbox to a country.
#[derive(Serialize, ToSchema)]
struct PolicyJson {
    mailbox: i64,
    /// Two letters (ISO 3166); null: every country.
    #[schema(required = true)]
    country: Option<String>,
    #[schema(pattern = "^(full|facts_and_help)$")]
    policy: &'static str,
    /// Who looks first; null: who leads and is on duty.
    #[schema(required = true)]
    agent: Option<i64>,
}

#[derive(Serialize, ToSchema)]
struct Policies {
    items: Vec<PolicyJson>,
}

fn all(tx: &mut Tx<'_>) -> Result<Policies, Problem> {
    let json = |line: Line| PolicyJson {
        mailbox: line.mailbox,
        country: Some(line.country).filter(|c| !c.is_empty()),
        policy: line.policy.word(),
        agent: line.agent,
    };
    Ok(Policies {
        items: store::all_lines(tx)?.into_iter().map(json).collect(),
    })
}

/// The policies there are. Where none stands, apologies are full.
#[utoipa::path(get, path = "/api/v1/apologies/policies", tag = "apologies", operation_id = "apology_policies",
    responses((status = 200, body = Policies)))]
async fn policies(State(desk): State<Desk>) -> Result<Json<Policies>, Problem> {
    desk.db
        .read(all)
        .await
        .doing(|| "reading the policies of apologies")
        .map(Json)
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Which {
    Full,
    FactsAndHelp,
    Drop,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangePolicy {
    mailbox: i64,
    /// Two letters (ISO 3166); left out: every country.
    country: Option<String>,
    /// `drop`: a country of its own is like every other again.
    policy: Which,
    /// Who looks first; left out: who leads and is on duty.
    agent: Option<i64>,
}

/// Sets the policy of a mailbox for a country, or for every country.
#[utoipa::path(patch, path = "/api/v1/apologies/policies", tag = "apologies", operation_id = "change_apology_policy",
    request_body = ChangePolicy,
    responses((status = 200, body = Policies)))]
async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Given(wanted): Given<ChangePolicy>,
) -> Result<Json<Policies>, Problem> {
    let (now, by) = (desk.now(), asker.actor());
    let country = deeds::country(wanted.country.as_deref().unwrap_or_default())?;
    let policy = match wanted.policy {
        Which::Full => Some(Policy::Full),
        Which::FactsAndHelp => Some(Policy::FactsAndHelp),
        Which::Drop => None,
    };
    desk.db
        .write(move |tx| {
            match policy {
                Some(policy) => {
                    let line = Line {
                        mailbox: wanted.mailbox,
                        country: country.clone(),
                        policy,
                        agent: wanted.agent,
                    };
                    deeds::keep(tx, &line, &by, now)?;
                }
                None => deeds::drop_line(tx, wanted.mailbox, &country, &by, now)?,
            }
            all(tx)
        })
        .await
        .doing(|| "changing a policy of apologies")
        .map(Json)
}
