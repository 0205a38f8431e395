//! `/settings/teams`: who is here, the teams, and who is on duty. Thin: find,
//! decide, save, answer.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::DateTime;
use maud::Markup;
use serde::Deserialize;

use super::deeds::{self, Wanted};
use super::store::{self, Duty, Team};
use super::views;
use crate::kit::At;
use crate::t;
use crate::team::store::{Away, Colleague};
use crate::team::{self, Role};
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Filled, Form, Named, Once, PageContext, Problem, Routes,
    Who, or_again, page, see_other,
};
use ::store::Tx;

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/teams", Who::Lead, list)
        .post("/settings/teams", Who::Lead, add)
        .get("/settings/teams/new", Who::Lead, new)
        .get("/settings/teams/{id}", Who::Lead, one)
        .post("/settings/teams/{id}", Who::Lead, change)
        .post("/settings/teams/{id}/remove", Who::Lead, remove)
        .post("/settings/teams/{id}/duty", Who::Lead, add_duty)
        .post(
            "/settings/teams/{id}/duty/{duty}/remove",
            Who::Lead,
            remove_duty,
        )
        .get("/api/v1/teams", Who::Light, super::api::list)
        .post("/api/v1/teams", Who::Lead, super::api::add)
        .patch("/api/v1/teams/{id}", Who::Lead, super::api::change)
        .delete("/api/v1/teams/{id}", Who::Lead, super::api::remove)
        .get("/api/v1/teams/{id}/duty", Who::Light, super::api::rota)
        .post(
            "/api/v1/teams/{id}/duty",
            Who::Lead,
            super::api::put_on_duty,
        )
        .delete(
            "/api/v1/teams/{id}/duty/{duty}",
            Who::Lead,
            super::api::take_off_duty,
        )
}

/// All that the page of teams shows.
pub struct Shown {
    pub here: Vec<(Colleague, Option<Away>)>,
    pub teams: Vec<(Team, Option<(i64, String)>)>,
    pub filled: Filled,
}

async fn list(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    show_list(&desk, &asker, Filled::default()).await
}

/// Who is here and the teams; `filled`: a form that could not be taken.
pub async fn show_list(desk: &Desk, asker: &Asker, filled: Filled) -> Result<Markup, Problem> {
    let now = desk.now();
    let shown = desk
        .db
        .read(move |tx| {
            let away = team::store::all_away(tx, now)?;
            let of = |id: i64| {
                away.iter()
                    .find(|(agent, _)| *agent == id)
                    .map(|(_, away)| *away)
            };
            let here = team::store::roster(tx)?.into_iter().filter(|c| c.active);
            let mut teams = Vec::new();
            for team in store::all(tx)? {
                let on_duty = store::on_duty(tx, Some(team.id), now)?;
                teams.push((team, on_duty));
            }
            Ok::<_, ::store::Error>(Shown {
                here: here.map(|c| (c.clone(), of(c.id))).collect(),
                teams,
                filled: filled.clone(),
            })
        })
        .await
        .doing(|| "listing the teams")?;
    let title = t!(asker.words(), "teams-title");
    let body = views::list(asker, &shown, now);
    Ok(page(
        &PageContext::of(desk, asker, "settings"),
        &title,
        body,
    ))
}

/// What stands in the form of one team.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub name: String,
    #[serde(rename = "member")]
    pub members: Vec<i64>,
    #[serde(rename = "leads")]
    pub leads: Vec<i64>,
    #[serde(rename = "mailbox")]
    pub mailboxes: Vec<i64>,
}

impl Typed {
    fn of(team: &Team) -> Typed {
        Typed {
            name: team.name.clone(),
            members: team.members.iter().map(|m| m.id).collect(),
            leads: team
                .members
                .iter()
                .filter(|m| m.leads)
                .map(|m| m.id)
                .collect(),
            mailboxes: team.mailboxes.iter().map(|(id, _)| *id).collect(),
        }
    }

    /// Who leads a team is a member of it, ticked or not.
    fn wanted(&self) -> Wanted {
        let mut members: Vec<(i64, bool)> = self.leads.iter().map(|id| (*id, true)).collect();
        let others = self.members.iter().filter(|id| !self.leads.contains(id));
        members.extend(others.map(|id| (*id, false)));
        members.sort_unstable();
        members.dedup();
        Wanted {
            name: self.name.clone(),
            members,
            mailboxes: self.mailboxes.clone(),
        }
    }
}

