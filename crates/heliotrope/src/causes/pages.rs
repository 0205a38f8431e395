//! `/causes`: what went wrong, whom it touched, what is done about it, and the
//! letter to everybody once it is mended.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use maud::Markup;
use serde::Deserialize;
use std::time::Duration;

use super::deeds::{self, Changed, Wanted};
use super::rules::{self, ChangeState, Text};
use super::store::{self, Cause, Change, Listed, Reach, news};
use super::{api, views};
use crate::kit::At;
use crate::team::store::Colleague;
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Form, Named, Once, PageContext, Problem, Routes, Who,
    cursor, or_again, page, read_cursor,
};
use crate::{t, team, teams};
use ::store::Tx;
use axum::http::StatusCode;

/// "This month" in the words of the pages.
pub const LATELY: Duration = Duration::from_secs(30 * 86_400);
/// Causes on a page, cases below a cause, and cases kept aside that are named.
const SHOWN: i64 = 50;
const CASES: i64 = 20;

pub fn routes() -> Routes {
    api::routes()
        .get("/causes", Who::Light, list)
        .post("/causes", Who::Agent, add)
        .get("/causes/{id}", Who::Light, one)
        .post("/causes/{id}", Who::Agent, change)
        .post("/causes/{id}/changes", Who::Agent, changes)
        .post("/causes/{id}/news", Who::Lead, tell)
        .post("/causes/{id}/news/stop", Who::Lead, stop)
}

/// What was typed into a form that was refused, and why it was.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// name, change, news.
    pub form: &'static str,
    pub text: String,
    pub owner: String,
    pub team: String,
    pub due: String,
    /// The field that is wrong, and what to do.
    pub field: String,
    pub error: String,
    /// With "news": what was typed in each language.
    pub texts: Vec<Text>,
}

impl Typed {
    /// What is wrong with this field of this form; what is of no field in
    /// particular stands at the first.
    pub fn said(&self, form: &str, field: &str) -> Option<String> {
        let first = if form == "change" { "text" } else { "name" };
        let of = match self.field.as_str() {
            "" => first,
            named => named,
        };
        (self.form == form && of == field).then(|| self.error.clone())
    }
}

#[derive(Default, Deserialize)]
struct Which {
    cursor: Option<String>,
}

async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Markup, Problem> {
    show_list(&desk, &asker, which.cursor.as_deref(), &Typed::default()).await
}

async fn show_list(
    desk: &Desk,
    asker: &Asker,
    from: Option<&str>,
    typed: &Typed,
) -> Result<Markup, Problem> {
    let lately = desk.now().minus(LATELY);
    let from: Option<(bool, i64)> = read_cursor(from)?;
    let (mended, before) = from.unwrap_or((false, i64::MAX));
    let (now, me) = (desk.now(), asker.agent);
    let (open, mut done, asked) = desk
        .db
        .read(move |tx| {
            let open = match mended {
                true => Vec::new(),
                false => store::list(tx, false, before, lately, SHOWN + 1)?,
            };
            let behind = if mended { before } else { i64::MAX };
            let done = store::list(tx, true, behind, lately, SHOWN + 1)?;
            let asked = deeds::asked_of(tx, me, now)?;
            Ok::<_, Problem>((open, done, asked))
        })
        .await
        .doing(|| "listing the causes")?;
    let (open, next) = cut(open, false);
    let next = next.or_else(|| {
        let (shown, next) = cut(std::mem::take(&mut done), true);
        done = shown;
        next
    });
    let title = t!(asker.words(), "causes-title");
    let shown = views::Shown {
        open: &open,
        mended: &done,
        asked: &asked,
        next: next.as_deref(),
    };
    let body = views::list(asker, &shown, typed, now);
    Ok(page(&PageContext::of(desk, asker, "causes"), &title, body))
}

fn cut(mut rows: Vec<Listed>, mended: bool) -> (Vec<Listed>, Option<String>) {
    let more = rows.len() as i64 > SHOWN;
    rows.truncate(SHOWN as usize);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| cursor(&(mended, last.cause.id)));
    (rows, next)
}

#[derive(Clone, Deserialize)]
struct NewCause {
    #[serde(default)]
    name: String,
}

