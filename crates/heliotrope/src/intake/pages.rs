//! The public form (`/write`), and what is kept but not shown yet
//! (`/screened`). Thin: find, decide, save, answer.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Query, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use letters::Attachment;
use serde::Deserialize;
use url::form_urlencoded;

use super::deeds::{self, Prepared, Verdict, Written};
use super::rules::{self, Door, Typed};
use super::store;
use super::views::{self, Held, Received};
use crate::kit::random;
use crate::kit::words::{Lang, Words};
use crate::mailboxes::{self, Mailbox};
use crate::web::{
    Asker, Client, Desk, Doing, Named, PageContext, Problem, Routes, Visitor, Who, page, see_other,
};
use crate::{cases, outbox, promises, t};

/// Above this size the words of what is held back are not shown on the list.
const SHOWN: i64 = 1 << 20;
const HELD: i64 = 50;

pub fn routes() -> Routes {
    Routes::new()
        .get("/write", Who::Anyone, form_of_the_house)
        .post("/write", Who::Anyone, send_to_the_house)
        .get("/write/{mailbox}", Who::Anyone, form)
        .post("/write/{mailbox}", Who::Anyone, send)
        .get("/screened", Who::Agent, screened)
        .get("/screened/{arrival}/raw", Who::Agent, raw)
        .post("/screened/{arrival}/keep", Who::Agent, keep)
        .post("/cases/{n}/belongs", Who::Agent, belongs)
}

/// The language a visitor chose on the page, else the browser's.
#[derive(Deserialize)]
struct Choice {
    lang: Option<String>,
}

impl Choice {
    fn or(&self, visitor: &Visitor) -> Lang {
        self.lang
            .as_deref()
            .and_then(Lang::of_tag)
            .unwrap_or(visitor.lang)
    }
}

async fn form_of_the_house(
    State(desk): State<Desk>,
    visitor: Visitor,
    Query(choice): Query<Choice>,
) -> Result<Response, Problem> {
    show_form(&desk, &visitor, choice.or(&visitor), None).await
}

async fn form(
    State(desk): State<Desk>,
    visitor: Visitor,
    Named(mailbox): Named<i64>,
    Query(choice): Query<Choice>,
) -> Result<Response, Problem> {
    show_form(&desk, &visitor, choice.or(&visitor), Some(mailbox)).await
}

async fn show_form(
    desk: &Desk,
    visitor: &Visitor,
    lang: Lang,
    mailbox: Option<i64>,
) -> Result<Response, Problem> {
    let mailbox = find_mailbox(desk, mailbox).await?;
    let typed = Typed {
        once: random::id(),
        ..Typed::default()
    };
    let place = Place {
        path: format!("/write/{}", mailbox.id),
        house: mailbox.name,
    };
    Ok(form_page(desk, visitor, lang, &place, &typed, &[]).into_response())
}

/// Where a form stands: its path, and the name above it.
struct Place {
    path: String,
    house: String,
}

/// The mailbox of a form; the house's is its first.
async fn find_mailbox(desk: &Desk, wanted: Option<i64>) -> Result<Mailbox, Problem> {
    let all = desk
        .db
        .read(mailboxes::store::all)
        .await
        .doing(|| "finding the mailbox of a form")?;
    match wanted {
        Some(id) => all
            .into_iter()
            .find(|m| m.id == id)
            .ok_or_else(|| Problem::not_found("mailbox", id)),
        None => all.into_iter().next().ok_or_else(|| {
            Problem::refuse(StatusCode::CONFLICT, "no-mailbox", "intake-no-mailbox")
        }),
    }
}

fn plain<'a>(desk: &Desk, visitor: &Visitor, lang: Lang, house: &str) -> PageContext<'a> {
    PageContext::visitor(desk, visitor)
        .speaking(lang)
        .house(house)
        .script("js/form.js")
}

fn form_page(
    desk: &Desk,
    visitor: &Visitor,
    lang: Lang,
    place: &Place,
    typed: &Typed,
    wrong: &[views::Wrong],
) -> maud::Markup {
    let context = plain(desk, visitor, lang, &place.house).switch(&place.path);
    let words = Words::of(lang);
    page(
        &context,
        &t!(words, "intake-form-title"),
        views::form(words, &place.path, typed, wrong),
    )
}

async fn send_to_the_house(
    state: State<Desk>,
    visitor: Visitor,
    client: Client,
    request: Request,
) -> Result<Response, Problem> {
    take_form(&state.0, &visitor, client, None, request).await
}

