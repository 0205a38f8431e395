//! Styles, scripts and pictures: built into the binary, named by the digest of
//! them all, so that a browser keeps them for ever and never keeps an old one.
//! One digest for the whole folder, because modules name each other.

use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::given::Named;
use super::problem::Problem;
use super::routes::{Routes, Who};

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// A debug build reads the files from disk: who edits a style sees it at once.
pub(super) const ASSETS_STAY: bool = !cfg!(all(debug_assertions, not(test)));

/// The address of a file in `assets/`: `asset("css/main.css")`.
pub fn asset(path: &str) -> String {
    format!("/assets/{}/{path}", digest())
}

#[cfg(test)]
pub(super) fn is_there(path: &str) -> bool {
    Files::get(path).is_some()
}

fn digest() -> String {
    static ONCE: LazyLock<String> = LazyLock::new(digest_now);
    match ASSETS_STAY {
        true => ONCE.clone(),
        false => digest_now(),
    }
}

fn digest_now() -> String {
    let mut all = Sha256::new();
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    for name in names {
        if let Some(file) = Files::get(&name) {
            all.update(name.as_bytes());
            all.update(file.metadata.sha256_hash());
        }
    }
    HEXLOWER.encode(&all.finalize()[..8])
}

pub(super) fn routes() -> Routes {
    Routes::new().get("/assets/{digest}/{*path}", Who::Anyone, serve)
}

async fn serve(Named((asked, path)): Named<(String, String)>) -> Result<Response, Problem> {
    let file = Files::get(&path)
        .ok_or_else(|| Problem::refuse(StatusCode::NOT_FOUND, "not-found", "web-no-page"))?;
    // An old page may ask for an old digest after an upgrade: it gets what
    // there is, but may not keep it.
    let keep = if asked == digest() {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    let headers = [
        (header::CONTENT_TYPE, content_type(&path)),
        (header::CACHE_CONTROL, keep),
    ];
    Ok((headers, file.data.into_owned()).into_response())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" | "webmanifest" => "application/json",
        _ => "application/octet-stream",
    }
}
