//! `/setup/mailbox`: the second page, and the way to add one more later.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use maud::Markup;

use super::own_sheet;
use crate::consents::deeds::{Answer, Leaving};
use crate::consents::{self, Provider, Shut, Terms};
use crate::mailboxes;
use crate::mailboxes::rules::Wrong;
use crate::setup::deeds::{self, Opens, Tried};
use crate::setup::discover::{self, Found};
use crate::setup::rules::{Mailbox, Reach, Wanted, reach};
use crate::setup::views::mailbox as views;
use crate::t;
use crate::team::By;
use crate::web::{Asker, Desk, Doing, Form, Once, Problem, Visitor, see_other};

/// What came of a press, for the page that is shown again.
#[derive(Default)]
pub struct Outcome {
    pub wrong: Vec<Wrong>,
    pub found: Option<Found>,
    pub tried: Option<(Wanted, Tried)>,
    /// Who can let this mailbox in by consent.
    pub offer: Option<Terms>,
    /// This desk is registered there already.
    pub registered: bool,
    /// Why a provider gave no consent.
    pub declined: Option<String>,
}

impl Outcome {
    fn wrong(wrong: Vec<Wrong>) -> Outcome {
        Outcome {
            wrong,
            ..Outcome::default()
        }
    }
}

pub async fn show(State(desk): State<Desk>, asker: Asker, visitor: Visitor, uri: Uri) -> Markup {
    let words = asker.words();
    let led = uri.query() == Some("reach");
    let far = desk.public_url().as_ref().map_or(Reach::Machine, reach);
    let said = deeds::said_of(far)
        .filter(|_| led)
        .map(|key| words.say(key));
    let outcome = Outcome::default();
    let body = views::mailbox(
        &asker,
        &Mailbox::default(),
        &outcome,
        said,
        desk.config.smtp.is_some(),
    );
    own_sheet(&desk, &asker, &visitor, &t!(words, "setup-title"), body)
}

/// What comes with a press: the form, or what a provider answered.
#[derive(serde::Deserialize)]
pub struct Press {
    #[serde(flatten)]
    typed: Mailbox,
    #[serde(flatten)]
    answer: Answer,
}

pub async fn take(
    State(desk): State<Desk>,
    asker: Asker,
    visitor: Visitor,
    once: Once,
    Form(press): Form<Press>,
) -> Result<Response, Problem> {
    let words = asker.words();
    let again = async |typed: &Mailbox, mut outcome: Outcome| {
        let found = outcome.found.as_ref().and_then(|f| f.provider);
        outcome.offer = consents::deeds::provider_of(&desk, &typed.imap_host)
            .or_else(|| consents::deeds::terms(&desk, found?));
        if let Some(terms) = &outcome.offer {
            outcome.registered = consents::deeds::is_registered(&desk, terms.provider).await;
        }
        let body = views::mailbox(&asker, typed, &outcome, None, desk.config.smtp.is_some());
        let shown = own_sheet(&desk, &asker, &visitor, &t!(words, "setup-title"), body);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
    };
    let mut typed = press.typed;
    if typed.deed == "back" {
        match came_back(&desk, &asker, &press.answer).await? {
            (back, None) => typed = back,
            (back, declined) => {
                let outcome = Outcome {
                    declined,
                    ..Outcome::default()
                };
                return again(&back, outcome).await;
            }
        }
    }
    let password = password(&desk, &mut typed);
    // "google", or "google-anew" to enter another registration first.
    let (word, anew) = match typed.deed.strip_suffix("-anew") {
        Some(word) => (word, true),
        None => (typed.deed.as_str(), false),
    };
    let leaves = Provider::of_word(word);
    // Whom a consent or nobody lets in has no password; who is to be found by
    // the address may turn out to be such a one.
    let may_lack = leaves.is_some() || typed.deed == "save" || typed.names_no_server();
    let opened = !password.is_empty() || !typed.consent.is_empty();
    let wrong = typed.wrong_at_first(opened || may_lack);
    if !wrong.is_empty() {
        return again(&typed, Outcome::wrong(wrong)).await;
    }
    if let Some(provider) = leaves {
        return set_out(&desk, &asker, provider, anew, typed).await;
    }
    let mut outcome = Outcome::default();
    if typed.names_no_server() {
        let asker = discover::Asker::of(&desk.config).doing(|| "asking for servers")?;
        let found = asker.find(&typed.address()).await;
        typed = typed.with(&found);
        let look = found.look_first || found.provider.is_some() || !found.is_whole();
        outcome.found = Some(found);
        if look {
            return again(&typed, outcome).await;
        }
        if !opened && typed.deed != "save" {
            // Who is offered a sign-in by consent has nothing wrong.
            if consents::deeds::provider_of(&desk, &typed.imap_host).is_none() {
                outcome.wrong = typed.wrong_at_first(false);
            }
            return again(&typed, outcome).await;
        }
    }
    let wanted = match typed.read(desk.config.smtp.is_some()) {
        Ok(wanted) => wanted,
        Err(wrong) => return again(&typed, Outcome { wrong, ..outcome }).await,
    };
    let (opens, consent) = match opens(&desk, &typed, password).await {
        Ok(opens) => opens,
        Err(why) => {
            outcome.declined = Some(why.sentence(words));
            return again(&typed, outcome).await;
        }
    };
    let mut tried = None;
    if typed.deed != "save" {
        let now = deeds::try_mailbox(&desk, &wanted, &opens, words).await;
        tracing::info!(well = now.is_well(), "Tried a mailbox");
        if !now.is_well() {
            outcome.tried = Some((wanted, now));
            return again(&typed, outcome).await;
        }
        tried = Some(now);
    }
    let zone = asker.zone.iana_name().unwrap_or("UTC").to_owned();
    let new = deeds::mailbox(&desk, &wanted, &opens, asker.lang, &zone);
    match keep(&desk, &asker, once, new, tried, consent).await {
        Ok(answer) => Ok(answer.into_response()),
        Err(refused) if refused.code == "taken" => {
            let wrong = vec![Wrong::new("address", "mailboxes-taken")];
            again(&typed, Outcome::wrong(wrong)).await
        }
        Err(failed) => Err(failed.doing("keeping a mailbox")),
    }
}