async fn send(
    state: State<Desk>,
    visitor: Visitor,
    client: Client,
    Named(mailbox): Named<i64>,
    request: Request,
) -> Result<Response, Problem> {
    take_form(&state.0, &visitor, client, Some(mailbox), request).await
}

/// What somebody typed is received: as a case, or kept for a person's look.
/// Whatever stands in the way, the answer holds their words.
async fn take_form(
    desk: &Desk,
    visitor: &Visitor,
    client: Client,
    mailbox: Option<i64>,
    request: Request,
) -> Result<Response, Problem> {
    let path = request.uri().path().to_owned();
    let (mut typed, files) = read_form(desk, request).await?;
    if typed.once.is_empty() {
        typed.once = random::id();
    }
    let lang = Lang::of_tag(&typed.lang).unwrap_or(visitor.lang);
    let mut place = Place {
        path,
        house: String::new(),
    };
    let again = |status: StatusCode, place: &Place, wrong: &[views::Wrong]| {
        (status, form_page(desk, visitor, lang, place, &typed, wrong)).into_response()
    };
    let not_kept = |place: &Place, error: &dyn std::fmt::Display| {
        tracing::error!(%error, "A form could not be kept");
        again(
            StatusCode::SERVICE_UNAVAILABLE,
            place,
            &[views::Wrong::not_kept()],
        )
    };
    let mailbox = match find_mailbox(desk, mailbox).await {
        Err(problem) if problem.is_failure() => {
            return Ok(not_kept(&place, &problem.cause_in_words()));
        }
        found => found?,
    };
    mailbox.name.clone_into(&mut place.house);
    let missing = rules::missing(&typed, !files.is_empty());
    if !missing.is_empty() {
        let names = files.iter().filter_map(|f| f.name.clone()).collect();
        return Ok(again(
            StatusCode::UNPROCESSABLE_ENTITY,
            &place,
            &views::wrong(missing, names),
        ));
    }
    let screen = rules::screen(&typed, desk.limits.form(client.0).is_err());
    let written = as_written(&typed, lang, &mailbox);
    let prepared = Prepared::written(
        desk,
        Door::Form,
        written,
        files,
        None,
        &mailbox.address,
        screen,
    )
    .await;
    let kept = match prepared {
        Ok(prepared) => deeds::take_in(desk, Arc::new(prepared)).await,
        Err(error) => Err(error.into()),
    };
    let verdict = match kept {
        Ok(verdict) => verdict,
        Err(error) => return Ok(not_kept(&place, &error)),
    };
    let context = plain(desk, visitor, lang, &mailbox.name);
    let words = Words::of(lang);
    let body = views::received(words, &mailbox, &received(desk, &verdict, typed).await?);
    Ok(page(&context, &t!(words, "intake-received-title"), body).into_response())
}

/// The words as a letter: their first line is what lists call them.
fn as_written(typed: &Typed, lang: Lang, mailbox: &Mailbox) -> Written {
    let order = typed.order.trim();
    let subject = match rules::first_line(&typed.text) {
        line if order.is_empty() => line,
        line => format!("{line} · {order}"),
    };
    let domain = mailbox
        .address
        .rsplit_once('@')
        .map_or("localhost", |(_, domain)| domain);
    Written {
        letter_id: format!("form.{}@{domain}", typed.once),
        address: typed.from.trim().to_owned(),
        name: typed.name.clone(),
        subject,
        words: typed.text.clone(),
        aside: (!order.is_empty()).then(|| {
            t!(
                Words::of(lang),
                "intake-order-line",
                order = order.to_owned()
            )
        }),
        language: Some(lang.code().to_owned()),
        link: None,
        files: Vec::new(),
    }
}

/// What the receipt page says of a case: its number, the way to it, the next word.
async fn received(desk: &Desk, verdict: &Verdict, typed: Typed) -> Result<Received, Problem> {
    let Some(number) = verdict.case else {
        return Ok(Received { typed, case: None });
    };
    let now = desk.now();
    let case = desk.db.write(move |tx| {
        let case =
            cases::store::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
        let link = cases::store::link(tx, number, case.person, now)?;
        let promise = promises::store::live(tx, number)?
            .into_iter()
            .find(|p| p.house);
        let copied = outbox::store::of_case(tx, number)?
            .iter()
            .any(|e| e.message.is_none());
        Ok::<_, Problem>(views::Opened {
            number,
            link,
            promise,
            copied,
        })
    });
    Ok(Received {
        typed,
        case: Some(
            case.await
                .doing(|| format!("showing the receipt of case {number}"))?,
        ),
    })
}

