//! Whether the process lives. Whether it is well, `health` says.

use axum::extract::State;

use super::desk::Desk;
use super::given;
use super::routes::{Routes, Who};

pub(super) fn routes() -> Routes {
    Routes::new().get("/healthz", Who::Anyone, healthz)
}

#[derive(serde::Deserialize)]
struct Asked {
    nonce: Option<String>,
}

/// The process answers. To a nonce it answers what only this desk can: so the
/// set-up learns whether a public address leads here.
async fn healthz(State(desk): State<Desk>, given::Asked(asked): given::Asked<Asked>) -> String {
    match asked.nonce {
        Some(nonce) if nonce.len() <= 100 => format!("ok {}\n", desk.keys.proof(&nonce)),
        _ => "ok\n".to_owned(),
    }
}
