//! Who works here, for those who look after the team.

use ::store::Tx;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Deserialize;

use super::said;
use crate::kit::At;
use crate::t;
use crate::team::deeds::{self, By, Purpose};
use crate::team::rules;
use crate::team::store::{self, Agent, New};
use crate::team::views::people as views;
use crate::team::views::people::Typed;
use crate::team::views::sheet;
use crate::web::{
    Answer, Asker, Desk, Doing, Form, Named, Once, PageContext, Problem, Role, page, see_other,
};

pub(super) async fn people(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    show_people(&desk, &asker, &Typed::default()).await
}

async fn show_people(desk: &Desk, asker: &Asker, typed: &Typed) -> Result<Markup, Problem> {
    let agents = desk
        .db
        .read(store::all)
        .await
        .doing(|| "listing the team")?;
    let title = t!(asker.words(), "team-people");
    let body = views::people(asker, &agents, &views::add_form(asker, typed));
    let body = sheet(asker, "/settings/people", &title, &body);
    Ok(page(
        &PageContext::of(desk, asker, "settings"),
        &title,
        body,
    ))
}

#[derive(Deserialize)]
pub struct PersonForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    role: String,
}

impl PersonForm {
    fn typed(self, wrong: Vec<(&'static str, String)>) -> Typed {
        Typed {
            name: self.name,
            address: self.address,
            role: self.role,
            wrong,
        }
    }
}

pub(super) async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Form(form): Form<PersonForm>,
) -> Result<Response, Problem> {
    let words = asker.words();
    let mut wrong = Vec::new();
    let name = rules::name(&form.name)
        .map_err(|w| wrong.push(("name", said(words, w))))
        .unwrap_or_default();
    let address = rules::address(&form.address)
        .map_err(|w| wrong.push(("address", said(words, w))))
        .unwrap_or_default();
    if wrong.is_empty() {
        let role = Role::of_word(&form.role).unwrap_or(Role::Agent);
        let zone = asker.zone.iana_name().unwrap_or("UTC").to_owned();
        let new = New {
            address,
            name,
            role,
            lang: asker.lang,
            zone,
            password_hash: None,
        };
        let (by, now) = (By::Agent(asker.agent), desk.now());
        let added = desk
            .db
            .write(move |tx| {
                once.run(tx, now, |tx| {
                    let id = deeds::add(tx, &new, by, now)?;
                    Ok(Answer::see(format!("/settings/people/{id}")))
                })
            })
            .await;
        match added {
            Ok(answer) => return Ok(answer.into_response()),
            Err(refused) if refused.is_failure() => {
                return Err(refused.doing("adding somebody to the team"));
            }
            Err(refused) => wrong.push(("address", refused.detail(words))),
        }
    }
    let shown = show_people(&desk, &asker, &form.typed(wrong)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}

pub(super) async fn person(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Markup, Problem> {
    let agent = desk.db.read(move |tx| deeds::find(tx, id)).await?;
    let typed = Typed {
        name: agent.name.clone(),
        role: agent.role.word().to_owned(),
        ..Typed::default()
    };
    Ok(show_person(&desk, &asker, &agent, &typed, None))
}

fn show_person(
    desk: &Desk,
    asker: &Asker,
    agent: &Agent,
    typed: &Typed,
    link: Option<&str>,
) -> Markup {
    let body = views::person(asker, agent, typed, link);
    let body = sheet(asker, "/settings/people", &agent.name, &body);
    page(&PageContext::of(desk, asker, "settings"), &agent.name, body)
}

/// Changes name and role of somebody. What else that does is the caller's to
/// know: cases stand behind the team.
pub type Deed = fn(&mut Tx<'_>, i64, &str, Role, By, At) -> Result<(), Problem>;

/// The form of one person, kept by `deed`, or back with what is wrong.
pub async fn change_person(
    desk: &Desk,
    asker: &Asker,
    id: i64,
    form: PersonForm,
    deed: Deed,
) -> Result<Response, Problem> {
    let agent = desk.db.read(move |tx| deeds::find(tx, id)).await?;
    let role = Role::of_word(&form.role).unwrap_or(agent.role);
    let (name, by, now) = (form.name.clone(), By::Agent(asker.agent), desk.now());
    match desk
        .db
        .write(move |tx| deed(tx, id, &name, role, by, now))
        .await
    {
        Ok(()) => Ok(see_other("/settings/people")),
        Err(refused) if refused.is_failure() => Err(refused.doing(format!("changing agent {id}"))),
        Err(refused) => {
            let typed = form.typed(vec![("name", refused.detail(asker.words()))]);
            let shown = show_person(desk, asker, &agent, &typed, None);
            Ok((refused.status, shown).into_response())
        }
    }
}

/// A link for choosing a password, shown once to the admin who hands it over.
pub(super) async fn make_link(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Markup, Problem> {
    let (by, now) = (By::Agent(asker.agent), desk.now());
    let (agent, path) = desk
        .db
        .write(move |tx| {
            let agent = deeds::find(tx, id)?;
            let path = deeds::link_to(tx, id, Purpose::Reset, by, now)?;
            Ok::<_, Problem>((agent, path))
        })
        .await?;
    let typed = Typed {
        name: agent.name.clone(),
        role: agent.role.word().to_owned(),
        ..Typed::default()
    };
    let link = format!("{}{path}", desk.base_url());
    Ok(show_person(&desk, &asker, &agent, &typed, Some(&link)))
}

pub(super) async fn enable(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let (by, now) = (By::Agent(asker.agent), desk.now());
    desk.db
        .write(move |tx| deeds::enable(tx, id, by, now))
        .await?;
    Ok(see_other("/settings/people"))
}
