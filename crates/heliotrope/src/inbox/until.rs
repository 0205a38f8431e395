//! `/until`: cases in which it is the person's move, and the sentence by which
//! silence settles those that are chosen. One press, and one undo for all.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded;

use super::acts::moment;
use crate::cases::deeds::{self, Batch, Chosen, LeftOut, ToAll};
use crate::cases::store::lists::{self, Line};
use crate::kit::At;
use crate::kit::words::Words;
use crate::messages::{self, Kind};
use crate::needs::{self, Need};
use crate::people::rules::shown as shown_name;
use crate::web::{
    Answer, Asker, Desk, Doing, Form, Once, PageContext, Problem, form_token, icon, once_field,
    page,
};
use crate::{outbox, promises, t};
use ::store::{Error, Tx};

/// As many as can be chosen.
const SHOWN: i64 = deeds::MOST as i64;

/// What came of the last press, carried by the address: `12-345.13-346` are
/// cases with their letters, `14-promised` cases with why they were left out.
#[derive(Debug, Clone, Default)]
pub struct Came {
    sent: String,
    left: String,
    back: Option<usize>,
    late: Option<usize>,
    /// The rows that were chosen on a list.
    chosen: Vec<i64>,
}

fn pairs(text: &str) -> impl Iterator<Item = (i64, &str)> {
    text.split('.').filter_map(|pair| {
        let (case, other) = pair.split_once('-')?;
        Some((case.parse().ok()?, other))
    })
}

impl Came {
    /// `case` may stand in the address many times, once for each chosen row.
    fn read(query: &str) -> Came {
        let pairs = form_urlencoded::parse(query.as_bytes());
        let mut came = Came::default();
        for (name, value) in pairs {
            match name.as_ref() {
                "sent" => came.sent = value.into_owned(),
                "left" => came.left = value.into_owned(),
                "back" => came.back = value.parse().ok(),
                "late" => came.late = value.parse().ok(),
                "case" => came.choose(&value),
                _ => {}
            }
        }
        came
    }

    fn choose(&mut self, value: &str) {
        let number = value.parse().ok();
        let new = number.filter(|n| !self.chosen.contains(n) && self.chosen.len() < deeds::MOST);
        self.chosen.extend(new);
    }

    fn letters(&self) -> Vec<(i64, i64)> {
        let letter = |(case, message): (i64, &str)| Some((case, message.parse().ok()?));
        pairs(&self.sent)
            .filter_map(letter)
            .take(deeds::MOST)
            .collect()
    }

    fn left(&self) -> Vec<(i64, LeftOut)> {
        let one = |(case, why): (i64, &str)| Some((case, why.parse().ok()?));
        pairs(&self.left)
            .filter_map(one)
            .take(deeds::MOST)
            .collect()
    }
}

fn address(batch: &Batch) -> String {
    let join = |all: Vec<String>| all.join(".");
    let sent = batch
        .sent
        .iter()
        .map(|(case, message)| format!("{case}-{message}"));
    let left = batch
        .left
        .iter()
        .map(|(case, why)| format!("{case}-{}", why.word()));
    format!(
        "/until?sent={}&left={}",
        join(sent.collect()),
        join(left.collect())
    )
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// `12.345`: a case and the last event of it that was shown.
    case: Vec<String>,
    at: String,
    text: String,
    /// `12.13`: the rows that the form was opened with.
    of: String,
}

impl Fields {
    fn chosen(&self) -> Vec<Chosen> {
        let one = |value: &String| {
            let (number, seen) = value.split_once('.').unwrap_or((value, ""));
            Some(Chosen {
                number: number.parse().ok()?,
                seen: seen.parse().ok(),
            })
        };
        self.case.iter().filter_map(one).collect()
    }

    fn rows(&self) -> Vec<i64> {
        let numbers = self.of.split('.').filter_map(|n| n.parse().ok());
        numbers.take(deeds::MOST).collect()
    }
}

/// Words of needs, each with the case it stands in.
pub(super) type Untold = Vec<(i64, String)>;

/// What the page shows.
struct Shown {
    lines: Vec<Line>,
    /// Of the chosen: what is settled there and was not told, by case.
    untold: Untold,
    /// The rows that were chosen on a list; none: all whose move it is.
    of: Vec<i64>,
    /// The day that was told already, by case.
    told: Vec<(i64, At)>,
    /// Until when the letters of the last press can be taken back.
    undo: Option<At>,
}

pub async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let came = Came::read(&query.unwrap_or_default());
    show(&desk, &asker, &came, &Fields::default(), None).await
}

/// What is settled in these cases and was told to nobody. A day of silence
/// would tell it: whoever sends that should know.
pub(super) fn untold(tx: &mut Tx<'_>, cases: &[i64]) -> Result<Untold, Error> {
    let needs = match cases {
        [] => Vec::new(),
        cases => needs::store::of_cases(tx, cases)?,
    };
    let untold = |need: &Need| !need.is_open() && need.told_at.is_none() && need.is_theirs();
    let named = needs.into_iter().filter(|(_, need)| untold(need));
    Ok(named.map(|(case, need)| (case, need.words)).collect())
}

