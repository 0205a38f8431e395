//! `/setup/mailbox`: the second page, and the way to add one more later.

use axum::Form;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use maud::Markup;

use super::own_sheet;
use crate::mailboxes::rules::Wrong;
use crate::setup::deeds::{self, Tried};
use crate::setup::discover::{self, Found};
use crate::setup::rules::{Mailbox, Reach, Wanted, reach};
use crate::setup::views::mailbox as views;
use crate::t;
use crate::team::By;
use crate::web::{Answer, Asker, Desk, Doing, Once, Problem, Visitor};

/// What came of a press, for the page that is shown again.
#[derive(Default)]
pub struct Outcome {
    pub wrong: Vec<Wrong>,
    pub found: Option<Found>,
    pub tried: Option<(Wanted, Tried)>,
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

pub async fn take(
    State(desk): State<Desk>,
    asker: Asker,
    visitor: Visitor,
    once: Once,
    Form(mut typed): Form<Mailbox>,
) -> Result<Response, Problem> {
    let words = asker.words();
    let password = match typed.password.is_empty() {
        true => desk.keys.open(&typed.kept).unwrap_or_default(),
        false => std::mem::take(&mut typed.password),
    };
    typed.kept = match password.is_empty() {
        true => String::new(),
        false => desk.keys.seal(&password),
    };
    let house = desk.config.smtp.is_some();
    let again = |typed: &Mailbox, outcome: &Outcome| {
        let body = views::mailbox(&asker, typed, outcome, None, house);
        let shown = own_sheet(&desk, &asker, &visitor, &t!(words, "setup-title"), body);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
    };
    let by_consent = typed.deed == "save";
    let wrong = typed.wrong_at_first(!password.is_empty() || by_consent);
    if !wrong.is_empty() {
        return again(
            &typed,
            &Outcome {
                wrong,
                ..Outcome::default()
            },
        );
    }
    let mut outcome = Outcome::default();
    if typed.names_no_server() {
        let asker = discover::Asker::of(&desk.config).doing(|| "asking for servers")?;
        let found = asker.find(&typed.address()).await;
        typed = typed.with(&found);
        let look = found.look_first || found.provider.is_some() || !found.is_whole();
        outcome.found = Some(found);
        if look {
            return again(&typed, &outcome);
        }
    }
    let wanted = match typed.read(house) {
        Ok(wanted) => wanted,
        Err(wrong) => return again(&typed, &Outcome { wrong, ..outcome }),
    };
    if typed.deed != "save" {
        let tried = deeds::try_mailbox(&desk, &wanted, &password, words).await;
        tracing::info!(well = tried.is_well(), "Tried a mailbox");
        outcome.tried = Some((wanted.clone(), tried));
        if !outcome
            .tried
            .as_ref()
            .is_some_and(|(_, tried)| tried.is_well())
        {
            return again(&typed, &outcome);
        }
    }
    let zone = asker.zone.iana_name().unwrap_or("UTC").to_owned();
    let new = deeds::mailbox(&desk, &wanted, &password, asker.lang, &zone);
    let tried = outcome.tried.take().map(|(_, tried)| tried);
    let (agent, now) = (asker.agent, desk.now());
    let kept = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let by = By::Agent(agent);
                let id = deeds::keep_mailbox(tx, &new, tried.as_ref(), agent, by, now)?;
                Ok(Answer::see(format!("/setup/our-word/{id}")))
            })
        })
        .await;
    match kept {
        Ok(answer) => Ok(answer.into_response()),
        Err(refused) if refused.code == "taken" => {
            let wrong = vec![Wrong::new("address", "mailboxes-taken")];
            again(
                &typed,
                &Outcome {
                    wrong,
                    ..Outcome::default()
                },
            )
        }
        Err(failed) => Err(failed.doing("keeping a mailbox")),
    }
}
