//! `/api/v1/teams`.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::deeds::{self, Wanted};
use super::store::{self, Duty, Member, Team};
use crate::kit::At;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};
use ::store::Tx;

/// The paths above with their shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, add, change, remove, rota, put_on_duty, take_off_duty))]
pub struct Docs;

/// Some of the people who serve, who look after a part of the mail together.
#[derive(Serialize, ToSchema)]
pub struct TeamJson {
    id: i64,
    name: String,
    members: Vec<MemberJson>,
    /// The addresses of ours whose new cases are the team's.
    mailboxes: Vec<String>,
    /// Who is to be asked first now; null when nobody of them is here.
    #[schema(required = true)]
    on_duty: Option<OnDutyJson>,
}

#[derive(Serialize, ToSchema)]
pub struct MemberJson {
    id: i64,
    name: String,
    leads: bool,
}

#[derive(Serialize, ToSchema)]
pub struct OnDutyJson {
    id: i64,
    name: String,
}

#[derive(Serialize, ToSchema)]
pub struct Teams {
    items: Vec<TeamJson>,
}

fn json(tx: &mut Tx<'_>, team: Team, now: At) -> Result<TeamJson, Problem> {
    let on_duty = store::on_duty(tx, Some(team.id), now)?;
    let member = |m: Member| MemberJson {
        id: m.id,
        name: m.name,
        leads: m.leads,
    };
    Ok(TeamJson {
        id: team.id,
        name: team.name,
        members: team.members.into_iter().map(member).collect(),
        mailboxes: team
            .mailboxes
            .into_iter()
            .map(|(_, address)| address)
            .collect(),
        on_duty: on_duty.map(|(id, name)| OnDutyJson { id, name }),
    })
}

/// All teams, by name.
#[utoipa::path(get, path = "/api/v1/teams", tag = "teams", operation_id = "teams",
    responses((status = 200, body = Teams)))]
pub async fn list(State(desk): State<Desk>, _asker: Asker) -> Result<Json<Teams>, Problem> {
    let now = desk.now();
    desk.db
        .read(move |tx| teams(tx, now))
        .await
        .doing(|| "listing the teams")
        .map(Json)
}

fn teams(tx: &mut Tx<'_>, now: At) -> Result<Teams, Problem> {
    let mut items = Vec::new();
    for team in store::all(tx)? {
        items.push(json(tx, team, now)?);
    }
    Ok(Teams { items })
}

/// A team to be.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTeam)]
pub struct New {
    name: String,
    /// Ids of agents, at least one.
    members: Vec<i64>,
    /// Those of them who lead it.
    #[serde(default)]
    leads: Vec<i64>,
    /// Ids of mailboxes whose new cases are the team's.
    #[serde(default)]
    mailboxes: Vec<i64>,
}

fn members(all: &[i64], leads: &[i64]) -> Vec<(i64, bool)> {
    let mut members: Vec<(i64, bool)> = all
        .iter()
        .chain(leads)
        .map(|id| (*id, leads.contains(id)))
        .collect();
    members.sort_unstable();
    members.dedup();
    members
}

/// Makes a team.
#[utoipa::path(post, path = "/api/v1/teams", tag = "teams", operation_id = "add_team", request_body = New,
    responses((status = 201, body = TeamJson)))]
pub async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Given(new): Given<New>,
) -> Result<Answer, Problem> {
    let (now, actor) = (desk.now(), asker.actor());
    let wanted = Wanted {
        members: members(&new.members, &new.leads),
        name: new.name,
        mailboxes: new.mailboxes,
    };
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let id = deeds::keep(tx, None, &wanted, &actor, now)?;
                let made = deeds::find(tx, id)?;
                let made =
                    serde_json::to_value(json(tx, made, now)?).map_err(anyhow::Error::from)?;
                Ok(Answer::created(made))
            })
        })
        .await
        .doing(|| "making a team")
}

/// What is to change; what is left out stays as it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeTeam)]
pub struct Change {
    name: Option<String>,
    members: Option<Vec<i64>>,
    leads: Option<Vec<i64>>,
    mailboxes: Option<Vec<i64>>,
}

/// Changes a team.
#[utoipa::path(patch, path = "/api/v1/teams/{id}", tag = "teams", operation_id = "change_team",
    params(("id" = i64, Path, description = "The team")), request_body = Change,
    responses((status = 200, body = TeamJson)))]
