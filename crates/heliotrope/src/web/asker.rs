//! Who is asking.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE, HOST};
use axum::http::{HeaderMap, StatusCode, Uri, request::Parts};
use jiff::tz::TimeZone;
use url::{Host, Url, form_urlencoded};

use super::desk::Desk;
use super::live::Heard;
use super::problem::Problem;
use crate::kit::random;
use crate::kit::words::{Lang, Words};

/// What a person of the team may do, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads, writes notes, drafts replies that an agent sends.
    Light,
    Agent,
    Lead,
    Admin,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Light, Role::Agent, Role::Lead, Role::Admin];

    /// As it stands in the database and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Role::Light => "light",
            Role::Agent => "agent",
            Role::Lead => "lead",
            Role::Admin => "admin",
        }
    }

    pub fn of_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.word() == word)
    }
}

/// How the asker came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    Session { id: i64 },
    Token { id: i64 },
}

/// The agent who asks, with their settings. As an extractor it fails with 401.
#[derive(Debug, Clone)]
pub struct Asker {
    pub agent: i64,
    pub name: String,
    pub address: String,
    pub role: Role,
    pub lang: Lang,
    pub zone: TimeZone,
    pub via: Via,
    /// Goes into every form as a hidden field; empty for bearer tokens.
    pub form_token: String,
    /// "system", "light" or "dark".
    pub scheme: String,
    /// "roomy" or "tight".
    pub density: String,
    /// Whether single letters are keys.
    pub single_keys: bool,
    pub undo_seconds: i64,
    /// A team of one: what needs a second person is left out.
    pub alone: bool,
    /// What they have not read yet, as it is shown: "3", "99+"; empty: nothing.
    pub unread: String,
    /// Which change of the desk came last before anything was read for them.
    pub heard: Heard,
}

impl Asker {
    pub fn words(&self) -> Words {
        Words::of(self.lang)
    }

    /// As events and audit rows name them: "agent:7".
    pub fn actor(&self) -> String {
        format!("agent:{}", self.agent)
    }

    pub fn is_token(&self) -> bool {
        matches!(self.via, Via::Token { .. })
    }

    /// Refuses who may do less than `least`, in words.
    pub fn must_be(&self, least: Role) -> Result<(), Problem> {
        if self.role >= least {
            return Ok(());
        }
        Err(Problem::refuse(
            StatusCode::FORBIDDEN,
            "role",
            "web-role-needed",
        ))
    }
}

/// Somebody who is not signed in, or on a page where that does not matter.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The one they chose on the page, else the one their browser likes best.
    pub lang: Lang,
    /// The rest of the address, so that choosing a language loses nothing.
    query: Vec<(String, String)>,
}

impl Visitor {
    pub fn words(&self) -> Words {
        Words::of(self.lang)
    }

    pub fn of(uri: &Uri, headers: &HeaderMap) -> Visitor {
        let header = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        let (chosen, query): (Vec<_>, Vec<_>) =
            form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
                .into_owned()
                .partition(|(name, _)| name == "lang");
        let chosen = chosen.first().and_then(|(_, lang)| lang.parse().ok());
        Visitor {
            lang: chosen.unwrap_or_else(|| Lang::accepted(header)),
            query,
        }
    }

    /// The address of this page in another language.
    pub fn in_language(&self, lang: Lang) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .extend_pairs(&self.query)
            .append_pair("lang", lang.code());
        format!("?{}", query.finish())
    }
}

/// What a request holds up to be recognised, as the digest that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    Session(String),
    Token(String),
}

/// Turns a credential into the agent who asks; `None` when it is not good
/// (any more). Writes a session's last use at most hourly.
pub type Recognise =
    fn(Desk, Credential) -> Pin<Box<dyn Future<Output = Result<Option<Asker>, Problem>> + Send>>;

const COOKIE_NAME: &str = "heliotrope";
const HTTPS_COOKIE_NAME: &str = "__Host-heliotrope";

/// The `Set-Cookie` value that signs a browser in with `token`.
pub fn session_cookie(desk: &Desk, token: &str) -> String {
    let seconds = i64::from(desk.config.session.days) * 86_400;
    cookie(desk, token, seconds)
}

/// The same for a page of the set-up. On this very machine a browser may come
/// by plain http although the public address is https: a secure cookie would be
/// lost there, and with it everything that was just begun.
pub fn session_cookie_at(desk: &Desk, headers: &HeaderMap, token: &str) -> String {
    if !is_on_this_machine(headers) {
        return session_cookie(desk, token);
    }
    let seconds = i64::from(desk.config.session.days) * 86_400;
    format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

/// Whether the browser itself names a loopback address. No other site can make
/// it do so.
fn is_on_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|v| v.to_str().ok());
    let url = host.and_then(|host| Url::parse(&format!("http://{host}")).ok());
    match url.as_ref().and_then(Url::host) {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The `Set-Cookie` value that ends it.
pub fn ended_cookie(desk: &Desk) -> String {
    cookie(desk, "", 0)
}

fn cookie(desk: &Desk, value: &str, seconds: i64) -> String {
    let (name, secure) = if desk.is_https() {
        (HTTPS_COOKIE_NAME, "; Secure")
    } else {
        (COOKIE_NAME, "")
    };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

impl Credential {
    /// A bearer token counts under `/api/` only, a cookie everywhere. A
    /// request with a bearer token is never taken for the cookie's session.
    pub fn of(desk: &Desk, path: &str, headers: &HeaderMap) -> Option<Credential> {
        if let Some(header) = headers.get(AUTHORIZATION) {
            let token = header.to_str().ok()?.strip_prefix("Bearer ")?.trim();
            return path
                .starts_with("/api/")
                .then(|| Credential::Token(random::digest(token)));
        }
        let named = |name: &str| {
            let cookies = headers.get_all(COOKIE).iter();
            cookies
                .filter_map(|v| v.to_str().ok())
                .flat_map(|v| v.split(';'))
                .find_map(|c| c.trim().strip_prefix(name)?.strip_prefix('='))
        };
        let token = match desk.is_https() {
            true => named(HTTPS_COOKIE_NAME)
                .or_else(|| named(COOKIE_NAME).filter(|_| is_on_this_machine(headers))),
            false => named(COOKIE_NAME),
        }?;
        Some(Credential::Session(random::digest(token)))
    }
}

/// The asker as the gate found them; kept in the request's extensions.
#[derive(Clone)]
pub(super) struct Known(pub Arc<Asker>);

pub(super) async fn recognise(
    desk: &Desk,
    path: &str,
    headers: &HeaderMap,
) -> Result<Option<Asker>, Problem> {
    let Some(credential) = Credential::of(desk, path, headers) else {
        return Ok(None);
    };
    let heard = desk.live.heard();
    let known = (desk.recognise)(desk.clone(), credential).await?;
    Ok(known.map(|asker| Asker { heard, ..asker }))
}

impl FromRequestParts<Desk> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Asker, Problem> {
        <Asker as OptionalFromRequestParts<Desk>>::from_request_parts(parts, desk)
            .await?
            .ok_or_else(Problem::sign_in_first)
    }
}

impl OptionalFromRequestParts<Desk> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Option<Asker>, Problem> {
        if let Some(Known(asker)) = parts.extensions.get::<Known>() {
            return Ok(Some(Asker::clone(asker)));
        }
        recognise(desk, parts.uri.path(), &parts.headers).await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Self::Rejection> {
        Ok(Visitor::of(&parts.uri, &parts.headers))
    }
}
