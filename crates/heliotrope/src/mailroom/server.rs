//! Handing letters to a server: connections, TLS, sign-in, and what it says.
//!
//! Getting in and handing over are two things. Who does not get in learns
//! nothing about the letter ([`Try::NoWayIn`]); only the answer to a letter can
//! refuse it. Connections are kept for the next letter to the same server.

use std::collections::HashMap;
use std::error::Error as _;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use lettre::Address;
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;

use super::rules::Try;
use crate::kit::words::Words;
use crate::mailboxes::Tls;
use crate::t;

/// To get in: name, connection, TLS and sign-in together.
const GETTING_IN: Duration = Duration::from_secs(30);
/// For one letter: some servers think long before they answer.
const HANDING_OVER: Duration = Duration::from_secs(180);
/// A connection that rested longer is not used again.
const RESTS: Duration = Duration::from_secs(20);
/// Some servers count the letters of one connection.
const LETTERS_EACH: u32 = 100;

/// The way to a server, with what opens it. Never logged.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Route {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub account: Option<(String, Secret)>,
}

/// What an account is opened with, in the open.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Secret {
    Password(String),
    /// An access token of OAuth 2.
    Token(String),
}

/// Why nobody gets in.
pub struct Shut {
    pub said: String,
    /// The server took neither name nor secret; all else was well.
    pub sign_in: bool,
}

impl From<String> for Shut {
    fn from(said: String) -> Shut {
        Shut {
            said,
            sign_in: false,
        }
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// A letter as the wire takes it.
pub struct Sealed<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub bytes: &'a [u8],
}

struct Connection {
    smtp: AsyncSmtpConnection,
    letters: u32,
    rests_since: Instant,
}

/// The connections that rest, by server. Shared by all workers.
pub struct Servers {
    hello: ClientId,
    resting: Mutex<HashMap<Route, Vec<Connection>>>,
    // Reading the trusted roots of the machine takes milliseconds.
    tls: Mutex<HashMap<String, TlsParameters>>,
}

impl Servers {
    /// `hello`: what we call ourselves towards them.
    pub fn new(hello: ClientId) -> Servers {
        Servers {
            hello,
            resting: Mutex::default(),
            tls: Mutex::default(),
        }
    }

    /// Hands one letter over. Always comes back with a sentence: the server's,
    /// or `words` for what no one said.
    pub async fn send(&self, route: &Route, letter: &Sealed<'_>, words: Words) -> Try {
        match self.send_if_let_in(route, letter, words).await {
            Ok(tried) => tried,
            Err(shut) => Try::NoWayIn(shut.said),
        }
    }

    /// The same, and why nobody gets in told apart.
    pub async fn send_if_let_in(
        &self,
        route: &Route,
        letter: &Sealed<'_>,
        words: Words,
    ) -> Result<Try, Shut> {
        let envelope = match envelope(letter) {
            Ok(envelope) => envelope,
            Err(why) => return Ok(Try::Refused(why)),
        };
        let mut connection = self.connection(route, words).await?;
        let handed = connection.smtp.send(&envelope, letter.bytes);
        let answer = match tokio::time::timeout(HANDING_OVER, handed).await {
            Ok(answer) => answer,
            Err(_) => return Ok(Try::Later(slow(route, HANDING_OVER, words))),
        };
        Ok(match answer {
            Ok(response) => {
                let said: Vec<&str> = response.message().collect();
                connection.letters += 1;
                self.rest(route, connection);
                Try::Accepted(format!("{} {}", response.code(), said.join(" ")))
            }
            Err(error) => match code(&error) {
                Some(code) => Try::answered(code, sentence(route, &error, words)),
                // Such as an address this server cannot write: no other try will do better.
                None if error.is_client() => Try::Refused(sentence(route, &error, words)),
                None => Try::Later(sentence(route, &error, words)),
            },
        })
    }

    /// Gets in and says goodbye.
    pub async fn knock(&self, route: &Route, words: Words) -> Result<(), Shut> {
        let mut connection = self.connection(route, words).await?;
        // They let us in; how they take the goodbye changes nothing.
        let _ = tokio::time::timeout(Duration::from_secs(1), connection.smtp.quit()).await;
        Ok(())
    }

    async fn connection(&self, route: &Route, words: Words) -> Result<Connection, Shut> {
        while let Some(mut resting) = self.take(route) {
            let there = tokio::time::timeout(Duration::from_secs(5), resting.smtp.test_connected());
            if there.await == Ok(true) {
                return Ok(resting);
            }
        }
        match tokio::time::timeout(GETTING_IN, self.get_in(route, words)).await {
            Ok(smtp) => Ok(Connection {
                smtp: smtp?,
                letters: 0,
                rests_since: Instant::now(),
            }),
            Err(_) => Err(slow(route, GETTING_IN, words).into()),
        }
    }

