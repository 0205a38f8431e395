//! A token that is good now: the one that is kept, or the next.

use std::time::{Duration, Instant};

use ::store::{Held, Tx};

use super::super::provider::{self, Failed};
use super::super::rules::{self, Refusal};
use super::super::store::{self, Consent};
use super::{Access, Shut, client, not_kept, open, sealed, terms};
use crate::web::Desk;

/// A token for a mailbox that is opened by consent. None: it is not.
///
/// # Errors
/// Why there is none, see [`Shut`].
pub async fn access(desk: &Desk, mailbox: i64) -> Result<Option<Access>, Shut> {
    let found = desk.db.read(move |tx| store::of_mailbox(tx, mailbox)).await;
    match found.map_err(|e| not_kept(&e))? {
        Some(consent) => access_of(desk, consent.id).await.map(Some),
        None => Ok(None),
    }
}

/// A token of a consent whose mailbox may not be kept yet.
pub async fn access_of(desk: &Desk, consent: i64) -> Result<Access, Shut> {
    renew_unless_fresh(desk, consent, None).await
}

/// Another token for one that was refused although it should be good: asked
/// for once, not again and again.
pub async fn another(desk: &Desk, refused: &Access) -> Result<Access, Shut> {
    renew_unless_fresh(desk, refused.consent, Some(refused.token.clone())).await
}

/// Whoever waits for our answer may go away in the middle (a stop, a closed
/// page). A provider that has changed the refresh token meanwhile has changed
/// it: so the renewal goes on by itself until that is written down.
async fn renew_unless_fresh(
    desk: &Desk,
    consent: i64,
    refused: Option<String>,
) -> Result<Access, Shut> {
    let desk = desk.clone();
    let renewing = tokio::spawn(async move {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(done) = renew(&desk, consent, refused.as_deref()).await {
                return done;
            }
            if Instant::now() > until {
                return Err(Shut::Passing {
                    provider: String::new(),
                    said: "somebody else asks for a token and does not come back".to_owned(),
                });
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    });
    renewing.await.unwrap_or_else(|gone| {
        Err(Shut::Kept {
            said: gone.to_string(),
        })
    })
}

/// How long we wait for another who asks, and how often we look.
const PATIENCE: Duration = Duration::from_secs(45);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// The token that is kept if it will do, else the next one. None: somebody
/// else, perhaps on another node, is asking for it.
async fn renew(desk: &Desk, id: i64, refused: Option<&str>) -> Option<Result<Access, Shut>> {
    let read = desk.db.read(move |tx| store::consent(tx, id)).await;
    let consent = match read {
        Ok(Some(consent)) => consent,
        Ok(None) => return Some(Err(gone())),
        Err(error) => return Some(Err(not_kept(&error))),
    };
    if let Some(done) = as_it_is(desk, &consent, refused).transpose() {
        return Some(done);
    }
    let held = match desk.db.hold(store::HELD, id, store::to_renew()).await {
        Ok(Some(held)) => held,
        Ok(None) => return None,
        Err(error) => return Some(Err(not_kept(&error))),
    };
    // Somebody may have been faster since we looked.
    let consent = match store::read(held.row()) {
        Ok(consent) => consent,
        Err(error) => return Some(Err(not_kept(&error))),
    };
    if let Some(done) = as_it_is(desk, &consent, refused).transpose() {
        return Some(done);
    }
    Some(renew_held(desk, held, &consent, refused).await)
}

fn gone() -> Shut {
    Shut::Kept {
        said: "this consent is not here any more".to_owned(),
    }
}

/// The kept token, when it will do. None: a new one is needed.
fn as_it_is(desk: &Desk, consent: &Consent, refused: Option<&str>) -> Result<Option<Access>, Shut> {
    let terms = terms(desk, consent.provider).ok_or_else(|| Shut::Program {
        provider: consent.provider.word().to_owned(),
        said: "oauth.authorize_url is not configured any more".to_owned(),
    })?;
    if consent.ended_at.is_some() {
        return Err(Shut::Ended {
            provider: terms.name,
            said: consent.said.clone().unwrap_or_default(),
        });
    }
    let token = open(&desk.keys, &consent.kept.access)?;
    let will_do = rules::is_fresh(consent.kept.until, desk.now()) && refused != Some(&token);
    Ok(will_do.then_some(Access {
        consent: consent.id,
        token,
        terms: Box::new(terms),
    }))
}

/// Asks the provider while the row is held.
async fn renew_held(
    desk: &Desk,
    held: Held,
    consent: &Consent,
    refused: Option<&str>,
) -> Result<Access, Shut> {
    let terms = terms(desk, consent.provider).ok_or_else(gone)?;
    let provider = terms.name.clone();
    let (id, now) = (consent.id, desk.now());
    let Some(client) = client(desk, consent.provider).await? else {
        let said = "this desk is not registered there".to_owned();
        return Err(Shut::Program { provider, said });
    };
    let asked = match &consent.kept.refresh {
        Some(sealed) => {
            let refresh = open(&desk.keys, sealed)?;
            provider::renew(&terms, &client, &refresh).await
        }
        None => Err(Failed {
            refusal: Refusal::Ended,
            said: "no refresh token was given".to_owned(),
        }),
    };
    let failed = match asked {
        Ok(tokens) => {
            let kept = sealed(desk, &tokens);
            settle(desk, held, move |tx| store::renewed(tx, id, &kept)).await;
            tracing::info!(consent = id, "Renewed the token of a consent");
            return Ok(Access {
                consent: id,
                token: tokens.access,
                terms: Box::new(terms),
            });
        }
        Err(failed) => failed,
    };
    tracing::warn!(
        consent = id,
        refusal = ?failed.refusal,
        "The token of a consent could not be renewed"
    );
    let said = failed.said;
    match failed.refusal {
        Refusal::Ended => {
            let words = said.clone();
            settle(desk, held, move |tx| store::end(tx, id, &words, now)).await;
            Err(Shut::Ended { provider, said })
        }
        // The old one is good for a moment longer.
        _ if refused.is_none() && rules::is_good(consent.kept.until, now) => Ok(Access {
            consent: id,
            token: open(&desk.keys, &consent.kept.access)?,
            terms: Box::new(terms),
        }),
        Refusal::Program => Err(Shut::Program { provider, said }),
        Refusal::Passing => Err(Shut::Passing { provider, said }),
    }
}

/// Writes down what the provider answered, however long that takes: an old
/// refresh token may be worth nothing from now on.
async fn settle<F>(desk: &Desk, held: Held, write: F)
where
    F: Fn(&mut Tx<'_>) -> Result<(), ::store::Error> + Clone + Send + Sync + 'static,
{
    let Err(mut error) = held.finish(write.clone()).await else {
        return;
    };
    let mut pause = LOOK_AGAIN;
    loop {
        tracing::error!("Writing down the token of a consent, trying again: {error}");
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(10));
        match desk.db.write(write.clone()).await {
            Ok(()) => return,
            Err(again) => error = again,
        }
    }
}
