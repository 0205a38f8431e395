//! Who else a case is about: a page of plain forms.

use crate::cases::rules::Part;
use crate::cases::views::{self, Eye, People};
use crate::cases::{self, deeds};
use crate::needs::{self, Need};
use crate::people;
use crate::web::{Answer, Asker, Desk, Doing, Form, Named, Once, PageContext, Problem, page};
use ::store::Tx;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    act: String,
    person: i64,
    address: String,
    name: String,
    role: String,
    text: String,
    /// With "give": the need that is theirs.
    need: i64,
    /// With "tell": needs of theirs that the letter meets.
    settles: Vec<i64>,
}

pub async fn people(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Response, Problem> {
    show(&desk, &asker, number, &Fields::default(), None).await
}

async fn show(
    desk: &Desk,
    asker: &Asker,
    number: i64,
    typed: &Fields,
    wrong: Option<&Problem>,
) -> Result<Response, Problem> {
    let found = desk
        .db
        .read(move |tx| read(tx, number))
        .await
        .doing(|| format!("reading the people of case {number}"))?;
    let words = asker.words();
    let said = wrong.map(|w| w.detail(words));
    let shown = People {
        case: number,
        subject: &found.0.subject,
        asks: &found.1,
        others: &found.2,
        needs: &found.3,
        settles: &typed.settles,
        need: typed.need,
        act: &typed.act,
        person: typed.person,
        address: &typed.address,
        name: &typed.name,
        role: &typed.role,
        text: &typed.text,
        wrong: said.as_deref(),
    };
    let context = PageContext::of(desk, asker, "");
    let body = views::people(&shown, Eye::of(asker, desk.now()));
    let title = crate::t!(words, "cases-people-title", case = number.to_string());
    let status = wrong.map_or(StatusCode::OK, |w| w.status);
    Ok((status, page(&context, &title, body)).into_response())
}

type Found = (
    cases::Case,
    people::Person,
    Vec<(people::Person, Part)>,
    Vec<Need>,
);

fn read(tx: &mut Tx<'_>, number: i64) -> Result<Found, Problem> {
    let case = cases::store::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
    let asks = people::store::find(tx, case.person)?
        .ok_or_else(|| Problem::not_found("person", case.person))?;
    let mut others = Vec::new();
    for (person, role, _) in cases::store::others(tx, number)? {
        let known = people::store::find(tx, person)?;
        if let (Some(known), Ok(part)) = (known, role.parse()) {
            others.push((known, part));
        }
    }
    let needs = needs::store::of_case(tx, number)?;
    Ok((case, asks, others, needs))
}

/// Takes somebody in, changes what they have to do with it, takes them out, or
/// writes to them alone.
pub async fn change_people(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let default_server = desk.config.smtp.is_some();
    let (me, wanted) = (asker.clone(), fields.clone());
    let done = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                act(tx, &me, number, &wanted, default_server, now)
            })
        })
        .await;
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) if problem.is_failure() || problem.status == StatusCode::NOT_FOUND => {
            Err(problem.doing(format!("changing the people of case {number}")))
        }
        Err(problem) => show(&desk, &asker, number, &fields, Some(&problem)).await,
    }
}

fn act(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    fields: &Fields,
    default_server: bool,
    now: crate::kit::At,
) -> Result<Answer, Problem> {
    let here = Answer::see(format!("/cases/{number}/people"));
    match fields.act.as_str() {
        "remove" => deeds::take_out(tx, asker, number, fields.person, now)?,
        "need" => {
            let wish = deeds::Wanted {
                person: Some(fields.person),
                by_hand: true,
                ..deeds::Wanted::typed(fields.text.trim())
            };
            deeds::add_need(tx, asker, number, &wish, now)?;
        }
        "give" => {
            let to = (Some(fields.person), fields.text.as_str());
            deeds::give_need(tx, asker, number, fields.need, to, now)?;
        }
        "tell" => {
            let aside = deeds::Aside {
                person: fields.person,
                words: fields.text.replace("\r\n", "\n"),
                settles: fields.settles.clone(),
                undo_seconds: asker.undo_seconds,
                default_server,
            };
            let message = deeds::tell_aside(tx, asker, number, &aside, now)?;
            return Ok(Answer::see(format!("/cases/{number}?sent={message}")));
        }
        _ => {
            let part: Part = fields.role.parse().map_err(|_| {
                Problem::refuse(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "role",
                    "cases-people-no-role",
                )
            })?;
            deeds::take_in(tx, asker, number, &fields.address, &fields.name, part, now)?;
        }
    }
    Ok(here)
}