/// The chosen rows that were shown, or all whose move it is. Of the chosen those
/// stand first in which something is settled and not told.
fn read(tx: &mut Tx<'_>, chosen: &[i64]) -> Result<(Vec<Line>, Untold), Error> {
    if chosen.is_empty() {
        let numbers = lists::waiting_longest(tx, SHOWN)?;
        return Ok((lists::lines(tx, &numbers)?, Vec::new()));
    }
    let untold = untold(tx, chosen)?;
    let mut numbers = chosen.to_vec();
    numbers.sort_by_key(|number| !untold.iter().any(|(case, _)| case == number));
    Ok((lists::lines(tx, &numbers)?, untold))
}

async fn show(
    desk: &Desk,
    asker: &Asker,
    came: &Came,
    typed: &Fields,
    wrong: Option<&Problem>,
) -> Result<Response, Problem> {
    let (now, letters) = (desk.now(), came.letters());
    // A form that comes back shows again the rows it was sent with.
    let mut chosen = typed.rows();
    chosen.extend(&came.chosen);
    let of = chosen.clone();
    let shown = desk
        .db
        .read(move |tx| {
            let mut undo = None;
            for (_, message) in &letters {
                let waits = outbox::store::of_message(tx, *message)?;
                undo = undo.max(waits.iter().map(|letter| letter.not_before).max());
            }
            let (lines, untold) = read(tx, &of)?;
            let numbers: Vec<i64> = lines.iter().map(|line| line.case.number).collect();
            Ok::<_, Problem>(Shown {
                told: promises::store::until::live_of(tx, &numbers)?,
                lines,
                untold,
                of,
                undo: undo.filter(|until| *until > now),
            })
        })
        .await
        .doing(|| "listing the cases that silence may settle")?;
    let words = asker.words();
    let title = t!(words, "inbox-until");
    let said = wrong.map(|wrong| wrong.detail(words));
    let body = html! {
        div.pane.sheet-page { div.broad.stack {
            header.page-head { h1 { (title) } }
            @if chosen.is_empty() { p.quietly { (t!(words, "inbox-until-about")) } }
            @else {
                p.quietly { (t!(words, "inbox-until-chosen")) }
                p { a href="/until" { (t!(words, "inbox-until-all")) } }
            }
            (outcome(asker, came, &shown, now))
            (form(asker, &shown, typed, said.as_deref(), now))
        } }
    };
    let status = wrong.map_or(StatusCode::OK, |wrong| wrong.status);
    let context = PageContext::of(desk, asker, "waiting");
    Ok((status, page(&context, &title, body)).into_response())
}

/// What the last press did, with one undo for all of it.
fn outcome(asker: &Asker, came: &Came, shown: &Shown, now: At) -> Markup {
    let words = asker.words();
    let (sent, left) = (came.letters().len(), came.left());
    html! {
        @if let Some(until) = shown.undo {
            form.undo #undo method="post" action="/until/undo" data-until=(until.to_string()) {
                (form_token(&asker.form_token))
                input type="hidden" name="sent" value=(came.sent);
                p role="status" { (t!(words, "inbox-until-sent", n = sent)) " " (t!(words, "cases-undo-leaves")) " "
                    span.figures data-left="" { (until.since(now).as_secs()) } " s." }
                button.btn { (icon("undo-2")) (t!(words, "inbox-until-take-back")) " " kbd { "z" } }
            }
        } @else if sent > 0 {
            div.bar.met role="status" { (icon("circle-check")) p { (t!(words, "inbox-until-sent", n = sent)) } }
        }
        @if let Some(back) = came.back {
            div.bar role="status" { (icon("undo-2")) p { (t!(words, "inbox-until-back", n = back))
                @if let Some(late) = came.late.filter(|n| *n > 0) { " " (t!(words, "inbox-until-late", n = late)) } } }
        }
        @if !left.is_empty() {
            div.bar.owed { (icon("info")) div {
                p { (t!(words, "inbox-until-left", n = left.len())) }
                ul { @for (case, why) in &left { li { a href={ "/cases/" (case) } { "#" (case) } ": " (because(*why, words)) } } }
            } }
        }
    }
}

fn because(why: LeftOut, words: Words) -> String {
    t!(words, "inbox-until-because", why = why.word())
}