/// The password as it was typed now, or on an earlier press. One that is typed
/// takes the place of a consent.
fn password(desk: &Desk, typed: &mut Mailbox) -> String {
    let password = match typed.password.is_empty() {
        true => desk.keys.open(&typed.kept).unwrap_or_default(),
        false => {
            typed.consent.clear();
            std::mem::take(&mut typed.password)
        }
    };
    typed.kept = match password.is_empty() {
        true => String::new(),
        false => desk.keys.seal(&password),
    };
    password
}

/// On to a provider; what was typed waits here.
async fn set_out(
    desk: &Desk,
    asker: &Asker,
    provider: Provider,
    anew: bool,
    typed: Mailbox,
) -> Result<Response, Problem> {
    let terms = consents::deeds::terms(desk, provider)
        .ok_or_else(|| Problem::not_found("provider", provider.word()))?;
    let typed = typed.at(&terms);
    let form = serde_json::to_string(&typed).map_err(anyhow::Error::from)?;
    let account = match typed.imap_user.trim() {
        "" => typed.address(),
        user => user.to_owned(),
    };
    let leaving = Leaving {
        provider,
        anew,
        mailbox: None,
        account: &account,
        form: &form,
    };
    let path = consents::deeds::set_out(desk, asker, leaving).await?;
    Ok(see_other(&path))
}

/// Somebody came back from a provider: what they had typed, with the consent
/// or why there is none.
async fn came_back(
    desk: &Desk,
    asker: &Asker,
    answer: &Answer,
) -> Result<(Mailbox, Option<String>), Problem> {
    let back = consents::deeds::come_back(desk, asker, asker.words(), answer).await?;
    if back.mailbox.is_some() {
        return Err(Problem::not_found("trip", ""));
    }
    let mut typed: Mailbox = serde_json::from_str(&back.form).map_err(anyhow::Error::from)?;
    typed.deed = "try".to_owned();
    Ok(match back.consent {
        Ok(id) => {
            typed.kept.clear();
            typed.consent = desk.keys.seal(&format!("{CONSENT}{id}"));
            (typed, None)
        }
        Err(said) => (typed, Some(said)),
    })
}

/// What stands before the number of a consent, so that nothing else that was
/// sealed can be taken for one.
const CONSENT: &str = "consent ";

/// What opens the mailbox, and the consent when that is it.
async fn opens(
    desk: &Desk,
    typed: &Mailbox,
    password: String,
) -> Result<(Opens, Option<i64>), Shut> {
    let opened = desk.keys.open(&typed.consent).unwrap_or_default();
    let consent = opened.strip_prefix(CONSENT).and_then(|id| id.parse().ok());
    match consent {
        Some(id) => {
            let access = consents::deeds::access_of(desk, id).await?;
            Ok((Opens::Consent(access), Some(id)))
        }
        None => Ok((Opens::Password(password), None)),
    }
}

async fn keep(
    desk: &Desk,
    asker: &Asker,
    once: Once,
    new: mailboxes::store::Wanted,
    tried: Option<Tried>,
    consent: Option<i64>,
) -> Result<crate::web::Answer, Problem> {
    let (agent, now) = (asker.agent, desk.now());
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let whose = (agent, By::Agent(agent));
                let id = deeds::keep_mailbox(tx, &new, tried.as_ref(), consent, whose, now)?;
                Ok(crate::web::Answer::see(format!("/setup/our-word/{id}")))
            })
        })
        .await
}
