//! Who goes away, comes back, or leaves.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::cases::deeds;
use crate::kit::At;
use crate::team::{self, By, PersonForm};
use crate::teams;
use crate::web::{Asker, Desk, Doing, Filled, Form, Named, Problem, see_other};
use axum::http::StatusCode;

#[derive(Clone, Deserialize, Serialize)]
pub struct Until {
    /// The day on which they are back: "2026-03-09"; empty: not known.
    #[serde(default)]
    until: String,
}

impl Until {
    /// The beginning of that day in the asker's zone.
    fn read(&self, asker: &Asker) -> Result<Option<At>, Problem> {
        let typed = self.until.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let moment = typed.parse::<Date>().ok().and_then(|date| {
            date.to_datetime(Time::midnight())
                .to_zoned(asker.zone.clone())
                .ok()
        });
        let wrong = || {
            Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "date",
                "team-away-date-wrong",
            )
        };
        moment
            .map(|m| Some(At::from(m.timestamp())))
            .ok_or_else(wrong)
    }
}

async fn away(desk: &Desk, asker: Asker, agent: i64, form: &Until) -> Result<(), Problem> {
    let until = form.read(&asker)?;
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::away(tx, asker.agent, agent, until, now))
        .await
        .doing(|| format!("setting agent {agent} away"))?;
    Ok(())
}

async fn back(desk: &Desk, asker: Asker, agent: i64) -> Result<(), Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::back(tx, asker.agent, agent, now))
        .await
        .doing(|| format!("setting agent {agent} back"))
}

pub async fn me(
    State(desk): State<Desk>,
    asker: Asker,
    Form(form): Form<Until>,
) -> Result<Response, Problem> {
    match away(&desk, asker.clone(), asker.agent, &form).await {
        Ok(()) => Ok(see_other("/settings/me#away")),
        // Who is alone has no such form.
        Err(problem) if problem.is_failure() || problem.code == "alone" => Err(problem),
        Err(problem) => {
            let said = problem.detail(asker.words());
            let filled = Filled::of("away", &form, "until", said);
            let body = team::show_away(&desk, &asker, &filled).await?;
            Ok((problem.status, body).into_response())
        }
    }
}

pub async fn me_back(State(desk): State<Desk>, asker: Asker) -> Result<Redirect, Problem> {
    let agent = asker.agent;
    back(&desk, asker, agent).await?;
    Ok(Redirect::to("/settings/me#away"))
}

pub async fn somebody(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(form): Form<Until>,
) -> Result<Response, Problem> {
    match away(&desk, asker.clone(), id, &form).await {
        Ok(()) => Ok(see_other("/settings/teams")),
        Err(problem) if problem.is_failure() || problem.status == StatusCode::NOT_FOUND => {
            Err(problem)
        }
        Err(problem) => {
            let said = problem.detail(asker.words());
            let filled = Filled::of(format!("away-{id}"), &form, "until", said);
            let body = teams::pages::show_list(&desk, &asker, filled).await?;
            Ok((problem.status, body).into_response())
        }
    }
}

pub async fn somebody_back(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Redirect, Problem> {
    back(&desk, asker, id).await?;
    Ok(Redirect::to("/settings/teams"))
}

/// Another name or role; who only reads from now on owes nothing any more.
pub async fn changes(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(form): Form<PersonForm>,
) -> Result<Response, Problem> {
    team::change_person(&desk, &asker, id, form, deeds::change_colleague).await
}

/// Somebody leaves for good; what they owed is the team's.
pub async fn leaves(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Redirect, Problem> {
    let (by, now) = (By::Agent(asker.agent), desk.now());
    desk.db
        .write(move |tx| deeds::leave(tx, id, by, now))
        .await
        .doing(|| format!("letting agent {id} leave"))?;
    Ok(Redirect::to("/settings/people"))
}