async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Form(form): Form<NewCause>,
) -> Result<Response, Problem> {
    let (now, me, name) = (desk.now(), asker.clone(), form.name.clone());
    let made = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let id = deeds::add(tx, &me, &name, None, now)?;
                Ok(Answer::see(format!("/causes/{id}")))
            })
        })
        .await;
    or_again(made, "making a cause", async |problem: Problem| {
        let typed = Typed {
            form: "name",
            text: form.name,
            field: "name".to_owned(),
            error: problem.detail(asker.words()),
            ..Typed::default()
        };
        show_list(&desk, &asker, None, &typed).await
    })
    .await
}

/// A cause with all that its page shows.
pub struct Sheet {
    pub cause: Cause,
    pub reach: Reach,
    pub changes: Vec<Change>,
    pub cases: Vec<store::Touched>,
    pub to_tell: i64,
    /// The same by language, most first.
    pub readers: Vec<(String, i64)>,
    pub news: Option<(news::News, news::Progress)>,
    pub team: Vec<Colleague>,
    /// The name of whoever is asked about it now.
    pub asked: Option<String>,
    pub teams: Vec<(i64, String)>,
}

fn sheet(tx: &mut Tx<'_>, id: i64, now: At) -> Result<Sheet, Problem> {
    let cause = deeds::find(tx, id)?;
    let news = match news::newest(tx, id)? {
        Some(news) => {
            let progress = news::progress(tx, news.id, CASES)?;
            Some((news, progress))
        }
        None => None,
    };
    Ok(Sheet {
        reach: store::reach(tx, id, now.minus(LATELY))?,
        changes: store::changes(tx, id)?,
        cases: store::cases(tx, id, CASES)?,
        to_tell: news::to_tell(tx, id)?,
        readers: rules::by_language(&news::languages(tx, id)?),
        asked: match deeds::keeper(tx, &cause, now)? {
            Some(agent) => team::store::name(tx, agent)?,
            None => None,
        },
        teams: teams::store::names(tx)?,
        news,
        team: team::store::roster(tx)?,
        cause,
    })
}

async fn one(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Markup, Problem> {
    show(&desk, &asker, id, &Typed::default()).await
}

async fn show(desk: &Desk, asker: &Asker, id: i64, typed: &Typed) -> Result<Markup, Problem> {
    let now = desk.now();
    let sheet = desk
        .db
        .read(move |tx| sheet(tx, id, now))
        .await
        .doing(|| format!("reading cause {id}"))?;
    let context = PageContext::of(desk, asker, "causes").hears(&store::part(id));
    let body = views::one(asker, &sheet, typed, now);
    Ok(page(&context, &sheet.cause.name, body))
}

/// The page with what was typed and why it was refused.
async fn refused(
    desk: &Desk,
    asker: &Asker,
    id: i64,
    typed: Typed,
    problem: Problem,
) -> Result<Response, Problem> {
    let refused: Result<Response, Problem> = Err(problem);
    or_again(
        refused,
        format!("changing cause {id}"),
        async |problem: Problem| {
            let typed = Typed {
                field: problem.field().unwrap_or_default().to_owned(),
                error: problem.detail(asker.words()),
                ..typed
            };
            show(desk, asker, id, &typed).await
        },
    )
    .await
}

#[derive(Clone, Deserialize)]
struct OnCause {
    name: Option<String>,
    /// The id of an agent; empty: nobody.
    owner: Option<String>,
    /// The id of a team; empty: the house.
    team: Option<String>,
    /// "yes" or "no".
    fixed: Option<String>,
}

impl OnCause {
    fn changed(&self) -> Result<Changed, Problem> {
        Ok(Changed {
            name: self.name.clone(),
            owner: self.owner.as_deref().map(agent).transpose()?,
            team: self.team.as_deref().map(a_team).transpose()?,
            fixed: self.fixed.as_deref().map(|word| word == "yes"),
        })
    }
}

async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(form): Form<OnCause>,
) -> Result<Response, Problem> {
    let (now, me, given) = (desk.now(), asker.clone(), form.clone());
    let done = desk
        .db
        .write(move |tx| deeds::change(tx, &me, id, &given.changed()?, now))
        .await;
    match done {
        Ok(()) => {
            let place = if form.fixed.as_deref() == Some("yes") {
                "#news"
            } else {
                ""
            };
            Ok(Redirect::to(&format!("/causes/{id}{place}")).into_response())
        }
        Err(problem) => {
            let typed = Typed {
                form: "name",
                text: form.name.unwrap_or_default(),
                owner: form.owner.unwrap_or_default(),
                team: form.team.unwrap_or_default(),
                ..Typed::default()
            };
            refused(&desk, &asker, id, typed, problem).await
        }
    }
}

