//! Somebody of ours goes to a provider and comes back.

use ::store::Tx;
use axum::http::StatusCode;
use serde::Deserialize;
use url::Url;

use super::super::provider::{self, Client, Failed};
use super::super::rules::{self, Provider, TRIP_LASTS, Terms};
use super::super::store::{self, Kept, NewTrip, Trip};
use super::{client, sealed, terms};
use crate::kit::words::Words;
use crate::kit::{At, random};
use crate::mailboxes::{self, Fetching, Server};
use crate::outbox;
use crate::t;
use crate::team;
use crate::web::{Asker, Desk, Doing, Problem, Via};

/// Where a provider sends people back to: exactly this is registered there.
pub fn redirect(desk: &Desk) -> String {
    format!("{}/consents/back", desk.base_url())
}

pub fn redirect_url(desk: &Desk) -> Result<Url, Problem> {
    let url = Url::parse(&redirect(desk));
    Ok(url.map_err(anyhow::Error::from)?)
}

fn session_of(asker: &Asker) -> Result<i64, Problem> {
    match asker.via {
        Via::Session { id } => Ok(id),
        Via::Token { .. } => Err(Problem::sign_in_first()),
    }
}

/// Where somebody wants to go, and what they take along.
pub struct Leaving<'a> {
    pub provider: Provider,
    /// The registration there is entered anew first.
    pub anew: bool,
    /// None: a new one, in the set-up.
    pub mailbox: Option<i64>,
    /// Whom the provider shall ask.
    pub account: &'a str,
    /// What they typed, given back when they return.
    pub form: &'a str,
}

/// Somebody sets out to a provider. Gives the page from which they go on.
pub async fn set_out(desk: &Desk, asker: &Asker, leaving: Leaving<'_>) -> Result<String, Problem> {
    let Leaving {
        provider,
        anew,
        mailbox,
        account,
        form,
    } = leaving;
    if terms(desk, provider).is_none() {
        return Err(Problem::not_found("provider", provider.word()));
    }
    let state = random::token();
    let sealed = [&state, &random::token(), account, form].map(|text| desk.keys.seal(text));
    let digest = random::digest(&state);
    let (session, expires) = (session_of(asker)?, desk.now().plus(TRIP_LASTS));
    let id = desk
        .db
        .write(move |tx| {
            let new = NewTrip {
                state_digest: &digest,
                sealed: sealed.each_ref().map(String::as_str),
                session,
                provider,
                mailbox,
                expires,
            };
            store::begin(tx, &new)
        })
        .await
        .doing(|| "noting a trip to a provider")?;
    Ok(format!("/consents/{id}{}", if anew { "?anew" } else { "" }))
}

/// A trip of this very session that has not come back yet.
///
/// # Errors
/// 404 when there is none; 409 with why it is over.
pub async fn under_way(desk: &Desk, asker: &Asker, id: i64) -> Result<Trip, Problem> {
    let session = session_of(asker)?;
    let found = desk.db.read(move |tx| store::trip(tx, id)).await;
    let found = found.doing(|| format!("reading trip {id}"))?;
    let trip = found.filter(|trip| trip.standing.session == session);
    let trip = trip.ok_or_else(|| Problem::not_found("trip", id))?;
    rules::counts(Some(trip.standing), session, desk.now()).map_err(over)?;
    Ok(trip)
}

fn over(key: &'static str) -> Problem {
    Problem::refuse(StatusCode::CONFLICT, "consent", key)
}

/// The address at the provider where this trip goes on.
pub fn door(desk: &Desk, terms: &Terms, client: &Client, trip: &Trip) -> Result<Url, Problem> {
    let [state, verifier, account, _] = opened(desk, trip)?;
    let redirect = redirect_url(desk)?;
    let ours = [state.as_str(), &verifier, &account];
    Ok(provider::door(terms, client, &redirect, ours))
}

/// State, verifier, account, form.
fn opened(desk: &Desk, trip: &Trip) -> Result<[String; 4], Problem> {
    let open = |sealed: &String| desk.keys.open(sealed);
    let [state, verifier, account, form] = trip.sealed.each_ref().map(open);
    Ok([state?, verifier?, account?, form?])
}

/// What a provider says when it sends somebody back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    pub state: String,
    pub code: String,
    /// Set when there is no code: a closed word, and a sentence if they like.
    pub error: String,
    pub error_description: String,
}

/// Somebody who came back.
pub struct Back {
    /// None: a new one, in the set-up.
    pub mailbox: Option<i64>,
    /// What they typed before they left.
    pub form: String,
    /// The consent, or in words why there is none. Nothing was changed then.
    pub consent: Result<i64, String>,
}