/// The fields of a form in either encoding. Old or missing tokens do not matter
/// here: nobody is signed in, and nothing is asked but their words.
async fn read_form(desk: &Desk, request: Request) -> Result<(Typed, Vec<Attachment>), Problem> {
    let unread = || Problem::refuse(StatusCode::BAD_REQUEST, "cut-short", "web-cut-short");
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let mut typed = Typed::default();
    let mut files = Vec::new();
    if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        let body = Bytes::from_request(request, desk)
            .await
            .map_err(|_| unread())?;
        for (name, value) in form_urlencoded::parse(&body) {
            typed.fill(&name, &value);
        }
        return Ok((typed, files));
    }
    let mut form = Multipart::from_request(request, desk)
        .await
        .map_err(|_| unread())?;
    while let Some(field) = form.next_field().await.map_err(|_| unread())? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let content_type = field
            .content_type()
            .unwrap_or("application/octet-stream")
            .to_ascii_lowercase();
        let bytes = field.bytes().await.map_err(|_| unread())?;
        match file {
            None => typed.fill(&name, &String::from_utf8_lossy(&bytes)),
            // Browsers send an empty one when no file was chosen.
            Some(file) if file.is_empty() && bytes.is_empty() => {}
            Some(file) => files.push(Attachment {
                name: Some(file),
                content_type: content_type
                    .split(';')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned(),
                bytes: bytes.to_vec(),
                ..Attachment::default()
            }),
        }
    }
    Ok((typed, files))
}

#[derive(Deserialize)]
struct From {
    before: Option<i64>,
}

async fn screened(
    State(desk): State<Desk>,
    asker: Asker,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    let before = from.before.unwrap_or(i64::MAX);
    let found = desk.db.read(move |tx| {
        let mut held = Vec::new();
        for arrival in store::held_back(tx, before, HELD + 1)? {
            let raw = if arrival.size <= SHOWN {
                tx.blob(&arrival.raw)?
            } else {
                None
            };
            held.push((arrival, raw));
        }
        Ok::<_, ::store::Error>(held)
    });
    let mut found = found.await.doing(|| "listing what is held back")?;
    let older = (found.len() as i64 > HELD)
        .then(|| found.truncate(HELD as usize))
        .and(found.last());
    let older = older.map(|(arrival, _)| arrival.id);
    // Reading letters is work: not on the threads that answer.
    let held = tokio::task::spawn_blocking(move || {
        found
            .into_iter()
            .map(|(arrival, raw)| Held {
                words: raw.map(|r| deeds::glance(&arrival, &r)),
                arrival,
            })
            .collect()
    });
    let held: Vec<Held> = held
        .await
        .map_err(anyhow::Error::from)
        .doing(|| "reading what is held back")?;
    let words = asker.words();
    let body = views::screened(words, &asker, desk.now(), &held, older);
    Ok(page(
        &PageContext::of(&desk, &asker, "screened"),
        &t!(words, "intake-screened-title"),
        body,
    )
    .into_response())
}

/// The bytes as they came, for saving; never shown by the browser.
async fn raw(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(arrival): Named<i64>,
) -> Result<Response, Problem> {
    let found = desk.db.read(move |tx| {
        let Some(kept) = store::find(tx, arrival)? else {
            return Ok(None);
        };
        Ok::<_, ::store::Error>(tx.blob(&kept.raw)?.map(|raw| (kept, raw)))
    });
    let found = found
        .await
        .doing(|| format!("fetching arrival {arrival}"))?;
    let (kept, raw) = found.ok_or_else(|| Problem::not_found("arrival", arrival))?;
    let ending = if matches!(kept.door, Door::Form | Door::Api) {
        "json"
    } else {
        "eml"
    };
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"arrival-{arrival}.{ending}\""),
        ),
        (
            CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'".to_owned(),
        ),
        (
            HeaderName::from_static("x-content-type-options"),
            "nosniff".to_owned(),
        ),
    ];
    Ok((headers, raw).into_response())
}

/// "Keep": into a case, with the time at which it came.
async fn keep(
    State(desk): State<Desk>,
    asker: Asker,
    Named(arrival): Named<i64>,
) -> Result<Response, Problem> {
    let verdict = deeds::keep(&desk, &asker, arrival).await?;
    Ok(match verdict.case {
        Some(case) => see_other(&format!("/cases/{case}")),
        None => see_other("/screened"),
    })
}

/// "Belongs to #1042".
async fn belongs(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Response, Problem> {
    let home = deeds::belongs(&desk, &asker, number).await?;
    Ok(see_other(&format!("/cases/{home}")))
}
