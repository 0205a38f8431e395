//! In front of every handler: who may, from where, and how much.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, REFERER};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::Url;

use super::asker::{self, Asker, Known, Role, Via};
use super::client;
use super::desk::Desk;
use super::forms::{self, Received};
use super::problem::Problem;
use super::routes::Who;

#[derive(Clone)]
pub(super) struct Gate {
    pub desk: Desk,
    /// By path, as the router names it.
    pub table: Arc<HashMap<&'static str, Vec<(Method, Who)>>>,
    /// Paths whose POST reads its body itself.
    pub in_pieces: Arc<[&'static str]>,
}

pub(super) async fn nothing_here() -> Problem {
    Problem::refuse(StatusCode::NOT_FOUND, "not-found", "web-no-page")
}

pub(super) async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    match pass(&gate, request).await {
        Ok((request, known)) => {
            let mut response = next.run(request).await;
            if let Some(known) = known {
                response.extensions_mut().insert(known);
            }
            response
        }
        Err(refused) => refused,
    }
}

/// The edge words a problem in the language of who asks.
fn said_to(refused: Problem, known: Option<&Known>) -> Response {
    let mut response = refused.into_response();
    if let Some(known) = known {
        response.extensions_mut().insert(known.clone());
    }
    response
}

/// Everything that is checked, in order; the request with its asker, or the answer.
async fn pass(gate: &Gate, request: Request) -> Result<(Request, Option<Known>), Response> {
    let desk = &gate.desk;
    let who = who_may(gate, &request).map_err(Problem::into_response)?;
    if who == Who::Demo && !desk.demo {
        return Err(nothing_here().await.into_response());
    }
    let (mut parts, body) = request.into_parts();
    let mut known = None;
    if let Some(least) = least_role(who) {
        let found = asker::recognise(desk, parts.uri.path(), &parts.headers).await;
        let Some(asker) = found.map_err(Problem::into_response)? else {
            return Err(sign_in_first(&parts.method, &parts.uri, &parts.headers));
        };
        let found = Known(Arc::new(asker));
        let may = found.0.must_be(least);
        may.map_err(|refused| said_to(refused, Some(&found)))?;
        parts.extensions.insert(found.clone());
        known = Some(found);
    }
    if parts.method.is_safe() {
        return Ok((Request::from_parts(parts, body), known));
    }
    let host = client::asked_host(desk, &parts.extensions, &parts.headers, &parts.uri);
    let path = parts
        .extensions
        .get::<MatchedPath>()
        .map(MatchedPath::as_str);
    if path.is_some_and(|path| gate.in_pieces.contains(&path)) {
        let asker = known.as_ref().map(|k| &*k.0);
        let unread = Received::default();
        came_from_us(desk, asker, &parts.headers, host.as_deref(), &unread)
            .map_err(|refused| said_to(refused, known.as_ref()))?;
        return Ok((Request::from_parts(parts, body), known));
    }
    let received = receive(desk, &parts.headers, body)
        .await
        .map_err(|refused| said_to(refused, known.as_ref()))?;
    let asker = known.as_ref().map(|k| &*k.0);
    came_from_us(desk, asker, &parts.headers, host.as_deref(), &received)
        .map_err(|refused| said_to(refused, known.as_ref()))?;
    let body = Body::from(received.body.clone());
    parts.extensions.insert(received);
    Ok((Request::from_parts(parts, body), known))
}

fn who_may(gate: &Gate, request: &Request) -> Result<Who, Problem> {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map(MatchedPath::as_str)
        .unwrap_or_default();
    let method = if request.method() == Method::HEAD {
        &Method::GET
    } else {
        request.method()
    };
    // Only routes of the table exist, so a path without this method is all
    // that can be missing here; either way nobody comes in.
    let found = gate
        .table
        .get(path)
        .and_then(|methods| methods.iter().find(|(m, _)| m == method));
    found.map(|(_, who)| *who).ok_or_else(|| {
        Problem::refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "web-wrong-method",
        )
    })
}

fn least_role(who: Who) -> Option<Role> {
    match who {
        Who::Anyone | Who::Link | Who::Demo => None,
        Who::Light => Some(Role::Light),
        Who::Agent => Some(Role::Agent),
        Who::Lead => Some(Role::Lead),
        Who::Admin => Some(Role::Admin),
    }
}

/// A page sends its reader to the sign-in and back; a program is told 401.
fn sign_in_first(method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
    let accept = headers
        .get(ACCEPT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let wants_json = accept.contains("json") || accept.contains("event-stream");
    if uri.path().starts_with("/api/") || wants_json {
        return Problem::sign_in_first().into_response();
    }
    let back_to = if method.is_safe() {
        uri.path_and_query().map(|p| p.as_str().to_owned())
    } else {
        // A form cannot be sent again by a link: back to the page it stood on.
        headers
            .get(REFERER)
            .and_then(|v| Url::parse(v.to_str().ok()?).ok())
            .map(|u| u.path().to_owned())
    };
    let next = url::form_urlencoded::byte_serialize(back_to.as_deref().unwrap_or("/").as_bytes())
        .collect::<String>();
    super::see_other(&format!("/sign-in?next={next}"))
}

/// Reads the whole body: the form token, the digest of a repeatable request
/// and the handler all need it, and its size is limited.
async fn receive(desk: &Desk, headers: &HeaderMap, body: Body) -> Result<Received, Problem> {
    let limit = desk.config.limits.form;
    let too_large = || Problem::too_large(limit);
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|n| n > limit) {
        return Err(too_large());
    }
    match axum::body::to_bytes(body, limit).await {
        Ok(bytes) => Ok(Received::new(headers, bytes)),
        Err(e) if is_length_limit(&e) => Err(too_large()),
        Err(_) => Err(Problem::refuse(
            StatusCode::BAD_REQUEST,
            "cut-short",
            "web-cut-short",
        )),
    }
}

fn is_length_limit(e: &axum::Error) -> bool {
    use std::error::Error;
    let mut cause: Option<&dyn Error> = Some(e);
    while let Some(e) = cause {
        if e.to_string().contains("length limit exceeded") {
            return true;
        }
        cause = e.source();
    }
    false
}

fn came_from_us(
    desk: &Desk,
    asker: Option<&Asker>,
    headers: &HeaderMap,
    asked_host: Option<&str>,
    received: &Received,
) -> Result<(), Problem> {
    // A bearer token is sent by a program on purpose, never by a browser by habit.
    if asker.is_some_and(Asker::is_token) {
        return Ok(());
    }
    if !forms::from_our_site(desk, headers, asked_host) {
        return Err(Problem::refuse(
            StatusCode::FORBIDDEN,
            "foreign-form",
            "web-foreign-form",
        ));
    }
    let Some(asker) = asker else { return Ok(()) };
    debug_assert!(matches!(asker.via, Via::Session { .. }));
    if forms::carries_token(headers, received, &asker.form_token) {
        return Ok(());
    }
    Err(Problem::refuse(
        StatusCode::FORBIDDEN,
        "form-token",
        "web-form-token",
    ))
}
