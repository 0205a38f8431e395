//! The people who serve, and who of them is not here.

use ::store::Tx;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::deeds;
use super::to_json;
use crate::kit::At;
use crate::team::store::{self, Agent};
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};

/// One of the people who serve.
#[derive(Serialize, ToSchema)]
pub struct AgentJson {
    id: i64,
    name: String,
    address: String,
    #[schema(pattern = "^(light|agent|lead|admin)$")]
    role: &'static str,
    /// Not here; null: here.
    #[schema(required = true)]
    away: Option<AwayJson>,
}

#[derive(Serialize, ToSchema)]
pub struct AwayJson {
    #[schema(value_type = String, format = DateTime)]
    from: At,
    /// Null: until somebody says that they are back.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    until: Option<At>,
}

#[derive(Serialize, ToSchema)]
pub struct Agents {
    items: Vec<AgentJson>,
}

fn json(agent: Agent, away: Option<store::Away>) -> AgentJson {
    AgentJson {
        id: agent.id,
        name: agent.name,
        address: agent.address,
        role: agent.role.word(),
        away: away.map(|a| AwayJson {
            from: a.from,
            until: a.until,
        }),
    }
}

/// Everybody who may sign in, and who of them is away.
#[utoipa::path(get, path = "/api/v1/agents", tag = "agents", operation_id = "agents",
    responses((status = 200, body = Agents)))]
pub async fn agents(State(desk): State<Desk>, _asker: Asker) -> Result<Json<Agents>, Problem> {
    let now = desk.now();
    desk.db
        .read(move |tx| {
            let gone = store::all_away(tx, now)?;
            let of = |id: i64| {
                gone.iter()
                    .find(|(agent, _)| *agent == id)
                    .map(|(_, away)| *away)
            };
            let here = store::all(tx)?.into_iter().filter(|a| !a.disabled);
            let items = here.map(|agent| {
                let away = of(agent.id);
                json(agent, away)
            });
            Ok::<_, Problem>(Agents {
                items: items.collect(),
            })
        })
        .await
        .doing(|| "listing the agents")
        .map(Json)
}

fn one(tx: &mut Tx<'_>, id: i64, now: At) -> Result<AgentJson, Problem> {
    let agent = store::by_id(tx, id)?.ok_or_else(|| Problem::not_found("agent", id))?;
    let away = store::away(tx, id, now)?;
    Ok(json(agent, away))
}

/// From now on somebody is not here.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GoAway)]
pub struct Until {
    /// Null, or left out: until somebody says that they are back.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<At>,
}

async fn set_away(
    desk: &Desk,
    asker: Asker,
    id: i64,
    once: Once,
    until: Option<At>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                deeds::away(tx, asker.agent, id, until, now)?;
                Ok(Answer::created(to_json(&one(tx, id, now)?)?))
            })
        })
        .await
        .doing(|| format!("setting agent {id} away"))
}

async fn set_back(desk: &Desk, asker: Asker, id: i64) -> Result<Json<AgentJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::back(tx, asker.agent, id, now)?;
            one(tx, id, now)
        })
        .await
        .doing(|| format!("setting agent {id} back"))
        .map(Json)
}

/// Sets yourself away. Your live promises and open cases fall to the team.
#[utoipa::path(post, path = "/api/v1/agents/me/away", tag = "agents", operation_id = "go_away",
    request_body = Until, responses((status = 201, body = AgentJson)))]
pub async fn me(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Given(wanted): Given<Until>,
) -> Result<Answer, Problem> {
    let id = asker.agent;
    set_away(&desk, asker, id, once, wanted.until).await
}

/// Sets yourself back. What fell to the team stays with it.
#[utoipa::path(delete, path = "/api/v1/agents/me/away", tag = "agents", operation_id = "come_back",
    responses((status = 200, body = AgentJson)))]
pub async fn me_back(State(desk): State<Desk>, asker: Asker) -> Result<Json<AgentJson>, Problem> {
    let id = asker.agent;
    set_back(&desk, asker, id).await
}

/// Sets somebody else away, who is ill: for who leads.
#[utoipa::path(post, path = "/api/v1/agents/{id}/away", tag = "agents", operation_id = "set_away",
    params(("id" = i64, Path, description = "The agent")), request_body = Until,
    responses((status = 201, body = AgentJson)))]
pub async fn away(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    once: Once,
    Given(wanted): Given<Until>,
) -> Result<Answer, Problem> {
    set_away(&desk, asker, id, once, wanted.until).await
}

/// Sets somebody else back.
#[utoipa::path(delete, path = "/api/v1/agents/{id}/away", tag = "agents", operation_id = "set_back",
    params(("id" = i64, Path, description = "The agent")),
    responses((status = 200, body = AgentJson)))]
pub async fn back(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<AgentJson>, Problem> {
    set_back(&desk, asker, id).await
}
