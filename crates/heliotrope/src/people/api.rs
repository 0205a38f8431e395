//! `/api/v1/people`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::rules::{self, Person, Source};
use super::store;
use crate::kit::fold;
use crate::web::{
    Asked, Asker, Desk, Doing, Given, Named, Problem, Routes, Who, cursor, limit_of, nullable,
    read_cursor,
};
use ::store::Tx;

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/people", Who::Light, list)
        .get("/api/v1/people/{id}", Who::Light, one)
        .patch("/api/v1/people/{id}", Who::Agent, change)
}

/// The paths above with their shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, one, change))]
pub struct Docs;

/// Somebody who is served.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonJson {
    pub id: i64,
    pub name: String,
    /// The first one first.
    pub addresses: Vec<String>,
    /// A language tag such as "de"; null when it is not known.
    #[schema(required = true)]
    pub language: Option<String>,
    /// Where the language is known from: they said so, a form, a letter.
    #[schema(required = true, pattern = "^(said|form|letter)$")]
    pub language_from: Option<&'static str>,
    /// The time zone, when it is known.
    #[schema(required = true)]
    pub zone: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct People {
    items: Vec<PersonJson>,
    /// The cursor of the next page; null at the end.
    #[schema(required = true)]
    next: Option<String>,
}

fn person_json(person: Person) -> PersonJson {
    PersonJson {
        id: person.id,
        name: person.name,
        addresses: person.addresses,
        language: person.language,
        language_from: person.language_from.map(Source::word),
        zone: person.zone,
    }
}

/// Which people, and from where on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only people with these words in their name or addresses.
    q: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 50 when left out; more than 100 gives 100.
    #[param(minimum = 1)]
    limit: Option<i64>,
}

/// People by name; with words by who was known first.
#[utoipa::path(get, path = "/api/v1/people", tag = "people", operation_id = "people", params(Which),
    responses((status = 200, body = People)))]
async fn list(
    State(desk): State<Desk>,
    _asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Json<People>, Problem> {
    let limit = limit_of(which.limit)?;
    desk.db
        .read(move |tx| {
            let (people, next) = page(tx, which.q.as_deref(), which.cursor.as_deref(), limit)?;
            Ok::<_, Problem>(People {
                items: people.into_iter().map(person_json).collect(),
                next,
            })
        })
        .await
        .doing(|| "listing people")
        .map(Json)
}

/// One page of people and where the next begins. The page of the workspace
/// shows the same.
pub fn page(
    tx: &mut Tx<'_>,
    words: Option<&str>,
    from: Option<&str>,
    limit: i64,
) -> Result<(Vec<Person>, Option<String>), Problem> {
    let most = usize::try_from(limit).unwrap_or(0);
    if let Some(words) = words.filter(|q| !q.trim().is_empty()) {
        let mut ids = store::found(tx, words, read_cursor(from)?, most + 1)?;
        let more = ids.len() > most;
        ids.truncate(most);
        let next = ids.last().filter(|_| more).map(cursor);
        return Ok((store::of_ids(tx, &ids)?, next));
    }
    let after: Option<(String, i64)> = read_cursor(from)?;
    let mut people = store::list(
        tx,
        after.as_ref().map(|(name, id)| (name.as_str(), *id)),
        limit + 1,
    )?;
    let more = people.len() > most;
    people.truncate(most);
    let next = people
        .last()
        .filter(|_| more)
        .map(|p| cursor(&(fold(&p.name), p.id)));
    Ok((people, next))
}

/// One person.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people", operation_id = "person",
    params(("id" = i64, Path, description = "The person")),
    responses((status = 200, body = PersonJson)))]
async fn one(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<PersonJson>, Problem> {
    desk.db
        .read(move |tx| find(tx, id))
        .await
        .doing(|| format!("reading person {id}"))
        .map(person_json)
        .map(Json)
}

fn find(tx: &mut Tx<'_>, id: i64) -> Result<Person, Problem> {
    store::find(tx, id)?.ok_or_else(|| Problem::not_found("person", id))
}

/// What is to change; what is left out stays as it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangePerson)]
pub struct Change {
    name: Option<String>,
    /// A language tag as they said it; null: not known.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    language: Option<Option<String>>,
}

/// Changes what a person is called and which language they said they speak.
#[utoipa::path(patch, path = "/api/v1/people/{id}", tag = "people", operation_id = "change_person",
    params(("id" = i64, Path, description = "The person")),
    request_body = Change,
    responses((status = 200, body = PersonJson)))]
async fn change(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(id): Named<i64>,
    Given(change): Given<Change>,
) -> Result<Json<PersonJson>, Problem> {
    desk.db
        .write(move |tx| {
            find(tx, id)?;
            if let Some(name) = &change.name {
                store::rename(tx, id, name)?;
            }
            match &change.language {
                Some(Some(language)) => speak(tx, id, language)?,
                Some(None) => store::forget_language(tx, id)?,
                None => {}
            }
            find(tx, id)
        })
        .await
        .doing(|| format!("changing person {id}"))
        .map(person_json)
        .map(Json)
}

/// Keeps the language somebody says a person speaks.
///
/// # Errors
/// 422 `language` for what is no language tag.
pub fn speak(tx: &mut Tx<'_>, person: i64, language: &str) -> Result<(), Problem> {
    let tag = rules::language_tag(language).ok_or_else(|| {
        Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "language",
            "people-no-language",
        )
        .arg("language", language.to_owned())
    })?;
    Ok(store::learn_language(tx, person, &tag, Source::Said)?)
}
