//! Goodwill: given, asked for, answered. Amounts are minor units.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::deeds::{self, Answered, Asking, Wish};
use super::apologies::{HintJson, hints_json};
use super::messages::Conflict;
use super::{deed, to_json};
use crate::goodwill::api::currency;
use crate::goodwill::{self, Ask, Gift, Kind};
use crate::kit::At;
use crate::kit::money::Money;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};
use ::store::Tx;

/// What was given beyond what we owe.
#[derive(Serialize, ToSchema)]
pub struct GoodwillJson {
    id: i64,
    case: i64,
    kind: Kind,
    /// Minor units: 1500 of EUR is €15.
    amount: i64,
    currency: String,
    #[schema(required = true)]
    need: Option<i64>,
    #[schema(required = true)]
    cause: Option<i64>,
    #[schema(value_type = String, format = DateTime)]
    at: At,
}

impl From<Gift> for GoodwillJson {
    fn from(gift: Gift) -> GoodwillJson {
        GoodwillJson {
            id: gift.id,
            case: gift.case,
            kind: gift.kind,
            amount: gift.amount.minor,
            currency: gift.amount.currency.code().to_owned(),
            need: gift.need,
            cause: gift.cause,
            at: gift.at,
        }
    }
}

/// A question to the lead.
#[derive(Serialize, ToSchema)]
pub struct AskJson {
    id: i64,
    case: i64,
    kind: Kind,
    amount: i64,
    currency: String,
    /// Who asked, by name.
    by: String,
    #[schema(value_type = String, format = DateTime)]
    at: At,
    /// The letter that waits for the answer; null: none does.
    #[schema(required = true)]
    reply: Option<String>,
    /// What is asked about that letter before it leaves: hollow phrases, each once.
    hints: Vec<HintJson>,
    /// Null: nobody has answered.
    #[schema(required = true, pattern = "^(yes|no|withdrawn)$")]
    answer: Option<String>,
    #[schema(required = true)]
    answered_by: Option<String>,
}

fn ask_json(tx: &mut Tx<'_>, ask: Ask) -> Result<AskJson, Problem> {
    let hints = match ask.answer.is_none() && !ask.reply.is_empty() {
        true => hints_json(tx, ask.case, &ask.reply)?,
        false => Vec::new(),
    };
    Ok(AskJson {
        id: ask.id,
        case: ask.case,
        kind: ask.kind,
        amount: ask.amount.minor,
        currency: ask.amount.currency.code().to_owned(),
        by: ask.asker,
        at: ask.asked_at,
        reply: Some(ask.reply).filter(|r| !r.is_empty()),
        hints,
        answer: ask.answer,
        answered_by: ask.answered_by,
    })
}

#[derive(Serialize, ToSchema)]
pub struct CaseGoodwill {
    /// Minor units that you may give without asking; null: no budget counts here.
    #[schema(required = true)]
    left: Option<i64>,
    currency: String,
    given: Vec<GoodwillJson>,
    /// To the same person in other cases, newest first: to know, never a reason.
    earlier: Vec<GoodwillJson>,
    /// The question that nobody has answered.
    #[schema(required = true)]
    ask: Option<AskJson>,
}

fn case_goodwill(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    now: At,
) -> Result<CaseGoodwill, Problem> {
    let case =
        super::super::store::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
    let (left, currency) = deeds::goodwill_left(tx, &case, asker.role, now)?;
    let given = goodwill::store::of_case(tx, number)?;
    let earlier = goodwill::store::earlier(tx, case.person, number, 100)?;
    Ok(CaseGoodwill {
        left: left.map(|l| l.left.minor),
        currency: currency.code().to_owned(),
        given: given.into_iter().map(Into::into).collect(),
        earlier: earlier.into_iter().map(Into::into).collect(),
        ask: match goodwill::store::ask_in(tx, number)? {
            Some(ask) => Some(ask_json(tx, ask)?),
            None => None,
        },
    })
}

/// What was given in a case, and what may still be.
#[utoipa::path(get, path = "/api/v1/cases/{number}/goodwill", tag = "goodwill", operation_id = "goodwill",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = CaseGoodwill)))]
pub async fn read(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<CaseGoodwill>, Problem> {
    let now = desk.now();
    desk.db
        .read(move |tx| case_goodwill(tx, &asker, number, now))
        .await
        .doing(|| format!("reading the goodwill of case {number}"))
        .map(Json)
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGoodwill {
    /// Minor units.
    amount: i64,
    /// ISO 4217, that of the budgets.
    currency: String,
    kind: Kind,
    /// For which need.
    need: Option<i64>,
    /// What went wrong.
    cause: Option<i64>,
}

impl NewGoodwill {
    fn wish(&self) -> Result<Wish, Problem> {
        Ok(Wish {
            need: self.need,
            cause: self.cause,
            kind: self.kind,
            amount: Money::of(self.amount, currency(&self.currency)?),
        })
    }
}

/// Gives, inside the limit; beyond it nothing is given, and the answer names what is left.
#[utoipa::path(post, path = "/api/v1/cases/{number}/goodwill", tag = "goodwill", operation_id = "give_goodwill",
    params(("number" = i64, Path, description = "The case")),
    request_body = NewGoodwill,
    responses((status = 201, body = GoodwillJson), (status = 409, body = Conflict)))]