fn agent(typed: &str) -> Result<Option<i64>, Problem> {
    one_of("agent", typed).map_err(|gone| gone.beside("owner"))
}

fn a_team(typed: &str) -> Result<Option<i64>, Problem> {
    one_of("team", typed).map_err(|gone| gone.beside("team"))
}

/// What a menu gave: an id, or nothing.
fn one_of(noun: &'static str, typed: &str) -> Result<Option<i64>, Problem> {
    match typed.trim() {
        "" => Ok(None),
        id => id
            .parse()
            .map(Some)
            .map_err(|_| Problem::not_found(noun, id)),
    }
}

#[derive(Clone, Deserialize)]
struct OnChange {
    /// The one that is written anew; none: another one.
    change: Option<i64>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    owner: String,
    /// A day of the calendar, as the browser writes it.
    #[serde(default)]
    due: String,
    #[serde(default)]
    state: String,
}

/// The end of that day where the asker is.
fn end_of(day: &str, asker: &Asker) -> Result<Option<At>, Problem> {
    if day.trim().is_empty() {
        return Ok(None);
    }
    let refused = || {
        Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "day",
            "causes-day-not-understood",
        )
        .beside("due")
    };
    let date: Date = day.trim().parse().map_err(|_| refused())?;
    let end = date
        .at(23, 59, 0, 0)
        .to_zoned(asker.zone.clone())
        .map_err(|_| refused())?;
    Ok(Some(At::from(end.timestamp())))
}

async fn changes(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(form): Form<OnChange>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let typed = Typed {
        form: "change",
        text: form.text.clone(),
        owner: form.owner.clone(),
        due: form.due.clone(),
        ..Typed::default()
    };
    let me = asker.clone();
    let done = desk
        .db
        .write(move |tx| {
            let wanted = Wanted {
                words: form.text.clone(),
                owner: agent(&form.owner)?,
                due: end_of(&form.due, &me)?,
                state: form.state.parse().unwrap_or(ChangeState::Planned),
            };
            match form.change {
                Some(change) => deeds::change_change(tx, change, &wanted, now).map(|_| ()),
                None => deeds::add_change(tx, &me, id, &wanted, now).map(|_| ()),
            }
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/causes/{id}#changes")).into_response()),
        Err(problem) => refused(&desk, &asker, id, typed, problem).await,
    }
}

#[derive(Clone, Deserialize)]
struct News {
    /// One for each text, in their order; none: for readers of one language.
    #[serde(default)]
    language: Vec<String>,
    #[serde(default)]
    text: Vec<String>,
}

impl News {
    fn texts(self) -> Vec<Text> {
        let languages = self
            .language
            .into_iter()
            .chain(std::iter::repeat(String::new()));
        let texts = self.text.into_iter().zip(languages);
        texts
            .map(|(text, language)| Text {
                language,
                words: text.replace("\r\n", "\n"),
            })
            .collect()
    }
}

async fn tell(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Form(form): Form<News>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let (me, texts) = (asker.clone(), form.texts());
    let wanted = texts.clone();
    let done = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                deeds::tell_everybody(tx, &me, id, &wanted, me.undo_seconds, now)?;
                Ok(Answer::see(format!("/causes/{id}#news")))
            })
        })
        .await;
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) => {
            let typed = Typed {
                form: "news",
                texts,
                ..Typed::default()
            };
            refused(&desk, &asker, id, typed, problem).await
        }
    }
}

async fn stop(State(desk): State<Desk>, Named(id): Named<i64>) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::stop_telling(tx, id, now))
        .await
        .doing(|| format!("stopping the letter about cause {id}"))?;
    Ok(Redirect::to(&format!("/causes/{id}#news")))
}
