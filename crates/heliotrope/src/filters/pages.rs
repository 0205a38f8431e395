//! `/views`: the views that are kept; making, naming, sharing and letting go.

use axum::extract::State;
use axum::response::Response;
use maud::Markup;
use serde::Deserialize;

use super::deeds::{self, Me, Wanted};
use super::store::{self, kept};
use super::{api, views};
use crate::t;
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Form, Named, Once, PageContext, Problem, Routes, Who,
    or_again, page, see_other,
};
use crate::{mailboxes, teams};

/// So many tags are named; the others are found by typing.
const TAGS: i64 = 60;

pub fn routes() -> Routes {
    Routes::new()
        .get("/views", Who::Light, all)
        .post("/views", Who::Light, add)
        .get("/views/new", Who::Light, new)
        .get("/views/{id}/edit", Who::Light, edit)
        .post("/views/{id}", Who::Light, change)
        .post("/views/{id}/remove", Who::Light, remove)
        .get("/api/v1/cases", Who::Light, api::cases)
        .get("/api/v1/filters", Who::Light, api::explain)
        .get("/api/v1/views", Who::Light, api::list)
        .post("/api/v1/views", Who::Light, api::add)
        .patch("/api/v1/views/{id}", Who::Light, api::change)
        .delete("/api/v1/views/{id}", Who::Light, api::remove)
}

/// What the page of views shows.
pub struct Shown {
    pub views: Vec<kept::Kept>,
    pub teams: Vec<(i64, String)>,
    pub mailboxes: Vec<String>,
    pub tags: Vec<String>,
}

async fn all(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let agent = asker.agent;
    let shown = desk
        .db
        .read(move |tx| {
            Ok::<_, ::store::Error>(Shown {
                views: kept::seen_by(tx, agent)?,
                teams: teams::store::names(tx)?,
                mailboxes: mailboxes::store::all(tx)?
                    .into_iter()
                    .map(|m| m.address)
                    .collect(),
                tags: store::tags(tx, TAGS)?,
            })
        })
        .await
        .doing(|| "listing the views")?;
    let body = views::all(&asker, &shown);
    Ok(page(
        &PageContext::of(&desk, &asker, "views"),
        &t!(asker.words(), "filters-views"),
        body,
    ))
}

/// What stands in the form of a view.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub name: String,
    pub filter: String,
    #[serde(deserialize_with = "ticked")]
    pub shared: bool,
}

/// A tick says nothing but that it was made.
fn ticked<'de, D: serde::Deserializer<'de>>(d: D) -> Result<bool, D::Error> {
    Option::<serde::de::IgnoredAny>::deserialize(d).map(|ticked| ticked.is_some())
}

impl Typed {
    fn wanted(&self) -> Wanted {
        Wanted {
            name: self.name.clone(),
            filter: self.filter.clone(),
            shared: self.shared,
        }
    }
}

/// A form that could not be taken: the field, and what to do.
pub type Refused = Option<(&'static str, String)>;

fn form(desk: &Desk, asker: &Asker, id: Option<i64>, typed: &Typed, wrong: &Refused) -> Markup {
    let title = match id {
        Some(_) => t!(asker.words(), "filters-change"),
        None => t!(asker.words(), "filters-new"),
    };
    let body = views::form(asker, &title, id, typed, wrong);
    page(&PageContext::of(desk, asker, "views"), &title, body)
}

#[derive(Deserialize, Default)]
struct Filled {
    #[serde(default)]
    filter: String,
}

async fn new(State(desk): State<Desk>, asker: Asker, Asked(filled): Asked<Filled>) -> Markup {
    let typed = Typed {
        filter: filled.filter,
        ..Typed::default()
    };
    form(&desk, &asker, None, &typed, &None)
}

async fn edit(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Markup, Problem> {
    let me = asker.clone();
    let view = desk
        .db
        .read(move |tx| deeds::changeable(tx, &me, id))
        .await
        .doing(|| format!("reading view {id}"))?;
    let typed = Typed {
        name: view.name,
        filter: view.filter,
        shared: view.shared,
    };
    Ok(form(&desk, &asker, Some(id), &typed, &None))
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
    let (now, me, wanted) = (desk.now(), asker.clone(), typed.wanted());
    let kept = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let id = deeds::keep(tx, &me, id, &wanted, &Me::of(&me, now))?;
                Ok(Answer::see(format!("/views/{id}")))
            })
        })
        .await;
    or_again(kept, "keeping a view", async |refused: Problem| {
        let field = match refused.field() {
            Some("filter") => "filter",
            _ => "name",
        };
        let wrong = Some((field, refused.detail(asker.words())));
        Ok(form(desk, asker, id, &typed, &wrong))
    })
    .await
}

async fn remove(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::remove(tx, &asker, id, &Me::of(&asker, now)))
        .await
        .doing(|| format!("removing view {id}"))?;
    Ok(see_other("/views"))
}
