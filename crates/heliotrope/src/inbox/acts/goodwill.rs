//! Giving, asking for more, saying that the limit is reached.

use super::write::moment;
use crate::cases::deeds::{self, Asking, Sent, Wish};
use crate::cases::views::Typed;
use crate::goodwill::{self, Kind, views};
use crate::kit::At;
use crate::kit::money::{Currency, Money};
use crate::web::{Answer, Asker, Desk, Once, Problem};
use ::store::Tx;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
pub struct Giving {
    /// give, give_left, ask, limit, withdraw
    act: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    kind: String,
    need: Option<i64>,
    cause: Option<i64>,
    #[serde(default)]
    until: String,
    #[serde(default)]
    until_at: String,
    #[serde(default)]
    reply: String,
}

impl Giving {
    fn wish(&self, asker: &Asker, currency: Currency) -> Result<Wish, Problem> {
        Ok(Wish {
            need: self.need,
            cause: self.cause,
            kind: self.kind.parse().unwrap_or(Kind::Credit),
            amount: Money::read_some(&self.amount, asker.lang, currency)
                .map_err(|wrong| Problem::amount(&wrong, asker.words()))?,
        })
    }

    fn typed(&self) -> views::Typed {
        views::Typed {
            amount: self.amount.clone(),
            kind: self.kind.clone(),
            need: self.need,
            reply: self.reply.clone(),
            ..views::Typed::default()
        }
    }
}

/// Refused, the case page comes back with the form open and what was typed.
pub async fn goodwill(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    once: Once,
    Form(form): Form<Giving>,
) -> Result<Response, Problem> {
    let now = desk.now();
    if form.act == "limit" {
        let typed = views::Typed {
            limit: true,
            ..form.typed()
        };
        return shown(&desk, &asker, number, typed, StatusCode::OK).await;
    }
    let (me, wanted) = (asker.clone(), form.clone());
    let default_server = desk.config.smtp.is_some();
    let done = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                act(tx, &me, number, &wanted, default_server, now)
            })
        })
        .await;
    let problem = match done {
        Ok(answer) => return Ok(answer.into_response()),
        Err(problem) => problem,
    };
    if problem.is_failure() || problem.status == StatusCode::NOT_FOUND {
        return Err(problem.doing(format!("giving in case {number}")));
    }
    let mut typed = form.typed();
    // Beyond the limit stand the three ways; whatever else is wrong is said.
    let over = problem.code == "limit";
    if over || form.act == "ask" {
        typed.over = amount(&desk, &asker, &form).await?;
    }
    typed.error = (!over).then(|| problem.detail(asker.words()));
    shown(&desk, &asker, number, typed, problem.status).await
}

fn act(
    tx: &mut Tx<'_>,
    me: &Asker,
    number: i64,
    form: &Giving,
    default_server: bool,
    now: At,
) -> Result<Answer, Problem> {
    if form.act == "withdraw" {
        deeds::withdraw_ask(tx, me, number, now)?;
        return Ok(Answer::see(format!("/cases/{number}#write")));
    }
    let case = deeds::find(tx, me, number)?;
    let (left, currency) = deeds::goodwill_left(tx, &case, me.role, now)?;
    let mut wish = form.wish(me, currency)?;
    match form.act.as_str() {
        "give" => {}
        "give_left" => wish.amount = left.map_or(wish.amount, |l| l.left),
        "ask" => {
            let asking = Asking {
                wish,
                until: moment(
                    if form.until == "at" {
                        &form.until_at
                    } else {
                        &form.until
                    },
                    me,
                )?,
                reply: form.reply.clone(),
                seen_event: None,
                undo_seconds: me.undo_seconds,
                default_server,
            };
            let (_, sent) = deeds::ask(tx, me, number, &asking, now)?;
            return Ok(Answer::see(match sent {
                Sent::Left(written) => format!("/cases/{number}?sent={}", written.message),
                Sent::Waits => format!("/cases/{number}#write"),
            }));
        }
        _ => {
            return Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "act",
                "goodwill-no-such-act",
            ));
        }
    }
    deeds::give(tx, me, number, &wish, now)?;
    Ok(Answer::see(format!("/cases/{number}")))
}

/// What was asked for, in the currency of the budgets.
async fn amount(desk: &Desk, asker: &Asker, form: &Giving) -> Result<Option<Money>, Problem> {
    let budgets = desk.db.read(goodwill::store::budgets).await?;
    let currency = budgets.first().map_or(Currency::EUR, |b| b.limit.currency);
    Ok(Money::read_some(&form.amount, asker.lang, currency).ok())
}

async fn shown(
    desk: &Desk,
    asker: &Asker,
    number: i64,
    goodwill: views::Typed,
    status: StatusCode,
) -> Result<Response, Problem> {
    let typed = Typed {
        goodwill,
        ..Typed::default()
    };
    let body = super::pages::workspace(desk, asker, number, super::Asked::default(), typed).await?;
    Ok((status, body).into_response())
}