fn form(asker: &Asker, shown: &Shown, typed: &Fields, wrong: Option<&str>, now: At) -> Markup {
    let words = asker.words();
    if shown.lines.is_empty() {
        return html! { div.empty { p { (t!(words, "inbox-until-none")) }
        a.btn href="/today" { (t!(words, "inbox-go-today")) } } };
    }
    html! {
        form.stack method="post" action="/until" {
            (form_token(&asker.form_token)) (once_field())
            @if !shown.of.is_empty() { input type="hidden" name="of" value=(shown.of.iter().map(i64::to_string).collect::<Vec<_>>().join(".")); }
            @if let Some(wrong) = wrong { p.error #until-error role="alert" { (icon("circle-alert")) (wrong) } }
            fieldset {
                legend.said { (t!(words, "inbox-until-which")) }
                ul.choices { @for line in &shown.lines { (choice(asker, shown, line, typed, now)) } }
            }
            div.fields-2 {
                div.field {
                    label for="until-at" { (t!(words, "inbox-until-at")) }
                    input.input #until-at type="datetime-local" name="at" value=(typed.at) required
                        aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| "until-error")];
                }
            }
            div.field {
                label for="until-text" { (t!(words, "inbox-until-text")) }
                p.help #until-help { (t!(words, "inbox-until-text-help")) }
                textarea.area.short #until-text name="text" rows="3" dir="auto" aria-describedby="until-help" {
                    "\n" (typed.text) }
            }
            div.form-foot { button.btn.primary { (icon("send")) (t!(words, "inbox-until-do")) } }
        }
    }
}

/// What is settled there and was not told, a line for each.
pub(super) fn not_told(untold: &Untold, case: i64, words: Words) -> Markup {
    html! {
        @for (_, need) in untold.iter().filter(|(number, _)| *number == case) {
            p.warning { (icon("mail-x")) span { (t!(words, "inbox-until-untold", need = need.as_str())) } }
        }
    }
}

fn choice(asker: &Asker, shown: &Shown, line: &Line, typed: &Fields, now: At) -> Markup {
    let words = asker.words();
    let case = &line.case;
    let told = shown.told.iter().find(|(number, _)| *number == case.number);
    // A chosen row comes ticked; what somebody unticked comes back so.
    let ticked = typed.chosen().iter().any(|one| one.number == case.number);
    let chosen = ticked || (typed.of.is_empty() && shown.of.contains(&case.number));
    let who = shown_name(&line.person_name, &line.address);
    html! {
        li.choice {
            label.tick {
                input type="checkbox" name="case" value={ (case.number) "." (case.last_event) } checked[chosen];
                span {
                    strong dir="auto" { (who) } " · "
                    span dir="auto" {
                        @if case.subject.trim().is_empty() { (t!(words, "cases-no-subject")) } @else { (case.subject) }
                    }
                }
            }
            p.quietly {
                a href={ "/cases/" (case.number) } { "#" (case.number) } " · "
                (words.clock_tag(case.since, &asker.zone, now))
                @if let Some((_, at)) = told {
                    " · " (t!(words, "inbox-until-told")) " " (words.clock_tag(*at, &asker.zone, now)) }
            }
            (not_told(&shown.untold, case.number, words))
        }
    }
}

pub async fn send(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Form(typed): Form<Fields>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let at = match moment(&typed.at, &asker) {
        Ok(at) => at,
        Err(problem) => return show(&desk, &asker, &Came::default(), &typed, Some(&problem)).await,
    };
    let all = ToAll {
        chosen: typed.chosen(),
        at,
        words: typed.text.replace("\r\n", "\n"),
        undo_seconds: asker.undo_seconds,
        default_server: desk.config.smtp.is_some(),
    };
    let me = asker.clone();
    let done = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let batch = deeds::until_in_bulk(tx, &me, &all, now)?;
                Ok(Answer::see(address(&batch)))
            })
        })
        .await;
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) if problem.is_failure() => {
            Err(problem.doing("telling several people when silence settles their cases"))
        }
        Err(problem) => show(&desk, &asker, &Came::default(), &typed, Some(&problem)).await,
    }
}

#[derive(Deserialize)]
pub struct Undo {
    #[serde(default)]
    sent: String,
}

/// All of them back; what has left meanwhile is counted and said.
pub async fn undo(
    State(desk): State<Desk>,
    asker: Asker,
    Form(form): Form<Undo>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    let came = Came {
        sent: form.sent,
        ..Came::default()
    };
    let letters = came.letters();
    let (back, late) = desk
        .db
        .write(move |tx| {
            let (mut back, mut late) = (0, 0);
            for (case, message) in &letters {
                match deeds::take_back(tx, &asker, *case, *message, now) {
                    Ok(words) => {
                        back += 1;
                        drop_sentence(tx, &asker, *case, &words)?;
                    }
                    Err(problem) if problem.is_failure() => return Err(problem),
                    Err(_) => late += 1,
                }
            }
            Ok((back, late))
        })
        .await
        .doing(|| "taking back what silence would settle")?;
    Ok(Redirect::to(&format!("/until?back={back}&late={late}")))
}

/// A letter that is one line was the desk's own sentence: no draft of anybody.
fn drop_sentence(
    tx: &mut ::store::Tx<'_>,
    asker: &Asker,
    case: i64,
    words: &str,
) -> Result<(), Problem> {
    if words.contains('\n') {
        return Ok(());
    }
    let draft = messages::store::draft(tx, case, asker.agent, Kind::Reply)?;
    if draft.is_some_and(|(_, kept, _)| kept == words) {
        messages::store::drop_draft(tx, case, asker.agent, Kind::Reply)?;
    }
    Ok(())
}
