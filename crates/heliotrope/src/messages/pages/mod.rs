//! What came with a letter, given back without trusting it: its files, its
//! HTML for a frame that can do nothing, its raw bytes.
//!
//! The frame's origin is nobody's (`sandbox`), so it is sent no cookies and
//! may load nothing of ours; pictures that came inside the letter are written
//! into it.

mod source;

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use maud::{DOCTYPE, PreEscaped, html};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use super::rules::{self, Attached, Showing};
use super::store;
use crate::t;
use crate::web::{Asked, Asker, Desk, Doing, Named, Problem, Routes, Who};
use ::store::Tx;

/// A letter's own pictures are written into its HTML up to this many bytes in all.
const INLINE_PICTURES: i64 = 10 * 1024 * 1024;

/// The only style sheet of a letter: readable where it says nothing itself.
const LETTER_STYLE: &str = "body{margin:.75rem;font:15px/1.5 system-ui,sans-serif;color:#211a2b;background:#fff;\
    overflow-wrap:anywhere}img{max-width:100%;height:auto}.held{margin:0 0 1em;padding:.25em .5em;background:#fff2d4;color:#7a4a00}";

pub fn routes() -> Routes {
    Routes::new()
        .get("/attachments/{id}", Who::Light, attachment)
        .get("/messages/{id}/html", Who::Light, letter)
        .get("/messages/{id}/raw", Who::Light, raw)
        .get("/messages/{id}/source", Who::Light, source::source)
}

/// A file as it came: shown when that cannot do anything, else a download.
async fn attachment(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let (file, bytes) = desk
        .db
        .read(move |tx| {
            let (_, file) = seen(tx, &asker, id)?;
            let bytes = bytes_of(tx, &file.digest)?;
            Ok::<_, Problem>((file, bytes))
        })
        .await
        .doing(|| format!("reading attachment {id}"))?;
    let (content_type, policy, place) = match rules::showing(&file.content_type) {
        // The browser's own reader of PDF does not start inside a sandbox.
        Showing::Pdf => (
            "application/pdf",
            "default-src 'none'; frame-ancestors 'self'",
            "inline",
        ),
        Showing::Text => ("text/plain; charset=utf-8", NOTHING, "inline"),
        Showing::Picture(kind) => (kind, NOTHING, "inline"),
        Showing::Download => ("application/octet-stream", NOTHING, "attachment"),
    };
    Ok(answer(
        bytes,
        content_type,
        policy,
        &disposition(place, &file.name),
    ))
}

const NOTHING: &str = "default-src 'none'; sandbox; frame-ancestors 'self'";

/// The file as this asker may see it: today every agent sees every case.
fn seen(tx: &mut Tx<'_>, _asker: &Asker, id: i64) -> Result<(i64, Attached), Problem> {
    store::attachment(tx, id)?.ok_or_else(|| Problem::not_found("attachment", id))
}

fn bytes_of(tx: &mut Tx<'_>, digest: &str) -> Result<Vec<u8>, Problem> {
    tx.blob(digest)?.ok_or_else(|| {
        Problem::from(anyhow::anyhow!(
            "the bytes of {digest} are not here any more"
        ))
    })
}