pub async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Given(change): Given<Change>,
) -> Result<Json<TeamJson>, Problem> {
    let (now, actor) = (desk.now(), asker.actor());
    desk.db
        .write(move |tx| {
            let known = deeds::find(tx, id)?;
            let all: Vec<i64> = known.members.iter().map(|m| m.id).collect();
            let leads: Vec<i64> = known
                .members
                .iter()
                .filter(|m| m.leads)
                .map(|m| m.id)
                .collect();
            let all = change.members.clone().unwrap_or(all);
            let mut leads = change.leads.clone().unwrap_or(leads);
            // Who is no member any more leads it no more, unless named again.
            if change.leads.is_none() {
                leads.retain(|lead| all.contains(lead));
            }
            let mailboxes = known.mailboxes.iter().map(|(id, _)| *id).collect();
            let wanted = Wanted {
                name: change.name.clone().unwrap_or(known.name),
                members: members(&all, &leads),
                mailboxes: change.mailboxes.clone().unwrap_or(mailboxes),
            };
            deeds::keep(tx, Some(id), &wanted, &actor, now)?;
            let kept = deeds::find(tx, id)?;
            json(tx, kept, now)
        })
        .await
        .doing(|| format!("changing team {id}"))
        .map(Json)
}

/// Removes a team that has no open case. The answer: those that are left.
#[utoipa::path(delete, path = "/api/v1/teams/{id}", tag = "teams", operation_id = "remove_team",
    params(("id" = i64, Path, description = "The team")),
    responses((status = 200, body = Teams)))]
pub async fn remove(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<Teams>, Problem> {
    let (now, actor) = (desk.now(), asker.actor());
    desk.db
        .write(move |tx| {
            deeds::remove(tx, id, &actor, now)?;
            teams(tx, now)
        })
        .await
        .doing(|| format!("removing team {id}"))
        .map(Json)
}

/// A stretch of time in which somebody is the first to be asked.
#[derive(Serialize, ToSchema)]
pub struct DutyJson {
    id: i64,
    agent: i64,
    name: String,
    #[schema(value_type = String, format = DateTime)]
    from: At,
    #[schema(value_type = String, format = DateTime)]
    until: At,
}

impl From<Duty> for DutyJson {
    fn from(duty: Duty) -> DutyJson {
        DutyJson {
            id: duty.id,
            agent: duty.agent,
            name: duty.name,
            from: duty.from,
            until: duty.until,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Rota {
    items: Vec<DutyJson>,
}

fn rota_of(tx: &mut Tx<'_>, id: i64, now: At) -> Result<Vec<DutyJson>, Problem> {
    deeds::find(tx, id)?;
    let rota = store::rota(tx, id, now)?;
    Ok(rota.into_iter().map(DutyJson::from).collect())
}

/// The rota of a team from now on, soonest first.
#[utoipa::path(get, path = "/api/v1/teams/{id}/duty", tag = "teams", operation_id = "rota",
    params(("id" = i64, Path, description = "The team")),
    responses((status = 200, body = Rota)))]
pub async fn rota(State(desk): State<Desk>, Named(id): Named<i64>) -> Result<Json<Rota>, Problem> {
    let now = desk.now();
    desk.db
        .read(move |tx| rota_of(tx, id, now).map(|items| Rota { items }))
        .await
        .doing(|| format!("reading the rota of team {id}"))
        .map(Json)
}

/// Who is asked first, from when to when.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDuty)]
pub struct OnDuty {
    /// A member of the team.
    agent: i64,
    #[schema(value_type = String, format = DateTime)]
    from: At,
    #[schema(value_type = String, format = DateTime)]
    until: At,
}

/// Puts a member of the team on duty.
#[utoipa::path(post, path = "/api/v1/teams/{id}/duty", tag = "teams", operation_id = "put_on_duty",
    params(("id" = i64, Path, description = "The team")), request_body = OnDuty,
    responses((status = 201, body = DutyJson)))]
pub async fn put_on_duty(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Given(new): Given<OnDuty>,
) -> Result<Answer, Problem> {
    let (now, actor) = (desk.now(), asker.actor());
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let times = (new.from, new.until);
                let made = deeds::put_on_duty(tx, id, new.agent, times, &actor, now)?;
                let made = rota_of(tx, id, now)?.into_iter().find(|d| d.id == made);
                let made = serde_json::to_value(made).map_err(anyhow::Error::from)?;
                Ok(Answer::created(made))
            })
        })
        .await
        .doing(|| format!("putting somebody on duty for team {id}"))
}

#[derive(Deserialize)]
pub struct WhichDuty {
    id: i64,
    duty: i64,
}

/// Takes a stretch out of the rota.
#[utoipa::path(delete, path = "/api/v1/teams/{id}/duty/{duty}", tag = "teams", operation_id = "take_off_duty",
    params(("id" = i64, Path, description = "The team"), ("duty" = i64, Path, description = "The stretch")),
    responses((status = 200, body = Rota)))]
pub async fn take_off_duty(
    State(desk): State<Desk>,
    asker: Asker,
    Named(WhichDuty { id, duty }): Named<WhichDuty>,
) -> Result<Json<Rota>, Problem> {
    let (now, actor) = (desk.now(), asker.actor());
    desk.db
        .write(move |tx| {
            deeds::take_off_duty(tx, id, duty, &actor, now)?;
            rota_of(tx, id, now).map(|items| Rota { items })
        })
        .await
        .doing(|| format!("taking somebody off duty for team {id}"))
        .map(Json)
}
