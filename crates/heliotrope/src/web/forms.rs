//! Where a form came from: the same site, and a page we gave to this session.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use maud::{Markup, Render, html};
use subtle::ConstantTimeEq;
use url::{Url, form_urlencoded};

use super::desk::Desk;
use crate::kit::random;

/// The hidden field that every form of a signed-in page holds.
pub const FORM_TOKEN: &str = "form_token";
/// The hidden field that makes a form a deed done once ([`super::Once`]).
pub const REPEAT_KEY: &str = "once";

/// The body of a state-changing request, read whole by the gate.
#[derive(Debug, Clone, Default)]
pub(super) struct Received {
    pub content_type: String,
    pub body: Bytes,
}

impl Received {
    pub fn new(headers: &HeaderMap, body: Bytes) -> Received {
        let content_type = headers
            .get(CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        Received {
            content_type: content_type.to_ascii_lowercase(),
            body,
        }
    }
}

/// The hidden input for a form of a signed-in page.
pub fn form_token(token: &str) -> FormToken<'_> {
    FormToken(token)
}

/// Written straight into the page: there are dozens on it.
#[derive(Debug, Clone, Copy)]
pub struct FormToken<'a>(&'a str);

impl Render for FormToken<'_> {
    fn render_to(&self, page: &mut String) {
        if !self.0.is_empty() {
            page.push_str("<input type=\"hidden\" name=\"form_token\" value=\"");
            self.0.render_to(page);
            page.push_str("\">");
        }
    }
}

/// The hidden input that lets a form be pressed twice and act once.
pub fn once_field() -> Markup {
    html! { input type="hidden" name=(REPEAT_KEY) value=(random::id()); }
}

/// The value of a small text field in a form of either encoding.
pub(super) fn field(received: &Received, name: &str) -> Option<String> {
    if received
        .content_type
        .starts_with("application/x-www-form-urlencoded")
    {
        return form_urlencoded::parse(&received.body)
            .find(|(k, _)| k == name)
            .map(|(_, v)| v.into_owned());
    }
    if received.content_type.starts_with("multipart/form-data") {
        // All browsers write a text field exactly so (RFC 7578). Somebody who
        // hides such a line in a file's bytes still has to know the value.
        let opening = format!("name=\"{name}\"\r\n\r\n");
        let start = find(&received.body, opening.as_bytes())? + opening.len();
        let rest = &received.body[start..];
        let value = &rest[..find(rest, b"\r\n")?];
        return std::str::from_utf8(value).ok().map(str::to_owned);
    }
    None
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

/// Whether the page that sent this is one of ours. A browser says so in
/// `Sec-Fetch-Site`, an older one in `Origin`; a program says nothing and is
/// let through, because it holds no one else's cookies. `asked_host` is the
/// host and port that the browser asked.
pub(super) fn from_our_site(desk: &Desk, headers: &HeaderMap, asked_host: Option<&str>) -> bool {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = header("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = header(ORIGIN.as_str()) else {
        return true;
    };
    let Ok(origin) = Url::parse(origin) else {
        return false;
    };
    let ours = desk
        .public_url()
        .is_some_and(|u| u.origin() == origin.origin());
    let host = asked_host.and_then(|h| Url::parse(&format!("{}://{h}", origin.scheme())).ok());
    ours || host.is_some_and(|h| h.origin() == origin.origin())
}

/// Whether the form carries the token of its session, as a field or, from
/// scripts, as the header `X-Form-Token`.
pub(super) fn carries_token(headers: &HeaderMap, received: &Received, expected: &str) -> bool {
    let header = headers
        .get("x-form-token")
        .and_then(|v| v.to_str().ok())
        .map(str::to_owned);
    let given = header
        .or_else(|| field(received, FORM_TOKEN))
        .unwrap_or_default();
    !expected.is_empty() && bool::from(given.as_bytes().ct_eq(expected.as_bytes()))
}