pub async fn give(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewGoodwill>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let wish = new.wish()?;
    deed(&desk, once, number, move |tx| {
        to_json(&GoodwillJson::from(deeds::give(
            tx, &asker, number, &wish, now,
        )?))
    })
    .await
}

/// What is given in a case.
#[derive(Serialize, ToSchema)]
pub struct Gifts {
    items: Vec<GoodwillJson>,
}

/// Takes back what the person has not heard of yet: it counts in no budget any
/// more and stays on the record. Once a letter left, it stays given.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/goodwill/{id}", tag = "goodwill",
    operation_id = "take_goodwill_back",
    params(("number" = i64, Path, description = "The case"), ("id" = i64, Path, description = "What was given")),
    responses((status = 200, body = Gifts), (status = 409, body = Conflict)))]
pub async fn take_back(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, id)): Named<(i64, i64)>,
) -> Result<Json<Gifts>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::take_gift_back(tx, &asker, number, id, now)?;
            let left = goodwill::store::of_case(tx, number)?;
            Ok::<_, Problem>(Gifts {
                items: left.into_iter().map(Into::into).collect(),
            })
        })
        .await
        .doing(|| format!("taking back gift {id} of case {number}"))
        .map(Json)
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAsk {
    amount: i64,
    currency: String,
    kind: Kind,
    need: Option<i64>,
    cause: Option<i64>,
    /// The person hears at once that they will know by then.
    #[schema(value_type = String, format = DateTime)]
    until: At,
    /// The letter that leaves when the answer is yes.
    reply: Option<String>,
}

/// Asks the lead for more than may be given. The person is told by when they will know.
#[utoipa::path(post, path = "/api/v1/cases/{number}/goodwill/asks", tag = "goodwill", operation_id = "ask_goodwill",
    params(("number" = i64, Path, description = "The case")),
    request_body = NewAsk,
    responses((status = 201, body = AskJson), (status = 409, body = Conflict)))]
pub async fn ask(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewAsk>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let given = NewGoodwill {
        amount: new.amount,
        currency: new.currency,
        kind: new.kind,
        need: new.need,
        cause: new.cause,
    };
    let asking = Asking {
        wish: given.wish()?,
        until: new.until,
        reply: new.reply.unwrap_or_default(),
        seen_event: None,
        undo_seconds: 0,
        default_server: desk.config.smtp.is_some(),
    };
    deed(&desk, once, number, move |tx| {
        let (id, _) = deeds::ask(tx, &asker, number, &asking, now)?;
        let ask =
            goodwill::store::find_ask(tx, id)?.ok_or_else(|| Problem::not_found("ask", id))?;
        to_json(&ask_json(tx, ask)?)
    })
    .await
}

/// Nobody has to answer any more; the letter that waited is a draft again.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/goodwill/asks", tag = "goodwill", operation_id = "withdraw_goodwill_ask",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = CaseGoodwill), (status = 409, body = Conflict)))]
pub async fn withdraw(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<CaseGoodwill>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::withdraw_ask(tx, &asker, number, now)?;
            case_goodwill(tx, &asker, number, now)
        })
        .await
        .doing(|| format!("withdrawing the question in case {number}"))
        .map(Json)
}

#[derive(Serialize, ToSchema)]
pub struct Asks {
    items: Vec<AskJson>,
    #[schema(required = true)]
    next: Option<String>,
}

/// The questions that nobody has answered, oldest first: the first hundred.
#[utoipa::path(get, path = "/api/v1/goodwill/asks", tag = "goodwill", operation_id = "goodwill_asks",
    responses((status = 200, body = Asks)))]
pub async fn asks(State(desk): State<Desk>) -> Result<Json<Asks>, Problem> {
    let open = desk
        .db
        .read(|tx| {
            goodwill::store::asks_open(tx, 100)?
                .into_iter()
                .map(|ask| ask_json(tx, ask))
                .collect::<Result<Vec<_>, Problem>>()
        })
        .await
        .doing(|| "reading the questions to the lead")?;
    Ok(Json(Asks {
        items: open,
        next: None,
    }))
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum YesOrNo {
    Yes,
    No,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    answer: YesOrNo,
    /// With no: why. It reaches whoever asked.
    reason: Option<String>,
}

/// Answers a question. Yes gives, and lets the waiting letter go.
#[utoipa::path(post, path = "/api/v1/goodwill/asks/{id}", tag = "goodwill", operation_id = "answer_goodwill_ask",
    params(("id" = i64, Path, description = "The question")),
    request_body = NewAnswer,
    responses((status = 201, body = AskJson), (status = 409, body = Conflict)))]
pub async fn answer(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Given(new): Given<NewAnswer>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let default_server = desk.config.smtp.is_some();
    let answered = match new.answer {
        YesOrNo::Yes => Answered::Yes,
        YesOrNo::No => Answered::No(new.reason.unwrap_or_default()),
    };
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                deeds::answer_ask(tx, &asker, id, &answered, default_server, now)?;
                let ask = goodwill::store::find_ask(tx, id)?
                    .ok_or_else(|| Problem::not_found("ask", id))?;
                let case = ask.case;
                Ok(Answer::created(to_json(&ask_json(tx, ask)?)?).about(case))
            })
        })
        .await
        .doing(|| format!("answering question {id}"))
}
