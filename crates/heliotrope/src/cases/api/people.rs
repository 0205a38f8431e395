//! Who else a case is about, and letters to one of them alone.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::rules::Part;
use super::super::{deeds, store};
use super::{deed, to_json};
use crate::people;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};
use ::store::Tx;

/// Somebody of a case.
#[derive(Serialize, ToSchema)]
pub struct PartJson {
    /// `people/{person}`
    person: i64,
    name: String,
    address: String,
    /// Who asks stands first; the others are "affected", "pays", "speaks_for" or "cc".
    #[schema(pattern = "^(asks|affected|pays|speaks_for|cc)$")]
    role: String,
}

#[derive(Serialize, ToSchema)]
pub struct Parts {
    items: Vec<PartJson>,
    /// There is no further page.
    #[schema(required = true)]
    next: Option<String>,
}

fn parts(tx: &mut Tx<'_>, number: i64) -> Result<Vec<PartJson>, Problem> {
    let case = store::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
    let asker = people::store::find(tx, case.person)?
        .ok_or_else(|| Problem::not_found("person", case.person))?;
    let mut all = vec![PartJson {
        person: case.person,
        address: asker.addresses.first().cloned().unwrap_or_default(),
        name: asker.name,
        role: "asks".into(),
    }];
    let others = store::others(tx, number)?;
    let ids: Vec<i64> = others.iter().map(|(id, ..)| *id).collect();
    let known = people::store::of_ids(tx, &ids)?;
    for (person, role, address) in others {
        let name = known.iter().find(|p| p.id == person);
        all.push(PartJson {
            person,
            name: name.map(|p| p.name.clone()).unwrap_or_default(),
            address,
            role,
        });
    }
    Ok(all)
}

/// Everybody of a case: who asks, then the others. Nothing of one is shown to
/// another.
#[utoipa::path(get, path = "/api/v1/cases/{number}/people", tag = "cases", operation_id = "case_people",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = Parts)))]
pub async fn list(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<Parts>, Problem> {
    let items = desk
        .db
        .read(move |tx| parts(tx, number))
        .await
        .doing(|| format!("listing the people of case {number}"))?;
    Ok(Json(Parts { items, next: None }))
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPart {
    address: String,
    #[serde(default)]
    name: String,
    role: Part,
}

/// Somebody takes part; whoever does already changes their role.
#[utoipa::path(post, path = "/api/v1/cases/{number}/people", tag = "cases", operation_id = "add_case_person",
    params(("number" = i64, Path, description = "The case")),
    request_body = NewPart,
    responses((status = 201, body = PartJson)))]
pub async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewPart>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    deed(&desk, once, number, move |tx| {
        let person = deeds::take_in(tx, &asker, number, &new.address, &new.name, new.role, now)?;
        let part = parts(tx, number)?.into_iter().find(|p| p.person == person);
        to_json(&part.ok_or_else(|| Problem::not_found("person", person))?)
    })
    .await
}

/// Somebody takes part no longer; their link to the case opens nothing any more.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/people/{person}", tag = "cases",
    operation_id = "remove_case_person",
    params(("number" = i64, Path, description = "The case"), ("person" = i64, Path, description = "The person")),
    responses((status = 200, body = Parts)))]
pub async fn remove(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, person)): Named<(i64, i64)>,
) -> Result<Json<Parts>, Problem> {
    let now = desk.now();
    let items = desk
        .db
        .write(move |tx| {
            deeds::take_out(tx, &asker, number, person, now)?;
            parts(tx, number)
        })
        .await
        .doing(|| format!("taking person {person} out of case {number}"))?;
    Ok(Json(Parts { items, next: None }))
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAside {
    /// Light Markdown. Nobody else of the case reads it.
    text: String,
    /// Needs of theirs that it meets. It tells them of those that were settled before.
    #[serde(default)]
    settles: Vec<i64>,
}

/// The letter that tells them.
#[derive(Serialize, ToSchema)]
pub struct AsideJson {
    person: i64,
    /// The id of the message.
    message: i64,
}

/// Tells one person of a case, in a letter of its own, what concerns them: what
/// was changed. It quotes nobody, and it does not answer for who asks.
#[utoipa::path(post, path = "/api/v1/cases/{number}/people/{person}/told", tag = "cases",
    operation_id = "tell_case_person",
    params(("number" = i64, Path, description = "The case"), ("person" = i64, Path, description = "The person")),
    request_body = NewAside,
    responses((status = 201, body = AsideJson)))]
pub async fn tell(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named((number, person)): Named<(i64, i64)>,
    Given(new): Given<NewAside>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let default_server = desk.config.smtp.is_some();
    deed(&desk, once, number, move |tx| {
        let aside = deeds::Aside {
            person,
            words: new.text.clone(),
            settles: new.settles.clone(),
            undo_seconds: if asker.is_token() {
                0
            } else {
                asker.undo_seconds
            },
            default_server,
        };
        let message = deeds::tell_aside(tx, &asker, number, &aside, now)?;
        to_json(&AsideJson { person, message })
    })
    .await
}
