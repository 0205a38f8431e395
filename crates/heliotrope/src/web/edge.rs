//! Around everything: a name for each request, problems put into words, a
//! panic turned into a calm page, headers, compression.

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use maud::html;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::asker::{self, Known, Visitor};
use super::desk::Desk;
use super::icons::big_icon;
use super::layout::{PageContext, page};
use super::problem::Problem;
use crate::kit::random;
use crate::t;

/// Nothing from anywhere else, nothing inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

pub(super) fn around(router: Router, desk: Desk) -> Router {
    router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(axum::middleware::from_fn_with_state(desk, edge))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
}

fn panicked(what: Box<dyn Any + Send>) -> Response {
    let said = what.downcast_ref::<String>().map(String::as_str);
    let said = said
        .or_else(|| what.downcast_ref::<&str>().copied())
        .unwrap_or("no words");
    Problem::panicked(said).into_response()
}

async fn edge(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = random::id();
    let method = request.method().clone();
    // The pattern of the route, not the path: a path may hold a secret link.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none".to_owned(), |p| p.as_str().to_owned());
    let uri = request.uri().clone();
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Arc<Problem>>() {
        if problem.is_failure() {
            tracing::error!(request = id, %method, route, "{}", problem.cause_in_words());
        }
        let mut known = response.extensions_mut().remove::<Known>();
        if known.is_none() && is_no_door(problem.status) {
            // No door, so nobody was asked for a name: a failure to find it is no news here.
            let found = asker::recognise(&desk, uri.path(), &headers).await;
            known = found.ok().flatten().map(|asker| Known(Arc::new(asker)));
        }
        response = word(&desk, &problem, &uri, &headers, known, &id);
    }
    add_headers(&desk, response.headers_mut(), &id);
    let status = response.status().as_u16();
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    desk.figures
        .count(&route, status, began.elapsed().as_secs_f64());
    tracing::debug!(request = id, %method, route, status, micros, "Answered");
    response
}

fn is_no_door(status: StatusCode) -> bool {
    matches!(status.as_u16(), 404 | 405)
}

/// The problem as the reader can read it.
fn word(
    desk: &Desk,
    problem: &Problem,
    uri: &Uri,
    headers: &HeaderMap,
    known: Option<Known>,
    request: &str,
) -> Response {
    let visitor = Visitor::of(uri, headers);
    let asker = known.as_ref().map(|k| &*k.0);
    let words = asker.map_or(visitor.words(), |a| a.words());
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let detail = match asker {
        Some(_) => problem.detail_for_team(words),
        None => problem.detail(words),
    };
    let for_program =
        uri.path().starts_with("/api/") || (accept.contains("json") && !accept.contains("html"));
    let mut response = if for_program {
        let mut json = problem.json(words, &detail);
        if problem.is_failure() {
            json["request"] = request.into();
        }
        let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
        (problem.status, content_type, Json(json)).into_response()
    } else {
        // Always a plain page: what failed may be what the workspace needs.
        let context = PageContext::visitor(desk, &visitor)
            .speaking(words.lang())
            .small();
        let title = problem.title(words);
        let (shape, colour) = drawn(problem.status);
        let body = html! {
            div.stack {
                p { (big_icon(shape, colour)) }
                h1 { (title) }
                p { (detail) }
                @if problem.is_failure() { p.quietly { (t!(words, "web-request-name", id = request)) } }
                div.btns {
                    @match problem.leads_to(uri.path()) {
                        Some(_) if asker.is_some() => a.btn.primary href=(case_of(problem)) { (t!(words, "web-go-there")) },
                        _ => a.btn href="/" { (t!(words, "web-back-to-start")) },
                    }
                }
            }
        };
        (problem.status, page(&context, &title, body)).into_response()
    };
    let headers = response.headers_mut();
    if problem.status.is_redirection()
        && let Some(path) = problem.leads_to(uri.path())
    {
        let query = uri
            .query()
            .map_or(String::new(), |query| format!("?{query}"));
        if let Ok(location) = HeaderValue::from_str(&format!("{path}{query}")) {
            headers.insert(header::LOCATION, location);
        }
    }
    if let Some(seconds) = problem.retry_seconds() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if for_program && problem.status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The page of the case that the problem leads to.
fn case_of(problem: &Problem) -> String {
    let into = problem.extras().get("into");
    format!(
        "/cases/{}",
        into.and_then(serde_json::Value::as_i64).unwrap_or_default()
    )
}

fn drawn(status: StatusCode) -> (&'static str, &'static str) {
    match status.as_u16() {
        401 | 403 => ("lock", ""),
        404 | 405 | 410 => ("search", ""),
        409 => ("clock", ""),
        429 => ("hourglass", ""),
        500.. => ("triangle-alert", "late"),
        _ => ("circle-alert", ""),
    }
}

/// What a handler said itself stays: a letter shown in a frame has its own policy.
fn add_headers(desk: &Desk, headers: &mut HeaderMap, request: &str) {
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|v| {
        v.as_bytes().starts_with(b"text/html") || v.as_bytes().starts_with(b"application/")
    });
    let mut add = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    add(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not no-referrer: browsers would then send forms with the origin "null".
    add(header::REFERRER_POLICY, "same-origin");
    add(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    add(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    if is_page {
        add(header::CACHE_CONTROL, "private, no-cache");
    }
    if desk.is_https() {
        add(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if let Ok(id) = HeaderValue::from_str(request) {
        headers.insert("x-request-id", id);
    }
}