/// The trip an answer belongs to; changes nothing.
///
/// # Errors
/// 409 when no trip of this session has that state.
pub async fn trip_of(desk: &Desk, asker: &Asker, answer: &Answer) -> Result<Trip, Problem> {
    let (session, digest) = (session_of(asker)?, random::digest(&answer.state));
    let found = desk
        .db
        .read(move |tx| store::trip_of_state(tx, &digest))
        .await;
    let found = found.doing(|| "reading a trip to a provider")?;
    match found {
        Some(trip) if trip.standing.session == session => Ok(trip),
        Some(_) => Err(over("consents-other-session")),
        None => Err(over("consents-unknown")),
    }
}

/// Takes what the provider answered: uses the trip up, fetches the tokens and
/// keeps them, for the mailbox if it is there already.
pub async fn come_back(
    desk: &Desk,
    asker: &Asker,
    words: Words,
    answer: &Answer,
) -> Result<Back, Problem> {
    let trip = trip_of(desk, asker, answer).await?;
    let [_, verifier, _, form] = opened(desk, &trip)?;
    let back = |consent| Back {
        mailbox: trip.mailbox,
        form,
        consent,
    };
    // A page that was sent twice: what came of it stands.
    if let Some(consent) = trip.consent {
        return Ok(back(Ok(consent)));
    }
    let (id, now) = (trip.id, desk.now());
    if let Err(key) = rules::counts(Some(trip.standing), trip.standing.session, now) {
        return Ok(back(Err(words.say(key))));
    }
    let used = desk.db.write(move |tx| store::use_up(tx, id, now)).await;
    if !used.doing(|| "using up a trip to a provider")? {
        return Ok(back(Err(t!(words, "consents-used"))));
    }
    let terms = terms(desk, trip.provider)
        .ok_or_else(|| Problem::not_found("provider", trip.provider.word()))?;
    let name = terms.name.as_str();
    if answer.code.is_empty() {
        let said = rules::said(&format!("{} {}", answer.error, answer.error_description));
        let declined = t!(words, "consents-declined", provider = name, said = said);
        return Ok(back(Err(declined)));
    }
    let client = match client(desk, trip.provider).await {
        Ok(Some(client)) => client,
        Ok(None) => return Ok(back(Err(t!(words, "consents-no-client", provider = name)))),
        Err(shut) => return Ok(back(Err(shut.sentence(words)))),
    };
    let redirect = redirect_url(desk)?;
    let given = provider::exchange(&terms, &client, &redirect, &answer.code, &verifier).await;
    let tokens = match given {
        Ok(tokens) if tokens.refresh.is_some() => tokens,
        Ok(_) => return Ok(back(Err(t!(words, "consents-no-refresh", provider = name)))),
        Err(Failed { said, .. }) => {
            let failed = t!(words, "consents-not-given", provider = name, said = said);
            return Ok(back(Err(failed)));
        }
    };
    let kept = sealed(desk, &tokens);
    let (mailbox, by) = (trip.mailbox, asker.actor());
    let consent = desk
        .db
        .write(move |tx| keep(tx, &terms, (id, mailbox), &kept, &by, now))
        .await
        .doing(|| "keeping a consent")?;
    tracing::info!(
        consent,
        provider = trip.provider.word(),
        "A provider lets us in by consent"
    );
    Ok(back(Ok(consent)))
}

fn keep(
    tx: &mut Tx<'_>,
    terms: &Terms,
    (trip, mailbox): (i64, Option<i64>),
    kept: &Kept,
    by: &str,
    now: At,
) -> Result<i64, ::store::Error> {
    let consent = store::give(tx, mailbox, terms.provider, kept, by, now)?;
    store::led_to(tx, trip, consent)?;
    if let Some(mailbox) = mailbox {
        connect(tx, mailbox, terms, now)?;
        // What waited for this need not wait for its next try.
        outbox::store::retry_now(tx, mailbox, now)?;
        team::store::audit(tx, now, by, "consent-give", &format!("mailbox:{mailbox}"))?;
    }
    Ok(consent)
}

/// From now on the provider's servers are opened by its consent; a password
/// that was kept for them goes. A mailbox that has none of them gets them.
fn connect(tx: &mut Tx<'_>, mailbox: i64, terms: &Terms, now: At) -> Result<(), ::store::Error> {
    let Some(known) = mailboxes::store::find(tx, mailbox)? else {
        return Ok(());
    };
    let mut wanted = mailboxes::store::Wanted::from(known);
    let address = wanted.address.clone();
    let imap = wanted.imap.as_mut().map(|f| &mut f.server);
    let ours = imap.into_iter().chain(wanted.server.as_mut());
    let mut any = false;
    for server in ours.filter(|server| terms.knows(&server.host)) {
        any = true;
        server.sealed_password = None;
        server.account.get_or_insert_with(|| address.clone());
    }
    if let (false, Some(servers)) = (any, terms.servers) {
        let [imap, smtp] = servers.map(|(host, port, tls)| Server {
            host: host.to_owned(),
            port,
            tls,
            account: Some(address.clone()),
            sealed_password: None,
        });
        wanted.imap = Some(Fetching::from_now_on(imap));
        wanted.server = Some(smtp);
    }
    mailboxes::store::change(tx, mailbox, &wanted, now)
}
