//! The public form: shown, taken, given back with everything that was in it.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use letters::Attachment;
use serde::Deserialize;
use url::form_urlencoded;

use super::super::deeds::{self, NotKept, Prepared, Verdict, Written};
use super::super::rules::{self, Door, Typed};
use super::super::store::forms::KeptFile;
use super::super::views::form::{self as views, Received, Wrong};
use crate::kit::random;
use crate::kit::words::{Lang, Words};
use crate::mailboxes::{self, Mailbox};
use crate::web::{Asked, Client, Desk, Doing, Named, PageContext, Pieces, Problem, Visitor, page};
use crate::{cases, outbox, promises, t};

/// So much of a body is read and let go, in forms of the largest size, to find
/// the words around files that are too large.
const PATIENCE: usize = 16;

/// The language a visitor chose on the page, else the browser's.
#[derive(Deserialize)]
pub(super) struct Choice {
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

pub(super) async fn show_of_the_house(
    State(desk): State<Desk>,
    visitor: Visitor,
    Asked(choice): Asked<Choice>,
) -> Result<Response, Problem> {
    show_form(&desk, &visitor, choice.or(&visitor), None).await
}

pub(super) async fn show(
    State(desk): State<Desk>,
    visitor: Visitor,
    Named(mailbox): Named<i64>,
    Asked(choice): Asked<Choice>,
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
    Ok(form_page(desk, visitor, lang, &place, &typed, &[], &[]).into_response())
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
    kept: &[KeptFile],
    wrong: &[Wrong],
) -> maud::Markup {
    let context = plain(desk, visitor, lang, &place.house).switch(&place.path);
    let words = Words::of(lang);
    let shown = views::Form {
        path: &place.path,
        typed,
        kept,
        wrong,
        limit: desk.config.limits.form,
        bills: desk.bills(),
    };
    page(
        &context,
        &t!(words, "intake-form-title"),
        views::form(words, &shown),
    )
}

pub(super) async fn send_to_the_house(
    state: State<Desk>,
    visitor: Visitor,
    client: Client,
    request: Request,
) -> Result<Response, Problem> {
    take_form(&state.0, &visitor, client, None, request).await
}

pub(super) async fn send(
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
    let mut sent = read_form(desk, request).await?;
    if sent.typed.once.is_empty() {
        sent.typed.once = random::id();
    }
    let lang = Lang::of_tag(&sent.typed.lang).unwrap_or(visitor.lang);
    let place = |house: &str| Place {
        path: path.clone(),
        house: house.to_owned(),
    };
    let again =
        |status: StatusCode, house: &str, typed: &Typed, kept: &[KeptFile], wrong: &[Wrong]| {
            let shown = form_page(desk, visitor, lang, &place(house), typed, kept, wrong);
            (status, shown).into_response()
        };
    let not_kept = |house: &str, typed: &Typed, kept: &[KeptFile], names: Vec<String>| {
        let wrong = views::with_files(vec![Wrong::not_kept()], names);
        again(StatusCode::SERVICE_UNAVAILABLE, house, typed, kept, &wrong)
    };
    let mailbox = match find_mailbox(desk, mailbox).await {
        Err(problem) if problem.is_failure() => {
            tracing::error!(error = %problem.cause_in_words(), "A form could not be kept");
            return Ok(not_kept("", &sent.typed, &[], sent.names()));
        }
        found => found?,
    };
    let house = mailbox.name.as_str();
    let kept = match deeds::forms::kept(desk, &sent.typed).await {
        Ok(kept) => kept,
        Err(error) => {
            tracing::error!(%error, "A form could not be kept");
            return Ok(not_kept(house, &sent.typed, &[], sent.names()));
        }
    };
    let wrong = what_is_wrong(desk, &mut sent, &kept);
    if !wrong.is_empty() {
        let too_often = desk.limits.form(client.0).is_err();
        let back = deeds::forms::hold(desk, &mut sent.typed, sent.files, too_often).await;
        let wrong = views::with_files(wrong, back.lost);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(again(status, house, &sent.typed, &back.kept, &wrong));
    }
    let screen = rules::screen(&sent.typed, desk.limits.form(client.0).is_err());
    let names = sent.names();
    let verdict = match receive(desk, lang, &mailbox, &sent.typed, &kept, sent.files, screen).await
    {
        Ok(verdict) => verdict,
        Err(error) => {
            tracing::error!(%error, "A form could not be kept");
            return Ok(not_kept(house, &sent.typed, &kept, names));
        }
    };
    let context = plain(desk, visitor, lang, house);
    let words = Words::of(lang);
    let body = views::received(words, &mailbox, &receipt(desk, &verdict, sent.typed).await?);
    Ok(page(&context, &t!(words, "intake-received-title"), body).into_response())
}

async fn receive(
    desk: &Desk,
    lang: Lang,
    mailbox: &Mailbox,
    typed: &Typed,
    kept: &[KeptFile],
    files: Vec<Attachment>,
    screen: Option<&'static str>,
) -> Result<Verdict, NotKept> {
    let written = as_written(typed, lang, mailbox);
    let files = deeds::forms::with_kept(desk, kept, files).await?;
    let to = &mailbox.address;
    let prepared = Prepared::written(desk, Door::Form, written, files, None, to, screen).await?;
    deeds::take_in(desk, Arc::new(prepared)).await
}

/// What keeps a form from being taken. Files that do not fit beside those kept
/// before are taken out of it.
fn what_is_wrong(desk: &Desk, sent: &mut Sent, kept: &[KeptFile]) -> Vec<Wrong> {
    let limit = desk.config.limits.form;
    let mut room = limit;
    for file in kept {
        room = room.saturating_sub(usize::try_from(file.size).unwrap_or(usize::MAX));
    }
    for file in std::mem::take(&mut sent.files) {
        match room.checked_sub(file.bytes.len()) {
            Some(left) => {
                room = left;
                sent.files.push(file);
            }
            None => sent.too_large.extend(file.name),
        }
    }
    let has_files = !(sent.files.is_empty() && kept.is_empty() && sent.too_large.is_empty());
    let mut wrong = views::missing(rules::missing(&sent.typed, has_files));
    if !sent.too_large.is_empty() {
        wrong.push(Wrong::too_large(sent.too_large.clone(), limit));
    }
    let there: Vec<i64> = kept.iter().map(|file| file.id).collect();
    if rules::lacks_files(&sent.typed, &there) {
        wrong.push(Wrong::files_gone());
    }
    wrong
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
async fn receipt(desk: &Desk, verdict: &Verdict, typed: Typed) -> Result<Received, Problem> {
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

/// What a browser sent.
#[derive(Default)]
pub struct Sent {
    pub typed: Typed,
    pub files: Vec<Attachment>,
    /// Names of files whose bytes were let go.
    pub too_large: Vec<String>,
}

impl Sent {
    fn names(&self) -> Vec<String> {
        self.files.iter().filter_map(|f| f.name.clone()).collect()
    }
}

fn cut_short() -> Problem {
    Problem::refuse(StatusCode::BAD_REQUEST, "cut-short", "web-cut-short")
}

/// The fields of a form in either encoding. Old or missing tokens do not matter
/// here: nobody is signed in, and nothing is asked but their words.
///
/// The body is read piece by piece: beside a file that is too large all words
/// are still found. Words and files may be as large as `limits.form` each.
pub async fn read_form(desk: &Desk, request: Request) -> Result<Sent, Problem> {
    let limit = desk.config.limits.form;
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let mut sent = Sent::default();
    if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        let body = to_bytes(request.into_body(), limit)
            .await
            .map_err(|_| Problem::too_large(limit))?;
        for (name, value) in form_urlencoded::parse(&body) {
            sent.typed.fill(&name, &value);
        }
        return Ok(sent);
    }
    let Pieces(mut form) = Pieces::from_request(request, desk).await?;
    let (mut words, mut files, mut all) = (limit, limit, limit.saturating_mul(PATIENCE));
    while let Some(mut field) = form.next_field().await.map_err(|_| cut_short())? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let content_type = field.content_type().unwrap_or("application/octet-stream");
        let content_type = content_type.split(';').next().unwrap_or_default();
        let content_type = content_type.trim().to_ascii_lowercase();
        let room = if file.is_some() {
            &mut files
        } else {
            &mut words
        };
        let mut bytes = Some(Vec::new());
        while let Some(piece) = field.chunk().await.map_err(|_| cut_short())? {
            all = all
                .checked_sub(piece.len())
                .ok_or_else(|| Problem::too_large(limit))?;
            bytes = bytes.filter(|kept| kept.len() + piece.len() <= *room);
            if let Some(bytes) = &mut bytes {
                bytes.extend_from_slice(&piece);
            }
        }
        *room -= bytes.as_ref().map_or(0, Vec::len);
        match (file, bytes) {
            (None, Some(bytes)) => sent.typed.fill(&name, &String::from_utf8_lossy(&bytes)),
            // Not even words alone may be without end.
            (None, None) => return Err(Problem::too_large(limit)),
            // Browsers send an empty one when no file was chosen.
            (Some(file), Some(bytes)) if file.is_empty() && bytes.is_empty() => {}
            (Some(file), Some(bytes)) => sent.files.push(Attachment {
                name: Some(file),
                content_type,
                bytes,
                ..Attachment::default()
            }),
            (Some(file), None) => sent.too_large.push(file),
        }
    }
    Ok(sent)
}
