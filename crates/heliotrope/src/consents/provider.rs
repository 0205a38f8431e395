//! Speaking OAuth 2 with a provider: the address that leads there, a code for
//! tokens, an old token for a new one.

use std::io;
use std::net::IpAddr;
use std::time::Duration;

use oauth2::basic::{BasicClient, BasicErrorResponse, BasicTokenResponse};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, TokenResponse, TokenUrl,
};
use url::Url;

use super::rules::{self, Provider, Refusal, Terms};
use crate::web::call;

/// As what the desk is known there. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Client {
    pub id: String,
    pub secret: Option<String>,
}

/// What a provider gives. Never logged.
pub struct Tokens {
    pub access: String,
    /// None: the old one stays good.
    pub refresh: Option<String>,
    pub lasts: Option<Duration>,
}

/// Why it gives nothing, in its own words or the connection's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub refusal: Refusal,
    pub said: String,
}

type Endpoints<A, T> = oauth2::Client<
    BasicErrorResponse,
    BasicTokenResponse,
    oauth2::basic::BasicTokenIntrospectionResponse,
    oauth2::StandardRevocableToken,
    oauth2::basic::BasicRevocationErrorResponse,
    A,
    oauth2::EndpointNotSet,
    oauth2::EndpointNotSet,
    oauth2::EndpointNotSet,
    T,
>;

fn client(terms: &Terms, own: &Client) -> Endpoints<oauth2::EndpointSet, oauth2::EndpointSet> {
    let client = BasicClient::new(ClientId::new(own.id.clone()))
        .set_auth_uri(AuthUrl::from_url(terms.authorize.clone()))
        .set_token_uri(TokenUrl::from_url(terms.token.clone()))
        // All three take the secret in the body; not all take it in a header.
        .set_auth_type(AuthType::RequestBody);
    match &own.secret {
        Some(secret) => client.set_client_secret(ClientSecret::new(secret.clone())),
        None => client,
    }
}

/// Where a person gives consent. `state` and `verifier` are ours, `account` is
/// whom the provider shall ask.
pub fn door(
    terms: &Terms,
    own: &Client,
    redirect: &Url,
    [state, verifier, account]: [&str; 3],
) -> Url {
    let state = state.to_owned();
    let verifier = PkceCodeVerifier::new(verifier.to_owned());
    let client = client(terms, own).set_redirect_uri(RedirectUrl::from_url(redirect.clone()));
    let mut door = client
        .authorize_url(|| CsrfToken::new(state))
        .add_scopes(terms.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .add_extra_param("login_hint", account);
    for (name, value) in terms.more {
        door = door.add_extra_param(*name, *value);
    }
    door.url().0
}

/// The tokens for the code that a person came back with.
pub async fn exchange(
    terms: &Terms,
    own: &Client,
    redirect: &Url,
    code: &str,
    verifier: &str,
) -> Result<Tokens, Failed> {
    let client = client(terms, own).set_redirect_uri(RedirectUrl::from_url(redirect.clone()));
    let asking = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
    let over = |request| ask(terms.provider, request);
    tokens(asking.request_async(&over).await, terms)
}

/// A new access token for an old refresh token.
pub async fn renew(terms: &Terms, own: &Client, refresh: &str) -> Result<Tokens, Failed> {
    let client = client(terms, own);
    let refresh = RefreshToken::new(refresh.to_owned());
    let asking = client.exchange_refresh_token(&refresh);
    let over = |request| ask(terms.provider, request);
    tokens(asking.request_async(&over).await, terms)
}

async fn ask(provider: Provider, request: HttpRequest) -> Result<HttpResponse, io::Error> {
    let anywhere: fn(IpAddr) -> bool = |_| true;
    let limits = call::Limits {
        within: Duration::from_secs(20),
        bytes: 64 << 10,
        may_ask: match provider {
            Provider::Google | Provider::Microsoft => call::is_public,
            // Whoever writes the configuration may name a server of the house.
            Provider::Own => anywhere,
        },
    };
    call::ask(request, limits).await.map_err(io::Error::other)
}

type Answer = Result<BasicTokenResponse, RequestTokenError<io::Error, BasicErrorResponse>>;

fn tokens(answer: Answer, terms: &Terms) -> Result<Tokens, Failed> {
    let host = terms.token.host_str().unwrap_or_default();
    let passing = |said: String| Failed {
        refusal: Refusal::Passing,
        said: rules::said(&format!("{host}: {said}")),
    };
    match answer {
        Ok(given) => Ok(Tokens {
            access: given.access_token().secret().clone(),
            refresh: given.refresh_token().map(|token| token.secret().clone()),
            lasts: given.expires_in(),
        }),
        Err(RequestTokenError::ServerResponse(refused)) => {
            let word = refused.error().as_ref();
            let said = match refused.error_description() {
                Some(more) => format!("{word}: {more}"),
                None => word.to_owned(),
            };
            Err(Failed {
                refusal: rules::refusal(word),
                said: rules::said(&said),
            })
        }
        Err(RequestTokenError::Request(error)) => Err(passing(error.to_string())),
        // What it says instead could quote a token.
        Err(RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => {
            Err(passing("the answer is none that OAuth 2 knows".to_owned()))
        }
    }
}