    async fn get_in(&self, route: &Route, words: Words) -> Result<AsyncSmtpConnection, Shut> {
        let said = |error: &Error| sentence(route, error, words);
        let named = |error: &std::io::Error| format!("{route}: {error}");
        let address = (route.host.as_str(), route.port);
        let tls = match route.tls {
            Tls::None => None,
            Tls::Starttls | Tls::Tls => Some(self.tls(&route.host).map_err(|e| said(&e))?),
        };
        let mut smtp = if route.tls == Tls::Tls {
            AsyncSmtpConnection::connect_tokio1(
                address,
                Some(GETTING_IN),
                &self.hello,
                tls.clone(),
                None,
            )
            .await
            .map_err(|e| said(&e))?
        } else {
            let stream = tokio::net::TcpStream::connect(address)
                .await
                .map_err(|e| named(&e))?;
            // A letter and its final dot are two writes; without this the
            // second waits for the other side's delayed acknowledgement.
            stream.set_nodelay(true).map_err(|e| named(&e))?;
            AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello)
                .await
                .map_err(|e| said(&e))?
        };
        if route.tls == Tls::Starttls {
            if !smtp.can_starttls() {
                let server = route.to_string();
                return Err(t!(words, "mailroom-no-starttls", server = server).into());
            }
            if let Some(tls) = tls {
                smtp.starttls(tls, &self.hello)
                    .await
                    .map_err(|e| said(&e))?;
            }
        }
        if let Some((account, secret)) = &route.account {
            sign_in(&mut smtp, route, (account, secret), words).await?;
        }
        Ok(smtp)
    }

    fn tls(&self, host: &str) -> Result<TlsParameters, Error> {
        let mut known = self.tls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parameters) = known.get(host) {
            return Ok(parameters.clone());
        }
        let parameters = TlsParameters::builder(host.to_owned()).build_rustls()?;
        known.insert(host.to_owned(), parameters.clone());
        Ok(parameters)
    }

    /// From now on this is how `host` is trusted.
    #[cfg(test)]
    pub fn trust(&self, host: &str, parameters: TlsParameters) {
        let mut known = self.tls.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(host.to_owned(), parameters);
    }

    fn take(&self, route: &Route) -> Option<Connection> {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = resting.get_mut(route)?.pop()?;
        (connection.rests_since.elapsed() < RESTS).then_some(connection)
    }

    fn rest(&self, route: &Route, mut connection: Connection) {
        if connection.letters >= LETTERS_EACH || connection.smtp.has_broken() {
            return;
        }
        connection.rests_since = Instant::now();
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.entry(route.clone()).or_default().push(connection);
    }

    /// Says goodbye on connections that nobody has used for a while; on all of
    /// them when `all`.
    pub async fn tidy(&self, all: bool) {
        let old: Vec<Connection> = {
            let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
            let old = resting
                .values_mut()
                .flat_map(|rest| rest.extract_if(.., |c| all || c.rests_since.elapsed() >= RESTS))
                .collect();
            resting.retain(|_, rest| !rest.is_empty());
            old
        };
        for mut connection in old {
            // Politeness only: whether they hear it changes nothing.
            let _ = tokio::time::timeout(Duration::from_secs(1), connection.smtp.quit()).await;
        }
    }
}

async fn sign_in(
    smtp: &mut AsyncSmtpConnection,
    route: &Route,
    (account, secret): (&str, &Secret),
    words: Words,
) -> Result<(), Shut> {
    let ways = match secret {
        Secret::Password(_) => DEFAULT_MECHANISMS,
        Secret::Token(_) => &[Mechanism::Xoauth2],
    };
    if smtp.server_info().get_auth_mechanism(ways).is_none() {
        let server = route.to_string();
        return Err(t!(words, "mailroom-no-sign-in", server = server).into());
    }
    let signed_in = match secret {
        Secret::Password(password) => {
            let credentials = Credentials::new(account.to_owned(), password.clone());
            smtp.auth(ways, &credentials).await
        }
        Secret::Token(token) => show_token(smtp, account, token).await,
    };
    match signed_in {
        Ok(_) => Ok(()),
        Err(error) => Err(Shut {
            said: sentence(route, &error, words),
            sign_in: matches!(code(&error), Some(400..)),
        }),
    }
}

/// XOAUTH2 by hand: a refusal comes as a question (334) that has to be answered
/// with an empty line before the server says in words what it is, and the
/// library knows no such question.
async fn show_token(
    smtp: &mut AsyncSmtpConnection,
    account: &str,
    token: &str,
) -> Result<Response, Error> {
    let shown = format!("user={account}\x01auth=Bearer {token}\x01\x01");
    let command = format!("AUTH XOAUTH2 {}\r\n", BASE64.encode(shown.as_bytes()));
    let answer = smtp.command(command).await?;
    match answer.has_code(334) {
        true => smtp.command("\r\n").await,
        false => Ok(answer),
    }
}

fn envelope(letter: &Sealed<'_>) -> Result<Envelope, String> {
    let address = |text: &str| {
        text.parse::<Address>()
            .map_err(|why| format!("{text}: {why}"))
    };
    Envelope::new(Some(address(letter.from)?), vec![address(letter.to)?]).map_err(|e| e.to_string())
}

fn slow(route: &Route, waited: Duration, words: Words) -> String {
    t!(
        words,
        "mailroom-slow",
        server = route.to_string(),
        seconds = waited.as_secs()
    )
}

fn code(error: &Error) -> Option<u16> {
    error.status().map(u16::from)
}

/// What the other side said, with its number; else what the connection said,
/// with its name.
fn sentence(route: &Route, error: &Error, words: Words) -> String {
    let mut innermost = error.source();
    while let Some(deeper) = innermost.and_then(|e| e.source()) {
        innermost = Some(deeper);
    }
    let said = innermost.map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => format!("{code} {said}").trim_end().to_owned(),
        // The reader's way to say that the stream ended.
        None if error.is_response() && said == "incomplete response" => {
            t!(words, "mailroom-cut", server = route.to_string())
        }
        None if said.is_empty() => format!("{route}: {error}"),
        None => format!("{route}: {said}"),
    }
}
