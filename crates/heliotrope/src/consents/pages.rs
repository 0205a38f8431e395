//! `/consents/...`: on to a provider and back; and the page of a mailbox about
//! its consent.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Deserialize;

use super::deeds::{self, Answer, Leaving};
use super::rules::{Provider, Terms};
use super::{store, views};
use crate::mailboxes::{self, Mailbox};
use crate::t;
use crate::team;
use crate::web::{
    Asked, Asker, Desk, Doing, Form, Named, PageContext, Problem, Routes, Visitor, Who, page,
    see_other,
};

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/mailboxes/{id}/consent", Who::Admin, of_mailbox)
        .post("/settings/mailboxes/{id}/consent", Who::Admin, set_out)
        .get("/consents/back", Who::Admin, back)
        .post("/consents/back", Who::Admin, take)
        .get("/consents/{trip}", Who::Admin, go_on)
        .post("/consents/{trip}", Who::Admin, register)
}

async fn mailbox(desk: &Desk, id: i64) -> Result<(Mailbox, Option<store::Consent>), Problem> {
    desk.db
        .read(move |tx| {
            let mailbox = mailboxes::store::find(tx, id)?.filter(|m| !m.removed);
            let mailbox = mailbox.ok_or_else(|| Problem::not_found("mailbox", id))?;
            Ok::<_, Problem>((mailbox, store::of_mailbox(tx, id)?))
        })
        .await
        .doing(|| format!("reading mailbox {id} and its consent"))
}

async fn of_mailbox(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    uri: Uri,
) -> Result<Markup, Problem> {
    let given = uri.query() == Some("given");
    about(&desk, &asker, id, given, None).await
}

/// The page of a mailbox about its consent. `said`: why none was given now.
async fn about(
    desk: &Desk,
    asker: &Asker,
    id: i64,
    given: bool,
    said: Option<&str>,
) -> Result<Markup, Problem> {
    let (mailbox, consent) = mailbox(desk, id).await?;
    let terms: Vec<Terms> = Provider::ALL
        .into_iter()
        .filter_map(|provider| deeds::terms(desk, provider))
        .collect();
    let shown = views::About {
        mailbox: &mailbox,
        consent: consent.as_ref(),
        terms: &terms,
        given,
        said,
    };
    let body = views::about(asker, &shown, desk.now());
    let context = PageContext::of(desk, asker, "settings");
    Ok(page(&context, &t!(asker.words(), "consents-title"), body))
}

#[derive(Deserialize)]
struct Choice {
    provider: String,
    /// Not empty: the registration there is entered anew first.
    #[serde(default)]
    anew: String,
}

async fn set_out(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(choice): Form<Choice>,
) -> Result<Response, Problem> {
    let (mailbox, _) = mailbox(&desk, id).await?;
    let provider = Provider::of_word(&choice.provider)
        .ok_or_else(|| Problem::not_found("provider", &choice.provider))?;
    let account = mailbox.imap.as_ref().map(|f| &f.server);
    let account = account
        .or(mailbox.server.as_ref())
        .and_then(|s| s.account.as_deref());
    let account = account.unwrap_or(&mailbox.address);
    let leaving = Leaving {
        provider,
        anew: !choice.anew.is_empty(),
        mailbox: Some(id),
        account,
        form: "",
    };
    let path = deeds::set_out(&desk, &asker, leaving).await?;
    Ok(see_other(&path))
}

/// A plain page with one thing to do.
fn sheet(desk: &Desk, asker: &Asker, visitor: &Visitor, title: &str, body: Markup) -> Markup {
    let context = PageContext::visitor(desk, visitor).speaking(asker.lang);
    page(
        &context.without_switches().script("js/consents.js"),
        title,
        body,
    )
}

/// `GET /consents/{trip}`: the way on to the provider, or first its
/// registration.
async fn go_on(
    State(desk): State<Desk>,
    asker: Asker,
    visitor: Visitor,
    Named(id): Named<i64>,
    uri: Uri,
) -> Result<Markup, Problem> {
    let typed = Registration::default();
    on(
        &desk,
        &asker,
        &visitor,
        id,
        uri.query() == Some("anew"),
        &typed,
        &[],
    )
    .await
}

