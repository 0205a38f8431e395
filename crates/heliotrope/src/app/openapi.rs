//! `/api/v1/openapi.json`: every path of the API, its shapes, and every status
//! that can come. Each folder documents its own paths; what is true of all of
//! them is added here. A test holds it against the routes, both ways.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, Content, OpenApi, Ref, RefOr, Response as Described, SecurityRequirement,
};
use utoipa::{OpenApi as _, ToSchema};

use crate::web::{Routes, Who};
use crate::{cases, causes, goodwill, intake, people, search};

pub fn routes() -> Routes {
    Routes::new().get("/api/v1/openapi.json", Who::Anyone, serve)
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Heliotrope",
        description = "A case is a list of needs; it closes when every need is settled and told.\n\n\
            Lists answer `items` and `next`: give `next` back as `cursor` for the next page. A POST may carry an \
            `Idempotency-Key`: the same key with the same body gives the first answer again. What is refused is \
            `application/problem+json`; its `detail` is the sentence a person would read."
    ),
    paths(this),
    components(schemas(ProblemJson))
)]
struct House;

/// What was refused, and why, in the words a person would read.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of a problem, for the documentation")]
struct ProblemJson {
    r#type: String,
    title: String,
    status: u16,
    detail: String,
    /// A closed word for programs.
    code: String,
    /// With a field that is not known or not as wanted: its name.
    field: Option<String>,
    /// With a case that was merged: the one it leads to.
    into: Option<i64>,
    /// With a field that is not known: the nearest that is.
    nearest: Option<String>,
    /// With a filter that cannot be read: where, in characters from 1, how long
    /// that is, and what stands there.
    at: Option<i64>,
    length: Option<i64>,
    word: Option<String>,
    /// With `brackets`: what a letter leaves open.
    gap: Option<String>,
    /// Where a lock holds: what it asks for and does not find, in words of
    /// `Missing`. With a trade-off: the fields that are left out.
    missing: Option<Vec<String>>,
    /// With a failure of ours: the name of the request in the log.
    request: Option<String>,
}

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "openapi", operation_id = "openapi", security(()),
    responses((status = 200, body = serde_json::Value)))]
#[expect(dead_code, reason = "utoipa reads its attributes; serve answers")]
async fn this() {}

async fn serve() -> Response {
    static TEXT: LazyLock<String> = LazyLock::new(|| document().to_json().unwrap_or_default());
    ([("content-type", "application/json")], TEXT.as_str()).into_response()
}

/// The whole document.
pub fn document() -> OpenApi {
    let mut api = House::openapi();
    for folder in [
        crate::teams::api::Docs::openapi(),
        crate::mailboxes::api::Docs::openapi(),
        crate::hours::api::Docs::openapi(),
        crate::wordlists::api::Docs::openapi(),
        crate::apologies::api::Docs::openapi(),
        crate::complaints::api::Docs::openapi(),
        people::api::Docs::openapi(),
        causes::api::Docs::openapi(),
        crate::promises::api::Docs::openapi(),
        crate::tradeoffs::api::Docs::openapi(),
        crate::answers::api::Docs::openapi(),
        crate::notices::api::Docs::openapi(),
        cases::api::Docs::openapi(),
        crate::filters::api::Docs::openapi(),
        goodwill::api::Docs::openapi(),
        crate::billing::api::Docs::openapi(),
        intake::api::Docs::openapi(),
        search::api::Docs::openapi(),
        crate::inbox::lead::Docs::openapi(),
    ] {
        api.merge(folder);
    }
    api.info.version = env!("CARGO_PKG_VERSION").to_owned();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    let components = api.components.get_or_insert_with(Components::new);
    components.add_security_scheme("bearer", bearer);
    for (path, item) in &mut api.paths.paths {
        for (method, operation) in operations(item) {
            add_statuses(path, &method, operation);
        }
    }
    api.security = Some(vec![SecurityRequirement::new(
        "bearer",
        Vec::<String>::new(),
    )]);
    api
}

fn operations(item: &mut PathItem) -> Vec<(HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
    .collect()
}

/// What only leads may read.
const FOR_LEADS: [&str; 5] = [
    "/api/v1/word-lists",
    "/api/v1/lead",
    "/api/v1/goodwill/asks",
    "/api/v1/goodwill/budgets",
    "/api/v1/invoice-lines",
];

/// What can come from in front of every handler of this kind.
fn add_statuses(path: &str, method: &HttpMethod, operation: &mut Operation) {
    let open = operation.security.is_some();
    let changes = *method != HttpMethod::Get;
    let in_query =
        |p: &RefOr<Parameter>| matches!(p, RefOr::T(p) if p.parameter_in == ParameterIn::Query);
    let has_query = operation.parameters.iter().flatten().any(in_query);
    let has_body = operation.request_body.is_some();
    let statuses = [
        (400, changes, "Cut short on its way, or no JSON"),
        (401, !open, "No bearer token that is good"),
        (
            403,
            changes || FOR_LEADS.contains(&path),
            "Not with this role, or from a foreign page",
        ),
        (
            307,
            !changes && path.starts_with("/api/v1/cases/{"),
            "The case was merged: where it is read now",
        ),
        (
            404,
            // A list may be that of a view.
            path.contains('{') || (!changes && path == "/api/v1/cases"),
            "There is no such thing for who asks",
        ),
        (409, changes, "Not as things stand; nothing was done"),
        (413, changes, "Larger than the desk takes in at once"),
        (415, has_body, "Not sent as application/json"),
        (
            422,
            has_body || has_query || *method == HttpMethod::Post,
            "A field that is not as it has to be, or an Idempotency-Key with another body",
        ),
        (500, !open, "A failure of ours; nothing was done"),
    ];
    for (status, can_come, words) in statuses {
        if can_come {
            operation
                .responses
                .responses
                .entry(status.to_string())
                .or_insert_with(|| RefOr::T(problem(words)));
        }
    }
}

fn problem(words: &str) -> Described {
    let schema = Ref::from_schema_name("ProblemJson");
    Described::builder()
        .description(words)
        .content(
            "application/problem+json",
            Content::new(Some(RefOr::Ref(schema))),
        )
        .build()
}

#[cfg(test)]
pub mod tests;
