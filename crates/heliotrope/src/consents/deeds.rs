//! Tokens for whoever opens a mailbox, and why there is none. How a consent is
//! given stands in `trip.rs`, how a token is renewed in `renew.rs`.

mod renew;
mod trip;

use super::provider::{Client, Tokens};
use super::rules::{Provider, Terms};
use super::store::{self, Kept};
use crate::kit::config::Config;
use crate::kit::keys::Keys;
use crate::kit::words::Words;
use crate::mailboxes::Server;
use crate::t;
use crate::web::Desk;

pub use renew::{access, access_of, another};
pub use trip::{Answer, Leaving, come_back, set_out};
pub(super) use trip::{door, redirect, trip_of, under_way};

/// Why there is no token. Said in the other side's own words where it spoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shut {
    /// A person has to give consent again.
    Ended { provider: String, said: String },
    /// Our own registration there is not good any more.
    Program { provider: String, said: String },
    /// It says nothing about the consent.
    Passing { provider: String, said: String },
    /// The consent is another house's than this server.
    Elsewhere { provider: String, host: String },
    /// A kept token cannot be opened with the key of this desk.
    Sealed { said: String },
    /// Our own database did not do it.
    Kept { said: String },
}

impl Shut {
    pub fn sentence(&self, words: Words) -> String {
        match self {
            Shut::Ended { provider, said } => t!(
                words,
                "consents-ended",
                provider = provider.as_str(),
                said = said.as_str()
            ),
            Shut::Program { provider, said } => t!(
                words,
                "consents-program",
                provider = provider.as_str(),
                said = said.as_str()
            ),
            Shut::Passing { provider, said } => t!(
                words,
                "consents-passing",
                provider = provider.as_str(),
                said = said.as_str()
            ),
            Shut::Elsewhere { provider, host } => t!(
                words,
                "consents-elsewhere",
                provider = provider.as_str(),
                host = host.as_str()
            ),
            Shut::Sealed { said } => t!(words, "consents-sealed", said = said.as_str()),
            Shut::Kept { said } => t!(words, "consents-not-kept-here", said = said.as_str()),
        }
    }
}

fn not_kept(error: &::store::Error) -> Shut {
    Shut::Kept {
        said: error.to_string(),
    }
}

/// A token that is good now. Never logged.
#[derive(Clone)]
pub struct Access {
    pub consent: i64,
    pub token: String,
    terms: Box<Terms>,
}

impl Access {
    /// The token for a server that is opened by consent; none for one that has
    /// a password, or that asks for nothing.
    pub fn for_server(&self, server: &Server) -> Result<Option<&str>, Shut> {
        if !server.is_by_consent() {
            return Ok(None);
        }
        match self.terms.may_take(server) {
            true => Ok(Some(&self.token)),
            false => Err(Shut::Elsewhere {
                provider: self.terms.name.clone(),
                host: server.host.clone(),
            }),
        }
    }
}

/// What is to know about a provider on this desk. None: the configuration
/// names none of its own.
pub fn terms(desk: &Desk, provider: Provider) -> Option<Terms> {
    Terms::of(provider, desk.config.oauth.as_ref())
}

/// As people call a provider.
pub fn name_of(config: &Config, provider: Provider) -> String {
    let terms = Terms::of(provider, config.oauth.as_ref());
    terms.map_or_else(|| provider.word().to_owned(), |terms| terms.name)
}

/// Where somebody who looks after the desk gives consent once more.
pub fn sign_in_again_at(desk: &Desk, mailbox: i64) -> String {
    format!("{}/settings/mailboxes/{mailbox}/consent", desk.base_url())
}

/// The provider whose mail server this is.
pub fn provider_of(desk: &Desk, host: &str) -> Option<Terms> {
    let all = Provider::ALL.into_iter();
    all.filter_map(|p| terms(desk, p)).find(|t| t.knows(host))
}

/// As what we are known there: by the configuration, else as it was entered.
pub(super) async fn client(desk: &Desk, of: Provider) -> Result<Option<Client>, Shut> {
    let configured = desk.config.oauth.as_ref().and_then(|o| o.client.clone());
    if let (Provider::Own, Some((id, secret))) = (of, configured) {
        return Ok(Some(Client { id, secret }));
    }
    let found = desk.db.read(move |tx| store::client(tx, of)).await;
    let Some((id, secret)) = found.map_err(|e| not_kept(&e))? else {
        return Ok(None);
    };
    let secret = secret.map(|sealed| open(&desk.keys, &sealed)).transpose()?;
    Ok(Some(Client { id, secret }))
}

/// Whether somebody has said already as what we are known there.
pub async fn is_registered(desk: &Desk, of: Provider) -> bool {
    matches!(client(desk, of).await, Ok(Some(_)))
}

fn open(keys: &Keys, sealed: &str) -> Result<String, Shut> {
    keys.open(sealed).map_err(|why| Shut::Sealed {
        said: format!("{why:#}"),
    })
}

fn sealed(desk: &Desk, tokens: &Tokens) -> Kept {
    Kept {
        access: desk.keys.seal(&tokens.access),
        until: tokens.lasts.map(|lasts| desk.now().plus(lasts)),
        refresh: tokens.refresh.as_ref().map(|token| desk.keys.seal(token)),
    }
}
