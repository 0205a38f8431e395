//! Whether the desk is well, for those who watch over it.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;

use axum::Extension;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::desk::Desk;
use super::problem::Problem;
use super::routes::{Routes, Who};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/healthz", Who::Anyone, healthz)
        .get("/readyz", Who::Anyone, readyz)
        .get("/metrics", Who::Anyone, metrics)
}

#[derive(serde::Deserialize)]
struct Asked {
    nonce: Option<String>,
}

/// The process answers. To a nonce it answers what only this desk can: so the
/// set-up learns whether a public address leads here.
async fn healthz(State(desk): State<Desk>, Query(asked): Query<Asked>) -> String {
    match asked.nonce {
        Some(nonce) if nonce.len() <= 100 => format!("ok {}\n", desk.keys.proof(&nonce)),
        _ => "ok\n".to_owned(),
    }
}

/// The database answers too.
async fn readyz(State(desk): State<Desk>) -> Response {
    if desk.stopping.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    match super::store::is_reachable(&desk.db).await {
        Ok(()) => "ready\n".into_response(),
        Err(e) => {
            tracing::error!("The database does not answer: {e}");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
                .into_response()
        }
    }
}

/// Figures for Prometheus, given to this machine only.
async fn metrics(
    State(desk): State<Desk>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let from_afar = peer.is_some_and(|peer| !peer.0.0.ip().to_canonical().is_loopback());
    // A proxy on this machine asks for somebody else.
    if from_afar || headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded") {
        return Err(Problem::refuse(
            StatusCode::NOT_FOUND,
            "not-found",
            "web-no-page",
        ));
    }
    let text = format!(
        "# HELP heliotrope_live_listeners Pages that listen to live updates now.\n\
         # TYPE heliotrope_live_listeners gauge\n\
         heliotrope_live_listeners {}\n",
        desk.live.listeners(),
    );
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}