async fn on(
    desk: &Desk,
    asker: &Asker,
    visitor: &Visitor,
    id: i64,
    anew: bool,
    typed: &Registration,
    wrong: &[(&'static str, String)],
) -> Result<Markup, Problem> {
    let words = asker.words();
    let trip = deeds::under_way(desk, asker, id).await?;
    let terms = deeds::terms(desk, trip.provider)
        .ok_or_else(|| Problem::not_found("provider", trip.provider.word()))?;
    let title = t!(words, "consents-go-on", provider = terms.name.as_str());
    // A secret that cannot be opened is entered again.
    let client = deeds::client(desk, trip.provider).await.ok().flatten();
    let body = match client {
        Some(client) if !anew => {
            let door = deeds::door(desk, &terms, &client, &trip)?;
            views::door(words, &terms, &trip, &door)
        }
        known => {
            let redirect = deeds::redirect(desk);
            let known = known.map(|client| client.id).unwrap_or_default();
            let typed = match typed.client_id.is_empty() {
                true => &known,
                false => &typed.client_id,
            };
            views::register(asker, &terms, &trip, &redirect, typed, wrong)
        }
    };
    Ok(sheet(desk, asker, visitor, &title, body))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Registration {
    client_id: String,
    client_secret: String,
}

/// Keeps the registration and goes on.
async fn register(
    State(desk): State<Desk>,
    asker: Asker,
    visitor: Visitor,
    Named(id): Named<i64>,
    Form(typed): Form<Registration>,
) -> Result<Response, Problem> {
    let trip = deeds::under_way(&desk, &asker, id).await?;
    let (client, secret) = (typed.client_id.trim(), typed.client_secret.trim());
    let words = asker.words();
    let mut wrong = Vec::new();
    if client.is_empty() || client.len() > 500 || client.contains(char::is_whitespace) {
        wrong.push(("client_id", t!(words, "consents-no-client-id")));
    }
    if secret.len() > 1000 || secret.contains(char::is_whitespace) {
        wrong.push(("client_secret", t!(words, "consents-wrong-secret")));
    }
    if !wrong.is_empty() {
        let shown = on(&desk, &asker, &visitor, id, true, &typed, &wrong).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
    }
    let sealed = (!secret.is_empty()).then(|| desk.keys.seal(secret));
    let (client, actor, now) = (client.to_owned(), asker.actor(), desk.now());
    desk.db
        .write(move |tx| {
            let of = trip.provider;
            store::keep_client(tx, of, &client, sealed.as_deref(), now)?;
            let object = format!("provider:{}", of.word());
            team::store::audit(tx, now, &actor, "consent-register", &object)
        })
        .await
        .doing(|| "keeping the registration at a provider")?;
    Ok(see_other(&format!("/consents/{id}")))
}

/// `GET /consents/back`: what a provider answered, with one press to take it.
/// Looking at it changes nothing.
async fn back(
    State(desk): State<Desk>,
    asker: Asker,
    visitor: Visitor,
    Asked(answer): Asked<Answer>,
) -> Result<Markup, Problem> {
    let trip = deeds::trip_of(&desk, &asker, &answer).await?;
    let terms = deeds::terms(&desk, trip.provider)
        .ok_or_else(|| Problem::not_found("provider", trip.provider.word()))?;
    let title = t!(
        asker.words(),
        "consents-back",
        provider = terms.name.as_str()
    );
    let body = views::back(&asker, &terms, &trip, &answer);
    Ok(sheet(&desk, &asker, &visitor, &title, body))
}

/// Takes it, for a mailbox that is there already. (The set-up takes its own.)
async fn take(
    State(desk): State<Desk>,
    asker: Asker,
    Form(answer): Form<Answer>,
) -> Result<Response, Problem> {
    let back = deeds::come_back(&desk, &asker, asker.words(), &answer).await?;
    let Some(id) = back.mailbox else {
        return Err(Problem::not_found("mailbox", ""));
    };
    match back.consent {
        Ok(_) => Ok(see_other(&format!(
            "/settings/mailboxes/{id}/consent?given"
        ))),
        Err(said) => {
            let shown = about(&desk, &asker, id, false, Some(&said)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
    }
}
