//! What everybody sets for themselves, and the tokens of their programs.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Deserialize;

use super::said;
use crate::t;
use crate::team::deeds::{self, By};
use crate::team::rules::{self, Wrong};
use crate::team::store::{self, Settings};
use crate::team::views::mine as views;
use crate::team::views::mine::Mine;
use crate::team::views::sheet;
use crate::web::{
    Asked, Asker, Desk, Doing, Filled, Form, Named, PageContext, Problem, page, see_other,
};

/// So many cases that fell to the team are shown to who is back.
const SHOWN: i64 = 50;

#[derive(Deserialize)]
pub(super) struct Kept {
    kept: Option<String>,
}

pub(super) async fn my_settings(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(query): Asked<Kept>,
) -> Result<Markup, Problem> {
    let mine = Mine {
        kept: query.kept.is_some(),
        ..Mine::of(&asker)
    };
    show_mine(&desk, &asker, &mine, None, &Filled::default()).await
}

async fn show_mine(
    desk: &Desk,
    asker: &Asker,
    mine: &Mine,
    new_token: Option<&str>,
    filled: &Filled,
) -> Result<Markup, Problem> {
    let words = asker.words();
    let id = asker.agent;
    let now = desk.now();
    let (tokens, away, last) = desk
        .db
        .read(move |tx| {
            Ok::<_, Problem>((
                store::tokens(tx, id)?,
                store::away(tx, id, now)?,
                store::last_away(tx, id, SHOWN)?,
            ))
        })
        .await
        .doing(|| format!("reading agent {id}'s settings"))?;
    let body = maud::html! {
        (views::mine(asker, mine))
        @if !asker.alone { (views::away(asker, away, last.as_ref(), filled.form("away"), now)) }
        (views::tokens(asker, &tokens, new_token, desk.now()))
    };
    let title = t!(words, "team-my-settings");
    let body = sheet(asker, "/settings/me", &title, &body);
    Ok(page(
        &PageContext::of(desk, asker, "settings"),
        &title,
        body,
    ))
}

/// The same page with a day of being away that could not be taken.
pub async fn show_away(desk: &Desk, asker: &Asker, filled: &Filled) -> Result<Markup, Problem> {
    show_mine(desk, asker, &Mine::of(asker), None, filled).await
}

#[derive(Deserialize)]
pub(super) struct MineForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    scheme: String,
    #[serde(default)]
    density: String,
    single_keys: Option<String>,
    #[serde(default)]
    undo: String,
}

impl MineForm {
    /// The settings, or what is wrong with which field.
    fn read(&self) -> Result<Settings, Vec<(&'static str, Wrong)>> {
        let mut wrong = Vec::new();
        let name = rules::name(&self.name).map_err(|w| wrong.push(("name", w)));
        let zone = rules::zone(&self.zone).map_err(|w| wrong.push(("zone", w)));
        let (Ok(name), Ok(zone)) = (name, zone) else {
            return Err(wrong);
        };
        // Radio buttons and lists offer nothing else than these.
        let among = |value: &str, choices: &[(&str, &str)], otherwise: &str| {
            choices
                .iter()
                .find(|(v, _)| *v == value)
                .map_or(otherwise, |(v, _)| v)
                .to_owned()
        };
        Ok(Settings {
            name,
            zone,
            lang: self.language.parse().unwrap_or_default(),
            scheme: among(&self.scheme, &views::SCHEMES, "system"),
            density: among(&self.density, &views::DENSITIES, "roomy"),
            single_keys: self.single_keys.is_some(),
            undo_seconds: self
                .undo
                .parse()
                .unwrap_or(20)
                .clamp(0, rules::UNDO_AT_MOST),
        })
    }
}

pub(super) async fn keep_my_settings(
    State(desk): State<Desk>,
    asker: Asker,
    Form(form): Form<MineForm>,
) -> Result<Response, Problem> {
    let words = asker.words();
    let settings = match form.read() {
        Ok(settings) => settings,
        Err(wrong) => {
            let mine = Mine {
                name: form.name,
                language: form.language,
                zone: form.zone,
                scheme: form.scheme,
                density: form.density,
                single_keys: form.single_keys.is_some(),
                undo: form.undo,
                wrong: wrong
                    .into_iter()
                    .map(|(field, w)| (field, said(words, w)))
                    .collect(),
                kept: false,
            };
            let shown = show_mine(&desk, &asker, &mine, None, &Filled::default()).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
        }
    };
    let (id, actor, now) = (asker.agent, asker.actor(), desk.now());
    desk.db
        .write(move |tx| {
            store::set_settings(tx, id, &settings)?;
            store::audit(tx, now, &actor, "settings-changed", &format!("agent:{id}"))
        })
        .await
        .doing(|| format!("keeping agent {id}'s settings"))?;
    Ok(see_other("/settings/me?kept=1"))
}

/// Shown once, in the answer itself: it is nowhere else.
pub(super) async fn make_token(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let (id, now) = (asker.agent, desk.now());
    let token = desk
        .db
        .write(move |tx| deeds::new_token(tx, id, By::Agent(id), now))
        .await?;
    show_mine(
        &desk,
        &asker,
        &Mine::of(&asker),
        Some(&token),
        &Filled::default(),
    )
    .await
}

pub(super) async fn revoke_token(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let (agent, now) = (asker.agent, desk.now());
    desk.db
        .write(move |tx| deeds::revoke_token(tx, agent, id, now))
        .await?;
    Ok(see_other("/settings/me#tokens"))
}