fn answer(
    bytes: Vec<u8>,
    content_type: &'static str,
    policy: &'static str,
    disposition: &str,
) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=3600"),
    );
    if let Ok(disposition) = HeaderValue::from_str(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// A file to be saved, never opened in our name.
pub fn download(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = disposition("attachment", name);
    answer(bytes, "application/octet-stream", NOTHING, &disposition)
}

/// RFC 6266: the name in plain letters for old programs, and as it is.
fn disposition(place: &str, name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || " ._-()".contains(c) {
            c
        } else {
            '_'
        }
    };
    let ascii: String = name.chars().map(plain).collect();
    let full = form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    format!(
        "{place}; filename=\"{ascii}\"; filename*=UTF-8''{}",
        full.replace('*', "%2A")
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    /// 1: somebody pressed for the pictures from outside.
    #[serde(default)]
    pictures: i64,
}

/// The HTML of a letter, cleaned, for a frame.
async fn letter(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Asked(shown): Asked<Shown>,
) -> Result<Response, Problem> {
    let (html, pictures) = desk
        .db
        .read(move |tx| {
            let (_, html) =
                store::html(tx, id)?.ok_or_else(|| Problem::not_found("message", id))?;
            Ok::<_, Problem>((html, pictures_of(tx, id)?))
        })
        .await
        .doing(|| format!("reading the letter of message {id}"))?;
    let remote = shown.pictures == 1;
    let cleaned = tokio::task::spawn_blocking(move || {
        let cid = |id: &str| {
            pictures
                .iter()
                .find(|(cid, _)| cid == id)
                .map(|(_, url)| url.clone())
        };
        letters::clean_html(
            &html,
            &letters::Clean {
                pictures: remote,
                cid: &cid,
            },
        )
    })
    .await
    .map_err(|e| Problem::from(anyhow::Error::from(e)))?;
    let held = (cleaned.blocked_pictures > 0).then(|| {
        t!(
            asker.words(),
            "messages-pictures-held",
            n = cleaned.blocked_pictures as i64
        )
    });
    Ok(framed(&cleaned.html, held, remote))
}

/// Cleaned HTML as a page for a sandboxed frame, under a policy of its own.
/// `held` stands above it.
pub fn framed(cleaned: &str, held: Option<String>, remote_pictures: bool) -> Response {
    let page = html! {
        (DOCTYPE)
        html {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                base target="_blank";
                style { (PreEscaped(LETTER_STYLE)) }
            }
            body {
                @if let Some(held) = held { p.held { (held) } }
                (PreEscaped(cleaned))
            }
        }
    };
    let mut response = page.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy(remote_pictures));
    // A picture's server learns nothing about where it was read.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}

/// No script, no form, nothing loaded; style only on the elements themselves
/// (what it may say is cleaned) and pictures from outside only when pressed.
fn policy(remote_pictures: bool) -> HeaderValue {
    static STYLE: LazyLock<String> = LazyLock::new(|| BASE64.encode(&Sha256::digest(LETTER_STYLE)));
    let from = if remote_pictures {
        "data: https: http:"
    } else {
        "data:"
    };
    let policy = format!(
        "default-src 'none'; img-src {from}; style-src 'sha256-{}'; style-src-attr 'unsafe-inline'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
         sandbox allow-popups allow-popups-to-escape-sandbox",
        *STYLE
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(NOTHING))
}

/// The pictures that came inside the letter, as (Content-ID, data URL).
fn pictures_of(tx: &mut Tx<'_>, message: i64) -> Result<Vec<(String, String)>, Problem> {
    let mut pictures = Vec::new();
    let mut left = INLINE_PICTURES;
    for file in store::attachments(tx, message)? {
        let (Some(cid), Showing::Picture(kind)) =
            (&file.content_id, rules::showing(&file.content_type))
        else {
            continue;
        };
        left -= file.size;
        if left < 0 {
            break;
        }
        let bytes = bytes_of(tx, &file.digest)?;
        pictures.push((
            cid.clone(),
            format!("data:{kind};base64,{}", BASE64.encode(&bytes)),
        ));
    }
    Ok(pictures)
}

/// The letter as it came, byte by byte.
async fn raw(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let bytes = desk
        .db
        .read(move |tx| {
            let digest = store::raw(tx, id)?.ok_or_else(|| Problem::not_found("message", id))?;
            bytes_of(tx, &digest)
        })
        .await
        .doing(|| format!("reading the raw letter of message {id}"))?;
    let name = format!("message-{id}.eml");
    Ok(answer(
        bytes,
        "message/rfc822",
        NOTHING,
        &disposition("attachment", &name),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_its_place() {
        assert_eq!(
            disposition("attachment", "a\"; x=\"b\r\nSet-Cookie: c.txt"),
            "attachment; filename=\"a__ x__bSet-Cookie_ c.txt\"; \
             filename*=UTF-8''a%22%3B%20x%3D%22bSet-Cookie%3A%20c.txt"
        );
        assert_eq!(
            disposition("inline", "Größe.png"),
            "inline; filename=\"Gr__e.png\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.png"
        );
    }
}
