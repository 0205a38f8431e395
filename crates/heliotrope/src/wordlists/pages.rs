//! `/settings/words`: the lists, read and changed by leads.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Deserialize;

use super::rules::{List, MOST_BYTES, Which};
use super::store::{self, Standing};
use super::views::{self, Tried};
use super::{api, deeds};
use crate::kit::words::Lang;
use crate::t;
use crate::web::{
    Asker, Desk, Doing, Form, Named, PageContext, Problem, Routes, Who, page, see_other,
};

pub fn routes() -> Routes {
    api::routes()
        .get("/settings/words", Who::Lead, lists)
        .get("/settings/words/{list}/{language}", Who::Lead, one)
        .post("/settings/words/{list}/{language}", Who::Lead, change)
}

async fn lists(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let all = desk
        .db
        .read(|tx| {
            let mut all = Vec::new();
            for which in Which::ALL {
                for lang in Lang::ALL {
                    all.push((which, lang, store::standing(tx, which, lang)?));
                }
            }
            Ok::<_, Problem>(all)
        })
        .await
        .doing(|| "listing the word lists")?;
    let title = t!(asker.words(), "wordlists-title");
    let body = views::lists(&asker, &title, &all, desk.now());
    Ok(page(
        &PageContext::of(&desk, &asker, "settings"),
        &title,
        body,
    ))
}

pub type Place = (String, String);

pub fn named((list, language): &Place) -> Result<(Which, Lang), Problem> {
    let which = list.parse();
    let lang = language.parse();
    match (which, lang) {
        (Ok(which), Ok(lang)) => Ok((which, lang)),
        _ => Err(Problem::not_found("wordlist", format!("{list}/{language}"))),
    }
}

async fn standing(desk: &Desk, which: Which, lang: Lang) -> Result<Standing, Problem> {
    desk.db
        .read(move |tx| store::standing(tx, which, lang))
        .await
        .doing(|| format!("reading the word list {}", which.word()))
}

async fn one(
    State(desk): State<Desk>,
    asker: Asker,
    Named(place): Named<Place>,
) -> Result<Markup, Problem> {
    let (which, lang) = named(&place)?;
    let standing = standing(&desk, which, lang).await?;
    Ok(show(&desk, &asker, which, lang, &standing, None))
}

fn show(
    desk: &Desk,
    asker: &Asker,
    which: Which,
    lang: Lang,
    standing: &Standing,
    tried: Option<&Tried>,
) -> Markup {
    let title = views::name(which, asker.words());
    let body = views::one(asker, which, lang, standing, tried, desk.now());
    page(&PageContext::of(desk, asker, "settings"), &title, body)
}

#[derive(Deserialize)]
struct Wanted {
    /// "keep", "ours", "off", "on", "try".
    act: String,
    #[serde(default)]
    words: String,
    /// A letter to try the list on.
    #[serde(default)]
    letter: String,
}

/// Keeps the team's text, or gives it back with what is wrong in it; goes back
/// to ours, switches off and on; tries the list on a letter and keeps nothing.
async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(place): Named<Place>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Problem> {
    let (which, lang) = named(&place)?;
    let now = standing(&desk, which, lang).await?;
    let text = wanted.words.replace("\r\n", "\n");
    let (words, off) = match wanted.act.as_str() {
        "off" => (now.words, true),
        "on" => (now.words, false),
        "ours" => (None, false),
        "keep" | "try" => {
            let tried = Tried::new(text, wanted.letter.replace("\r\n", "\n"));
            if wanted.act == "try" || tried.is_wrong() {
                let status = match tried.is_wrong() {
                    true => StatusCode::UNPROCESSABLE_ENTITY,
                    false => StatusCode::OK,
                };
                let shown = show(&desk, &asker, which, lang, &now, Some(&tried));
                return Ok((status, shown).into_response());
            }
            (Some(tried.text), now.off)
        }
        _ => {
            return Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "act",
                "wordlists-no-such-act",
            ));
        }
    };
    let at = desk.now();
    desk.db
        .write(move |tx| deeds::keep(tx, (which, lang), words.as_deref(), off, &asker, at))
        .await
        .doing(|| format!("keeping the word list {}", which.word()))?;
    Ok(see_other("/settings/words"))
}

impl Tried {
    pub fn new(text: String, letter: String) -> Tried {
        let too_long = text.len() > MOST_BYTES;
        let (list, wrong) = match too_long {
            true => (List::default(), Vec::new()),
            false => List::read(&text),
        };
        let found = list.find(&letter).into_iter();
        let found = found
            .map(|f| (f.head.to_owned(), letter[f.at].to_owned()))
            .collect();
        Tried {
            text,
            letter,
            wrong,
            too_long,
            found,
        }
    }
}
