//! Giving, asking for more, taking back, saying that the limit is reached.

use super::write::moment;
use super::{again, refused};
use crate::cases::deeds::{self, Asking, Sent, Wish};
use crate::cases::views::Typed;
use crate::goodwill::{self, Kind};
use crate::kit::At;
use crate::kit::money::{Currency, Money};
use crate::messages;
use crate::needs;
use crate::web::{Answer, Asker, Desk, Doing, Filled, Form, Named, Once, Problem};
use ::store::Tx;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Giving {
    /// give, give_left, ask, limit, withdraw, take_back
    act: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    kind: String,
    need: Option<i64>,
    /// What went wrong: a few letters of its name.
    #[serde(default)]
    cause: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    until_at: String,
    #[serde(default)]
    reply: String,
    /// With take_back: which one.
    gift: Option<i64>,
}

impl Giving {
    fn wish(&self, asker: &Asker, currency: Currency, cause: Option<i64>) -> Result<Wish, Problem> {
        let kind = match self.kind.as_str() {
            "" => Ok(Kind::Credit),
            word => word.parse().map_err(|_| {
                Problem::refuse(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "kind",
                    "goodwill-no-such-kind",
                )
                .beside("kind")
            }),
        };
        Ok(Wish {
            need: self.need,
            cause,
            kind: kind?,
            amount: Money::read_some(&self.amount, asker.lang, currency)
                .map_err(|wrong| Problem::amount(&wrong, asker.words()))?,
        })
    }
}

/// Refused, the case page comes back with the form open and what was typed.
pub async fn goodwill(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    once: Once,
    Form(form): Form<Giving>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let (me, wanted) = (asker.clone(), form.clone());
    let default_server = desk.config.smtp.is_some();
    let done = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                act(tx, &me, number, &wanted, default_server, now)
            })
        })
        .await
        .doing(|| format!("giving in case {number}"));
    let problem = match done {
        Ok(answer) => return Ok(answer.into_response()),
        Err(problem) => problem,
    };
    match (form.act.as_str(), problem.code) {
        // These have no field of their own.
        ("withdraw" | "take_back" | "limit", _) => {
            refused(&desk, &asker, number, Typed::default(), false, problem).await
        }
        (_, "limit") => {
            over(
                &desk,
                &asker,
                number,
                &form,
                Filled::of("give", &form, "", String::new()),
                problem,
            )
            .await
        }
        ("ask", _) if !problem.is_failure() && problem.status != StatusCode::NOT_FOUND => {
            let field = problem.field().unwrap_or("amount").to_owned();
            let said = problem.detail(asker.words());
            let filled = Filled::of("give", &form, &field, said);
            over(&desk, &asker, number, &form, filled, problem).await
        }
        _ => again(&desk, &asker, number, ("give", &form, "amount"), problem).await,
    }
}

/// Beyond the limit stand the three ways, below what was typed.
async fn over(
    desk: &Desk,
    asker: &Asker,
    number: i64,
    form: &Giving,
    filled: Filled,
    problem: Problem,
) -> Result<Response, Problem> {
    let budgets = desk.db.read(goodwill::store::budgets).await?;
    let currency = budgets.first().map_or(Currency::EUR, |b| b.limit.currency);
    let typed = Typed {
        over: Money::read_some(&form.amount, asker.lang, currency).ok(),
        filled,
        ..Typed::default()
    };
    let body = super::pages::workspace(desk, asker, number, super::Asked::default(), typed).await?;
    Ok((problem.status, body).into_response())
}

/// "The limit is reached" is an honest no, and its form is the only one.
fn limit(tx: &mut Tx<'_>, me: &Asker, number: i64, form: &Giving) -> Result<Answer, Problem> {
    deeds::find(tx, me, number)?;
    let needs = needs::store::of_case(tx, number)?;
    let open = || needs.iter().filter(|n| n.is_open() && n.is_theirs());
    let need = open().find(|n| Some(n.id) == form.need).or(open().next());
    match need {
        Some(need) => Ok(Answer::see(format!(
            "/cases/{number}?no={}&why=limit#no-ask",
            need.id
        ))),
        None => Err(Problem::refuse(
            StatusCode::CONFLICT,
            "no-need",
            "goodwill-limit-no-need",
        )),
    }
}

/// What went wrong, by a few letters of its name; it is set on the case with it.
fn cause(
    tx: &mut Tx<'_>,
    me: &Asker,
    number: i64,
    typed: &str,
    now: At,
) -> Result<Option<i64>, Problem> {
    match typed.trim() {
        "" => Ok(None),
        letters => deeds::set_cause(tx, me, number, letters, now)
            .map(Some)
            .map_err(|wrong| wrong.beside("cause")),
    }
}

fn act(
    tx: &mut Tx<'_>,
    me: &Asker,
    number: i64,
    form: &Giving,
    default_server: bool,
    now: At,
) -> Result<Answer, Problem> {
    match form.act.as_str() {
        "withdraw" => {
            deeds::withdraw_ask(tx, me, number, now)?;
            return Ok(Answer::see(format!("/cases/{number}#write")));
        }
        "take_back" => {
            let gift = form.gift.ok_or_else(no_such_act)?;
            deeds::take_gift_back(tx, me, number, gift, now)?;
            return Ok(Answer::see(format!("/cases/{number}#p-goodwill")));
        }
        "limit" => return limit(tx, me, number, form),
        "give" | "give_left" | "ask" => {}
        _ => return Err(no_such_act()),
    }
    let case = deeds::find(tx, me, number)?;
    let (left, currency) = deeds::goodwill_left(tx, &case, me.role, now)?;
    let cause = cause(tx, me, number, &form.cause, now)?;
    let mut wish = form.wish(me, currency, cause)?;
    if form.act == "ask" {
        let until = match form.until.as_str() {
            "at" => &form.until_at,
            local => local,
        };
        let asking = Asking {
            wish,
            until: moment(until, me).map_err(|wrong| wrong.beside("until"))?,
            reply: form.reply.clone(),
            seen_event: None,
            undo_seconds: me.undo_seconds,
            default_server,
        };
        // What waits now with the question is no draft any more.
        let draft = messages::store::draft(tx, number, me.agent, messages::Kind::Reply)?;
        let waits = form.reply.replace("\r\n", "\n");
        if draft.is_some_and(|(_, words, _)| waits.contains(words.trim())) {
            messages::store::drop_draft(tx, number, me.agent, messages::Kind::Reply)?;
        }
        let (_, sent) =
            deeds::ask(tx, me, number, &asking, now).map_err(|wrong| match wrong.code {
                "past" => wrong.beside("until"),
                _ => wrong,
            })?;
        return Ok(Answer::see(match sent {
            Sent::Left(written) => format!("/cases/{number}?sent={}", written.message),
            Sent::Waits => format!("/cases/{number}#write"),
        }));
    }
    if form.act == "give_left" {
        wish.amount = left.map_or(wish.amount, |l| l.left);
    }
    deeds::give(tx, me, number, &wish, now)?;
    Ok(Answer::see(format!("/cases/{number}")))
}

fn no_such_act() -> Problem {
    Problem::refuse(
        StatusCode::UNPROCESSABLE_ENTITY,
        "act",
        "goodwill-no-such-act",
    )
}