/// What the page of one team shows beside its form.
#[derive(Default)]
pub struct Around {
    pub team: Option<Team>,
    pub people: Vec<Colleague>,
    pub mailboxes: Vec<(i64, String, Option<i64>)>,
    pub rota: Vec<Duty>,
    pub on_duty: Option<(i64, String)>,
    pub wrong: Vec<(&'static str, String)>,
    pub duty: TypedDuty,
    /// The field and what to do.
    pub wrong_duty: Option<(&'static str, String)>,
    pub kept: bool,
}

fn around(tx: &mut Tx<'_>, id: Option<i64>, now: At) -> Result<Around, Problem> {
    let people = team::store::roster(tx)?.into_iter();
    let mut around = Around {
        people: people
            .filter(|c| c.active && c.role >= Role::Agent)
            .collect(),
        mailboxes: store::mailboxes(tx)?,
        ..Around::default()
    };
    if let Some(id) = id {
        around.team = Some(deeds::find(tx, id)?);
        around.rota = store::rota(tx, id, now)?;
        around.on_duty = store::on_duty(tx, Some(id), now)?;
    }
    Ok(around)
}

async fn read(desk: &Desk, id: Option<i64>) -> Result<Around, Problem> {
    let now = desk.now();
    desk.db
        .read(move |tx| around(tx, id, now))
        .await
        .doing(|| "reading a team")
}

fn show(desk: &Desk, asker: &Asker, typed: &Typed, around: &Around) -> Markup {
    let title = match &around.team {
        Some(team) => team.name.clone(),
        None => t!(asker.words(), "teams-add"),
    };
    let body = views::one(asker, &title, typed, around, desk.now());
    page(&PageContext::of(desk, asker, "settings"), &title, body)
}

async fn new(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let around = read(&desk, None).await?;
    Ok(show(&desk, &asker, &Typed::default(), &around))
}

#[derive(Deserialize)]
struct Done {
    kept: Option<String>,
}

async fn one(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Asked(done): Asked<Done>,
) -> Result<Markup, Problem> {
    let mut around = read(&desk, Some(id)).await?;
    around.kept = done.kept.is_some();
    let typed = around.team.as_ref().map(Typed::of).unwrap_or_default();
    Ok(show(&desk, &asker, &typed, &around))
}

async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    keep(&desk, &asker, once, None, typed).await
}

async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    keep(&desk, &asker, once, Some(id), typed).await
}

/// Keeps what was typed, or gives it all back with what is wrong beside it.
async fn keep(
    desk: &Desk,
    asker: &Asker,
    once: Once,
    id: Option<i64>,
    typed: Typed,
) -> Result<Response, Problem> {
    let (now, actor, wanted) = (desk.now(), asker.actor(), typed.wanted());
    let kept = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let id = deeds::keep(tx, id, &wanted, &actor, now)?;
                Ok(Answer::see(format!("/settings/teams/{id}?kept=1")))
            })
        })
        .await;
    or_again(kept, "keeping a team", async |refused: Problem| {
        let field = match refused.field() {
            Some("members") => "members",
            Some("mailbox") => "mailbox",
            _ => "name",
        };
        let around = Around {
            wrong: vec![(field, refused.detail(asker.words()))],
            ..read(desk, id).await?
        };
        Ok(show(desk, asker, &typed, &around))
    })
    .await
}

async fn remove(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let (now, actor) = (desk.now(), asker.actor());
    desk.db
        .write(move |tx| deeds::remove(tx, id, &actor, now))
        .await
        .doing(|| format!("removing team {id}"))?;
    Ok(see_other("/settings/teams"))
}

/// From when to when, as a form writes local times.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TypedDuty {
    pub agent: String,
    pub from: String,
    pub until: String,
}

fn moment(local: &str, asker: &Asker) -> Option<At> {
    let local = DateTime::strptime("%Y-%m-%dT%H:%M", local.trim()).ok()?;
    let zoned = local.to_zoned(asker.zone.clone()).ok()?;
    Some(At::from(zoned.timestamp()))
}

async fn add_duty(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(typed): Form<TypedDuty>,
) -> Result<Response, Problem> {
    let (now, actor) = (desk.now(), asker.actor());
    // Nobody has the number 0.
    let agent = typed.agent.trim().parse().unwrap_or(0);
    let times = moment(&typed.from, &asker).zip(moment(&typed.until, &asker));
    // What cannot be read is refused in the same words as what cannot be.
    let times = times.unwrap_or((now, now));
    let done = desk
        .db
        .write(move |tx| deeds::put_on_duty(tx, id, agent, times, &actor, now))
        .await;
    let done = done.map(|_| see_other(&format!("/settings/teams/{id}?kept=1#duty")));
    let doing = format!("putting somebody on duty for team {id}");
    or_again(done, doing, async |refused: Problem| {
        let field = match refused.field() {
            Some("agent") => "agent",
            _ => "from",
        };
        let around = Around {
            wrong_duty: Some((field, refused.detail(asker.words()))),
            duty: typed,
            ..read(&desk, Some(id)).await?
        };
        let team = around.team.as_ref().map(Typed::of).unwrap_or_default();
        Ok(show(&desk, &asker, &team, &around))
    })
    .await
}

#[derive(Deserialize)]
struct WhichDuty {
    id: i64,
    duty: i64,
}

async fn remove_duty(
    State(desk): State<Desk>,
    asker: Asker,
    Named(which): Named<WhichDuty>,
) -> Result<Response, Problem> {
    let (now, actor) = (desk.now(), asker.actor());
    let WhichDuty { id, duty } = which;
    desk.db
        .write(move |tx| deeds::take_off_duty(tx, id, duty, &actor, now))
        .await
        .doing(|| format!("taking somebody off duty for team {id}"))?;
    Ok(see_other(&format!("/settings/teams/{id}?kept=1#duty")))
}
